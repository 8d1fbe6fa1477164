//! What stands at an offset: a name or a value. Deliberately absent: what it means (see `meaning`).

use webconfig_syntax::{Attribute, Document, Element, Node};
use webconfig_text::TextRange;

/// A name or a value, with its exact range.
#[derive(Clone, Copy, Debug)]
pub enum Place<'d> {
    /// The name of an element, in its start tag or its end tag.
    ElementName(Element<'d>, TextRange),
    /// The name of an attribute.
    AttributeName(Attribute<'d>),
    /// The value of an attribute, without quotes.
    AttributeValue(Attribute<'d>),
}

impl<'d> Place<'d> {
    /// What a cursor at `offset` touches. Where one thing ends and the next begins, the one behind the cursor wins.
    pub fn at(document: &'d Document, offset: u32) -> Option<Self> {
        // A cursor at the end of a name is on it: nearly always, somebody has just typed it.
        let here = document.node_at(offset);
        let before = offset.checked_sub(1).and_then(|at| document.node_at(at));
        let strict = |node: Option<Node<'d>>| Self::within(node?, |range| range.contains(offset));
        let touched = |node: Option<Node<'d>>| Self::within(node?, |range| range.touches(offset));
        strict(here).or_else(|| touched(here)).or_else(|| touched(before))
    }

    fn within(node: Node<'d>, hits: impl Fn(TextRange) -> bool) -> Option<Self> {
        let element = node.as_element()?;
        let names = [Some(element.name_range()), element.end_name_range()];
        if let Some(range) = names.into_iter().flatten().find(|range| hits(*range)) {
            return Some(Self::ElementName(element, range));
        }
        element.all_attributes().find_map(|attribute| {
            if hits(attribute.name_range()) {
                return Some(Self::AttributeName(attribute));
            }
            let has_value = attribute.quote().is_some() || !attribute.value_range().is_empty();
            (has_value && hits(attribute.value_range())).then_some(Self::AttributeValue(attribute))
        })
    }

    /// Its range.
    pub fn range(self) -> TextRange {
        match self {
            Self::ElementName(_, range) => range,
            Self::AttributeName(attribute) => attribute.name_range(),
            Self::AttributeValue(attribute) => attribute.value_range(),
        }
    }

    /// The element it belongs to.
    pub fn element(self) -> Option<Element<'d>> {
        match self {
            Self::ElementName(element, _) => Some(element),
            Self::AttributeName(attribute) | Self::AttributeValue(attribute) => attribute.element(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(marked: &str) -> String {
        let (text, offset) = crate::testing::cursor(marked);
        let document = Document::parse(text.as_str());
        match Place::at(&document, offset) {
            None => "nothing".to_owned(),
            Some(Place::ElementName(_, range)) => format!("element {}", range.of(&text)),
            Some(Place::AttributeName(a)) => format!("attribute {}", a.name()),
            Some(Place::AttributeValue(a)) => format!("value {}", a.raw_value()),
        }
    }

    #[test]
    fn names_and_values_are_found_from_their_first_to_behind_their_last_character() {
        for (marked, expected) in [
            ("<$0a b='c'/>", "element a"),
            ("<ab$0 c='d'/>", "element ab"),
            ("<a $0bc='d'/>", "attribute bc"),
            ("<a bc$0='d'/>", "attribute bc"),
            ("<a b='$0cd'/>", "value cd"),
            ("<a b='cd$0'/>", "value cd"),
            ("<a b='$0'/>", "value "),
            ("<a></$0a>", "element a"),
            ("<a></a$0>", "element a"),
            ("<a>$0x</a>", "nothing"),
            ("$0<a/>", "nothing"),
            ("<a/>$0", "nothing"),
            ("<!-- $0a -->", "nothing"),
        ] {
            assert_eq!(shown(marked), expected, "{marked}");
        }
    }

    #[test]
    fn half_typed_tags_have_places_too() {
        for (marked, expected) in [
            ("<conf$0", "element conf"),
            ("<a><b$0</a>", "element b"),
            ("<a b$0", "attribute b"),
            ("<a b=$0", "nothing"),
            ("<a b=\"$0", "value "),
            ("<a b=\"cd$0", "value cd"),
            ("<$0", "nothing"),
            ("$0", "nothing"),
        ] {
            assert_eq!(shown(marked), expected, "{marked}");
        }
    }
}
