//! The white space around what steps put in and took out.
//!
//! Runs over the whole tree before every save. It inserts and deletes white-space nodes between markup and never touches
//! text. It learns the indentation as it goes: see the state. How changed start tags are laid out is in `attributes`.

use super::layout::Layout;
use crate::tree::{Kind, NodeId, Text, Tree};
use std::collections::HashMap;

/// Records of the start tags that cannot be written as they stand in the source.
pub(super) type Layouts = HashMap<NodeId, Layout>;

/// An element that is being visited.
struct Frame {
    element: NodeId,
    indent: Text,
    attribute_indent: Option<Text>,
}

/// The formatter at work.
pub(super) struct Formatter<'t> {
    pub(super) rules: Rules,
    pub(super) tree: &'t mut Tree,
    pub(super) layouts: Layouts,
    /// Line breaks that were asked of elements which have no record yet.
    pub(super) early: HashMap<NodeId, Text>,
    /// Indentation of the elements around.
    stack: Vec<Frame>,
    /// The current indentation: a line break and the blanks after it; unknown until somebody needs it.
    indent: Option<Text>,
    pub(super) attribute_indent: Option<Text>,
    /// What one level adds.
    tab: Option<Text>,
    previous: Option<NodeId>,
    current: NodeId,
    pub(super) blank: Text,
    tab_character: Text,
    /// Below each parent, the next element that knows a line break; `None` where none does.
    pub(super) look_ahead: HashMap<NodeId, Option<NodeId>>,
    /// Whether each node was visited.
    pub(super) done: Vec<bool>,
    stumbled: bool,
}

/// Whose rules count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    /// The reference's, with what looks like a slip in them.
    Reference,
    /// The same without the slips: a new element without children stays on one line, character data is not followed
    /// by a line break, one level is what the file's levels are, and a file on one line stays on it. Start tags are
    /// nobody's business here.
    Own,
}

/// The reference cannot format the document: it takes a run of blanks out that it has taken out before.
///
/// That happens where several neighbours on one line were removed and the run in front of them has the line break: the
/// second run goes, and for the third it is still the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stumbled;

/// Formats the tree and gives the layout of changed tags.
pub(super) fn format(tree: &mut Tree, rules: Rules) -> Result<Layouts, Stumbled> {
    let blank = tree.own(" ");
    let tab_character = tree.own("\t");
    let empty = tree.own("");
    let count = tree.nodes.len();
    let mut formatter = Formatter {
        rules,
        tree,
        layouts: HashMap::new(),
        early: HashMap::new(),
        stack: Vec::new(),
        indent: Some(empty),
        attribute_indent: None,
        tab: None,
        previous: None,
        current: NodeId::DOCUMENT,
        blank,
        tab_character,
        look_ahead: HashMap::new(),
        done: vec![false; count],
        stumbled: false,
    };
    formatter.run();
    if formatter.stumbled { Err(Stumbled) } else { Ok(formatter.layouts) }
}

