//! What stands between tags.

use super::{ReadError, Reader};
use crate::tree::{Kind, NodeId, Text};

impl Reader<'_, '_> {
    /// Reads the whole text as a document.
    pub(super) fn document(mut self) -> Result<(), ReadError> {
        self.declaration()?;
        let mut root = false;
        let mut doctype = false;
        loop {
            if self.open.is_empty() {
                let start = self.at;
                if self.blanks() && self.settings.keep_white_space {
                    self.leaf(Kind::Whitespace, start, (start, self.at));
                }
            }
            let Some(byte) = self.peek() else { break };
            if !self.open.is_empty() {
                self.content()?;
                continue;
            }
            if byte != b'<' {
                return self.fail(self.at, "Data at the root level is invalid.");
            }
            match self.byte(self.at + 1) {
                Some(b'?') => self.instruction()?,
                Some(b'/') => return self.fail(self.at + 2, "Unexpected end tag."),
                Some(b'!') if self.rest().starts_with("<!--") => self.comment()?,
                Some(b'!') if self.rest().starts_with("<!DOCTYPE") && !doctype && !root => {
                    doctype = true;
                    self.doctype()?;
                }
                Some(b'!') if self.rest().starts_with("<!DOCTYPE") && doctype && !root => {
                    return self.fail(self.at + 2, "Cannot have multiple DTDs.");
                }
                Some(b'!') if self.rest().starts_with("<!DOCTYPE") => {
                    return self.fail(self.at + 2, "Unexpected DTD declaration.");
                }
                Some(b'!') if self.rest().starts_with("<![") => {
                    return self.fail(self.at, "Data at the root level is invalid.");
                }
                Some(b'!') => return self.unexpected(self.at + 2, "The expected token is 'DOCTYPE'."),
                Some(_) if self.end - self.at >= 4 || root => {
                    if root {
                        return self.fail(self.at + 1, "There are multiple root elements.");
                    }
                    root = true;
                    self.start_tag(NodeId::DOCUMENT.0)?;
                }
                _ => return self.fail(self.at, "Data at the root level is invalid."),
            }
        }
        if !self.open.is_empty() {
            return self.unclosed();
        }
        self.check_forbidden()?;
        if !root {
            return Err(ReadError::whole("Root element is missing."));
        }
        Ok(())
    }

    /// Reads one thing inside an element.
    pub(super) fn content(&mut self) -> Result<(), ReadError> {
        let Some(byte) = self.peek() else { return self.unclosed() };
        if byte != b'<' {
            return self.text();
        }
        match self.byte(self.at + 1) {
            Some(b'?') => self.instruction(),
            Some(b'/') => self.end_tag(),
            Some(b'!') => {
                if self.rest().starts_with("<!--") {
                    self.comment()
                } else if self.rest().starts_with("<![CDATA[") {
                    self.character_data()
                } else if self.rest().starts_with("<!-") {
                    self.unexpected(self.at + 3, "The expected token is '-'.")
                } else if self.rest().starts_with("<![") {
                    self.unexpected(self.at + 3, "The expected token is 'CDATA['.")
                } else if self.rest().starts_with("<!DOCTYPE") {
                    self.fail(self.at + 2, "Unexpected DTD declaration.")
                } else {
                    self.unexpected(self.at + 2, "The expected token is '<!--' or '<[CDATA['.")
                }
            }
            Some(_) => {
                let parent = self.parent();
                self.start_tag(parent.0)
            }
            None => self.unclosed(),
        }
    }

    /// Adds a node without children.
    pub(super) fn leaf(&mut self, kind: Kind, start: usize, content: (usize, usize)) -> NodeId {
        let parent = self.parent();
        let node = self.tree.create(kind, start as u32);
        let end = self.at as u32;
        self.tree.update(node, |n| {
            n.text = Text::Span(content.0 as u32, content.1 as u32);
            n.tag_end = end;
            n.end = end;
        });
        self.tree.append(parent, node);
        node
    }

    /// Character data up to the next markup; references in it are resolved, entity references are nodes.
    fn text(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        let mut owned: Option<String> = None;
        let mut plain = start;
        loop {
            let found = memchr::memchr3(b'<', b'&', b']', self.rest().as_bytes());
            self.at = found.map_or(self.end, |f| self.at + f);
            match self.peek() {
                Some(b']') => {
                    if self.rest().starts_with("]]>") {
                        return self.fail(self.at, "']]>' is not allowed in character data.");
                    }
                    self.at += 1;
                }
                Some(b'&') => {
                    let reference = self.at;
                    if let Some(c) = self.character_reference()? {
                        let text = owned.get_or_insert_with(String::new);
                        text.push_str(self.text.get(plain..reference).unwrap_or(""));
                        text.push(c);
                        plain = self.at;
                    } else {
                        self.at = reference;
                        if reference > start {
                            self.text_node(start, plain, owned.take());
                        }
                        return self.entity_reference();
                    }
                }
                _ => break,
            }
        }
        if self.at == self.end {
            return self.unclosed();
        }
        self.text_node(start, plain, owned);
        Ok(())
    }

    fn text_node(&mut self, start: usize, plain: usize, owned: Option<String>) {
        let tail = self.slice(plain, self.at);
        let value = match owned {
            None => Text::Span(start as u32, self.at as u32),
            Some(mut text) => {
                text.push_str(tail);
                self.tree.own(text)
            }
        };
        let blank = self.str(value).bytes().all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'));
        let kind = match (blank, self.preserve) {
            (false, _) => Kind::Text,
            (true, true) => Kind::SignificantWhitespace,
            (true, false) => Kind::Whitespace,
        };
        if kind == Kind::Whitespace && !self.settings.keep_white_space {
            return;
        }
        let node = self.leaf(kind, start, (0, 0));
        self.tree.update(node, |n| n.text = value);
    }

