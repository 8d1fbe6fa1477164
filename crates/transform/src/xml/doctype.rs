//! The DOCTYPE: its identifiers, and the internal subset word for word beside what it declares.

use super::Manner;
use super::entities::{Budget, Declarations};
use super::flaw::Flaw;
use super::scan::{blanks_end, expecting_white_space, qualified_name, unexpected};
use super::subset::subset;
use std::rc::Rc;

/// A document type declaration.
#[derive(Clone, Debug)]
pub(crate) struct Doctype {
    pub(crate) name: String,
    pub(crate) public: Option<String>,
    pub(crate) system: Option<String>,
    /// The internal subset, as it stands.
    pub(crate) subset: String,
    pub(crate) declarations: Declarations,
    /// Behind the `>`.
    pub(crate) end: usize,
}

/// Reads the `<!DOCTYPE …>` at `at`.
pub(crate) fn doctype(text: &str, at: usize, manner: Manner, budget: &mut Budget) -> Result<Doctype, Flaw> {
    let byte = |at: usize| text.as_bytes().get(at).copied();
    let white_space = |at: usize| {
        let end = blanks_end(text, at);
        if end > at { Ok(end) } else { Err(expecting_white_space(text, at)) }
    };
    let name_at = white_space(at + "<!DOCTYPE".len())?;
    let name_end = qualified_name(text, name_at)?;
    let mut at = blanks_end(text, name_end);
    let (mut public, mut system) = (None, None);
    let rest = text.get(at..).unwrap_or("");
    let is_public = rest.starts_with("PUBLIC");
    if is_public || rest.starts_with("SYSTEM") {
        if at == name_end {
            return Err(expecting_white_space(text, at));
        }
        at += "PUBLIC".len();
        if is_public {
            let (literal, end) = literal(text, white_space(at)?)?;
            public = Some(literal.to_owned());
            at = end;
        }
        let (literal, end) = literal(text, white_space(at)?)?;
        system = Some(literal.to_owned());
        at = blanks_end(text, end);
    }
    let (mut written, mut declarations) = (String::new(), Declarations::default());
    if byte(at) == Some(b'[') {
        let end = subset(&Rc::from(text), at + 1, manner, budget, &mut declarations)?;
        text.get(at + 1..end).unwrap_or("").clone_into(&mut written);
        at = blanks_end(text, end + 1);
    }
    if byte(at) != Some(b'>') {
        return Err(unexpected(text, at, "'>'"));
    }
    let name = text.get(name_at..name_end).unwrap_or("").to_owned();
    Ok(Doctype { name, public, system, subset: written, declarations, end: at + 1 })
}

/// The quoted text at `at`, and what follows it.
pub(super) fn literal(text: &str, at: usize) -> Result<(&str, usize), Flaw> {
    let Some(quote @ (b'"' | b'\'')) = text.as_bytes().get(at).copied() else {
        return Err(unexpected(text, at, "'\"' or '''"));
    };
    let rest = text.get(at + 1..).unwrap_or("");
    match memchr::memchr(quote, rest.as_bytes()) {
        Some(len) => Ok((rest.get(..len).unwrap_or(""), at + len + 2)),
        None => Err(Flaw::at(at, "There is an unclosed literal string.")),
    }
}
