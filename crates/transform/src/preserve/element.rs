//! Elements: those of the source with their changed attributes, and new ones.

use super::Writer;
use crate::tree::{Attribute, AttributeId, Kind, NONE, NameId, NamespaceId, NodeId, Piece};
use std::collections::HashMap;

impl Writer<'_> {
    /// Whether the source says `<a/>`.
    fn was_empty_tag(&self, element: NodeId) -> bool {
        let node = self.tree.node(element);
        node.end == node.tag_end
    }

    /// The start tag of an element of the source.
    pub(super) fn open(&mut self, element: NodeId) {
        let tree = self.tree;
        let node = tree.node(element);
        let opens_up = self.was_empty_tag(element) && tree.first_child(element).is_some();
        let (first, last) = node.parsed_attributes;
        let name_end = node.start + 1 + tree.names.text(node.name).len() as u32;
        let end_of = |index: u32| tree.attribute(AttributeId(index)).raw_value.1 + 1;
        let attributes_end = if first == last { name_end } else { end_of(last - 1) };
        let stays = |index: u32| tree.attribute(AttributeId(index)).owner == element.0;
        self.keep(node.start, name_end);
        let mut before = name_end;
        let mut any = false;
        // The white space of a removed first attribute serves the next one, so that the tag keeps its shape.
        let mut spare: Option<u32> = None;
        for index in first..last {
            let attribute = tree.attribute(AttributeId(index));
            if stays(index) {
                match spare.take() {
                    Some(from) if !any => self.keep(from, tree.attribute(AttributeId(first)).start),
                    _ => self.keep(before, attribute.start),
                }
                self.attribute(attribute);
                any = true;
            } else if !any && spare.is_none() {
                spare = Some(before);
            }
            before = end_of(index);
        }
        self.added_attributes(element, (first, last));
        if opens_up {
            self.pending.push('>');
            self.cursor_to(node.tag_end);
        } else {
            self.keep(attributes_end, node.tag_end);
        }
    }

    /// Drops the source up to an offset when the next piece is kept.
    fn cursor_to(&mut self, offset: u32) {
        let text = std::mem::take(&mut self.pending);
        let range = webconfig_text::TextRange::new(self.cursor, offset);
        if !range.is_empty() || !text.is_empty() {
            let _ = self.edits.replace(range, text);
        }
        self.cursor = offset;
    }

    /// An attribute of the source, with its value changed if a step changed it.
    fn attribute(&mut self, attribute: &Attribute) {
        let (start, end) = attribute.raw_value;
        let raw = webconfig_text::TextRange::new(start, end).of(self.tree.source());
        if !attribute.is_dirty || same_value(raw, self.tree.str(attribute.value)) {
            self.keep(attribute.start, end + 1);
            return;
        }
        let quote = self.tree.source().as_bytes().get(end as usize).copied().map_or('"', char::from);
        self.keep(attribute.start, start);
        let value = self.tree.str(attribute.value);
        escape_value(value, quote, &mut self.pending);
        self.keep(end, end + 1);
    }

    /// New attributes of an element of the source, laid out like those that it has.
    fn added_attributes(&mut self, element: NodeId, (first, last): (u32, u32)) {
        let tree = self.tree;
        let added: Vec<AttributeId> =
            tree.attributes(element).filter(|a| a.0 < first || a.0 >= last).collect();
        if added.is_empty() {
            return;
        }
        let source = tree.source();
        let end_before = |index: u32| {
            if index == first {
                let node = tree.node(element);
                node.start + 1 + tree.names.text(node.name).len() as u32
            } else {
                tree.attribute(AttributeId(index - 1)).raw_value.1 + 1
            }
        };
        let space = |index: u32| {
            let start = tree.attribute(AttributeId(index)).start;
            webconfig_text::TextRange::new(end_before(index), start).of(source)
        };
        let later = (first + 1..last).map(space);
        let separator = match last.checked_sub(1) {
            Some(index) if last - first >= 2 && later.clone().all(|s| s.contains(['\n', '\r'])) => {
                space(index)
            }
            _ => " ",
        };
        let quote = last
            .checked_sub(1)
            .filter(|_| last > first)
            .and_then(|index| source.as_bytes().get(tree.attribute(AttributeId(index)).raw_value.1 as usize))
            .map_or(self.style.quote, |&q| char::from(q));
        let mut scope = Scope::around(self, element);
        for id in added {
            self.pending.push_str(separator);
            let mut written = String::new();
            let declaration = self.attribute_xml(id, quote, &mut scope, &mut written);
            self.pending.push_str(&written);
            self.pending.push_str(&declaration);
        }
    }

    /// The end of an element of the source.
    pub(super) fn close(&mut self, element: NodeId) {
        let node = self.tree.node(element);
        if self.was_empty_tag(element) {
            if self.tree.first_child(element).is_some() {
                self.pending.push_str("</");
                self.pending.push_str(self.tree.names.text(node.name));
                self.pending.push('>');
            }
            return;
        }
        let inside = webconfig_text::TextRange::new(node.tag_end, node.end).of(self.tree.source());
        let close = inside.rfind("</").map_or(node.end, |at| node.tag_end + at as u32);
        self.keep(close, node.end);
    }

    /// A new node with everything in it.
    pub(super) fn new_xml(&mut self, top: NodeId) -> String {
        let tree = self.tree;
        let mut out = String::new();
        let mut scope = match tree.parent(top) {
            Some(parent) => Scope::around(self, parent),
            None => Scope::default(),
        };
        let mut open: Vec<(NodeId, usize)> = Vec::new();
        let mut at = top;
        loop {
            let mark = scope.undo.len();
            let node = tree.node(at);
            if node.kind == Kind::Element {
                self.new_tag(at, &mut scope, &mut out);
                if let Some(child) = tree.first_child(at) {
                    out.push('>');
                    open.push((at, mark));
                    at = child;
                    continue;
                }
                if node.is_empty_tag {
                    out.push_str(if self.style.blank_before_slash { " />" } else { "/>" });
                } else {
                    out.push_str("></");
                    out.push_str(tree.names.text(node.name));
                    out.push('>');
                }
                scope.leave(mark);
            } else {
                self.new_leaf(at, &mut out);
            }
            loop {
                if at == top {
                    return out;
                }
                if let Some(next) = tree.next(at) {
                    at = next;
                    break;
                }
                let Some((element, mark)) = open.pop() else { return out };
                out.push_str("</");
                out.push_str(tree.names.text(tree.node(element).name));
                out.push('>');
                scope.leave(mark);
                at = element;
            }
        }
    }

    fn new_tag(&mut self, element: NodeId, scope: &mut Scope, out: &mut String) {
        let tree = self.tree;
        let node = tree.node(element);
        let quote = self.style.quote;
        out.push('<');
        out.push_str(tree.names.text(node.name));
        let mut declarations = String::new();
        let prefix = tree.names.prefix(node.name);
        if scope.get(prefix) != node.namespace {
            declarations.push_str(&declaration(
                tree.names.text(prefix),
                tree.names.uri(node.namespace),
                quote,
            ));
            scope.set(prefix, node.namespace);
        }
        for attribute in tree.attributes(element) {
            out.push(' ');
            declarations.push_str(&self.attribute_xml(attribute, quote, scope, out));
        }
        out.push_str(&declarations);
    }

    /// Writes a new attribute; gives the declaration that its prefix needs.
    fn attribute_xml(&self, id: AttributeId, quote: char, scope: &mut Scope, out: &mut String) -> String {
        let tree = self.tree;
        let attribute = tree.attribute(id);
        let prefix = tree.names.prefix(attribute.name);
        let mut needed = String::new();
        if attribute.namespace != NamespaceId::NONE
            && prefix != NameId::EMPTY
            && prefix != NameId::XML
            && scope.get(prefix) != attribute.namespace
        {
            needed = declaration(tree.names.text(prefix), tree.names.uri(attribute.namespace), quote);
            scope.set(prefix, attribute.namespace);
        }
        out.push_str(tree.names.text(attribute.name));
        out.push('=');
        out.push(quote);
        if attribute.pieces == NONE {
            escape_value(tree.str(attribute.value), quote, out);
        } else {
            for piece in tree.pieces.get(attribute.pieces as usize).into_iter().flatten() {
                match piece {
                    Piece::Text(text) => escape_value(text, quote, out),
                    Piece::Reference(name) => {
                        out.push('&');
                        out.push_str(tree.names.text(*name));
                        out.push(';');
                    }
                }
            }
        }
        out.push(quote);
        needed
    }

    fn new_leaf(&self, id: NodeId, out: &mut String) {
        let node = self.tree.node(id);
        let text = self.style.lines(self.tree.str(node.text));
        match node.kind {
            Kind::Comment => out.push_str(&format!("<!--{text}-->")),
            Kind::CData => out.push_str(&format!("<![CDATA[{text}]]>")),
            Kind::Instruction => {
                out.push_str(&format!("<?{} {text}?>", self.tree.names.text(node.name)));
            }
            Kind::Whitespace | Kind::SignificantWhitespace => out.push_str(&text),
            Kind::EntityReference => out.push_str(&format!("&{};", self.tree.names.text(node.name))),
            _ => escape_text(&text, out),
        }
    }
}

