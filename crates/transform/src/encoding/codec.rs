//! How characters are stored, and bytes to text.
//!
//! `webconfig-text` knows encodings as the web does and keeps undecodable bytes beside the text. Here what counts is
//! what becomes of bytes and characters without a partner in .NET, because that decides whether a file is kept or
//! thrown away, and its bytes.

use encoding_rs::{Decoder, DecoderResult, Encoding as Legacy};

/// How a document's characters are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    Utf8,
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
    Ascii,
    Latin1,
    /// A single-byte page: the characters of 0x80 to 0xFF.
    Page(&'static str),
    /// A page of several bytes.
    Many(&'static Legacy),
    /// Seven-bit bytes with `~{` and `~}` around pairs of GB 2312.
    Hz,
}

/// Undefined bytes of a code page survive in this private range (first character + byte).
pub(super) const SURVIVING: u32 = 0xF700;

impl Codec {
    pub(crate) fn is_unicode(self) -> bool {
        matches!(self, Self::Utf8 | Self::Utf16Le | Self::Utf16Be | Self::Utf32Le | Self::Utf32Be)
    }

    /// The byte order mark that .NET writes in front.
    pub(crate) fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 => &[0xEF, 0xBB, 0xBF],
            Self::Utf16Le => &[0xFF, 0xFE],
            Self::Utf16Be => &[0xFE, 0xFF],
            Self::Utf32Le => &[0xFF, 0xFE, 0, 0],
            Self::Utf32Be => &[0, 0, 0xFE, 0xFF],
            _ => &[],
        }
    }

    /// The text up to the first byte that cannot be decoded, and whether there was one.
    pub(crate) fn decode(self, bytes: &[u8]) -> (String, bool) {
        match self {
            Self::Utf8 => match std::str::from_utf8(bytes) {
                Ok(text) => (text.to_owned(), false),
                Err(wrong) => {
                    let good = bytes.get(..wrong.valid_up_to()).unwrap_or(&[]);
                    (String::from_utf8_lossy(good).into_owned(), true)
                }
            },
            Self::Utf16Le => decode_utf16(bytes, u16::from_le_bytes),
            Self::Utf16Be => decode_utf16(bytes, u16::from_be_bytes),
            Self::Utf32Le => decode_utf32(bytes, u32::from_le_bytes),
            Self::Utf32Be => decode_utf32(bytes, u32::from_be_bytes),
            Self::Ascii => {
                (bytes.iter().map(|&b| if b.is_ascii() { char::from(b) } else { '?' }).collect(), false)
            }
            Self::Latin1 => (bytes.iter().map(|&b| char::from(b)).collect(), false),
            Self::Page(upper) => {
                let high: Vec<char> = upper.chars().collect();
                let decode = |&b: &u8| match high.get(usize::from(b).wrapping_sub(0x80)) {
                    Some('\u{FFFD}') => surviving(b),
                    Some(&c) => c,
                    None => char::from(b),
                };
                (bytes.iter().map(decode).collect(), false)
            }
            Self::Many(legacy) => (decode_legacy(legacy, bytes), false),
            Self::Hz => (decode_hz(bytes), false),
        }
    }
}

fn surviving(byte: u8) -> char {
    char::from_u32(SURVIVING + u32::from(byte)).unwrap_or('?')
}

/// The characters of UTF-16 units; none where half of a pair is missing.
pub(super) fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> impl Iterator<Item = Option<char>> + '_ {
    let units = bytes.chunks_exact(2).filter_map(move |p| p.try_into().ok().map(unit));
    char::decode_utf16(units).map(Result::ok)
}

/// The characters of UTF-32 numbers; none where a number is no character.
pub(super) fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> impl Iterator<Item = Option<char>> + '_ {
    bytes.chunks_exact(4).filter_map(move |p| p.try_into().ok().map(unit)).map(char::from_u32)
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, bool) {
    until_flaw(utf16(bytes, unit))
}

fn decode_utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> (String, bool) {
    let (text, broken) = until_flaw(utf32(bytes, unit));
    (text, broken || !bytes.len().is_multiple_of(4))
}

fn until_flaw(mut characters: impl Iterator<Item = Option<char>>) -> (String, bool) {
    let mut broken = false;
    let text = characters
        .by_ref()
        .map_while(|c| {
            broken = c.is_none();
            c
        })
        .collect();
    (text, broken)
}

fn decode_hz(bytes: &[u8]) -> String {
    let mut eight_bit = Vec::with_capacity(bytes.len());
    let mut is_pair = false;
    let mut rest = bytes;
    while let Some((&first, behind)) = rest.split_first() {
        let second = behind.first().copied();
        let (taken, out): (usize, &[u8]) = match (first, second, is_pair) {
            (b'~', Some(b'{' | b'\n'), false) | (b'~', Some(b'}'), true) => (2, b""),
            (b'~', Some(b'~'), false) => (2, b"~"),
            (0x21..=0x7E, Some(second @ 0x21..=0x7E), true) => (2, &[first | 0x80, second | 0x80]),
            _ => (1, &[first]),
        };
        is_pair = match (first, second) {
            (b'~', Some(b'{')) => true,
            (b'~', Some(b'}')) | (b'\n', _) => false,
            _ => is_pair,
        };
        eight_bit.extend_from_slice(out);
        rest = rest.get(taken..).unwrap_or(&[]);
    }
    decode_legacy(encoding_rs::GBK, &eight_bit)
}

fn decode_legacy(legacy: &'static Legacy, bytes: &[u8]) -> String {
    let mut decoder: Decoder = legacy.new_decoder_without_bom_handling();
    let mut out = String::new();
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or(&[]);
        out.reserve(
            decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(rest.len() * 3) + 4,
        );
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut out, true);
        at += read;
        match result {
            DecoderResult::InputEmpty => return out,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(bad, behind) => {
                at = at.saturating_sub(usize::from(behind));
                let start = at.saturating_sub(usize::from(bad));
                match bytes.get(start..at) {
                    Some(&[one]) => out.push(surviving(one)),
                    _ if legacy == encoding_rs::SHIFT_JIS || legacy == encoding_rs::EUC_JP => {
                        out.push('\u{30FB}');
                    }
                    _ => out.push('?'),
                }
                decoder = legacy.new_decoder_without_bom_handling();
            }
        }
    }
}
