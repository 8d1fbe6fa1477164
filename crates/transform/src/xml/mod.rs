//! What the two strict readers of this crate have in common: names, references, the declaration, the internal subset,
//! and the words for what is wrong with them.
//!
//! XDT and the publish step read with one and the same parser of .NET, in different manners: see [`Manner`]. The
//! readers themselves stay two, because one keeps line ends, entity references and the layout of tags, and the other
//! drops all of that and splices entity text in as if it had been typed. Everything here is a function of a text and
//! an offset; line and column are the readers' business.

mod declaration;
mod doctype;
mod entities;
mod flaw;
mod names;
mod scan;
mod subset;

pub(crate) use declaration::declaration;
pub(crate) use doctype::doctype;
pub(crate) use entities::{Budget, Declarations};
pub(crate) use flaw::{Flaw, FlawPlace, invalid_character};
pub(crate) use names::{is_name_char, is_name_start, ncname_length};
pub(crate) use scan::{
    Reference, UNEXPECTED_END, bad_name_character, bad_name_start, blanks_end, expecting_white_space,
    odd_markup, qualified_name, reference, unexpected,
};

/// How deep elements may nest. The reference recurses and falls over not far from here, and what is written for an
/// element grows with its depth.
pub(crate) const MAX_DEPTH: usize = 4096;

/// How values and references are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As they stand: references to control characters count, blanks in values stay what they are.
    Verbatim,
    /// By the recommendation: what it forbids is refused, and blanks in values become U+0020.
    Normalised,
}

/// Whether a character may stand in a document.
pub(crate) fn is_allowed(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Blanks in the sense of XML.
pub(crate) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}
