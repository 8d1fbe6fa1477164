//! Text that fits in one line and cannot steer a terminal.

use std::borrow::Cow;

/// The text with every run of line breaks and other control characters as one blank, and without characters that
/// turn the direction of what follows: file content may stand in messages and paths.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if !is_harmful(c) {
            out.push(c);
            blank = false;
        } else if !blank {
            out.push(' ');
            blank = true;
        }
    }
    Cow::Owned(out)
}

/// Control characters, line and paragraph separators, and bidirectional overrides.
pub(crate) fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_become_blanks_and_escapes_lose_their_power() {
        assert_eq!(one_line("a\r\nb\tc"), "a b c");
        assert_eq!(one_line("\u{1b}[31mred \u{202e}der"), " [31mred  der");
        assert!(matches!(one_line("plain “text” %"), Cow::Borrowed(_)));
    }
}
