//! Reading whole files, bounded.

use crate::HostError;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The largest file that is read: 512 MiB.
pub const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// The bytes of the file at `path`; `shown` is its name in an error.
pub fn read(path: &Path, shown: &str) -> Result<Vec<u8>, HostError> {
    let file = File::open(path).map_err(|problem| HostError::reading(shown, &problem))?;
    let metadata = file.metadata().map_err(|problem| HostError::reading(shown, &problem))?;
    if metadata.is_dir() {
        return Err(HostError::Unreadable { path: shown.to_owned(), reason: "it is a folder".to_owned() });
    }
    if metadata.len() > MAX_BYTES {
        return Err(HostError::TooLarge { path: shown.to_owned() });
    }
    bounded(file, metadata.len(), MAX_BYTES, shown)
}

/// The bytes of standard input.
pub fn stdin() -> Result<Vec<u8>, HostError> {
    bounded(io::stdin().lock(), 0, MAX_BYTES, "<stdin>")
}

/// The first `limit` bytes of the file at `path`.
pub(crate) fn head(path: &Path, limit: usize, shown: &str) -> Result<Vec<u8>, HostError> {
    let problem = |problem: io::Error| HostError::reading(shown, &problem);
    let file = File::open(path).map_err(problem)?;
    let mut bytes = Vec::new();
    file.take(limit as u64).read_to_end(&mut bytes).map_err(problem)?;
    Ok(bytes)
}

/// Pipes and devices tell no size, and files can grow while they are read: the bound holds for what arrives.
fn bounded(from: impl Read, expected: u64, most: u64, shown: &str) -> Result<Vec<u8>, HostError> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0).saturating_add(1));
    from.take(most + 1).read_to_end(&mut bytes).map_err(|problem| HostError::reading(shown, &problem))?;
    if bytes.len() as u64 > most {
        return Err(HostError::TooLarge { path: shown.to_owned() });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_holds_for_what_arrives_not_for_what_was_announced() {
        assert_eq!(bounded(&b"12345"[..], 0, 5, "x").unwrap(), b"12345");
        assert_eq!(bounded(&b"123456"[..], 0, 5, "x"), Err(HostError::TooLarge { path: "x".into() }));
    }

    #[test]
    fn a_folder_and_nothing_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(read(folder.path(), "f"), Err(HostError::Unreadable { .. })));
        assert!(matches!(read(&folder.path().join("no"), "f/no"), Err(HostError::Missing { .. })));
    }
}
