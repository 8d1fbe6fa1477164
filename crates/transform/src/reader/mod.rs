//! Text to tree, as the reference's reader does it: the first error ends everything.
//!
//! `webconfig-syntax` keeps every byte and mends what it can; here it is the other way round. What counts is what the
//! reference accepts (numeric references to control characters, declared encodings that are wrong), where it stops
//! and how it says so, that line ends stay as they are, and which runs of blanks become which kind of node. So this
//! is a strict reader of its own.
//!
//! Deliberately absent: external entities and subsets (never opened), default attributes (the reference has none).

mod content;
mod entities;
mod error;
mod forbidden;
mod layout;
mod references;
mod tag;

pub(crate) use error::ReadError;

use crate::tree::{NONE, NameId, NamespaceId, NodeId, Tree};
use crate::xml::{Flaw, FlawPlace, invalid_character};
use entities::Entities;
use layout::LayoutReader;

/// What to read and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// Runs of blanks become nodes.
    pub(crate) keep_white_space: bool,
    /// The white space inside tags is captured as the reference does, faults included.
    pub(crate) capture: bool,
}

/// Reads the whole buffer as a document.
pub(crate) fn read_document(tree: &mut Tree, settings: Settings) -> Result<(), ReadError> {
    let text = std::mem::take(&mut tree.buffer);
    let result = Reader::new(&text, 0, text.len(), tree, settings).document();
    tree.buffer = text;
    result
}

/// Reads one element from a part of the buffer; the element is nobody's child.
pub(crate) fn read_fragment(tree: &mut Tree, start: usize, end: usize) -> Result<NodeId, ReadError> {
    let text = std::mem::take(&mut tree.buffer);
    let settings = Settings { keep_white_space: true, capture: false };
    let result = Reader::new(&text, start, end, tree, settings).fragment();
    tree.buffer = text;
    result
}

/// An open element.
struct Open {
    node: NodeId,
    /// Length of the undo list when it began.
    bindings: usize,
    preserve: bool,
}

pub(crate) struct Reader<'t, 'r> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    end: usize,
    tree: &'r mut Tree,
    settings: Settings,
    open: Vec<Open>,
    preserve: bool,
    /// Namespace of each prefix, by name id; the innermost last.
    scopes: Vec<Vec<NamespaceId>>,
    /// Prefixes bound since the beginning, so that they can be unbound.
    bound: Vec<NameId>,
    entities: Entities,
    layout: Option<LayoutReader<'t>>,
    /// First character that XML forbids.
    forbidden: Option<usize>,
}

impl<'t, 'r> Reader<'t, 'r> {
    fn new(text: &'t str, start: usize, end: usize, tree: &'r mut Tree, settings: Settings) -> Self {
        let text = text.get(..end).unwrap_or("");
        Self {
            text,
            bytes: text.as_bytes(),
            at: start,
            end,
            tree,
            settings,
            open: Vec::new(),
            preserve: false,
            scopes: Vec::new(),
            bound: Vec::new(),
            entities: Entities::default(),
            layout: settings.capture.then(|| LayoutReader::new(text)),
            forbidden: forbidden::first(text, start),
        }
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or("")
    }

    /// Skips blanks; whether there were any.
    fn blanks(&mut self) -> bool {
        let before = self.at;
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
        self.at > before
    }

    fn fail<T>(&self, offset: usize, message: impl Into<String>) -> Result<T, ReadError> {
        // A character that XML forbids and that comes first is what the reference stumbles over.
        if let Some(forbidden) = self.forbidden
            && forbidden < offset
        {
            return Err(self.invalid_character(forbidden));
        }
        Err(ReadError::at(self.text, offset, message))
    }

    fn flawed<T>(&self, flaw: Flaw) -> Result<T, ReadError> {
        match flaw.place {
            FlawPlace::At(at) => self.fail(at, flaw.text),
            FlawPlace::End => self.fail(self.end, flaw.text),
            FlawPlace::Whole => Err(ReadError::whole(flaw.text)),
        }
    }

    fn invalid_character(&self, at: usize) -> ReadError {
        let c = self.text.get(at..).and_then(|t| t.chars().next()).unwrap_or('\0');
        ReadError::at(self.text, at, invalid_character(c))
    }

    fn check_forbidden(&self) -> Result<(), ReadError> {
        match self.forbidden {
            Some(at) if at < self.at => Err(self.invalid_character(at)),
            _ => Ok(()),
        }
    }

    fn bind(&mut self, prefix: NameId, namespace: NamespaceId) {
        let slot = prefix.0 as usize;
        if self.scopes.len() <= slot {
            self.scopes.resize(slot + 1, Vec::new());
        }
        if let Some(scope) = self.scopes.get_mut(slot) {
            scope.push(namespace);
        }
        self.bound.push(prefix);
    }

    fn unbind(&mut self, to: usize) {
        while self.bound.len() > to {
            let Some(prefix) = self.bound.pop() else { return };
            if let Some(scope) = self.scopes.get_mut(prefix.0 as usize) {
                scope.pop();
            }
        }
    }

    /// The namespace of a prefix; the empty prefix asks for the default namespace.
    fn namespace_of(&self, prefix: NameId) -> Option<NamespaceId> {
        match prefix {
            NameId::XML => Some(NamespaceId::XML),
            NameId::XMLNS => Some(NamespaceId::XMLNS),
            _ => match self.scopes.get(prefix.0 as usize).and_then(|s| s.last()) {
                Some(&found) => Some(found),
                None => (prefix == NameId::EMPTY).then_some(NamespaceId::NONE),
            },
        }
    }

    fn parent(&self) -> NodeId {
        self.open.last().map_or(NodeId::DOCUMENT, |o| o.node)
    }

    fn fragment(mut self) -> Result<NodeId, ReadError> {
        let first = self.tree.nodes.len() as u32;
        if self.peek() != Some(b'<') {
            return self.fail(self.at, "Data at the root level is invalid.");
        }
        self.start_tag(NONE)?;
        while !self.open.is_empty() {
            self.content()?;
        }
        self.check_forbidden()?;
        Ok(NodeId(first))
    }
}
