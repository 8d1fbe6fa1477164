//! Offsets to the lines and columns that reports print.

use crate::Sources;
use serde::Serialize;
use webconfig_text::{FileId, SourceText, TextRange};

/// A place in a file: line and column from 1 (columns count code points), offset in bytes of the decoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in code points, from 1.
    pub column: u32,
    /// Offset in bytes.
    pub offset: u32,
}

/// Finds positions. It remembers the last one, so that a long line with many findings is counted through once and
/// not once for each: findings come sorted.
#[derive(Default)]
pub struct Positions {
    last: Option<(FileId, Position)>,
}

impl Positions {
    /// Nothing remembered.
    pub fn new() -> Self {
        Self::default()
    }

    /// Start and end of a range; `None` when the file has no text.
    pub fn range(
        &mut self,
        sources: &dyn Sources,
        file: FileId,
        range: TextRange,
    ) -> Option<(Position, Position)> {
        let text = sources.text(file)?;
        let start = self.position(text, file, range.start());
        self.last = Some((file, start));
        let end = if range.is_empty() { start } else { self.position(text, file, range.end()) };
        Some((start, end))
    }

    fn position(&self, source: &SourceText, file: FileId, offset: u32) -> Position {
        let text = source.text();
        let mut offset = offset.min(text.len() as u32);
        while !text.is_char_boundary(offset as usize) {
            offset -= 1;
        }
        let line = source.lines().line(offset);
        let from = match self.last {
            Some((last, place)) if last == file && place.line == line + 1 && place.offset <= offset => place,
            _ => Position { line: line + 1, column: 1, offset: source.lines().line_range(line).start() },
        };
        let between = TextRange::new(from.offset, offset).of(text);
        Position { line: line + 1, column: from.column + between.chars().count() as u32, offset }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One(SourceText);
    impl Sources for One {
        fn path(&self, _: FileId) -> &'static str {
            "x"
        }
        fn text(&self, _: FileId) -> Option<&SourceText> {
            Some(&self.0)
        }
    }

    #[test]
    fn columns_count_code_points_whatever_order_places_are_asked_in() {
        let text = "<a é='\u{1F600}'\r\n  b='日本' c=''/>";
        let sources = One(SourceText::from_text(text));
        let mut positions = Positions::new();
        let mut at = |needle: &str| {
            let start = text.find(needle).unwrap() as u32;
            let range = TextRange::at(start, needle.len() as u32);
            let (start, end) = positions.range(&sources, FileId(0), range).unwrap();
            (start.line, start.column, end.line, end.column)
        };
        assert_eq!(at("\u{1F600}"), (1, 7, 1, 8));
        assert_eq!(at("本"), (2, 7, 2, 8));
        assert_eq!(at("c=''"), (2, 10, 2, 14));
        assert_eq!(at("é"), (1, 4, 1, 5));
        assert_eq!(at("'\r\n  b"), (1, 8, 2, 4));
        let past = positions.range(&sources, FileId(0), TextRange::new(900, 901)).unwrap().0;
        assert_eq!((past.line, past.column, past.offset), (2, 16, text.len() as u32));
    }
}
