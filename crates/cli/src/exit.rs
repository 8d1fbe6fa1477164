//! How the program ends: the four exit states, failures that stop a command, and the last net under bugs.

use std::any::Any;
use std::fmt;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

/// The end of a command that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Nothing to complain about.
    Clean,
    /// Findings at or above the threshold, or the transform failed.
    Findings,
    /// Wrong usage, or something could not be opened, read or written.
    Unusable,
    /// A bug of ours.
    Bug,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Unusable => 2,
            Exit::Bug => 3,
        })
    }
}

/// Why a command could not do its work: printed on standard error, exit status 2.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(problem: E) -> Self {
        Self(problem.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a command gives back.
pub(crate) type Outcome = Result<Exit, Failure>;

/// Prints one line for a person on standard error. A standard error that is gone is nobody's problem.
pub(crate) fn complain(message: impl fmt::Display) {
    drop(writeln!(std::io::stderr().lock(), "webconfig: {message}"));
}

/// Ends with clap's own message: help and version on standard output with 0, wrong usage on standard error with 2.
pub(crate) fn usage(problem: &clap::Error) -> Exit {
    drop(problem.print());
    if problem.use_stderr() { Exit::Unusable } else { Exit::Clean }
}

/// Runs the program and turns every way it can end into an exit status; a panic says what to report.
pub(crate) fn guard(body: impl FnOnce() -> Outcome) -> ExitCode {
    let place = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&place);
    std::panic::set_hook(Box::new(move |panic| {
        let at = panic.location().map_or_else(String::new, ToString::to_string);
        *seen.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }));
    let ended = catch_unwind(AssertUnwindSafe(body));
    match ended {
        Ok(Ok(exit)) => exit.into(),
        Ok(Err(failure)) => {
            complain(failure);
            Exit::Unusable.into()
        }
        Err(payload) => {
            let at = place.lock().unwrap_or_else(PoisonError::into_inner).clone();
            complain(bug_report(payload.as_ref(), &at));
            Exit::Bug.into()
        }
    }
}

fn bug_report(payload: &(dyn Any + Send), at: &str) -> String {
    let what = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    format!(
        "this is a bug in webconfig, not in your files\n  {what}\n  at {at}, version {version} on {os} {arch}\n\
         please report these lines and the command line at {repository}/issues; \
         a file that shows it helps, without its secrets",
        version = env!("CARGO_PKG_VERSION"),
        os = std::env::consts::OS,
        arch = std::env::consts::ARCH,
        repository = env!("CARGO_PKG_REPOSITORY"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_exit_status_3_and_everything_else_its_own() {
        let shown = |code: ExitCode| format!("{code:?}");
        assert_eq!(shown(guard(|| panic!("no such node"))), shown(ExitCode::from(3)));
        assert_eq!(shown(guard(|| Err(Failure("gone".into())))), shown(ExitCode::from(2)));
        assert_eq!(shown(guard(|| Ok(Exit::Findings))), shown(ExitCode::from(1)));
        drop(std::panic::take_hook());
    }

    #[test]
    fn a_bug_report_says_what_where_and_which_version() {
        let report = bug_report(&"index 3 of 2".to_owned(), "crates/x.rs:7:1");
        for part in ["index 3 of 2", "crates/x.rs:7:1", env!("CARGO_PKG_VERSION"), "/issues"] {
            assert!(report.contains(part), "{part} in {report}");
        }
    }
}
