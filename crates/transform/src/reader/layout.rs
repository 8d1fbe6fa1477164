//! The second reading that captures white space in tags, with the reference's own idea of where tags end.
//!
//! The reference seeks to each element in a reader that counts lines by LF only, then takes everything up to the first
//! `>` that is not between double quotes; single quotes mean nothing to it. Almost always that is the tag, and then
//! nothing needs to be stored: the white space follows from the source. The rest of this file is for when it is not.

use super::error::ReadError;
use crate::tree::{Names, OddLayout, position_in};
use crate::xml::{is_name_char, is_name_start};
use webconfig_text::LineIndex;

/// What the second reading found for one element.
pub(super) enum Record {
    /// Exactly the tag.
    Whole,
    /// The place was not hit.
    Nothing,
    /// Something that differs from the tag.
    Odd(Slice),
}

/// What a slice said.
pub(super) struct Slice {
    names: Vec<(String, Option<String>)>,
    trailing: Option<String>,
}

impl Slice {
    pub(super) fn intern(self, names: &mut Names) -> OddLayout {
        OddLayout {
            names: self.names.into_iter().map(|(n, s)| (names.intern(&n), s)).collect(),
            trailing: self.trailing,
        }
    }
}

/// The forward-only reader.
pub(super) struct LayoutReader<'t> {
    text: &'t str,
    /// Where it stands.
    at: usize,
    /// Line and column there, by LF and UTF-16 units; only kept up to date once `is_astray`.
    line: u32,
    column: u32,
    /// It left the elements' places once, so each further place has to be sought as the reference does.
    is_astray: bool,
    pub(super) has_lone_cr: bool,
    lines: Option<LineIndex>,
}

impl<'t> LayoutReader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let has_lone_cr = memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'));
        Self {
            text,
            at: 0,
            line: 1,
            column: 1,
            is_astray: has_lone_cr,
            has_lone_cr,
            lines: has_lone_cr.then(|| LineIndex::new(text)),
        }
    }

    /// Captures the element whose tag stands at `start..end`.
    pub(super) fn read(
        &mut self,
        start: usize,
        end: usize,
        single_quoted: bool,
        careful: bool,
    ) -> Result<Record, ReadError> {
        if !self.is_astray {
            if !single_quoted {
                self.at = end;
                return Ok(Record::Whole);
            }
            self.at = start;
        } else if !self.seek(start) {
            return Ok(Record::Nothing);
        }
        let from = self.at;
        let Some(len) = slice_length(self.text.get(from..).unwrap_or("")) else {
            self.go_astray(self.text.len());
            return Ok(Record::Nothing);
        };
        let to = from + len;
        if self.is_astray {
            self.advance_to(to);
        } else if to == end {
            self.at = to;
        } else {
            self.go_astray(to);
        }
        if from == start && to == end && !careful {
            return Ok(Record::Whole);
        }
        read_slice(self.text.get(from..to).unwrap_or("")).map(Record::Odd)
    }

    /// From now on every place is sought.
    fn go_astray(&mut self, at: usize) {
        let before = self.text.get(..at).unwrap_or("");
        self.line = memchr::memchr_iter(b'\n', before.as_bytes()).count() as u32 + 1;
        let last = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |n| n + 1);
        self.column = utf16(before.get(last..).unwrap_or("")) + 1;
        self.at = at;
        self.is_astray = true;
        self.lines.get_or_insert_with(|| LineIndex::new(self.text));
    }

    fn step(&mut self) -> bool {
        let Some(c) = self.text.get(self.at..).and_then(|t| t.chars().next()) else { return false };
        self.at += c.len_utf8();
        if c == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += c.len_utf16() as u32;
        }
        true
    }

    fn advance_to(&mut self, to: usize) {
        while self.at < to && self.step() {}
    }

    /// Goes to the place that the parser gives for an offset; whether that place exists in this reader's count.
    fn seek(&mut self, start: usize) -> bool {
        let Some(lines) = &self.lines else { return false };
        let (line, column) = position_in(self.text, lines, start as u32);
        // Whole lines first, then characters, even over a line end.
        while self.line < line && self.at < self.text.len() {
            while self.step() {
                if self.text.as_bytes().get(self.at - 1) == Some(&b'\n') {
                    break;
                }
            }
        }
        while self.column < column && self.step() {}
        self.line == line && self.column == column
    }
}

fn utf16(text: &str) -> u32 {
    text.chars().map(|c| c.len_utf16() as u32).sum()
}

/// Length up to and with the first `>` outside of double quotes.
fn slice_length(text: &str) -> Option<usize> {
    let mut quoted = false;
    for at in memchr::memchr2_iter(b'"', b'>', text.as_bytes()) {
        if text.as_bytes().get(at) == Some(&b'"') {
            quoted = !quoted;
        } else if !quoted {
            return Some(at + 1);
        }
    }
    None
}

