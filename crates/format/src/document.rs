//! The formatter: one layout for a whole document, as edits of white space alone.
//!
//! What it changes: indentation, one element a line, runs of blank lines, blanks inside tags. What it keeps: every
//! name and value with its quotes, the order of attributes, comments letter for letter, one blank line where there
//! were some, a comment behind something on its line, attributes that stand on lines of their own, the file's own
//! indentation step, line ends and way of closing empty tags.
//!
//! What it leaves alone: content with text in it, anything below `xml:space="preserve"`, and whatever a syntax error
//! touches; sound elements beside and below an error are formatted where they stand.

use crate::style::{Style, indent_of};
use webconfig_syntax::{Document, Element, Node, NodeKind};
use webconfig_text::{TextEdits, TextRange};

/// Deeper elements are left as they are: indentation grows with depth, and with it the output, to the square.
const DEEPEST: u32 = 200;

/// The edits that lay out a document.
///
/// ```
/// use webconfig_format::format_document;
/// use webconfig_syntax::Document;
/// let doc = Document::parse("<a>\n  <b  x = '1'/><c>text</c>\n </a>\n");
/// assert_eq!(format_document(&doc).apply(doc.text()), "<a>\n  <b x='1'/>\n  <c>text</c>\n</a>\n");
/// ```
pub fn format_document(doc: &Document) -> TextEdits {
    let mut formatter = Formatter {
        text: doc.text(),
        style: Style::of(doc),
        errors: Errors::new(doc),
        on_own_line: vec![false; doc.element_count()],
        edits: Vec::new(),
    };
    formatter.top(doc);
    let mut places: Vec<Option<Place<'_>>> = Vec::with_capacity(doc.element_count());
    for element in doc.elements() {
        let place = formatter.place(element, &places);
        if let Some(place) = &place {
            formatter.element(element, place);
        }
        places.push(place);
    }
    formatter.finish()
}

/// Where an element goes: an indentation that was there, and steps on top of it.
#[derive(Clone, Copy)]
struct Place<'d> {
    base: &'d str,
    steps: u32,
    /// Whether the white space in it means nothing.
    is_free: bool,
    /// Whether the gaps of its content may change: it is free, and its tags are sound.
    lays_out: bool,
}

/// The places of errors, for asking whether one touches a range.
struct Errors {
    /// Start of each, ascending, with the farthest end up to it.
    reach: Vec<(u32, u32)>,
}

impl Errors {
    fn new(doc: &Document) -> Self {
        let mut reach: Vec<(u32, u32)> =
            doc.errors().iter().map(|e| (e.range.start(), e.range.end())).collect();
        reach.sort_unstable();
        let mut farthest = 0;
        for (_, end) in &mut reach {
            farthest = farthest.max(*end);
            *end = farthest;
        }
        Self { reach }
    }

    /// Whether an error lies in a range or at its edge.
    fn touch(&self, range: TextRange) -> bool {
        let before = self.reach.partition_point(|(start, _)| *start <= range.end());
        before.checked_sub(1).and_then(|at| self.reach.get(at)).is_some_and(|(_, end)| *end >= range.start())
    }
}

struct Formatter<'d> {
    text: &'d str,
    style: Style,
    errors: Errors,
    /// By element: whether its parent has put it on a line of its own.
    on_own_line: Vec<bool>,
    edits: Vec<(TextRange, String)>,
}

