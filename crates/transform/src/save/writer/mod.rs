//! Tree to text in the manner of .NET's text writer.
//!
//! Two uses: the document that is saved (captured white space in tags, attributes wrapped at 160 columns), and the
//! serialised form of one element that bringing over and commenting out need (one blank between attributes).
//!
//! Namespaces: a tag gets the prefix that its namespace already has in the output, and declarations that are missing
//! are added at its end, prefixed ones in reverse order, then the default one.

mod escape;
mod namespaces;

pub(crate) use escape::escape_attribute;

use super::formatter::Layouts;
use super::layout::captured_spaces;
use crate::tree::{AttributeId, Kind, NONE, NameId, NamespaceId, NodeId, Piece, Text, Tree};

use escape::escape_text;
use namespaces::{Binding, DefaultState, Index, Tag};

/// How long a line may be before a new attribute goes to the next one.
const MAX_LINE: usize = 160;

/// The comment that cannot be written, and what was written before it.
#[derive(Debug)]
pub(super) struct BadComment {
    pub(super) written: String,
}

/// The document as it is saved.
pub(super) fn document(tree: &Tree, layouts: &Layouts) -> Result<String, BadComment> {
    let mut writer = Writer::new(tree, Some(layouts));
    writer.out.reserve(tree.source_len as usize + 1024);
    let mut at = tree.first_child(NodeId::DOCUMENT);
    while let Some(node) = at {
        if !writer.node(node) {
            return Err(BadComment { written: writer.out });
        }
        at = tree.next(node);
    }
    // The filter holds blanks back until it sees what follows them; at the end nothing does, and they are lost.
    let kept = writer.out.trim_end_matches(' ').len();
    writer.out.truncate(kept);
    Ok(writer.out)
}

/// One node alone.
pub(crate) fn outer_xml(tree: &Tree, node: NodeId) -> String {
    let mut writer = Writer::new(tree, None);
    writer.node(node);
    writer.out
}

struct Writer<'t> {
    tree: &'t Tree,
    layouts: Option<&'t Layouts>,
    out: String,
    bindings: Vec<Binding>,
    /// Where to find bindings once they are many; few are walked.
    index: Option<Index>,
    tags: Vec<Tag>,
    /// How far the column was counted, and the column there.
    counted: usize,
    column: usize,
}

/// An element that is being written.
struct Open {
    element: NodeId,
    prefix: Option<Box<str>>,
}

impl<'t> Writer<'t> {
    fn new(tree: &'t Tree, layouts: Option<&'t Layouts>) -> Self {
        Self {
            tree,
            layouts,
            out: String::new(),
            bindings: Vec::new(),
            index: None,
            tags: vec![Tag::default()],
            counted: 0,
            column: 1,
        }
    }

    /// Writes a node with everything in it; whether that was possible.
    fn node(&mut self, top: NodeId) -> bool {
        let mut open: Vec<Open> = Vec::new();
        let mut at = top;
        loop {
            if self.tree.kind(at) == Kind::Element {
                let opened = self.start(at);
                if self.tree.node(at).is_empty_tag {
                    self.finish_tag();
                    // A blank before the slash is written by the plain form and taken back by the other.
                    self.out.push_str(if self.layouts.is_some() { "/>" } else { " />" });
                    self.pop();
                } else {
                    if let Some(first) = self.tree.first_child(at) {
                        if self.is_bad_comment(first) {
                            return false;
                        }
                        self.finish_tag();
                        self.out.push('>');
                        open.push(opened);
                        at = first;
                        continue;
                    }
                    self.finish_tag();
                    self.out.push('>');
                    self.end(&opened);
                }
            } else if !self.leaf(at) {
                return false;
            }
            loop {
                if at == top {
                    return true;
                }
                if let Some(next) = self.tree.next(at) {
                    at = next;
                    break;
                }
                let Some(opened) = open.pop() else { return true };
                self.end(&opened);
                at = opened.element;
            }
        }
    }

    fn is_bad_comment(&self, node: NodeId) -> bool {
        if self.layouts.is_none() || self.tree.kind(node) != Kind::Comment {
            return false;
        }
        let text = self.tree.str(self.tree.node(node).text);
        text.contains("--") || text.ends_with('-')
    }

    fn leaf(&mut self, id: NodeId) -> bool {
        if self.is_bad_comment(id) {
            return false;
        }
        let node = self.tree.node(id);
        let text = self.tree.str(node.text);
        let from = self.out.len();
        match node.kind {
            Kind::Text => escape_text(text, &mut self.out),
            Kind::Whitespace | Kind::SignificantWhitespace => self.out.push_str(text),
            Kind::Comment => {
                self.out.push_str("<!--");
                self.out.push_str(text);
                self.out.push_str("-->");
                return true;
            }
            Kind::CData => {
                self.out.push_str("<![CDATA[");
                self.out.push_str(text);
                self.out.push_str("]]>");
            }
            Kind::Instruction => {
                self.out.push_str("<?");
                self.out.push_str(self.tree.names.text(node.name));
                self.out.push(' ');
                self.out.push_str(text);
                self.out.push_str("?>");
            }
            Kind::Declaration => {
                self.out.push_str("<?xml ");
                self.out.push_str(text);
                self.out.push_str("?>");
            }
            Kind::Doctype => {
                self.out.push_str("<!DOCTYPE");
                self.out.push_str(text);
                self.out.push('>');
            }
            Kind::EntityReference => {
                self.out.push('&');
                self.out.push_str(self.tree.names.text(node.name));
                self.out.push(';');
            }
            Kind::Document | Kind::Element => {}
        }
        if self.layouts.is_some() && matches!(node.kind, Kind::CData | Kind::Instruction | Kind::Doctype) {
            // The filter that takes the blank out of ` />` does not know where it is.
            if self.out.get(from..).is_some_and(|w| w.contains(" />")) {
                let mended = self.out.get(from..).unwrap_or("").replace(" />", "/>");
                self.out.truncate(from);
                self.out.push_str(&mended);
            }
        }
        true
    }

