//! A line that tells how far a long run is: on a terminal, after a second, and gone at the end.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Short work says nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line changes.
const PACE: Duration = Duration::from_millis(100);

/// Counts what is done; shared by the threads that do it.
pub(crate) struct Progress {
    what: &'static str,
    of: usize,
    done: AtomicUsize,
    /// When the line is due; `None` where nobody would see it.
    due: Option<Mutex<Instant>>,
    shown: AtomicBool,
}

impl Progress {
    /// Progress through `of` things.
    pub(crate) fn new(what: &'static str, of: usize) -> Self {
        let seen = std::io::stderr().is_terminal();
        Self {
            what,
            of,
            done: AtomicUsize::new(0),
            due: seen.then(|| Mutex::new(Instant::now() + PATIENCE)),
            shown: AtomicBool::new(false),
        }
    }

    /// One more is done.
    pub(crate) fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        // Whoever finds the line being written has better things to do than wait.
        let Some(Ok(mut due)) = self.due.as_ref().map(Mutex::try_lock) else { return };
        let now = Instant::now();
        if now >= *due {
            *due = now + PACE;
            self.shown.store(true, Ordering::Relaxed);
            drop(write!(std::io::stderr().lock(), "\r{} {done} of {}\u{1b}[K", self.what, self.of));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.load(Ordering::Relaxed) {
            drop(write!(std::io::stderr().lock(), "\r\u{1b}[K"));
        }
    }
}
