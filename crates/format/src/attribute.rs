//! Edits of attributes.

use std::fmt::Write;
use webconfig_syntax::{Attribute, Element};
use webconfig_text::{TextEdits, TextRange};

/// A value as it must be written between quotes of that kind.
pub fn escape_attribute(value: &str, quote: char) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' if quote == '"' => out.push_str("&quot;"),
            '\'' if quote == '\'' => out.push_str("&apos;"),
            '\n' | '\r' | '\t' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Replaces the value of an attribute; its quotes stay.
pub fn set_value(attribute: Attribute<'_>, value: &str) -> TextEdits {
    let quote = attribute.quote().unwrap_or('"');
    TextEdits::single(attribute.value_range(), escape_attribute(value, quote))
}

/// Gives an attribute a value, adding it where it is not there.
pub fn set_attribute(element: Element<'_>, name: &str, value: &str) -> TextEdits {
    match element.attribute(name) {
        Some(attribute) => set_value(attribute, value),
        None => add_attribute(element, name, value),
    }
}

/// Adds an attribute behind the last one, on its own line where the others have theirs.
pub fn add_attribute(element: Element<'_>, name: &str, value: &str) -> TextEdits {
    let text = element.document().text();
    let last = element.all_attributes().next_back();
    let at = last.map_or(element.name_range().end(), |a| a.range().end());
    // The blank in front of the last attribute is how this element separates them.
    let gap = last.map_or(" ", |a| {
        let before = text.get(..a.range().start() as usize).unwrap_or("");
        let trimmed = before.trim_end_matches([' ', '\t', '\r', '\n']);
        before.get(trimmed.len()..).filter(|g| !g.is_empty()).unwrap_or(" ")
    });
    let quote = last.and_then(Attribute::quote).unwrap_or('"');
    let value = escape_attribute(value, quote);
    TextEdits::single(TextRange::empty(at), format!("{gap}{name}={quote}{value}{quote}"))
}

/// Removes an attribute with the white space in front of it.
pub fn remove_attribute(attribute: Attribute<'_>) -> TextEdits {
    let Some(element) = attribute.element() else { return TextEdits::new() };
    let text = element.document().text();
    let range = attribute.range();
    let before = text.get(..range.start() as usize).unwrap_or("");
    let start = before.trim_end_matches([' ', '\t', '\r', '\n']).len() as u32;
    TextEdits::single(TextRange::new(start, range.end()), "")
}

/// Renames an attribute.
pub fn rename_attribute(attribute: Attribute<'_>, name: &str) -> TextEdits {
    TextEdits::single(attribute.name_range(), name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use webconfig_syntax::Document;

    #[test]
    fn attributes_are_added_in_the_style_of_their_neighbours() {
        for (before, after) in [
            ("<a/>", "<a k=\"v\"/>"),
            ("<a x='1' />", "<a x='1' k='v' />"),
            ("<a x=\"1\"\n   y=\"2\" />", "<a x=\"1\"\n   y=\"2\"\n   k=\"v\" />"),
        ] {
            let doc = Document::parse(before);
            assert_eq!(add_attribute(doc.root().unwrap(), "k", "v").apply(before), after);
        }
    }

    #[test]
    fn removing_an_attribute_leaves_no_gap() {
        let text = "<a x=\"1\"  y=\"2\" z=\"3\" />";
        let doc = Document::parse(text);
        let y = doc.root().unwrap().attribute("y").unwrap();
        assert_eq!(remove_attribute(y).apply(text), "<a x=\"1\" z=\"3\" />");
    }
}
