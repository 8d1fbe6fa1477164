//! The only way a secret reaches a message.

use std::fmt;

/// A value that may be secret: shows whether it is empty and nothing else.
#[derive(Clone, Copy)]
pub struct Redacted<'a>(pub &'a str);

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "(empty)" } else { crate::masked::COVER })
    }
}

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_form_shows_the_value() {
        assert_eq!(format!("{} {:?}", Redacted("hunter2"), Redacted("")), "••• (empty)");
    }
}
