//! `%XX` as MSBuild writes and reads it.

/// Each `%XX` as the one character of that code (Latin-1); what is no such sequence stays.
pub fn unescape(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        out.push_str(rest.get(..at).unwrap_or(""));
        let code = rest.get(at + 1..at + 3).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        if let Some(byte) = code.and_then(|d| u8::from_str_radix(d, 16).ok()) {
            out.push(char::from(byte));
            rest = rest.get(at + 3..).unwrap_or("");
        } else {
            out.push('%');
            rest = rest.get(at + 1..).unwrap_or("");
        }
    }
    out.push_str(rest);
    out
}

/// A literal text so that [`unescape`] gives it back and no character of it means anything.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '*' | '?' | '@' | '$' | '(' | ')' | ';' | '\'') {
            out.push_str(&format!("%{:02x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_bytes_of_latin_1_and_resolved_once() {
        assert_eq!(unescape("%c3%a9 %2541 50% %zz %"), "Ã© %41 50% %zz %");
        assert_eq!(unescape(&escape("a;b*%20$(x)")), "a;b*%20$(x)");
    }
}
