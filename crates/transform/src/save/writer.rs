//! Tree to text in the manner of .NET's text writer.
//!
//! Two uses: the document that is saved (captured white space in tags, attributes wrapped at 160 columns), and the
//! serialised form of one element that bringing over and commenting out need (one blank between attributes).
//!
//! Namespaces: a tag gets the prefix that its namespace already has in the output, and declarations that are missing
//! are added at its end, prefixed ones in reverse order, then the default one.

use super::formatter::Layouts;
use super::layout::captured_spaces;
use crate::tree::{AttributeId, Kind, NONE, NameId, NamespaceId, NodeId, Piece, Text, Tree};
use std::collections::HashMap;

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
    Ok(writer.out)
}

/// One node alone.
pub(crate) fn outer_xml(tree: &Tree, node: NodeId) -> String {
    let mut writer = Writer::new(tree, None);
    writer.node(node);
    writer.out
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum DefaultState {
    #[default]
    Uninitialized,
    InScope,
    Pending,
    Written,
}

/// A prefix in the output.
struct Binding {
    prefix: Box<str>,
    namespace: NamespaceId,
    written: bool,
}

/// Bindings by what is asked of them, the innermost last.
#[derive(Default)]
struct Index {
    by_prefix: HashMap<Box<str>, Vec<usize>>,
    by_namespace: HashMap<NamespaceId, Vec<usize>>,
}

impl Index {
    fn add(&mut self, at: usize, binding: &Binding) {
        self.by_prefix.entry(binding.prefix.clone()).or_default().push(at);
        self.by_namespace.entry(binding.namespace).or_default().push(at);
    }
}

/// Up to here bindings are walked.
const FEW: usize = 32;

/// An open tag.
#[derive(Clone, Copy, Debug, Default)]
struct Tag {
    /// Length of the binding list when it began.
    namespaces: usize,
    default: u32,
    state: DefaultState,
    generated: u32,
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

    fn pop(&mut self) {
        let Some(tag) = self.tags.pop() else { return };
        while self.bindings.len() > tag.namespaces {
            let Some(binding) = self.bindings.pop() else { return };
            if let Some(index) = &mut self.index {
                if let Some(all) = index.by_prefix.get_mut(&binding.prefix) {
                    all.pop();
                }
                if let Some(all) = index.by_namespace.get_mut(&binding.namespace) {
                    all.pop();
                }
            }
        }
    }

    /// The declarations that are still missing.
    fn finish_tag(&mut self) {
        let Some(&tag) = self.tags.last() else { return };
        for index in (tag.namespaces..self.bindings.len()).rev() {
            let Some(binding) = self.bindings.get(index) else { break };
            if !binding.written {
                self.out.push_str(" xmlns:");
                self.out.push_str(&binding.prefix);
                self.out.push_str("=\"");
                escape_attribute(self.tree.names.uri(binding.namespace), &mut self.out);
                self.out.push('"');
            }
        }
        let outer = self.tags.len().checked_sub(2).and_then(|i| self.tags.get(i)).map_or(0, |t| t.default);
        if tag.default != outer && tag.state == DefaultState::Pending {
            self.out.push_str(" xmlns=\"");
            escape_attribute(self.tree.names.uri(NamespaceId(tag.default)), &mut self.out);
            self.out.push('"');
            if let Some(tag) = self.tags.last_mut() {
                tag.state = DefaultState::Written;
            }
        }
    }

    fn bind_default(&mut self, namespace: NamespaceId, written: bool) {
        let Some(tag) = self.tags.last_mut() else { return };
        match tag.state {
            // The first one given is kept.
            DefaultState::Pending => {}
            DefaultState::Uninitialized | DefaultState::InScope => tag.default = namespace.0,
            DefaultState::Written => return,
        }
        tag.state = if written { DefaultState::Written } else { DefaultState::Pending };
    }

    fn bind(&mut self, prefix: &str, namespace: NamespaceId, written: bool) {
        let existing = self.binding_of(prefix);
        let begin = self.tags.last().map_or(0, |t| t.namespaces);
        if let Some(index) = existing
            && let Some(binding) = self.bindings.get_mut(index)
        {
            if binding.namespace == namespace {
                binding.written |= written;
                return;
            }
            if written && index >= begin {
                binding.written = true;
            }
        }
        let index = self.bindings.len();
        self.bindings.push(Binding { prefix: prefix.into(), namespace, written });
        if let (Some(known), Some(binding)) = (&mut self.index, self.bindings.get(index)) {
            known.add(index, binding);
        } else if index > FEW {
            let mut known = Index::default();
            for (at, binding) in self.bindings.iter().enumerate() {
                known.add(at, binding);
            }
            self.index = Some(known);
        }
    }

    /// The innermost binding of a prefix.
    fn binding_of(&self, prefix: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.by_prefix.get(prefix)?.last().copied(),
            None => self.bindings.iter().rposition(|b| *b.prefix == *prefix),
        }
    }

    /// The innermost prefix of a namespace that is not hidden by another meaning.
    fn find_prefix(&self, namespace: NamespaceId) -> Option<Box<str>> {
        let visible = |at: usize| {
            let prefix = &self.bindings.get(at)?.prefix;
            (self.binding_of(prefix) == Some(at)).then(|| prefix.clone())
        };
        if let Some(index) = &self.index {
            index.by_namespace.get(&namespace)?.iter().rev().find_map(|&at| visible(at))
        } else {
            let all = self.bindings.iter().enumerate().rev();
            all.filter(|(_, b)| b.namespace == namespace).find_map(|(at, _)| visible(at))
        }
    }

    fn lookup_prefix(&self, namespace: NamespaceId) -> Option<Box<str>> {
        self.find_prefix(namespace).or_else(|| {
            let default = self.tags.last().map_or(0, |t| t.default);
            (default == namespace.0).then(|| "".into())
        })
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

    fn attribute_prefix(&mut self, own: &str, namespace: NamespaceId) -> Box<str> {
        let begin = self.tags.last().map_or(0, |t| t.namespaces);
        let here = self.binding_of(own).is_some_and(|i| i >= begin);
        // A prefix that this very tag binds is looked up anew, as if it had not been given.
        let own = if own.is_empty() || here { None } else { Some(own) };
        if let Some(found) = self.find_prefix(namespace)
            && own.is_none_or(|o| *o == *found)
        {
            return found;
        }
        let prefix: Box<str> = if let Some(own) = own {
            own.into()
        } else {
            let depth = self.tags.len() - 1;
            let number = self.tags.last_mut().map_or(1, |tag| {
                tag.generated += 1;
                tag.generated
            });
            format!("d{depth}p{number}").into()
        };
        self.bind(&prefix, namespace, false);
        prefix
    }
}

/// Character data: `&`, `<`, `>` and control characters become references.
fn escape_text(text: &str, out: &mut String) {
    escape(text, out, false);
}

/// A value between double quotes; line breaks become references too.
pub(crate) fn escape_attribute(text: &str, out: &mut String) {
    escape(text, out, true);
}

/// Bytes that may have to be written otherwise: markup, control characters, and the first byte of U+FFFE and U+FFFF.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut b = 0;
    while b < 0x20 {
        table[b] = b != b'\t' as usize;
        b += 1;
    }
    table[b'&' as usize] = true;
    table[b'<' as usize] = true;
    table[b'>' as usize] = true;
    table[b'"' as usize] = true;
    table[0xEF] = true;
    table
};

fn escape(text: &str, out: &mut String, attribute: bool) {
    let bytes = text.as_bytes();
    let mut plain = 0;
    let mut at = 0;
    while let Some(skip) =
        bytes.get(at..).and_then(|rest| rest.iter().position(|&b| SPECIAL.get(b as usize) == Some(&true)))
    {
        at += skip;
        let reference: &str = match bytes.get(at).copied().unwrap_or(0) {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if attribute => "&quot;",
            b'\r' if attribute => "&#xD;",
            b'\n' if attribute => "&#xA;",
            0xEF if is_noncharacter(text, at) => "",
            b'"' | b'\r' | b'\n' | 0xEF => {
                at += 1;
                continue;
            }
            _ => "",
        };
        out.push_str(text.get(plain..at).unwrap_or(""));
        let c = text.get(at..).and_then(|t| t.chars().next()).unwrap_or('\0');
        if reference.is_empty() {
            out.push_str(&format!("&#x{:X};", c as u32));
        } else {
            out.push_str(reference);
        }
        at += c.len_utf8();
        plain = at;
    }
    out.push_str(text.get(plain..).unwrap_or(""));
}

fn is_noncharacter(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|t| t.chars().next()).is_some_and(|c| c > '\u{FFFD}')
}
