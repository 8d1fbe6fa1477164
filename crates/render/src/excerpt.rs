//! The lines of a file around a place, ready to be shown: secrets masked, control characters made visible, long
//! lines cut.

use crate::one_line::is_harmful;
use crate::{Position, Positions, Report};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use webconfig_diagnostics::{Masked, Place};
use webconfig_text::{FileId, TextRange};

/// Columns shown of a line before its label and in all: a minified file is one line of megabytes.
const BEFORE: usize = 60;
const WIDTH: usize = 160;

/// Some lines of a file with the place that they are about.
#[derive(Debug)]
pub(crate) struct Excerpt {
    /// As people are shown it.
    pub(crate) path: String,
    /// Each with its `\n`.
    pub(crate) lines: String,
    /// Number of the first line, from 0.
    first_line: usize,
    /// Where the place is, in `lines`.
    pub(crate) label: TextRange,
    /// Where the place begins, in the file.
    pub(crate) start: Position,
}

impl Excerpt {
    /// The line of `place` and up to `context` lines on either side; a place of several lines is shown by its first.
    pub(crate) fn new(
        report: &Report<'_>,
        place: Place,
        context: u32,
        positions: &mut Positions,
    ) -> Option<Self> {
        let range = place.range?;
        let source = report.sources.text(place.file)?;
        let (start, end) = positions.range(report.sources, place.file, range)?;
        let secrets = report.sources.secrets(place.file);
        let (text, index) = (source.text(), source.lines());
        let here = start.line - 1;
        let first = here.saturating_sub(context);
        let last = (here + context).min(index.line_count() - 1);
        let mut lines = String::new();
        let mut label = TextRange::default();
        for number in first..=last {
            let content = index.line_content(text, number);
            if number == here {
                let marked = TextRange::new(start.offset, end.offset.min(content.end()));
                let (piece, within) = shown_line(text, content, secrets, marked);
                label = TextRange::at(lines.len() as u32 + within.start(), within.len());
                lines.push_str(&piece);
            } else {
                let nothing = TextRange::empty(content.start());
                lines.push_str(&shown_line(text, content, secrets, nothing).0);
            }
            lines.push('\n');
        }
        let path = crate::one_line(&report.shown(place.file)).into_owned();
        Some(Self { path, lines, first_line: first as usize, label, start })
    }
}

/// One line as it is shown, and where `marked` lies in it.
fn shown_line(
    text: &str,
    content: TextRange,
    secrets: &[TextRange],
    marked: TextRange,
) -> (String, TextRange) {
    // Only what can be seen is masked and copied: the line may be the whole file.
    let reach = (4 * WIDTH) as u32;
    let from = content.start().max(marked.start().saturating_sub(reach));
    let to = content.end().min(marked.start().saturating_add(2 * reach));
    let window = TextRange::new(boundary(text, from), boundary(text, to));
    let masked = Masked::new(text, window, secrets);
    let marked = masked.place(TextRange::new(marked.start(), marked.end().min(window.end())));

    let before = marked.start() as usize;
    let skipped = masked.text().get(..before).map_or(0, |t| t.chars().count()).saturating_sub(BEFORE);
    // A line that fits is shown whole, wherever its label is.
    let fits = window == content && masked.text().chars().count() <= WIDTH;
    let skipped = if fits { 0 } else { skipped };

    let mut out = String::new();
    if skipped > 0 || window.start() > content.start() {
        out.push('…');
    }
    let (mut label_start, mut label_end) = (None, None);
    let mut cut = window.end() < content.end();
    for (count, (at, c)) in masked.text().char_indices().skip(skipped).enumerate() {
        if at >= marked.start() as usize {
            label_start.get_or_insert(out.len());
        }
        if at >= marked.end() as usize {
            label_end.get_or_insert(out.len());
        }
        if count >= WIDTH && !fits {
            cut = true;
            break;
        }
        out.push(if c != '\t' && is_harmful(c) { visible(c) } else { c });
    }
    let start = label_start.unwrap_or(out.len());
    let end = label_end.unwrap_or(out.len());
    if cut {
        out.push('…');
    }
    (out, TextRange::new(start as u32, end as u32))
}

/// The text of a range as a report may carry it: masked, and bounded.
pub(crate) fn snippet(report: &Report<'_>, file: FileId, range: TextRange) -> Option<String> {
    let text = report.sources.text(file)?.text();
    let end = boundary(text, range.end().min(range.start().saturating_add(1000)).min(text.len() as u32));
    let masked = Masked::new(text, TextRange::new(range.start(), end), report.sources.secrets(file));
    Some(masked.text().to_owned())
}

fn boundary(text: &str, offset: u32) -> u32 {
    let mut offset = offset;
    while !text.is_char_boundary(offset as usize) {
        offset -= 1;
    }
    offset
}

/// The picture of a control character.
fn visible(c: char) -> char {
    match c {
        '\u{7f}' => '\u{2421}',
        c if c.is_ascii_control() => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
        _ => '\u{FFFD}',
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let bounds = span.offset()..span.offset() + span.len();
        if self.lines.get(bounds.clone()).is_none() {
            return Err(MietteError::OutOfBounds);
        }
        let mut starts: Vec<usize> = vec![0];
        starts.extend(self.lines.match_indices('\n').map(|(at, _)| at + 1));
        let line_of = |offset: usize| starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let first = line_of(bounds.start).saturating_sub(lines_before);
        let last = line_of(bounds.end) + lines_after;
        let start = starts.get(first).copied().unwrap_or(0);
        let end = starts.get(last + 1).copied().unwrap_or(self.lines.len());
        let data = self.lines.get(start..end).unwrap_or("").trim_end_matches('\n');
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            data.as_bytes(),
            (start, data.len()).into(),
            self.first_line + first,
            // The header prints the column of the place in the file, which a cut or masked line no longer has.
            self.start.column as usize - 1,
            last - first + 1,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, secrets: &[TextRange], marked: (usize, usize)) -> (String, String) {
        let all = TextRange::new(0, text.len() as u32);
        let (out, at) = shown_line(text, all, secrets, TextRange::new(marked.0 as u32, marked.1 as u32));
        let label = at.of(&out).to_owned();
        (out, label)
    }

    #[test]
    fn a_line_is_shown_as_it_is_with_secrets_and_control_characters_replaced() {
        let text = "\t<a pw='hunter2' x='\u{1b}[31m'/>";
        let (out, label) = line(text, &[TextRange::new(8, 15)], (4, 16));
        assert_eq!(out, "\t<a pw='•••' x='␛[31m'/>");
        assert_eq!(label, "pw='•••'");
        assert_eq!(line(text, &[TextRange::new(8, 15)], (10, 12)).1, "•••");
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides_of_its_label() {
        let text = format!("{}<needle/>{}", "é".repeat(5000), "x".repeat(5000));
        let at = text.find("<needle").unwrap();
        let (out, label) = line(&text, &[], (at, at + 9));
        assert_eq!(label, "<needle/>");
        assert!(out.starts_with("…é") && out.ends_with("x…"));
        assert_eq!(out.chars().count(), WIDTH + 2);
        let (out, label) = line(&text, &[], (0, text.len()));
        assert!(out.starts_with("éé") && out.ends_with("é…"));
        assert_eq!(label.chars().count(), WIDTH);
    }

    #[test]
    fn a_place_at_the_end_of_a_line_is_found() {
        assert_eq!(line("<a", &[], (2, 2)), ("<a".to_owned(), String::new()));
    }
}
