//! Attributes: a linked list per element, so that steps add and remove without moving anything.

use super::{NONE, NameId, NamespaceId, NodeId, Text, Tree};

/// Index of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct AttributeId(pub(crate) u32);

/// A part of an attribute value that holds entity references.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// Characters.
    Text(Box<str>),
    /// `&name;`
    Reference(NameId),
}

/// One attribute.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: NameId,
    pub(crate) namespace: NamespaceId,
    /// The value with everything expanded.
    pub(crate) value: Text,
    /// Index into [`Tree::pieces`] when the value holds entity references.
    pub(crate) pieces: u32,
    /// The element it stands on; none once it was removed.
    pub(crate) owner: u32,
    pub(crate) previous: u32,
    pub(crate) next: u32,
    /// Offset of the name.
    pub(crate) start: u32,
    /// The value between its quotes, as written.
    pub(crate) raw_value: (u32, u32),
    /// The value was changed.
    pub(crate) is_dirty: bool,
}

/// The attributes of an element, in order.
pub(crate) struct Attributes<'t> {
    tree: &'t Tree,
    next: u32,
}

impl Iterator for Attributes<'_> {
    type Item = AttributeId;

    #[inline]
    fn next(&mut self) -> Option<AttributeId> {
        if self.next == NONE {
            return None;
        }
        let id = AttributeId(self.next);
        self.next = self.tree.attribute(id).next;
        Some(id)
    }
}

impl Tree {
    #[inline]
    pub(crate) fn attribute(&self, id: AttributeId) -> &Attribute {
        static MISSING: Attribute = Attribute {
            name: NameId::EMPTY,
            namespace: NamespaceId::NONE,
            value: Text::Span(0, 0),
            pieces: NONE,
            owner: NONE,
            previous: NONE,
            next: NONE,
            start: 0,
            raw_value: (0, 0),
            is_dirty: false,
        };
        self.attributes.get(id.0 as usize).unwrap_or(&MISSING)
    }

    fn update_attribute(&mut self, id: AttributeId, change: impl FnOnce(&mut Attribute)) {
        if let Some(attribute) = self.attributes.get_mut(id.0 as usize) {
            change(attribute);
        }
    }

    /// The attributes of an element, namespace declarations included.
    #[inline]
    pub(crate) fn attributes(&self, element: NodeId) -> Attributes<'_> {
        Attributes { tree: self, next: self.node(element).first_attribute }
    }

    /// Whether it is `xmlns` or `xmlns:…`.
    #[inline]
    pub(crate) fn is_declaration(&self, id: AttributeId) -> bool {
        self.attribute(id).namespace == NamespaceId::XMLNS
    }

    /// The attribute of a qualified name.
    pub(crate) fn attribute_named(&self, element: NodeId, name: &str) -> Option<AttributeId> {
        let name = self.names.find(name)?;
        self.attributes(element).find(|&a| self.attribute(a).name == name)
    }

    /// The attribute of a local name and namespace.
    pub(crate) fn attribute_in(
        &self,
        element: NodeId,
        local: &str,
        namespace: NamespaceId,
    ) -> Option<AttributeId> {
        let local = self.names.find(local)?;
        self.attributes(element).find(|&a| {
            let attribute = self.attribute(a);
            attribute.namespace == namespace && self.names.local(attribute.name) == local
        })
    }

    /// The value.
    #[inline]
    pub(crate) fn value(&self, id: AttributeId) -> &str {
        self.str(self.attribute(id).value)
    }

    /// Puts an attribute at the end of an element's list. The caller marks the element as changed.
    pub(crate) fn push_attribute(&mut self, element: NodeId, mut attribute: Attribute) -> AttributeId {
        let id = AttributeId(self.attributes.len() as u32);
        let last = self.node(element).last_attribute;
        attribute.owner = element.0;
        attribute.previous = last;
        attribute.next = NONE;
        self.attributes.push(attribute);
        if last == NONE {
            self.update(element, |n| n.first_attribute = id.0);
        } else {
            self.update_attribute(AttributeId(last), |a| a.next = id.0);
        }
        self.update(element, |n| n.last_attribute = id.0);
        id
    }

    /// Takes an attribute off its element.
    pub(crate) fn remove_attribute(&mut self, id: AttributeId) {
        let Attribute { owner, previous, next, .. } = *self.attribute(id);
        if owner == NONE {
            return;
        }
        let element = NodeId(owner);
        if previous == NONE {
            self.update(element, |n| n.first_attribute = next);
        } else {
            self.update_attribute(AttributeId(previous), |a| a.next = next);
        }
        if next == NONE {
            self.update(element, |n| n.last_attribute = previous);
        } else {
            self.update_attribute(AttributeId(next), |a| a.previous = previous);
        }
        self.update(element, |n| n.is_dirty = true);
        self.update_attribute(id, |a| {
            a.owner = NONE;
            a.previous = NONE;
            a.next = NONE;
        });
    }

    /// Gives an attribute another value.
    pub(crate) fn set_value(&mut self, id: AttributeId, value: &str) {
        let text = self.own(value);
        self.update_attribute(id, |a| {
            a.value = text;
            a.pieces = NONE;
            a.is_dirty = true;
        });
    }

    /// Drops the prefix of an attribute and keeps its namespace.
    pub(crate) fn clear_prefix(&mut self, id: AttributeId) {
        let local = self.names.local(self.attribute(id).name);
        self.update_attribute(id, |a| a.name = local);
    }

    /// Appends a copy of `from` to an element; an attribute of the same local name and namespace goes away.
    pub(crate) fn append_copy(&mut self, element: NodeId, from: AttributeId) -> AttributeId {
        let copy = self.attribute(from).clone();
        let local = self.names.local(copy.name);
        let same = self.attributes(element).find(|&a| {
            let attribute = self.attribute(a);
            attribute.namespace == copy.namespace && self.names.local(attribute.name) == local
        });
        if let Some(same) = same {
            self.remove_attribute(same);
        }
        self.update(element, |n| n.is_dirty = true);
        self.push_attribute(element, copy)
    }
}
