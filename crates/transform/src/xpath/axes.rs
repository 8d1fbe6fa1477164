//! Walking the tree as XPath sees it.

use super::evaluate::Evaluator;
use super::{Axis, NodeTest, XNode, XPathError};
use crate::tree::{AttributeId, Kind, NodeId, Tree};

/// Whether the node is part of a text run.
pub(super) fn is_textual(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::CData | Kind::Whitespace | Kind::SignificantWhitespace)
}

/// The sibling before a node, entity references looked through.
fn previous_logical(tree: &Tree, id: NodeId) -> Option<NodeId> {
    let mut at = id;
    loop {
        match tree.previous(at) {
            Some(mut previous) => loop {
                if tree.kind(previous) != Kind::EntityReference {
                    return Some(previous);
                }
                if let Some(last) = tree.last_child(previous) {
                    previous = last;
                } else {
                    at = previous;
                    break;
                }
            },
            None => {
                at = tree.parent(at).filter(|&p| tree.kind(p) == Kind::EntityReference)?;
            }
        }
    }
}

/// The sibling after a node, entity references looked through.
fn next_logical(tree: &Tree, id: NodeId) -> Option<NodeId> {
    let mut at = id;
    loop {
        match tree.next(at) {
            Some(mut next) => loop {
                if tree.kind(next) != Kind::EntityReference {
                    return Some(next);
                }
                if let Some(first) = tree.first_child(next) {
                    next = first;
                } else {
                    at = next;
                    break;
                }
            },
            None => {
                at = tree.parent(at).filter(|&p| tree.kind(p) == Kind::EntityReference)?;
            }
        }
    }
}

/// Whether XPath sees the node.
pub(super) fn is_visible(tree: &Tree, id: NodeId) -> bool {
    let kind = tree.kind(id);
    match kind {
        Kind::Document | Kind::Element | Kind::Comment | Kind::Instruction => true,
        Kind::Declaration | Kind::Doctype | Kind::EntityReference => false,
        _ => {
            tree.parent(id) != Some(NodeId::DOCUMENT)
                && previous_logical(tree, id).is_none_or(|p| !is_textual(tree.kind(p)))
        }
    }
}

/// The parent, entity references looked through.
pub(super) fn logical_parent(tree: &Tree, id: NodeId) -> Option<NodeId> {
    let mut at = tree.parent(id)?;
    while tree.kind(at) == Kind::EntityReference {
        at = tree.parent(at)?;
    }
    Some(at)
}

/// The parts of the text run that begins with `id`.
pub(super) fn text_run(tree: &Tree, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    std::iter::successors(Some(id), |&n| next_logical(tree, n).filter(|&x| is_textual(tree.kind(x))))
}

/// The first node after a subtree.
fn after(tree: &Tree, id: NodeId) -> Option<NodeId> {
    let mut at = id;
    loop {
        if let Some(next) = tree.next(at) {
            return Some(next);
        }
        at = tree.parent(at)?;
    }
}

