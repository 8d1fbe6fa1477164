//! Characters that XML forbids wherever they stand.

/// The first character from `start` on that XML forbids wherever it stands.
pub(super) fn first(text: &str, start: usize) -> Option<usize> {
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
