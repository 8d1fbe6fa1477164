//! The threads beside the main loop: those that answer requests, and the one that looks for findings.

use crate::client::Client;
use crate::documents::{Documents, OpenDocument};
use crate::findings::{self, Findings};
use crate::main_loop::Event;
use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

/// How many requests are answered at a time.
const ANSWERING: usize = 2;

/// Work that must not stop the main loop.
pub(crate) type Job = Box<dyn FnOnce() + Send>;

/// Runs a job; a panic becomes one line for the log.
pub(crate) fn guarded<T>(job: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(job)).map_err(|payload| told(payload.as_ref()))
}

fn told(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message");
    text.lines().next().unwrap_or_default().to_owned()
}

/// The threads that answer requests, in the order in which they came as far as there are threads.
#[derive(Debug)]
pub(crate) struct Requests {
    queue: Sender<Job>,
}

impl Requests {
    pub(crate) fn new() -> Self {
        let (queue, jobs) = channel::<Job>();
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..ANSWERING {
            let jobs: Arc<Mutex<Receiver<Job>>> = Arc::clone(&jobs);
            thread::spawn(move || {
                loop {
                    let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    match next {
                        Ok(job) => job(),
                        Err(_) => return,
                    }
                }
            });
        }
        Self { queue }
    }

    pub(crate) fn push(&self, job: Job) {
        // The threads live as long as this sender.
        let _ = self.queue.send(job);
    }
}

/// A document whose findings are wanted, in the world as it was when it changed.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) document: OpenDocument,
    pub(crate) documents: Documents,
    pub(crate) client: Arc<Client>,
}

/// What the findings thread gave.
#[derive(Debug)]
pub(crate) struct Found {
    /// The key of the document.
    pub(crate) key: String,
    /// The revision that was looked at.
    pub(crate) revision: u64,
    /// The findings, or how the run ended instead.
    pub(crate) findings: Result<Findings, String>,
}

#[derive(Debug, Default)]
struct Waiting {
    jobs: VecDeque<Wanted>,
    is_over: bool,
}

/// The thread that looks for findings. Of each document it only ever sees the newest text.
#[derive(Debug)]
pub(crate) struct Linting {
    waiting: Arc<(Mutex<Waiting>, Condvar)>,
}

impl Linting {
    pub(crate) fn new(events: Sender<Event>) -> Self {
        let waiting = Arc::new((Mutex::new(Waiting::default()), Condvar::new()));
        let shared = Arc::clone(&waiting);
        thread::spawn(move || {
            while let Some(wanted) = next(&shared) {
                let Wanted { document, documents, client } = wanted;
                let findings = guarded(|| findings::of(&document, &documents, &client));
                let found = Found { key: document.home.key.clone(), revision: document.revision, findings };
                if events.send(Event::Found(found)).is_err() {
                    return;
                }
            }
        });
        Self { waiting }
    }

    /// Asks for the findings of a document; whatever was asked for it before and has not begun is forgotten.
    pub(crate) fn push(&self, wanted: Wanted) {
        let (waiting, bell) = &*self.waiting;
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |other: &Wanted| other.document.home.key == wanted.document.home.key;
        match waiting.jobs.iter_mut().find(|other| same(other)) {
            Some(stale) => *stale = wanted,
            None => waiting.jobs.push_back(wanted),
        }
        bell.notify_one();
    }
}

impl Drop for Linting {
    fn drop(&mut self) {
        let (waiting, bell) = &*self.waiting;
        waiting.lock().unwrap_or_else(PoisonError::into_inner).is_over = true;
        bell.notify_one();
    }
}

fn next(shared: &(Mutex<Waiting>, Condvar)) -> Option<Wanted> {
    let (waiting, bell) = shared;
    let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if waiting.is_over {
            return None;
        }
        match waiting.jobs.pop_front() {
            Some(job) => return Some(job),
            None => waiting = bell.wait(waiting).unwrap_or_else(PoisonError::into_inner),
        }
    }
}
