//! Content: text runs, references, comments, sections, instructions, and how entity text is spliced in.

use super::decode::{Decoded, place};
use super::message::{self, Refusal, at_place};
use super::{Declarations, ENTITY_LIMIT, is_allowed, is_blank};
use crate::publish::tree::{DOCUMENT, Declaration, Kind, NodeId, Tree};
use std::rc::Rc;

/// A text being read: the document, or an entity's.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    pub(crate) text: Rc<str>,
    pub(crate) at: usize,
    pub(crate) entity: Option<String>,
    /// Place at which the text begins.
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Input {
    pub(crate) fn place(&self, at: usize) -> (u32, u32) {
        let (line, column) = place(&self.text, at);
        if line == 1 { (self.line, self.column + column - 1) } else { (self.line + line - 1, column) }
    }
}

/// An element whose end tag is due.
pub(crate) struct Open {
    pub(crate) node: NodeId,
    pub(crate) written: String,
    pub(crate) input: Rc<str>,
    pub(crate) name_at: usize,
    pub(crate) base: (u32, u32),
    /// How many declarations were in scope outside.
    pub(crate) outer_scopes: usize,
    pub(crate) preserves: bool,
}

/// The reader at work.
pub(crate) struct Reader<'d> {
    decoded: &'d Decoded,
    pub(crate) input: Input,
    pub(crate) outer: Vec<Input>,
    pub(crate) tree: Tree,
    pub(crate) open: Vec<Open>,
    pub(crate) scopes: Vec<(String, String)>,
    run: String,
    run_is_solid: bool,
    pub(crate) declared: Declarations,
    has_doctype: bool,
    pub(crate) has_root: bool,
    expanded: usize,
}

pub(crate) type Read<T> = Result<T, Refusal>;

impl<'d> Reader<'d> {
    pub(crate) fn new(decoded: &'d Decoded) -> Self {
        let input = Input {
            text: Rc::from(decoded.text.as_str()),
            at: 0,
            entity: None,
            line: decoded.line,
            column: decoded.column,
        };
        let mut tree = Tree::default();
        tree.declaration =
            Declaration { encoding: decoded.encoding.clone(), standalone: decoded.standalone.clone() };
        Self {
            decoded,
            input,
            outer: Vec::new(),
            tree,
            open: Vec::new(),
            scopes: Vec::new(),
            run: String::new(),
            run_is_solid: false,
            declared: Declarations::default(),
            has_doctype: false,
            has_root: false,
            expanded: 0,
        }
    }

    pub(crate) fn run(mut self) -> Read<Tree> {
        loop {
            let text = Rc::clone(&self.input.text);
            let rest = text.get(self.input.at..).unwrap_or("");
            match rest.as_bytes().first() {
                Some(b'<') => self.markup(rest)?,
                Some(b'&') => self.reference()?,
                Some(_) => self.characters(rest)?,
                None => match self.outer.pop() {
                    Some(outer) => self.input = outer,
                    None => break,
                },
            }
        }
        self.end()?;
        Ok(self.tree)
    }

    fn end(&mut self) -> Read<()> {
        if self.decoded.ends_undecodable {
            return Err(self.undecodable());
        }
        self.flush();
        if !self.open.is_empty() {
            let names: Vec<&str> = self.open.iter().rev().map(|o| o.written.as_str()).collect();
            let text = format!(
                "Unexpected end of file has occurred. The following elements are not closed: {}.",
                names.join(", ")
            );
            return self.refuse(&text, self.input.text.len());
        }
        if self.has_root { Ok(()) } else { Err(Refusal("Root element is missing.".to_owned())) }
    }

    fn undecodable(&self) -> Refusal {
        let document = self.outer.first().unwrap_or(&self.input);
        let (line, column) = document.place(document.text.len());
        at_place("Invalid character in the given encoding.", line, column)
    }

    /// A refusal at an offset of the present input.
    pub(crate) fn refuse<T>(&self, text: &str, at: usize) -> Read<T> {
        let (line, column) = self.input.place(at);
        Err(at_place(text, line, column))
    }

    /// The text ends inside of something.
    pub(crate) fn ends_in<T>(&self, text: &str) -> Read<T> {
        if self.outer.is_empty() && self.decoded.ends_undecodable {
            return Err(self.undecodable());
        }
        self.refuse(text, self.input.text.len())
    }

