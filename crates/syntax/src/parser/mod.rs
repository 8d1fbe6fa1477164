//! One pass over the text: nodes, attributes, names, namespace scopes, errors.
//!
//! Recovery is decided locally and never looks back over text it has already read more than once, which is what
//! keeps the time linear (see the comments at `value` and `end_tag`).

mod comments;
mod conflicts;
mod content;
mod end_tag;
mod namespaces;
mod prolog;
mod start_tag;
mod value;

use crate::arena::{AttributeData, ElementData, Inner, NodeData, NodeKind, Scope};
use crate::characters::{NAME, NAME_START, SPACE, has_class, is_name_char, is_name_start_char, is_xml_char};
use crate::names::{NONE, NameId, Names};
use crate::{SyntaxError, SyntaxErrorKind as Kind};
use memchr::{memchr, memchr2, memmem};
use std::sync::Arc;
use webconfig_text::TextRange;

pub(crate) fn parse(text: Arc<str>) -> Inner {
    let mut parser = Parser::new(&text);
    parser.run();
    let Parser { nodes, elements, attributes, names, scopes, mut errors, .. } = parser;
    errors.sort_by_key(|e| (e.range.start(), e.range.end()));
    Inner { text, nodes, elements, attributes, names, scopes, errors }
}

/// What is known of a name while the text is read.
#[derive(Clone, Copy)]
struct NameState {
    /// How many elements of it are open.
    open: u32,
    /// The last element that had such an attribute (+ 1), and the attribute.
    seen: (u32, u32),
    /// As a prefix: how many declarations are in scope.
    bound: u32,
    /// The attribute name that came after it last time, and the element name: configuration repeats itself, and a
    /// right guess costs one comparison instead of a hash.
    next_attribute: u32,
    next_element: u32,
}

struct Open {
    node: u32,
    element: u32,
    name: NameId,
    /// The start tag had no `>`: closes silently, as an empty element, when its end tag does not come.
    tentative: bool,
    /// Its name ran into the first attribute (`<addname="x">`), so the end tag may hold only its first part.
    glued: bool,
}

/// Puts an item behind the others. Where there is no room it is made for what the rest of the text can bring: as often
/// `each` as `count` says. A vector that doubles again and again leaves behind as much memory as it has in the end; room
/// that is never used is never fetched.
#[inline]
fn append<T>(vector: &mut Vec<T>, item: T, each: usize, count: impl FnOnce() -> usize) {
    if vector.len() == vector.capacity() {
        vector.reserve(each * (count() + 1));
    }
    vector.push(item);
}

