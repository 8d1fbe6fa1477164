//! `&…;` in text and in attribute values.

use super::{ReadError, Reader};
use crate::tree::{NONE, Piece, Text};

impl Reader<'_, '_> {
    /// Reads a character reference or a predefined entity at `&`; `None` (and an unspecified place) for another entity.
    pub(super) fn character_reference(&mut self) -> Result<Option<char>, ReadError> {
        let start = self.at;
        let rest = self.rest().get(1..).unwrap_or("");
        if let Some(digits) = rest.strip_prefix('#') {
            let (digits, radix, head) = match digits.strip_prefix('x') {
                Some(hex) => (hex, 16, 3),
                None => (digits, 10, 2),
            };
            let len = digits.bytes().take_while(|&b| char::from(b).is_digit(radix)).count();
            let semicolon = digits.as_bytes().get(len) == Some(&b';');
            if len == 0 || !semicolon {
                let what = if radix == 16 { "hexadecimal" } else { "decimal" };
                let at = start + head + len;
                return self.fail(at, format!("Invalid syntax for a {what} numeric entity reference."));
            }
            let digits = digits.get(..len).unwrap_or("").trim_start_matches('0');
            let code =
                if digits.len() > 8 { u32::MAX } else { u32::from_str_radix(digits, radix).unwrap_or(0) };
            let Some(c) = char::from_u32(code) else {
                return self.fail(start + head, "Invalid value of a character entity reference.");
            };
            self.at = start + head + len + 1;
            return Ok(Some(c));
        }
        for (name, c) in [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("apos;", '\'')] {
            if rest.starts_with(name) {
                self.at = start + 1 + name.len();
                return Ok(Some(c));
            }
        }
        Ok(None)
    }

    /// The name in `&name;` at `&`; moves behind the semicolon.
    pub(super) fn entity_name(&mut self) -> Result<String, ReadError> {
        let start = self.at;
        self.at += 1;
        let Ok(name) = self.qualified_name() else {
            return self.fail(start + 1, "An error occurred while parsing EntityName.");
        };
        let name = name.to_owned();
        if self.peek() != Some(b';') {
            return self.unexpected(self.at, "The expected token is ';'.");
        }
        self.at += 1;
        Ok(name)
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
                    if let Some(c) = self.character_reference()? {
                        text.push(c);
                    } else {
                        let name = self.entity_name()?;
                        let expanded = self.expand_in_attribute(&name, at)?;
                        let name = self.tree.names.intern(&name);
                        if let Some(before) = text.get(piece_from..).filter(|t| !t.is_empty()) {
                            pieces.push(Piece::Text(before.into()));
                        }
                        pieces.push(Piece::Reference(name));
                        text.push_str(&expanded);
                        piece_from = text.len();
                        self.tree.has_entity_references = true;
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
