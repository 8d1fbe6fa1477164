//! The error that ends reading, in the words of the reference's runtime.

use crate::tree::Position;
use crate::tree::position_in;
use webconfig_text::LineIndex;

/// Why a text is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadError {
    /// The whole text, `Line l, position c.` included where the reference gives one.
    pub(crate) message: String,
    /// Where; limits and a missing root have no place.
    pub(crate) position: Option<Position>,
}

impl ReadError {
    /// An error at a byte of `text`.
    pub(crate) fn at(text: &str, offset: usize, message: impl Into<String>) -> Self {
        let position = position_in(text, &LineIndex::new(text), offset as u32);
        Self::placed(position, message)
    }

    /// An error at a known place.
    pub(crate) fn placed(position: Position, message: impl Into<String>) -> Self {
        let (line, column) = position;
        let message = format!("{} Line {line}, position {column}.", message.into());
        Self { message, position: Some(position) }
    }

    /// An error of the text as a whole.
    pub(crate) fn whole(message: impl Into<String>) -> Self {
        Self { message: message.into(), position: None }
    }
}
