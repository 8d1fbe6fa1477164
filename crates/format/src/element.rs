//! Edits of elements.

use crate::style::{Style, indent_of};
use webconfig_syntax::Element;
use webconfig_text::{TextEdits, TextRange};

/// The range to delete so that an element goes away without leaving a blank line.
fn with_its_line(element: Element<'_>) -> TextRange {
    let text = element.document().text();
    let range = element.range();
    let before = text.get(..range.start() as usize).unwrap_or("");
    let after = text.get(range.end() as usize..).unwrap_or("");
    let blank_after = after.len() - after.trim_start_matches([' ', '\t']).len();
    let rest = after.get(blank_after..).unwrap_or("");
    let newline = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\n', '\r'])) };
    match indent_of(element) {
        Some(indent) if newline > 0 || rest.is_empty() => {
            TextRange::new(range.start() - indent.len() as u32, range.end() + (blank_after + newline) as u32)
        }
        // Something else shares the line: take the blanks on one side only.
        _ => {
            let lead = before.len() - before.trim_end_matches([' ', '\t']).len();
            let lead = if newline > 0 || after.is_empty() { lead } else { 0 };
            TextRange::new(range.start() - lead as u32, range.end())
        }
    }
}

/// Removes an element, with its line where it stands alone on it.
pub fn remove_element(element: Element<'_>) -> TextEdits {
    TextEdits::single(with_its_line(element), "")
}

/// Renames an element in both tags.
pub fn rename_element(element: Element<'_>, name: &str) -> TextEdits {
    let mut edits = TextEdits::single(element.name_range(), name);
    if let Some(end) = element.end_name_range() {
        // The two ranges lie in different tags and cannot overlap.
        let _ = edits.replace(end, name);
    }
    edits
}

/// Puts `lines` (one element or several, each line without indentation of its own level) before an element.
pub fn insert_before(element: Element<'_>, lines: &str) -> TextEdits {
    match indent_of(element) {
        Some(indent) => {
            let style = Style::of(element.document());
            let block = indented(lines, indent, &style);
            let at = element.range().start() - indent.len() as u32;
            TextEdits::single(TextRange::empty(at), format!("{block}{}", style.newline))
        }
        None => TextEdits::single(TextRange::empty(element.range().start()), lines.replace('\n', " ")),
    }
}

/// Puts `lines` after an element.
pub fn insert_after(element: Element<'_>, lines: &str) -> TextEdits {
    let at = TextRange::empty(element.range().end());
    match indent_of(element) {
        Some(indent) => {
            let style = Style::of(element.document());
            TextEdits::single(at, format!("{}{}", style.newline, indented(lines, indent, &style)))
        }
        None => TextEdits::single(at, lines.replace('\n', " ")),
    }
}

/// Puts `lines` into an element as its last content, opening an empty-element tag.
pub fn insert_child(parent: Element<'_>, lines: &str) -> TextEdits {
    let doc = parent.document();
    if let Some(last) = parent.child_elements().last() {
        return insert_after(last, lines);
    }
    let style = Style::of(doc);
    let outer = indent_of(parent).unwrap_or("");
    let block = indented(lines, &format!("{outer}{}", style.indent), &style);
    let newline = style.newline;
    if parent.is_empty_tag() {
        let raw = parent.start_tag().of(doc.text());
        let kept = raw.strip_suffix("/>").unwrap_or(raw).trim_end().len() as u32;
        let tail = TextRange::new(parent.start_tag().start() + kept, parent.range().end());
        return TextEdits::single(tail, format!(">{newline}{block}{newline}{outer}</{}>", parent.name()));
    }
    let content = parent.content_range();
    let only_space = content.of(doc.text()).trim().is_empty();
    let place = if only_space { content } else { TextRange::empty(content.end()) };
    TextEdits::single(place, format!("{newline}{block}{newline}{outer}"))
}

/// Takes an element's tags away and leaves its content where it is.
pub fn unwrap_element(element: Element<'_>) -> TextEdits {
    let text = element.document().text();
    let content = element.content_range();
    let inner = content.of(text).trim();
    TextEdits::single(element.range(), inner)
}

fn indented(lines: &str, indent: &str, style: &Style) -> String {
    let mut out = String::new();
    for (at, line) in lines.lines().enumerate() {
        if at > 0 {
            out.push_str(style.newline);
        }
        // Leading tabs in `lines` stand for steps of the file's own indentation.
        let steps = line.len() - line.trim_start_matches('\t').len();
        out.push_str(indent);
        for _ in 0..steps {
            out.push_str(&style.indent);
        }
        out.push_str(line.trim_start_matches('\t'));
    }
    if style.blank_before_slash { out } else { out.replace(" />", "/>") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use webconfig_syntax::Document;

    fn root(text: &str) -> Document {
        Document::parse(text)
    }

    #[test]
    fn inserted_lines_follow_the_indentation_of_their_place() {
        let text = "<a>\r\n\t<b>\r\n\t\t<c />\r\n\t</b>\r\n</a>";
        let doc = root(text);
        let c = doc.elements().find(|e| e.name() == "c").unwrap();
        let edited = insert_after(c, "<d>\n\t<e />\n</d>").apply(text);
        assert_eq!(
            edited,
            "<a>\r\n\t<b>\r\n\t\t<c />\r\n\t\t<d>\r\n\t\t\t<e />\r\n\t\t</d>\r\n\t</b>\r\n</a>"
        );
        let edited = insert_before(c, "<d />").apply(text);
        assert_eq!(edited, "<a>\r\n\t<b>\r\n\t\t<d />\r\n\t\t<c />\r\n\t</b>\r\n</a>");
    }

    #[test]
    fn an_empty_tag_is_opened_for_its_first_child() {
        let text = "<a>\n    <b x=\"1\"/>\n</a>";
        let doc = root(text);
        let b = doc.root().unwrap().child("b").unwrap();
        assert_eq!(
            insert_child(b, "<c />").apply(text),
            "<a>\n    <b x=\"1\">\n        <c/>\n    </b>\n</a>"
        );
    }

    #[test]
    fn removal_takes_the_line_only_where_the_element_is_alone_on_it() {
        let text = "<a><b/> <c/></a>";
        let doc = root(text);
        let b = doc.root().unwrap().child("b").unwrap();
        assert_eq!(remove_element(b).apply(text), "<a> <c/></a>");
        let text = "<a>\n  <b/>\n</a>";
        let doc = root(text);
        let b = doc.root().unwrap().child("b").unwrap();
        assert_eq!(remove_element(b).apply(text), "<a>\n</a>");
    }
}