    /// The first character of a stretch that no document may hold.
    pub(crate) fn check_characters(&self, stretch: &str, at: usize) -> Read<()> {
        let suspicious = |b: u8| (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || b == 0xEF;
        if !stretch.bytes().any(suspicious) {
            return Ok(());
        }
        match stretch.char_indices().find(|&(_, c)| !is_allowed(c)) {
            Some((offset, c)) => self.refuse(&message::invalid_character(c), at + offset),
            None => Ok(()),
        }
    }

    fn parent(&self) -> NodeId {
        self.open.last().map_or(DOCUMENT, |o| o.node)
    }

    fn is_preserved(&self) -> bool {
        self.open.last().is_some_and(|o| o.preserves)
    }

    /// Ends the run of text in front of markup.
    fn flush(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let keep = self.run_is_solid || self.is_preserved();
        self.run_is_solid = false;
        if keep && !self.open.is_empty() {
            self.tree.append(self.parent(), Kind::Text(run));
        }
    }

    fn characters(&mut self, rest: &str) -> Read<()> {
        let at = self.input.at;
        let len = memchr::memchr2(b'<', b'&', rest.as_bytes()).unwrap_or(rest.len());
        let run = rest.get(..len).unwrap_or("");
        let solid = run.find(|c| !is_blank(c));
        if let (Some(first), true) = (solid, self.open.is_empty()) {
            let c = run.get(first..).and_then(|r| r.chars().next()).unwrap_or(' ');
            if !is_allowed(c) && self.has_root {
                return self.refuse(&message::invalid_character(c), at + first);
            }
            return self.refuse("Data at the root level is invalid.", at + first);
        }
        let end = memchr::memmem::find(run.as_bytes(), b"]]>");
        self.check_characters(run.get(..end.unwrap_or(len)).unwrap_or(run), at)?;
        if let Some(end) = end {
            return self.refuse("']]>' is not allowed in character data.", at + end);
        }
        self.run.push_str(run);
        self.run_is_solid |= solid.is_some();
        self.input.at = at + len;
        Ok(())
    }

    /// Reads the reference at `at` (an `&`): the character it means, or the name of an entity; and the place behind it.
    pub(crate) fn scan_reference(&self, at: usize) -> Read<(Result<char, String>, usize)> {
        let text = &self.input.text;
        let rest = text.get(at + 1..).unwrap_or("");
        if let Some(digits) = rest.strip_prefix('#') {
            let (digits, radix, skipped, what) = match digits.strip_prefix('x') {
                Some(hex) => (hex, 16, 3, "hexadecimal"),
                None => (digits, 10, 2, "decimal"),
            };
            let len = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
            let behind = at + skipped + len;
            if len == 0 || !digits.get(len..).is_some_and(|r| r.starts_with(';')) {
                if digits.len() == len {
                    return self.ends_in("Unexpected end of file has occurred.");
                }
                return self
                    .refuse(&format!("Invalid syntax for a {what} numeric entity reference."), behind);
            }
            let number = digits.get(..len).unwrap_or("").trim_start_matches('0');
            let code = if number.len() > 8 { None } else { u32::from_str_radix(number, radix).ok() };
            let code = if number.is_empty() { Some(0) } else { code };
            let Some(c) = code.and_then(char::from_u32).filter(|&c| is_allowed(c)) else {
                let c = code.and_then(char::from_u32);
                let text = match c {
                    Some(c) => message::invalid_character(c),
                    None => format!("Invalid value of a {what} numeric entity reference."),
                };
                return self.refuse(&text, at + skipped);
            };
            return Ok((Ok(c), behind + 1));
        }
        let len = super::tag::name_length(rest);
        if len == 0 {
            if rest.is_empty() {
                return self.ends_in("Unexpected end of file while parsing EntityName has occurred.");
            }
            return self.refuse("An error occurred while parsing EntityName.", at + 1);
        }
        let behind = at + 1 + len;
        let name = rest.get(..len).unwrap_or("");
        let Some(next) = rest.get(len..).and_then(|r| r.chars().next()) else {
            return self.ends_in("Unexpected end of file has occurred.");
        };
        if next != ';' {
            return self.refuse(&message::unexpected(&next.to_string(), "';'"), behind);
        }
        let found = match name {
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "amp" => Ok('&'),
            "quot" => Ok('"'),
            "apos" => Ok('\''),
            other => Err(other.to_owned()),
        };
        Ok((found, behind + 1))
    }

    fn reference(&mut self) -> Read<()> {
        let at = self.input.at;
        if self.open.is_empty() {
            return self.refuse("Data at the root level is invalid.", at);
        }
        let (found, behind) = self.scan_reference(at)?;
        match found {
            Ok(c) => {
                self.run.push(c);
                self.run_is_solid |= !is_blank(c);
                self.input.at = behind;
            }
            Err(name) => {
                let replacement = self.entity_text(&name, at + 1)?;
                self.input.at = behind;
                // An external entity in content becomes nothing.
                if let Some(text) = replacement {
                    self.enter(&name, text);
                }
            }
        }
        Ok(())
    }

    /// What stands for an entity; `None` for an external one.
    pub(crate) fn entity_text(&mut self, name: &str, at: usize) -> Read<Option<Rc<str>>> {
        let Some(entity) = self.declared.general.get(name) else {
            return self.refuse(&format!("Reference to undeclared entity '{name}'."), at);
        };
        let text = entity.text.clone();
        let is_open = |i: &Input| i.entity.as_deref() == Some(name);
        if is_open(&self.input) || self.outer.iter().any(is_open) {
            return self.refuse(&format!("General entity '{name}' references itself."), at);
        }
        self.count(text.as_deref().unwrap_or(""))?;
        Ok(text)
    }

    pub(crate) fn count(&mut self, text: &str) -> Read<()> {
        self.expanded += text.len();
        if self.expanded > ENTITY_LIMIT {
            let text = "The input document has exceeded a limit set by MaxCharactersFromEntities.";
            return Err(Refusal(text.to_owned()));
        }
        Ok(())
    }

    pub(crate) fn enter(&mut self, name: &str, text: Rc<str>) {
        let (line, column) = (self.input.line, self.input.column);
        let inner = Input { text, at: 0, entity: Some(name.to_owned()), line, column };
        self.outer.push(std::mem::replace(&mut self.input, inner));
    }

    fn markup(&mut self, rest: &str) -> Read<()> {
        let at = self.input.at;
        if rest.starts_with("</") {
            self.flush();
            return self.end_tag();
        }
        if rest.starts_with("<?") {
            self.flush();
            return self.instruction(rest);
        }
        if rest.starts_with("<!--") {
            self.flush();
            return self.comment(rest);
        }
        if rest.starts_with("<![CDATA[") {
            if self.open.is_empty() {
                return self.refuse("Data at the root level is invalid.", at + 2);
            }
            self.flush();
            return self.section(rest);
        }
        if rest.starts_with("<!DOCTYPE") {
            if self.has_root {
                return self.refuse("DTD must be defined before the document root element.", at);
            }
            if self.has_doctype {
                return self.refuse("Cannot have multiple DTDs.", at);
            }
            self.has_doctype = true;
            self.run.clear();
            return self.doctype();
        }
        if let Some(odd) = rest.strip_prefix("<!") {
            if odd.is_empty() {
                return self.ends_in("Unexpected end of file has occurred.");
            }
            let token: String = odd.chars().take(1).collect();
            let expected = if self.open.is_empty() { "'--' or 'DOCTYPE'" } else { "'--' or '[CDATA['" };
            return self.refuse(&message::unexpected(&token, expected), at + 2);
        }
        if self.open.is_empty() && self.has_root && rest.len() > 1 {
            return self.refuse("There are multiple root elements.", at + 1);
        }
        self.flush();
        self.start_tag()
    }

    fn comment(&mut self, rest: &str) -> Read<()> {
        let at = self.input.at;
        let inside = rest.get(4..).unwrap_or("");
        let Some(len) = memchr::memmem::find(inside.as_bytes(), b"--") else {
            self.check_characters(inside, at + 4)?;
            return self.ends_in("Unexpected end of file while parsing Comment has occurred.");
        };
        let comment = inside.get(..len).unwrap_or("");
        self.check_characters(comment, at + 4)?;
        let behind = inside.get(len + 2..).unwrap_or("");
        if behind.is_empty() {
            return self.ends_in("Unexpected end of file while parsing Comment has occurred.");
        }
        if !behind.starts_with('>') {
            let text = "An XML comment cannot contain '--', and '-' cannot be the last character.";
            return self.refuse(text, at + 4 + len);
        }
        self.tree.append(self.parent(), Kind::Comment(comment.to_owned()));
        self.input.at = at + 4 + len + 3;
        Ok(())
    }

    fn section(&mut self, rest: &str) -> Read<()> {
        let at = self.input.at;
        let inside = rest.get(9..).unwrap_or("");
        let Some(len) = memchr::memmem::find(inside.as_bytes(), b"]]>") else {
            self.check_characters(inside, at + 9)?;
            return self.ends_in("Unexpected end of file while parsing CDATA has occurred.");
        };
        let section = inside.get(..len).unwrap_or("");
        self.check_characters(section, at + 9)?;
        self.tree.append(self.parent(), Kind::CData(section.to_owned()));
        self.input.at = at + 9 + len + 3;
        Ok(())
    }

    fn instruction(&mut self, rest: &str) -> Read<()> {
        let at = self.input.at;
        let inside = rest.get(2..).unwrap_or("");
        let target_len = self.name_here(at + 2)?;
        let target = inside.get(..target_len).unwrap_or("");
        if target == "xml" {
            let text = "Unexpected XML declaration. The XML declaration must be the first node in the document, \
                        and no whitespace characters are allowed to appear before it.";
            return self.refuse(text, at + 2);
        }
        if target.eq_ignore_ascii_case("xml") || target.contains(':') {
            return self
                .refuse(&format!("'{target}' is an invalid name for processing instructions."), at + 2);
        }
        let data_at = at + 2 + target_len;
        let data = inside.get(target_len..).unwrap_or("");
        let Some(len) = memchr::memmem::find(data.as_bytes(), b"?>") else {
            self.check_characters(data, data_at)?;
            return self.ends_in("Unexpected end of file while parsing PI has occurred.");
        };
        let data = data.get(..len).unwrap_or("");
        if !data.is_empty() && !data.starts_with(is_blank) {
            let c = data.chars().next().unwrap_or(' ');
            return self.refuse(&message::bad_name_character(c), data_at);
        }
        self.check_characters(data, data_at)?;
        let data = data.trim_start_matches(is_blank).to_owned();
        self.tree.append(self.parent(), Kind::Instruction { target: target.to_owned(), data });
        self.input.at = data_at + len + 2;
        Ok(())
    }
}