/// Which prefix means what where something new is written.
#[derive(Default)]
struct Scope {
    bound: HashMap<NameId, NamespaceId>,
    undo: Vec<(NameId, Option<NamespaceId>)>,
}

impl Scope {
    /// The bindings inside `element`.
    fn around(writer: &Writer<'_>, element: NodeId) -> Self {
        let tree = writer.tree;
        let mut scope = Self::default();
        let mut at = Some(element);
        while let Some(node) = at {
            for id in tree.attributes(node) {
                let attribute = tree.attribute(id);
                if attribute.namespace == NamespaceId::XMLNS {
                    let prefix = if attribute.name == NameId::XMLNS {
                        NameId::EMPTY
                    } else {
                        tree.names.local(attribute.name)
                    };
                    let namespace = tree.names.find_namespace(tree.value(id)).unwrap_or(NamespaceId::NONE);
                    scope.bound.entry(prefix).or_insert(namespace);
                }
            }
            at = tree.parent(node);
        }
        scope
    }

    fn get(&self, prefix: NameId) -> NamespaceId {
        self.bound.get(&prefix).copied().unwrap_or(NamespaceId::NONE)
    }

    fn set(&mut self, prefix: NameId, namespace: NamespaceId) {
        let before = self.bound.insert(prefix, namespace);
        self.undo.push((prefix, before));
    }

