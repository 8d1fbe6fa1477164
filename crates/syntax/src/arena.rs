//! The flat vectors that a tree is: ids, and what is kept for each node, element and attribute.

use crate::SyntaxError;
use crate::names::{NONE, NameId, Names};
use std::sync::Arc;

/// Index of a node in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

/// Index of an element in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId(pub(crate) u32);

/// Index of an attribute in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeId(pub(crate) u32);

impl NodeId {
    /// Position in document order, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl ElementId {
    /// Position in document order, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// An element with everything in it.
    Element,
    /// Character data, white space included.
    Text,
    /// `<!-- … -->`
    Comment,
    /// `<![CDATA[ … ]]>`
    CData,
    /// `<?target …?>`
    ProcessingInstruction,
    /// `<?xml …?>` at the begin of the file.
    Declaration,
    /// `<!DOCTYPE …>`
    Doctype,
    /// An end tag that closes nothing.
    StrayEndTag,
    /// Anything else that is no XML: `<!bogus>`, merge-conflict markers, a second byte order mark.
    Junk,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct NodeData {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) parent: u32,
    /// First node after this one's subtree.
    pub(crate) next: u32,
    /// The kind in the top bits; below it the element index, for text [`WHITE`] or 0, and 0 for other kinds. Five words a node, not six: on
    /// a large file the pages that the tree touches cost as much as reading the text.
    kind_and_element: u32,
}

/// In place of an element's index: the text is known to be white space. Text that is not known to be may be so as well.
pub(crate) const WHITE: u32 = 1;

const KIND_SHIFT: u32 = 28;

impl NodeData {
    pub(crate) const fn new(
        kind: NodeKind,
        start: u32,
        end: u32,
        parent: u32,
        next: u32,
        element: u32,
    ) -> Self {
        let kind_and_element = ((kind as u32) << KIND_SHIFT) | (element & ((1 << KIND_SHIFT) - 1));
        Self { start, end, parent, next, kind_and_element }
    }

    pub(crate) const fn kind(&self) -> NodeKind {
        match self.kind_and_element >> KIND_SHIFT {
            0 => NodeKind::Element,
            1 => NodeKind::Text,
            2 => NodeKind::Comment,
            3 => NodeKind::CData,
            4 => NodeKind::ProcessingInstruction,
            5 => NodeKind::Declaration,
            6 => NodeKind::Doctype,
            7 => NodeKind::StrayEndTag,
            _ => NodeKind::Junk,
        }
    }

    pub(crate) const fn element(&self) -> u32 {
        self.kind_and_element & ((1 << KIND_SHIFT) - 1)
    }
}

pub(crate) const TAG_EMPTY: u8 = 1;
pub(crate) const TAG_UNTERMINATED: u8 = 2;
pub(crate) const TAG_UNCLOSED: u8 = 4;

#[derive(Clone, Copy, Debug)]
pub(crate) struct ElementData {
    pub(crate) node: u32,
    pub(crate) name: NameId,
    /// End of the start tag.
    pub(crate) open_end: u32,
    /// Start of the end tag; the node's end when there is none.
    pub(crate) close_start: u32,
    /// Its first attribute; they end where the next element's begin.
    pub(crate) attributes: u32,
    /// The namespace scope, flags in the top bits.
    scope_and_flags: u32,
}

const FLAG_SHIFT: u32 = 29;
const NO_SCOPE: u32 = (1 << FLAG_SHIFT) - 1;

impl ElementData {
    /// Stands for an element that is not there: no id leads to it.
    pub(crate) const MISSING: Self = Self {
        node: NONE,
        name: NameId(NONE),
        open_end: 0,
        close_start: 0,
        attributes: 0,
        scope_and_flags: NO_SCOPE,
    };

    pub(crate) fn new(
        node: u32,
        name: NameId,
        open_end: u32,
        attributes: u32,
        scope: u32,
        flags: u8,
    ) -> Self {
        let scope_and_flags = (u32::from(flags) << FLAG_SHIFT) | scope.min(NO_SCOPE);
        Self { node, name, open_end, close_start: open_end, attributes, scope_and_flags }
    }

    pub(crate) const fn scope(&self) -> u32 {
        let scope = self.scope_and_flags & NO_SCOPE;
        if scope == NO_SCOPE { NONE } else { scope }
    }

    pub(crate) const fn has(&self, flags: u8) -> bool {
        (self.scope_and_flags >> FLAG_SHIFT) as u8 & flags != 0
    }

    pub(crate) fn set(&mut self, flags: u8) {
        self.scope_and_flags |= u32::from(flags) << FLAG_SHIFT;
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct AttributeData {
    pub(crate) name: NameId,
    pub(crate) name_start: u32,
    /// Inside the quotes.
    pub(crate) value_start: u32,
    pub(crate) value_end: u32,
    /// 0 for a value without quotes or no value at all.
    pub(crate) quote: u8,
    pub(crate) complete: bool,
    /// The value is known to be as it is written: without references, and with blanks as its only white space. A value
    /// that is not known to be may be so as well.
    pub(crate) plain: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) parent: u32,
    /// Prefix name id ([`NONE`] for the default namespace) and attribute index.
    pub(crate) declarations: Vec<(u32, u32)>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) text: Arc<str>,
    pub(crate) nodes: Vec<NodeData>,
    pub(crate) elements: Vec<ElementData>,
    pub(crate) attributes: Vec<AttributeData>,
    pub(crate) names: Names,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) errors: Vec<SyntaxError>,
}
