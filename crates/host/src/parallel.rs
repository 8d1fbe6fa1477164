//! Several threads, one order.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many jobs to run at a time: what was asked for, else what the machine offers.
pub fn jobs(asked: Option<NonZeroUsize>) -> NonZeroUsize {
    asked.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}

/// Applies `work` to every item on up to `jobs` threads; the results stand in the order of the items.
///
/// A panic in `work` goes on in the caller, once the other threads have finished the items they had begun.
pub fn in_order<T: Sync, R: Send>(jobs: NonZeroUsize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = jobs.get().min(items.len());
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    // Items are handed out one by one: sizes differ by orders of magnitude, so equal shares would not be equal work.
    let worker = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    };
    let mut all: Vec<(usize, R)> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(worker)).collect();
        // The caller would only wait.
        let mut all = worker();
        for other in others {
            all.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all
    });
    all.sort_unstable_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items_whatever_the_threads_did() {
        let items: Vec<u64> = (0..500).collect();
        for jobs in [1, 2, 7] {
            let results = in_order(NonZeroUsize::new(jobs).unwrap(), &items, |n| {
                if n % 50 == 0 {
                    thread::yield_now();
                }
                n * n
            });
            assert!(results.iter().enumerate().all(|(n, square)| (n * n) as u64 == *square));
        }
    }

    #[test]
    fn a_panic_keeps_its_message() {
        let caught = std::panic::catch_unwind(|| {
            in_order(NonZeroUsize::new(2).unwrap(), &[1, 2, 3], |n| assert!(*n != 2, "two is odd"))
        });
        assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"two is odd"));
    }
}
