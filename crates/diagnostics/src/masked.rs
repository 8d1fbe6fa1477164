//! A piece of a file with its secrets covered, for whoever shows source lines.

use webconfig_text::TextRange;

/// What stands in place of a secret, whatever its length.
pub(crate) const COVER: &str = "•••";

/// A piece of text in which every secret reads `•••`, and the way from offsets of the file to offsets in it.
///
/// ```
/// use webconfig_diagnostics::Masked;
/// use webconfig_text::TextRange;
/// let line = Masked::new(r#"<add key="k" value="hunter2" />"#, TextRange::new(5, 31), &[TextRange::new(20, 27)]);
/// assert_eq!(line.text(), r#"key="k" value="•••" />"#);
/// ```
#[derive(Clone, Debug)]
pub struct Masked {
    text: String,
    /// Offsets in the file and in `text` where a kept or covered piece begins, in ascending order.
    pieces: Vec<(u32, u32)>,
    /// End in the file, end in `text`.
    end: (u32, u32),
}

impl Masked {
    /// Covers the secrets that touch `range` of `text`; `secrets` are sorted and do not overlap.
    ///
    /// A secret that crosses the edge of the range is covered as far as it lies inside.
    pub fn new(text: &str, range: TextRange, secrets: &[TextRange]) -> Self {
        let mut shown = String::new();
        let mut pieces = Vec::new();
        let mut at = range.start();
        let first = secrets.partition_point(|secret| secret.end() <= range.start());
        for secret in secrets.iter().skip(first).take_while(|secret| secret.start() < range.end()) {
            let start = secret.start().max(at);
            let end = secret.end().min(range.end());
            if start >= end {
                continue;
            }
            pieces.push((at, shown.len() as u32));
            shown.push_str(TextRange::new(at, start).of(text));
            pieces.push((start, shown.len() as u32));
            shown.push_str(COVER);
            at = end;
        }
        pieces.push((at, shown.len() as u32));
        shown.push_str(TextRange::new(at, range.end()).of(text));
        let end = (range.end(), shown.len() as u32);
        Self { text: shown, pieces, end }
    }

    /// The text to show.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a range of the file lies in [`Self::text`]; a part of a secret becomes the whole cover.
    pub fn place(&self, range: TextRange) -> TextRange {
        let start = self.offset(range.start(), false);
        TextRange::new(start, self.offset(range.end(), true).max(start))
    }

    fn offset(&self, offset: u32, is_end: bool) -> u32 {
        let index = self.pieces.partition_point(|(file, _)| *file <= offset);
        let Some((file, shown)) = index.checked_sub(1).and_then(|index| self.pieces.get(index)) else {
            return 0;
        };
        let (file_end, shown_end) = self.pieces.get(index).copied().unwrap_or(self.end);
        let within = offset - file;
        // Pieces alternate between kept (even) and covered (odd).
        let covered = index % 2 == 0;
        if within == 0 {
            *shown
        } else if offset >= file_end || (covered && is_end) {
            shown_end
        } else if covered {
            *shown
        } else {
            shown + within
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "user=sa;password=hunter2;x=1";
    const SECRET: TextRange = TextRange::new(17, 24);

    #[test]
    fn the_cover_does_not_tell_the_length() {
        let all = TextRange::new(0, TEXT.len() as u32);
        assert_eq!(Masked::new(TEXT, all, &[SECRET]).text(), "user=sa;password=•••;x=1");
        assert_eq!(Masked::new(TEXT, all, &[]).text(), TEXT);
        assert_eq!(Masked::new(TEXT, TextRange::new(20, 26), &[SECRET]).text(), "•••;x");
        assert_eq!(Masked::new(TEXT, TextRange::new(24, 26), &[SECRET]).text(), ";x");
    }

    #[test]
    fn ranges_follow_the_text_and_never_split_a_cover() {
        let masked = Masked::new(TEXT, TextRange::new(8, 28), &[SECRET]);
        let of = |start, end| {
            let range = masked.place(TextRange::new(start, end));
            range.of(masked.text())
        };
        assert_eq!(of(8, 16), "password");
        assert_eq!(of(17, 24), "•••");
        assert_eq!(of(19, 21), "•••");
        assert_eq!(of(25, 28), "x=1");
        assert_eq!(of(8, 28), "password=•••;x=1");
        assert_eq!(masked.place(TextRange::empty(24)), TextRange::empty(18));
        assert_eq!(masked.place(TextRange::empty(99)), TextRange::empty(22));
    }
}
