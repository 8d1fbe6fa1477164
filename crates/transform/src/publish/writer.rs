//! The writer: two-space indentation, prefixes looked up again, the source's encoding, no final newline.
//!
//! It writes what .NET writes, so it also fails where that fails, with the same bytes put out before
//! ([`Failure::written`]). XDT's writer, which keeps the layout, is another one.

use super::sink::{Sink, Written};
use super::tree::{DOCUMENT, Element, Kind, NodeId, Tree, XML, XMLNS};
use crate::encoding::{Codec, Known, known};
use crate::xml::{MAX_DEPTH, is_allowed};
use std::collections::HashMap;

/// Why a document cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Type and text of the exception.
    pub message: String,
    /// What the file holds then.
    pub written: Vec<u8>,
}

/// The document's bytes.
pub fn write(tree: &Tree, newline: &str) -> Result<Vec<u8>, Failure> {
    let declared = tree.declaration.encoding.as_deref().and_then(known);
    let encoding = declared.unwrap_or(Known { codec: Codec::Utf8, name: "utf-8" });
    let mut writer = Writer::new(encoding.codec, newline);
    let outcome = writer.document(tree, encoding.name);
    match outcome.and_then(|()| writer.out.finish()) {
        Ok(()) => Ok(writer.out.bytes),
        Err(message) => Err(Failure { message, written: writer.out.abandon() }),
    }
}

struct Writer<'n> {
    out: Sink,
    newline: &'n str,
    /// Prefix and namespace of the declarations in scope.
    scopes: Vec<(String, String)>,
    /// Places in `scopes` by prefix and by namespace, the latest last.
    prefixes: HashMap<String, Vec<usize>>,
    namespaces: HashMap<String, Vec<usize>>,
}

/// An element whose children are being written.
struct Level {
    node: NodeId,
    next: usize,
    scopes: usize,
    prefix: String,
    default: String,
    /// Text was put out in it, so nothing more is indented.
    is_mixed: bool,
}

fn check(text: &str) -> Written {
    match text.chars().find(|&c| !is_allowed(c)) {
        Some(c) => Err(format!(
            "System.ArgumentException: '{}', hexadecimal value 0x{:02X}, is an invalid character.",
            if c == '\0' { '.' } else { c },
            u32::from(c)
        )),
        None => Ok(()),
    }
}

impl<'n> Writer<'n> {
    fn new(codec: Codec, newline: &'n str) -> Self {
        let out = Sink::new(codec);
        Self { out, newline, scopes: Vec::new(), prefixes: HashMap::new(), namespaces: HashMap::new() }
    }

    fn document(&mut self, tree: &Tree, encoding: &str) -> Written {
        self.out.mark("<?xml version=\"1.0\" encoding=\"");
        self.out.mark(encoding);
        if let Some(standalone) = &tree.declaration.standalone {
            self.out.mark("\" standalone=\"");
            self.out.mark(standalone);
        }
        self.out.mark("\"?>");
        let mut levels: Vec<Level> = Vec::new();
        let mut top = 0;
        loop {
            let (next, depth, is_mixed) = if let Some(level) = levels.last_mut() {
                let next = tree.children(level.node).get(level.next).copied();
                level.next += 1;
                let is_mixed = level.is_mixed;
                (next, levels.len(), is_mixed)
            } else {
                let Some(&node) = tree.children(DOCUMENT).get(top) else { return Ok(()) };
                top += 1;
                (Some(node), 0, false)
            };
            let Some(node) = next else {
                if let Some(level) = levels.pop() {
                    self.end(tree, &level, levels.len())?;
                }
                continue;
            };
            match tree.kind(node) {
                Kind::Text(text) => {
                    if let Some(level) = levels.last_mut() {
                        level.is_mixed = true;
                    }
                    self.text(text)?;
                }
                Kind::CData(text) => {
                    if let Some(level) = levels.last_mut() {
                        level.is_mixed = true;
                    }
                    self.out.mark("<![CDATA[");
                    self.verbatim(text)?;
                    self.out.mark("]]>");
                }
                Kind::Comment(text) => {
                    self.indent(depth, is_mixed)?;
                    self.comment(text)?;
                }
                Kind::Instruction { target, data } => {
                    self.indent(depth, is_mixed)?;
                    self.out.mark("<?");
                    self.out.text(target, false)?;
                    if !data.is_empty() {
                        self.out.mark(" ");
                        self.verbatim(data)?;
                    }
                    self.out.mark("?>");
                }
                Kind::Doctype { name, public, system, subset } => {
                    self.indent(depth, false)?;
                    self.doctype(name, public.as_deref(), system.as_deref(), subset)?;
                }
                Kind::Element(element) => {
                    if element.name.namespace == XMLNS {
                        return Err("System.ArgumentException: Prefix \"xmlns\" is reserved for use by XML."
                            .to_owned());
                    }
                    self.indent(depth, is_mixed)?;
                    let default = levels.last().map_or("", |l| l.default.as_str()).to_owned();
                    let level = self.start(tree, node, element, &default, is_mixed)?;
                    levels.extend(level);
                }
                Kind::Document => {}
            }
        }
    }

