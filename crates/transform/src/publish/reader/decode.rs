//! Bytes to text: the first bytes choose an encoding, the declaration decides.

use crate::encoding::{Codec, Known, known};
use crate::xml::{self, FlawPlace, invalid_character};

/// A decoded document.
#[derive(Debug, Default)]
pub(crate) struct Decoded {
    /// With line ends normalised to LF, declaration left out.
    pub(crate) text: String,
    /// The bytes behind the text cannot be decoded: whoever gets there is refused.
    pub(crate) ends_undecodable: bool,
    pub(crate) encoding: Option<String>,
    pub(crate) standalone: Option<String>,
    /// Place at which the text begins.
    pub(crate) line: u32,
    pub(crate) column: u32,
}

fn start(bytes: &[u8]) -> (Codec, usize) {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (Codec::Utf8, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Codec::Utf32Le, 4),
        [0, 0, 0xFE, 0xFF, ..] => (Codec::Utf32Be, 4),
        [0xFF, 0xFE, ..] => (Codec::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Codec::Utf16Be, 2),
        [b'<', 0, 0, 0, ..] => (Codec::Utf32Le, 0),
        [0, 0, 0, b'<', ..] => (Codec::Utf32Be, 0),
        [b'<', 0, ..] => (Codec::Utf16Le, 0),
        [0, b'<', ..] => (Codec::Utf16Be, 0),
        _ => (Codec::Utf8, 0),
    }
}

/// Decodes a whole file, or says why .NET's reader would not.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, String> {
    let (codec, mark) = start(bytes);
    let body = bytes.get(mark..).unwrap_or(&[]);
    let (text, broken) = codec.decode(body);
    let whole = |text: &str, broken| Decoded {
        text: normalised(text),
        ends_undecodable: broken,
        line: 1,
        column: 1,
        ..Decoded::default()
    };
    let declaration = match xml::declaration(&text) {
        Ok(Some(declaration)) => declaration,
        Ok(None) => return Ok(whole(&text, broken)),
        Err(flaw) => {
            let at = if let FlawPlace::At(at) = flaw.place { at } else { text.len() };
            let (line, column) = place(&text, at);
            return Err(at_place(&flaw.text, line, column));
        }
    };
    let behind = text.get(declaration.end..).unwrap_or("");
    let (line, column) = place(&text, declaration.end);
    let mut decoded = Decoded {
        text: String::new(),
        ends_undecodable: broken,
        encoding: declaration.encoding.map(str::to_owned),
        standalone: declaration.standalone.map(str::to_owned),
        line,
        column,
    };
    let mut rest = normalised(behind);
    if let Some(label) = declaration.encoding {
        let invalid_data = || Err(at_place("Data at the root level is invalid.", line, column));
        let (label_line, label_column) = place(&text, declaration.encoding_at);
        if label.eq_ignore_ascii_case("ucs-4") {
            // Accepted with every stream, and nothing changes.
            decoded.text = rest;
            return Ok(decoded);
        }
        let Some(Known { codec: declared, .. }) = known(label) else {
            let text = format!("System does not support '{label}' encoding.");
            return Err(at_place(&text, label_line, label_column));
        };
        match (codec, declared) {
            (Codec::Utf8, Codec::Utf16Le) if label.eq_ignore_ascii_case("utf-16") || is_ucs2(label) => {
                return Err("There is no Unicode byte order mark. Cannot switch to Unicode.".to_owned());
            }
            (Codec::Utf8, Codec::Utf8) => {}
            (Codec::Utf8, unicode) if unicode.is_unicode() => return invalid_data(),
            (Codec::Utf8, other) => {
                // The declaration is ASCII up to here, so its length in bytes is its length in characters.
                let (text, broken) = other.decode(body.get(declaration.end..).unwrap_or(&[]));
                rest = normalised(&text);
                decoded.ends_undecodable = broken;
            }
            (Codec::Utf16Le | Codec::Utf16Be, Codec::Utf16Le)
                if label.eq_ignore_ascii_case("utf-16") || is_ucs2(label) => {}
            (a, b) if a == b => {}
            (_, unicode) if unicode.is_unicode() && unicode != Codec::Utf8 => return invalid_data(),
            _ => {
                // An eight-bit reading of two-byte characters: the first one behind the declaration is refused.
                let skipped =
                    usize::from(behind.starts_with('\n')) + 2 * usize::from(behind.starts_with("\r\n"));
                let (line, column) = if skipped > 0 { (line + 1, 1) } else { (line, column + 1) };
                let nul = invalid_character('\0');
                return Err(at_place(&nul, line, column));
            }
        }
    }
    decoded.text = rest;
    Ok(decoded)
}

fn is_ucs2(label: &str) -> bool {
    label.eq_ignore_ascii_case("ucs-2") || label.eq_ignore_ascii_case("iso-10646-ucs-2")
}

/// A message with its place.
pub(crate) fn at_place(text: &str, line: u32, column: u32) -> String {
    format!("{text} Line {line}, position {column}.")
}

/// Line ends as LF.
pub(crate) fn normalised(text: &str) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Line and column (UTF-16 units) of an offset, both from 1.
pub(crate) fn place(text: &str, at: usize) -> (u32, u32) {
    let before = text.get(..at).unwrap_or(text);
    let (mut line, mut begin) = (1u32, 0usize);
    let bytes = before.as_bytes();
    for (i, &b) in bytes.iter().enumerate() {
        if b == b'\n' || (b == b'\r' && bytes.get(i + 1) != Some(&b'\n')) {
            line += 1;
            begin = i + 1;
        }
    }
    let column = before.get(begin..).unwrap_or("").encode_utf16().count() as u32 + 1;
    (line, column)
}