/// How often a byte stands in a text from a place on.
#[cold]
fn left(text: &[u8], from: usize, byte: u8) -> usize {
    memchr::memchr_iter(byte, text.get(from..).unwrap_or(&[])).count()
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one independent thing about the text read so far"
)]
struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    nodes: Vec<NodeData>,
    elements: Vec<ElementData>,
    attributes: Vec<AttributeData>,
    names: Names,
    scopes: Vec<Scope>,
    scope: u32,
    errors: Vec<SyntaxError>,
    open: Vec<Open>,
    /// What is known of each name, by its id.
    states: Vec<NameState>,
    /// The element name before this one; the guess for the next hangs on it.
    previous: NameId,
    has_root: bool,
    has_doctype: bool,
    entities: Vec<String>,
    may_declare_more: bool,
    in_conflict: bool,
    converted: bool,
    // Searches that failed once fail from every later place too.
    no_cdata_end: bool,
    no_instruction_end: bool,
    no_comment_end: bool,
    /// Slips reported in the tag being read; one damaged place tends to look like several.
    slips: u8,
    /// From where a line end was last looked for, and where it was: one long line is searched once.
    line: std::cell::Cell<(usize, usize)>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        let size = text.len();
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            nodes: Vec::with_capacity(size / 24 + 4),
            elements: Vec::with_capacity(size / 64 + 4),
            attributes: Vec::with_capacity(size / 40 + 4),
            names: Names::default(),
            scopes: Vec::new(),
            scope: NONE,
            errors: Vec::new(),
            open: Vec::new(),
            states: Vec::with_capacity(64),
            previous: NameId(0),
            has_root: false,
            has_doctype: false,
            entities: Vec::new(),
            may_declare_more: false,
            in_conflict: false,
            converted: false,
            no_cdata_end: false,
            no_instruction_end: false,
            no_comment_end: false,
            slips: 0,
            line: std::cell::Cell::new((1, 0)),
        }
    }

    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    #[inline]
    fn rest(&self, at: usize) -> &'t [u8] {
        self.bytes.get(at..).unwrap_or(&[])
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or("")
    }

    fn range(start: usize, end: usize) -> TextRange {
        TextRange::new(start as u32, end as u32)
    }

    #[cold]
    fn error(&mut self, kind: Kind, start: usize, end: usize) {
        self.error_noticed(kind, start, end, None, start);
    }

    #[cold]
    fn error_noticed(
        &mut self,
        kind: Kind,
        start: usize,
        end: usize,
        related: Option<TextRange>,
        noticed: usize,
    ) {
        self.errors.push(SyntaxError {
            kind,
            range: Self::range(start, end),
            related,
            noticed_at: noticed as u32,
        });
    }

    /// An error of the tag's own grammar: two of them in one tag are enough.
    #[cold]
    fn slip(&mut self, kind: Kind, start: usize, end: usize, noticed: usize) {
        self.slips = self.slips.saturating_add(1);
        if self.slips <= 2 {
            self.error_noticed(kind, start, end, None, noticed);
        }
    }

    fn line_end(&self, at: usize) -> usize {
        let (from, end) = self.line.get();
        if from <= at && at <= end {
            return end;
        }
        let end = memchr2(b'\n', b'\r', self.rest(at)).map_or(self.bytes.len(), |n| at + n);
        self.line.set((at, end));
        end
    }

    fn at_line_start(&self, at: usize) -> bool {
        at == 0 || matches!(self.byte(at - 1), b'\n' | b'\r')
    }

    #[inline]
    fn skip_space(&mut self) -> bool {
        let before = self.at;
        while has_class(self.byte(self.at), SPACE) {
            self.at += 1;
        }
        self.at > before
    }

    #[inline]
    fn name_end(&self, start: usize) -> usize {
        let mut at = start;
        if has_class(self.byte(at), NAME_START) {
            at += 1;
            while has_class(self.byte(at), NAME) {
                at += 1;
            }
        }
        if self.byte(at) >= 0x80 { self.name_end_slow(start, at) } else { at }
    }

    #[cold]
    fn name_end_slow(&self, start: usize, mut at: usize) -> usize {
        for c in self.slice(at, self.bytes.len()).chars() {
            let fits = if at == start { is_name_start_char(c) } else { is_name_char(c) };
            if !fits {
                break;
            }
            at += c.len_utf8();
        }
        at
    }

    fn intern(&mut self, start: usize, end: usize) -> NameId {
        let id = self.names.intern(self.text, Self::range(start, end));
        let count = self.names.data.len();
        if self.states.len() < count {
            let fresh =
                NameState { open: 0, seen: (0, 0), bound: 0, next_attribute: NONE, next_element: NONE };
            self.states.resize(count, fresh);
        }
        id
    }

    /// Where the name at `start` ends if it is the name `guess`: one comparison instead of a walk and a hash.
    #[inline]
    fn guessed_end(&self, guess: u32, start: usize) -> Option<usize> {
        let range = self.names.data.get(guess as usize)?.range;
        let end = start + range.len() as usize;
        let same =
            self.bytes.get(start..end)? == self.bytes.get(range.start() as usize..range.end() as usize)?;
        let next = self.byte(end);
        (same && !has_class(next, NAME) && next < 0x80).then_some(end)
    }

    /// The attribute name at `start`, which follows `previous` in its tag: its id and end; `None` where no name is.
    #[inline]
    fn attribute_name(&mut self, previous: NameId, start: usize) -> Option<(NameId, usize)> {
        let guess = self.states.get(previous.0 as usize).map_or(NONE, |s| s.next_attribute);
        if let Some(end) = self.guessed_end(guess, start) {
            return Some((NameId(guess), end));
        }
        let end = self.name_end(start);
        if end == start {
            return None;
        }
        let id = self.intern(start, end);
        if let Some(state) = self.states.get_mut(previous.0 as usize) {
            state.next_attribute = id.0;
        }
        Some((id, end))
    }

    /// The element name at `start` and its end.
    #[inline]
    fn element_name(&mut self, start: usize) -> (NameId, usize) {
        let guess = self.states.get(self.previous.0 as usize).map_or(NONE, |s| s.next_element);
        if let Some(end) = self.guessed_end(guess, start) {
            self.previous = NameId(guess);
            return (NameId(guess), end);
        }
        let end = self.name_end(start);
        let id = self.intern(start, end);
        if let Some(state) = self.states.get_mut(self.previous.0 as usize) {
            state.next_element = id.0;
        }
        self.previous = id;
        (id, end)
    }

    fn push_with(&mut self, kind: NodeKind, start: usize, end: usize, element: u32) -> u32 {
        let id = self.nodes.len() as u32;
        let parent = self.open.last().map_or(NONE, |o| o.node);
        let node = NodeData::new(kind, start as u32, end as u32, parent, id + 1, element);
        // Each `<` begins at most one node, with text behind it.
        append(&mut self.nodes, node, 2, || left(self.bytes, self.at, b'<'));
        id
    }

    fn push(&mut self, kind: NodeKind, start: usize, end: usize) {
        self.push_with(kind, start, end, 0);
    }

    fn run(&mut self) {
        self.forbidden_characters();
        while self.text.get(self.at..).is_some_and(|r| r.starts_with('\u{FEFF}')) {
            // The decoder took the first one; a further one is text in front of the root.
            self.error(Kind::SecondByteOrderMark, self.at, self.at + 3);
            self.push(NodeKind::Junk, self.at, self.at + 3);
            self.at += 3;
        }
        let body = self.at;
        if self.rest(body).starts_with(b"<?xml") && has_class(self.byte(body + 5), SPACE) {
            self.declaration();
        }
        while self.at < self.bytes.len() {
            if self.byte(self.at) == b'<' { self.markup() } else { self.text_content(self.at) }
        }
        while let Some(open) = self.open.pop() {
            let end = self.bytes.len();
            self.close_missing(&open, end, None);
        }
        if !self.has_root && self.errors.iter().all(|e| e.kind == Kind::SecondByteOrderMark) {
            let empty = self.text.trim_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).is_empty();
            let kind = if empty { Kind::EmptyDocument } else { Kind::NoRootElement };
            self.error_noticed(kind, 0, 0, None, self.bytes.len());
        }
        if self.converted {
            self.rebuild();
        }
    }

    fn forbidden_characters(&mut self) {
        // Without a branch per byte the compiler makes this a SIMD loop.
        let control = |b: u8| u8::from(b < 0x20) & !u8::from(matches!(b, b'\t' | b'\n' | b'\r'));
        let suspicious = self.bytes.iter().fold(0u8, |seen, &b| seen | control(b)) != 0
            || (memchr(0xEF, self.bytes).is_some()
                && (memmem::find(self.bytes, "\u{FFFE}".as_bytes()).is_some()
                    || memmem::find(self.bytes, "\u{FFFF}".as_bytes()).is_some()));
        if !suspicious {
            return;
        }
        let mut run: Option<(usize, usize)> = None;
        for (at, c) in self.text.char_indices() {
            if is_xml_char(c) {
                continue;
            }
            match run {
                Some((start, end)) if end == at => run = Some((start, at + c.len_utf8())),
                _ => {
                    if let Some((start, end)) = run {
                        self.error(Kind::ControlCharacter, start, end);
                    }
                    run = Some((at, at + c.len_utf8()));
                }
            }
        }
        if let Some((start, end)) = run {
            self.error(Kind::ControlCharacter, start, end);
        }
    }
}
