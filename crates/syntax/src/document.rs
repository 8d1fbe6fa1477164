//! The tree: flat vectors in pre-order, ids, and handles for reading.

use crate::cook::{cook_attribute, cook_text, raw_offset};
use crate::names::{NONE, NameId, Names};
use crate::parser;
use crate::tokens::Tokens;
use crate::{SyntaxError, XML_NAMESPACE};
use std::borrow::Cow;
use std::sync::Arc;
use webconfig_text::TextRange;

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
    /// The kind in the top bits; below it the element index, 0 for other kinds. Five words a node, not six: on
    /// a large file the pages that the tree touches cost as much as reading the text.
    kind_and_element: u32,
}

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

    const fn element(&self) -> u32 {
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

    const fn has(&self, flags: u8) -> bool {
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

    fn element_data(&self, id: ElementId) -> &ElementData {
        const MISSING: ElementData = ElementData {
            node: NONE,
            name: NameId(NONE),
            open_end: 0,
            close_start: 0,
            attributes: 0,
            scope_and_flags: NO_SCOPE,
        };
        self.inner.elements.get(id.0 as usize).unwrap_or(&MISSING)
    }

    fn attribute_data(&self, id: AttributeId) -> &AttributeData {
        const MISSING: AttributeData = AttributeData {
            name: NameId(NONE),
            name_start: 0,
            value_start: 0,
            value_end: 0,
            quote: 0,
            complete: false,
        };
        self.inner.attributes.get(id.0 as usize).unwrap_or(&MISSING)
    }

    fn name(&self, id: NameId) -> &str {
        self.inner.names.get(id).map_or("", |n| n.range.of(&self.inner.text))
    }

    fn split_name(&self, id: NameId) -> (Option<&str>, &str) {
        let name = self.name(id);
        match self.inner.names.get(id).map_or(0, |n| n.prefix_len) as usize {
            0 => (None, name),
            colon => (name.get(..colon), name.get(colon + 1..).unwrap_or("")),
        }
    }

    fn lookup_namespace(&self, mut scope: u32, prefix: Option<&str>) -> Option<Cow<'_, str>> {
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

/// A node.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    doc: &'d Document,
    id: NodeId,
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
        self.kind() == NodeKind::Text && self.raw().bytes().all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'))
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
    doc: &'d Document,
    next: u32,
    end: u32,
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

/// All elements below one, in document order.
#[derive(Clone, Debug)]
pub struct Descendants<'d> {
    doc: &'d Document,
    next: u32,
    end: u32,
}

impl<'d> Iterator for Descendants<'d> {
    type Item = Element<'d>;

    fn next(&mut self) -> Option<Element<'d>> {
        while self.next < self.end {
            let id = NodeId(self.next);
            self.next += 1;
            if let Some(element) = (Node { doc: self.doc, id }).as_element() {
                return Some(element);
            }
        }
        None
    }
}

/// An element.
#[derive(Clone, Copy)]
pub struct Element<'d> {
    doc: &'d Document,
    id: ElementId,
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

    /// All elements below it.
    pub fn descendants(self) -> Descendants<'d> {
        let node = self.data().node;
        Descendants {
            doc: self.doc,
            next: node.saturating_add(1),
            end: self.doc.node_data(NodeId(node)).next,
        }
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

/// An attribute.
#[derive(Clone, Copy)]
pub struct Attribute<'d> {
    doc: &'d Document,
    id: AttributeId,
}

impl std::fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={:?}@{:?}", self.name(), self.raw_value(), self.range())
    }
}

impl PartialEq for Attribute<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && Arc::ptr_eq(&self.doc.inner, &other.doc.inner)
    }
}

impl Eq for Attribute<'_> {}

impl<'d> Attribute<'d> {
    #[inline]
    fn data(self) -> &'d AttributeData {
        self.doc.attribute_data(self.id)
    }

    /// Its id.
    pub fn id(self) -> AttributeId {
        self.id
    }

    /// The name as written, with prefix.
    #[inline]
    pub fn name(self) -> &'d str {
        self.doc.name(self.data().name)
    }

    /// Whether this is its name as written; most names differ in their length already.
    #[inline]
    pub fn is_named(self, name: &str) -> bool {
        let doc = &self.doc.inner;
        let Some(range) = doc.names.get(self.data().name).map(|n| n.range) else { return false };
        range.len() as usize == name.len()
            && doc.text.as_bytes().get(range.start() as usize..range.end() as usize) == Some(name.as_bytes())
    }

    /// The name without prefix.
    pub fn local_name(self) -> &'d str {
        self.doc.split_name(self.data().name).1
    }

    /// The prefix.
    pub fn prefix(self) -> Option<&'d str> {
        self.doc.split_name(self.data().name).0
    }

    /// The namespace of its prefix; an attribute without prefix has none.
    pub fn namespace(self) -> Option<Cow<'d, str>> {
        let prefix = self.prefix()?;
        self.element()?.namespace_of(Some(prefix))
    }

    /// Whether it is `xmlns` or `xmlns:…`.
    pub fn is_namespace_declaration(self) -> bool {
        self.doc.inner.names.get(self.data().name).is_some_and(|n| n.is_xmlns)
    }

    /// The element it stands on.
    pub fn element(self) -> Option<Element<'d>> {
        let after = self.doc.inner.elements.partition_point(|e| e.attributes <= self.id.0);
        self.doc.element(ElementId(after.checked_sub(1)? as u32))
    }

    /// Whether name, `=` and a quoted value are all there.
    pub fn is_complete(self) -> bool {
        self.data().complete
    }

    /// Its name.
    pub fn name_range(self) -> TextRange {
        TextRange::at(self.data().name_start, self.name().len() as u32)
    }

    /// The value without quotes.
    pub fn value_range(self) -> TextRange {
        TextRange::new(self.data().value_start, self.data().value_end)
    }

    /// Name, `=` and quoted value.
    pub fn range(self) -> TextRange {
        let data = self.data();
        let end = data.value_end + u32::from(data.quote != 0 && data.complete);
        TextRange::new(data.name_start, end.max(self.name_range().end()))
    }

    /// The quote character, if the value has one.
    pub fn quote(self) -> Option<char> {
        let quote = self.data().quote;
        (quote != 0).then(|| char::from(quote))
    }

    /// The value as written.
    pub fn raw_value(self) -> &'d str {
        self.value_range().of(self.doc.text())
    }

    /// The value as XML reads it.
    pub fn value(self) -> Cow<'d, str> {
        cook_attribute(self.raw_value())
    }

    /// Where a part of [`Self::value`] (byte offsets in it) stands in the text.
    pub fn source_range(self, start: usize, end: usize) -> TextRange {
        let base = self.data().value_start;
        let raw = self.raw_value();
        TextRange::new(base + raw_offset(raw, true, start) as u32, base + raw_offset(raw, true, end) as u32)
    }
}
