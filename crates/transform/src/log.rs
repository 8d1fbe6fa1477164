//! The log: what the engine says, in its order, with its texts and places.

use crate::cause::Cause;
use webconfig_text::TextRange;

/// How loud a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Shown on request.
    Verbose,
    /// Shown by a build of normal verbosity; suppressed warnings are such messages.
    Message,
    /// A warning.
    Warning,
    /// An error; the result is not saved.
    Error,
}

/// Which of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Which {
    /// The document that is transformed.
    Source,
    /// The transform.
    Transform,
}

/// A place as the engine reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The document that the engine names.
    pub document: Which,
    /// Line from 1 and column from 1 in UTF-16 units; none where the engine names the file alone.
    pub position: Option<(u32, u32)>,
    /// The name or tag in question, in the decoded text of that document; none where no text stands behind it.
    pub range: Option<TextRange>,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// How loud it is.
    pub level: Level,
    /// What it is about.
    pub cause: Cause,
    /// How many sections are open around it.
    pub depth: u8,
    /// Where; none where the engine reports none.
    pub place: Option<Place>,
    /// The engine's text.
    pub text: String,
    /// The step that was being executed, an index into [`crate::Outcome::steps`].
    pub step: Option<usize>,
}
