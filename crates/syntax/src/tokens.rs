//! The text as tokens: what an editor colours, and the proof that nothing was lost.

use crate::document::Document;
use crate::{Element, Node, NodeKind};
use webconfig_text::TextRange;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// `<`, `>`, `/>`, `</`
    TagPunctuation,
    /// The name in a start or end tag.
    ElementName,
    /// The name of an attribute.
    AttributeName,
    /// `=`
    Equals,
    /// An attribute value with its quotes.
    AttributeValue,
    /// White space inside a tag.
    TagSpace,
    /// Character data.
    Text,
    /// A comment.
    Comment,
    /// A CDATA section.
    CData,
    /// A processing instruction or the XML declaration.
    ProcessingInstruction,
    /// A DOCTYPE.
    Doctype,
    /// What is no XML.
    Junk,
}

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is.
    pub range: TextRange,
}

/// The tokens of a document, made on demand from the tree.
#[derive(Debug)]
pub struct Tokens<'d> {
    doc: &'d Document,
    next_node: usize,
    open: Vec<Element<'d>>,
    pending: std::collections::VecDeque<Token>,
    at: u32,
}

impl<'d> Tokens<'d> {
    pub(crate) fn new(doc: &'d Document) -> Self {
        Self { doc, next_node: 0, open: Vec::new(), pending: std::collections::VecDeque::new(), at: 0 }
    }

    fn push(&mut self, kind: TokenKind, end: u32) {
        if end > self.at {
            self.pending.push_back(Token { kind, range: TextRange::new(self.at, end) });
            self.at = end;
        }
    }

    /// Whatever lies before `to` inside a tag.
    fn gap(&mut self, to: u32) {
        let text = TextRange::new(self.at, to).of(self.doc.text());
        let solid = text.trim_matches([' ', '\t', '\r', '\n']);
        let lead = (text.len() - text.trim_start_matches([' ', '\t', '\r', '\n']).len()) as u32;
        self.push(TokenKind::TagSpace, self.at + lead);
        let kind = if solid == "=" { TokenKind::Equals } else { TokenKind::Junk };
        self.push(kind, self.at + solid.len() as u32);
        self.push(TokenKind::TagSpace, to);
    }

    fn start_tag(&mut self, element: Element<'d>) {
        let tag = element.start_tag();
        self.push(TokenKind::TagPunctuation, tag.start() + 1);
        self.push(TokenKind::ElementName, element.name_range().end());
        for attribute in element.all_attributes() {
            self.gap(attribute.name_range().start());
            self.push(TokenKind::AttributeName, attribute.name_range().end());
            let value = attribute.value_range();
            let quoted = u32::from(attribute.quote().is_some());
            if value.start() - quoted > self.at {
                self.gap(value.start() - quoted);
            }
            self.push(
                TokenKind::AttributeValue,
                value.end() + if attribute.is_complete() { quoted } else { 0 },
            );
        }
        let raw = tag.of(self.doc.text());
        let close = match () {
            () if !element.is_terminated() => 0,
            () if raw.ends_with("/>") && element.is_empty_tag() => 2,
            () => 1,
        };
        self.gap(tag.end() - close);
        self.push(TokenKind::TagPunctuation, tag.end());
    }

    fn end_tag(&mut self, range: TextRange) {
        let raw = range.of(self.doc.text());
        let name = crate::characters::name_length(raw.get(2..).unwrap_or("")) as u32;
        self.push(TokenKind::TagPunctuation, (range.start() + 2).min(range.end()));
        self.push(TokenKind::ElementName, range.start() + 2 + name);
        let close = u32::from(raw.ends_with('>'));
        self.gap(range.end() - close);
        self.push(TokenKind::TagPunctuation, range.end());
    }

    fn node(&mut self, node: Node<'d>) {
        let kind = match node.kind() {
            NodeKind::Element => {
                if let Some(element) = node.as_element() {
                    self.start_tag(element);
                    self.open.push(element);
                }
                return;
            }
            NodeKind::StrayEndTag => return self.end_tag(node.range()),
            NodeKind::Text => TokenKind::Text,
            NodeKind::Comment => TokenKind::Comment,
            NodeKind::CData => TokenKind::CData,
            NodeKind::ProcessingInstruction | NodeKind::Declaration => TokenKind::ProcessingInstruction,
            NodeKind::Doctype => TokenKind::Doctype,
            NodeKind::Junk => TokenKind::Junk,
        };
        self.push(kind, node.range().end());
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            if let Some(token) = self.pending.pop_front() {
                return Some(token);
            }
            let doc = self.doc;
            let node = doc.node(crate::NodeId(self.next_node as u32));
            let starts = node.map_or(u32::MAX, |n| n.range().start());
            if let Some(element) = self.open.pop_if(|e| e.range().end() <= starts) {
                if let Some(tag) = element.end_tag() {
                    self.end_tag(tag);
                }
                continue;
            }
            let node = node?;
            self.next_node += 1;
            self.node(node);
        }
    }
}
