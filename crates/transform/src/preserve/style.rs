//! How the file writes things.

use crate::tree::{AttributeId, Kind, NodeId, Tree};
use webconfig_text::SourceText;

/// The habits of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// The quote of attribute values.
    pub(super) quote: char,
    /// `<a />` rather than `<a/>`.
    pub(super) blank_before_slash: bool,
    /// The line end.
    pub(super) newline: &'static str,
}

impl Style {
    /// What most of the file does; double quotes and a blank where it says nothing.
    pub(super) fn of(tree: &Tree, source: &SourceText) -> Self {
        let bytes = tree.source().as_bytes();
        let (mut single, mut double) = (0usize, 0usize);
        for index in 0..tree.attributes.len() as u32 {
            let end = tree.attribute(AttributeId(index)).raw_value.1 as usize;
            match bytes.get(end) {
                Some(b'\'') => single += 1,
                Some(b'"') => double += 1,
                _ => {}
            }
        }
        let (mut with, mut without) = (0usize, 0usize);
        for index in 0..tree.nodes.len() as u32 {
            let node = tree.node(NodeId(index));
            let end = node.tag_end as usize;
            if node.kind == Kind::Element
                && node.end == node.tag_end
                && bytes.get(end.wrapping_sub(2)) == Some(&b'/')
            {
                match bytes.get(end.wrapping_sub(3)) {
                    Some(b' ' | b'\t' | b'\n' | b'\r') => with += 1,
                    _ => without += 1,
                }
            }
        }
        Self {
            quote: if single > double { '\'' } else { '"' },
            blank_before_slash: with >= without,
            newline: source.format().newline.as_str(),
        }
    }

    /// Text with the file's line ends.
    pub(super) fn lines(self, text: &str) -> String {
        if !text.contains(['\r', '\n']) {
            return text.to_owned();
        }
        text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', self.newline)
    }
}
