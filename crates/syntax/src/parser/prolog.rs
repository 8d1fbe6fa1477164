//! The XML declaration and the document type.

use super::Parser;
use crate::SyntaxErrorKind as Kind;
use crate::arena::NodeKind;
use crate::doctype;
use memchr::memmem;

impl Parser<'_> {
    pub(super) fn declaration(&mut self) {
        let start = self.at;
        let end = if let Some(n) = memmem::find(self.rest(start), b"?>") {
            start + n + 2
        } else {
            self.no_instruction_end = true;
            self.error_noticed(Kind::UnterminatedInstruction, start, start + 5, None, self.bytes.len());
            let end = self.tag_like_end(start + 5);
            self.push(NodeKind::Declaration, start, end);
            self.at = end;
            return;
        };
        if let Some((at, len)) = bad_declaration(self.slice(start + 5, end - 2)) {
            self.error(Kind::BadDeclaration, start + 5 + at, start + 5 + at + len);
        }
        self.push(NodeKind::Declaration, start, end);
        self.at = end;
    }

    pub(super) fn doctype(&mut self) {
        let start = self.at;
        let read = doctype::read(self.text, start);
        if self.has_root || self.has_doctype || !self.open.is_empty() {
            self.error(Kind::MisplacedDoctype, start, start + 9);
        }
        if !read.is_well_formed {
            self.error_noticed(Kind::BadDoctype, start, start + 9, None, read.end);
        }
        self.has_doctype = true;
        self.entities.extend(read.entities);
        self.may_declare_more |= read.may_declare_more;
        self.push(NodeKind::Doctype, start, read.end);
        self.at = read.end;
    }
}

/// What is wrong with the inside of an XML declaration (behind `<?xml`): offset and length.
fn bad_declaration(inside: &str) -> Option<(usize, usize)> {
    let mut at = 0usize;
    let mut expected: &[&str] = &["version", "encoding", "standalone"];
    let mut first = true;
    loop {
        let rest = inside.get(at..).unwrap_or("");
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let spaced = trimmed.len() < rest.len();
        at += rest.len() - trimmed.len();
        if trimmed.is_empty() {
            return if first { Some((0, inside.len())) } else { None };
        }
        let name_len = trimmed.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(trimmed.len());
        let name = trimmed.get(..name_len).unwrap_or("");
        let place = expected.iter().position(|e| *e == name);
        let Some(place) = place.filter(|&p| spaced && (!first || p == 0)) else {
            return Some((at, name_len.max(1)));
        };
        expected = expected.get(place + 1..).unwrap_or(&[]);
        first = false;
        let behind = trimmed.get(name_len..).unwrap_or("").trim_start();
        let Some(behind) = behind.strip_prefix('=').map(str::trim_start) else { return Some((at, name_len)) };
        let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = quote.and_then(|q| behind.get(1..)?.split_once(q)).map(|(v, _)| v);
        let Some(value) = value else { return Some((at, name_len)) };
        let value_at = inside.len() - behind.len() + 1;
        let fits = match name {
            "version" => value
                .strip_prefix("1.")
                .is_some_and(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit())),
            "encoding" => {
                value.starts_with(|c: char| c.is_ascii_alphabetic())
                    && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
            }
            _ => matches!(value, "yes" | "no"),
        };
        if !fits {
            return Some((value_at, value.len().max(1)));
        }
        at = value_at + value.len() + 1;
    }
}
