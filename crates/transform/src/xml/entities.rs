//! What the internal subset declares, and entities as text.

use super::flaw::{Flaw, invalid_character};
use super::scan::{Reference, reference};
use super::{Manner, is_allowed, is_blank};
use std::collections::HashMap;
use std::rc::Rc;

/// An entity.
#[derive(Clone, Debug)]
pub(crate) enum Entity {
    /// `<!ENTITY name "text">`, character references in the literal resolved.
    Internal(Rc<str>),
    /// `<!ENTITY name SYSTEM "…">`: never opened.
    External,
    /// The same with `NDATA`.
    Unparsed,
}

/// A type and perhaps a default that the internal subset gives an attribute.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    pub(crate) name: String,
    /// Not `CDATA`: blanks at the ends go, inner ones collapse.
    pub(crate) is_tokenized: bool,
    pub(crate) default: Option<String>,
}

/// What the internal subset declares.
#[derive(Clone, Debug, Default)]
pub(crate) struct Declarations {
    pub(crate) general: HashMap<String, Entity>,
    pub(crate) parameter: HashMap<String, Entity>,
    /// By element.
    pub(crate) attributes: HashMap<String, Vec<Declared>>,
}

/// How much entities may still give, and how deep they may nest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    pub(crate) left: usize,
    pub(crate) depth: usize,
}

impl Budget {
    /// Takes an entity's text into account; even an empty one costs something.
    pub(crate) fn spend(&mut self, text: &str, depth: usize) -> Result<(), Flaw> {
        let cost = text.len().max(1);
        if cost > self.left || depth > self.depth {
            self.left = 0;
            let limit = "The input document has exceeded a limit set by MaxCharactersFromEntities.";
            return Err(Flaw::whole(limit));
        }
        self.left -= cost;
        Ok(())
    }
}

/// A text that is being put into a value, and how far it was read.
struct Level {
    name: String,
    text: Rc<str>,
    at: usize,
}

impl Declarations {
    /// The text of an entity in an attribute value, entities in it included. `at` is where its name stands; `is_open`
    /// tells the entities that are being expanded around the value.
    pub(crate) fn in_value(
        &self,
        name: &str,
        at: usize,
        manner: Manner,
        budget: &mut Budget,
        is_open: &dyn Fn(&str) -> bool,
    ) -> Result<String, Flaw> {
        let mut out = String::new();
        let mut levels: Vec<Level> = Vec::new();
        let mut next = Some(name.to_owned());
        loop {
            if let Some(name) = next.take() {
                if is_open(&name) || levels.iter().any(|l| l.name == name) {
                    return Err(Flaw::at(at, format!("General entity '{name}' references itself.")));
                }
                let text = self.value_text(&name, at)?;
                budget.spend(&text, levels.len() + 1)?;
                levels.push(Level { name, text, at: 0 });
            }
            let Some(level) = levels.last_mut() else { return Ok(out) };
            let rest = level.text.get(level.at..).unwrap_or("");
            let plain = rest.find(['&', '<']).unwrap_or(rest.len());
            let run = rest.get(..plain).unwrap_or("");
            match manner {
                Manner::Verbatim => out.push_str(run),
                Manner::Normalised => {
                    if let Some(c) = run.chars().find(|&c| !is_allowed(c)) {
                        return Err(Flaw::at(at, invalid_character(c)));
                    }
                    out.extend(run.chars().map(|c| if is_blank(c) { ' ' } else { c }));
                }
            }
            level.at += plain;
            match rest.as_bytes().get(plain) {
                None => {
                    levels.pop();
                }
                Some(b'<') => {
                    return Err(Flaw::at(
                        at,
                        "'<', hexadecimal value 0x3C, is an invalid attribute character.",
                    ));
                }
                Some(_) => {
                    let text = Rc::clone(&level.text);
                    let (found, end) =
                        reference(&text, level.at, manner).map_err(|flaw| Flaw::at(at, flaw.text))?;
                    level.at = end;
                    match found {
                        Reference::Character(c) => out.push(c),
                        Reference::Entity(inner) => next = Some(inner.to_owned()),
                    }
                }
            }
        }
    }

    fn value_text(&self, name: &str, at: usize) -> Result<Rc<str>, Flaw> {
        match self.general.get(name) {
            Some(Entity::Internal(text)) => Ok(Rc::clone(text)),
            Some(Entity::External) => Err(Flaw::at(
                at,
                format!("External entity '{name}' reference cannot appear in the attribute value."),
            )),
            other => Err(unusable(name, other, at)),
        }
    }

    /// The text of an entity in content, and where its name stands; `None` for an external one.
    pub(crate) fn in_content(&self, name: &str, at: usize) -> Result<Option<Rc<str>>, Flaw> {
        match self.general.get(name) {
            Some(Entity::Internal(text)) => Ok(Some(Rc::clone(text))),
            Some(Entity::External) => Ok(None),
            other => Err(unusable(name, other, at)),
        }
    }
}

fn unusable(name: &str, entity: Option<&Entity>, at: usize) -> Flaw {
    let what = if entity.is_some() { "unparsed" } else { "undeclared" };
    Flaw::at(at, format!("Reference to {what} entity '{name}'."))
}