impl<'d> Formatter<'d> {
    /// Where an element goes, from what was decided for its parent; `None` where nothing may change.
    fn place(&self, element: Element<'d>, places: &[Option<Place<'d>>]) -> Option<Place<'d>> {
        let own_line = self.on_own_line.get(element.id().index()) == Some(&true);
        // Beside an error: what is sound in itself is laid out from where it stands.
        let (base, steps) = match element.parent() {
            None if own_line => ("", 0),
            None => (indent_of(element)?, 0),
            Some(parent) => {
                let place = places.get(parent.id().index()).copied().flatten()?;
                if !place.is_free || place.steps >= DEEPEST {
                    return None;
                }
                if own_line { (place.base, place.steps + 1) } else { (indent_of(element)?, 0) }
            }
        };
        let is_free = is_free(element);
        let sound = element.is_closed()
            && !self.errors.touch(element.start_tag())
            && element.end_tag().is_none_or(|tag| !self.errors.touch(tag));
        Some(Place { base, steps, is_free, lays_out: is_free && sound })
    }

    /// Whether the white space in front of a node may change: it begins where `last` ends, the node before (an
    /// unclosed one ends elsewhere), and no error is near.
    fn gap_may_change(&self, gap: TextRange, last: u32, node: Node<'_>) -> bool {
        let kinds = [NodeKind::Element, NodeKind::Comment, NodeKind::ProcessingInstruction];
        let edge = TextRange::new(gap.start().saturating_sub(1), gap.end() + 1);
        kinds.contains(&node.kind())
            && gap.start() == last
            && !self.errors.touch(edge)
            && node.as_element().is_none_or(|e| !self.errors.touch(e.start_tag()))
    }

    /// The white space that ends at `offset`.
    fn gap_before(&self, offset: u32) -> TextRange {
        let before = self.text.get(..offset as usize).unwrap_or("");
        TextRange::new(before.trim_end_matches(WHITE).len() as u32, offset)
    }

    fn note_own_line(&mut self, node: Node<'_>) {
        if let Some(noted) = node.as_element().and_then(|e| self.on_own_line.get_mut(e.id().index())) {
            *noted = true;
        }
    }

    fn top(&mut self, doc: &'d Document) {
        let nodes: Vec<Node<'d>> = doc.children().filter(|node| !node.is_white_space()).collect();
        // Text and other errors beside the root: nobody knows what its white space is.
        if nodes.iter().any(|node| {
            matches!(node.kind(), NodeKind::Text | NodeKind::CData | NodeKind::StrayEndTag | NodeKind::Junk)
        }) {
            return;
        }
        let mut last = 0;
        for node in &nodes {
            let gap = self.gap_before(node.range().start());
            let own_line = node.kind() == NodeKind::Element || gap.of(self.text).contains(LINE_END);
            if self.gap_may_change(gap, last, *node) && (own_line || gap.start() == 0) {
                if gap.start() == 0 {
                    let line = gap.of(self.text).rfind(LINE_END).map_or(0, |at| at as u32 + 1);
                    self.replace(TextRange::new(line, gap.end()), "");
                } else {
                    self.begin_line(gap, "", 0);
                }
                self.note_own_line(*node);
            }
            last = end_of(*node);
        }
        // Behind the last node: one line end, if there is any.
        let gap = self.gap_before(self.text.len() as u32);
        let is_behind = nodes.last().is_some_and(|node| end_of(*node) == gap.start());
        if is_behind && gap.of(self.text).contains(LINE_END) && !self.errors.touch(gap) {
            self.replace(gap, self.style.newline);
        }
    }

    fn element(&mut self, element: Element<'d>, place: &Place<'d>) {
        if !self.errors.touch(element.start_tag()) && element.is_terminated() {
            self.start_tag(element, place);
        }
        if !place.lays_out {
            return;
        }
        let mut has_lines = false;
        let mut last = element.start_tag().end();
        for node in element.children().filter(|node| !node.is_white_space()) {
            let gap = self.gap_before(node.range().start());
            let breaks = gap.of(self.text).contains(LINE_END);
            // A comment behind something stays there; everything else begins a line.
            let own_line = breaks || matches!(node.kind(), NodeKind::Element);
            has_lines |= own_line;
            if own_line && place.steps < DEEPEST && self.gap_may_change(gap, last, node) {
                self.begin_line(gap, place.base, place.steps + 1);
                if let Some(moved) = node.as_element().and_then(|e| self.on_own_line.get_mut(e.id().index()))
                {
                    *moved = true;
                }
            }
            last = end_of(node);
        }
        let Some(end) = element.end_tag() else { return };
        self.end_tag(end);
        let gap = self.gap_before(end.start());
        let touched = self.errors.touch(TextRange::new(gap.start().saturating_sub(1), gap.end()));
        if gap.start() == last && !touched && (gap.of(self.text).contains(LINE_END) || has_lines) {
            self.begin_line(gap, place.base, place.steps);
        }
    }

    /// Blanks inside a start tag: one between attributes, none around `=`, attributes of other lines below each other.
    fn start_tag(&mut self, element: Element<'d>, place: &Place<'d>) {
        let mut at = element.name_range().end();
        let indent = self.indent(place.base, place.steps);
        let old_indent = indent_of(element);
        for attribute in element.attributes() {
            let gap = TextRange::new(at, attribute.range().start());
            let between = gap.of(self.text);
            if !between.chars().all(|c| WHITE.contains(&c)) {
                return;
            }
            if let Some(line) = between.rfind(LINE_END) {
                // Attributes on lines of their own keep their distance from the element.
                let old = between.get(line + 1..).unwrap_or("");
                let distance = old_indent.and_then(|outer| old.strip_prefix(outer)).filter(|d| !d.is_empty());
                let distance = distance.unwrap_or(&self.style.indent);
                self.replace(gap, &format!("{}{indent}{distance}", self.style.newline));
            } else {
                self.replace(gap, " ");
            }
            let name_end = attribute.name_range().end();
            let value = attribute.value_range();
            let equals = TextRange::new(name_end, value.start().saturating_sub(1));
            // The first line end of a file tells which kind it has: none goes away.
            if equals.of(self.text).trim_matches([' ', '\t']) == "=" {
                self.replace(equals, "=");
            }
            at = attribute.range().end();
        }
        let close = if element.is_empty_tag() { 2 } else { 1 };
        let gap = TextRange::new(at, element.start_tag().end().saturating_sub(close));
        let inside = gap.of(self.text);
        // A `>` on a line of its own is somebody's style.
        if inside.chars().all(|c| c == ' ' || c == '\t') {
            let blank = element.is_empty_tag() && self.style.blank_before_slash;
            self.replace(gap, if blank { " " } else { "" });
        }
    }

    fn end_tag(&mut self, tag: TextRange) {
        let raw = tag.of(self.text);
        let Some(name) = raw.strip_suffix('>') else { return };
        let kept = name.trim_end_matches([' ', '\t']).len() as u32;
        let blanks = TextRange::new(tag.start() + kept, tag.end() - 1);
        if !self.errors.touch(tag) {
            self.replace(blanks, "");
        }
    }

    /// Makes a gap a line end and indentation; one blank line is kept where there were some.
    fn begin_line(&mut self, gap: TextRange, base: &str, steps: u32) {
        let old = gap.of(self.text);
        let lines = old.matches('\n').count().max(old.matches('\r').count());
        let mut new = self.style.newline.to_owned();
        if lines > 1 {
            new.push_str(self.style.newline);
        }
        new.push_str(&self.indent(base, steps));
        self.replace(gap, &new);
    }

    fn indent(&self, base: &str, steps: u32) -> String {
        format!("{base}{}", self.style.indent.repeat(steps as usize))
    }

    /// Replaces a range as far as old and new differ.
    fn replace(&mut self, range: TextRange, new: &str) {
        let old = range.of(self.text);
        if old == new {
            return;
        }
        let same = |(a, b): &(u8, u8)| a == b;
        let front = old.bytes().zip(new.bytes()).take_while(same).count();
        let (rest_old, rest_new) = (old.get(front..).unwrap_or(""), new.get(front..).unwrap_or(""));
        let back = rest_old.bytes().rev().zip(rest_new.bytes().rev()).take_while(same).count();
        let inner = TextRange::new(range.start() + front as u32, range.end() - back as u32);
        let text = rest_new.get(..rest_new.len() - back).unwrap_or("").to_owned();
        self.edits.push((inner, text));
    }

    fn finish(mut self) -> TextEdits {
        self.edits.sort_by_key(|(range, _)| *range);
        let mut edits = TextEdits::new();
        for (range, text) in self.edits {
            // Gaps do not overlap, so every edit fits.
            let _ = edits.replace(range, text);
        }
        edits
    }
}

