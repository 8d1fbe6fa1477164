//! The text of an open document, as its editor has it.

use lsp_types::TextDocumentContentChangeEvent;
use webconfig_text::{ColumnUnit, LineIndex, SourceText};

use crate::proto::from;

const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// A text with the lines and columns of its editor. Cloning is cheap.
///
/// An editor that shows a byte order mark counts it; the analysis never sees it.
#[derive(Clone, Debug)]
pub(crate) struct Buffer {
    whole: SourceText,
    analysed: SourceText,
}

impl Buffer {
    /// A text as an editor sent it.
    pub(crate) fn new(text: String) -> Self {
        let rest = text.strip_prefix(BYTE_ORDER_MARK).map(SourceText::from_text);
        let whole = SourceText::from_text(text);
        Self { analysed: rest.unwrap_or_else(|| whole.clone()), whole }
    }

    /// A text read from a file; its byte order mark is not part of it.
    pub(crate) fn of_file(source: SourceText) -> Self {
        Self { whole: source.clone(), analysed: source }
    }

    /// The text as the editor has it, which is what lines and columns are about.
    pub(crate) fn whole(&self) -> &SourceText {
        &self.whole
    }

    /// The text without a byte order mark, which is what offsets of findings are about.
    pub(crate) fn analysed(&self) -> &SourceText {
        &self.analysed
    }

    /// How many bytes the analysed text lies behind the whole one.
    pub(crate) fn shift(&self) -> u32 {
        (self.whole.text().len() - self.analysed.text().len()) as u32
    }

    /// The text after some changes, each of which is about the text that the one before it left.
    #[must_use]
    pub(crate) fn changed(&self, changes: &[TextDocumentContentChangeEvent], unit: ColumnUnit) -> Self {
        let mut text = self.whole.text().to_owned();
        let mut lines: Option<LineIndex> = Some(self.whole.lines().clone());
        // Lines before this one are still where `lines` says: editors send several edits from the bottom up.
        let mut valid = u32::MAX;
        for change in changes {
            let Some(range) = change.range else {
                text.clone_from(&change.text);
                lines = None;
                continue;
            };
            let index = match lines.take() {
                Some(index) if range.start.line.max(range.end.line) < valid => index,
                _ => {
                    valid = u32::MAX;
                    LineIndex::new(&text)
                }
            };
            let start = index.offset(&text, from::position(range.start), unit);
            let end = index.offset(&text, from::position(range.end), unit);
            let (start, end) = (start.min(end), start.max(end));
            text.replace_range(start as usize..end as usize, &change.text);
            valid = valid.min(index.line(start));
            lines = Some(index);
        }
        Self::new(text)
    }
}