    fn leave(&mut self, mark: usize) {
        while self.undo.len() > mark {
            match self.undo.pop() {
                Some((prefix, Some(before))) => self.bound.insert(prefix, before),
                Some((prefix, None)) => self.bound.remove(&prefix),
                None => return,
            };
        }
    }
}

fn declaration(prefix: &str, uri: &str, quote: char) -> String {
    let colon = if prefix.is_empty() { "" } else { ":" };
    let mut out = format!(" xmlns{colon}{prefix}={quote}");
    escape_value(uri, quote, &mut out);
    out.push(quote);
    out
}

/// Whether a raw value already says what a step sets: then its references stay as they are.
fn same_value(raw: &str, value: &str) -> bool {
    if !raw.contains('&') {
        return raw == value;
    }
    let mut tree = crate::tree::Tree::new(format!("<a v=\"{}\"/>", raw.replace('"', "&quot;")));
    let settings = crate::reader::Settings { keep_white_space: true, capture: false };
    let read = crate::reader::read_document(&mut tree, settings);
    read.is_ok()
        && tree.root().and_then(|r| tree.attributes(r).next()).is_some_and(|a| tree.value(a) == value)
}

fn escape_value(value: &str, quote: char, out: &mut String) {
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' if quote == '"' => out.push_str("&quot;"),
            '\'' if quote == '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push_str(&format!("&#x{:X};", c as u32)),
            c if c < ' ' || c == '\u{FFFE}' || c == '\u{FFFF}' => {
                out.push_str(&format!("&#x{:X};", c as u32));
            }
            c => out.push(c),
        }
    }
}

fn escape_text(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c < ' ' && !matches!(c, '\t' | '\n' | '\r') => out.push_str(&format!("&#x{:X};", c as u32)),
            c => out.push(c),
        }
    }
}
