//! Handles of elements.

use crate::arena::{AttributeId, ElementData, ElementId, NodeId, TAG_EMPTY, TAG_UNCLOSED, TAG_UNTERMINATED};
use crate::attribute::Attribute;
use crate::document::Document;
use crate::node::{Children, Node};
use std::borrow::Cow;
use std::sync::Arc;
use webconfig_text::TextRange;

/// An element.
#[derive(Clone, Copy)]
pub struct Element<'d> {
    pub(crate) doc: &'d Document,
    pub(crate) id: ElementId,
}

impl std::fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{}>@{:?}", self.name(), self.range())
    }
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && Arc::ptr_eq(&self.doc.inner, &other.doc.inner)
    }
}

impl Eq for Element<'_> {}

impl<'d> Element<'d> {
    #[inline]
    fn data(self) -> &'d ElementData {
        self.doc.element_data(self.id)
    }

    /// Its id.
    pub fn id(self) -> ElementId {
        self.id
    }

    /// The document it belongs to.
    pub fn document(self) -> &'d Document {
        self.doc
    }

    /// The element as a node.
    pub fn node(self) -> Node<'d> {
        Node { doc: self.doc, id: NodeId(self.data().node) }
    }

    /// The name as written, with prefix.
    #[inline]
    pub fn name(self) -> &'d str {
        self.doc.name(self.data().name)
    }

    /// The name without prefix: what IIS matches by.
    #[inline]
    pub fn local_name(self) -> &'d str {
        self.doc.split_name(self.data().name).1
    }

    /// The prefix.
    pub fn prefix(self) -> Option<&'d str> {
        self.doc.split_name(self.data().name).0
    }

    /// The namespace, if the prefix (or no prefix) has one here.
    pub fn namespace(self) -> Option<Cow<'d, str>> {
        self.doc.lookup_namespace(self.data().scope(), self.prefix())
    }

    /// The namespace that `prefix` has at this element; `None` asks for the default namespace.
    pub fn namespace_of(self, prefix: Option<&str>) -> Option<Cow<'d, str>> {
        self.doc.lookup_namespace(self.data().scope(), prefix)
    }

    /// The whole element.
    pub fn range(self) -> TextRange {
        self.node().range()
    }

    /// Its name in the start tag.
    pub fn name_range(self) -> TextRange {
        TextRange::at(self.node().range().start() + 1, self.name().len() as u32)
    }

    /// The start tag, or the whole of an empty-element tag.
    pub fn start_tag(self) -> TextRange {
        TextRange::new(self.node().range().start(), self.data().open_end)
    }

    /// The end tag.
    pub fn end_tag(self) -> Option<TextRange> {
        let data = self.data();
        let end = self.node().range().end();
        (data.close_start < end).then(|| TextRange::new(data.close_start, end))
    }

    /// The name in the end tag (which may be misspelt).
    pub fn end_name_range(self) -> Option<TextRange> {
        let tag = self.end_tag()?;
        let len = crate::characters::name_length(tag.of(self.doc.text()).get(2..).unwrap_or(""));
        Some(TextRange::at(tag.start() + 2, len as u32))
    }

    /// What lies between start tag and end tag.
    pub fn content_range(self) -> TextRange {
        TextRange::new(self.data().open_end, self.data().close_start)
    }

    /// Whether it is written `<a/>`.
    pub fn is_empty_tag(self) -> bool {
        self.data().has(TAG_EMPTY)
    }

    /// Whether its start tag has its `>`; a rule does not miss attributes in a tag that is still being typed.
    pub fn is_terminated(self) -> bool {
        !self.data().has(TAG_UNTERMINATED)
    }

    /// Whether it is closed: by its own end tag or as an empty-element tag.
    pub fn is_closed(self) -> bool {
        !self.data().has(TAG_UNCLOSED | TAG_UNTERMINATED)
    }

    /// Its complete attributes in order: name, `=`, quoted value.
    pub fn attributes(self) -> impl Iterator<Item = Attribute<'d>> + use<'d> {
        self.all_attributes().filter(|a| a.is_complete())
    }

    /// Its attributes, half-typed ones included.
    pub fn all_attributes(self) -> impl DoubleEndedIterator<Item = Attribute<'d>> + use<'d> {
        let (doc, first) = (self.doc, self.data().attributes);
        let end = match doc.inner.elements.get(self.id.0 as usize + 1) {
            Some(next) => next.attributes,
            None => doc.inner.attributes.len() as u32,
        };
        (first..end).map(move |id| Attribute { doc, id: AttributeId(id) })
    }

    /// The complete attribute with this name as written (the first, if a broken file repeats it).
    pub fn attribute(self, name: &str) -> Option<Attribute<'d>> {
        self.all_attributes().find(|a| a.is_named(name) && a.is_complete())
    }

    /// The value of the attribute with this name.
    pub fn value(self, name: &str) -> Option<Cow<'d, str>> {
        self.attribute(name).map(Attribute::value)
    }

    /// Its child nodes.
    pub fn children(self) -> Children<'d> {
        let node = self.data().node;
        Children { doc: self.doc, next: node.saturating_add(1), end: self.doc.node_data(NodeId(node)).next }
    }

    /// Its child elements.
    pub fn child_elements(self) -> impl Iterator<Item = Element<'d>> + use<'d> {
        self.children().filter_map(Node::as_element)
    }

    /// The first child element with this local name.
    pub fn child(self, local_name: &str) -> Option<Element<'d>> {
        self.child_elements().find(|e| e.local_name() == local_name)
    }

    /// All elements below it, in document order.
    pub fn descendants(self) -> impl Iterator<Item = Element<'d>> + use<'d> {
        let (doc, end) = (self.doc, self.doc.node_data(NodeId(self.data().node)).next);
        let behind = (self.id.0.saturating_add(1)..).map_while(move |id| doc.element(ElementId(id)));
        behind.take_while(move |e| e.data().node < end)
    }

    /// The element it lies in.
    pub fn parent(self) -> Option<Element<'d>> {
        self.node().parent()
    }

    /// The elements around it, innermost first.
    pub fn ancestors(self) -> impl Iterator<Item = Element<'d>> + use<'d> {
        std::iter::successors(self.parent(), |e| e.parent())
    }
}
