//! One pass over the text: nodes, attributes, names, namespace scopes, errors.
//!
//! Recovery is decided locally and never looks back over text it has already read more than once, which is what
//! keeps the time linear (see the comments at `value` and `end_tag`).

use crate::characters::{NAME, NAME_START, SPACE, has_class, is_name_char, is_name_start_char, is_xml_char};
use crate::cook::{predefined_entity, resolve_character_reference};
use crate::doctype;
use crate::document::{
    AttributeData, ElementData, Inner, NodeData, NodeKind, Scope, TAG_EMPTY, TAG_UNCLOSED, TAG_UNTERMINATED,
};
use crate::names::{NONE, NameId, Names};
use crate::{SyntaxError, SyntaxErrorKind as Kind, XML_NAMESPACE, XMLNS_NAMESPACE};
use memchr::{memchr, memchr2, memchr3, memmem};
use std::collections::HashMap;
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
        self.nodes.push(NodeData::new(kind, start as u32, end as u32, parent, id + 1, element));
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

    // ---- content -------------------------------------------------------------------------------------------

    /// Text from the current place (a `<` that begins no markup may stand there) to the next markup.
    fn text_content(&mut self, search_from: usize) {
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
        self.push(NodeKind::Text, start, at);
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
    fn reference(&mut self, at: usize) -> usize {
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

    fn markup(&mut self) {
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
    fn tag_like_end(&self, from: usize) -> usize {
        match self.rest(from).iter().position(|b| matches!(b, b'>' | b'<' | b'\n' | b'\r')) {
            Some(n) => from + n + usize::from(self.byte(from + n) == b'>'),
            None => self.bytes.len(),
        }
    }

    // ---- merge conflicts -----------------------------------------------------------------------------------

    fn conflict_marker(&self, at: usize) -> bool {
        let rest = self.rest(at);
        rest.starts_with(b"=======") || rest.starts_with(b">>>>>>>") || rest.starts_with(b"|||||||")
    }

    /// The first line start in `from..to` that holds a marker.
    fn conflict_in(&self, from: usize, to: usize) -> Option<usize> {
        let stretch = self.bytes.get(from..to)?;
        memchr::memchr2_iter(b'\n', b'\r', stretch).map(|n| from + n + 1).find(|&l| self.conflict_marker(l))
    }

    /// Takes the marker line at the current place; the block itself was reported at its first marker.
    fn conflict_line(&mut self) {
        let end = self.line_end(self.at);
        if self.rest(self.at).starts_with(b">>>>>>>") {
            self.in_conflict = false;
        }
        self.push(NodeKind::Junk, self.at, end);
        self.at = end;
    }

    // ---- comments and the like -----------------------------------------------------------------------------

    fn comment(&mut self) {
        let start = self.at;
        let mut at = start + 4;
        let mut reported = false;
        let end = loop {
            let found = if self.no_comment_end { None } else { memmem::find(self.rest(at), b"--") };
            let Some(n) = found else {
                self.no_comment_end = true;
                let end = self.line_end(start);
                self.error_noticed(Kind::UnterminatedComment, start, start + 4, None, self.bytes.len());
                break end;
            };
            at += n;
            if self.byte(at + 2) == b'>' {
                break at + 3;
            }
            if at >= start + 6 && self.rest(at - 2).starts_with(b"<!--") {
                // Another comment begins: this one was never closed, and its line is all it can claim.
                let end = self.line_end(start).min(at - 2);
                self.error_noticed(Kind::UnterminatedComment, start, start + 4, None, at);
                break end;
            }
            if !reported {
                reported = true;
                self.error(Kind::DoubleHyphenInComment, at, at + 2);
            }
            // `--->`: the last two hyphens belong to the end.
            at += 1;
        };
        self.push(NodeKind::Comment, start, end);
        self.at = end;
    }

    fn cdata(&mut self) {
        let start = self.at;
        let found = if self.no_cdata_end { None } else { memmem::find(self.rest(start), b"]]>") };
        let end = if let Some(n) = found {
            start + n + 3
        } else {
            self.no_cdata_end = true;
            self.error_noticed(Kind::UnterminatedCData, start, start + 9, None, self.bytes.len());
            self.line_end(start)
        };
        if self.open.is_empty() {
            self.error(Kind::CDataOutsideRoot, start, start + 9);
        }
        self.push(NodeKind::CData, start, end);
        self.at = end;
    }

    fn instruction(&mut self) {
        let start = self.at;
        let found = if self.no_instruction_end { None } else { memmem::find(self.rest(start + 2), b"?>") };
        let target_end = self.name_end(start + 2);
        let target = self.slice(start + 2, target_end);
        if target.is_empty() {
            self.error(Kind::BadInstruction, start, start + 2);
        } else if target == "xml" {
            self.error(Kind::MisplacedDeclaration, start, target_end);
        } else if target.eq_ignore_ascii_case("xml") || target.contains(':') {
            self.error(Kind::BadInstruction, start + 2, target_end);
        }
        let end = if let Some(n) = found {
            start + 2 + n + 2
        } else {
            self.no_instruction_end = true;
            self.error_noticed(Kind::UnterminatedInstruction, start, target_end, None, self.bytes.len());
            self.tag_like_end(target_end)
        };
        if found.is_some()
            && !target.is_empty()
            && target_end + 2 < end
            && !has_class(self.byte(target_end), SPACE)
        {
            self.error(Kind::BadInstruction, target_end, target_end + 1);
        }
        self.push(NodeKind::ProcessingInstruction, start, end);
        self.at = end;
    }

    fn declaration(&mut self) {
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

    fn doctype(&mut self) {
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

    // ---- tags ----------------------------------------------------------------------------------------------

    fn start_tag(&mut self) {
        let start = self.at;
        let (name, name_end) = self.element_name(start + 1);
        let element = self.elements.len() as u32;
        let first_attribute = self.attributes.len();
        if self.open.is_empty() {
            if self.has_root {
                self.error(Kind::SecondRootElement, start + 1, name_end);
            }
            self.has_root = true;
        }
        let node = self.push_with(NodeKind::Element, start, name_end, element);
        self.at = name_end;
        let mut glued = false;
        let mut last_name = name;
        self.slips = 0;
        let mut prefixed = self.names.get(name).is_some_and(|n| n.prefix_len > 0 || n.is_bad);
        let mut qualified = 0u32;
        let mut declares = false;
        let flags = loop {
            let spaced = self.skip_space();
            let at = self.at;
            let b = self.byte(at);
            match b {
                b'>' if self.in_conflict && self.at_line_start(at) && self.conflict_marker(at) => {
                    self.skip_line();
                }
                b'>' => {
                    self.at = at + 1;
                    break 0;
                }
                b'/' if self.byte(at + 1) == b'>' => {
                    self.at = at + 2;
                    break TAG_EMPTY;
                }
                b'<' if self.at_line_start(at) && self.rest(at).starts_with(b"<<<<<<<") => {
                    let end = self.line_end(at);
                    self.error(Kind::MergeConflict, at, end);
                    self.in_conflict = true;
                    self.skip_line();
                }
                b'<' => {
                    self.error_noticed(Kind::UnterminatedTag, start + 1, name_end, None, at);
                    break TAG_UNTERMINATED;
                }
                0 if at >= self.bytes.len() => {
                    self.error_noticed(Kind::UnterminatedTag, start + 1, name_end, None, at);
                    break TAG_UNTERMINATED;
                }
                _ if self.in_conflict && self.at_line_start(at) && self.conflict_marker(at) => {
                    self.skip_line();
                }
                _ => {
                    if let Some((attribute, end)) = self.attribute_name(last_name, at) {
                        if !spaced {
                            self.slip(Kind::MissingSpace, at, end, at);
                        }
                        self.attribute(element, attribute, at, end);
                        last_name = attribute;
                        if let Some(n) = self.names.get(attribute) {
                            declares |= n.is_xmlns;
                            prefixed |= n.is_bad;
                            if n.prefix_len > 0 && !n.is_xmlns {
                                qualified += 1;
                            }
                        }
                    } else {
                        glued |= b == b'=' && self.attributes.len() == first_attribute;
                        self.junk_in_tag();
                    }
                }
            }
        };
        let open_end = self.at as u32;
        let outer_scope = self.scope;
        if declares {
            self.declare_namespaces(first_attribute);
        }
        if (prefixed || qualified > 0) && !glued {
            self.check_prefixes(name, start + 1, name_end, first_attribute, qualified);
        }
        let first = first_attribute as u32;
        self.elements.push(ElementData::new(node, name, open_end, first, self.scope, flags));
        if let Some(n) = self.nodes.get_mut(node as usize) {
            n.end = open_end;
        }
        if flags == TAG_EMPTY {
            self.leave_scope(outer_scope);
        } else {
            if let Some(state) = self.states.get_mut(name.0 as usize) {
                state.open += 1;
            }
            self.open.push(Open { node, element, name, tentative: flags == TAG_UNTERMINATED, glued });
        }
    }

    fn skip_line(&mut self) {
        if self.rest(self.at).starts_with(b">>>>>>>") {
            self.in_conflict = false;
        }
        self.at = self.line_end(self.at);
    }

    /// Skips what cannot stand in a tag, as one problem.
    #[cold]
    fn junk_in_tag(&mut self) {
        let start = self.at;
        if self.byte(start) == b'=' {
            self.at += 1;
        }
        let quoted = self.at;
        let quote = self.byte(quoted);
        if matches!(quote, b'"' | b'\'') {
            // A value that lost its name: over it, but not over the line or a tag end.
            let stop = self
                .rest(quoted + 1)
                .iter()
                .position(|&b| b == quote || matches!(b, b'<' | b'>' | b'\n' | b'\r'));
            let end = stop.map_or(self.bytes.len(), |n| quoted + 1 + n);
            self.at = if self.byte(end) == quote { end + 1 } else { quoted + 1 };
        } else {
            let width = self.slice(start, self.bytes.len()).chars().next().map_or(1, char::len_utf8);
            self.at = start + width;
            while self.at < self.bytes.len() {
                let b = self.byte(self.at);
                let stops =
                    has_class(b, SPACE | NAME_START) || matches!(b, b'<' | b'>' | b'/' | b'"' | b'\'');
                if stops || (b >= 0x80 && self.name_end(self.at) > self.at) {
                    break;
                }
                let width = self.slice(self.at, self.bytes.len()).chars().next().map_or(1, char::len_utf8);
                self.at += width;
            }
        }
        self.slip(Kind::JunkInTag, start, self.at, start);
    }

    /// One attribute whose name stands at `start..end`.
    #[inline]
    fn attribute(&mut self, element: u32, name: NameId, start: usize, end: usize) {
        let index = self.attributes.len() as u32;
        if let Some(NameState { seen, .. }) = self.states.get_mut(name.0 as usize) {
            if seen.0 == element + 1 {
                let first = seen.1;
                let related = self
                    .attributes
                    .get(first as usize)
                    .map(|a| TextRange::at(a.name_start, (end - start) as u32));
                self.error_noticed(Kind::DuplicateAttribute, start, end, related, start);
            } else {
                *seen = (element + 1, index);
            }
        }
        self.at = end;
        let mut data = AttributeData {
            name,
            name_start: start as u32,
            value_start: end as u32,
            value_end: end as u32,
            quote: 0,
            complete: false,
        };
        if self.byte(end) != b'=' {
            self.skip_space();
            if self.byte(self.at) != b'=' {
                self.at = end;
                self.slip(Kind::AttributeWithoutValue, start, end, end);
                self.attributes.push(data);
                return;
            }
        }
        let equals = self.at;
        self.at += 1;
        if has_class(self.byte(self.at), SPACE) {
            self.skip_space();
        }
        let quote = self.byte(self.at);
        if matches!(quote, b'"' | b'\'') {
            let value_start = self.at + 1;
            let (value_end, complete) = self.value(value_start, quote);
            data.value_start = value_start as u32;
            data.value_end = value_end as u32;
            data.quote = quote;
            data.complete = complete;
            self.at = value_end + usize::from(complete);
        } else {
            self.unquoted(start, end, equals, &mut data);
        }
        self.attributes.push(data);
    }

    #[cold]
    fn unquoted(&mut self, start: usize, end: usize, equals: usize, data: &mut AttributeData) {
        let value_start = self.at;
        let mut at = value_start;
        // `a= b="x"`: what follows on is the next attribute, not the value.
        let next_name = self.name_end(at);
        if at > equals + 1 && next_name > at && self.byte(next_name) == b'=' {
            at = equals + 1;
        } else {
            while at < self.bytes.len() {
                let b = self.byte(at);
                if has_class(b, SPACE)
                    || matches!(b, b'<' | b'>' | b'"' | b'\'')
                    || (b == b'/' && self.byte(at + 1) == b'>')
                {
                    break;
                }
                at += 1;
            }
            if at > value_start && matches!(self.byte(at), b'"' | b'\'') {
                at += 1; // `a=x"`: the opening quote is missing
            }
        }
        if at <= value_start {
            self.at = equals + 1;
            data.value_start = self.at as u32;
            data.value_end = self.at as u32;
            self.slip(Kind::AttributeWithoutValue, start, end, value_start);
        } else {
            self.at = at;
            data.value_start = value_start as u32;
            data.value_end = at as u32;
            self.slip(Kind::UnquotedValue, value_start, at, value_start);
        }
    }

    /// The value from `start` (behind its quote): its end and whether its closing quote is there.
    ///
    /// The search runs to the next quote of the same kind or the next `<`; both are where the following search for
    /// that quote begins again at the earliest, so all searches together read the text at most twice per quote kind.
    #[inline]
    fn value(&mut self, start: usize, quote: u8) -> (usize, bool) {
        let mut at = start;
        loop {
            let Some(found) = find_in_value(self.bytes, at, quote) else {
                return self.unclosed_value(start, self.bytes.len(), quote);
            };
            at = found;
            let b = self.byte(at);
            if b == quote {
                let after = self.byte(at + 1);
                if has_class(after, SPACE) || matches!(after, b'>' | b'/' | b'?') {
                    return (at, true);
                }
                return self.suspicious_quote(start, at, quote);
            }
            if b == b'&' {
                at = self.reference(at);
            } else {
                return self.less_than_in_value(start, at, quote);
            }
        }
    }

    /// A closing quote with something directly behind it: either a lost blank, or the opening quote of the next value.
    #[cold]
    fn suspicious_quote(&mut self, start: usize, at: usize, quote: u8) -> (usize, bool) {
        match self.next_attribute_in(start, at) {
            Some(next) => self.give_up_value(start, next, quote, at),
            None => (at, true),
        }
    }

    /// Where, in `start..end`, white space + name + `=` stands directly before `end`: the next attribute.
    fn next_attribute_in(&self, start: usize, end: usize) -> Option<usize> {
        let raw = self.slice(start, end);
        let before_equals = raw.trim_end().strip_suffix('=')?.trim_end();
        let name_at = before_equals.rfind(|c: char| !is_name_char(c)).map_or(0, |p| p + 1);
        let name = before_equals.get(name_at..)?;
        let blank = before_equals.get(..name_at)?;
        let value = blank.trim_end();
        (crate::is_name(name) && value.len() < blank.len()).then_some(start + value.len())
    }

    /// `<` at `at` inside a value: it belongs to the value when that ends soberly on this line, else the quote is
    /// unclosed.
    #[cold]
    fn less_than_in_value(&mut self, start: usize, at: usize, quote: u8) -> (usize, bool) {
        let before = self.bytes.get(start..at).unwrap_or(&[]);
        let line_end = self.line_end(at);
        let closes = memchr(quote, self.bytes.get(at..line_end).unwrap_or(&[])).map(|n| at + n);
        let sober = closes.filter(|&c| {
            let after = self.byte(c + 1);
            memchr2(b'>', b'\n', before).is_none()
                && (has_class(after, SPACE) || matches!(after, b'>' | b'/'))
                && self.next_attribute_in(at, c).is_none()
        });
        let Some(end) = sober else { return self.unclosed_value(start, at, quote) };
        self.error(Kind::LessThanInValue, at, at + 1);
        let mut next = at;
        while let Some(n) = memchr(b'&', self.bytes.get(next..end).unwrap_or(&[])) {
            next = self.reference(next + n).min(end);
        }
        (end, true)
    }

    /// The closing quote did not come before `limit`: the value ends before the tag end, the next attribute or the
    /// line end, whichever is first.
    #[cold]
    fn unclosed_value(&mut self, start: usize, limit: usize, quote: u8) -> (usize, bool) {
        let stretch = self.bytes.get(start..limit).unwrap_or(&[]);
        let mut end = memchr3(b'\n', b'\r', b'>', stretch).map_or(limit, |n| start + n);
        if self.byte(end) == b'>' && end < limit && end > start && self.byte(end - 1) == b'/' {
            end -= 1;
        }
        // ` name="` or ` name='` inside: the next attribute begins there.
        for n in memchr::memchr_iter(b'=', self.bytes.get(start..end).unwrap_or(&[])) {
            if matches!(self.byte(start + n + 1), b'"' | b'\'') {
                if let Some(next) = self.next_attribute_in(start, start + n + 1) {
                    end = next;
                }
                break;
            }
        }
        while end > start && has_class(self.byte(end - 1), SPACE) {
            end -= 1;
        }
        self.give_up_value(start, end, quote, limit)
    }

    fn give_up_value(&mut self, start: usize, end: usize, _quote: u8, noticed: usize) -> (usize, bool) {
        // Problems inside the stretch that is no value after all (a bare `&` stays one).
        while self
            .errors
            .last()
            .is_some_and(|e| e.range.start() as usize >= end && e.range.start() as usize > start)
        {
            self.errors.pop();
        }
        self.error_noticed(Kind::UnclosedQuote, start - 1, start, None, noticed);
        (end, false)
    }

    fn end_tag(&mut self) {
        let start = self.at;
        let name_start = start + 2;
        let expected = self.open.last().map_or(NONE, |o| o.name.0);
        if let Some(end) = self.guessed_end(expected, name_start).filter(|&e| self.byte(e) == b'>') {
            self.at = end + 1;
            self.close_top(start, end + 1, 0);
            return;
        }
        let name_end = self.name_end(name_start);
        self.at = name_end;
        self.skip_space();
        let mut end = self.at;
        if self.byte(end) == b'>' {
            end += 1;
            if name_end == name_start {
                self.error(Kind::UnterminatedEndTag, start, end);
            }
        } else if end >= self.bytes.len()
            || self.byte(end) == b'<'
            || has_class(self.byte(end - 1), SPACE | NAME) && {
                // `</a` + line end: the `>` was forgotten, what follows is content.
                memchr2(b'\n', b'\r', self.bytes.get(name_end..end).unwrap_or(&[])).is_some()
            }
        {
            end = name_end;
            self.error_noticed(Kind::UnterminatedEndTag, start, name_end, None, self.at);
        } else {
            let junk = end;
            end = self.tag_like_end(junk);
            self.error(Kind::JunkInEndTag, junk, end.max(junk + 1).min(self.bytes.len()));
        }
        if name_end == name_start {
            // `</` or `</>`: nothing to close by name.
            self.push(NodeKind::StrayEndTag, start, end);
            self.at = end;
            return;
        }
        self.at = end;
        if self.guessed_end(expected, name_start) == Some(name_end) {
            self.close_top(start, end, 0);
            return;
        }
        let name = self.intern(name_start, name_end);
        let is_open = self.states.get(name.0 as usize).is_some_and(|s| s.open > 0);
        if is_open {
            // Everything above it was left open. Each element is popped once, so this is linear over the file.
            let related = Self::range(start, end);
            while let Some(open) = self.open.pop_if(|o| o.name != name) {
                self.close_missing(&open, start, Some(related));
            }
            self.close_top(start, end, 0);
            return;
        }
        let written = self.slice(name_start, name_end);
        let nearest = self.open.iter().rev().take(2).enumerate().find_map(|(depth, o)| {
            let expected = self.names.get(o.name).map_or("", |n| n.range.of(self.text));
            let glued = o.glued && expected.starts_with(written);
            (glued || is_slip_of(written, expected)).then_some((depth, glued))
        });
        if let Some((depth, glued)) = nearest {
            for _ in 0..depth {
                if let Some(open) = self.open.pop() {
                    self.close_missing(&open, start, Some(Self::range(start, end)));
                }
            }
            let related = self.open.last().and_then(|o| self.element_name_range(o.element));
            if !glued {
                self.error_noticed(Kind::MismatchedEndTag, name_start, name_end, related, name_start);
            }
            self.close_top(start, end, 0);
            return;
        }
        self.error_noticed(Kind::StrayEndTag, start, end, None, name_start);
        self.push(NodeKind::StrayEndTag, start, end);
    }

    fn element_name_range(&self, element: u32) -> Option<TextRange> {
        let e = self.elements.get(element as usize)?;
        let start = self.nodes.get(e.node as usize)?.start + 1;
        Some(TextRange::at(start, self.names.get(e.name)?.range.len()))
    }

    #[inline]
    fn close_top(&mut self, close_start: usize, end: usize, flags: u8) {
        if let Some(open) = self.open.pop() {
            self.close(&open, close_start, end, flags);
        }
    }

    #[inline]
    fn close(&mut self, open: &Open, close_start: usize, end: usize, flags: u8) {
        let next = self.nodes.len() as u32;
        if let Some(node) = self.nodes.get_mut(open.node as usize) {
            node.end = end as u32;
            node.next = next;
        }
        if let Some(state) = self.states.get_mut(open.name.0 as usize) {
            state.open -= 1;
        }
        if let Some(element) = self.elements.get_mut(open.element as usize) {
            element.close_start = close_start as u32;
            element.set(flags);
        }
        if self.scope != NONE {
            let outer = self
                .open
                .last()
                .and_then(|o| self.elements.get(o.element as usize))
                .map_or(NONE, ElementData::scope);
            self.leave_scope(outer);
        }
    }

    /// Closes an element whose end tag is missing, at `at`.
    #[cold]
    fn close_missing(&mut self, open: &Open, at: usize, end_tag: Option<TextRange>) {
        if open.tentative {
            let end = self.elements.get(open.element as usize).map_or(at, |e| e.open_end as usize);
            self.close(open, end, end, TAG_EMPTY);
            self.converted = true;
        } else {
            self.close(open, at, at, TAG_UNCLOSED);
            if let Some(name) = self.element_name_range(open.element) {
                if self.ends_in_a_stray_tag(name, at) {
                    return;
                }
                self.error_noticed(
                    Kind::UnclosedElement,
                    name.start() as usize,
                    name.end() as usize,
                    end_tag,
                    at,
                );
            }
        }
    }

    /// Whether the last thing in an element is an end tag that closes nothing: then this one was meant, and the two
    /// problems are one.
    fn ends_in_a_stray_tag(&mut self, name: TextRange, at: usize) -> bool {
        let text = self.text;
        let Some(error) = self.errors.last_mut() else { return false };
        let is_last = error.kind == Kind::StrayEndTag
            && error.range.start() > name.start()
            && text.get(error.range.end() as usize..at).is_some_and(|rest| rest.trim_ascii().is_empty());
        if is_last {
            let from = error.noticed_at as usize;
            let tag = text.get(from..error.range.end() as usize).unwrap_or("");
            let length = tag.trim_end_matches('>').trim_ascii_end().len();
            *error = SyntaxError {
                kind: Kind::MismatchedEndTag,
                range: Self::range(from, from + length),
                related: Some(name),
                noticed_at: error.noticed_at,
            };
        }
        is_last
    }

    /// Parents and subtree ends anew, after unterminated tags were turned into empty elements: their would-be
    /// children are siblings now. One pass, whatever was nested in what.
    fn rebuild(&mut self) {
        let mut stack: Vec<(u32, u32)> = Vec::new();
        for id in 0..self.nodes.len() {
            let Some(node) = self.nodes.get(id).copied() else { break };
            while let Some((done, _)) = stack.pop_if(|(_, end)| *end <= node.start) {
                if let Some(d) = self.nodes.get_mut(done as usize) {
                    d.next = id as u32;
                }
            }
            if let Some(n) = self.nodes.get_mut(id) {
                n.parent = stack.last().map_or(NONE, |s| s.0);
                n.next = id as u32 + 1;
            }
            if node.kind() == NodeKind::Element {
                stack.push((id as u32, node.end));
            }
        }
        let count = self.nodes.len() as u32;
        for (open, _) in stack {
            if let Some(n) = self.nodes.get_mut(open as usize) {
                n.next = count;
            }
        }
    }

    // ---- namespaces ----------------------------------------------------------------------------------------

    fn declare_namespaces(&mut self, first_attribute: usize) {
        let mut declarations = Vec::new();
        for index in first_attribute..self.attributes.len() {
            let Some(attribute) = self.attributes.get(index).copied() else { continue };
            let Some(name) = self.names.get(attribute.name).filter(|n| n.is_xmlns && !n.is_bad) else {
                continue;
            };
            let whole = name.range.of(self.text);
            let prefix = whole.strip_prefix("xmlns:");
            let raw = self.slice(attribute.value_start as usize, attribute.value_end as usize);
            let value = crate::cook_attribute(raw);
            let wrong = match prefix {
                Some("xml") => value != XML_NAMESPACE,
                Some("xmlns") => true,
                Some(_) => value.is_empty() || value == XML_NAMESPACE || value == XMLNS_NAMESPACE,
                None => value == XML_NAMESPACE || value == XMLNS_NAMESPACE,
            };
            let start = attribute.name_start as usize;
            if wrong && attribute.complete {
                self.error(Kind::BadNamespaceDeclaration, start, start + whole.len());
            }
            let id = match prefix {
                None => NONE,
                Some(p) => {
                    let id = self.intern(start + 6, start + 6 + p.len());
                    if let Some(state) = self.states.get_mut(id.0 as usize) {
                        state.bound += 1;
                    }
                    id.0
                }
            };
            declarations.push((id, index as u32));
        }
        self.scopes.push(Scope { parent: self.scope, declarations });
        self.scope = self.scopes.len() as u32 - 1;
    }

    #[inline]
    fn leave_scope(&mut self, outer: u32) {
        while self.scope != outer {
            let Some(scope) = self.scopes.get(self.scope as usize) else {
                self.scope = outer;
                return;
            };
            for (prefix, _) in &scope.declarations {
                if let Some(state) = self.states.get_mut(*prefix as usize) {
                    state.bound = state.bound.saturating_sub(1);
                }
            }
            self.scope = scope.parent;
        }
    }

    fn check_prefix(&mut self, name: NameId, start: usize) {
        let Some(data) = self.names.get(name) else { return };
        let len = data.range.len() as usize;
        if data.is_bad {
            self.error(Kind::BadName, start, start + len);
            return;
        }
        if data.prefix_len == 0 || data.is_xmlns {
            return;
        }
        let (prefix_len, prefix) = (data.prefix_len as usize, data.prefix);
        let text = self.slice(start, start + prefix_len);
        let bound = text == "xml" || self.states.get(prefix as usize).is_some_and(|s| s.bound > 0);
        if !bound {
            self.error(Kind::UndeclaredPrefix, start, start + prefix_len);
        }
    }

    fn check_prefixes(
        &mut self,
        name: NameId,
        start: usize,
        end: usize,
        first_attribute: usize,
        qualified: u32,
    ) {
        if self.slice(start, end).starts_with("xmlns:") {
            self.error(Kind::UndeclaredPrefix, start, start + 5);
        } else {
            self.check_prefix(name, start);
        }
        for index in first_attribute..self.attributes.len() {
            if let Some(a) = self.attributes.get(index).copied() {
                self.check_prefix(a.name, a.name_start as usize);
            }
        }
        if qualified > 1 {
            self.check_qualified_duplicates(first_attribute);
        }
    }

    /// Two prefixes of one namespace with the same local name are one attribute twice.
    #[cold]
    fn check_qualified_duplicates(&mut self, first_attribute: usize) {
        let mut seen: HashMap<(String, &str), (u32, TextRange)> = HashMap::new();
        let mut uris: HashMap<u32, Option<String>> = HashMap::new();
        let mut found = Vec::new();
        for attribute in self.attributes.get(first_attribute..).unwrap_or(&[]) {
            let Some(name) = self.names.get(attribute.name) else { continue };
            if name.prefix_len == 0 || name.is_xmlns || name.is_bad {
                continue;
            }
            let uri = uris.entry(name.prefix).or_insert_with(|| self.uri_of(name.prefix)).clone();
            let Some(uri) = uri else { continue };
            let local = name.range.of(self.text).get(name.prefix_len as usize + 1..).unwrap_or("");
            let range = TextRange::at(attribute.name_start, name.range.len());
            match seen.get(&(uri.clone(), local)) {
                Some((other, first)) if *other != attribute.name.0 => found.push((range, *first)),
                Some(_) => {}
                None => {
                    seen.insert((uri, local), (attribute.name.0, range));
                }
            }
        }
        for (range, first) in found {
            self.error_noticed(
                Kind::DuplicateAttribute,
                range.start() as usize,
                range.end() as usize,
                Some(first),
                range.start() as usize,
            );
        }
    }

    fn uri_of(&self, prefix: u32) -> Option<String> {
        let mut scope = self.scope;
        while let Some(s) = self.scopes.get(scope as usize) {
            if let Some((_, index)) = s.declarations.iter().find(|(p, _)| *p == prefix) {
                let a = self.attributes.get(*index as usize)?;
                return Some(
                    crate::cook_attribute(self.slice(a.value_start as usize, a.value_end as usize))
                        .into_owned(),
                );
            }
            scope = s.parent;
        }
        None
    }
}

/// Whether `written` is a plausible slip for `expected`: another letter case, or an edit or two.
fn is_slip_of(written: &str, expected: &str) -> bool {
    let (a, b) = (written.as_bytes(), expected.as_bytes());
    if a.is_empty() || a.len() > 64 || b.len() > 64 {
        return false;
    }
    if written.eq_ignore_ascii_case(expected) {
        return true;
    }
    let allowed = (b.len() / 4).min(2);
    if allowed == 0 || a.len().abs_diff(b.len()) > allowed {
        return false;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let best = (diagonal + usize::from(x != y)).min(*cell + 1).min(left + 1);
            diagonal = *cell;
            *cell = best;
            left = best;
        }
    }
    row.last().is_some_and(|&d| d <= allowed)
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

/// The first quote, `<` or `&` from `at` on.
///
/// Values are short: eight bytes at a time in a register beat the call into a vector search, which takes over
/// where a value turns out to be long.
#[inline]
fn find_in_value(bytes: &[u8], at: usize, quote: u8) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let zero_bytes = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let quotes = ONES * u64::from(quote);
    let mut here = at;
    while let Some(Ok(chunk)) = bytes.get(here..here + 8).map(<[u8; 8]>::try_from) {
        let word = u64::from_le_bytes(chunk);
        let found = zero_bytes(word ^ quotes)
            | zero_bytes(word ^ (ONES * u64::from(b'<')))
            | zero_bytes(word ^ (ONES * u64::from(b'&')));
        if found != 0 {
            return Some(here + (found.trailing_zeros() / 8) as usize);
        }
        here += 8;
        if here - at >= 64 {
            break;
        }
    }
    memchr3(quote, b'<', b'&', bytes.get(here..)?).map(|n| here + n)
}
