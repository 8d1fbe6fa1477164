//! Bytes to text and back as the reference does it, losses included.
//!
//! Reading believes a byte order mark and nothing else: without one it is UTF-8 whatever the declaration says.
//! Writing follows the mark, or else the declaration *with the preamble that .NET's encoding of that name has*, and
//! replaces what the encoding lacks by its best fit or by `?`. This is not how anybody should treat files; see
//! `webconfig-text` for that. `--preserve` does not come here.

mod best_fit;
mod code_pages;

use std::collections::HashMap;

/// How the result is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    Utf8 {
        bom: bool,
    },
    Utf16 {
        big: bool,
    },
    Utf32 {
        big: bool,
    },
    Ascii,
    Latin1,
    /// Index into the code pages.
    Page(usize),
    Multi(&'static encoding_rs::Encoding),
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
        [0xEF, 0xBB, 0xBF, rest @ ..] => (utf8(rest), Some(Output::Utf8 { bom: true })),
        // The mark is read once for decoding and once, three bytes wide, for saving; hence the change of encoding.
        [0xFF, 0xFE, 0, 0, rest @ ..] => (utf32(rest, false), Some(Output::Utf16 { big: false })),
        [0xFF, 0xFE, rest @ ..] => (utf16(rest, false), Some(Output::Utf16 { big: false })),
        [0xFE, 0xFF, rest @ ..] => (utf16(rest, true), Some(Output::Utf16 { big: true })),
        [0, 0, 0xFE, 0xFF, rest @ ..] => (utf32(rest, true), None),
        all => (utf8(all), None),
    };
    Ok(Decoded { text, mark })
}

/// The text of a UTF-32 file with a mark, and how to write it again.
pub(crate) fn utf32_with_mark(bytes: &[u8]) -> Option<(String, Output)> {
    match bytes {
        [0xFF, 0xFE, 0, 0, rest @ ..] => Some((utf32(rest, false), Output::Utf32 { big: false })),
        [0, 0, 0xFE, 0xFF, rest @ ..] => Some((utf32(rest, true), Output::Utf32 { big: true })),
        _ => None,
    }
}

