//! The edits that steps are made of.

use super::{Kind, NONE, NodeId, Tree};

impl Tree {
    /// Puts `child` at the end of `parent`.
    pub(crate) fn append(&mut self, parent: NodeId, child: NodeId) {
        let last = self.node(parent).last_child;
        self.update(child, |n| {
            n.parent = parent.0;
            n.previous = last;
            n.next = NONE;
        });
        if last == NONE {
            self.update(parent, |n| n.first_child = child.0);
        } else {
            self.update(NodeId(last), |n| n.next = child.0);
        }
        self.update(parent, |n| {
            n.last_child = child.0;
            n.is_empty_tag = false;
        });
    }

    /// Puts `child` in front of `sibling`.
    pub(crate) fn insert_before(&mut self, sibling: NodeId, child: NodeId) {
        let (parent, previous) = (self.node(sibling).parent, self.node(sibling).previous);
        self.update(child, |n| {
            n.parent = parent;
            n.previous = previous;
            n.next = sibling.0;
        });
        self.update(sibling, |n| n.previous = child.0);
        if previous == NONE {
            self.update(NodeId(parent), |n| n.first_child = child.0);
        } else {
            self.update(NodeId(previous), |n| n.next = child.0);
        }
    }

    /// Puts `child` behind `sibling`.
    pub(crate) fn insert_after(&mut self, sibling: NodeId, child: NodeId) {
        match self.next(sibling) {
            Some(next) => self.insert_before(next, child),
            None => {
                if let Some(parent) = self.parent(sibling) {
                    self.append(parent, child);
                }
            }
        }
    }

    /// Takes a node out. It keeps its content and can still be asked.
    pub(crate) fn detach(&mut self, id: NodeId) {
        let (parent, previous, next) = {
            let node = self.node(id);
            (node.parent, node.previous, node.next)
        };
        if parent == NONE {
            return;
        }
        if previous == NONE {
            self.update(NodeId(parent), |n| n.first_child = next);
        } else {
            self.update(NodeId(previous), |n| n.next = next);
        }
        if next == NONE {
            self.update(NodeId(parent), |n| n.last_child = previous);
        } else {
            self.update(NodeId(next), |n| n.previous = previous);
        }
        self.update(id, |n| {
            n.parent = NONE;
            n.previous = NONE;
            n.next = NONE;
        });
    }

    /// A new white-space node with the text of an indentation.
    pub(crate) fn create_white_space(&mut self, text: super::Text) -> NodeId {
        let id = self.create(Kind::Whitespace, u32::MAX);
        self.update(id, |n| n.text = text);
        id
    }

    /// A new comment.
    pub(crate) fn create_comment(&mut self, text: String) -> NodeId {
        let text = self.own(text);
        let id = self.create(Kind::Comment, u32::MAX);
        self.update(id, |n| n.text = text);
        id
    }
}
