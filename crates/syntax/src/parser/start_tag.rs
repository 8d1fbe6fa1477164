//! Start tags and the attributes in them.

use super::{NameState, Open, Parser, append, left};
use crate::SyntaxErrorKind as Kind;
use crate::arena::{AttributeData, ElementData, NodeKind, TAG_EMPTY, TAG_UNTERMINATED};
use crate::characters::{NAME_START, SPACE, has_class};
use crate::names::NameId;
use webconfig_text::TextRange;

impl Parser<'_> {
    pub(super) fn start_tag(&mut self) {
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
        let data = ElementData::new(node, name, open_end, first, self.scope, flags);
        append(&mut self.elements, data, 1, || left(self.bytes, self.at, b'<'));
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
            plain: false,
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
            self.quoted(quote, &mut data);
        } else {
            self.unquoted(start, end, equals, &mut data);
        }
        append(&mut self.attributes, data, 1, || left(self.bytes, self.at, b'='));
    }

    /// The value that begins with the quote here.
    #[inline]
    fn quoted(&mut self, quote: u8, data: &mut AttributeData) {
        let value_start = self.at + 1;
        let (value_end, complete, plain) = self.value(value_start, quote);
        data.value_start = value_start as u32;
        data.value_end = value_end as u32;
        data.quote = quote;
        data.complete = complete;
        data.plain = plain;
        self.at = value_end + usize::from(complete);
    }

    #[cold]
    fn unquoted(&mut self, start: usize, end: usize, equals: usize, data: &mut AttributeData) {
        // `a=="x"`: one sign too many, and the value is where it would be.
        if self.byte(self.at) == b'=' {
            let extra = self.at;
            while self.byte(self.at) == b'=' {
                self.at += 1;
            }
            let behind = self.at;
            self.skip_space();
            let quote = self.byte(self.at);
            if matches!(quote, b'"' | b'\'') {
                self.slip(Kind::JunkInTag, extra, behind, extra);
                self.quoted(quote, data);
                return;
            }
            self.at = extra;
        }
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
}
