//! Waiting for files to change.

use crate::HostError;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Editors write in several steps: a change is over when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(100);

/// Watches files, and folders with everything below them.
pub struct Watch {
    _watcher: RecommendedWatcher,
    events: Receiver<PathBuf>,
}

impl Watch {
    /// Begins to watch.
    pub fn new(paths: &[PathBuf]) -> Result<Self, HostError> {
        let (send, events) = channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let Ok(event) = event else { return };
            if matches!(event.kind, EventKind::Access(_)) {
                return;
            }
            for path in event.paths {
                // The receiver is gone when nobody waits any more.
                drop(send.send(path));
            }
        });
        let failure = |path: &Path, problem: notify::Error| HostError::Unreadable {
            path: path.display().to_string(),
            reason: format!("it cannot be watched: {problem}"),
        };
        let mut watcher = watcher.map_err(|problem| failure(Path::new("."), problem))?;
        for path in paths {
            // A file is watched by its folder: editors put a new file in the place of the old one.
            let (folder, mode) = match path.parent() {
                Some(parent) if !path.is_dir() => (parent, RecursiveMode::NonRecursive),
                _ => (path.as_path(), RecursiveMode::Recursive),
            };
            watcher.watch(folder, mode).map_err(|problem| failure(path, problem))?;
        }
        Ok(Self { _watcher: watcher, events })
    }

    /// Waits until a file changes that is `wanted`, and until the change is over; `false` when watching has ended.
    pub fn wait(&self, wanted: impl Fn(&Path) -> bool) -> bool {
        loop {
            match self.events.recv() {
                Ok(path) if wanted(&path) => break,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
        loop {
            match self.events.recv_timeout(QUIET) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => return true,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_wanted_change_ends_the_wait() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("web.config");
        fs::write(&path, "one").unwrap();
        let watch = Watch::new(&[folder.path().to_path_buf()]).unwrap();
        fs::write(folder.path().join("other.txt"), "x").unwrap();
        fs::write(&path, "two").unwrap();
        assert!(watch.wait(|path| path.ends_with("web.config")));
    }
}
