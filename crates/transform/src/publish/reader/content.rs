//! Content: text runs, references, comments, sections, instructions, and how entity text is spliced in.

use super::ENTITY_LIMIT;
use super::decode::{Decoded, at_place, place};
use crate::publish::tree::{DOCUMENT, Declaration, Kind, NodeId, Tree};
use crate::xml::{
    self, Budget, Declarations, Flaw, FlawPlace, Manner, Reference, UNEXPECTED_END, invalid_character,
    is_allowed, is_blank,
};
use std::collections::HashMap;
use std::rc::Rc;

/// Why a document is refused: the whole text, place included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) String);

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

impl Open {
    /// Line and column of the element's name.
    pub(crate) fn place(&self) -> (u32, u32) {
        let (line, column) = self.base;
        let input = Input { text: Rc::clone(&self.input), at: 0, entity: None, line, column };
        input.place(self.name_at)
    }
}

/// The namespace declarations in scope.
#[derive(Default)]
pub(crate) struct Scopes {
    /// The innermost meaning of a prefix last.
    by_prefix: HashMap<String, Vec<String>>,
    /// Prefixes in the order of their declarations.
    order: Vec<String>,
}

impl Scopes {
    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    pub(crate) fn declare(&mut self, prefix: &str, namespace: &str) {
        self.order.push(prefix.to_owned());
        self.by_prefix.entry(prefix.to_owned()).or_default().push(namespace.to_owned());
    }

    /// Forgets all but the first `len` declarations.
    pub(crate) fn truncate(&mut self, len: usize) {
        for prefix in self.order.split_off(len.min(self.order.len())) {
            if let Some(meanings) = self.by_prefix.get_mut(&prefix) {
                meanings.pop();
            }
        }
    }