impl Formatter<'_> {
    fn run(&mut self) {
        let mut at = self.tree.first_child(NodeId::DOCUMENT);
        // Before the first child there is no previous node, not even the document.
        let mut first = true;
        loop {
            let Some(node) = at else {
                let Some(frame) = self.stack.pop() else { return };
                self.leave(&frame);
                at = self.tree.next(frame.element);
                continue;
            };
            self.move_to(node, first);
            first = false;
            at = match self.tree.kind(node) {
                Kind::Element => {
                    self.enter(node);
                    self.tree.first_child(node)
                }
                Kind::Whitespace => {
                    let next = self.tree.next(node);
                    self.white_space(node);
                    next
                }
                Kind::Comment => {
                    self.ensure_indent(node);
                    self.tree.next(node)
                }
                _ => self.tree.next(node),
            };
        }
    }

    fn move_to(&mut self, node: NodeId, first: bool) {
        self.previous = (!first).then_some(self.current);
        self.current = node;
    }

    fn enter(&mut self, element: NodeId) {
        self.ensure_indent(element);
        if let Some(done) = self.done.get_mut(element.0 as usize) {
            *done = true;
        }
        self.lay_out(element);
        let indent = self.current_indent();
        let attribute_indent = self.attribute_indent.take();
        self.stack.push(Frame { element, indent, attribute_indent });
        self.indent = None;
        self.move_white_space_to_end(element);
    }

    fn leave(&mut self, frame: &Frame) {
        self.move_to(frame.element, false);
        self.indent = Some(frame.indent);
        self.attribute_indent = frame.attribute_indent;
        let is_bare = self.previous == Some(frame.element);
        if !self.tree.node(frame.element).is_empty_tag
            && self.needs_indent(frame.element)
            && (self.rules == Rules::Reference || !is_bare)
            && self.breaks_lines(frame.indent)
        {
            let space = self.tree.create_white_space(frame.indent);
            self.tree.append(frame.element, space);
        }
    }

    /// Two runs of blanks in a row mean that something between them was removed: one of them goes, preferably the
    /// first, but never the only one with a line break.
    fn white_space(&mut self, node: NodeId) {
        if let Some(previous) = self.previous.filter(|&p| self.tree.kind(p) == Kind::Whitespace) {
            let breaks = |id: NodeId| newline_position(self.tree.str(self.tree.node(id).text)).is_some();
            let gone = if !breaks(node) && breaks(previous) { node } else { previous };
            let is_gone_already = self.tree.parent(gone).is_none();
            self.stumbled |= is_gone_already && self.rules == Rules::Reference;
            self.tree.detach(gone);
            if self.rules == Rules::Own {
                self.current = if gone == node { previous } else { node };
            }
        }
        let text = self.tree.node(node).text;
        if let Some(at) = newline_position(self.tree.str(text)) {
            let indent = self.tree.tail(text, at);
            let same = self.indent.is_some_and(|i| self.tree.str(i) == self.tree.str(indent));
            if !same {
                self.indent = Some(indent);
                self.tab = None;
                self.attribute_indent = None;
            }
        }
    }

    fn needs_indent(&self, node: NodeId) -> bool {
        let tree = &*self.tree;
        let beside = self.previous.map(|p| tree.kind(p));
        let is_text = match beside {
            Some(Kind::Whitespace | Kind::Text) => true,
            Some(Kind::CData | Kind::EntityReference | Kind::SignificantWhitespace) => {
                self.rules == Rules::Own
            }
            _ => false,
        };
        !is_text && (tree.is_new(node) || self.previous.is_some_and(|p| tree.is_new(p)))
    }

    fn ensure_indent(&mut self, node: NodeId) {
        if self.needs_indent(node) {
            let indent = self.current_indent();
            if self.breaks_lines(indent) {
                let space = self.tree.create_white_space(indent);
                self.tree.insert_before(node, space);
            }
        }
    }

    /// Whether an indentation is worth writing: a file on one line gets none by our own rules.
    fn breaks_lines(&self, indent: Text) -> bool {
        self.rules == Rules::Reference || self.tree.str(indent).contains(['\n', '\r'])
    }

    /// New elements behind the last white space of an original element go in front of it, so that the end tag keeps
    /// its indentation.
    fn move_white_space_to_end(&mut self, element: NodeId) {
        if self.tree.is_new(element) {
            return;
        }
        let mut at = self.tree.last_child(element);
        if at.is_some_and(|l| self.tree.kind(l) == Kind::Whitespace) {
            return;
        }
        while let Some(node) = at {
            match self.tree.kind(node) {
                Kind::Element if self.tree.is_new(node) => at = self.tree.previous(node),
                Kind::Whitespace => {
                    self.tree.detach(node);
                    self.tree.append(element, node);
                    return;
                }
                _ => return,
            }
        }
    }

    pub(super) fn current_indent(&mut self) -> Text {
        if let Some(indent) = self.indent {
            return indent;
        }
        let indent = self.indent_ahead().unwrap_or_else(|| {
            let outer = self.stack.last().map(|f| f.indent);
            let tab = self.one_tab();
            self.join(outer, tab)
        });
        self.indent = Some(indent);
        indent
    }

    /// The first line break among the siblings that is followed by something.
    fn indent_ahead(&mut self) -> Option<Text> {
        let parent = self.tree.parent(self.current)?;
        let tree = &*self.tree;
        let (text, at) = tree
            .children(parent)
            .filter(|&n| tree.kind(n) == Kind::Whitespace && tree.next(n).is_some())
            .find_map(|n| {
                let text = tree.node(n).text;
                newline_position(tree.str(text)).map(|at| (text, at))
            })?;
        Some(self.tree.tail(text, at))
    }

    pub(super) fn one_tab(&mut self) -> Text {
        if let Some(tab) = self.tab {
            return tab;
        }
        let tab = self.compute_tab();
        self.tab = Some(tab);
        tab
    }

    /// The difference between the nearest two levels of which one continues the other.
    fn compute_tab(&mut self) -> Text {
        let tree = &*self.tree;
        let pair = self
            .stack
            .windows(2)
            .rev()
            .filter_map(|w| match w {
                [outer, inner] => Some((outer.indent, inner.indent)),
                _ => None,
            })
            .find(|(outer, inner)| tree.str(*inner).starts_with(tree.str(*outer)));
        if let Some((outer, inner)) = pair {
            let len = tree.str(outer).len();
            return self.tree.tail(inner, len);
        }
        let Some(bottom) = self.stack.first().map(|f| f.indent) else { return self.tab_character };
        if self.rules == Rules::Own {
            return self.usual_tab();
        }
        // One character short: the first blank after the line break does not count. The reference has it so.
        let text = tree.str(bottom);
        let from = text.bytes().take(text.len().saturating_sub(1)).position(|b| b != b'\r' && b != b'\n');
        match from {
            Some(at) => self.tree.tail(bottom, at + 1),
            None => self.tab_character,
        }
    }

    /// Nothing around tells what one level is: a tab if the file indents with tabs anywhere, else two blanks.
    fn usual_tab(&mut self) -> Text {
        let has_tabs = self.tree.source().contains("\n\t");
        if has_tabs { self.tab_character } else { self.tree.own("  ") }
    }

    pub(super) fn join(&mut self, outer: Option<Text>, tab: Text) -> Text {
        let mut joined = outer.map_or(String::new(), |o| self.tree.str(o).to_owned());
        joined.push_str(self.tree.str(tab));
        self.tree.own(joined)
    }
}

/// Where the last line break of a run of blanks begins, if nothing but blanks and tabs follows it.
fn newline_position(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let at = bytes.iter().rposition(|b| !matches!(b, b' ' | b'\t'))?;
    match bytes.get(at) {
        Some(b'\r') => Some(at),
        Some(b'\n') => {
            let crlf = at > 0 && bytes.get(at - 1) == Some(&b'\r');
            Some(at - usize::from(crlf))
        }
        _ => None,
    }
}
