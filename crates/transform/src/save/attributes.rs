//! How changed start tags are laid out: which white space stands before each attribute, and where lines break.
//!
//! The record of an element is brought up to date when the formatter comes to it. A line break that it does not know
//! itself is asked of its neighbours, then of the indentation.

use super::formatter::{Formatter, Rules};
use super::layout::{Layout, captured_spaces, has_newline};
use crate::tree::{Captured, Kind, NameId, NodeId, Text, Tree};
use std::collections::HashMap;

impl Formatter<'_> {
    /// Records how the start tag of an element is written, if that is not as it stands in the source.
    pub(super) fn lay_out(&mut self, element: NodeId) {
        let node = self.tree.node(element);
        if self.rules == Rules::Own {
            return;
        }
        if !node.is_dirty && node.captured == Captured::Whole {
            return;
        }
        let mut layout = Layout::captured(self.tree, element);
        layout.newline = self.early.remove(&element);
        self.update(&mut layout, element);
        self.layouts.insert(element, layout);
    }

    /// Brings a record up to date with the attributes that are there.
    fn update(&mut self, layout: &mut Layout, element: NodeId) {
        let present: Vec<NameId> =
            self.tree.attributes(element).map(|a| self.tree.attribute(a).name).collect();
        if present.is_empty() {
            if !layout.order.is_empty() {
                layout.order.clear();
                layout.spaces.clear();
            }
            return;
        }
        let known = layout.order.len();
        // Few attributes are walked; many are looked up.
        let index: HashMap<NameId, usize> = if known > 16 {
            layout.order.iter().zip(0..).map(|(&name, at)| (name, at)).collect()
        } else {
            HashMap::new()
        };
        let mut exists = vec![false; known];
        for name in present {
            let at = if known > 16 {
                index.get(&name).copied()
            } else {
                layout.order.iter().take(known).position(|&n| n == name)
            };
            match at.and_then(|at| exists.get_mut(at)) {
                Some(there) => *there = true,
                None => layout.order.push(name),
            }
        }
        exists.resize(layout.order.len(), true);
        let mut first = true;
        let mut keep: Option<Text> = None;
        for (name, is_there) in layout.order.clone().into_iter().zip(exists) {
            let space = layout.spaces.get(name);
            if !is_there {
                if let Some(space) = space {
                    if first {
                        keep = keep.or(Some(space));
                    } else if has_newline(self.tree, space) {
                        keep = Some(space);
                    }
                    layout.spaces.remove(name);
                }
            } else if let Some(kept) = keep.take() {
                if first || space.is_none_or(|s| !has_newline(self.tree, s)) {
                    layout.spaces.set(name, kept);
                }
            } else if space.is_none() {
                if first {
                    layout.spaces.set(name, self.blank);
                } else if layout.is_one_per_line(self.tree) {
                    let newline = self.ensure_newline(layout, element);
                    layout.spaces.set(name, newline);
                } else {
                    self.ensure_newline(layout, element);
                }
            }
            first = first && !is_there;
        }
    }

    fn ensure_newline(&mut self, layout: &mut Layout, element: NodeId) -> Text {
        let newline = layout.own_newline(self.tree).unwrap_or_else(|| self.current_attribute_indent(element));
        layout.newline = Some(newline);
        newline
    }

    fn current_attribute_indent(&mut self, element: NodeId) -> Text {
        if let Some(indent) = self.attribute_indent {
            return indent;
        }
        let indent = self.sibling_newline(element).unwrap_or_else(|| {
            let outer = self.current_indent();
            let tab = self.one_tab();
            self.join(Some(outer), tab)
        });
        self.attribute_indent = Some(indent);
        indent
    }

    /// The line break of the element right before, else that of the first element after that knows one.
    fn sibling_newline(&mut self, element: NodeId) -> Option<Text> {
        let is_element = |tree: &Tree, n: &NodeId| tree.kind(*n) == Kind::Element;
        let before = std::iter::successors(self.tree.previous(element), |&n| self.tree.previous(n))
            .find(|n| is_element(self.tree, n));
        if let Some(found) = before.and_then(|b| self.newline_of(b)) {
            return Some(found);
        }
        let parent = self.tree.parent(element)?;
        // The answer of an earlier look stays true until that element is reached.
        match self.look_ahead.get(&parent) {
            Some(None) => return None,
            Some(Some(known)) if !self.done.get(known.0 as usize).copied().unwrap_or(true) => {
                return self.newline_of(*known);
            }
            _ => {}
        }
        let mut at = self.tree.next(element);
        while let Some(node) = at {
            if is_element(self.tree, &node)
                && let Some(found) = self.newline_of(node)
            {
                self.look_ahead.insert(parent, Some(node));
                return Some(found);
            }
            at = self.tree.next(node);
        }
        self.look_ahead.insert(parent, None);
        None
    }

    /// The line break that an element knows; one that is found now stays, whatever its attributes become.
    fn newline_of(&mut self, element: NodeId) -> Option<Text> {
        if let Some(layout) = self.layouts.get_mut(&element) {
            layout.newline = layout.own_newline(self.tree);
            return layout.newline;
        }
        if let Some(&known) = self.early.get(&element) {
            return Some(known);
        }
        let found = match self.tree.node(element).captured {
            Captured::Nothing => None,
            Captured::Whole => {
                captured_spaces(self.tree, element).find(|&(_, t)| has_newline(self.tree, t)).map(|(_, t)| t)
            }
            Captured::Odd(_) => {
                let layout = Layout::captured(self.tree, element);
                layout.own_newline(self.tree)
            }
        }?;
        self.early.insert(element, found);
        Some(found)
    }
}
