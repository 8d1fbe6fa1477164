//! The result of a run.

use crate::log::{Event, Level};
use crate::trace::Step;

/// Where a fatal problem arose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Reading the source.
    LoadSource,
    /// Reading the transform, its `xdt:` elements included.
    LoadTransform,
    /// Writing the result.
    Save,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// No errors; the result is saved.
    Success,
    /// The engine logged errors; publish does not save.
    Failure,
    /// Nothing could be done or written.
    Fatal(Stage),
}

/// What a run gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// All messages in order.
    pub log: Vec<Event>,
    /// The steps in the order in which they ran.
    pub steps: Vec<Step>,
    pub(crate) saved: Vec<u8>,
}

impl Outcome {
    /// The bytes to save: only after success.
    pub fn bytes(&self) -> Option<&[u8]> {
        (self.status == Status::Success).then_some(&self.saved)
    }

    /// The bytes to save, taken out.
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        (self.status == Status::Success).then_some(self.saved)
    }

    /// What the reference leaves behind when its caller does not stop: after failure the document with all steps that
    /// worked, after a fatal error while saving what was written before it.
    pub fn leftover(&self) -> &[u8] {
        &self.saved
    }

    /// The errors.
    pub fn errors(&self) -> impl Iterator<Item = &Event> {
        self.log.iter().filter(|e| e.level == Level::Error)
    }

    /// The warnings.
    pub fn warnings(&self) -> impl Iterator<Item = &Event> {
        self.log.iter().filter(|e| e.level == Level::Warning)
    }
}
