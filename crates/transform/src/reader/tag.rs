//! Start tags and end tags.

use super::layout::Record;
use super::{Open, ReadError, Reader};
use crate::tree::{Attribute, AttributeId, Captured, Kind, NONE, NameId, NamespaceId, NodeId, Text};
use crate::xml::{self, bad_name_start, expecting_white_space, is_name_start, ncname_length};
use std::collections::HashMap;

impl<'t> Reader<'t, '_> {
    /// A name with at most one colon.
    pub(super) fn qualified_name(&mut self) -> Result<&'t str, ReadError> {
        let start = self.at;
        loop {
            let len = ncname_length(self.rest());
            self.at += len;
            let is_second = self.peek() == Some(b':');
            if len == 0 || (is_second && self.slice(start, self.at).contains(':')) {
                return match xml::qualified_name(self.text, start) {
                    Err(flaw) => self.flawed(flaw),
                    Ok(_) => self.unclosed(),
                };
            }
            if !is_second {
                return Ok(self.slice(start, self.at));
            }
            self.at += 1;
        }
    }

    /// The character here cannot follow the name in front of it.
    pub(super) fn refuse_name_character<T>(&self) -> Result<T, ReadError> {
        match self.rest().chars().next() {
            Some(c) => self.fail(self.at, xml::bad_name_character(c)),
            None => self.unclosed(),
        }
    }

    pub(super) fn unexpected<T>(&self, at: usize, expected: &str) -> Result<T, ReadError> {
        self.flawed(xml::unexpected(self.text, at, expected))
    }

    pub(super) fn unclosed<T>(&self) -> Result<T, ReadError> {
        let names: Vec<&str> = self.open.iter().rev().map(|o| self.tree.display_name(o.node)).collect();
        let stop = if names.is_empty() { "" } else { "." };
        let message = format!(
            "{} The following elements are not closed: {}{stop}",
            xml::UNEXPECTED_END,
            names.join(", ")
        );
        self.fail(self.end, message)
    }

    /// Reads a start tag at `<`; the element becomes a child of `parent` unless that is [`NONE`].
    pub(super) fn start_tag(&mut self, parent: u32) -> Result<(), ReadError> {
        if self.open.len() >= xml::MAX_DEPTH {
            return Err(ReadError::whole(format!(
                "The document nests deeper than {} elements.",
                xml::MAX_DEPTH
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
            let spaced = self.blanks();
            // Directly behind the element's name other words are used for what does not fit.
            let at_name = !spaced && self.tree.attributes.len() as u32 == first;
            match self.peek() {
                Some(b'>') => {
                    self.at += 1;
                    break false;
                }
                Some(b'/') if self.byte(self.at + 1) == Some(b'>') => {
                    self.at += 2;
                    break true;
                }
                Some(b'/') if self.at + 1 < self.end => {
                    return self.unexpected(self.at + usize::from(!at_name), "'>'");
                }
                None | Some(b'/') => return self.unclosed(),
                Some(_) if at_name => return self.refuse_name_character(),
                Some(b) if b.is_ascii_alphabetic() => {}
                Some(_) => {
                    let first = self.rest().chars().next().unwrap_or(' ');
                    if !is_name_start(first) {
                        return self.fail(self.at, bad_name_start(first));
                    }
                }
            }
            if !spaced {
                return self.flawed(expecting_white_space(self.text, self.at));
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
                return self.unexpected(self.at, "'='");
            }
        }
        self.at += 1;
        if !matches!(self.peek(), Some(b'"' | b'\'')) {
            self.blanks();
        }
        let Some(quote @ (b'"' | b'\'')) = self.peek() else {
            return self.unexpected(self.at, "'\"' or '''");
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
            let written = self.str(value);
            match written.trim_matches([' ', '\t', '\r', '\n']) {
                "preserve" => self.preserve = true,
                "default" => self.preserve = false,
                _ => {
                    let message = format!("'{written}' is an invalid xml:space value.");
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
        match self.double(first, last) {
            Some(index) => {
                let attribute = self.tree.attribute(AttributeId(index));
                let (shown, at) = (self.tree.names.text(attribute.name), attribute.start as usize);
                self.fail(at, format!("'{shown}' is a duplicate attribute name."))
            }
            None => Ok(()),
        }
    }

    /// The attribute that repeats an earlier one; of several that which repeats the earliest.
    fn double(&self, first: u32, last: u32) -> Option<u32> {
        let key = |index: u32| {
            let attribute = self.tree.attribute(AttributeId(index));
            (self.tree.names.local(attribute.name), attribute.namespace)
        };
        if last - first <= 8 {
            return (first..last).find_map(|i| {
                let own = key(i);
                (i + 1..last).find(|&j| key(j) == own)
            });
        }
        let mut originals = HashMap::new();
        let mut found: Option<(u32, u32)> = None;
        for index in first..last {
            let original = *originals.entry(key(index)).or_insert(index);
            if original != index && found.is_none_or(|f| (original, index) < f) {
                found = Some((original, index));
            }
        }
        found.map(|(_, index)| index)
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
                .is_none_or(|c| c != ':' && !xml::is_name_char(c));
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
            Some(_) => return self.unexpected(self.at, "'>'"),
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