    fn start(&mut self, id: NodeId) -> Open {
        let node = self.tree.node(id);
        let names = &self.tree.names;
        let mut prefix: Option<Box<str>> = Some(names.text(names.prefix(node.name)).into());
        if node.namespace == NamespaceId::NONE {
            prefix = Some("".into());
        } else if let Some(found) = self.lookup_prefix(node.namespace) {
            prefix = Some(found);
        }
        let parent = self.tags.last().copied().unwrap_or_default();
        let state = if parent.state == DefaultState::Uninitialized {
            DefaultState::Uninitialized
        } else {
            DefaultState::InScope
        };
        self.tags.push(Tag { namespaces: self.bindings.len(), default: parent.default, state, generated: 0 });
        self.out.push('<');
        let prefix = prefix.filter(|p| !p.is_empty());
        match &prefix {
            None => self.bind_default(node.namespace, false),
            Some(p) => self.bind(p, node.namespace, false),
        }
        self.name(prefix.as_deref(), node.name);
        self.attributes(id);
        Open { element: id, prefix }
    }

    fn name(&mut self, prefix: Option<&str>, name: NameId) {
        if let Some(prefix) = prefix {
            self.out.push_str(prefix);
            self.out.push(':');
        }
        self.out.push_str(self.tree.names.text(self.tree.names.local(name)));
    }

    fn end(&mut self, open: &Open) {
        self.out.push_str("</");
        self.name(open.prefix.as_deref(), self.tree.node(open.element).name);
        self.out.push('>');
        self.pop();
    }

    fn attributes(&mut self, element: NodeId) {
        let tree = self.tree;
        let Some(layouts) = self.layouts else {
            for attribute in tree.attributes(element) {
                self.out.push(' ');
                self.attribute(attribute);
            }
            return;
        };
        if let Some(layout) = layouts.get(&element) {
            for &name in &layout.order {
                let Some(attribute) = tree.attributes(element).find(|&a| tree.attribute(a).name == name)
                else {
                    continue;
                };
                match layout.spaces.get(name) {
                    Some(space) => {
                        self.out.push_str(tree.str(space));
                        self.attribute(attribute);
                    }
                    None => self.wrapped(attribute, layout.newline),
                }
            }
            if let Some(trailing) = layout.spaces.get(NameId::EMPTY) {
                self.out.push_str(tree.str(trailing));
            }
            return;
        }
        let mut attributes = tree.attributes(element);
        for (name, space) in captured_spaces(tree, element) {
            self.out.push_str(tree.str(space));
            if name != NameId::EMPTY
                && let Some(attribute) = attributes.next()
            {
                self.attribute(attribute);
            }
        }
    }

    /// An attribute whose white space nobody prescribed: a blank, or a new line when the line would be too long.
    fn wrapped(&mut self, attribute: AttributeId, newline: Option<Text>) {
        self.count_column();
        let column = self.column;
        let from = self.out.len();
        self.attribute(attribute);
        let written = self.out.split_off(from);
        let len: usize = written.chars().map(char::len_utf16).sum();
        if column + len + 1 > MAX_LINE {
            self.out.push_str(newline.map_or("\r\n", |n| self.tree.str(n)));
        } else {
            self.out.push(' ');
        }
        self.out.push_str(&written);
    }

    fn count_column(&mut self) {
        let new = self.out.get(self.counted..).unwrap_or("");
        let rest = match new.rfind('\n') {
            Some(at) => {
                self.column = 1;
                new.get(at + 1..).unwrap_or("")
            }
            None => new,
        };
        self.column += rest.chars().map(char::len_utf16).sum::<usize>();
        self.counted = self.out.len();
    }

    fn attribute(&mut self, id: AttributeId) {
        let attribute = self.tree.attribute(id);
        let names = &self.tree.names;
        let own = names.text(names.prefix(attribute.name));
        if attribute.namespace == NamespaceId::XMLNS || own == "xml" {
            self.out.push_str(names.text(attribute.name));
        } else if attribute.namespace == NamespaceId::NONE {
            self.name(None, attribute.name);
        } else {
            let prefix = self.attribute_prefix(own, attribute.namespace);
            self.name(Some(&prefix), attribute.name);
        }
        self.out.push_str("=\"");
        if attribute.pieces == NONE {
            escape_attribute(self.tree.str(attribute.value), &mut self.out);
        } else {
            for piece in self.tree.pieces.get(attribute.pieces as usize).into_iter().flatten() {
                match piece {
                    Piece::Text(text) => escape_attribute(text, &mut self.out),
                    Piece::Reference(name) => {
                        self.out.push('&');
                        self.out.push_str(names.text(*name));
                        self.out.push(';');
                    }
                }
            }
        }
        self.out.push('"');
        if attribute.namespace == NamespaceId::XMLNS {
            let namespace = names.find_namespace(self.tree.str(attribute.value)).unwrap_or(NamespaceId::NONE);
            if attribute.name == NameId::XMLNS {
                self.bind_default(namespace, true);
            } else {
                let prefix = names.text(names.local(attribute.name)).to_owned();
                self.bind(&prefix, namespace, true);
            }
        }
    }
}
