//! The white space around what steps put in and took out.
//!
//! Runs over the whole tree before every save. It inserts and deletes white-space nodes between markup and decides
//! how changed start tags are laid out; it never touches text. It learns the indentation as it goes: see the state.

use super::layout::{Layout, captured_spaces, has_newline};
use crate::tree::{Captured, Kind, NameId, NodeId, Text, Tree};
use std::collections::HashMap;

/// Records of the start tags that cannot be written as they stand in the source.
pub(super) type Layouts = HashMap<NodeId, Layout>;

/// An element that is being visited.
struct Frame {
    element: NodeId,
    indent: Text,
    attribute_indent: Option<Text>,
}

struct Formatter<'t> {
    rules: Rules,
    tree: &'t mut Tree,
    layouts: Layouts,
    /// Line breaks that were asked of elements which have no record yet.
    early: HashMap<NodeId, Text>,
    /// Indentation of the elements around.
    stack: Vec<Frame>,
    /// The current indentation: a line break and the blanks after it; unknown until somebody needs it.
    indent: Option<Text>,
    attribute_indent: Option<Text>,
    /// What one level adds.
    tab: Option<Text>,
    previous: Option<NodeId>,
    current: NodeId,
    blank: Text,
    tab_character: Text,
    /// Whether each node was visited.
    look_ahead: HashMap<NodeId, Option<NodeId>>,
    done: Vec<bool>,
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

    fn current_indent(&mut self) -> Text {
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

    fn one_tab(&mut self) -> Text {
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

    fn join(&mut self, outer: Option<Text>, tab: Text) -> Text {
        let mut joined = outer.map_or(String::new(), |o| self.tree.str(o).to_owned());
        joined.push_str(self.tree.str(tab));
        self.tree.own(joined)
    }

    fn lay_out(&mut self, element: NodeId) {
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
