//! A small page of documentation, in Markdown or as plain text.

use std::fmt::Write as _;

/// A small page: a heading, paragraphs, facts. Made once, shown in the form that the reader can take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    markdown: String,
}

impl Page {
    /// A page that begins with what it is about, such as `enabled`, and a few words on what that is.
    pub(crate) fn about(name: &str, what: &str) -> Self {
        let mut page = Self::default();
        let _ = write!(page.markdown, "**`{name}`**");
        if !what.is_empty() {
            let _ = write!(page.markdown, " · {what}");
        }
        page
    }

    /// Adds a paragraph of Markdown; an empty one is left out.
    pub(crate) fn paragraph(&mut self, markdown: &str) {
        let text = markdown.trim();
        if !text.is_empty() {
            let _ = write!(self.markdown, "\n\n{text}");
        }
    }

    /// Adds a list of facts, each a line of Markdown.
    pub(crate) fn facts(&mut self, facts: &[String]) {
        for (at, fact) in facts.iter().enumerate() {
            let _ = write!(self.markdown, "{}- {fact}", if at == 0 { "\n\n" } else { "\n" });
        }
    }

    /// The page as Markdown.
    pub fn markdown(&self) -> &str {
        &self.markdown
    }

    /// The page without marks. Links become their text and address.
    pub fn plain(&self) -> String {
        let text = self.markdown.replace("**", "").replace('`', "");
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, link, behind)) = link(rest) {
            out.push_str(before);
            out.push_str(&link);
            rest = behind;
        }
        out.push_str(rest);
        out
    }
}

/// What stands before the first `[text](address)`, the link as `text: address`, and what stands behind it.
fn link(text: &str) -> Option<(&str, String, &str)> {
    let middle = text.find("](")?;
    let open = text.get(..middle)?.rfind('[')?;
    let close = middle + text.get(middle..)?.find(')')?;
    let shown = format!("{}: {}", text.get(open + 1..middle)?, text.get(middle + 2..close)?);
    Some((text.get(..open)?, shown, text.get(close + 1..)?))
}

/// Text as an inline code span, whatever it holds.
pub(crate) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r', '\t'], " ");
    match (text.contains('`'), text.trim().is_empty()) {
        (_, true) => "(empty)".to_owned(),
        (false, false) => format!("`{text}`"),
        (true, false) => format!("`` {text} ``"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reads_well_without_its_marks() {
        let mut page = Page::about("enabled", "bool");
        page.paragraph("Turns `it` on; see [the page](https://example.org/a).");
        page.facts(&["Default: `true`".to_owned(), "Required".to_owned()]);
        assert_eq!(
            page.plain(),
            "enabled · bool\n\nTurns it on; see the page: https://example.org/a.\n\n- Default: true\n- Required"
        );
    }

    #[test]
    fn anything_can_be_shown_as_code() {
        assert_eq!(code("a b"), "`a b`");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(code(""), "(empty)");
    }
}
