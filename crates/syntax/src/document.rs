//! A parsed text: what is asked of it as a whole, and the handles that lead into it.

use crate::arena::{AttributeData, AttributeId, ElementData, ElementId, Inner, NodeData, NodeId, NodeKind};
use crate::attribute::Attribute;
use crate::element::Element;
use crate::names::{NONE, NameId};
use crate::node::{Children, Node};
use crate::parser;
use crate::tokens::Tokens;
use crate::{SyntaxError, XML_NAMESPACE};
use std::borrow::Cow;
use std::sync::Arc;

/// A parsed text. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) inner: Arc<Inner>,
}

impl Document {
    /// Parses any text. Never fails; see [`Self::errors`].
    pub fn parse(text: impl Into<Arc<str>>) -> Self {
        Self { inner: Arc::new(parser::parse(text.into())) }
    }

    /// The text that was parsed.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The text that was parsed, shared.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.inner.text)
    }

    /// Everything that a conforming parser would refuse, by place.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.inner.errors
    }

    /// Whether a conforming parser would accept the text (a DOCTYPE alone does not make it refuse).
    pub fn is_well_formed(&self) -> bool {
        self.inner.errors.is_empty()
    }

    /// The first top-level element.
    pub fn root(&self) -> Option<Element<'_>> {
        self.children().find_map(Node::as_element)
    }

    /// The top-level nodes.
    pub fn children(&self) -> Children<'_> {
        Children { doc: self, next: 0, end: self.inner.nodes.len() as u32 }
    }

    /// All nodes in document order.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.inner.nodes.len() as u32).map(|id| Node { doc: self, id: NodeId(id) })
    }

    /// All elements in document order.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        (0..self.inner.elements.len() as u32).map(|id| Element { doc: self, id: ElementId(id) })
    }

    /// How many elements there are.
    pub fn element_count(&self) -> usize {
        self.inner.elements.len()
    }

    /// The element of an id that this document gave out.
    pub fn element(&self, id: ElementId) -> Option<Element<'_>> {
        self.inner.elements.get(id.0 as usize).map(|_| Element { doc: self, id })
    }

    /// The attribute of an id that this document gave out.
    pub fn attribute(&self, id: AttributeId) -> Option<Attribute<'_>> {
        self.inner.attributes.get(id.0 as usize).map(|_| Attribute { doc: self, id })
    }

    /// The node of an id that this document gave out.
    pub fn node(&self, id: NodeId) -> Option<Node<'_>> {
        self.inner.nodes.get(id.0 as usize).map(|_| Node { doc: self, id })
    }

    /// The XML declaration.
    pub fn declaration(&self) -> Option<Node<'_>> {
        self.children().find(|n| n.kind() == NodeKind::Declaration)
    }

    /// The DOCTYPE.
    pub fn doctype(&self) -> Option<Node<'_>> {
        self.children().find(|n| n.kind() == NodeKind::Doctype)
    }

    /// The tokens, which together are the text.
    pub fn tokens(&self) -> Tokens<'_> {
        Tokens::new(self)
    }

    /// The innermost node that holds the byte at `offset`.
    pub fn node_at(&self, offset: u32) -> Option<Node<'_>> {
        let nodes = &self.inner.nodes;
        let mut at = nodes.partition_point(|n| n.start <= offset).checked_sub(1)? as u32;
        loop {
            let data = nodes.get(at as usize)?;
            if offset < data.end {
                return Some(Node { doc: self, id: NodeId(at) });
            }
            at = data.parent;
        }
    }

    /// The names of all elements and attributes and the prefixes of names, each once, by first occurrence. Far fewer
    /// than elements: what depends on a name need not look at a file that does not have it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.inner.names.data.iter().map(|name| name.range.of(&self.inner.text))
    }

    /// Whether an element, an attribute or a prefix has this name.
    pub fn has_name(&self, name: &str) -> bool {
        self.inner.names.find(&self.inner.text, name).is_some()
    }

    /// The innermost element that holds the byte at `offset`.
    pub fn element_at(&self, offset: u32) -> Option<Element<'_>> {
        let node = self.node_at(offset)?;
        node.as_element().or_else(|| node.parent())
    }

    pub(crate) fn node_data(&self, id: NodeId) -> &NodeData {
        const MISSING: NodeData = NodeData::new(NodeKind::Junk, 0, 0, NONE, 0, 0);
        self.inner.nodes.get(id.0 as usize).unwrap_or(&MISSING)
    }

    pub(crate) fn element_data(&self, id: ElementId) -> &ElementData {
        self.inner.elements.get(id.0 as usize).unwrap_or(&ElementData::MISSING)
    }

    pub(crate) fn attribute_data(&self, id: AttributeId) -> &AttributeData {
        const MISSING: AttributeData = AttributeData {
            name: NameId(NONE),
            name_start: 0,
            value_start: 0,
            value_end: 0,
            quote: 0,
            complete: false,
            plain: false,
        };
        self.inner.attributes.get(id.0 as usize).unwrap_or(&MISSING)
    }

    pub(crate) fn name(&self, id: NameId) -> &str {
        self.inner.names.get(id).map_or("", |n| n.range.of(&self.inner.text))
    }

    pub(crate) fn split_name(&self, id: NameId) -> (Option<&str>, &str) {
        let name = self.name(id);
        match self.inner.names.get(id).map_or(0, |n| n.prefix_len) as usize {
            0 => (None, name),
            colon => (name.get(..colon), name.get(colon + 1..).unwrap_or("")),
        }
    }

    pub(crate) fn lookup_namespace(&self, mut scope: u32, prefix: Option<&str>) -> Option<Cow<'_, str>> {
        if prefix == Some("xml") {
            return Some(Cow::Borrowed(XML_NAMESPACE));
        }
        let wanted = match prefix {
            None => NONE,
            Some(p) => self.inner.names.find(&self.inner.text, p)?.0,
        };
        while let Some(s) = self.inner.scopes.get(scope as usize) {
            if let Some(&(_, attribute)) = s.declarations.iter().find(|(p, _)| *p == wanted) {
                let value = Attribute { doc: self, id: AttributeId(attribute) }.value();
                return if value.is_empty() { None } else { Some(value) };
            }
            scope = s.parent;
        }
        None
    }
}
