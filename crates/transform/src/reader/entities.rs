//! General entities of an internal subset, expanded within bounds.
//!
//! A reference in content stays a node; what it stands for becomes its read-only children, which XPath sees and
//! saving does not. Depth is bounded by [`MAX_DEPTH`], the text of all expansions together by [`MAX_TEXT`].

use super::{ReadError, Reader, Settings};
use crate::tree::{Attribute, Kind, NONE, NameId, NodeId, Text, Tree};
use std::collections::HashMap;

/// How deep entities may nest.
pub(super) const MAX_DEPTH: usize = 16;
/// How much text all references together may stand for.
pub(super) const MAX_TEXT: usize = 1 << 20;

const LIMIT: &str = "The input document has exceeded a limit set by MaxCharactersFromEntities.";

/// What a declaration said.
#[derive(Clone, Debug)]
pub(super) enum Entity {
    /// `<!ENTITY name "text">`, character references in the literal resolved.
    Internal(String),
    /// `<!ENTITY name SYSTEM "…">`: never opened.
    External,
    /// The same with `NDATA`.
    Unparsed,
}

/// All declared entities and how much was expanded so far.
#[derive(Debug, Default)]
pub(super) struct Entities {
    pub(super) general: HashMap<String, Entity>,
    pub(super) parameter: HashMap<String, Entity>,
    /// Names being expanded right now.
    active: Vec<String>,
    expanded: usize,
}

impl Entities {
    fn enter(&mut self, name: &str, len: usize) -> Result<(), String> {
        if self.active.iter().any(|a| a == name) {
            return Err(format!("General entity '{name}' references itself."));
        }
        self.expanded = self.expanded.saturating_add(len.max(1));
        if self.expanded > MAX_TEXT || self.active.len() >= MAX_DEPTH {
            return Err(LIMIT.to_owned());
        }
        self.active.push(name.to_owned());
        Ok(())
    }

    /// The text of an entity in an attribute value, or what is wrong with it.
    fn attribute_text(&mut self, name: &str) -> Result<String, String> {
        let text = match self.general.get(name) {
            None => return Err(format!("Reference to undeclared entity '{name}'.")),
            Some(Entity::Unparsed) => return Err(format!("Reference to unparsed entity '{name}'.")),
            Some(Entity::External) => {
                return Err(format!(
                    "External entity '{name}' reference cannot appear in the attribute value."
                ));
            }
            Some(Entity::Internal(text)) => text.clone(),
        };
        self.enter(name, text.len())?;
        let mut out = String::new();
        let mut scratch = Tree::new(String::new());
        let mut reader = Reader::new(
            &text,
            0,
            text.len(),
            &mut scratch,
            Settings { keep_white_space: true, capture: false },
        );
        let mut plain = 0;
        loop {
            let stop = memchr::memchr2(b'<', b'&', reader.rest().as_bytes());
            reader.at = stop.map_or(text.len(), |s| reader.at + s);
            out.push_str(text.get(plain..reader.at).unwrap_or(""));
            match reader.peek() {
                Some(b'&') => match reader.character_reference() {
                    Ok(Some(c)) => out.push(c),
                    Ok(None) => {
                        let inner = reader.entity_name().map_err(|e| e.message)?;
                        out.push_str(&self.attribute_text(&inner)?);
                    }
                    Err(error) => return Err(error.message),
                },
                Some(_) => {
                    return Err("'<', hexadecimal value 0x3C, is an invalid attribute character.".to_owned());
                }
                None => break,
            }
            plain = reader.at;
        }
        self.active.pop();
        Ok(out)
    }
}

impl Reader<'_, '_> {
    /// The text that `&name;` stands for in an attribute value.
    pub(super) fn expand_in_attribute(&mut self, name: &str, at: usize) -> Result<String, ReadError> {
        match self.entities.attribute_text(name) {
            Ok(text) => Ok(text),
            Err(message) if message == LIMIT => Err(ReadError::whole(message)),
            Err(message) => self.fail(at + 1, message),
        }
    }

