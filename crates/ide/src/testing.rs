//! Cursor markers for the tests of this crate: `$0` stands where the cursor is and is not part of the text.

/// The text without its marker, and where the marker stood.
pub(crate) fn cursor(marked: &str) -> (String, u32) {
    let at = marked.find("$0").expect("a text with `$0`");
    (marked.replacen("$0", "", 1), at as u32)
}
