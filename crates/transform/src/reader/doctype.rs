//! The DOCTYPE: its identifiers, its internal subset as written, the entities it declares.

use super::entities::{Entity, MAX_DEPTH};
use super::{ReadError, Reader};
use crate::tree::Kind;

impl Reader<'_, '_> {
    /// Reads `<!DOCTYPE …>`; the node's text is what saving writes between `<!DOCTYPE` and `>`.
    pub(super) fn doctype(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        self.at += "<!DOCTYPE".len();
        if !self.blanks() {
            return self.unexpected(self.at, "Expecting whitespace.");
        }
        let name = self.qualified_name()?;
        let id = self.tree.names.intern(name);
        let mut written = format!(" {name}");
        let spaced = self.blanks();
        let keyword =
            [("PUBLIC", true), ("SYSTEM", false)].into_iter().find(|(k, _)| self.rest().starts_with(k));
        if let Some((keyword, public)) = keyword {
            if !spaced {
                return self.unexpected(self.at, "Expecting whitespace.");
            }
            self.at += keyword.len();
            written.push_str(&format!(" {keyword}"));
            for _ in 0..=usize::from(public) {
                if !self.blanks() {
                    return self.unexpected(self.at, "Expecting whitespace.");
                }
                let literal = self.literal()?;
                written.push_str(&format!(" \"{literal}\""));
            }
            self.blanks();
        }
        let mut subset = "";
        if self.peek() == Some(b'[') {
            self.at += 1;
            let from = self.at;
            self.subset()?;
            subset = self.slice(from, self.at);
            self.at += 1;
            self.blanks();
        }
        if self.peek() != Some(b'>') {
            return self.unexpected(self.at, "The expected token is '>'.");
        }
        self.at += 1;
        written.push_str(&format!("[{subset}]"));
        let node = self.leaf(Kind::Doctype, start, (0, 0));
        let text = self.tree.own(written);
        self.tree.update(node, |n| {
            n.name = id;
            n.text = text;
        });
        Ok(())
    }

    fn literal(&mut self) -> Result<String, ReadError> {
        let Some(quote @ (b'"' | b'\'')) = self.peek() else {
            return self.unexpected(self.at, "The expected token is '\"' or '''.");
        };
        let from = self.at + 1;
        match memchr::memchr(quote, self.text.get(from..).unwrap_or("").as_bytes()) {
            Some(len) => {
                self.at = from + len + 1;
                Ok(self.slice(from, from + len).to_owned())
            }
            None => self.fail(self.at, "There is an unclosed literal string."),
        }
    }

    /// Reads declarations up to the closing bracket, which is left.
    fn subset(&mut self) -> Result<(), ReadError> {
        loop {
            self.blanks();
            match self.peek() {
                Some(b']') => return Ok(()),
                Some(b'%') => {
                    let name = self.parameter_name()?;
                    self.parameter_reference(&name, 0);
                }
                Some(b'<') if self.rest().starts_with("<!--") => self.skip("-->", 4)?,
                Some(b'<') if self.rest().starts_with("<?") => self.skip("?>", 2)?,
                Some(b'<') => self.declaration_in_subset()?,
                Some(_) => {
                    return self.fail(self.at, "Expected DTD markup was not found.");
                }
                None => return self.fail(self.end, "Unexpected end of file while parsing DTD has occurred."),
            }
        }
    }

    fn skip(&mut self, close: &str, open: usize) -> Result<(), ReadError> {
        let from = self.at + open;
        match memchr::memmem::find(self.text.get(from..).unwrap_or("").as_bytes(), close.as_bytes()) {
            Some(len) => {
                self.at = from + len + close.len();
                Ok(())
            }
            None => self.fail(self.end, "Unexpected end of file while parsing DTD has occurred."),
        }
    }

    fn parameter_name(&mut self) -> Result<String, ReadError> {
        self.at += 1;
        let name = self.qualified_name()?.to_owned();
        if self.peek() != Some(b';') {
            return self.unexpected(self.at, "The expected token is ';'.");
        }
        self.at += 1;
        Ok(name)
    }

