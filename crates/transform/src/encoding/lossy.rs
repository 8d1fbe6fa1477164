//! Bytes to text and back as XDT does it, losses included.
//!
//! Reading believes a byte order mark and nothing else: without one it is UTF-8 whatever the declaration says.
//! Writing follows the mark, or else the declaration *with the preamble that .NET's encoding of that name has*, and
//! replaces what the encoding lacks by its best fit or by `?`.

use super::codec::{utf16, utf32};
use super::{Codec, Encoder, best_fit, known};
use std::collections::HashMap;

/// How the result is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) codec: Codec,
    /// The canonical name.
    name: &'static str,
    has_mark: bool,
}

impl Output {
    /// What a document without mark and declaration gets.
    pub(crate) const PLAIN: Self = Self { codec: Codec::Utf8, name: "utf-8", has_mark: false };

    const fn marked(codec: Codec) -> Self {
        Self { codec, name: "", has_mark: true }
    }
}

/// The text of a source or transform, and what its mark says about saving.
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) mark: Option<Output>,
}

/// Reads bytes; a file shorter than three bytes is none.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, &'static str> {
    if bytes.len() < 3 {
        return Err("Unable to read beyond the end of the stream.");
    }
    let (text, mark) = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => (utf8(rest), Some(Codec::Utf8)),
        // The mark is read once for decoding and once, three bytes wide, for saving; hence the change of encoding.
        [0xFF, 0xFE, 0, 0, rest @ ..] => (from_utf32(rest, u32::from_le_bytes), Some(Codec::Utf16Le)),
        [0xFF, 0xFE, rest @ ..] => (from_utf16(rest, u16::from_le_bytes), Some(Codec::Utf16Le)),
        [0xFE, 0xFF, rest @ ..] => (from_utf16(rest, u16::from_be_bytes), Some(Codec::Utf16Be)),
        [0, 0, 0xFE, 0xFF, rest @ ..] => (from_utf32(rest, u32::from_be_bytes), None),
        all => (utf8(all), None),
    };
    Ok(Decoded { text, mark: mark.map(Output::marked) })
}

/// The text of a UTF-32 file with a mark, and how to write it again.
pub(crate) fn utf32_with_mark(bytes: &[u8]) -> Option<(String, Output)> {
    let (text, codec) = match bytes {
        [0xFF, 0xFE, 0, 0, rest @ ..] => (from_utf32(rest, u32::from_le_bytes), Codec::Utf32Le),
        [0, 0, 0xFE, 0xFF, rest @ ..] => (from_utf32(rest, u32::from_be_bytes), Codec::Utf32Be),
        _ => return None,
    };
    Some((text, Output::marked(codec)))
}

fn utf8(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            // Steps append to it.
            let mut out = String::with_capacity(text.len() + text.len() / 8 + 512);
            out.push_str(text);
            out
        }
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let rest = (!bytes.len().is_multiple_of(2)).then_some(char::REPLACEMENT_CHARACTER);
    utf16(bytes, unit).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).chain(rest).collect()
}

fn from_utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> String {
    let rest = (!bytes.len().is_multiple_of(4)).then_some(char::REPLACEMENT_CHARACTER);
    utf32(bytes, unit).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).chain(rest).collect()
}

/// The encoding that a declaration names, or why saving fails.
pub(crate) fn named(name: &str) -> Result<Output, String> {
    if let Some(known) = known(name) {
        return Ok(Output { codec: known.codec, name: known.name, has_mark: true });
    }
    let seven_bit = ["utf-7", "csunicode11utf7", "unicode-1-1-utf-7", "unicode-2-0-utf-7"];
    let name_without_x =
        name.get(2..).filter(|_| name.get(..2).is_some_and(|x| x.eq_ignore_ascii_case("x-")));
    if seven_bit.iter().any(|s| s.eq_ignore_ascii_case(name_without_x.unwrap_or(name))) {
        let text = "Support for UTF-7 is disabled. See https://aka.ms/dotnet-warnings/SYSLIB0001 for more information.";
        return Err(text.to_owned());
    }
    Err(format!(
        "'{name}' is not a supported encoding name. For information on defining a custom encoding, see the documentation for the Encoding.RegisterProvider method. (Parameter 'name')"
    ))
}

/// The first character of a text that an encoding lacks; best fit is a loss too.
pub(crate) fn lacking(text: &str, output: Output) -> Option<char> {
    if output.codec.is_unicode() {
        return None;
    }
    let mut encoder = Encoder::new(output.codec);
    let mut bytes = Vec::new();
    text.chars().find(|&c| {
        bytes.clear();
        !c.is_ascii() && !encoder.push(c, &mut bytes)
    })
}

/// Writes a text.
pub(crate) fn encode(text: &str, output: Output) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 3);
    if output.has_mark {
        out.extend_from_slice(output.codec.mark());
    }
    if output.codec == Codec::Utf8 {
        out.extend_from_slice(text.as_bytes());
        return out;
    }
    let mut encoder = Encoder::new(output.codec);
    let fit = best_fit(output);
    for c in text.chars() {
        if !encoder.push(c, &mut out) {
            match fit.get(&c) {
                Some(&byte) => out.push(byte),
                None => out.extend(std::iter::repeat_n(b'?', c.len_utf16())),
            }
        }
    }
    encoder.finish(&mut out);
    out
}

/// The recorded table of a single-byte encoding. For the others the Latin-1 table stands in as far as it ends in
/// ASCII: letters lose their accents and quotes become straight on every Windows code page.
fn best_fit(output: Output) -> HashMap<char, u8> {
    if !matches!(output.codec, Codec::Latin1 | Codec::Page(_)) {
        return HashMap::new();
    }
    let recorded = best_fit::TABLES.iter().find(|t| t.encoding == output.name);
    let Some(table) = recorded.or_else(|| best_fit::TABLES.first()) else { return HashMap::new() };
    let all = table.characters.chars().zip(table.bytes.iter().copied());
    all.filter(|(_, b)| recorded.is_some() || b.is_ascii()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_fit_comes_before_the_question_mark() {
        let latin1 = named("iso-8859-1").unwrap();
        assert_eq!(encode("łŒ“x”‹€𐐷é", latin1), b"lO\"x\"<???\xE9");
        assert_eq!(encode("é€", named("ascii").unwrap()), b"??");
        assert_eq!(encode("€é", named("Windows-1252").unwrap()), b"\x80\xE9");
        assert_eq!(encode("ő“", named("ibm850").unwrap()), b"o\"");
        assert_eq!(encode("語é", named("shift_jis").unwrap()), b"\x8C\xEA?");
    }

    #[test]
    fn names_are_those_of_dotnet() {
        assert_eq!(named("UTF-8").map(|o| o.codec), Ok(Codec::Utf8));
        assert!(named("utf8").is_err() && named("utf-8 ").is_err());
        assert!(named("X-unicode-2-0-UTF-7").is_err_and(|e| e.contains("UTF-7")));
        assert_eq!(lacking("aé€", named("latin1").unwrap()), Some('€'));
    }

    #[test]
    fn tables_are_in_step() {
        for table in best_fit::TABLES {
            assert_eq!(table.characters.chars().count(), table.bytes.len(), "{}", table.encoding);
        }
    }

    #[test]
    fn wide_marks_decide() {
        let decoded = decode(&[0xFF, 0xFE, 0, 0, b'a', 0, 0, 0]).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.mark.map(|m| m.codec)), ("a", Some(Codec::Utf16Le)));
        assert!(decode(b"<a").is_err());
    }
}
