//! Characters that cannot be written as they are.

/// Character data: `&`, `<`, `>` and control characters become references.
pub(super) fn escape_text(text: &str, out: &mut String) {
    escape(text, out, false);
}

/// A value between double quotes; line breaks become references too.
pub(crate) fn escape_attribute(text: &str, out: &mut String) {
    escape(text, out, true);
}

/// Bytes that may have to be written otherwise: markup, control characters, and the first byte of U+FFFE and U+FFFF.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut b = 0;
    while b < 0x20 {
        table[b] = b != b'\t' as usize;
        b += 1;
    }
    table[b'&' as usize] = true;
    table[b'<' as usize] = true;
    table[b'>' as usize] = true;
    table[b'"' as usize] = true;
    table[0xEF] = true;
    table
};

fn escape(text: &str, out: &mut String, attribute: bool) {
    let bytes = text.as_bytes();
    let mut plain = 0;
    let mut at = 0;
    while let Some(skip) =
        bytes.get(at..).and_then(|rest| rest.iter().position(|&b| SPECIAL.get(b as usize) == Some(&true)))
    {
        at += skip;
        let reference: &str = match bytes.get(at).copied().unwrap_or(0) {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if attribute => "&quot;",
            b'\r' if attribute => "&#xD;",
            b'\n' if attribute => "&#xA;",
            0xEF if is_noncharacter(text, at) => "",
            b'"' | b'\r' | b'\n' | 0xEF => {
                at += 1;
                continue;
            }
            _ => "",
        };
        out.push_str(text.get(plain..at).unwrap_or(""));
        let c = text.get(at..).and_then(|t| t.chars().next()).unwrap_or('\0');
        if reference.is_empty() {
            out.push_str(&format!("&#x{:X};", c as u32));
        } else {
            out.push_str(reference);
        }
        at += c.len_utf8();
        plain = at;
    }
    out.push_str(text.get(plain..).unwrap_or(""));
}

fn is_noncharacter(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|t| t.chars().next()).is_some_and(|c| c > '\u{FFFD}')
}
