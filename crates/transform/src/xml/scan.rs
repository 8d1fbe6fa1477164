//! Names, tokens and references at an offset.

use super::flaw::{Flaw, invalid_character, quoted};
use super::names::{name_chars_length, ncname_length};
use super::{Manner, is_allowed, is_blank};

/// The text for a document that ends inside of something nameless.
pub(crate) const UNEXPECTED_END: &str = "Unexpected end of file has occurred.";
const END_IN_NAME: &str = "Unexpected end of file while parsing Name has occurred.";

/// The first offset from `at` on at which no blank stands.
pub(crate) fn blanks_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    at + (rest.len() - rest.trim_start_matches(is_blank).len())
}

/// The text for a character that cannot begin a name.
pub(crate) fn bad_name_start(c: char) -> String {
    let (shown, number) = quoted(c);
    format!("Name cannot begin with the '{shown}' character, hexadecimal value {number}.")
}

/// The text for a character that a name cannot hold.
pub(crate) fn bad_name_character(c: char) -> String {
    let (shown, number) = quoted(c);
    format!("The '{shown}' character, hexadecimal value {number}, cannot be included in a name.")
}

/// Where the name with at most one colon that begins at `at` ends.
pub(crate) fn qualified_name(text: &str, at: usize) -> Result<usize, Flaw> {
    let mut end = at;
    let mut has_colon = false;
    loop {
        let rest = text.get(end..).unwrap_or("");
        let len = ncname_length(rest);
        if len == 0 {
            return match rest.chars().next() {
                Some(c) => Err(Flaw::at(end, bad_name_start(c))),
                None => Err(Flaw::end(END_IN_NAME)),
            };
        }
        end += len;
        match text.as_bytes().get(end) {
            None => return Err(Flaw::end(END_IN_NAME)),
            Some(b':') if has_colon => return Err(Flaw::at(end, bad_name_character(':'))),
            Some(b':') => {
                has_colon = true;
                end += 1;
            }
            Some(_) => return Ok(end),
        }
    }
}

/// What stands at an offset, as messages show it: a whole run of name characters or one character.
fn token(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?;
    let first = rest.chars().next()?;
    rest.get(..name_chars_length(rest).max(first.len_utf8()))
}

/// Something else was due at an offset; `expected` holds its own quotes.
pub(crate) fn unexpected(text: &str, at: usize, expected: &str) -> Flaw {
    match token(text, at) {
        Some(token) => {
            Flaw::at(at, format!("'{token}' is an unexpected token. The expected token is {expected}."))
        }
        None => Flaw::end(UNEXPECTED_END),
    }
}

/// White space was due at an offset.
pub(crate) fn expecting_white_space(text: &str, at: usize) -> Flaw {
    match token(text, at) {
        Some(token) => Flaw::at(at, format!("'{token}' is an unexpected token. Expecting whitespace.")),
        None => Flaw::end(UNEXPECTED_END),
    }
}

/// What is wrong with a `<!` at `at` that begins neither comment nor character data nor a DOCTYPE in its place.
pub(crate) fn odd_markup(text: &str, at: usize, in_content: bool, has_root: bool) -> Flaw {
    let inside = at + 2;
    match text.as_bytes().get(inside) {
        None => Flaw::end(UNEXPECTED_END),
        Some(b'-') => unexpected(text, inside + 1, "'-'"),
        Some(b'[') if in_content => unexpected(text, inside + 1, "'CDATA['"),
        Some(b'[') => Flaw::at(at, "Data at the root level is invalid."),
        Some(_) if in_content && token(text, inside) == Some("DOCTYPE") => {
            Flaw::at(inside, "Unexpected DTD declaration.")
        }
        Some(_) if in_content => unexpected(text, inside, "'<!--' or '<[CDATA['"),
        Some(_) if has_root => unexpected(text, inside, "'<!--'"),
        Some(_) => unexpected(text, inside, "'DOCTYPE'"),
    }
}

/// What `&…;` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference<'t> {
    /// A character, given by number or by one of the five names.
    Character(char),
    /// A general entity.
    Entity(&'t str),
}

/// Reads the reference whose `&` stands at `at`, and where it ends.
pub(crate) fn reference(text: &str, at: usize, manner: Manner) -> Result<(Reference<'_>, usize), Flaw> {
    let rest = text.get(at + 1..).unwrap_or("");
    if rest.starts_with('#') {
        return character_reference(text, at, manner).map(|(c, end)| (Reference::Character(c), end));
    }
    for (name, c) in [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("apos;", '\'')] {
        if rest.starts_with(name) {
            return Ok((Reference::Character(c), at + 1 + name.len()));
        }
    }
    let len = ncname_length(rest);
    let behind = rest.as_bytes().get(len).copied();
    if len == 0 || behind == Some(b':') {
        return Err(Flaw::at(at + 1 + len, "An error occurred while parsing EntityName."));
    }
    if behind != Some(b';') {
        return Err(unexpected(text, at + 1 + len, "';'"));
    }
    Ok((Reference::Entity(rest.get(..len).unwrap_or("")), at + len + 2))
}

fn character_reference(text: &str, at: usize, manner: Manner) -> Result<(char, usize), Flaw> {
    let inside = text.get(at + 2..).unwrap_or("");
    let (digits, radix, digits_at, what) = match inside.strip_prefix('x') {
        Some(hex) => (hex, 16, at + 3, "hexadecimal"),
        None => (inside, 10, at + 2, "decimal"),
    };
    let len = digits.bytes().take_while(|&b| char::from(b).is_digit(radix)).count();
    if len == digits.len() {
        return Err(Flaw::end(UNEXPECTED_END));
    }
    if len == 0 || digits.as_bytes().get(len) != Some(&b';') {
        let text = format!("Invalid syntax for a {what} numeric entity reference.");
        return Err(Flaw::at(digits_at + len, text));
    }
    let number = digits.get(..len).unwrap_or("").trim_start_matches('0');
    let code = match number.len() {
        0 => Ok(0),
        1..=8 => u32::from_str_radix(number, radix),
        _ => Ok(u32::MAX),
    };
    let Some(c) = code.ok().and_then(char::from_u32) else {
        return Err(Flaw::at(digits_at, "Invalid value of a character entity reference."));
    };
    if manner == Manner::Normalised && !is_allowed(c) {
        return Err(Flaw::at(digits_at, invalid_character(c)));
    }
    Ok((c, digits_at + len + 1))
}