const WHITE: &[char] = &[' ', '\t', '\r', '\n'];
const LINE_END: [char; 2] = ['\r', '\n'];

/// Where a node ends, if what follows is outside of it: an unclosed element has no end of its own.
fn end_of(node: Node<'_>) -> u32 {
    if node.as_element().is_none_or(Element::is_closed) { node.range().end() } else { u32::MAX }
}

/// Whether the white space in an element means nothing: no text beside it, and nobody asked for it to be kept.
fn is_free(element: Element<'_>) -> bool {
    let asked = |e: Element<'_>| e.value("xml:space").is_some_and(|v| v == "preserve");
    let has_text = element.children().any(|node| match node.kind() {
        NodeKind::Text => !node.is_white_space(),
        NodeKind::Element | NodeKind::Comment | NodeKind::ProcessingInstruction => false,
        _ => true,
    });
    !has_text && !asked(element)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(text: &str) -> String {
        let doc = Document::parse(text);
        let out = format_document(&doc).apply(text);
        let again = Document::parse(out.as_str());
        assert_eq!(format_document(&again).apply(&out), out, "formatting twice differs from once");
        out
    }

    #[test]
    fn every_element_gets_its_line_and_depth() {
        assert_eq!(
            formatted("<?xml version='1.0'?>\n<a><b><c/></b>\n\t<d/></a>"),
            "<?xml version='1.0'?>\n<a>\n\t<b>\n\t\t<c/>\n\t</b>\n\t<d/>\n</a>"
        );
        assert_eq!(
            formatted("<a>\n    <b>\n    <c />\n  </b>\n</a>\n"),
            "<a>\n    <b>\n        <c />\n    </b>\n</a>\n"
        );
    }

    #[test]
    fn comments_and_single_blank_lines_stay_where_they_are() {
        let text = "<!-- top -->\n\n<a>\n\n  <!-- own\n line --> <b /> <!-- behind -->\n\n\n\n  <c /><!-- x -->\n</a>\n";
        assert_eq!(
            formatted(text),
            "<!-- top -->\n\n<a>\n\n  <!-- own\n line -->\n  <b /> <!-- behind -->\n\n  <c /><!-- x -->\n</a>\n"
        );
    }

    #[test]
    fn text_and_what_asks_for_it_keeps_its_white_space() {
        for text in [
            "<a>\n  <b> x <i/>  y </b>\n  <c>  <![CDATA[ ]]> </c>\n</a>\n",
            "<a xml:space=\"preserve\"> <b>  <c/></b></a>\n",
            "<a>\n  <b></b>\n  <c> </c>\n</a>\n",
        ] {
            assert_eq!(formatted(text), text);
        }
    }

    #[test]
    fn blanks_inside_tags_go_and_lines_of_attributes_stay() {
        assert_eq!(formatted("<a  b = '1'   c=\"2\" ></a >"), "<a b='1' c=\"2\"></a>");
        assert_eq!(
            formatted("<a>\n <b x='1'\n     y='2'\n />\n   <c\n     z='3'/>\n</a>"),
            "<a>\n <b x='1'\n     y='2'\n />\n <c\n   z='3'/>\n</a>"
        );
    }

    #[test]
    fn line_ends_and_closing_style_are_those_of_the_file() {
        assert_eq!(
            formatted("<a>\r\n<b />\r\n  <c /><d/>\r\n</a>\r\n"),
            "<a>\r\n  <b />\r\n  <c />\r\n  <d />\r\n</a>\r\n"
        );
    }

    #[test]
    fn what_an_error_touches_is_left_and_what_is_sound_is_not() {
        let text = "<a>\n<b x=1   y='2'/>\n   <c>\n  <d  e='1'/>\n   </c>\n</a>\n";
        let out = formatted(text);
        assert!(out.contains("<b x=1   y='2'/>"), "{out}");
        assert!(out.contains("<d e='1'/>"), "{out}");
        let unclosed = "<a>\n <b>\n <c  x='1'/>\n</a>\n";
        assert!(formatted(unclosed).contains(" <b>\n <c x='1'/>\n"));
    }

    #[test]
    fn hostile_depth_is_left_alone() {
        let text = "<a>".repeat(5000) + &"</a>".repeat(5000);
        assert!(formatted(&text).len() < 200_000);
    }
}
