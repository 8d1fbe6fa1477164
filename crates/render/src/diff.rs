//! Unified differences with secrets masked.

use crate::Style;
use similar::{ChangeTag, TextDiff};
use webconfig_diagnostics::Masked;
use webconfig_text::TextRange;

/// One side of a difference.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The text; empty for a file that is not there.
    pub text: &'a str,
    /// Its secrets, sorted and disjoint.
    pub secrets: &'a [TextRange],
}

/// The difference between two versions of a file as `diff -u` prints it; empty when the texts are equal.
///
/// A line whose secret alone differs is shown as changed, with the same cover on both sides.
pub fn unified(path: &str, before: Side<'_>, after: Side<'_>, style: Style) -> String {
    if before.text == after.text {
        return String::new();
    }
    let diff = TextDiff::from_lines(before.text, after.text);
    let (old, new) = (starts(before.text), starts(after.text));
    let mut out = format!("--- {path}\n+++ {path}\n");
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        out.push_str(&colored(style, "36", &hunk.header().to_string()));
        out.push('\n');
        for change in hunk.iter_changes() {
            let (sign, color, side, starts, index) = match change.tag() {
                ChangeTag::Delete => ('-', "31", before, &old, change.old_index()),
                ChangeTag::Insert => ('+', "32", after, &new, change.new_index()),
                ChangeTag::Equal => (' ', "", after, &new, change.new_index()),
            };
            let start = index.and_then(|index| starts.get(index)).copied().unwrap_or(0);
            let range = TextRange::at(start, change.value().len() as u32);
            let masked = Masked::new(side.text, range, side.secrets);
            let line = masked.text().trim_end_matches(['\r', '\n']);
            out.push_str(&colored(style, color, &format!("{sign}{line}")));
            out.push('\n');
            if change.missing_newline() {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// Where the lines that `TextDiff` counts begin: it splits as `str::lines` does, and at a lone `\r` as well.
fn starts(text: &str) -> Vec<u32> {
    let lines = webconfig_text::LineIndex::new(text);
    (0..lines.line_count()).map(|line| lines.line_range(line).start()).collect()
}

fn colored(style: Style, code: &str, text: &str) -> String {
    if style.color && !code.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side<'a>(text: &'a str, secrets: &'a [TextRange]) -> Side<'a> {
        Side { text, secrets }
    }

    #[test]
    fn secrets_are_masked_on_both_sides() {
        let before = "<a>\n  <add pw=\"old\"/>\n  <x/>\n</a>\n";
        let after = "<a>\n  <add pw=\"newer\" />\n  <x />\n</a>";
        let of = |text: &str, secret: &str| {
            let start = text.find(secret).unwrap() as u32;
            [TextRange::at(start, secret.len() as u32)]
        };
        let diff = unified(
            "web.config",
            side(before, &of(before, "old")),
            side(after, &of(after, "newer")),
            Style::default(),
        );
        insta::assert_snapshot!(diff, @r#"
        --- web.config
        +++ web.config
        @@ -1,4 +1,4 @@
         <a>
        -  <add pw="•••"/>
        -  <x/>
        -</a>
        +  <add pw="•••" />
        +  <x />
        +</a>
        \ No newline at end of file
        "#);
    }

    #[test]
    fn every_kind_of_line_end_is_followed() {
        let before = "a\rsecret\r\nb\n";
        let after = "a\rsecret\r\nc\n";
        let secret = [TextRange::new(2, 8)];
        let diff = unified("x", side(before, &secret), side(after, &secret), Style::default());
        assert!(!diff.contains("secret") && diff.contains("-b\n+c\n"), "{diff}");
        assert_eq!(unified("x", side(before, &secret), side(before, &secret), Style::default()), "");
    }
}
