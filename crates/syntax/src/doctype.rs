//! Just enough of a DTD: where it ends, whether it is well formed on its surface, which entities it declares.
//!
//! Nothing is ever expanded or opened here; `transform` has its own, bounded reading of the internal subset.

use crate::characters::name_length;

/// What was learnt from a DOCTYPE.
#[derive(Debug, Default)]
pub(crate) struct Doctype {
    /// Offset after the closing `>`.
    pub(crate) end: usize,
    /// Whether it had its `>` and nothing odd in it.
    pub(crate) is_well_formed: bool,
    /// Names of general entities that it declares.
    pub(crate) entities: Vec<String>,
    /// An external subset or a parameter entity: entities may be declared where we never look.
    pub(crate) may_declare_more: bool,
}

/// Reads the DOCTYPE that begins at `start` (at its `<`).
pub(crate) fn read(text: &str, start: usize) -> Doctype {
    let mut scan = Scan {
        text,
        at: start + "<!DOCTYPE".len(),
        out: Doctype { is_well_formed: true, ..Doctype::default() },
    };
    scan.run();
    scan.out.end = scan.at.min(text.len());
    scan.out
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    out: Doctype,
}

impl Scan<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) -> bool {
        let before = self.at;
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
        self.at > before
    }

    fn name(&mut self) -> Option<String> {
        let len = name_length(self.rest());
        let name = self.rest().get(..len).filter(|n| !n.is_empty())?.to_owned();
        self.at += len;
        Some(name)
    }

    fn bad(&mut self) {
        self.out.is_well_formed = false;
    }

    fn literal(&mut self) -> bool {
        let Some(quote @ (b'"' | b'\'')) = self.peek() else { return false };
        match memchr::memchr(quote, self.rest().as_bytes().get(1..).unwrap_or(&[])) {
            Some(len) => {
                self.at += len + 2;
                true
            }
            None => false,
        }
    }

    fn external_id(&mut self) -> bool {
        let public = self.rest().starts_with("PUBLIC");
        if !public && !self.rest().starts_with("SYSTEM") {
            return false;
        }
        self.at += 6;
        let spaced = self.space();
        if !spaced || !self.literal() {
            self.bad();
            return true;
        }
        if public {
            let spaced = self.space();
            if !spaced || !self.literal() {
                self.bad();
            }
        }
        true
    }

    fn run(&mut self) {
        if !self.space() || self.name().is_none() {
            self.bad();
        }
        self.space();
        if self.external_id() {
            self.out.may_declare_more = true;
            self.space();
        }
        if self.peek() == Some(b'[') {
            self.at += 1;
            self.subset();
            self.space();
        }
        if self.peek() == Some(b'>') {
            self.at += 1;
        } else {
            self.bad();
            self.recover();
        }
    }

    /// To the next `>`, at most to the end of the line.
    fn recover(&mut self) {
        let rest = self.rest().as_bytes();
        let stop = memchr::memchr2(b'>', b'\n', rest).unwrap_or(rest.len());
        self.at += stop + usize::from(rest.get(stop) == Some(&b'>'));
    }

    fn subset(&mut self) {
        loop {
            self.space();
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    return;
                }
                Some(b'%') => {
                    self.out.may_declare_more = true;
                    self.at += 1;
                    if self.name().is_none() || self.peek() != Some(b';') {
                        self.bad();
                        return;
                    }
                    self.at += 1;
                }
                Some(b'<') if self.rest().starts_with("<!--") => {
                    match memchr::memmem::find(self.rest().as_bytes(), b"-->") {
                        Some(len) => self.at += len + 3,
                        None => return self.bad(),
                    }
                }
                Some(b'<') if self.rest().starts_with("<?") => {
                    match memchr::memmem::find(self.rest().as_bytes(), b"?>") {
                        Some(len) => self.at += len + 2,
                        None => return self.bad(),
                    }
                }
                Some(b'<') if self.rest().starts_with("<!") => {
                    self.at += 2;
                    if !self.declaration() {
                        return self.bad();
                    }
                }
                _ => return self.bad(),
            }
        }
    }

    fn declaration(&mut self) -> bool {
        let Some(keyword) = self.name() else { return false };
        if !matches!(keyword.as_str(), "ENTITY" | "ELEMENT" | "ATTLIST" | "NOTATION") || !self.space() {
            return false;
        }
        if keyword == "ENTITY" {
            let parameter = self.peek() == Some(b'%');
            if parameter {
                self.at += 1;
                self.space();
            }
            match self.name() {
                Some(name) if !parameter => self.out.entities.push(name),
                Some(_) => {}
                None => return false,
            }
        } else if self.name().is_none() && self.peek() != Some(b'%') {
            return false;
        }
        loop {
            let rest = self.rest().as_bytes();
            let Some(stop) = rest.iter().position(|b| matches!(b, b'"' | b'\'' | b'>' | b'<')) else {
                return false;
            };
            self.at += stop;
            match self.peek() {
                Some(b'>') => {
                    self.at += 1;
                    return true;
                }
                Some(b'<') => return false,
                _ if self.literal() => {}
                _ => return false,
            }
        }
    }
}