    /// Declarations in a parameter entity count like those around it; an external one is skipped.
    fn parameter_reference(&mut self, name: &str, depth: usize) {
        let Some(Entity::Internal(text)) = self.entities.parameter.get(name).cloned() else { return };
        if depth >= MAX_DEPTH {
            return;
        }
        let mut rest = text.as_str();
        loop {
            rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
            if let Some(reference) = rest.strip_prefix('%') {
                let Some((inner, after)) = reference.split_once(';') else { return };
                if inner != name {
                    self.parameter_reference(inner, depth + 1);
                }
                rest = after;
            } else if rest.starts_with("<!") {
                let len = declaration_length(rest);
                self.entity_declaration(rest.get(..len).unwrap_or(""));
                rest = rest.get(len..).unwrap_or("");
            } else {
                return;
            }
        }
    }

    fn declaration_in_subset(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        let known = ["<!ENTITY", "<!ELEMENT", "<!ATTLIST", "<!NOTATION"];
        if !known.iter().any(|k| self.rest().starts_with(k)) {
            return self.fail(start, "Expected DTD markup was not found.");
        }
        let len = declaration_length(self.rest());
        let declaration = self.slice(start, start + len);
        if !declaration.ends_with('>') {
            return self.fail(self.end, "Unexpected end of file while parsing DTD has occurred.");
        }
        if declaration.starts_with("<!ENTITY") && !self.entity_declaration(declaration) {
            return self.fail(start + 8, "Syntax for an entity declaration is invalid.");
        }
        self.at = start + len;
        Ok(())
    }

    /// Takes an entity declaration in; whether it is one.
    fn entity_declaration(&mut self, declaration: &str) -> bool {
        let Some(rest) = declaration.strip_prefix("<!ENTITY") else { return true };
        let mut rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let parameter = rest.starts_with('%');
        if parameter {
            rest = rest.get(1..).unwrap_or("").trim_start_matches([' ', '\t', '\r', '\n']);
        }
        let Some(len) = rest.find([' ', '\t', '\r', '\n']) else { return false };
        let name = rest.get(..len).unwrap_or("").to_owned();
        let rest = rest.get(len..).unwrap_or("").trim_start_matches([' ', '\t', '\r', '\n']);
        let entity = if rest.starts_with("SYSTEM") || rest.starts_with("PUBLIC") {
            if after_literals(rest).trim_start().starts_with("NDATA") {
                Entity::Unparsed
            } else {
                Entity::External
            }
        } else {
            let Some(quote) = rest.chars().next().filter(|q| matches!(q, '"' | '\'')) else { return false };
            let Some(value) = rest.get(1..).and_then(|r| r.split(quote).next()) else { return false };
            match resolve_character_references(value) {
                Some(value) => Entity::Internal(value),
                None => return false,
            }
        };
        let table = if parameter { &mut self.entities.parameter } else { &mut self.entities.general };
        // The first declaration counts.
        table.entry(name).or_insert(entity);
        true
    }
}

/// Length of the declaration that `text` begins with: to the `>` outside of quotes.
fn declaration_length(text: &str) -> usize {
    let mut quote = 0u8;
    for (at, &b) in text.as_bytes().iter().enumerate() {
        if quote != 0 {
            if b == quote {
                quote = 0;
            }
        } else if b == b'"' || b == b'\'' {
            quote = b;
        } else if b == b'>' {
            return at + 1;
        }
    }
    text.len()
}

/// What follows the last literal.
fn after_literals(text: &str) -> &str {
    let Some(last) = text.rfind(['"', '\'']) else { return text };
    text.get(last + 1..).unwrap_or("")
}

/// Character references in an entity's literal are resolved at once; entity references wait.
fn resolve_character_references(value: &str) -> Option<String> {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find("&#") {
        out.push_str(rest.get(..at)?);
        let inside = rest.get(at + 2..)?;
        let end = inside.find(';')?;
        let digits = inside.get(..end)?;
        let code = match digits.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => digits.parse().ok()?,
        };
        out.push(char::from_u32(code)?);
        rest = inside.get(end + 1..)?;
    }
    out.push_str(rest);
    Some(out)
}
