//! Which characters may stand where.

/// Whether `c` may begin a name without colon.
pub(crate) fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || (!c.is_ascii() && c <= '\u{FFFD}' && webconfig_name(c, true))
}

/// Whether `c` may continue a name without colon.
pub(crate) fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '_' | '-' | '.')
        || (!c.is_ascii() && c <= '\u{FFFD}' && webconfig_name(c, false))
}

fn webconfig_name(c: char, start: bool) -> bool {
    matches!(c,
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}')
        || (!start && matches!(c, '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}'))
}

/// Length in bytes of the name (without colon) that `text` begins with.
pub(crate) fn ncname_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    match bytes.first() {
        Some(b) if b.is_ascii_alphabetic() || *b == b'_' => {}
        Some(b) if !b.is_ascii() => {
            if !text.chars().next().is_some_and(is_name_start) {
                return 0;
            }
        }
        _ => return 0,
    }
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        if b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.') {
            at += 1;
        } else if b.is_ascii() {
            break;
        } else {
            match text.get(at..).and_then(|t| t.chars().next()) {
                Some(c) if is_name_char(c) => at += c.len_utf8(),
                _ => break,
            }
        }
    }
    at
}

/// The first character from `start` on that XML forbids wherever it stands.
pub(crate) fn first_forbidden(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start;
    // Whole blocks without a candidate are the rule; this loop is vectorised.
    for block in bytes.get(start..).unwrap_or(&[]).chunks(64) {
        let is_odd = |b: u8| {
            let control =
                u8::from(b < 0x20) & u8::from(b != b'\n') & u8::from(b != b'\r') & u8::from(b != b'\t');
            control | u8::from(b == 0xEF)
        };
        if block.iter().fold(0, |any, &b| any | is_odd(b)) != 0 {
            break;
        }
        at += block.len();
    }
    while let Some(&b) = bytes.get(at) {
        if b < 0x20 {
            if !matches!(b, b'\t' | b'\n' | b'\r') {
                return Some(at);
            }
        } else if b == 0xEF
            && bytes.get(at + 1) == Some(&0xBF)
            && matches!(bytes.get(at + 2), Some(0xBE | 0xBF))
        {
            return Some(at);
        }
        at += 1;
    }
    None
}
