//! `--preserve`: the edited tree as edits of the source text.
//!
//! The walk goes over the tree in order and keeps, piece by piece, what the source already says; only what is new is
//! written. Encoding, byte order mark, quotes, references, line ends, CDATA and the layout of tags outside of the edits
//! therefore stay as they are by construction. What is written follows the file: its indentation, its quotes, its way
//! to close empty elements, its line ends, and prefixes as the transform wrote them.

mod element;
mod style;

use crate::save::indent;
use crate::tree::{Kind, NodeId, Tree};
use std::collections::HashMap;
use style::Style;
use webconfig_text::{SourceText, TextEdits, TextRange};

/// The bytes of the edited source, or why it cannot be written.
pub(crate) fn save(
    tree: &mut Tree,
    source: &SourceText,
    commented_out: &[(NodeId, NodeId)],
) -> Result<Vec<u8>, String> {
    indent(tree);
    let mut writer = Writer {
        tree,
        style: Style::of(tree, source),
        comments: commented_out.iter().copied().collect(),
        edits: TextEdits::new(),
        cursor: 0,
        pending: String::new(),
        problem: None,
    };
    writer.children(NodeId::DOCUMENT);
    writer.keep(tree.source_len, tree.source_len);
    match writer.problem {
        Some(problem) => Err(problem),
        None => Ok(source.encode_edited(&writer.edits)),
    }
}

/// Goes over the tree and the source in step.
struct Writer<'t> {
    tree: &'t Tree,
    style: Style,
    /// What each comment of a `CommentOut` stands for.
    comments: HashMap<NodeId, NodeId>,
    edits: TextEdits,
    /// How far the source is used up.
    cursor: u32,
    /// What goes in before the next kept piece.
    pending: String,
    problem: Option<String>,
}

impl Writer<'_> {
    /// Keeps a piece of the source; what lies between it and the last kept one goes.
    fn keep(&mut self, start: u32, end: u32) {
        let range = TextRange::new(self.cursor, start);
        if !range.is_empty() || !self.pending.is_empty() {
            let text = std::mem::take(&mut self.pending);
            if range.of(self.tree.source()) != text {
                // Pieces come in source order, so no edit meets another one.
                let _ = self.edits.replace(range, text);
            }
        }
        self.cursor = end.max(start);
    }

    fn is_original(&self, id: NodeId) -> bool {
        self.tree.node(id).start < self.tree.source_len
    }

    /// Writes all children of a node and what is below them.
    fn children(&mut self, top: NodeId) {
        let mut open: Vec<NodeId> = Vec::new();
        let mut next = self.tree.first_child(top);
        loop {
            let Some(node) = next else {
                let Some(element) = open.pop() else { return };
                self.close(element);
                next = self.tree.next(element);
                continue;
            };
            let data = self.tree.node(node);
            if !self.is_original(node) {
                self.new_node(node);
            } else if data.kind == Kind::Element {
                self.open(node);
                open.push(node);
                next = self.tree.first_child(node);
                continue;
            } else {
                self.keep(data.start, data.end);
            }
            next = self.tree.next(node);
        }
    }

    fn new_node(&mut self, node: NodeId) {
        let written = match self.tree.kind(node) {
            Kind::Comment => match self.comments.get(&node) {
                Some(&element) => self.commented(element),
                None => self.new_xml(node),
            },
            _ => self.new_xml(node),
        };
        self.pending.push_str(&written);
    }

    /// A removed element as a comment: as it stood in the source where no step touched it.
    fn commented(&mut self, element: NodeId) -> String {
        let text = if self.is_original(element) {
            let data = self.tree.node(element);
            let mut part = Writer {
                tree: self.tree,
                style: self.style,
                comments: self.comments.clone(),
                edits: TextEdits::new(),
                cursor: data.start,
                pending: String::new(),
                problem: None,
            };
            match data.kind {
                Kind::Element => {
                    part.open(element);
                    part.children(element);
                    part.close(element);
                }
                _ => part.keep(data.start, data.end),
            }
            part.keep(data.end, data.end);
            let range = TextRange::new(data.start, data.end);
            let mut out = String::new();
            let mut at = range.start();
            for edit in &part.edits {
                out.push_str(TextRange::new(at, edit.range.start()).of(self.tree.source()));
                out.push_str(&edit.text);
                at = edit.range.end();
            }
            out.push_str(TextRange::new(at, range.end()).of(self.tree.source()));
            self.problem = self.problem.take().or(part.problem);
            out
        } else {
            self.new_xml(element)
        };
        if text.contains("--") {
            self.problem =
                Some("An XML comment cannot contain '--', and '-' cannot be the last character.".to_owned());
        }
        format!("<!-- {text} -->")
    }
}
