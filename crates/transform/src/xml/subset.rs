//! The internal subset, read for what it declares.
//!
//! Entities, and types and defaults of attributes, matter because they reach the output. Content models and notations
//! are only skipped. Parameter entities count between declarations; an external or undeclared one gives nothing.

use super::doctype::literal;
use super::entities::{Budget, Declarations, Declared, Entity};
use super::flaw::{Flaw, invalid_character};
use super::scan::{Reference, bad_name_start, blanks_end, expecting_white_space, reference, unexpected};
use super::{Manner, is_allowed, is_blank, ncname_length};
use std::rc::Rc;

const END: &str = "Unexpected end of file while parsing DTD has occurred.";

/// Reads declarations from `at` up to the closing bracket; gives where that stands.
pub(super) fn subset(
    text: &Rc<str>,
    at: usize,
    manner: Manner,
    budget: &mut Budget,
    declarations: &mut Declarations,
) -> Result<usize, Flaw> {
    let mut now = Cursor { text: Rc::clone(text), at, entity: None, manner };
    let mut outer: Vec<Cursor> = Vec::new();
    loop {
        now.blanks();
        if now.rest().is_empty() {
            match outer.pop() {
                Some(up) => now = up,
                None => return Err(Flaw::end(END)),
            }
            continue;
        }
        if outer.is_empty() && now.rest().starts_with(']') {
            return Ok(now.at);
        }
        // Inside an entity's text a place means nothing outside of it: the reference to the outermost one counts.
        let place = outer.first().map(|o| o.at);
        let here = |flaw: Flaw| match place {
            Some(at) => Flaw::at(at, flaw.text),
            None => flaw,
        };
        if now.eat("%") {
            let name = now.name().map_err(here)?;
            if !now.eat(";") {
                return Err(here(unexpected(&now.text, now.at, "';'")));
            }
            let is_open = |c: &Cursor| c.entity.as_deref() == Some(name.as_str());
            if is_open(&now) || outer.iter().any(is_open) {
                return Err(here(Flaw::at(now.at, format!("Parameter entity '{name}' references itself."))));
            }
            if let Some(Entity::Internal(text)) = declarations.parameter.get(&name) {
                budget.spend(text, outer.len() + 1)?;
                let inner = Cursor { text: Rc::clone(text), at: 0, entity: Some(name), manner };
                outer.push(std::mem::replace(&mut now, inner));
            }
            continue;
        }
        now.declaration(declarations, budget).map_err(here)?;
    }
}

/// A place in the subset or in a parameter entity's text.
struct Cursor {
    text: Rc<str>,
    at: usize,
    entity: Option<String>,
    manner: Manner,
}

impl Cursor {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn blanks(&mut self) -> bool {
        let begin = self.at;
        self.at = blanks_end(&self.text, begin);
        self.at > begin
    }