impl Evaluator<'_> {
    /// Pushes what an axis gives and the test lets through, in the axis's direction.
    pub(super) fn axis(
        &self,
        axis: Axis,
        test: &NodeTest,
        from: XNode,
        out: &mut Vec<XNode>,
    ) -> Result<(), XPathError> {
        let tree = self.tree;
        let mut push = |id: NodeId| -> Result<(), XPathError> {
            self.work(1)?;
            if self.passes(test, id) {
                out.push(XNode::Node(id));
            }
            Ok(())
        };
        let XNode::Node(id) = from else {
            return self.axis_of_leaf(axis, test, from, out);
        };
        match axis {
            Axis::Itself => {
                if self.passes(test, id) {
                    out.push(from);
                }
            }
            Axis::Child => {
                if tree.has_entity_references {
                    let mut at = tree.first_child(id).and_then(|f| {
                        if tree.kind(f) == Kind::EntityReference { next_or_inside(tree, f) } else { Some(f) }
                    });
                    while let Some(child) = at {
                        push(child)?;
                        at = next_logical(tree, child);
                    }
                } else {
                    for child in tree.children(id) {
                        push(child)?;
                    }
                }
            }
            Axis::Descendant | Axis::DescendantOrSelf => {
                if axis == Axis::DescendantOrSelf {
                    push(id)?;
                }
                let mut at = tree.following_in(id, id);
                while let Some(node) = at {
                    push(node)?;
                    at = tree.following_in(node, id);
                }
            }
            Axis::Parent => {
                if let Some(parent) = logical_parent(tree, id) {
                    push(parent)?;
                }
            }
            Axis::Ancestor | Axis::AncestorOrSelf => {
                if axis == Axis::AncestorOrSelf {
                    push(id)?;
                }
                let mut at = logical_parent(tree, id);
                while let Some(parent) = at {
                    push(parent)?;
                    at = logical_parent(tree, parent);
                }
            }
            Axis::FollowingSibling => {
                let mut at = next_logical(tree, id);
                while let Some(node) = at {
                    push(node)?;
                    at = next_logical(tree, node);
                }
            }
            Axis::PrecedingSibling => {
                let mut at = previous_logical(tree, id);
                while let Some(node) = at {
                    push(node)?;
                    at = previous_logical(tree, node);
                }
            }
            Axis::Following => self.following(id, test, out)?,
            Axis::Preceding => self.preceding(id, test, out)?,
            Axis::Attribute => {
                if tree.kind(id) == Kind::Element {
                    for attribute in tree.attributes(id) {
                        self.work(1)?;
                        if !tree.is_declaration(attribute) && self.passes_attribute(test, attribute) {
                            out.push(XNode::Attribute(attribute));
                        }
                    }
                }
            }
            Axis::Namespace => self.namespaces(id, test, out)?,
        }
        Ok(())
    }

    fn following(&self, id: NodeId, test: &NodeTest, out: &mut Vec<XNode>) -> Result<(), XPathError> {
        let mut at = after(self.tree, id);
        while let Some(node) = at {
            self.work(1)?;
            if self.passes(test, node) {
                out.push(XNode::Node(node));
            }
            at = self.tree.first_child(node).or_else(|| after(self.tree, node));
        }
        Ok(())
    }

    fn preceding(&self, id: NodeId, test: &NodeTest, out: &mut Vec<XNode>) -> Result<(), XPathError> {
        // Backwards in document order: the deepest last descendant of each earlier sibling first.
        let tree = self.tree;
        let mut at = id;
        loop {
            self.work(1)?;
            if let Some(mut previous) = tree.previous(at) {
                while let Some(last) = tree.last_child(previous) {
                    previous = last;
                }
                at = previous;
            } else if let Some(parent) = tree.parent(at) {
                at = parent;
                if self.is_ancestor(parent, id)? {
                    continue;
                }
            } else {
                return Ok(());
            }
            if self.passes(test, at) {
                out.push(XNode::Node(at));
            }
        }
    }

    fn is_ancestor(&self, ancestor: NodeId, of: NodeId) -> Result<bool, XPathError> {
        let mut at = self.tree.parent(of);
        while let Some(parent) = at {
            self.work(1)?;
            if parent == ancestor {
                return Ok(true);
            }
            at = self.tree.parent(parent);
        }
        Ok(false)
    }

    /// Axes of attributes and namespaces.
    fn axis_of_leaf(
        &self,
        axis: Axis,
        test: &NodeTest,
        from: XNode,
        out: &mut Vec<XNode>,
    ) -> Result<(), XPathError> {
        if matches!(axis, Axis::Itself | Axis::AncestorOrSelf | Axis::DescendantOrSelf) {
            // The principal node type of these axes is the element, so a name never matches.
            if *test == NodeTest::Any {
                out.push(from);
            }
        }
        let Some(owner) = self.owner(from) else { return Ok(()) };
        match axis {
            Axis::Parent => {
                if self.passes(test, owner) {
                    out.push(XNode::Node(owner));
                }
                Ok(())
            }
            Axis::Ancestor | Axis::AncestorOrSelf => {
                self.axis(Axis::AncestorOrSelf, test, XNode::Node(owner), out)
            }
            Axis::Following => {
                self.axis(Axis::Descendant, test, XNode::Node(owner), out)?;
                self.following(owner, test, out)
            }
            Axis::Preceding => self.preceding(owner, test, out),
            _ => Ok(()),
        }
    }

    /// The element that an attribute or namespace belongs to.
    pub(super) fn owner(&self, node: XNode) -> Option<NodeId> {
        match node {
            XNode::Node(id) => logical_parent(self.tree, id),
            XNode::Attribute(id) => crate::tree::some(self.tree.attribute(id).owner),
            XNode::Namespace(element, _) => Some(element),
        }
    }

    /// Innermost declarations first, each prefix once, `xml` last; an undeclared default namespace is none.
    fn namespaces(&self, id: NodeId, test: &NodeTest, out: &mut Vec<XNode>) -> Result<(), XPathError> {
        let tree = self.tree;
        if tree.kind(id) != Kind::Element {
            return Ok(());
        }
        let mut seen = Vec::new();
        let mut at = Some(id);
        while let Some(element) = at {
            for attribute in tree.attributes(element) {
                self.work(1)?;
                let name = tree.attribute(attribute).name;
                if !tree.is_declaration(attribute) || seen.contains(&name) {
                    continue;
                }
                seen.push(name);
                let prefix = tree.names.text(name).strip_prefix("xmlns:").unwrap_or("");
                if !tree.value(attribute).is_empty() && namespace_passes(test, prefix) {
                    out.push(XNode::Namespace(id, Some(attribute)));
                }
            }
            at = logical_parent(tree, element);
        }
        if namespace_passes(test, "xml") {
            out.push(XNode::Namespace(id, None));
        }
        Ok(())
    }

    fn passes(&self, test: &NodeTest, id: NodeId) -> bool {
        let node = self.tree.node(id);
        match test {
            NodeTest::AnyName => node.kind == Kind::Element,
            NodeTest::Name { namespace, local } => {
                node.kind == Kind::Element
                    && *namespace == Some(node.namespace)
                    && *local == Some(self.tree.names.local(node.name))
            }
            NodeTest::AnyNameIn(namespace) => {
                node.kind == Kind::Element && *namespace == Some(node.namespace)
            }
            NodeTest::Prefix(_) => false,
            NodeTest::Any => is_visible(self.tree, id),
            NodeTest::Text => is_textual(node.kind) && is_visible(self.tree, id),
            NodeTest::Comment => node.kind == Kind::Comment,
            NodeTest::Instruction(target) => {
                node.kind == Kind::Instruction
                    && target.as_ref().is_none_or(|t| self.tree.names.text(node.name) == t)
            }
        }
    }

    pub(super) fn passes_attribute(&self, test: &NodeTest, id: AttributeId) -> bool {
        let attribute = self.tree.attribute(id);
        match test {
            NodeTest::AnyName | NodeTest::Any => true,
            NodeTest::Name { namespace, local } => {
                *namespace == Some(attribute.namespace)
                    && *local == Some(self.tree.names.local(attribute.name))
            }
            NodeTest::AnyNameIn(namespace) => *namespace == Some(attribute.namespace),
            NodeTest::Text | NodeTest::Comment | NodeTest::Instruction(_) | NodeTest::Prefix(_) => false,
        }
    }
}

fn next_or_inside(tree: &Tree, reference: NodeId) -> Option<NodeId> {
    let mut at = reference;
    loop {
        if tree.kind(at) != Kind::EntityReference {
            return Some(at);
        }
        match tree.first_child(at) {
            Some(first) => at = first,
            None => return next_logical(tree, at),
        }
    }
}

fn namespace_passes(test: &NodeTest, prefix: &str) -> bool {
    match test {
        NodeTest::AnyName | NodeTest::Any => true,
        NodeTest::Prefix(wanted) => wanted == prefix,
        _ => false,
    }
}
