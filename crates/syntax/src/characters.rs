//! Character classes of XML 1.0 (fifth edition).

/// Whether `c` may occur in a document at all.
pub const fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

pub(crate) const NAME_START: u8 = 1;
pub(crate) const NAME: u8 = 2;
pub(crate) const SPACE: u8 = 4;

/// Class bits of each byte; bytes above 0x7F belong to characters that [`is_name_char`] judges.
pub(crate) const CLASS: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut i = 0usize;
    while i < 256 {
        let b = i as u8;
        if b.is_ascii_alphabetic() || b == b'_' || b == b':' {
            table[i] = NAME_START | NAME;
        } else if b.is_ascii_digit() || b == b'-' || b == b'.' {
            table[i] = NAME;
        } else if b == b' ' || b == b'\t' || b == b'\n' || b == b'\r' {
            table[i] = SPACE;
        }
        i += 1;
    }
    table
};

#[inline]
pub(crate) fn has_class(b: u8, class: u8) -> bool {
    CLASS.get(b as usize).is_some_and(|c| c & class != 0)
}

/// Whether `c` may begin a name.
pub(crate) const fn is_name_start_char(c: char) -> bool {
    matches!(c,
        ':' | 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// Whether `c` may continue a name.
pub(crate) const fn is_name_char(c: char) -> bool {
    is_name_start_char(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// The length of the name that `text` begins with, 0 when it begins with none.
pub(crate) fn name_length(text: &str) -> usize {
    let mut chars = text.char_indices();
    match chars.next() {
        Some((_, c)) if is_name_start_char(c) => {}
        _ => return 0,
    }
    chars.find(|&(_, c)| !is_name_char(c)).map_or(text.len(), |(at, _)| at)
}

/// Whether the whole of `text` is a name.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && name_length(text) == text.len()
}

/// Whether the whole of `text` is a name without a colon.
pub fn is_ncname(text: &str) -> bool {
    is_name(text) && !text.contains(':')
}
