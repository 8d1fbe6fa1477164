//! Offsets to lines and columns and back, in three units.

use crate::TextRange;

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnUnit {
    /// Bytes of UTF-8.
    Utf8,
    /// UTF-16 code units: what .NET, MSBuild and most editors count.
    Utf16,
    /// Unicode code points: what our own reports count.
    Utf32,
}

/// A place, both members counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 0.
    pub line: u32,
    /// Column in some [`ColumnUnit`], from 0.
    pub column: u32,
}

/// Where the lines of a text begin. A line ends with `\n`, `\r\n` or a lone `\r`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    ascii: bool,
    len: u32,
}

impl LineIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 40 + 1);
        starts.push(0);
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            // The `\r` of a `\r\n` does not end the line; its `\n` does.
            if bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            starts.push(at as u32 + 1);
        }
        Self { starts, ascii: text.is_ascii(), len: bytes.len() as u32 }
    }

    /// How many lines there are; an empty text has one.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The line of an offset; past the end it is the last line.
    pub fn line(&self, offset: u32) -> u32 {
        (self.starts.partition_point(|&s| s <= offset) as u32).saturating_sub(1)
    }

    /// The bytes of a line with its line end; empty past the last line.
    pub fn line_range(&self, line: u32) -> TextRange {
        let start = self.starts.get(line as usize).copied().unwrap_or(self.len);
        let end = self.starts.get(line as usize + 1).copied().unwrap_or(self.len);
        TextRange::new(start, end)
    }

    /// The bytes of a line without its line end.
    pub fn line_content(&self, text: &str, line: u32) -> TextRange {
        let range = self.line_range(line);
        TextRange::at(range.start(), range.of(text).trim_end_matches(['\r', '\n']).len() as u32)
    }

    /// Line and column of an offset, clamped to the text and to a character boundary.
    pub fn position(&self, text: &str, offset: u32, unit: ColumnUnit) -> LineColumn {
        let offset = floor_boundary(text, offset.min(self.len));
        let line = self.line(offset);
        let start = self.starts.get(line as usize).copied().unwrap_or(0);
        let before = TextRange::new(start, offset).of(text);
        let column = if self.ascii { before.len() } else { columns(before, unit) };
        LineColumn { line, column: column as u32 }
    }

    /// The offset of a place: past the end of a line clamps to its end (before the line end), past the last line to
    /// the end of the text, inside a surrogate pair or a character to its start.
    pub fn offset(&self, text: &str, place: LineColumn, unit: ColumnUnit) -> u32 {
        if place.line >= self.line_count() {
            return self.len;
        }
        let range = self.line_content(text, place.line);
        let content = range.of(text);
        if self.ascii {
            return range.start() + (content.len() as u32).min(place.column);
        }
        let mut left = place.column;
        for (at, c) in content.char_indices() {
            let width = match unit {
                ColumnUnit::Utf8 => c.len_utf8(),
                ColumnUnit::Utf16 => c.len_utf16(),
                ColumnUnit::Utf32 => 1,
            } as u32;
            if left < width {
                return range.start() + at as u32;
            }
            left -= width;
        }
        range.end()
    }
}

fn columns(text: &str, unit: ColumnUnit) -> usize {
    match unit {
        ColumnUnit::Utf8 => text.len(),
        ColumnUnit::Utf16 => text.encode_utf16().count(),
        ColumnUnit::Utf32 => text.chars().count(),
    }
}

fn floor_boundary(text: &str, offset: u32) -> u32 {
    let mut at = offset as usize;
    while at > 0 && !text.is_char_boundary(at) {
        at -= 1;
    }
    at as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_line_ends_count_and_crlf_counts_once() {
        let text = "a\nb\r\nc\rd\u{2028}e";
        let lines = LineIndex::new(text);
        assert_eq!(lines.line_count(), 4);
        assert_eq!(lines.line_content(text, 1).of(text), "b");
        assert_eq!(lines.line_content(text, 3).of(text), "d\u{2028}e");
    }

    #[test]
    fn columns_differ_by_unit_on_astral_characters() {
        let text = "x\n\u{1F600}é<";
        let lines = LineIndex::new(text);
        let at = text.find('<').unwrap() as u32;
        for (unit, column) in [(ColumnUnit::Utf8, 6), (ColumnUnit::Utf16, 3), (ColumnUnit::Utf32, 2)] {
            assert_eq!(lines.position(text, at, unit), LineColumn { line: 1, column });
            assert_eq!(lines.offset(text, LineColumn { line: 1, column }, unit), at);
        }
        assert_eq!(
            lines.offset(text, LineColumn { line: 1, column: 1 }, ColumnUnit::Utf16),
            2,
            "inside the pair"
        );
    }

    #[test]
    fn places_outside_clamp() {
        let text = "ab\r\ncd";
        let lines = LineIndex::new(text);
        assert_eq!(lines.offset(text, LineColumn { line: 0, column: 99 }, ColumnUnit::Utf16), 2);
        assert_eq!(lines.offset(text, LineColumn { line: 9, column: 0 }, ColumnUnit::Utf16), 6);
        assert_eq!(lines.position(text, 99, ColumnUnit::Utf8), LineColumn { line: 1, column: 2 });
    }
}