/// Reads a slice as one tag without namespaces and finds the white space in it.
fn read_slice(slice: &str) -> Result<Slice, ReadError> {
    let closed = slice.ends_with("/>");
    let document = if closed {
        slice.to_owned()
    } else {
        format!("{}/>", slice.get(..slice.len().saturating_sub(1)).unwrap_or(""))
    };
    let attributes = tag_attributes(&document)?;
    let lines = LineIndex::new(&document);
    let mut tracker = Tracker { text: slice, at: 0, line: 1, column: 1, count: 1, blank: String::new() };
    let mut names = Vec::with_capacity(attributes.len());
    for (at, name) in attributes {
        let (line, column) = position_in(&document, &lines, at as u32);
        let found = tracker.seek(line, column);
        names.push((name, found.then(|| tracker.blank.clone())));
    }
    let last = utf16(slice) - u32::from(closed);
    let trailing = tracker.seek_count(last).then(|| tracker.blank.clone());
    Ok(Slice { names, trailing })
}

/// Offset and name of each attribute of the tag that `document` begins with.
fn tag_attributes(document: &str) -> Result<Vec<(usize, String)>, ReadError> {
    let fail = |at: usize, message: &str| Err(ReadError::at(document, at, message));
    let bytes = document.as_bytes();
    let blank = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\t' | b'\r' | b'\n'));
    let name_end = |mut at: usize| {
        while let Some(c) = document.get(at..).and_then(|t| t.chars().next()) {
            if c == ':' || is_name_char(c) {
                at += c.len_utf8();
            } else {
                break;
            }
        }
        at
    };
    let starts_name = |at: usize| {
        document.get(at..).and_then(|t| t.chars().next()).is_some_and(|c| c == ':' || is_name_start(c))
    };
    if bytes.first() != Some(&b'<') || !starts_name(1) {
        // A comment or white space gives a node without attributes; all else is no beginning of a document.
        let harmless = document.starts_with("<!--") || blank(0);
        return if harmless { Ok(Vec::new()) } else { fail(0, "Data at the root level is invalid.") };
    }
    let mut at = name_end(1);
    let mut found = Vec::new();
    loop {
        while blank(at) {
            at += 1;
        }
        match bytes.get(at) {
            Some(b'>') => return Ok(found),
            Some(b'/') if bytes.get(at + 1) == Some(&b'>') => return Ok(found),
            Some(_) if starts_name(at) => {}
            Some(_) => return fail(at, "Name cannot begin with this character."),
            None => return fail(at, "Unexpected end of file has occurred."),
        }
        let start = at;
        at = name_end(at);
        let name = document.get(start..at).unwrap_or("").to_owned();
        while blank(at) {
            at += 1;
        }
        if bytes.get(at) != Some(&b'=') {
            return fail(at, "Unexpected token. The expected token is '='.");
        }
        at += 1;
        while blank(at) {
            at += 1;
        }
        let Some(quote @ (b'"' | b'\'')) = bytes.get(at) else {
            return fail(at, "Unexpected token. The expected token is '\"' or '''.");
        };
        match memchr::memchr2(*quote, b'<', bytes.get(at + 1..).unwrap_or(&[])) {
            Some(len) if bytes.get(at + 1 + len) == Some(quote) => at += len + 2,
            Some(len) => {
                return fail(at + 1 + len, "'<', hexadecimal value 0x3C, is an invalid attribute character.");
            }
            None => return fail(document.len(), "There is an unclosed literal string."),
        }
        found.push((start, name));
    }
}

/// Reads a slice and remembers the white space before its place.
struct Tracker<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    column: u32,
    /// Characters read, from 1.
    count: u32,
    blank: String,
}

impl Tracker<'_> {
    fn step(&mut self) -> Option<char> {
        let c = self.text.get(self.at..)?.chars().next()?;
        self.at += c.len_utf8();
        self.count += c.len_utf16() as u32;
        if c == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += c.len_utf16() as u32;
        }
        if c.is_whitespace() {
            self.blank.push(c);
        } else {
            self.blank.clear();
        }
        Some(c)
    }

    fn seek(&mut self, line: u32, column: u32) -> bool {
        while self.line < line && self.at < self.text.len() {
            while let Some(c) = self.step() {
                if c == '\n' {
                    break;
                }
            }
        }
        while self.column < column && self.step().is_some() {}
        self.line == line && self.column == column
    }

    fn seek_count(&mut self, count: u32) -> bool {
        while self.count < count && self.step().is_some() {}
        self.count == count
    }
}