    pub(crate) fn namespace(&self, prefix: &str) -> Option<&str> {
        self.by_prefix.get(prefix)?.last().map(String::as_str)
    }
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
    pub(crate) scopes: Scopes,
    run: String,
    run_is_solid: bool,
    pub(crate) declared: Declarations,
    has_doctype: bool,
    pub(crate) has_root: bool,
    pub(crate) budget: Budget,
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
            scopes: Scopes::default(),
            run: String::new(),
            run_is_solid: false,
            declared: Declarations::default(),
            has_doctype: false,
            has_root: false,
            budget: Budget { left: ENTITY_LIMIT, depth: usize::MAX },
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
            return self.unclosed();
        }
        if self.has_root { Ok(()) } else { Err(Refusal("Root element is missing.".to_owned())) }
    }

    /// The text ends while elements are open.
    pub(crate) fn unclosed<T>(&self) -> Read<T> {
        let names: Vec<&str> = self.open.iter().rev().map(|o| o.written.as_str()).collect();
        let stop = if names.is_empty() { "" } else { "." };
        let names = names.join(", ");
        self.ends_in(&format!("{UNEXPECTED_END} The following elements are not closed: {names}{stop}"))
    }

    fn undecodable(&self) -> Refusal {
        let document = self.outer.first().unwrap_or(&self.input);
        let (line, column) = document.place(document.text.len());
        Refusal(at_place("Invalid character in the given encoding.", line, column))
    }

    /// The refusal for a flaw of the present input.
    pub(crate) fn refusal(&self, flaw: Flaw) -> Refusal {
        match flaw.place {
            FlawPlace::Whole => Refusal(flaw.text),
            FlawPlace::End if self.outer.is_empty() && self.decoded.ends_undecodable => self.undecodable(),
            FlawPlace::End => self.refusal_at(&flaw.text, self.input.text.len()),
            FlawPlace::At(at) => self.refusal_at(&flaw.text, at),
        }
    }

    fn refusal_at(&self, text: &str, at: usize) -> Refusal {
        let (line, column) = self.input.place(at);
        Refusal(at_place(text, line, column))
    }

    /// A refusal at an offset of the present input.
    pub(crate) fn refuse<T>(&self, text: &str, at: usize) -> Read<T> {
        Err(self.refusal_at(text, at))
    }

    /// The text ends inside of something.
    pub(crate) fn ends_in<T>(&self, text: &str) -> Read<T> {
        Err(self.refusal(Flaw::end(text)))
    }

    /// The first character of a stretch that no document may hold.
    pub(crate) fn check_characters(&self, stretch: &str, at: usize) -> Read<()> {
        let suspicious = |b: u8| (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || b == 0xEF;
        if !stretch.bytes().any(suspicious) {
            return Ok(());
        }
        match stretch.char_indices().find(|&(_, c)| !is_allowed(c)) {
            Some((offset, c)) => self.refuse(&invalid_character(c), at + offset),
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
                return self.refuse(&invalid_character(c), at + first);
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
        let read = xml::reference(&self.input.text, at, Manner::Normalised);
        let (found, end) = read.map_err(|flaw| self.refusal(flaw))?;
        let found = match found {
            Reference::Character(c) => Ok(c),
            Reference::Entity(name) => Err(name.to_owned()),
        };
        Ok((found, end))
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

    /// Whether the entity is being expanded around the present place.
    pub(crate) fn is_open(&self, name: &str) -> bool {
        let is_it = |i: &Input| i.entity.as_deref() == Some(name);
        is_it(&self.input) || self.outer.iter().any(is_it)
    }

    /// What stands for an entity in content; `None` for an external one.
    fn entity_text(&mut self, name: &str, at: usize) -> Read<Option<Rc<str>>> {
        let text = self.declared.in_content(name, at).map_err(|flaw| self.refusal(flaw))?;
        if self.is_open(name) {
            return self.refuse(&format!("General entity '{name}' references itself."), at);
        }
        if let Some(text) = &text {
            let depth = self.outer.len() + 1;
            self.budget.spend(text, depth).map_err(|flaw| Refusal(flaw.text))?;
        }
        Ok(text)
    }

    fn enter(&mut self, name: &str, text: Rc<str>) {
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
        let in_content = !self.open.is_empty();
        if rest.starts_with("<![CDATA[") && in_content {
            self.flush();
            return self.section(rest);
        }
        if rest.starts_with("<!DOCTYPE") && !in_content {
            return self.doctype();
        }
        if rest.starts_with("<!") {
            let flaw = xml::odd_markup(&self.input.text, at, in_content, self.has_root);
            return Err(self.refusal(flaw));
        }
        if self.open.is_empty() && self.has_root && rest.len() > 1 {
            return self.refuse("There are multiple root elements.", at + 1);
        }
        self.flush();
        self.start_tag()
    }

    fn doctype(&mut self) -> Read<()> {
        let at = self.input.at;
        if self.has_doctype {
            return self.refuse("Cannot have multiple DTDs.", at);
        }
        if self.has_root {
            return self.refuse("DTD must be defined before the document root element.", at);
        }
        self.has_doctype = true;
        self.run.clear();
        let text = Rc::clone(&self.input.text);
        let read = xml::doctype(&text, at, Manner::Normalised, &mut self.budget);
        let found = read.map_err(|flaw| self.refusal(flaw))?;
        let (public, system, subset) = (found.public, found.system, found.subset);
        self.declared = found.declarations;
        self.tree.append(DOCUMENT, Kind::Doctype { name: found.name, public, system, subset });
        self.input.at = found.end;
        Ok(())
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
        let name_end = xml::qualified_name(&self.input.text, at + 2).map_err(|flaw| self.refusal(flaw))?;
        let target_len = name_end - at - 2;
        let target = inside.get(..target_len).unwrap_or("");
        if target == "xml" {
            let text = "Unexpected XML declaration. The XML declaration must be the first node in the document, \
                        and no whitespace characters are allowed to appear before it.";
            return self.refuse(text, at + 2);
        }
        if let Some(colon) = target.find(':') {
            return self.refuse(&xml::bad_name_character(':'), at + 2 + colon);
        }
        if target.eq_ignore_ascii_case("xml") {
            return self
                .refuse(&format!("'{target}' is an invalid name for processing instructions."), at + 2);
        }
        let data_at = at + 2 + target_len;
        let data = inside.get(target_len..).unwrap_or("");
        if let Some(c) = data.chars().next().filter(|&c| !is_blank(c) && !data.starts_with("?>")) {
            return self.refuse(&xml::bad_name_character(c), data_at);
        }
        let Some(len) = memchr::memmem::find(data.as_bytes(), b"?>") else {
            self.check_characters(data, data_at)?;
            return self.ends_in("Unexpected end of file while parsing PI has occurred.");
        };
        let data = data.get(..len).unwrap_or("");
        self.check_characters(data, data_at)?;
        let data = data.trim_start_matches(is_blank).to_owned();
        self.tree.append(self.parent(), Kind::Instruction { target: target.to_owned(), data });
        self.input.at = data_at + len + 2;
        Ok(())
    }
}
