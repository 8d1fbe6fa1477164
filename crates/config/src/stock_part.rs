//! What effective elements have in common with those that they were made from.

use std::ops::Deref;
use std::sync::Arc;

/// A part that several effective elements have: one of the stock server, which stays to the end of the process and is
/// only pointed at, or one whose references are counted.
///
/// Threads that count references to the same thing wait for each other, and every file on the stock server shares its
/// hundred handlers with every other one.
#[derive(Debug)]
pub enum Shared<'s, T> {
    /// Of the stock server.
    Stock(&'s T),
    /// Of a server that was made for files under test.
    Counted(Arc<T>),
}

impl<T> Shared<'_, T> {
    /// A part of its own.
    pub fn new(part: T) -> Self {
        Self::Counted(Arc::new(part))
    }

    /// Whether both are the same thing, not only equal ones.
    pub fn is_same(&self, other: &Self) -> bool {
        std::ptr::eq(&raw const **self, &raw const **other)
    }
}

impl<T> Shared<'static, T> {
    /// A part that stays to the end of the process.
    pub(crate) fn for_good(part: T) -> Self {
        Self::Stock(Box::leak(Box::new(part)))
    }
}

impl<T: Clone> Shared<'_, T> {
    /// Changes it where nobody else has it, else a copy.
    pub(crate) fn update(&mut self, change: impl FnOnce(&mut T)) {
        match self {
            Self::Counted(counted) => change(Arc::make_mut(counted)),
            Self::Stock(stock) => {
                let mut own = T::clone(stock);
                change(&mut own);
                *self = Self::new(own);
            }
        }
    }
}

impl<T> Clone for Shared<'_, T> {
    fn clone(&self) -> Self {
        match self {
            Self::Stock(stock) => Self::Stock(stock),
            Self::Counted(counted) => Self::Counted(Arc::clone(counted)),
        }
    }
}

impl<T> Deref for Shared<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Stock(stock) => stock,
            Self::Counted(counted) => counted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_have_is_copied_before_it_changes() {
        for first in [Shared::new(1), Shared::for_good(1)] {
            let mut second = first.clone();
            assert!(first.is_same(&second));
            second.update(|n| *n += 1);
            assert_eq!((*first, *second), (1, 2));
            let address = &raw const *second;
            second.update(|n| *n += 1);
            assert_eq!((*second, &raw const *second), (3, address));
        }
    }
}
