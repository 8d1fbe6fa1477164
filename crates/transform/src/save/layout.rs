//! Where the attributes of one changed start tag go.
//!
//! The record of an element is an ordered list of names and a map from name to the white space before it, with the
//! white space before the end of the tag under no name. Quirk kept here: the map is walked in the order of its slots,
//! and the slot of the name removed last is the one that the next new name gets.

use crate::tree::{Captured, NameId, NodeId, Text, Tree};

/// A map whose iteration order is that of .NET's dictionary.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    slots: Vec<Option<(NameId, Text)>>,
    free: Vec<usize>,
}

impl Slots {
    pub(super) fn get(&self, name: NameId) -> Option<Text> {
        self.slots.iter().flatten().find(|(n, _)| *n == name).map(|(_, t)| *t)
    }

    pub(super) fn set(&mut self, name: NameId, text: Text) {
        if let Some(slot) = self.slots.iter_mut().flatten().find(|(n, _)| *n == name) {
            slot.1 = text;
            return;
        }
        match self.free.pop() {
            Some(index) => {
                if let Some(slot) = self.slots.get_mut(index) {
                    *slot = Some((name, text));
                }
            }
            None => self.slots.push(Some((name, text))),
        }
    }

    pub(super) fn remove(&mut self, name: NameId) {
        let index = self.slots.iter().position(|s| s.is_some_and(|(n, _)| n == name));
        if let Some((index, slot)) = index.and_then(|i| self.slots.get_mut(i).map(|s| (i, s))) {
            *slot = None;
            self.free.push(index);
        }
    }

    pub(super) fn clear(&mut self) {
        self.slots.clear();
        self.free.clear();
    }

    fn len(&self) -> usize {
        self.slots.iter().flatten().count()
    }

    fn values(&self) -> impl Iterator<Item = Text> + '_ {
        self.slots.iter().flatten().map(|(_, t)| *t)
    }
}

/// The record of one element.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    pub(super) order: Vec<NameId>,
    pub(super) spaces: Slots,
    /// What goes between attributes that stand on lines of their own.
    pub(super) newline: Option<Text>,
    one_per_line: Option<bool>,
}

/// Leading white space of each parsed attribute, then that before the end of the tag.
pub(super) fn captured_spaces(tree: &Tree, element: NodeId) -> impl Iterator<Item = (NameId, Text)> + '_ {
    let node = tree.node(element);
    let (first, last) = node.parsed_attributes;
    let name_end = node.start + 1 + tree.names.text(node.name).len() as u32;
    let mut at = name_end;
    let bytes = tree.buffer.as_bytes();
    let closed = node.tag_end >= 2 && bytes.get(node.tag_end as usize - 2) == Some(&b'/');
    let tag_end = node.tag_end - 1 - u32::from(closed);
    (first..=last).map(move |index| {
        if index == last {
            return (NameId::EMPTY, Text::Span(at, tag_end));
        }
        let attribute = tree.attribute(crate::tree::AttributeId(index));
        let space = Text::Span(at, attribute.start);
        at = attribute.raw_value.1 + 1;
        // A cleared prefix does not occur on captured elements, so the present name is the written one.
        (attribute.name, space)
    })
}

impl Layout {
    /// What the second reading recorded.
    pub(super) fn captured(tree: &mut Tree, element: NodeId) -> Self {
        let mut layout = Self::default();
        match tree.node(element).captured {
            Captured::Nothing => {}
            Captured::Whole => {
                for (name, space) in captured_spaces(tree, element) {
                    if name != NameId::EMPTY {
                        layout.order.push(name);
                    }
                    layout.spaces.slots.push(Some((name, space)));
                }
            }
            Captured::Odd(index) => {
                let odd = tree.odd_layouts.get(index as usize).cloned().unwrap_or_default();
                for (name, space) in odd.names {
                    layout.order.push(name);
                    if let Some(space) = space {
                        let space = tree.own(space);
                        layout.spaces.set(name, space);
                    }
                }
                if let Some(trailing) = odd.trailing {
                    let trailing = tree.own(trailing);
                    layout.spaces.set(NameId::EMPTY, trailing);
                }
            }
        }
        layout
    }

    /// The line break that this record knows by itself.
    pub(super) fn own_newline(&self, tree: &Tree) -> Option<Text> {
        self.newline.or_else(|| self.spaces.values().find(|&t| has_newline(tree, t)))
    }

    /// Whether all attributes but the first stand on lines of their own; decided at the first question.
    pub(super) fn is_one_per_line(&mut self, tree: &Tree) -> bool {
        if let Some(known) = self.one_per_line {
            return known;
        }
        let result = self.spaces.len() > 1
            && self
                .order
                .iter()
                .skip(1)
                .all(|&name| self.spaces.get(name).is_none_or(|space| has_newline(tree, space)));
        self.one_per_line = Some(result);
        result
    }
}

/// Whether a space holds an LF; a lone CR does not count.
pub(super) fn has_newline(tree: &Tree, text: Text) -> bool {
    tree.str(text).contains('\n')
}
