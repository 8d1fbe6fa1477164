//! Start and end tags: names, attributes, namespaces, `xml:space`.

use super::content::{Open, Read, Reader};
use super::message::{self, bad_name_start, unexpected};
use super::names::{is_name_continue, is_name_start};
use super::{is_allowed, is_blank};
use crate::publish::tree::{Attribute, DOCUMENT, Element, Kind, Name, XML, XMLNS};
use std::collections::HashSet;
use std::rc::Rc;

/// The length of the name without colon that `text` begins with; 0 for none.
pub(crate) fn name_length(text: &str) -> usize {
    let mut characters = text.char_indices();
    match characters.next() {
        Some((_, c)) if is_name_start(c) => {}
        _ => return 0,
    }
    characters.find(|&(_, c)| !is_name_continue(c)).map_or(text.len(), |(at, _)| at)
}

/// An attribute as it was read, before its prefix means anything.
struct Written {
    prefix: String,
    local: String,
    value: String,
    at: usize,
}

impl Written {
    fn is_declaration(&self) -> bool {
        self.prefix == "xmlns" || (self.prefix.is_empty() && self.local == "xmlns")
    }

    fn qualified(&self) -> String {
        if self.prefix.is_empty() { self.local.clone() } else { format!("{}:{}", self.prefix, self.local) }
    }
}

