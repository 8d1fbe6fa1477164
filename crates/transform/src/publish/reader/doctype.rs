//! The DOCTYPE: kept word for word, and read for what its internal subset declares.
//!
//! Entities and attribute defaults matter, because they reach the output. Content models and notations are only
//! skipped. Parameter entities count between declarations; an external one is never opened.

use super::content::{Read, Reader};
use super::message::unexpected;
use super::tag::name_length;
use super::{Declared, Entity, is_blank};
use crate::publish::tree::{DOCUMENT, Kind};
use std::rc::Rc;

/// A cursor over the subset or a parameter entity's text.
struct Subset {
    text: Rc<str>,
    at: usize,
    entity: Option<String>,
}

impl Subset {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn blanks(&mut self) -> bool {
        let rest = self.rest();
        let len = rest.len() - rest.trim_start_matches(is_blank).len();
        self.at += len;
        len > 0
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn name(&mut self) -> Option<String> {
        let rest = self.rest();
        let mut len = name_length(rest);
        if len == 0 {
            return None;
        }
        if let Some(local) = rest.get(len..).and_then(|r| r.strip_prefix(':')) {
            let second = name_length(local);
            if second > 0 {
                len += 1 + second;
            }
        }
        let name = rest.get(..len).unwrap_or("").to_owned();
        self.at += len;
        Some(name)
    }

    fn literal(&mut self) -> Option<String> {
        let rest = self.rest();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let len = rest.get(1..)?.find(quote)?;
        let literal = rest.get(1..=len).unwrap_or("").to_owned();
        self.at += len + 2;
        Some(literal)
    }

    /// Behind the next `>` that is in no literal.
    fn skip(&mut self) -> bool {
        let mut quote = None;
        for (i, c) in self.rest().char_indices() {
            match (quote, c) {
                (None, '"' | '\'') => quote = Some(c),
                (Some(q), c) if q == c => quote = None,
                (None, '>') => {
                    self.at += i + 1;
                    return true;
                }
                _ => {}
            }
        }
        false
    }
}

impl Reader<'_> {
    pub(crate) fn doctype(&mut self) -> Read<()> {
        let text = Rc::clone(&self.input.text);
        let mut head = Subset { text: Rc::clone(&text), at: self.input.at + "<!DOCTYPE".len(), entity: None };
        if !head.blanks() {
            return self.expecting(&head, "Expecting whitespace");
        }
        let Some(name) = head.name() else { return self.bad_name(&head) };
        head.blanks();
        let (mut public, mut system) = (None, None);
        let is_public = head.rest().starts_with("PUBLIC");
        if is_public || head.rest().starts_with("SYSTEM") {
            head.at += 6;
            if !head.blanks() {
                return self.expecting(&head, "Expecting whitespace");
            }
            if is_public {
                public = head.literal();
                if public.is_none() {
                    return self.unexpected_here(&head, "'\"' or '''");
                }
                if !head.blanks() {
                    return self.expecting(&head, "Expecting whitespace");
                }
            }
            system = head.literal();
            if system.is_none() {
                return self.unexpected_here(&head, "'\"' or '''");
            }
            head.blanks();
        }
        let mut subset = String::new();
        if head.eat("[") {
            let begin = head.at;
            let end = self.subset(&mut head)?;
            text.get(begin..end).unwrap_or("").clone_into(&mut subset);
            head.blanks();
        }
        if !head.eat(">") {
            return self.unexpected_here(&head, "'>'");
        }
        self.tree.append(DOCUMENT, Kind::Doctype { name, public, system, subset });
        self.input.at = head.at;
        Ok(())
    }

    fn expecting<T>(&self, at: &Subset, what: &str) -> Read<T> {
        match at.rest().chars().next() {
            Some(c) => self.refuse(&format!("'{c}' is an unexpected token. {what}."), at.at),
            None => self.ends_in("Unexpected end of file while parsing DTD has occurred."),
        }
    }

    fn unexpected_here<T>(&self, at: &Subset, expected: &str) -> Read<T> {
        let rest = at.rest();
        let Some(first) = rest.chars().next() else {
            return self.ends_in("Unexpected end of file while parsing DTD has occurred.");
        };
        let len = name_length(rest).max(first.len_utf8());
        self.refuse(&unexpected(rest.get(..len).unwrap_or(""), expected), at.at)
    }

    fn bad_name<T>(&self, at: &Subset) -> Read<T> {
        match at.rest().chars().next() {
            Some(c) => self.refuse(&super::message::bad_name_start(c), at.at),
            None => self.ends_in("Unexpected end of file while parsing DTD has occurred."),
        }
    }

