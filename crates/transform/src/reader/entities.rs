//! General entities of an internal subset, expanded within bounds.
//!
//! A reference in content stays a node; what it stands for becomes its read-only children, which XPath sees and
//! saving does not. Depth is bounded by [`MAX_DEPTH`], the text of all expansions together by [`MAX_TEXT`].

use super::{ReadError, Reader, Settings};
use crate::tree::{Attribute, Kind, NONE, NameId, NodeId, Text, Tree};
use crate::xml::{Budget, Declarations, Manner, is_allowed};

/// How deep entities may nest.
pub(super) const MAX_DEPTH: usize = 16;
/// How much text all references together may stand for.
pub(super) const MAX_TEXT: usize = 1 << 20;

/// What the internal subset declares, and how much of it was expanded so far.
#[derive(Debug)]
pub(super) struct Entities {
    pub(super) declared: Declarations,
    /// Names being expanded right now.
    active: Vec<String>,
    budget: Budget,
}

impl Default for Entities {
    fn default() -> Self {
        Self {
            declared: Declarations::default(),
            active: Vec::new(),
            budget: Budget { left: MAX_TEXT, depth: MAX_DEPTH },
        }
    }
}

impl Reader<'_, '_> {
    /// The text that `&name;` stands for in an attribute value; its `&` stands at `at`.
    pub(super) fn expand_in_attribute(&mut self, name: &str, at: usize) -> Result<String, ReadError> {
        let Entities { declared, active, budget } = &mut self.entities;
        let is_open = |name: &str| active.iter().any(|a| a == name);
        let result = declared.in_value(name, at + 1, Manner::Verbatim, budget, &is_open);
        result.or_else(|flaw| self.flawed(flaw))
    }

    /// Adds the reference to `name` that was read from `start` on.
    pub(super) fn entity_reference(&mut self, name: &str, start: usize) -> Result<(), ReadError> {
        let text = match self.entities.declared.in_content(name, start + 1) {
            Ok(text) => text,
            Err(flaw) => return self.flawed(flaw),
        };
        let id = self.tree.names.intern(name);
        let node = self.leaf(Kind::EntityReference, start, (0, 0));
        self.tree.update(node, |n| n.name = id);
        self.tree.has_entity_references = true;
        let Some(text) = text else { return Ok(()) };
        if self.entities.active.iter().any(|a| a == name) {
            return self.fail(start + 1, format!("General entity '{name}' references itself."));
        }
        let depth = self.entities.active.len() + 1;
        if let Err(flaw) = self.entities.budget.spend(&text, depth) {
            return self.flawed(flaw);
        }
        self.entities.active.push(name.to_owned());
        self.expand(node, &text, start)?;
        self.entities.active.pop();
        Ok(())
    }

    /// Parses the replacement text in the namespaces of this place and hangs the result under `node`.
    fn expand(&mut self, node: NodeId, text: &str, at: usize) -> Result<(), ReadError> {
        if !text.contains(['<', '&', ']']) && text.chars().all(is_allowed) {
            // Nothing to parse: the text is one node.
            if !text.is_empty() {
                let kind = self.text_kind(text);
                let value = self.tree.own(text);
                let child = self.tree.create(kind, at as u32);
                self.tree.append(node, child);
                self.tree.update(child, |n| {
                    n.text = value;
                    n.is_read_only = true;
                });
            }
            return Ok(());
        }
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
        // Parsing costs what is written here, so this counts too.
        let wrapper = wrapped.get(..wrapped.len() - text.len()).unwrap_or("");
        if let Err(flaw) = self.entities.budget.spend(wrapper, 1) {
            return self.flawed(flaw);
        }
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
