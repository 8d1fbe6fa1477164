//! `&…;` in text and in attribute values.

use super::{ReadError, Reader};
use crate::tree::{NONE, Piece, Text};
use crate::xml::{self, Manner, Reference};

impl<'t> Reader<'t, '_> {
    /// Reads the reference at `&` and moves behind it.
    pub(super) fn reference(&mut self) -> Result<Reference<'t>, ReadError> {
        match xml::reference(self.text, self.at, Manner::Verbatim) {
            Ok((found, end)) => {
                self.at = end;
                Ok(found)
            }
            Err(flaw) => self.flawed(flaw),
        }
    }

    /// Reads a value up to its quote, which is skipped: the expanded text, and its pieces when it holds entity
    /// references.
    pub(super) fn attribute_value(&mut self, quote: u8) -> Result<(Text, u32), ReadError> {
        let start = self.at;
        let mut owned: Option<String> = None;
        let mut pieces: Vec<Piece> = Vec::new();
        let mut piece_from = 0;
        let mut plain = start;
        loop {
            let Some(found) = memchr::memchr3(quote, b'<', b'&', self.rest().as_bytes()) else {
                return self.fail(self.end, "There is an unclosed literal string.");
            };
            self.at += found;
            let at = self.at;
            match self.peek() {
                Some(b'<') => {
                    return self.fail(at, "'<', hexadecimal value 0x3C, is an invalid attribute character.");
                }
                Some(b'&') => {
                    let run = self.slice(plain, at);
                    let text = owned.get_or_insert_with(String::new);
                    text.push_str(run);
                    match self.reference()? {
                        Reference::Character(c) => text.push(c),
                        Reference::Entity(name) => {
                            let expanded = self.expand_in_attribute(name, at)?;
                            let name = self.tree.names.intern(name);
                            if let Some(before) = text.get(piece_from..).filter(|t| !t.is_empty()) {
                                pieces.push(Piece::Text(before.into()));
                            }
                            pieces.push(Piece::Reference(name));
                            text.push_str(&expanded);
                            piece_from = text.len();
                            self.tree.has_entity_references = true;
                        }
                    }
                    plain = self.at;
                }
                _ => break,
            }
        }
        let end = self.at;
        self.at += 1;
        let Some(mut text) = owned else { return Ok((Text::Span(start as u32, end as u32), NONE)) };
        text.push_str(self.slice(plain, end));
        let index = if pieces.is_empty() {
            NONE
        } else {
            if let Some(rest) = text.get(piece_from..).filter(|t| !t.is_empty()) {
                pieces.push(Piece::Text(rest.into()));
            }
            self.tree.pieces.push(pieces.into_boxed_slice());
            self.tree.pieces.len() as u32 - 1
        };
        Ok((self.tree.own(text), index))
    }
}
