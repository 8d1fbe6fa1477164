//! The working tree: one arena that steps edit, XPath reads and saving writes.
//!
//! Nodes are ids into flat vectors. Text is a span of [`Tree::buffer`] as long as nobody changed it; the buffer
//! begins with the source and grows by the serialised transform elements that were brought over, so a node's offset
//! also tells its origin and its place. Nothing is ever freed: a removed node stays readable, which cached targets
//! rely on.
//!
//! Deliberately absent: parsing (`reader`), paths (`xpath`), layout rules (`save`).

mod attributes;
mod edit;
mod names;
mod places;
mod text;

pub(crate) use attributes::{Attribute, AttributeId, Piece};
pub(crate) use names::{NameId, Names, NamespaceId, XML_NAMESPACE, XMLNS_NAMESPACE};
pub(crate) use places::{Fragment, Position, position_in};
pub(crate) use text::Text;

use std::cell::OnceCell;
use webconfig_text::LineIndex;

/// No node, no attribute.
pub(crate) const NONE: u32 = u32::MAX;

/// Index of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub(crate) u32);

impl NodeId {
    /// The document itself.
    pub(crate) const DOCUMENT: Self = Self(0);
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Document,
    Element,
    Text,
    /// A run of blanks between markup.
    Whitespace,
    /// The same under `xml:space="preserve"`; the formatter does not see it.
    SignificantWhitespace,
    CData,
    Comment,
    Instruction,
    Declaration,
    Doctype,
    EntityReference,
}

/// What is known about the white space in an element's start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Captured {
    /// Nothing: all attributes are laid out as if new.
    Nothing,
    /// Everything, as it stands in the source.
    Whole,
    /// Something else than the source says; index into [`Tree::odd_layouts`].
    Odd(u32),
}

/// A layout record that does not follow from the source tag (a slice that swallowed more, a tag with lone CRs).
#[derive(Clone, Debug, Default)]
pub(crate) struct OddLayout {
    /// Attribute names in order, each with its leading white space if that was found.
    pub(crate) names: Vec<(NameId, Option<String>)>,
    /// White space before the end of the tag.
    pub(crate) trailing: Option<String>,
}

/// One node.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// `<a/>`, as long as nothing was put in.
    pub(crate) is_empty_tag: bool,
    /// An attribute was added, removed or changed since the node came into being.
    pub(crate) is_dirty: bool,
    /// Inside an entity reference: visible to XPath, closed to changes.
    pub(crate) is_read_only: bool,
    pub(crate) captured: Captured,
    pub(crate) parent: u32,
    pub(crate) first_child: u32,
    pub(crate) last_child: u32,
    pub(crate) previous: u32,
    pub(crate) next: u32,
    /// Elements: qualified name; instructions: target; entity references: entity; doctypes: root name.
    pub(crate) name: NameId,
    pub(crate) namespace: NamespaceId,
    /// Value of everything but elements.
    pub(crate) text: Text,
    pub(crate) first_attribute: u32,
    pub(crate) last_attribute: u32,
    /// The attributes that the parser saw: a contiguous range of ids.
    pub(crate) parsed_attributes: (u32, u32),
    /// First byte in the buffer (of elements the `<`).
    pub(crate) start: u32,
    /// After the start tag; for other nodes after the node.
    pub(crate) tag_end: u32,
    /// After the node.
    pub(crate) end: u32,
}

/// A document and everything that was ever in it.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// The source, then serialised transform elements.
    pub(crate) buffer: String,
    /// How much of the buffer is the source.
    pub(crate) source_len: u32,
    pub(crate) nodes: Vec<Node>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) strings: Vec<Box<str>>,
    pub(crate) pieces: Vec<Box<[Piece]>>,
    pub(crate) odd_layouts: Vec<OddLayout>,
    pub(crate) names: Names,
    pub(crate) has_entity_references: bool,
    pub(crate) fragments: Vec<Fragment>,
    pub(crate) lines: OnceCell<LineIndex>,
}

impl Tree {
    /// An empty document over `source`.
    pub(crate) fn new(source: String) -> Self {
        let source_len = source.len() as u32;
        let mut tree = Self {
            nodes: Vec::with_capacity(source.len() / 32 + 16),
            attributes: Vec::with_capacity(source.len() / 48 + 16),
            buffer: source,
            source_len,
            strings: Vec::new(),
            pieces: Vec::new(),
            odd_layouts: Vec::new(),
            names: Names::new(),
            has_entity_references: false,
            fragments: Vec::new(),
            lines: OnceCell::new(),
        };
        tree.create(Kind::Document, 0);
        tree
    }

