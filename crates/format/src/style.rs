//! How a file is laid out: what one step of indentation is and how lines end.

use webconfig_syntax::{Document, Element};

/// The layout that a file's own lines show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// One step of indentation.
    pub indent: String,
    /// The line end.
    pub newline: &'static str,
    /// Whether empty-element tags have a blank before `/>`.
    pub blank_before_slash: bool,
}

impl Style {
    /// The style of a document: the first indented child tells the step, the first line end the newline.
    pub fn of(doc: &Document) -> Self {
        // A file without a line end on its first page has no style of them. This is asked for every single fix.
        const LOOKED_AT: usize = 1 << 12;
        let text = doc.text();
        let first = text.bytes().take(LOOKED_AT).position(|b| matches!(b, b'\n' | b'\r'));
        let newline = match first {
            Some(at) if text.get(at..at + 2) == Some("\r\n") => "\r\n",
            Some(at) if text.get(at..=at) == Some("\r") => "\r",
            _ => "\n",
        };
        let indent = doc
            .elements()
            .take(200)
            .filter_map(|e| Some((indent_of(e.parent()?)?, indent_of(e)?)))
            .find_map(|(outer, inner)| inner.strip_prefix(outer).filter(|step| !step.is_empty()))
            .unwrap_or("  ")
            .to_owned();
        let mut tight = 0usize;
        let mut loose = 0usize;
        for tag in doc.elements().filter(|e| e.is_empty_tag()).take(50) {
            let tail = tag.start_tag().of(text).trim_end_matches("/>");
            let gap = tail.get(tail.trim_end().len()..).unwrap_or("");
            // A `/>` on a line of its own says nothing about the others.
            if !gap.contains(['\n', '\r']) {
                *(if gap.is_empty() { &mut tight } else { &mut loose }) += 1;
            }
        }
        Self { indent, newline, blank_before_slash: loose >= tight }
    }
}

/// The white space in front of an element that begins its line; `None` when something else stands before it.
pub(crate) fn indent_of(element: Element<'_>) -> Option<&str> {
    let text = element.document().text();
    let before = text.get(..element.range().start() as usize)?;
    // Only the blanks are looked at: a line may be as long as its file.
    let line = before.trim_end_matches([' ', '\t']);
    before.get(line.len()..).filter(|_| line.is_empty() || line.ends_with(['\n', '\r']))
}
