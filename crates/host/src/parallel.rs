//! Several threads, one order.

use rayon::{ThreadPool, ThreadPoolBuilder};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

/// How often the caller looks whether the others are done before it sleeps: a tenth of a millisecond, unless other
/// programs take their turns.
const TURNS: usize = 200;

/// The threads of a run: the caller's, and others beside it that are there from the first use to the end.
#[derive(Debug)]
pub struct Crew {
    threads: NonZeroUsize,
    /// All but the caller; `None` where the system refuses more threads.
    others: OnceLock<Option<ThreadPool>>,
}

impl Crew {
    /// So many threads, the caller's among them: what was asked for, else what the machine offers.
    pub fn new(asked: Option<NonZeroUsize>) -> Self {
        let threads = asked.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
        Self { threads, others: OnceLock::new() }
    }

    /// How many there are.
    pub fn threads(&self) -> NonZeroUsize {
        self.threads
    }

    fn others(&self) -> Option<&ThreadPool> {
        let beside = self.threads.get() - 1;
        if beside == 0 { None } else { self.others.get_or_init(|| beside_the_caller(beside)).as_ref() }
    }

    /// Does something beside the caller, who goes on at once. Without another thread it is left undone: what is begun
    /// ahead must be such that it is done where it is needed, and only later.
    pub fn begin(&self, work: impl FnOnce() + Send + 'static) {
        if let Some(others) = self.others() {
            others.spawn(work);
        }
    }

    /// Applies `work` to every item on all threads; the results stand in the order of the items.
    ///
    /// A panic in `work` goes on in the caller, once the other threads have finished the items they had begun.
    pub fn in_order<T: Sync, R: Send>(&self, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
        let beside = (self.threads.get() - 1).min(items.len().saturating_sub(1));
        let Some(others) = self.others().filter(|_| beside > 0) else {
            return items.iter().map(work).collect();
        };
        let next = AtomicUsize::new(0);
        let busy = AtomicUsize::new(beside);
        let all = Mutex::new(Vec::with_capacity(items.len()));
        // Items are handed out one by one: sizes differ by orders of magnitude, so equal shares would not be equal work.
        let worker = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(index) else { break };
                done.push((index, work(item)));
            }
            all.lock().unwrap_or_else(PoisonError::into_inner).append(&mut done);
        };
        others.in_place_scope(|scope| {
            for _ in 0..beside {
                scope.spawn(|_| {
                    worker();
                    busy.fetch_sub(1, Ordering::Release);
                });
            }
            // The caller would only wait.
            worker();
            // For the last items it waits awake: who sleeps is woken late, and perhaps on another's processor.
            for _ in 0..TURNS {
                if busy.load(Ordering::Acquire) == 0 {
                    break;
                }
                thread::yield_now();
            }
        });
        let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
        all.sort_unstable_by_key(|(index, _)| *index);
        all.into_iter().map(|(_, result)| result).collect()
    }
}

/// Threads on other processors than the caller's.
///
/// On a virtual machine a processor that has nothing to do counts as taken, since its host has it back. Linux leaves a
/// new thread behind the one that began it then, where both take turns for milliseconds: a tenth of the time that a
/// thousand files take.
#[cfg(target_os = "linux")]
fn beside_the_caller(threads: usize) -> Option<ThreadPool> {
    let others = rustix::thread::sched_getaffinity(None).ok().and_then(|mut processors| {
        processors.unset(rustix::thread::sched_getcpu());
        (processors.count() > 0).then_some(processors)
    });
    let move_over = move |_| {
        if let Some(others) = &others {
            // Where the system does not allow it, the threads are as they would have been.
            let _ = rustix::thread::sched_setaffinity(None, others);
        }
    };
    let pool = ThreadPoolBuilder::new().num_threads(threads).start_handler(move_over).build().ok();
    // Until they have moved they wait for this thread's turn to end.
    thread::yield_now();
    pool
}

/// Threads beside the caller's.
#[cfg(not(target_os = "linux"))]
fn beside_the_caller(threads: usize) -> Option<ThreadPool> {
    ThreadPoolBuilder::new().num_threads(threads).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items_whatever_the_threads_did() {
        let items: Vec<u64> = (0..500).collect();
        for threads in [1, 2, 7] {
            let crew = Crew::new(NonZeroUsize::new(threads));
            // The same threads serve again and again.
            for _ in 0..3 {
                let results = crew.in_order(&items, |n| {
                    if n % 50 == 0 {
                        thread::yield_now();
                    }
                    n * n
                });
                assert!(results.iter().enumerate().all(|(n, square)| (n * n) as u64 == *square));
            }
        }
    }

    #[test]
    fn what_was_begun_ahead_hinders_nothing() {
        let crew = Crew::new(NonZeroUsize::new(2));
        let (tell, told) = std::sync::mpsc::channel::<()>();
        // The one other thread is busy until the caller has done everything alone.
        crew.begin(move || assert!(told.recv().is_err()));
        let worker = thread::spawn(move || {
            thread::sleep(std::time::Duration::from_millis(20));
            drop(tell);
        });
        assert_eq!(crew.in_order(&[1, 2, 3], |n| n * 2), [2, 4, 6]);
        worker.join().unwrap();
    }

    #[test]
    fn a_panic_keeps_its_message() {
        let caught = std::panic::catch_unwind(|| {
            Crew::new(NonZeroUsize::new(2)).in_order(&[1, 2, 3], |n| assert!(*n != 2, "two is odd"))
        });
        assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"two is odd"));
    }
}