    /// A node that is nobody's child yet.
    pub(crate) fn create(&mut self, kind: Kind, start: u32) -> NodeId {
        let id = self.nodes.len() as u32;
        self.nodes.push(Node {
            kind,
            is_empty_tag: false,
            is_dirty: false,
            is_read_only: false,
            captured: Captured::Nothing,
            parent: NONE,
            first_child: NONE,
            last_child: NONE,
            previous: NONE,
            next: NONE,
            name: NameId::EMPTY,
            namespace: NamespaceId::NONE,
            text: Text::Span(0, 0),
            first_attribute: NONE,
            last_attribute: NONE,
            parsed_attributes: (0, 0),
            start,
            tag_end: start,
            end: start,
        });
        NodeId(id)
    }

    #[inline]
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        static MISSING: Node = Node {
            kind: Kind::Text,
            is_empty_tag: false,
            is_dirty: false,
            is_read_only: true,
            captured: Captured::Nothing,
            parent: NONE,
            first_child: NONE,
            last_child: NONE,
            previous: NONE,
            next: NONE,
            name: NameId::EMPTY,
            namespace: NamespaceId::NONE,
            text: Text::Span(0, 0),
            first_attribute: NONE,
            last_attribute: NONE,
            parsed_attributes: (0, 0),
            start: 0,
            tag_end: 0,
            end: 0,
        };
        self.nodes.get(id.0 as usize).unwrap_or(&MISSING)
    }

    /// Changes a node's data; ids come from this tree, so there always is one.
    pub(crate) fn update(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(id.0 as usize) {
            change(node);
        }
    }

    #[inline]
    pub(crate) fn kind(&self, id: NodeId) -> Kind {
        self.node(id).kind
    }

    #[inline]
    pub(crate) fn parent(&self, id: NodeId) -> Option<NodeId> {
        some(self.node(id).parent)
    }

    #[inline]
    pub(crate) fn first_child(&self, id: NodeId) -> Option<NodeId> {
        some(self.node(id).first_child)
    }

    #[inline]
    pub(crate) fn last_child(&self, id: NodeId) -> Option<NodeId> {
        some(self.node(id).last_child)
    }

    #[inline]
    pub(crate) fn next(&self, id: NodeId) -> Option<NodeId> {
        some(self.node(id).next)
    }

    #[inline]
    pub(crate) fn previous(&self, id: NodeId) -> Option<NodeId> {
        some(self.node(id).previous)
    }

    /// The children in order.
    pub(crate) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(id), |&n| self.next(n))
    }

    /// The document element.
    pub(crate) fn root(&self) -> Option<NodeId> {
        self.children(NodeId::DOCUMENT).find(|&n| self.kind(n) == Kind::Element)
    }

    /// The node after `id` in document order, within `top`.
    pub(crate) fn following_in(&self, id: NodeId, top: NodeId) -> Option<NodeId> {
        if let Some(child) = self.first_child(id) {
            return Some(child);
        }
        let mut at = id;
        loop {
            if at == top {
                return None;
            }
            if let Some(next) = self.next(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
    }

    /// Whether the node is an element that the source brought, or lies in one: not in a new element.
    pub(crate) fn is_new(&self, id: NodeId) -> bool {
        let mut at = Some(id);
        while let Some(node) = at {
            if self.kind(node) == Kind::Element {
                return self.node(node).start >= self.source_len;
            }
            at = self.parent(node);
        }
        false
    }

    /// The name that the log and `name()` of the reference's document model give a node.
    pub(crate) fn display_name(&self, id: NodeId) -> &str {
        let node = self.node(id);
        match node.kind {
            Kind::Document => "#document",
            Kind::Text => "#text",
            Kind::Whitespace => "#whitespace",
            Kind::SignificantWhitespace => "#significant-whitespace",
            Kind::CData => "#cdata-section",
            Kind::Comment => "#comment",
            Kind::Declaration => "xml",
            Kind::Element | Kind::Instruction | Kind::Doctype | Kind::EntityReference => {
                self.names.text(node.name)
            }
        }
    }
}

/// An id, if it is one.
#[inline]
pub(crate) fn some(id: u32) -> Option<NodeId> {
    (id != NONE).then_some(NodeId(id))
}
