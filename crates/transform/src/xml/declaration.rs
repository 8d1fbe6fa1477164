//! `<?xml version="1.0" … ?>`.

use super::flaw::Flaw;
use super::is_name_char;
use super::scan::{blanks_end, qualified_name, unexpected};

const SYNTAX: &str = "Syntax for an XML declaration is invalid.";

/// What a declaration says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct XmlDeclaration<'t> {
    pub(crate) encoding: Option<&'t str>,
    /// Where the name of the encoding stands.
    pub(crate) encoding_at: usize,
    pub(crate) standalone: Option<&'t str>,
    /// Behind the declaration.
    pub(crate) end: usize,
}

/// Reads the declaration that `text` begins with, if it does.
pub(crate) fn declaration(text: &str) -> Result<Option<XmlDeclaration<'_>>, Flaw> {
    let Some(rest) = text.strip_prefix("<?xml") else { return Ok(None) };
    if rest.chars().next().is_some_and(|c| c == ':' || is_name_char(c)) {
        return Ok(None);
    }
    let byte = |at: usize| text.as_bytes().get(at).copied();
    let mut found = XmlDeclaration::default();
    let mut at = "<?xml".len();
    // 0: the version is due, 1: the encoding may follow, 2: only `standalone` may, 3: nothing.
    let mut due = 0;
    loop {
        let begin = at;
        at = blanks_end(text, at);
        if byte(at) == Some(b'?') {
            if byte(at + 1) != Some(b'>') {
                return Err(unexpected(text, at, "''>''"));
            }
            if due == 0 {
                return Err(Flaw::at(at, SYNTAX));
            }
            found.end = at + 2;
            return Ok(Some(found));
        }
        if begin == at && due != 0 {
            return Err(unexpected(text, at, "'?>'"));
        }
        let name_end = qualified_name(text, at)?;
        let index = match (text.get(at..name_end).unwrap_or(""), due) {
            ("version", 0) => 0,
            ("encoding", 1) => 1,
            ("standalone", 1 | 2) => 2,
            _ => return Err(Flaw::at(at, SYNTAX)),
        };
        at = blanks_end(text, name_end);
        if byte(at) != Some(b'=') {
            return Err(unexpected(text, at, "'='"));
        }
        at = blanks_end(text, at + 1);
        let Some(quote @ (b'"' | b'\'')) = byte(at) else {
            return Err(unexpected(text, at, "'\"' or '''"));
        };
        let value_at = at + 1;
        let rest = text.get(value_at..).unwrap_or("");
        let stops = |b: u8| matches!(b, b'"' | b'\'' | b'<' | b'>' | b'&' | b'\t' | b'\n' | b'\r');
        let Some(len) = rest.bytes().position(stops) else {
            return Err(Flaw::at(value_at, "There is an unclosed literal string."));
        };
        if byte(value_at + len) != Some(quote) {
            return Err(Flaw::at(value_at, SYNTAX));
        }
        let value = rest.get(..len).unwrap_or("");
        match index {
            // The reference compares no more than these three characters.
            0 if !value.starts_with("1.0") => {
                return Err(Flaw::at(value_at, format!("Version number '{value}' is invalid.")));
            }
            0 => {}
            1 => {
                found.encoding = Some(value);
                found.encoding_at = value_at;
            }
            _ if matches!(value, "yes" | "no") => found.standalone = Some(value),
            _ => return Err(Flaw::at(at, SYNTAX)),
        }
        at = value_at + len + 1;
        due = index + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::FlawPlace;

    #[test]
    fn parts_come_in_order_and_each_once() {
        let found =
            declaration("<?xml version='1.0' encoding = \"x\" standalone='no' ?><a/>").unwrap().unwrap();
        assert_eq!((found.encoding, found.standalone, found.end), (Some("x"), Some("no"), 53));
        assert_eq!(declaration("<?xmlx?>"), Ok(None));
        for (text, at) in [
            ("<?xml?>", 5),
            ("<?xml encoding='a'?>", 6),
            ("<?xml version='1.1'?>", 15),
            ("<?xml version='1.0' version='1.0'?>", 20),
            ("<?xml version='1.0'encoding='a'?>", 19),
            ("<?xml version='1.0' standalone='maybe'?>", 31),
            ("<?xml version='1>0'?>", 15),
        ] {
            assert_eq!(declaration(text).unwrap_err().place, FlawPlace::At(at), "{text}");
        }
    }
}
