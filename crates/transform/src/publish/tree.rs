//! The working tree of the publish step: nodes by number, changed in place.
//!
//! It keeps what the .NET document model keeps and nothing else: no layout, no prefixes (they are looked up again when
//! the tree is written), but the difference between `<x/>` and `<x></x>`. The lossless tree is `webconfig-syntax`.

/// Number of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeId(u32);

/// The document node itself.
pub(crate) const DOCUMENT: NodeId = NodeId(0);

/// The namespace of namespace declarations.
pub(crate) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
/// The namespace of the prefix `xml`.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// A name with the namespace it belongs to (empty for none).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Name {
    pub(crate) namespace: String,
    pub(crate) local: String,
}

impl Name {
    pub(crate) fn plain(local: &str) -> Self {
        Self { namespace: String::new(), local: local.to_owned() }
    }

    pub(crate) fn is_plain(&self, local: &str) -> bool {
        self.local == local && self.namespace.is_empty()
    }
}

/// One attribute; a namespace declaration is an attribute whose namespace is [`XMLNS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) name: Name,
    pub(crate) value: String,
}

/// An element's own data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: Name,
    pub(crate) attributes: Vec<Attribute>,
    /// `<x></x>`: an element without children that is written with an end tag.
    pub(crate) is_open_form: bool,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Document,
    Element(Element),
    Text(String),
    CData(String),
    Comment(String),
    Instruction { target: String, data: String },
    Doctype { name: String, public: Option<String>, system: Option<String>, subset: String },
}

#[derive(Clone, Debug)]
struct Node {
    kind: Kind,
    parent: Option<NodeId>,
    children: Vec<NodeId>,
}

/// What the XML declaration of the source said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Declaration {
    pub(crate) encoding: Option<String>,
    pub(crate) standalone: Option<String>,
}

/// A document that steps edit.
#[derive(Clone, Debug)]
pub struct Tree {
    nodes: Vec<Node>,
    pub(crate) declaration: Declaration,
}

impl Default for Tree {
    fn default() -> Self {
        let document = Node { kind: Kind::Document, parent: None, children: Vec::new() };
        Self { nodes: vec![document], declaration: Declaration::default() }
    }
}

impl Tree {
    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    fn node_mut(&mut self, id: NodeId) -> Option<&mut Node> {
        self.nodes.get_mut(id.0 as usize)
    }

    pub(crate) fn kind(&self, id: NodeId) -> &Kind {
        self.node(id).map_or(&Kind::Document, |n| &n.kind)
    }

    pub(crate) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.parent
    }

    pub(crate) fn children(&self, id: NodeId) -> &[NodeId] {
        self.node(id).map_or(&[], |n| &n.children)
    }

    pub(crate) fn element(&self, id: NodeId) -> Option<&Element> {
        match self.kind(id) {
            Kind::Element(element) => Some(element),
            _ => None,
        }
    }

    pub(crate) fn element_mut(&mut self, id: NodeId) -> Option<&mut Element> {
        match self.node_mut(id).map(|n| &mut n.kind) {
            Some(Kind::Element(element)) => Some(element),
            _ => None,
        }
    }

    /// Appends a node to `parent`.
    pub(crate) fn append(&mut self, parent: NodeId, kind: Kind) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(Node { kind, parent: Some(parent), children: Vec::new() });
        if let Some(p) = self.node_mut(parent) {
            p.children.push(id);
        }
        id
    }

    pub(crate) fn append_element(&mut self, parent: NodeId, local: &str) -> NodeId {
        let element = Element { name: Name::plain(local), ..Element::default() };
        self.append(parent, Kind::Element(element))
    }

    /// Takes a node out of its parent. An element that loses its last child is written as an empty one.
    pub(crate) fn detach(&mut self, id: NodeId) {
        let Some(parent) = self.parent(id) else { return };
        if let Some(p) = self.node_mut(parent) {
            p.children.retain(|&c| c != id);
            if let (true, Kind::Element(e)) = (p.children.is_empty(), &mut p.kind) {
                e.is_open_form = false;
            }
        }
        if let Some(n) = self.node_mut(id) {
            n.parent = None;
        }
    }

    /// Puts a detached node directly behind `sibling`.
    pub(crate) fn insert_after(&mut self, sibling: NodeId, id: NodeId) {
        let Some(parent) = self.parent(sibling) else { return };
        if let Some(p) = self.node_mut(parent) {
            let at = p.children.iter().position(|&c| c == sibling).map_or(p.children.len(), |i| i + 1);
            p.children.insert(at, id);
        }
        if let Some(n) = self.node_mut(id) {
            n.parent = Some(parent);
        }
    }

    pub(crate) fn root(&self) -> Option<NodeId> {
        self.children(DOCUMENT).iter().copied().find(|&c| self.element(c).is_some())
    }

    /// The first child element of that name in no namespace.
    pub(crate) fn child(&self, parent: NodeId, local: &str) -> Option<NodeId> {
        self.children(parent).iter().copied().find(|&c| self.is_plain(c, local))
    }

    pub(crate) fn is_plain(&self, id: NodeId, local: &str) -> bool {
        self.element(id).is_some_and(|e| e.name.is_plain(local))
    }

    /// The value of an attribute in no namespace.
    pub(crate) fn attribute(&self, id: NodeId, local: &str) -> Option<&str> {
        let found = self.element(id)?.attributes.iter().find(|a| a.name.is_plain(local))?;
        Some(&found.value)
    }

    /// Changes the value in place, or appends the attribute.
    pub(crate) fn set_attribute(&mut self, id: NodeId, local: &str, value: &str) {
        let Some(element) = self.element_mut(id) else { return };
        match element.attributes.iter_mut().find(|a| a.name.is_plain(local)) {
            Some(found) => value.clone_into(&mut found.value),
            None => element.attributes.push(Attribute { name: Name::plain(local), value: value.to_owned() }),
        }
    }

    /// All nodes below `top` in document order, `top` left out.
    pub(crate) fn descendants(&self, top: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut stack: Vec<NodeId> = self.children(top).iter().rev().copied().collect();
        std::iter::from_fn(move || {
            let id = stack.pop()?;
            stack.extend(self.children(id).iter().rev());
            Some(id)
        })
    }

    pub(crate) fn has_ancestor(&self, id: NodeId, local: &str) -> bool {
        let mut at = self.parent(id);
        while let Some(up) = at {
            if self.is_plain(up, local) {
                return true;
            }
            at = self.parent(up);
        }
        false
    }
}
