//! Writing results to standard output.

use crate::exit::Failure;
use std::io::{ErrorKind, Write as _};

/// Writes all of `bytes` to standard output. A reader that has left (`| head`) is no failure.
pub(crate) fn stdout(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(problem) if problem.kind() != ErrorKind::BrokenPipe => {
            Err(Failure(format!("cannot write to standard output: {problem}")))
        }
        _ => Ok(()),
    }
}