    fn comment(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        let content = start + 4;
        let found = memchr::memmem::find(self.text.get(content..).unwrap_or("").as_bytes(), b"--");
        let Some(len) = found else {
            return self.fail(self.end, "Unexpected end of file while parsing Comment has occurred.");
        };
        let dashes = content + len;
        if self.byte(dashes + 2) != Some(b'>') {
            return self.fail(
                dashes + 2,
                "An XML comment cannot contain '--', and '-' cannot be the last character.",
            );
        }
        self.at = dashes + 3;
        self.leaf(Kind::Comment, start, (content, dashes));
        Ok(())
    }

    fn character_data(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        let content = start + "<![CDATA[".len();
        let found = memchr::memmem::find(self.text.get(content..).unwrap_or("").as_bytes(), b"]]>");
        let Some(len) = found else {
            return self.fail(self.end, "Unexpected end of file while parsing CDATA has occurred.");
        };
        self.at = content + len + 3;
        self.leaf(Kind::CData, start, (content, content + len));
        Ok(())
    }

    fn instruction(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        self.at += 2;
        let name_at = self.at;
        let target = self.qualified_name()?;
        if target == "xml" {
            return self.fail(
                name_at,
                "Unexpected XML declaration. The XML declaration must be the first node in the document, and no whitespace characters are allowed to appear before it.",
            );
        }
        if target.eq_ignore_ascii_case("xml") {
            let message = format!("'{target}' is an invalid name for processing instructions.");
            return self.fail(name_at, message);
        }
        let name = self.tree.names.intern(target);
        let spaced = self.blanks();
        if !spaced && !self.rest().starts_with("?>") {
            return self.bad_name_char(self.at);
        }
        let content = self.at;
        let Some(len) = memchr::memmem::find(self.rest().as_bytes(), b"?>") else {
            return self.fail(self.end, "Unexpected end of file while parsing PI has occurred.");
        };
        self.at += len + 2;
        let node = self.leaf(Kind::Instruction, start, (content, content + len));
        self.tree.update(node, |n| n.name = name);
        Ok(())
    }

    /// The XML declaration; its text becomes what saving writes.
    fn declaration(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        if !self.rest().starts_with("<?xml")
            || self.text.get(start + 5..).and_then(|t| t.chars().next()).is_some_and(super::is_name_char)
        {
            return Ok(());
        }
        self.at += 5;
        let mut parts: [Option<&str>; 3] = [None, None, None];
        let mut state = 0;
        loop {
            let spaced = self.blanks();
            if self.peek() == Some(b'?') {
                if self.byte(self.at + 1) != Some(b'>') {
                    return self.unexpected(self.at + 1, "The expected token is ''>''.");
                }
                if state == 0 {
                    return self.fail(self.at, "Syntax for an XML declaration is invalid.");
                }
                self.at += 2;
                break;
            }
            if !spaced && state != 0 {
                return self.unexpected(self.at, "The expected token is '?>'.");
            }
            let name_at = self.at;
            let name = self.qualified_name()?;
            let index = match (name, state) {
                ("version", 0) => 0,
                ("encoding", 1) => 1,
                ("standalone", 1 | 2) => 2,
                _ => return self.fail(name_at, "Syntax for an XML declaration is invalid."),
            };
            self.blanks();
            if self.peek() != Some(b'=') {
                return self.unexpected(self.at, "The expected token is '='.");
            }
            self.at += 1;
            self.blanks();
            let Some(quote @ (b'"' | b'\'')) = self.peek() else {
                return self.unexpected(self.at, "The expected token is '\"' or '''.");
            };
            self.at += 1;
            let value_at = self.at;
            let stop = memchr::memchr3(quote, b'<', b'&', self.rest().as_bytes());
            let Some(stop) = stop else { return self.fail(self.at, "There is an unclosed literal string.") };
            self.at += stop;
            let value = self.slice(value_at, self.at);
            let other = if quote == b'"' { '\'' } else { '"' };
            if self.peek() != Some(quote) || value.contains([other, '>', '\t', '\n', '\r']) {
                return self.fail(value_at, "Syntax for an XML declaration is invalid.");
            }
            self.at += 1;
            if index == 0 && value != "1.0" {
                return self.fail(value_at, format!("Version number '{value}' is invalid."));
            }
            if index == 2 && value != "yes" && value != "no" {
                return self.fail(value_at - 1, "Syntax for an XML declaration is invalid.");
            }
            if let Some(part) = parts.get_mut(index) {
                *part = Some(value);
            }
            state = index + 1;
        }
        let mut value = String::from("version=\"1.0\"");
        for (part, name) in [(parts[1], "encoding"), (parts[2], "standalone")] {
            if let Some(part) = part.filter(|p| !p.is_empty()) {
                value.push_str(&format!(" {name}=\"{part}\""));
            }
        }
        let node = self.leaf(Kind::Declaration, start, (0, 0));
        let text = self.tree.own(value);
        let encoding = parts[1].unwrap_or("").to_owned();
        let encoding = self.tree.names.intern(&encoding);
        self.tree.update(node, |n| {
            n.text = text;
            n.name = encoding;
        });
        Ok(())
    }
}