impl Reader<'_> {
    /// Length of the qualified name at an offset, or the refusal of what stands there.
    pub(crate) fn name_here(&self, at: usize) -> Read<usize> {
        let rest = self.input.text.get(at..).unwrap_or("");
        let first = name_length(rest);
        if first == 0 {
            return match rest.chars().next() {
                Some(c) => self.refuse(&bad_name_start(c), at),
                None => self.ends_in("Unexpected end of file while parsing Name has occurred."),
            };
        }
        let behind = rest.get(first..).unwrap_or("");
        let Some(local) = behind.strip_prefix(':') else {
            if behind.is_empty() {
                return self.ends_in("Unexpected end of file while parsing Name has occurred.");
            }
            return Ok(first);
        };
        let second = name_length(local);
        if second == 0 {
            return match local.chars().next() {
                Some(_) => self.refuse(&message::bad_name_character(':'), at + first),
                None => self.ends_in("Unexpected end of file while parsing Name has occurred."),
            };
        }
        let end = first + 1 + second;
        match rest.get(end..).and_then(|r| r.chars().next()) {
            None => self.ends_in("Unexpected end of file while parsing Name has occurred."),
            Some(':') => self.refuse(&message::bad_name_character(':'), at + end),
            Some(_) => Ok(end),
        }
    }

    fn blank_end(&self, at: usize) -> usize {
        let rest = self.input.text.get(at..).unwrap_or("");
        at + (rest.len() - rest.trim_start_matches(is_blank).len())
    }

    /// What stands at an offset, as an unexpected token is shown: a whole name or one character.
    fn token(&self, at: usize) -> Option<String> {
        let rest = self.input.text.get(at..).unwrap_or("");
        let first = rest.chars().next()?;
        let len = name_length(rest).max(first.len_utf8());
        Some(rest.get(..len).unwrap_or("").to_owned())
    }

    fn refuse_token<T>(&self, at: usize, expected: &str) -> Read<T> {
        match self.token(at) {
            Some(token) => self.refuse(&unexpected(&token, expected), at),
            None => self.ends_in("Unexpected end of file has occurred."),
        }
    }

    pub(crate) fn end_tag(&mut self) -> Read<()> {
        let name_at = self.input.at + 2;
        let Some(open) = self.open.last() else {
            return self.refuse("Unexpected end tag.", name_at);
        };
        let len = self.name_here(name_at)?;
        let text = Rc::clone(&self.input.text);
        let name = text.get(name_at..name_at + len).unwrap_or("");
        if name != open.written {
            let start = super::content::Input {
                text: Rc::clone(&open.input),
                at: 0,
                entity: None,
                line: open.base.0,
                column: open.base.1,
            };
            let (line, column) = start.place(open.name_at);
            let text = format!(
                "The '{}' start tag on line {line} position {column} does not match the end tag of '{name}'.",
                open.written
            );
            return self.refuse(&text, name_at);
        }
        let end = self.blank_end(name_at + len);
        if !text.get(end..).is_some_and(|r| r.starts_with('>')) {
            return self.refuse_token(end, "'>'");
        }
        if let Some(open) = self.open.pop() {
            self.scopes.truncate(open.outer_scopes);
        }
        self.input.at = end + 1;
        Ok(())
    }

    pub(crate) fn start_tag(&mut self) -> Read<()> {
        let name_at = self.input.at + 1;
        let len = self.name_here(name_at)?;
        let text = Rc::clone(&self.input.text);
        let written = text.get(name_at..name_at + len).unwrap_or("").to_owned();
        let mut at = name_at + len;
        let mut attributes: Vec<Written> = Vec::new();
        let is_empty;
        loop {
            let begin = at;
            at = self.blank_end(at);
            let rest = text.get(at..).unwrap_or("");
            if rest.starts_with('>') {
                at += 1;
                is_empty = false;
                break;
            }
            if let Some(behind) = rest.strip_prefix('/') {
                if !behind.starts_with('>') {
                    return self.refuse_token(at + 1, "'>'");
                }
                at += 2;
                is_empty = true;
                break;
            }
            let Some(first) = rest.chars().next() else {
                return self.ends_in("Unexpected end of file while parsing Name has occurred.");
            };
            if !is_name_start(first) {
                return self.refuse(&bad_name_start(first), at);
            }
            if begin == at {
                let token = self.token(at).unwrap_or_default();
                return self.refuse(&format!("'{token}' is an unexpected token. Expecting whitespace."), at);
            }
            let attribute = self.attribute(&mut at)?;
            attributes.push(attribute);
        }
        self.declared_defaults(&written, &mut attributes);
        self.element(written, name_at, attributes, is_empty)?;
        self.input.at = at;
        Ok(())
    }

    fn attribute(&mut self, at: &mut usize) -> Read<Written> {
        let name_at = *at;
        let len = self.name_here(name_at)?;
        let text = Rc::clone(&self.input.text);
        let name = text.get(name_at..name_at + len).unwrap_or("");
        let equals = self.blank_end(name_at + len);
        if !text.get(equals..).is_some_and(|r| r.starts_with('=')) {
            return self.refuse_token(equals, "'='");
        }
        let quote_at = self.blank_end(equals + 1);
        let Some(quote @ (b'"' | b'\'')) = text.as_bytes().get(quote_at).copied() else {
            return self.refuse_token(quote_at, "'\"' or '''");
        };
        let (value, end) = self.value(quote_at + 1, quote)?;
        *at = end + 1;
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        Ok(Written { prefix: prefix.to_owned(), local: local.to_owned(), value, at: name_at })
    }

    /// The value up to its quote, and where that stands.
    fn value(&mut self, start: usize, quote: u8) -> Read<(String, usize)> {
        let text = Rc::clone(&self.input.text);
        let bytes = text.as_bytes();
        let mut out = String::new();
        let mut at = start;
        loop {
            let plain = at;
            while bytes.get(at).is_some_and(|&b| b != quote && !matches!(b, b'<' | b'&' | b'\n' | b'\t')) {
                at += 1;
            }
            let stretch = text.get(plain..at).unwrap_or("");
            self.check_characters(stretch, plain)?;
            out.push_str(stretch);
            match bytes.get(at) {
                None => return self.ends_in("There is an unclosed literal string."),
                Some(b'\n' | b'\t') => {
                    out.push(' ');
                    at += 1;
                }
                Some(b'<') => {
                    let text = "'<', hexadecimal value 0x3C, is an invalid attribute character.";
                    return self.refuse(text, at);
                }
                Some(b'&') => {
                    let (found, behind) = self.scan_reference(at)?;
                    match found {
                        Ok(c) => out.push(c),
                        Err(name) => self.entity_in_value(&name, at + 1, &mut out)?,
                    }
                    at = behind;
                }
                Some(_) => return Ok((out, at)),
            }
        }
    }

    /// Puts an entity's text into a value, with the entities in it.
    pub(crate) fn entity_in_value(&mut self, name: &str, at: usize, out: &mut String) -> Read<()> {
        let depth = self.outer.len();
        let Some(text) = self.entity_text(name, at)? else {
            let text = format!("External entity '{name}' reference cannot appear in the attribute value.");
            return self.refuse(&text, at);
        };
        self.enter(name, text);
        while self.outer.len() > depth {
            let text = Rc::clone(&self.input.text);
            let at = self.input.at;
            match text.get(at..).and_then(|r| r.chars().next()) {
                None => {
                    if let Some(outer) = self.outer.pop() {
                        self.input = outer;
                    }
                }
                Some('<') => {
                    let text = "'<', hexadecimal value 0x3C, is an invalid attribute character.";
                    return self.refuse(text, at);
                }
                Some('&') => {
                    let (found, behind) = self.scan_reference(at)?;
                    match found {
                        Ok(c) => {
                            out.push(c);
                            self.input.at = behind;
                        }
                        Err(inner) => {
                            let Some(text) = self.entity_text(&inner, at + 1)? else {
                                let text = format!(
                                    "External entity '{inner}' reference cannot appear in the attribute value."
                                );
                                return self.refuse(&text, at + 1);
                            };
                            self.input.at = behind;
                            self.enter(&inner, text);
                        }
                    }
                }
                Some(c) => {
                    if !is_allowed(c) {
                        return self.refuse(&message::invalid_character(c), at);
                    }
                    out.push(if is_blank(c) { ' ' } else { c });
                    self.input.at = at + c.len_utf8();
                }
            }
        }
        Ok(())
    }

    /// Types and defaults that the internal subset declares for the element.
    fn declared_defaults(&mut self, element: &str, attributes: &mut Vec<Written>) {
        let Some(declared) = self.declared.attributes.get(element) else { return };
        let mut missing = Vec::new();
        for one in declared {
            match attributes.iter_mut().find(|a| a.qualified() == one.name) {
                Some(present) if one.is_tokenized => {
                    let words: Vec<&str> = present.value.split(' ').filter(|w| !w.is_empty()).collect();
                    present.value = words.join(" ");
                }
                Some(_) => {}
                None => {
                    if let Some(value) = &one.default {
                        let (prefix, local) = one.name.split_once(':').unwrap_or(("", &one.name));
                        missing.push(Written {
                            prefix: prefix.to_owned(),
                            local: local.to_owned(),
                            value: value.clone(),
                            at: self.input.at + 1,
                        });
                    }
                }
            }
        }
        attributes.extend(missing);
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        match prefix {
            "xml" => Some(XML),
            "xmlns" => Some(XMLNS),
            _ => self.scopes.iter().rev().find(|(p, _)| p == prefix).map(|(_, uri)| uri.as_str()),
        }
    }

    fn element(
        &mut self,
        written: String,
        name_at: usize,
        attributes: Vec<Written>,
        is_empty: bool,
    ) -> Read<()> {
        let outer_scopes = self.scopes.len();
        for a in attributes.iter().filter(|a| a.is_declaration()) {
            let prefix = if a.prefix.is_empty() { "" } else { a.local.as_str() };
            match prefix {
                "xml" if a.value != XML => {
                    let text = format!(
                        "Prefix \"xml\" is reserved for use by XML and can be mapped only to namespace name {XML}."
                    );
                    return self.refuse(&text, a.at);
                }
                "xmlns" => return self.refuse("Prefix \"xmlns\" is reserved for use by XML.", a.at),
                "xml" => continue,
                "" => {}
                _ if a.value.is_empty() => return self.refuse("Invalid namespace declaration.", a.at),
                _ => {}
            }
            if a.value == XMLNS || a.value == XML {
                let text = format!(
                    "Prefix '{prefix}' cannot be mapped to namespace name reserved for \"xml\" or \"xmlns\"."
                );
                return self.refuse(&text, a.at);
            }
            self.scopes.push((prefix.to_owned(), a.value.clone()));
        }
        let (prefix, local) = written.split_once(':').unwrap_or(("", &written));
        let namespace = match self.namespace(prefix) {
            Some(uri) => uri.to_owned(),
            None if prefix.is_empty() => String::new(),
            None => return self.refuse(&format!("'{prefix}' is an undeclared prefix."), name_at),
        };
        let mut element = Element {
            name: Name { namespace, local: local.to_owned() },
            attributes: Vec::with_capacity(attributes.len()),
            is_open_form: !is_empty,
        };
        let mut preserves = self.open.last().is_some_and(|o| o.preserves);
        let mut seen: HashSet<(String, String)> = HashSet::new();
        let many = attributes.len() > 8;
        for mut a in attributes {
            let namespace = if a.is_declaration() {
                XMLNS.to_owned()
            } else if a.prefix.is_empty() {
                String::new()
            } else {
                match self.namespace(&a.prefix) {
                    Some(uri) => uri.to_owned(),
                    None => return self.refuse(&format!("'{}' is an undeclared prefix.", a.prefix), a.at),
                }
            };
            if namespace == XML && a.local == "space" {
                let trimmed = a.value.trim_matches(is_blank);
                preserves = match trimmed {
                    "preserve" => true,
                    "default" => false,
                    _ => {
                        let text = format!("'{}' is an invalid xml:space value.", a.value);
                        return self.refuse(&text, a.at);
                    }
                };
                let trimmed = trimmed.to_owned();
                a.value = trimmed;
            }
            let name = Name { namespace, local: a.local.clone() };
            let duplicate = if many {
                !seen.insert((name.namespace.clone(), name.local.clone()))
            } else {
                element.attributes.iter().any(|other| other.name == name)
            };
            if duplicate {
                return self.refuse(&format!("'{}' is a duplicate attribute name.", a.qualified()), a.at);
            }
            element.attributes.push(Attribute { name, value: a.value });
        }
        let parent = self.open.last().map_or(DOCUMENT, |o| o.node);
        self.has_root = true;
        let node = self.tree.append(parent, Kind::Element(element));
        if is_empty {
            self.scopes.truncate(outer_scopes);
        } else {
            self.open.push(Open {
                node,
                written,
                input: Rc::clone(&self.input.text),
                name_at,
                base: (self.input.line, self.input.column),
                outer_scopes,
                preserves,
            });
        }
        Ok(())
    }
}
