//! Text to bytes, one character at a time, with a verdict on each.

use super::codec::{Codec, SURVIVING};
use encoding_rs::{CoderResult, EncoderResult};
use std::collections::HashMap;

/// Characters to bytes, one after the other.
pub(crate) struct Encoder {
    codec: Codec,
    legacy: Option<encoding_rs::Encoder>,
    /// The bytes above 0x7F of a single-byte page.
    upper: HashMap<char, u8>,
    /// `hz-gb-2312`: between `~{` and `~}`.
    is_pair: bool,
}

impl Encoder {
    pub(crate) fn new(codec: Codec) -> Self {
        let legacy = match codec {
            Codec::Many(legacy) => Some(legacy.new_encoder()),
            Codec::Hz => Some(encoding_rs::GBK.new_encoder()),
            _ => None,
        };
        let upper = match codec {
            // A byte that several characters share is not a thing; one without a character has U+FFFD here.
            Codec::Page(upper) => {
                upper.chars().zip(0x80..=0xFFu8).filter(|&(c, _)| c != char::REPLACEMENT_CHARACTER).collect()
            }
            _ => HashMap::new(),
        };
        Self { codec, legacy, upper, is_pair: false }
    }

    /// Writes `c`; `false` when the encoding lacks it (nothing is written then).
    pub(crate) fn push(&mut self, c: char, out: &mut Vec<u8>) -> bool {
        let code = u32::from(c);
        match self.codec {
            Codec::Utf8 => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Codec::Utf16Le => {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|u| out.extend_from_slice(&u.to_le_bytes()));
            }
            Codec::Utf16Be => {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|u| out.extend_from_slice(&u.to_be_bytes()));
            }
            Codec::Utf32Le => out.extend_from_slice(&code.to_le_bytes()),
            Codec::Utf32Be => out.extend_from_slice(&code.to_be_bytes()),
            Codec::Ascii | Codec::Latin1 => {
                let highest = if self.codec == Codec::Ascii { 0x7F } else { 0xFF };
                match u8::try_from(code) {
                    Ok(byte) if byte <= highest => out.push(byte),
                    _ => return false,
                }
            }
            Codec::Page(_) | Codec::Many(_) if (SURVIVING + 0x80..=SURVIVING + 0xFF).contains(&code) => {
                out.push((code - SURVIVING) as u8);
            }
            Codec::Page(_) => {
                let byte = if c.is_ascii() { Some(code as u8) } else { self.upper.get(&c).copied() };
                let Some(byte) = byte else { return false };
                out.push(byte);
            }
            Codec::Hz => return self.push_hz(c, out),
            Codec::Many(_) => {
                let Some(encoder) = &mut self.legacy else { return false };
                let mut buffer = [0u8; 16];
                let mut text = [0u8; 4];
                let (result, _, written) = encoder.encode_from_utf8_without_replacement(
                    c.encode_utf8(&mut text),
                    &mut buffer,
                    false,
                );
                out.extend_from_slice(buffer.get(..written).unwrap_or(&[]));
                return matches!(result, EncoderResult::InputEmpty);
            }
        }
        true
    }

    fn push_hz(&mut self, c: char, out: &mut Vec<u8>) -> bool {
        let mut buffer = [0u8; 16];
        let mut text = [0u8; 4];
        let Some(encoder) = &mut self.legacy else { return false };
        let (result, _, written) =
            encoder.encode_from_utf8_without_replacement(c.encode_utf8(&mut text), &mut buffer, false);
        let pair = match (result, buffer.get(..written)) {
            (EncoderResult::InputEmpty, Some(&[one])) if one < 0x80 => None,
            (EncoderResult::InputEmpty, Some(&[first @ 0xA1..=0xFE, second @ 0xA1..=0xFE])) => {
                Some([first & 0x7F, second & 0x7F])
            }
            _ => return false,
        };
        if pair.is_some() != self.is_pair {
            self.is_pair = !self.is_pair;
            out.extend_from_slice(if self.is_pair { b"~{" } else { b"~}" });
        }
        match pair {
            Some(pair) => out.extend_from_slice(&pair),
            None if c == '~' => out.extend_from_slice(b"~~"),
            None => out.push(c as u8),
        }
        true
    }

    /// Ends the text (`iso-2022-jp` and `hz-gb-2312` go back to ASCII).
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        if self.is_pair {
            self.is_pair = false;
            out.extend_from_slice(b"~}");
        }
        let Some(encoder) = &mut self.legacy else { return };
        let mut buffer = [0u8; 16];
        let (result, _, written, _) = encoder.encode_from_utf8("", &mut buffer, true);
        if result == CoderResult::InputEmpty {
            out.extend_from_slice(buffer.get(..written).unwrap_or(&[]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::known;

    #[test]
    fn undefined_bytes_survive() {
        for (label, bytes) in [
            ("hz-gb-2312", b"~{VPND~}~~" as &[u8]),
            ("windows-1253", b"a\xAAb"),
            ("gb2312", b"a\xFFb"),
            ("ibm857", b"a\xE7b"),
        ] {
            let codec = known(label).unwrap().codec;
            let (text, _) = codec.decode(bytes);
            let mut encoder = Encoder::new(codec);
            let mut out = Vec::new();
            assert!(text.chars().all(|c| encoder.push(c, &mut out)));
            assert_eq!(out, bytes, "{label}");
        }
    }
}
