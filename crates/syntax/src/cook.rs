//! Raw text to the value that XML says it has.

use crate::characters::is_xml_char;
use std::borrow::Cow;

/// The character of one of the five predefined entities.
pub fn predefined_entity(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// The character that the inside of `&…;` names when it begins with `#`.
pub fn resolve_character_reference(inside: &str) -> Option<char> {
    let digits = inside.strip_prefix('#')?;
    let (digits, radix) = match digits.strip_prefix('x') {
        Some(hex) => (hex, 16),
        None => (digits, 10),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    if digits.len() > 7 {
        return None;
    }
    let code = u32::from_str_radix(digits, radix).unwrap_or(0);
    char::from_u32(code).filter(|&c| is_xml_char(c))
}

/// An attribute value after line-end and white-space normalisation and with its references resolved.
///
/// References to entities that are not predefined stay as they are written.
pub fn cook_attribute(raw: &str) -> Cow<'_, str> {
    if !has_ampersand_or_control(raw.as_bytes()) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    cook_pieces(raw, true, |_, piece| out.push_str(piece));
    Cow::Owned(out)
}

/// Whether any byte is `&` or below a blank, looked for in eight bytes at a time: values are short, and there are many.
fn has_ampersand_or_control(bytes: &[u8]) -> bool {
    const LOW: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    // Whether a byte of the word is below `limit`, which is at most 0x80.
    let has_below = |word: u64, limit: u64| word.wrapping_sub(LOW * limit) & !word & HIGH != 0;
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().any(|word| {
        let word = u64::from_ne_bytes(*word);
        has_below(word, 0x20) || has_below(word ^ (LOW * u64::from(b'&')), 1)
    }) || rest.iter().any(|b| *b < 0x20 || *b == b'&')
}

/// Text content after line-end normalisation and with its references resolved.
pub fn cook_text(raw: &str) -> Cow<'_, str> {
    if !raw.bytes().any(|b| matches!(b, b'&' | b'\r')) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    cook_pieces(raw, false, |_, piece| out.push_str(piece));
    Cow::Owned(out)
}

/// Calls `piece(raw_offset, cooked_text)` for each stretch of the raw text.
pub(crate) fn cook_pieces(raw: &str, attribute: bool, mut piece: impl FnMut(usize, &str)) {
    let bytes = raw.as_bytes();
    let mut plain = 0usize;
    let mut at = 0usize;
    let mut buffer = [0u8; 4];
    while let Some(&b) = bytes.get(at) {
        let (len, cooked): (usize, &str) = match b {
            b'\r' => {
                let len = if bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
                (len, if attribute { " " } else { "\n" })
            }
            b'\t' | b'\n' if attribute => (1, " "),
            b'&' => {
                let window = raw.get(at + 1..).unwrap_or("");
                let semicolon = memchr::memchr2(b';', b'&', window.as_bytes())
                    .filter(|&s| window.as_bytes().get(s) == Some(&b';'));
                let inside = semicolon.and_then(|s| window.get(..s));
                if let Some(c) =
                    inside.and_then(|i| predefined_entity(i).or_else(|| resolve_character_reference(i)))
                {
                    (inside.map_or(0, str::len) + 2, &*c.encode_utf8(&mut buffer))
                } else {
                    at += 1;
                    continue;
                }
            }
            _ => {
                at += 1;
                continue;
            }
        };
        if plain < at {
            piece(plain, raw.get(plain..at).unwrap_or(""));
        }
        piece(at, cooked);
        at += len;
        plain = at;
    }
    if plain < bytes.len() {
        piece(plain, raw.get(plain..).unwrap_or(""));
    }
}

/// The raw offset of an offset in the cooked value.
pub(crate) fn raw_offset(raw: &str, attribute: bool, cooked: usize) -> usize {
    let mut seen = 0usize;
    let mut found = None;
    let mut end_of_last = 0usize;
    cook_pieces(raw, attribute, |at, piece| {
        if found.is_none() && cooked < seen + piece.len() {
            // Inside a plain stretch the offsets run in step; a resolved reference is one indivisible place.
            let same = raw.get(at..at + piece.len()) == Some(piece);
            found = Some(if same { at + (cooked - seen) } else { at });
        }
        seen += piece.len();
        end_of_last = at;
    });
    found.unwrap_or(if cooked <= seen { raw.len() } else { end_of_last })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_white_space_are_resolved() {
        assert_eq!(cook_attribute("a&amp;b&#x41;&#10;\r\n\t&bogus;&"), "a&bA\n  &bogus;&");
        assert_eq!(cook_text("a\r\nb\rc&lt;"), "a\nb\nc<");
        assert!(matches!(cook_attribute("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_needs_cooking_is_found_wherever_it_stands() {
        for (at, after) in (0..20).flat_map(|at| (0..20).map(move |after| (at, after))) {
            let value = |middle: &str| format!("{}{middle}{}", "é".repeat(at), "z".repeat(after));
            assert_eq!(cook_attribute(&value("\t")), value(" "));
            assert_eq!(cook_attribute(&value("&lt;")), value("<"));
        }
        assert!(matches!(cook_attribute("'%$#\u{7f}€'%$#\u{7f}€"), Cow::Borrowed(_)));
    }

    #[test]
    fn offsets_map_back() {
        let raw = "a&amp;bc";
        assert_eq!(raw_offset(raw, true, 0), 0);
        assert_eq!(raw_offset(raw, true, 1), 1);
        assert_eq!(raw_offset(raw, true, 2), 6);
        assert_eq!(raw_offset(raw, true, 4), 8);
    }
}