    /// Reads declarations up to the closing bracket; gives where that stands.
    fn subset(&mut self, head: &mut Subset) -> Read<usize> {
        let mut outer: Vec<Subset> = Vec::new();
        let mut now = Subset { text: Rc::clone(&head.text), at: head.at, entity: None };
        loop {
            now.blanks();
            if now.rest().is_empty() {
                match outer.pop() {
                    Some(up) => now = up,
                    None => return self.ends_in("Unexpected end of file while parsing DTD has occurred."),
                }
                continue;
            }
            if outer.is_empty() && now.rest().starts_with(']') {
                head.at = now.at + 1;
                return Ok(now.at);
            }
            if now.eat("%") {
                let name_at = now.at;
                let Some(name) = now.name() else { return self.bad_name(&now) };
                if !now.eat(";") {
                    return self.unexpected_here(&now, "';'");
                }
                let Some(entity) = self.declared.parameter.get(&name).cloned() else {
                    return self
                        .refuse(&format!("Reference to undeclared parameter entity '{name}'."), name_at);
                };
                let recursive = |s: &Subset| s.entity.as_deref() == Some(name.as_str());
                if recursive(&now) || outer.iter().any(recursive) {
                    return self.refuse(&format!("Parameter entity '{name}' references itself."), name_at);
                }
                if let Some(text) = entity.text {
                    self.count(&text)?;
                    outer.push(std::mem::replace(&mut now, Subset { text, at: 0, entity: Some(name) }));
                }
                continue;
            }
            self.declaration(&mut now)?;
        }
    }

    fn declaration(&mut self, now: &mut Subset) -> Read<()> {
        if now.eat("<!--") {
            let Some(len) = now.rest().find("--") else {
                return self.ends_in("Unexpected end of file while parsing Comment has occurred.");
            };
            now.at += len + 2;
            if !now.eat(">") {
                let text = "An XML comment cannot contain '--', and '-' cannot be the last character.";
                return self.refuse(text, now.at - 2);
            }
            return Ok(());
        }
        if now.eat("<?") {
            let Some(len) = now.rest().find("?>") else {
                return self.ends_in("Unexpected end of file while parsing PI has occurred.");
            };
            now.at += len + 2;
            return Ok(());
        }
        let begin = now.at;
        if now.eat("<!ENTITY") {
            return self.entity_declaration(now);
        }
        if now.eat("<!ATTLIST") {
            return self.attribute_list(now);
        }
        if now.eat("<!ELEMENT") || now.eat("<!NOTATION") {
            let named = now.blanks() && now.name().is_some() && now.blanks();
            if named && now.skip() {
                return Ok(());
            }
        }
        self.refuse("Expected DTD markup was not found.", begin)
    }

    fn entity_declaration(&mut self, now: &mut Subset) -> Read<()> {
        if !now.blanks() {
            return self.expecting(now, "Expecting whitespace");
        }
        let is_parameter = now.eat("%");
        if is_parameter && !now.blanks() {
            return self.expecting(now, "Expecting whitespace");
        }
        let Some(name) = now.name() else { return self.bad_name(now) };
        if !now.blanks() {
            return self.expecting(now, "Expecting whitespace");
        }
        let is_public = now.rest().starts_with("PUBLIC");
        let text = if is_public || now.rest().starts_with("SYSTEM") {
            now.at += 6;
            now.blanks();
            if is_public {
                if now.literal().is_none() {
                    return self.unexpected_here(now, "'\"' or '''");
                }
                now.blanks();
            }
            if now.literal().is_none() {
                return self.unexpected_here(now, "'\"' or '''");
            }
            now.blanks();
            if now.eat("NDATA") {
                now.blanks();
                if now.name().is_none() {
                    return self.bad_name(now);
                }
            }
            None
        } else {
            let value_at = now.at + 1;
            let Some(value) = now.literal() else { return self.unexpected_here(now, "'\"' or '''") };
            Some(Rc::from(self.entity_value(&value, value_at)?))
        };
        now.blanks();
        if !now.eat(">") {
            return self.unexpected_here(now, "'>'");
        }
        let entities = if is_parameter { &mut self.declared.parameter } else { &mut self.declared.general };
        // The first declaration of a name counts.
        entities.entry(name).or_insert(Entity { text });
        Ok(())
    }

