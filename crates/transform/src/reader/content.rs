//! What stands between tags.

use super::{ReadError, Reader};
use crate::tree::{Kind, NodeId, Text};
use crate::xml::{self, Budget, Manner, Reference};

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
                Some(b'!') if self.rest().starts_with("<!DOCTYPE") => {
                    if doctype {
                        return self.fail(self.at, "Cannot have multiple DTDs.");
                    }
                    if root {
                        return self.fail(self.at, "DTD must be defined before the document root element.");
                    }
                    doctype = true;
                    self.doctype()?;
                }
                Some(b'!') => return self.flawed(xml::odd_markup(self.text, self.at, false, root)),
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
                } else {
                    self.flawed(xml::odd_markup(self.text, self.at, true, true))
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
                    match self.reference()? {
                        Reference::Character(c) => {
                            let text = owned.get_or_insert_with(String::new);
                            text.push_str(self.text.get(plain..reference).unwrap_or(""));
                            text.push(c);
                            plain = self.at;
                        }
                        Reference::Entity(name) => {
                            let end = self.at;
                            self.at = reference;
                            if reference > start {
                                self.text_node(start, plain, owned.take());
                            }
                            self.at = end;
                            return self.entity_reference(name, reference);
                        }
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
        let kind = self.text_kind(self.str(value));
        if kind == Kind::Whitespace && !self.settings.keep_white_space {
            return;
        }
        let node = self.leaf(kind, start, (0, 0));
        self.tree.update(node, |n| n.text = value);
    }

    /// Which kind of node a run of characters is.
    pub(super) fn text_kind(&self, text: &str) -> Kind {
        let blank = text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'));
        match (blank, self.preserve) {
            (false, _) => Kind::Text,
            (true, true) => Kind::SignificantWhitespace,
            (true, false) => Kind::Whitespace,
        }
    }

    fn comment(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        let content = start + 4;
        let found = memchr::memmem::find(self.text.get(content..).unwrap_or("").as_bytes(), b"--");
        let Some(len) = found else {
            return self.fail(self.end, "Unexpected end of file while parsing Comment has occurred.");
        };
        let dashes = content + len;
        if dashes + 2 == self.end {
            return self.fail(self.end, "Unexpected end of file while parsing Comment has occurred.");
        }
        if self.byte(dashes + 2) != Some(b'>') {
            return self
                .fail(dashes, "An XML comment cannot contain '--', and '-' cannot be the last character.");
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
        if let Some(colon) = target.find(':') {
            return self.fail(name_at + colon, xml::bad_name_character(':'));
        }
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
            return self.refuse_name_character();
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
        let found = match xml::declaration(self.text) {
            Ok(Some(found)) => found,
            Ok(None) => return Ok(()),
            Err(flaw) => return self.flawed(flaw),
        };
        self.at = found.end;
        let mut value = String::from("version=\"1.0\"");
        for (part, name) in [(found.encoding, "encoding"), (found.standalone, "standalone")] {
            if let Some(part) = part.filter(|p| !p.is_empty()) {
                value.push_str(&format!(" {name}=\"{part}\""));
            }
        }
        let node = self.leaf(Kind::Declaration, start, (0, 0));
        let text = self.tree.own(value);
        let encoding = self.tree.names.intern(found.encoding.unwrap_or(""));
        self.tree.update(node, |n| {
            n.text = text;
            n.name = encoding;
        });
        Ok(())
    }

    /// Reads `<!DOCTYPE …>`; the node's text is what saving writes between `<!DOCTYPE` and `>`.
    fn doctype(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        let mut budget = Budget { left: super::entities::MAX_TEXT, depth: super::entities::MAX_DEPTH };
        let found = match xml::doctype(self.text, start, Manner::Verbatim, &mut budget) {
            Ok(found) => found,
            Err(flaw) => return self.flawed(flaw),
        };
        self.at = found.end;
        let mut written = format!(" {}", found.name);
        match (found.public, found.system) {
            (Some(public), system) => {
                written.push_str(&format!(" PUBLIC \"{public}\" \"{}\"", system.unwrap_or_default()));
            }
            (None, Some(system)) => written.push_str(&format!(" SYSTEM \"{system}\"")),
            (None, None) => {}
        }
        written.push_str(&format!("[{}]", found.subset));
        self.entities.declared = found.declarations;
        let name = self.tree.names.intern(&found.name);
        let node = self.leaf(Kind::Doctype, start, (0, 0));
        let text = self.tree.own(written);
        self.tree.update(node, |n| {
            n.name = name;
            n.text = text;
        });
        Ok(())
    }
}
