//! Document order.

use super::XNode;
use super::evaluate::Evaluator;
use crate::tree::{NodeId, Tree};

/// Position of each node of one tree or detached subtree.
pub(super) struct Order {
    positions: Vec<u32>,
}

impl Order {
    /// Numbers everything that hangs together with `within`.
    pub(super) fn new(tree: &Tree, within: NodeId) -> Self {
        let mut top = within;
        while let Some(parent) = tree.parent(top) {
            top = parent;
        }
        let mut positions = vec![u32::MAX; tree.nodes.len()];
        let mut at = Some(top);
        let mut count = 0;
        while let Some(node) = at {
            if let Some(slot) = positions.get_mut(node.0 as usize) {
                *slot = count;
            }
            count += 1;
            at = tree.following_in(node, top);
        }
        Self { positions }
    }

    fn of(&self, node: NodeId) -> u32 {
        self.positions.get(node.0 as usize).copied().unwrap_or(u32::MAX)
    }
}

impl Evaluator<'_> {
    /// Sorts into document order and drops doubles.
    pub(super) fn sort(&self, nodes: &mut Vec<XNode>) {
        if nodes.len() < 2 {
            return;
        }
        let tree = self.tree;
        let order = self.order.get_or_init(|| Order::new(tree, self.top));
        nodes.sort_by_cached_key(|&node| match node {
            XNode::Node(id) => (order.of(id), 0u8, 0usize),
            XNode::Namespace(element, declaration) => {
                (order.of(element), 1, declaration.map_or(usize::MAX, |d| d.0 as usize))
            }
            XNode::Attribute(id) => {
                let owner = NodeId(tree.attribute(id).owner);
                let index = tree.attributes(owner).position(|a| a == id).unwrap_or(usize::MAX);
                (order.of(owner), 2, index)
            }
        });
        nodes.dedup();
    }
}