    fn indent(&mut self, depth: usize, is_mixed: bool) -> Written {
        if is_mixed {
            return Ok(());
        }
        if depth > MAX_DEPTH {
            // The reference would go on until the disk is full: each level is indented further than the one before.
            return Err("System.OutOfMemoryException: the document nests too deep to be indented.".to_owned());
        }
        self.out.text(self.newline, false)?;
        for _ in 0..depth {
            self.out.text("  ", false)?;
        }
        Ok(())
    }

    fn declare(&mut self, prefix: String, namespace: String) {
        let at = self.scopes.len();
        self.prefixes.entry(prefix.clone()).or_default().push(at);
        self.namespaces.entry(namespace.clone()).or_default().push(at);
        self.scopes.push((prefix, namespace));
    }

    /// Ends the declarations behind the first `len`.
    fn forget(&mut self, len: usize) {
        for (prefix, namespace) in self.scopes.split_off(len.min(self.scopes.len())) {
            self.prefixes.get_mut(&prefix).map(Vec::pop);
            self.namespaces.get_mut(&namespace).map(Vec::pop);
        }
    }

    /// The prefix that the reference finds for a namespace.
    fn prefix(&self, namespace: &str, is_attribute: bool) -> Option<&str> {
        if namespace == XML {
            return Some("xml");
        }
        let meanings = self.namespaces.get(namespace)?;
        let visible = |at: usize| {
            let (prefix, _) = self.scopes.get(at)?;
            let is_latest = self.prefixes.get(prefix).and_then(|all| all.last()) == Some(&at);
            (is_latest && !(is_attribute && prefix.is_empty())).then_some(prefix.as_str())
        };
        meanings.iter().rev().find_map(|&at| visible(at))
    }

    fn start(
        &mut self,
        tree: &Tree,
        node: NodeId,
        element: &Element,
        default: &str,
        is_mixed: bool,
    ) -> Result<Option<Level>, String> {
        let scopes = self.scopes.len();
        let mut default = default.to_owned();
        for a in element.attributes.iter().filter(|a| a.name.namespace == XMLNS) {
            let prefix = if a.name.local == "xmlns" { String::new() } else { a.name.local.clone() };
            if prefix.is_empty() {
                default.clone_from(&a.value);
            }
            self.declare(prefix, a.value.clone());
        }
        let namespace = &element.name.namespace;
        let prefix =
            if namespace.is_empty() { "" } else { self.prefix(namespace, false).unwrap_or("") }.to_owned();
        self.out.mark("<");
        self.name(&prefix, &element.name.local)?;
        for a in &element.attributes {
            self.out.mark(" ");
            match a.name.namespace.as_str() {
                "" => self.name("", &a.name.local)?,
                XMLNS if a.name.local == "xmlns" => self.name("", "xmlns")?,
                XMLNS => self.name("xmlns", &a.name.local)?,
                namespace => {
                    let prefix = self.prefix(namespace, true).unwrap_or("").to_owned();
                    self.name(&prefix, &a.name.local)?;
                }
            }
            self.out.mark("=\"");
            check(&a.value)?;
            self.value(&a.value)?;
            self.out.mark("\"");
        }
        if prefix.is_empty() && *namespace != default {
            self.out.mark(" xmlns=\"");
            self.value(namespace)?;
            self.out.mark("\"");
            default.clone_from(namespace);
        }
        if tree.children(node).is_empty() && !element.is_open_form {
            self.out.mark(" />");
            self.forget(scopes);
            return Ok(None);
        }
        self.out.mark(">");
        Ok(Some(Level { node, next: 0, scopes, prefix, default, is_mixed }))
    }

    fn end(&mut self, tree: &Tree, level: &Level, depth: usize) -> Written {
        if !tree.children(level.node).is_empty() {
            self.indent(depth, level.is_mixed)?;
        }
        self.forget(level.scopes);
        self.out.mark("</");
        if let Some(element) = tree.element(level.node) {
            self.name(&level.prefix, &element.name.local)?;
        }
        self.out.mark(">");
        Ok(())
    }