    /// The replacement text: character references resolved, everything else as it stands.
    fn entity_value(&self, value: &str, value_at: usize) -> Read<String> {
        self.check_characters(value, value_at)?;
        let mut out = String::with_capacity(value.len());
        let mut rest = value;
        while let Some(at) = rest.find(['&', '%']) {
            out.push_str(rest.get(..at).unwrap_or(""));
            let behind = rest.get(at + 1..).unwrap_or("");
            let offset = value_at + (value.len() - behind.len());
            if rest.get(at..).is_some_and(|r| r.starts_with('%')) {
                return self
                    .refuse("A parameter entity reference is not allowed in internal markup.", offset);
            }
            let Some((inside, after)) = behind.split_once(';') else {
                return self.refuse("An error occurred while parsing EntityName.", offset);
            };
            if let Some(digits) = inside.strip_prefix('#') {
                let number = match digits.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => digits.parse(),
                };
                match number.ok().and_then(char::from_u32).filter(|&c| super::is_allowed(c)) {
                    Some(c) => out.push(c),
                    None => {
                        return self.refuse("Invalid syntax for a decimal numeric entity reference.", offset);
                    }
                }
            } else {
                out.push('&');
                out.push_str(inside);
                out.push(';');
            }
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn attribute_list(&mut self, now: &mut Subset) -> Read<()> {
        if !now.blanks() {
            return self.expecting(now, "Expecting whitespace");
        }
        let Some(element) = now.name() else { return self.bad_name(now) };
        loop {
            let blanks = now.blanks();
            if now.eat(">") {
                return Ok(());
            }
            if !blanks {
                return self.expecting(now, "Expecting whitespace");
            }
            let Some(name) = now.name() else { return self.bad_name(now) };
            now.blanks();
            let mut is_tokenized = true;
            if now.rest().starts_with("NOTATION") || now.rest().starts_with('(') {
                let Some(close) = now.rest().find(')') else {
                    return self.ends_in("Unexpected end of file while parsing DTD has occurred.");
                };
                now.at += close + 1;
            } else {
                let Some(kind) = now.name() else { return self.bad_name(now) };
                is_tokenized = match kind.as_str() {
                    "CDATA" => false,
                    "ID" | "IDREF" | "IDREFS" | "ENTITY" | "ENTITIES" | "NMTOKEN" | "NMTOKENS" => true,
                    _ => return self.refuse("Invalid attribute type.", now.at - kind.len()),
                };
            }
            now.blanks();
            let mut default = None;
            if !now.eat("#REQUIRED") && !now.eat("#IMPLIED") {
                if now.eat("#FIXED") {
                    now.blanks();
                }
                let value_at = now.at + 1;
                let Some(raw) = now.literal() else { return self.unexpected_here(now, "'\"' or '''") };
                default = Some(self.default_value(&raw, value_at, is_tokenized)?);
            }
            let declared = self.declared.attributes.entry(element.clone()).or_default();
            if !declared.iter().any(|d| d.name == name) {
                declared.push(Declared { name, is_tokenized, default });
            }
        }
    }

    fn default_value(&mut self, raw: &str, at: usize, is_tokenized: bool) -> Read<String> {
        let mut out = String::new();
        let mut rest = raw;
        while let Some(found) = rest.find(['&', '<', '\n', '\t']) {
            out.push_str(rest.get(..found).unwrap_or(""));
            let offset = at + (raw.len() - rest.len()) + found;
            let behind = rest.get(found + 1..).unwrap_or("");
            match rest.as_bytes().get(found) {
                Some(b'<') => {
                    let text = "'<', hexadecimal value 0x3C, is an invalid attribute character.";
                    return self.refuse(text, offset);
                }
                Some(b'&') => {
                    let Some((inside, after)) = behind.split_once(';') else {
                        return self.refuse("An error occurred while parsing EntityName.", offset + 1);
                    };
                    match predefined(inside) {
                        Some(c) => out.push(c),
                        None => self.entity_in_value(inside, offset + 1, &mut out)?,
                    }
                    rest = after;
                    continue;
                }
                _ => out.push(' '),
            }
            rest = behind;
        }
        out.push_str(rest);
        if is_tokenized {
            let words: Vec<&str> = out.split(' ').filter(|w| !w.is_empty()).collect();
            out = words.join(" ");
        }
        Ok(out)
    }
}

fn predefined(inside: &str) -> Option<char> {
    if let Some(digits) = inside.strip_prefix('#') {
        let number = match digits.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => digits.parse().ok()?,
        };
        return char::from_u32(number).filter(|&c| super::is_allowed(c));
    }
    Some(match inside {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
