//! What is wrong with a text, in the words of .NET.

/// Where a flaw is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlawPlace {
    /// At this byte.
    At(usize),
    /// The text ends too early.
    End,
    /// The text as a whole: limits.
    Whole,
}

/// Why a text is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) place: FlawPlace,
    /// Without line and column.
    pub(crate) text: String,
}

impl Flaw {
    pub(crate) fn at(at: usize, text: impl Into<String>) -> Self {
        Self { place: FlawPlace::At(at), text: text.into() }
    }

    pub(crate) fn end(text: &str) -> Self {
        Self { place: FlawPlace::End, text: text.to_owned() }
    }

    pub(crate) fn whole(text: &str) -> Self {
        Self { place: FlawPlace::Whole, text: text.to_owned() }
    }
}

/// A character as messages show it: NUL as a point, with its number.
pub(super) fn quoted(c: char) -> (char, String) {
    (if c == '\0' { '.' } else { c }, format!("0x{:02X}", u32::from(c)))
}

/// The text for a character that no document may hold.
pub(crate) fn invalid_character(c: char) -> String {
    let (shown, number) = quoted(c);
    format!("'{shown}', hexadecimal value {number}, is an invalid character.")
}