    /// Reads `&name;` in content.
    pub(super) fn entity_reference(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        let name = self.entity_name()?;
        let text = match self.entities.general.get(&name) {
            None => return self.fail(start + 1, format!("Reference to undeclared entity '{name}'.")),
            Some(Entity::Unparsed) => {
                return self.fail(start + 1, format!("Reference to unparsed entity '{name}'."));
            }
            Some(Entity::External) => None,
            Some(Entity::Internal(text)) => Some(text.clone()),
        };
        let id = self.tree.names.intern(&name);
        let node = self.leaf(Kind::EntityReference, start, (0, 0));
        self.tree.update(node, |n| n.name = id);
        self.tree.has_entity_references = true;
        let Some(text) = text else { return Ok(()) };
        if let Err(message) = self.entities.enter(&name, text.len()) {
            return if message == LIMIT {
                Err(ReadError::whole(message))
            } else {
                self.fail(start + 1, message)
            };
        }
        self.expand(node, &text, start)?;
        self.entities.active.pop();
        Ok(())
    }

    /// Parses the replacement text in the namespaces of this place and hangs the result under `node`.
    fn expand(&mut self, node: NodeId, text: &str, at: usize) -> Result<(), ReadError> {
        let mut wrapped = String::from("<e");
        for (slot, scope) in self.scopes.iter().enumerate() {
            let Some(&namespace) = scope.last() else { continue };
            let prefix = self.tree.names.text(NameId(slot as u32));
            let colon = if prefix.is_empty() { "" } else { ":" };
            let uri = self.tree.names.uri(namespace).replace('&', "&amp;").replace('<', "&lt;");
            wrapped.push_str(&format!(" xmlns{colon}{prefix}=\"{}\"", uri.replace('"', "&quot;")));
        }
        let preserve = if self.preserve { " xml:space=\"preserve\">" } else { ">" };
        wrapped.push_str(preserve);
        wrapped.push_str(text);
        wrapped.push_str("</e>");
        let mut tree = Tree::new(wrapped);
        let end = tree.buffer.len();
        let buffer = std::mem::take(&mut tree.buffer);
        let settings = Settings { keep_white_space: true, capture: false };
        let mut reader = Reader::new(&buffer, 0, end, &mut tree, settings);
        reader.entities = std::mem::take(&mut self.entities);
        let mut result = reader.start_tag(NodeId::DOCUMENT.0);
        while result.is_ok() && !reader.open.is_empty() {
            result = reader.content();
        }
        if result.is_ok() && reader.at < end {
            result = reader.fail(reader.at, "Unexpected end tag.");
        }
        self.entities = std::mem::take(&mut reader.entities);
        drop(reader);
        if let Err(error) = result {
            return match error.position {
                None => Err(error),
                Some(_) => self.fail(at + 1, error.message.split(" Line ").next().unwrap_or("").to_owned()),
            };
        }
        tree.buffer = buffer;
        if let Some(root) = tree.root() {
            self.tree.adopt_children(&tree, root, node, at as u32);
        }
        Ok(())
    }
}

impl Tree {
    /// Copies the children of a node of another tree, read-only.
    fn adopt_children(&mut self, other: &Tree, from: NodeId, to: NodeId, at: u32) {
        let mut work: Vec<(NodeId, NodeId)> = vec![(from, to)];
        while let Some((from, to)) = work.pop() {
            for child in other.children(from) {
                let source = other.node(child);
                let copy = self.create(source.kind, at);
                let name = self.names.intern(other.names.text(source.name));
                let namespace = self.names.namespace(other.names.uri(source.namespace));
                let text = self.own(other.str(source.text));
                let is_empty_tag = source.is_empty_tag;
                self.append(to, copy);
                self.update(copy, |n| {
                    n.name = name;
                    n.namespace = namespace;
                    n.text = text;
                    n.is_empty_tag = is_empty_tag;
                    n.is_read_only = true;
                });
                for attribute in other.attributes(child) {
                    let source = other.attribute(attribute);
                    let name = self.names.intern(other.names.text(source.name));
                    let namespace = self.names.namespace(other.names.uri(source.namespace));
                    let value: Text = self.own(other.value(attribute));
                    let attribute = Attribute {
                        name,
                        namespace,
                        value,
                        pieces: NONE,
                        owner: NONE,
                        previous: NONE,
                        next: NONE,
                        start: at,
                        raw_value: (at, at),
                        is_dirty: false,
                    };
                    self.push_attribute(copy, attribute);
                }
                if source.first_child != NONE {
                    work.push((child, copy));
                }
            }
        }
    }
}
