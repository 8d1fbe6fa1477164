//! Lines and columns as the reference counts them: from 1, in UTF-16 units.

use super::{AttributeId, Kind, NodeId, Tree};
use webconfig_text::{ColumnUnit, LineIndex};

/// A line and a column, both from 1.
pub(crate) type Position = (u32, u32);

/// A serialised transform element in the buffer, and where the log says it stands.
#[derive(Clone, Debug)]
pub(crate) struct Fragment {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Line of the transform element.
    pub(crate) line: u32,
    /// Column of the transform element's name.
    pub(crate) column: u32,
}

/// Line and column of an offset in a text.
pub(crate) fn position_in(text: &str, lines: &LineIndex, offset: u32) -> Position {
    let place = lines.position(text, offset, ColumnUnit::Utf16);
    (place.line + 1, place.column + 1)
}

impl Tree {
    /// The source text.
    pub(crate) fn source(&self) -> &str {
        self.buffer.get(..self.source_len as usize).unwrap_or("")
    }

    /// Line and column of an offset in the buffer.
    ///
    /// A node that came from the transform stands where its normalised one-line form would have it, shifted to the
    /// transform element: the reference reports such places and calls them the source's.
    pub(crate) fn position(&self, offset: u32) -> Position {
        if offset < self.source_len || self.fragments.is_empty() {
            let lines = self.lines.get_or_init(|| LineIndex::new(self.source()));
            return position_in(self.source(), lines, offset.min(self.source_len));
        }
        let index = self.fragments.partition_point(|f| f.start <= offset).saturating_sub(1);
        let Some(fragment) = self.fragments.get(index) else { return (1, 1) };
        let text = self.buffer.get(fragment.start as usize..fragment.end as usize).unwrap_or("");
        let (line, column) = position_in(text, &LineIndex::new(text), offset.saturating_sub(fragment.start));
        (line + fragment.line - 1, (column + fragment.column).saturating_sub(2))
    }

    /// Where an element stands: at its name.
    pub(crate) fn element_position(&self, id: NodeId) -> Option<Position> {
        (self.kind(id) == Kind::Element).then(|| self.position(self.node(id).start + 1))
    }

    /// Where an attribute stands: at its name.
    pub(crate) fn attribute_position(&self, id: AttributeId) -> Position {
        self.position(self.attribute(id).start)
    }
}