    fn name(&mut self, prefix: &str, local: &str) -> Written {
        if !prefix.is_empty() {
            self.out.text(prefix, false)?;
            self.out.mark(":");
        }
        self.out.text(local, false)
    }

    fn value(&mut self, value: &str) -> Written {
        for piece in pieces(value, |b| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\t' | b'\n' | b'\r')) {
            match piece {
                "&" => self.out.mark("&amp;"),
                "<" => self.out.mark("&lt;"),
                ">" => self.out.mark("&gt;"),
                "\"" => self.out.mark("&quot;"),
                "\t" => self.out.mark("&#x9;"),
                "\n" => self.out.mark("&#xA;"),
                "\r" => self.out.mark("&#xD;"),
                other => self.out.text(other, true)?,
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Written {
        let text = text.replace("\r\n", "\n");
        for piece in pieces(&text, |b| matches!(b, b'&' | b'<' | b'>' | b'\n' | b'\r')) {
            match piece {
                "&" => self.out.mark("&amp;"),
                "<" => self.out.mark("&lt;"),
                ">" => self.out.mark("&gt;"),
                "\n" | "\r" => self.out.text(self.newline, false)?,
                other => self.out.text(other, true)?,
            }
        }
        Ok(())
    }

    /// Comments, sections and instructions: only line ends change.
    fn verbatim(&mut self, text: &str) -> Written {
        let text = text.replace("\r\n", "\n");
        for piece in pieces(&text, |b| matches!(b, b'\n' | b'\r')) {
            match piece {
                "\n" | "\r" => self.out.text(self.newline, false)?,
                other => self.out.text(other, false)?,
            }
        }
        Ok(())
    }

    fn comment(&mut self, text: &str) -> Written {
        self.out.mark("<!--");
        check(text)?;
        let mut safe = String::with_capacity(text.len());
        for c in text.chars() {
            if c == '-' && safe.ends_with('-') {
                safe.push(' ');
            }
            safe.push(c);
        }
        if safe.ends_with('-') {
            safe.push(' ');
        }
        self.verbatim(&safe)?;
        self.out.mark("-->");
        Ok(())
    }

    fn doctype(&mut self, name: &str, public: Option<&str>, system: Option<&str>, subset: &str) -> Written {
        self.out.mark("<!DOCTYPE ");
        self.out.text(name, false)?;
        match (public, system) {
            (Some(public), system) => {
                self.out.mark(" PUBLIC \"");
                self.out.text(public, false)?;
                self.out.mark("\" \"");
                self.out.text(system.unwrap_or(""), false)?;
                self.out.mark("\"");
            }
            (None, Some(system)) => {
                self.out.mark(" SYSTEM \"");
                self.out.text(system, false)?;
                self.out.mark("\"");
            }
            (None, None) => self.out.mark(" "),
        }
        self.out.mark("[");
        self.verbatim(subset)?;
        self.out.mark("]>");
        Ok(())
    }
}

/// The text cut at single special bytes, which become pieces of their own.
fn pieces(text: &str, is_special: fn(u8) -> bool) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = rest.bytes().position(is_special).unwrap_or(rest.len()).max(1);
        let len = if rest.as_bytes().first().is_some_and(|&b| is_special(b)) { 1 } else { at };
        let (piece, behind) = rest.split_at_checked(len)?;
        rest = behind;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::reader::read;

    fn rewritten(text: &str) -> String {
        let bytes = write(&read(text.as_bytes()).unwrap(), "\n").unwrap();
        let text = String::from_utf8(bytes).unwrap();
        text.strip_prefix("\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n").unwrap().to_owned()
    }

    #[test]
    fn indentation_stops_at_the_first_text() {
        assert_eq!(rewritten("<a><b/>text<c><d/></c></a>"), "<a>\n  <b />text<c><d /></c></a>");
        assert_eq!(
            rewritten("<a><b>x</b><c> </c><d></d></a>"),
            "<a>\n  <b>x</b>\n  <c></c>\n  <d></d>\n</a>"
        );
    }

    #[test]
    fn prefixes_are_looked_up_again() {
        assert_eq!(
            rewritten("<configuration xmlns:p=\"u\" xmlns:q=\"u\"><p:x p:k=\"1\"/></configuration>"),
            "<configuration xmlns:p=\"u\" xmlns:q=\"u\">\n  <q:x q:k=\"1\" />\n</configuration>"
        );
        assert_eq!(
            rewritten("<configuration xmlns=\"u\" xmlns:q=\"u\"><x/></configuration>"),
            "<q:configuration xmlns=\"u\" xmlns:q=\"u\">\n  <q:x />\n</q:configuration>"
        );
    }
}
