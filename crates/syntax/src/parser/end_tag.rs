//! End tags: which start tag each belongs to, and what stays open.

use super::{Open, Parser};
use crate::arena::{ElementData, NodeKind, TAG_EMPTY, TAG_UNCLOSED};
use crate::characters::{NAME, SPACE, has_class};
use crate::names::NONE;
use crate::{SyntaxError, SyntaxErrorKind as Kind};
use memchr::memchr2;
use webconfig_text::TextRange;

impl Parser<'_> {
    pub(super) fn end_tag(&mut self) {
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
    pub(super) fn close_missing(&mut self, open: &Open, at: usize, end_tag: Option<TextRange>) {
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
    pub(super) fn rebuild(&mut self) {
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