fn utf8(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn utf16(bytes: &[u8], big: bool) -> String {
    let pairs = bytes.chunks_exact(2);
    let odd = !pairs.remainder().is_empty();
    let units = pairs.map(|p| {
        let pair = [p.first().copied().unwrap_or(0), p.get(1).copied().unwrap_or(0)];
        if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    let mut text: String =
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    if odd {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

fn utf32(bytes: &[u8], big: bool) -> String {
    let words = bytes.chunks_exact(4);
    let odd = !words.remainder().is_empty();
    let mut text: String = words
        .map(|w| {
            let word: [u8; 4] = w.try_into().unwrap_or_default();
            let code = if big { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) };
            char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
        })
        .collect();
    if odd {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

/// Multi-byte pages by the names .NET knows.
const MULTI: &[(&str, &encoding_rs::Encoding)] = &[
    ("gb18030", encoding_rs::GB18030),
    ("gb2312", encoding_rs::GBK),
    ("gbk", encoding_rs::GBK),
    ("cp936", encoding_rs::GBK),
    ("chinese", encoding_rs::GBK),
    ("big5", encoding_rs::BIG5),
    ("big5-hkscs", encoding_rs::BIG5),
    ("cn-big5", encoding_rs::BIG5),
    ("x-x-big5", encoding_rs::BIG5),
    ("shift_jis", encoding_rs::SHIFT_JIS),
    ("shift-jis", encoding_rs::SHIFT_JIS),
    ("sjis", encoding_rs::SHIFT_JIS),
    ("ms_kanji", encoding_rs::SHIFT_JIS),
    ("x-sjis", encoding_rs::SHIFT_JIS),
    ("x-ms-cp932", encoding_rs::SHIFT_JIS),
    ("csshiftjis", encoding_rs::SHIFT_JIS),
    ("cswindows31j", encoding_rs::SHIFT_JIS),
    ("windows-932", encoding_rs::SHIFT_JIS),
    ("euc-jp", encoding_rs::EUC_JP),
    ("x-euc-jp", encoding_rs::EUC_JP),
    ("x-euc", encoding_rs::EUC_JP),
    ("iso-2022-jp", encoding_rs::ISO_2022_JP),
    ("euc-kr", encoding_rs::EUC_KR),
    ("ks_c_5601-1987", encoding_rs::EUC_KR),
    ("ks_c_5601", encoding_rs::EUC_KR),
    ("ksc5601", encoding_rs::EUC_KR),
    ("korean", encoding_rs::EUC_KR),
];

/// The encoding that a declaration names, or why saving fails.
pub(crate) fn named(name: &str) -> Result<Output, String> {
    let lower = name.to_ascii_lowercase();
    let output = match lower.as_str() {
        "utf-8"
        | "unicode-1-1-utf-8"
        | "unicode-2-0-utf-8"
        | "x-unicode-1-1-utf-8"
        | "x-unicode-2-0-utf-8" => Output::Utf8 { bom: true },
        "utf-16" | "utf-16le" | "unicode" | "ucs-2" | "iso-10646-ucs-2" => Output::Utf16 { big: false },
        "utf-16be" | "unicodefffe" => Output::Utf16 { big: true },
        "utf-32" | "utf-32le" => Output::Utf32 { big: false },
        "utf-32be" => Output::Utf32 { big: true },
        "us-ascii" | "ascii" | "us" | "ansi_x3.4-1968" | "ansi_x3.4-1986" | "cp367" | "csascii"
        | "ibm367" | "iso-ir-6" | "iso646-us" | "iso_646.irv:1991" => Output::Ascii,
        "iso-8859-1" | "latin1" | "iso8859-1" | "iso_8859-1" | "iso_8859-1:1987" | "l1" | "cp819"
        | "ibm819" | "iso-ir-100" | "csisolatin1" => Output::Latin1,
        "utf-7"
        | "csunicode11utf7"
        | "unicode-1-1-utf-7"
        | "unicode-2-0-utf-7"
        | "x-unicode-1-1-utf-7"
        | "x-unicode-2-0-utf-7" => {
            return Err("Support for UTF-7 is disabled. See https://aka.ms/dotnet-warnings/SYSLIB0001 for more information.".to_owned());
        }
        other => {
            let page = code_pages::PAGES
                .iter()
                .position(|p| p.name == other || p.aliases.split(' ').any(|a| a == other && !a.is_empty()));
            let multi = MULTI.iter().find(|(n, _)| *n == other).map(|(_, e)| Output::Multi(e));
            match page.map(Output::Page).or(multi) {
                Some(output) => output,
                None => {
                    return Err(format!(
                        "'{name}' is not a supported encoding name. For information on defining a custom encoding, see the documentation for the Encoding.RegisterProvider method. (Parameter 'name')"
                    ));
                }
            }
        }
    };
    Ok(output)
}

/// The first character of a text that an encoding lacks; best fit is a loss too.
pub(crate) fn lacking(text: &str, output: Output) -> Option<char> {
    let has = |c: char| match output {
        Output::Utf8 { .. } | Output::Utf16 { .. } | Output::Utf32 { .. } => true,
        Output::Ascii => c.is_ascii(),
        Output::Latin1 => u8::try_from(c).is_ok(),
        Output::Page(index) => {
            c.is_ascii() || code_pages::PAGES.get(index).is_some_and(|page| page.upper.contains(c))
        }
        Output::Multi(encoding) => {
            let (_, _, unmappable) = encoding.encode(c.encode_utf8(&mut [0; 4]));
            !unmappable
        }
    };
    text.chars().find(|c| !c.is_ascii() && !has(*c))
}

/// Writes a text.
pub(crate) fn encode(text: &str, output: Output) -> Vec<u8> {
    match output {
        Output::Utf8 { bom } => {
            let mut out = Vec::with_capacity(text.len() + 3);
            if bom {
                out.extend_from_slice(&[0xEF, 0xBB, 0xBF]);
            }
            out.extend_from_slice(text.as_bytes());
            out
        }
        Output::Utf16 { big } => {
            let write = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(write).collect()
        }
        Output::Utf32 { big } => {
            let write = |c: char| if big { u32::from(c).to_be_bytes() } else { u32::from(c).to_le_bytes() };
            std::iter::once('\u{FEFF}').chain(text.chars()).flat_map(write).collect()
        }
        Output::Ascii => single_byte(text, |c| u8::try_from(c).ok().filter(u8::is_ascii)),
        Output::Latin1 => {
            let fit = best_fit("iso-8859-1");
            single_byte(text, |c| u8::try_from(c).ok().or_else(|| fit.get(&c).copied()))
        }
        Output::Page(index) => {
            let Some(page) = code_pages::PAGES.get(index) else { return Vec::new() };
            let mut fit = best_fit(page.name);
            for (byte, c) in (0x80u8..=0xFF).zip(page.upper.chars()) {
                if c != char::REPLACEMENT_CHARACTER {
                    fit.insert(c, byte);
                }
            }
            single_byte(text, |c| u8::try_from(c).ok().filter(u8::is_ascii).or_else(|| fit.get(&c).copied()))
        }
        Output::Multi(encoding) => multi_byte(text, encoding),
    }
}

fn single_byte(text: &str, byte: impl Fn(char) -> Option<u8>) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        match byte(c) {
            Some(byte) => out.push(byte),
            None => out.extend(std::iter::repeat_n(b'?', c.len_utf16())),
        }
    }
    out
}

/// The recorded table of an encoding. For the others the Latin-1 table stands in as far as it ends in ASCII: letters
/// lose their accents and quotes become straight on every Windows code page.
fn best_fit(name: &str) -> HashMap<char, u8> {
    let recorded = best_fit::TABLES.iter().find(|t| t.encoding == name);
    let table = recorded.or_else(|| best_fit::TABLES.first());
    let Some(table) = table else { return HashMap::new() };
    table
        .characters
        .chars()
        .zip(table.bytes.iter().copied())
        .filter(|(_, b)| recorded.is_some() || b.is_ascii())
        .collect()
}

fn multi_byte(text: &str, encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    let mut encoder = encoding.new_encoder();
    let mut out = Vec::with_capacity(text.len() + 16);
    let mut rest = text;
    loop {
        out.reserve(rest.len() * 4 + 16);
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut out, true);
        rest = rest.get(read..).unwrap_or("");
        match result {
            encoding_rs::EncoderResult::InputEmpty => return out,
            encoding_rs::EncoderResult::OutputFull => {}
            encoding_rs::EncoderResult::Unmappable(c) => out.extend(std::iter::repeat_n(b'?', c.len_utf16())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_fit_comes_before_the_question_mark() {
        assert_eq!(encode("łŒ“x”‹€𐐷é", Output::Latin1), b"lO\"x\"<???\xE9");
        assert_eq!(encode("é€", Output::Ascii), b"??");
        assert_eq!(encode("€é", named("Windows-1252").unwrap()), b"\x80\xE9");
        assert_eq!(encode("ő“", named("ibm850").unwrap()), b"o\"");
    }

    #[test]
    fn names_are_those_of_dotnet() {
        assert_eq!(named("UTF-8"), Ok(Output::Utf8 { bom: true }));
        assert!(named("utf8").is_err() && named("utf-8 ").is_err() && named("utf-7").is_err());
        assert_eq!(named("unicodeFFFE"), Ok(Output::Utf16 { big: true }));
    }

    #[test]
    fn tables_are_in_step() {
        for table in best_fit::TABLES {
            assert_eq!(table.characters.chars().count(), table.bytes.len(), "{}", table.encoding);
        }
        for page in code_pages::PAGES {
            assert_eq!(page.upper.chars().count(), 128, "{}", page.name);
        }
    }

    #[test]
    fn wide_marks_decide() {
        let decoded = decode(&[0xFF, 0xFE, 0, 0, b'a', 0, 0, 0]).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.mark), ("a", Some(Output::Utf16 { big: false })));
        assert!(decode(b"<a").is_err());
    }
}
