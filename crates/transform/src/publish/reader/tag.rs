//! Start and end tags: names, attributes, namespaces, `xml:space`.

use super::content::{Open, Read, Reader};
use crate::publish::tree::{Attribute, DOCUMENT, Element, Kind, Name, XML, XMLNS};
use crate::xml::{
    self, Manner, bad_name_start, blanks_end, expecting_white_space, is_blank, is_name_start, qualified_name,
    unexpected,
};
use std::collections::HashMap;
use std::rc::Rc;

/// An attribute as it was read, before its prefix means anything.
struct Written {
    prefix: String,
    local: String,
    value: String,
    at: usize,
    value_at: usize,
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
    pub(crate) fn end_tag(&mut self) -> Read<()> {
        let name_at = self.input.at + 2;
        let Some(open) = self.open.last() else {
            return self.refuse("Unexpected end tag.", name_at);
        };
        let text = Rc::clone(&self.input.text);
        let rest = text.get(name_at..).unwrap_or("");
        let behind = rest.strip_prefix(open.written.as_str());
        if behind.is_none_or(|b| b.starts_with(|c| c == ':' || xml::is_name_char(c))) {
            let end = qualified_name(&text, name_at).map_err(|flaw| self.refusal(flaw))?;
            let name = text.get(name_at..end).unwrap_or("");
            let (line, column) = open.place();
            let text = format!(
                "The '{}' start tag on line {line} position {column} does not match the end tag of '{name}'.",
                open.written
            );
            return self.refuse(&text, name_at);
        }
        let end = blanks_end(&text, name_at + open.written.len());
        match text.as_bytes().get(end) {
            Some(b'>') => {}
            None => return self.unclosed(),
            Some(_) => return Err(self.refusal(unexpected(&text, end, "'>'"))),
        }
        if let Some(open) = self.open.pop() {
            self.scopes.truncate(open.outer_scopes);
        }
        self.input.at = end + 1;
        Ok(())
    }

    pub(crate) fn start_tag(&mut self) -> Read<()> {
        let name_at = self.input.at + 1;
        let text = Rc::clone(&self.input.text);
        let mut at = qualified_name(&text, name_at).map_err(|flaw| self.refusal(flaw))?;
        let written = text.get(name_at..at).unwrap_or("").to_owned();
        let mut attributes: Vec<Written> = Vec::new();
        let is_empty;
        loop {
            let begin = at;
            at = blanks_end(&text, at);
            // Directly behind the element's name other words are used for what does not fit.
            let at_name = begin == at && attributes.is_empty();
            let Some(first) = text.get(at..).and_then(|r| r.chars().next()) else {
                return self.unclosed();
            };
            if first == '>' {
                at += 1;
                is_empty = false;
                break;
            }
            if first == '/' {
                match text.as_bytes().get(at + 1) {
                    Some(b'>') => {}
                    None => return self.unclosed(),
                    Some(_) => {
                        let odd = at + usize::from(!at_name);
                        return Err(self.refusal(unexpected(&text, odd, "'>'")));
                    }
                }
                at += 2;
                is_empty = true;
                break;
            }
            if at_name {
                return self.refuse(&xml::bad_name_character(first), at);
            }
            if !is_name_start(first) {
                return self.refuse(&bad_name_start(first), at);
            }
            if begin == at {
                return Err(self.refusal(expecting_white_space(&text, at)));
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
        let text = Rc::clone(&self.input.text);
        let name_end = qualified_name(&text, name_at).map_err(|flaw| self.refusal(flaw))?;
        let name = text.get(name_at..name_end).unwrap_or("");
        let equals = blanks_end(&text, name_end);
        if text.as_bytes().get(equals) != Some(&b'=') {
            return Err(self.refusal(unexpected(&text, equals, "'='")));
        }
        let quote_at = blanks_end(&text, equals + 1);
        let Some(quote @ (b'"' | b'\'')) = text.as_bytes().get(quote_at).copied() else {
            return Err(self.refusal(unexpected(&text, quote_at, "'\"' or '''")));
        };
        let value_at = quote_at + 1;
        let (value, end) = self.value(value_at, quote)?;
        *at = end + 1;
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        Ok(Written { prefix: prefix.to_owned(), local: local.to_owned(), value, at: name_at, value_at })
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
    fn entity_in_value(&mut self, name: &str, at: usize, out: &mut String) -> Read<()> {
        let mut budget = self.budget;
        let read = self.declared.in_value(name, at, Manner::Normalised, &mut budget, &|n| self.is_open(n));
        out.push_str(&read.map_err(|flaw| self.refusal(flaw))?);
        self.budget = budget;
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
                            value_at: self.input.at + 1,
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
            _ => self.scopes.namespace(prefix),
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
                _ if a.value.is_empty() => {
                    return self.refuse("Invalid namespace declaration.", a.value_at - 1);
                }
                _ => {}
            }
            if a.value == XMLNS || a.value == XML {
                let text = format!(
                    "Prefix '{prefix}' cannot be mapped to namespace name reserved for \"xml\" or \"xmlns\"."
                );
                return self.refuse(&text, a.value_at);
            }
            self.scopes.declare(prefix, &a.value);
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
        let mut places = Vec::with_capacity(attributes.len());
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
            places.push((a.qualified(), a.at));
            element.attributes.push(Attribute { name: Name { namespace, local: a.local }, value: a.value });
        }
        if let Some((name, at)) = duplicate(&element.attributes).and_then(|i| places.get(i)) {
            return self.refuse(&format!("'{name}' is a duplicate attribute name."), *at);
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

/// The attribute that repeats an earlier one; of several that which repeats the earliest.
fn duplicate(attributes: &[Attribute]) -> Option<usize> {
    let mut first: HashMap<&Name, usize> = HashMap::new();
    let mut found: Option<(usize, usize)> = None;
    for (index, attribute) in attributes.iter().enumerate() {
        let &mut original = first.entry(&attribute.name).or_insert(index);
        if original != index && found.is_none_or(|f| (original, index) < f) {
            found = Some((original, index));
        }
    }
    found.map(|(_, index)| index)
}