    fn white_space(&mut self) -> Result<(), Flaw> {
        if self.blanks() { Ok(()) } else { Err(expecting_white_space(&self.text, self.at)) }
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn name(&mut self) -> Result<String, Flaw> {
        let rest = self.rest();
        let mut len = ncname_length(rest);
        if len == 0 {
            return Err(match rest.chars().next() {
                Some(c) => Flaw::at(self.at, bad_name_start(c)),
                None => Flaw::end(END),
            });
        }
        if let Some(local) = rest.get(len..).and_then(|r| r.strip_prefix(':')) {
            let second = ncname_length(local);
            if second > 0 {
                len += 1 + second;
            }
        }
        let name = rest.get(..len).unwrap_or("").to_owned();
        self.at += len;
        Ok(name)
    }

    /// A quoted text, and where it begins behind its quote.
    fn literal(&mut self) -> Result<(String, usize), Flaw> {
        let begin = self.at + 1;
        let (found, end) = literal(&self.text, self.at)?;
        let found = found.to_owned();
        self.at = end;
        Ok((found, begin))
    }

    /// Skips to behind the next `close`.
    fn skip_to(&mut self, close: &str, what: &str) -> Result<(), Flaw> {
        match memchr::memmem::find(self.rest().as_bytes(), close.as_bytes()) {
            Some(len) => {
                self.at += len + close.len();
                Ok(())
            }
            None => Err(Flaw::end(&format!("Unexpected end of file while parsing {what} has occurred."))),
        }
    }

    /// Skips to behind the next `>` that is in no literal.
    fn skip_declaration(&mut self) -> Result<(), Flaw> {
        let mut quote = None;
        for (i, c) in self.rest().char_indices() {
            match (quote, c) {
                (None, '"' | '\'') => quote = Some(c),
                (Some(q), c) if q == c => quote = None,
                (None, '>') => {
                    self.at += i + 1;
                    return Ok(());
                }
                _ => {}
            }
        }
        Err(Flaw::end(END))
    }

    fn declaration(&mut self, into: &mut Declarations, budget: &mut Budget) -> Result<(), Flaw> {
        let begin = self.at;
        if self.eat("<!--") {
            self.skip_to("--", "Comment")?;
            if !self.eat(">") {
                let text = "An XML comment cannot contain '--', and '-' cannot be the last character.";
                return Err(Flaw::at(self.at - 2, text));
            }
            return Ok(());
        }
        if self.eat("<?") {
            return self.skip_to("?>", "PI");
        }
        if self.eat("<!ENTITY") {
            return self.entity(into);
        }
        if self.eat("<!ATTLIST") {
            return self.attributes(into, budget);
        }
        if self.eat("<!ELEMENT") || self.eat("<!NOTATION") {
            self.white_space()?;
            self.name()?;
            self.white_space()?;
            return self.skip_declaration();
        }
        Err(Flaw::at(begin, "Expected DTD markup was not found."))
    }

    fn entity(&mut self, into: &mut Declarations) -> Result<(), Flaw> {
        self.white_space()?;
        let is_parameter = self.eat("%");
        if is_parameter {
            self.white_space()?;
        }
        let name = self.name()?;
        self.white_space()?;
        let is_public = self.rest().starts_with("PUBLIC");
        let entity = if is_public || self.rest().starts_with("SYSTEM") {
            self.at += "PUBLIC".len();
            for _ in 0..=usize::from(is_public) {
                self.white_space()?;
                self.literal()?;
            }
            let spaced = self.blanks();
            if spaced && !is_parameter && self.eat("NDATA") {
                self.white_space()?;
                self.name()?;
                Entity::Unparsed
            } else {
                Entity::External
            }
        } else {
            let (value, at) = self.literal()?;
            Entity::Internal(Rc::from(replacement(&value, at, self.manner)?))
        };
        self.blanks();
        if !self.eat(">") {
            return Err(unexpected(&self.text, self.at, "'>'"));
        }
        let table = if is_parameter { &mut into.parameter } else { &mut into.general };
        // The first declaration of a name counts.
        table.entry(name).or_insert(entity);
        Ok(())
    }

    fn attributes(&mut self, into: &mut Declarations, budget: &mut Budget) -> Result<(), Flaw> {
        self.white_space()?;
        let element = self.name()?;
        loop {
            let spaced = self.blanks();
            if self.eat(">") {
                return Ok(());
            }
            if !spaced {
                return Err(expecting_white_space(&self.text, self.at));
            }
            let name = self.name()?;
            self.blanks();
            let is_tokenized = self.attribute_type()?;
            self.blanks();
            let mut default = None;
            if !self.eat("#REQUIRED") && !self.eat("#IMPLIED") {
                if self.eat("#FIXED") {
                    self.blanks();
                }
                let (raw, at) = self.literal()?;
                default = Some(default_value(&raw, at, is_tokenized, into, budget)?);
            }
            let declared = into.attributes.entry(element.clone()).or_default();
            if !declared.iter().any(|d| d.name == name) {
                declared.push(Declared { name, is_tokenized, default });
            }
        }
    }

    /// Whether values of this type are lists of words.
    fn attribute_type(&mut self) -> Result<bool, Flaw> {
        if self.rest().starts_with("NOTATION") || self.rest().starts_with('(') {
            self.skip_to(")", "DTD")?;
            return Ok(true);
        }
        let begin = self.at;
        match self.name()?.as_str() {
            "CDATA" => Ok(false),
            "ID" | "IDREF" | "IDREFS" | "ENTITY" | "ENTITIES" | "NMTOKEN" | "NMTOKENS" => Ok(true),
            _ => Err(Flaw::at(begin, "Invalid attribute type.")),
        }
    }
}

/// What an entity's literal stands for: references to characters are resolved, those to entities wait.
fn replacement(value: &str, at: usize, manner: Manner) -> Result<String, Flaw> {
    if let Some((offset, c)) = value.char_indices().find(|&(_, c)| !is_allowed(c)) {
        return Err(Flaw::at(at + offset, invalid_character(c)));
    }
    let mut out = String::with_capacity(value.len());
    let mut plain = 0;
    while let Some(len) = value.get(plain..).and_then(|r| r.find(['&', '%'])) {
        let here = plain + len;
        out.push_str(value.get(plain..here).unwrap_or(""));
        if value.as_bytes().get(here) == Some(&b'%') {
            let text = "A parameter entity reference is not allowed in internal markup.";
            return Err(Flaw::at(at + here + 1, text));
        }
        let (found, end) = reference(value, here, manner).map_err(|f| Flaw::at(at + here, f.text))?;
        match found {
            Reference::Character(c) if value.as_bytes().get(here + 1) == Some(&b'#') => out.push(c),
            // The five names wait as well, so that `&lt;` never becomes markup.
            _ => out.push_str(value.get(here..end).unwrap_or("")),
        }
        plain = end;
    }
    out.push_str(value.get(plain..).unwrap_or(""));
    Ok(out)
}

fn default_value(
    raw: &str,
    at: usize,
    is_tokenized: bool,
    known: &Declarations,
    budget: &mut Budget,
) -> Result<String, Flaw> {
    let mut out = String::new();
    let mut plain = 0;
    while let Some(len) = raw.get(plain..).and_then(|r| r.find(['&', '<'])) {
        let here = plain + len;
        out.extend(raw.get(plain..here).unwrap_or("").chars().map(|c| if is_blank(c) { ' ' } else { c }));
        if raw.as_bytes().get(here) == Some(&b'<') {
            let text = "'<', hexadecimal value 0x3C, is an invalid attribute character.";
            return Err(Flaw::at(at + here, text));
        }
        let (found, end) =
            reference(raw, here, Manner::Normalised).map_err(|f| Flaw::at(at + here, f.text))?;
        match found {
            Reference::Character(c) => out.push(c),
            Reference::Entity(name) => {
                out.push_str(&known.in_value(name, at + here + 1, Manner::Normalised, budget, &|_| false)?);
            }
        }
        plain = end;
    }
    out.extend(raw.get(plain..).unwrap_or("").chars().map(|c| if is_blank(c) { ' ' } else { c }));
    if is_tokenized {
        let words: Vec<&str> = out.split(' ').filter(|w| !w.is_empty()).collect();
        out = words.join(" ");
    }
    Ok(out)
}
