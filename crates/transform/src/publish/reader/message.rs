//! The reader's words, as .NET says them.

/// Why a document is refused: the whole text, place included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) String);

/// A refusal with a place.
pub(crate) fn at_place(text: &str, line: u32, column: u32) -> Refusal {
    Refusal(format!("{text} Line {line}, position {column}."))
}

/// How a character is shown between quotes: NUL as a point.
pub(crate) fn shown(c: char) -> char {
    if c == '\0' { '.' } else { c }
}

/// `'x', hexadecimal value 0x01, is an invalid character.`
pub(crate) fn invalid_character(c: char) -> String {
    format!("'{}', hexadecimal value 0x{:02X}, is an invalid character.", shown(c), u32::from(c))
}

/// A character that cannot begin a name.
pub(crate) fn bad_name_start(c: char) -> String {
    format!("Name cannot begin with the '{}' character, hexadecimal value 0x{:02X}.", shown(c), u32::from(c))
}

/// A character that a name cannot hold.
pub(crate) fn bad_name_character(c: char) -> String {
    format!(
        "The '{}' character, hexadecimal value 0x{:02X}, cannot be included in a name.",
        shown(c),
        u32::from(c)
    )
}

/// One token where another was due.
pub(crate) fn unexpected(found: &str, expected: &str) -> String {
    format!("'{found}' is an unexpected token. The expected token is {expected}.")
}
