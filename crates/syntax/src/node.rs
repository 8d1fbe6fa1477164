//! Handles of nodes, and the walks over them.

use crate::arena::{ElementId, NodeId, NodeKind, WHITE};
use crate::cook::cook_text;
use crate::document::Document;
use crate::element::Element;
use crate::names::NONE;
use std::borrow::Cow;
use std::sync::Arc;
use webconfig_text::TextRange;

/// A node.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    pub(crate) doc: &'d Document,
    pub(crate) id: NodeId,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}@{:?}", self.kind(), self.range())
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && Arc::ptr_eq(&self.doc.inner, &other.doc.inner)
    }
}

impl<'d> Node<'d> {
    /// Its id.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The document it belongs to.
    pub fn document(self) -> &'d Document {
        self.doc
    }

    /// What it is.
    pub fn kind(self) -> NodeKind {
        self.doc.node_data(self.id).kind()
    }

    /// The whole of it, delimiters and content included.
    pub fn range(self) -> TextRange {
        let data = self.doc.node_data(self.id);
        TextRange::new(data.start, data.end)
    }

    /// Its text as written.
    pub fn raw(self) -> &'d str {
        self.range().of(self.doc.text())
    }

    /// What lies between the delimiters of a comment, CDATA section or processing instruction; for text all of it.
    pub fn content_range(self) -> TextRange {
        let range = self.range();
        let raw = self.raw();
        let trim = |open: &str, close: &str| {
            let start = if raw.starts_with(open) { open.len() } else { 0 };
            let end = if raw.len() >= start + close.len() && raw.ends_with(close) { close.len() } else { 0 };
            TextRange::new(range.start() + start as u32, range.end() - end as u32)
        };
        match self.kind() {
            NodeKind::Comment => trim("<!--", "-->"),
            NodeKind::CData => trim("<![CDATA[", "]]>"),
            NodeKind::ProcessingInstruction | NodeKind::Declaration => trim("<?", "?>"),
            _ => range,
        }
    }

    /// The content as XML reads it: references resolved and line ends normalised in text, line ends in the rest.
    pub fn content(self) -> Cow<'d, str> {
        let raw = self.content_range().of(self.doc.text());
        match self.kind() {
            NodeKind::Text => cook_text(raw),
            _ if raw.contains('\r') => Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n")),
            _ => Cow::Borrowed(raw),
        }
    }

    /// Whether this is text of nothing but white space.
    pub fn is_white_space(self) -> bool {
        let data = self.doc.node_data(self.id);
        let is_space = |b| matches!(b, b' ' | b'\t' | b'\n' | b'\r');
        data.kind() == NodeKind::Text && (data.element() == WHITE || self.raw().bytes().all(is_space))
    }

    /// The element, if it is one.
    pub fn as_element(self) -> Option<Element<'d>> {
        let data = self.doc.node_data(self.id);
        (data.kind() == NodeKind::Element).then_some(Element { doc: self.doc, id: ElementId(data.element()) })
    }

    /// The element it lies in.
    pub fn parent(self) -> Option<Element<'d>> {
        let parent = self.doc.node_data(self.id).parent;
        (parent != NONE).then(|| Node { doc: self.doc, id: NodeId(parent) }.as_element()).flatten()
    }

    /// The next node with the same parent.
    pub fn next_sibling(self) -> Option<Node<'d>> {
        let data = self.doc.node_data(self.id);
        let node = self.doc.node(NodeId(data.next))?;
        (self.doc.node_data(node.id).parent == data.parent).then_some(node)
    }
}

/// The children of a node, in order.
#[derive(Clone, Debug)]
pub struct Children<'d> {
    pub(crate) doc: &'d Document,
    pub(crate) next: u32,
    pub(crate) end: u32,
}

impl<'d> Iterator for Children<'d> {
    type Item = Node<'d>;

    #[inline]
    fn next(&mut self) -> Option<Node<'d>> {
        if self.next >= self.end {
            return None;
        }
        let id = NodeId(self.next);
        self.next = self.doc.node_data(id).next.max(self.next + 1);
        Some(Node { doc: self.doc, id })
    }
}
