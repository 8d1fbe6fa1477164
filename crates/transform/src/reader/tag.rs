//! Start tags and end tags.

use super::error::quoted;
use super::layout::Record;
use super::names::ncname_length;
use super::{Open, ReadError, Reader};
use crate::tree::{Attribute, Captured, Kind, NONE, NameId, NamespaceId, NodeId, Text};
use std::collections::HashSet;

impl<'t> Reader<'t, '_> {
    /// A name with at most one colon. `0` bytes long names are errors at the place where the name should begin.
    pub(super) fn qualified_name(&mut self) -> Result<&'t str, ReadError> {
        let start = self.at;
        loop {
            let len = ncname_length(self.rest());
            if len == 0 {
                return self.bad_name_start(self.at);
            }
            self.at += len;
            if self.peek() != Some(b':') {
                return Ok(self.slice(start, self.at));
            }
            if self.slice(start, self.at).contains(':') {
                return self.bad_name_char(self.at);
            }
            self.at += 1;
        }
    }

    fn bad_name_start<T>(&self, at: usize) -> Result<T, ReadError> {
        match self.text.get(at..).and_then(|t| t.chars().next()) {
            Some(c) => {
                let (shown, number) = quoted(c);
                self.fail(
                    at,
                    format!("Name cannot begin with the '{shown}' character, hexadecimal value {number}."),
                )
            }
            None => self.fail(at, "Unexpected end of file while parsing Name has occurred."),
        }
    }

    pub(super) fn bad_name_char<T>(&self, at: usize) -> Result<T, ReadError> {
        match self.text.get(at..).and_then(|t| t.chars().next()) {
            Some(c) => {
                let (shown, number) = quoted(c);
                self.fail(
                    at,
                    format!(
                        "The '{shown}' character, hexadecimal value {number}, cannot be included in a name."
                    ),
                )
            }
            None => self.unclosed(),
        }
    }

    pub(super) fn unexpected<T>(&self, at: usize, expected: &str) -> Result<T, ReadError> {
        let rest = self.text.get(at..).unwrap_or("");
        let Some(first) = rest.chars().next() else {
            return self.fail(at, "Unexpected end of file has occurred.");
        };
        // The reference shows the whole name that stands there, or the one character.
        let token = match ncname_length(rest) {
            0 => first.to_string(),
            len => rest.get(..len).unwrap_or("").to_owned(),
        };
        self.fail(at, format!("'{token}' is an unexpected token. {expected}"))
    }

    pub(super) fn unclosed<T>(&self) -> Result<T, ReadError> {
        let names: Vec<&str> = self.open.iter().rev().map(|o| self.tree.display_name(o.node)).collect();
        let message = if names.is_empty() {
            "Unexpected end of file has occurred.".to_owned()
        } else {
            format!(
                "Unexpected end of file has occurred. The following elements are not closed: {}.",
                names.join(", ")
            )
        };
        self.fail(self.end, message)
    }

    /// Reads a start tag at `<`; the element becomes a child of `parent` unless that is [`NONE`].
    pub(super) fn start_tag(&mut self, parent: u32) -> Result<(), ReadError> {
        if self.open.len() >= super::MAX_DEPTH {
            return Err(ReadError::whole(format!(
                "The document nests deeper than {} elements.",
                super::MAX_DEPTH
            )));
        }
        let start = self.at;
        let node = self.tree.create(Kind::Element, start as u32);
        let bindings = self.bound.len();
        let outer_preserve = self.preserve;
        self.at += 1;
        let name = self.qualified_name()?;
        let name = self.tree.names.intern(name);
        let first = self.tree.attributes.len() as u32;
        let mut single_quoted = false;
        let mut lone_cr = false;
        let is_empty = loop {
            let before = self.at;
            let spaced = self.blanks();
            match self.peek() {
                Some(b'>') => {
                    self.at += 1;
                    break false;
                }
                Some(b'/') => {
                    if self.byte(self.at + 1) != Some(b'>') {
                        return self.unexpected(self.at + 1, "The expected token is '>'.");
                    }
                    self.at += 2;
                    break true;
                }
                None => {
                    self.open.push(Open { node, bindings, preserve: outer_preserve });
                    self.tree.update(node, |n| n.name = name);
                    return self.unclosed();
                }
                Some(_) if !spaced => {
                    return if before == start + 1 + self.tree.names.text(name).len() {
                        self.bad_name_char(self.at)
                    } else {
                        self.unexpected(self.at, "Expecting whitespace.")
                    };
                }
                Some(_) => {}
            }
            single_quoted |= self.attribute(node)?;
            lone_cr |= self.layout.as_ref().is_some_and(|l| l.has_lone_cr);
        };
        let last = self.tree.attributes.len() as u32;
        self.resolve(node, name, start + 1, first, last)?;
        let tag_end = self.at as u32;
        self.tree.update(node, |n| {
            n.name = name;
            n.is_empty_tag = is_empty;
            n.parsed_attributes = (first, last);
            n.tag_end = tag_end;
            n.end = tag_end;
        });
        if parent != NONE {
            self.tree.append(NodeId(parent), node);
            // `append` opens the parent's tag; a parsed parent was open already.
        }
        if let Some(layout) = &mut self.layout {
            let record = layout.read(start, self.at, single_quoted, lone_cr)?;
            let captured = match record {
                Record::Whole => Captured::Whole,
                Record::Nothing => Captured::Nothing,
                Record::Odd(odd) => {
                    let odd = odd.intern(&mut self.tree.names);
                    self.tree.odd_layouts.push(odd);
                    Captured::Odd(self.tree.odd_layouts.len() as u32 - 1)
                }
            };
            self.tree.update(node, |n| n.captured = captured);
        }
        if is_empty {
            self.unbind(bindings);
            self.preserve = outer_preserve;
        } else {
            self.open.push(Open { node, bindings, preserve: outer_preserve });
        }
        Ok(())
    }

    /// Reads one attribute; whether its value stood in single quotes.
    fn attribute(&mut self, element: NodeId) -> Result<bool, ReadError> {
        let start = self.at;
        let name = self.qualified_name()?;
        let name = self.tree.names.intern(name);
        if self.peek() != Some(b'=') {
            self.blanks();
            if self.peek() != Some(b'=') {
                return self.unexpected(self.at, "The expected token is '='.");
            }
        }
        self.at += 1;
        if !matches!(self.peek(), Some(b'"' | b'\'')) {
            self.blanks();
        }
        let Some(quote @ (b'"' | b'\'')) = self.peek() else {
            return self.unexpected(self.at, "The expected token is '\"' or '''.");
        };
        self.at += 1;
        let value_start = self.at;
        let (value, pieces) = self.attribute_value(quote)?;
        let raw_value = (value_start as u32, self.at as u32 - 1);
        let namespace = if self.tree.names.prefix(name) == NameId::XMLNS || name == NameId::XMLNS {
            self.declare(name, value, start, value_start)?;
            NamespaceId::XMLNS
        } else {
            NamespaceId::NONE
        };
        if self.tree.names.prefix(name) == NameId::XML && self.tree.names.text(name) == "xml:space" {
            match self.str(value).trim_matches([' ', '\t', '\r', '\n']) {
                "preserve" => self.preserve = true,
                "default" => self.preserve = false,
                other => {
                    let message = format!("'{other}' is an invalid xml:space value.");
                    return self.fail(start, message);
                }
            }
        }
        let attribute = Attribute {
            name,
            namespace,
            value,
            pieces,
            owner: NONE,
            previous: NONE,
            next: NONE,
            start: start as u32,
            raw_value,
            is_dirty: false,
        };
        self.tree.push_attribute(element, attribute);
        Ok(quote == b'\'')
    }

    /// A string while the buffer is out of the tree.
    pub(super) fn str(&self, text: Text) -> &str {
        match text {
            Text::Span(start, end) => self.slice(start as usize, end as usize),
            owned @ Text::Owned(_) => self.tree.str(owned),
        }
    }

    fn declare(&mut self, name: NameId, value: Text, at: usize, value_at: usize) -> Result<(), ReadError> {
        let uri = self.str(value).to_owned();
        let namespace = self.tree.names.namespace(&uri);
        let prefix = if name == NameId::XMLNS { NameId::EMPTY } else { self.tree.names.local(name) };
        if prefix != NameId::EMPTY && uri.is_empty() {
            return self.fail(value_at - 1, "Invalid namespace declaration.");
        }
        if prefix == NameId::XMLNS {
            return self.fail(at, "Prefix \"xmlns\" is reserved for use by XML.");
        }
        if namespace == NamespaceId::XMLNS || (prefix == NameId::XML && namespace != NamespaceId::XML) {
            let shown = self.tree.names.text(prefix).to_owned();
            return self.fail(
                at,
                format!(
                    "Prefix '{shown}' cannot be mapped to namespace name reserved for \"xml\" or \"xmlns\"."
                ),
            );
        }
        self.bind(prefix, namespace);
        Ok(())
    }

    /// Gives element and attributes their namespaces and refuses doubles.
    fn resolve(
        &mut self,
        node: NodeId,
        name: NameId,
        name_at: usize,
        first: u32,
        last: u32,
    ) -> Result<(), ReadError> {
        let prefix = self.tree.names.prefix(name);
        let Some(namespace) = self.namespace_of(prefix) else {
            return self.undeclared(prefix, name_at);
        };
        self.tree.update(node, |n| n.namespace = namespace);
        for index in first..last {
            let Some(attribute) = self.tree.attributes.get(index as usize) else { break };
            let (prefix, at) = (self.tree.names.prefix(attribute.name), attribute.start as usize);
            if prefix == NameId::EMPTY || attribute.namespace == NamespaceId::XMLNS {
                continue;
            }
            let Some(namespace) = self.namespace_of(prefix) else {
                return self.undeclared(prefix, at);
            };
            if let Some(attribute) = self.tree.attributes.get_mut(index as usize) {
                attribute.namespace = namespace;
            }
        }
        let key = |reader: &Self, index: u32| {
            reader
                .tree
                .attributes
                .get(index as usize)
                .map(|a| (reader.tree.names.local(a.name), a.namespace, a.name, a.start as usize))
        };
        let mut seen = HashSet::new();
        for index in first..last {
            let Some((local, namespace, name, at)) = key(self, index) else { break };
            let double = if last - first <= 8 {
                (first..index)
                    .any(|i| key(self, i).is_some_and(|k| (k.0, k.1) == (local, namespace) || k.2 == name))
            } else {
                !seen.insert((local, namespace))
            };
            if double {
                let shown = self.tree.names.text(name);
                return self.fail(at, format!("'{shown}' is a duplicate attribute name."));
            }
        }
        Ok(())
    }

    fn undeclared<T>(&self, prefix: NameId, at: usize) -> Result<T, ReadError> {
        self.fail(at, format!("'{}' is an undeclared prefix.", self.tree.names.text(prefix)))
    }

    /// Reads an end tag at `</`.
    pub(super) fn end_tag(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        self.at += 2;
        let Some(open) = self.open.last() else {
            return self.fail(self.at, "Unexpected end tag.");
        };
        let node = open.node;
        let name = self.tree.display_name(node);
        let len = name.len();
        let matches = self.slice(self.at, self.at + len) == name
            && self
                .text
                .get(self.at + len..)
                .and_then(|t| t.chars().next())
                .is_none_or(|c| c != ':' && !super::is_name_char(c));
        if !matches {
            let name = name.to_owned();
            let at = self.at;
            let name_at = self.tree.node(node).start as usize + 1;
            let found = self.qualified_name()?;
            let opened = ReadError::at(self.text, name_at, "").position.unwrap_or((1, 1));
            return self.fail(
                at,
                format!(
                    "The '{name}' start tag on line {} position {} does not match the end tag of '{found}'.",
                    opened.0, opened.1
                ),
            );
        }
        self.at += len;
        self.blanks();
        match self.peek() {
            Some(b'>') => self.at += 1,
            Some(_) => return self.unexpected(self.at, "The expected token is '>'."),
            None => return self.unclosed(),
        }
        let _ = start;
        let end = self.at as u32;
        self.tree.update(node, |n| n.end = end);
        if let Some(open) = self.open.pop() {
            self.unbind(open.bindings);
            self.preserve = open.preserve;
        }
        Ok(())
    }
}
