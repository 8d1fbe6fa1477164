//! Text and references, and what kind of markup a `<` begins.

use super::Parser;
use crate::SyntaxErrorKind as Kind;
use crate::arena::{NodeKind, WHITE};
use crate::characters::{NAME_START, SPACE, has_class};
use crate::cook::{predefined_entity, resolve_character_reference};
use memchr::{memchr2, memchr3};

impl Parser<'_> {
    /// Text from the current place (a `<` that begins no markup may stand there) to the next markup.
    pub(super) fn text_content(&mut self, search_from: usize) {
        let start = self.at;
        let mut at = search_from;
        // Most text is an indentation: a line end and some blanks.
        loop {
            while self.bytes.get(at..at + 8).is_some_and(|eight| eight == b"        ") {
                at += 8;
            }
            if !has_class(self.byte(at), SPACE) {
                break;
            }
            at += 1;
        }
        let mut white = search_from == start;
        let mut solid = at < self.bytes.len() && (self.byte(at) != b'<' || search_from > start);
        if self.in_conflict
            && (at == start || memchr2(b'\n', b'\r', self.bytes.get(start..at).unwrap_or(&[])).is_some())
        {
            let line =
                self.bytes.get(..at).and_then(|b| memchr::memrchr2(b'\n', b'\r', b)).map_or(0, |n| n + 1);
            if line == at && self.conflict_marker(at) {
                if at > start {
                    self.push(NodeKind::Text, start, at);
                }
                self.at = at;
                self.conflict_line();
                return;
            }
        }
        while at < self.bytes.len() {
            let Some(found) = memchr3(b'<', b'&', b']', self.rest(at)) else {
                solid |= self.rest(at).iter().any(|&b| !has_class(b, SPACE));
                at = self.bytes.len();
                break;
            };
            if found > 0 {
                if self.in_conflict
                    && let Some(stop) = self.conflict_in(at, at + found)
                {
                    at = stop;
                    white = false;
                    break;
                }
                solid = solid
                    || self.bytes.get(at..at + found).unwrap_or(&[]).iter().any(|&b| !has_class(b, SPACE));
                at += found;
            }
            match self.byte(at) {
                b'<' => break,
                b'&' => {
                    solid = true;
                    at = self.reference(at);
                }
                _ => {
                    solid = true;
                    if self.rest(at).starts_with(b"]]>") {
                        self.error(Kind::CDataEndInText, at, at + 3);
                        at += 3;
                    } else {
                        at += 1;
                    }
                }
            }
        }
        self.push_with(NodeKind::Text, start, at, if white && !solid { WHITE } else { 0 });
        if solid && self.open.is_empty() {
            self.outside_root(Kind::TextOutsideRoot, start, at);
        }
        self.at = at;
    }

    #[cold]
    fn outside_root(&mut self, kind: Kind, start: usize, end: usize) {
        let raw = self.slice(start, end);
        let lead = raw.len() - raw.trim_start().len();
        let shown = raw.trim().lines().next().map_or(1, |l| l.trim_end().len());
        // An inner problem of this stretch (a bare `<`, a merge conflict) or the stretch before it tells the story.
        let told = self.errors.last().is_some_and(|e| {
            (e.range.start() as usize >= start && e.kind != Kind::UnclosedElement)
                || (e.kind == kind && e.range.end() as usize >= start)
        });
        if !told {
            self.error(kind, start + lead, start + lead + shown);
        }
    }

    /// Checks the reference at `at` (an `&`) and gives the place after it.
    pub(super) fn reference(&mut self, at: usize) -> usize {
        let inside = at + 1;
        if self.byte(inside) == b'#' {
            let mut end = inside + 1;
            while self.byte(end).is_ascii_alphanumeric() {
                end += 1;
            }
            if self.byte(end) == b';' {
                if resolve_character_reference(self.slice(inside, end)).is_none() {
                    self.error(Kind::BadCharacterReference, at, end + 1);
                }
                return end + 1;
            }
            self.error(Kind::BadCharacterReference, at, end);
            return end;
        }
        let end = self.name_end(inside);
        if end == inside || self.byte(end) != b';' {
            self.error(Kind::BareAmpersand, at, at + 1);
            return inside;
        }
        let name = self.slice(inside, end);
        if predefined_entity(name).is_none()
            && !self.may_declare_more
            && !self.entities.iter().any(|e| e == name)
        {
            self.error(Kind::UnknownEntity, at, end + 1);
        }
        end + 1
    }

    pub(super) fn markup(&mut self) {
        let start = self.at;
        match self.byte(start + 1) {
            b'/' => self.end_tag(),
            b'?' => self.instruction(),
            b'!' => {
                let rest = self.rest(start);
                if rest.starts_with(b"<!--") {
                    self.comment();
                } else if rest.starts_with(b"<![CDATA[") {
                    self.cdata();
                } else if rest.starts_with(b"<!DOCTYPE") {
                    self.doctype();
                } else {
                    let end = self.tag_like_end(start + 2);
                    self.error(Kind::BogusMarkup, start, end);
                    self.push(NodeKind::Junk, start, end);
                    self.at = end;
                }
            }
            b'<' if self.at_line_start(start) && self.rest(start).starts_with(b"<<<<<<<") => {
                let end = self.line_end(start);
                self.error(Kind::MergeConflict, start, end);
                self.in_conflict = true;
                self.conflict_line();
            }
            b => {
                let named = has_class(b, NAME_START) || (b >= 0x80 && self.name_end(start + 1) > start + 1);
                if named {
                    self.start_tag();
                } else {
                    let told = self.open.is_empty()
                        && self.errors.last().is_some_and(|e| {
                            e.kind == Kind::TextOutsideRoot && e.range.end() as usize >= start
                        });
                    if !told {
                        self.error(Kind::BareLessThan, start, start + 1);
                    }
                    self.text_content(start + 1);
                }
            }
        }
    }

    /// The end of something that looks like a tag: behind the next `>`, or before the next `<` or line end.
    pub(super) fn tag_like_end(&self, from: usize) -> usize {
        match self.rest(from).iter().position(|b| matches!(b, b'>' | b'<' | b'\n' | b'\r')) {
            Some(n) => from + n + usize::from(self.byte(from + n) == b'>'),
            None => self.bytes.len(),
        }
    }
}
