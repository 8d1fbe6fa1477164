//! Text that is a span of the buffer until somebody changes it.

use super::Tree;

/// A string of the tree; copied freely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Text {
    /// Bytes of [`Tree::buffer`].
    Span(u32, u32),
    /// Index into [`Tree::strings`].
    Owned(u32),
}

impl Tree {
    /// The string itself.
    #[inline]
    pub(crate) fn str(&self, text: Text) -> &str {
        match text {
            Text::Span(start, end) => self.buffer.get(start as usize..end as usize).unwrap_or(""),
            Text::Owned(index) => self.strings.get(index as usize).map_or("", |s| s),
        }
    }

    /// Takes a string in.
    pub(crate) fn own(&mut self, text: impl Into<Box<str>>) -> Text {
        self.strings.push(text.into());
        Text::Owned(self.strings.len() as u32 - 1)
    }

    /// The rest of a string from a byte on.
    pub(crate) fn tail(&mut self, text: Text, from: usize) -> Text {
        match text {
            Text::Span(start, end) => Text::Span((start + from as u32).min(end), end),
            Text::Owned(_) if from == 0 => text,
            Text::Owned(_) => {
                let rest: Box<str> = self.str(text).get(from..).unwrap_or("").into();
                self.own(rest)
            }
        }
    }
}
