//! WC0006. What it explains, WC0001 leaves alone: one finding per root cause.

use crate::refusal::{Refusal, not_well_formed, refusal};
use crate::rule::rule;
use crate::{Context, SourceFile};
use webconfig_diagnostics::{Evidence, Phase};
use webconfig_syntax::{NodeKind, SyntaxError, SyntaxErrorKind};
use webconfig_text::TextRange;

rule! {
    /// Reports the markers of a merge conflict, and element names that a replace step should have filled in.
    ///
    /// # Why
    /// The deployment is broken for certain; what to do is another thing than for any other syntax error.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    /// <<<<<<< HEAD
    /// ^^^^^^^^^^^^ the conflict begins here
    ///   <appSettings />
    /// =======
    ///   <connectionStrings />
    /// >>>>>>> feature
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <appSettings />
    /// >>>>>>> feature
    /// ^^^^^^^^^^^^^^^ left over
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <#{Section}# />
    ///   ^^^^^^^^^^^^ never replaced
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <$section$><appSettings /></$section$>
    ///   ^^^^^^^^^^ never replaced
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <__Section__ />
    ///    ^^^^^^^^^^^ never replaced
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration />
    /// ```
    ///
    /// # Trap
    /// A line of signs in a comment is decoration.
    /// ```xml
    /// <configuration>
    ///   <!--
    /// =======
    /// Shop
    /// =======
    ///   -->
    /// </configuration>
    /// ```
    WC0006 "merge-conflict-or-editor-residue", Error, since "0.1",
    scope ANY, profiles "rsct", P1,
    on Syntax(check)
}

/// Pairs of signs between which replace steps look for a name.
const TOKENS: [(&str, &str); 14] = [
    ("#{", "}"),
    ("${", "}"),
    ("$(", ")"),
    ("{{", "}}"),
    ("{%", "%}"),
    ("@@", "@@"),
    ("%", "%"),
    ("__", "__"),
    ("{", "}"),
    ("[", "]"),
    ("$", "$"),
    ("#", "#"),
    ("@", "@"),
    ("~", "~"),
];

/// Whether this rule tells what the syntax error is about.
pub(crate) fn explains(file: &SourceFile<'_>, error: &SyntaxError) -> bool {
    match error.kind {
        SyntaxErrorKind::MergeConflict => true,
        SyntaxErrorKind::BareLessThan => token(file.text(), error.range.start()).is_some(),
        SyntaxErrorKind::JunkInEndTag => end_tag_token(file.text(), error.range).is_some(),
        _ => false,
    }
}

/// Whether this rule speaks of what stands at an offset: as a marker, or as the name of a tag.
pub(crate) fn speaks_of(text: &str, at: u32) -> bool {
    let before = text.get(..at as usize).unwrap_or("");
    let tag = before.strip_suffix("</").or_else(|| before.strip_suffix('<')).map_or(at, |b| b.len() as u32);
    let is_line = before.is_empty() || before.ends_with('\n');
    // Only where a line begins: a file of one long line would be looked through again and again.
    let line = || text.get(at as usize..).and_then(|t| t.lines().next()).unwrap_or("").trim_end();
    token(text, tag).is_some() || (is_line && marker(line()).is_some())
}

/// Whether an element is named by a token: `<__Name__>` is well formed, and no name that anybody would choose.
pub(crate) fn is_token_name(name: &str) -> bool {
    name.strip_prefix("__").and_then(|n| n.strip_suffix("__")).is_some_and(|name| !name.is_empty())
}

/// The token behind the `</` of an end tag.
fn end_tag_token(text: &str, junk: TextRange) -> Option<TextRange> {
    let tag = text.get(..junk.start() as usize)?.strip_suffix("</")?;
    token(text, tag.len() as u32)
}

/// The tag whose name is a token, where `<` or `</` stands at `at`.
fn token(text: &str, at: u32) -> Option<TextRange> {
    let rest = text.get(at as usize..)?.strip_prefix('<')?;
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    // Names are short; a bounded look keeps a line of nothing but `<` linear.
    let near = rest.char_indices().nth(120).map_or(rest, |(end, _)| rest.get(..end).unwrap_or(""));
    let line = near.lines().next().unwrap_or("");
    let (open, close) = TOKENS.into_iter().find(|(open, _)| line.starts_with(open))?;
    let name = line.get(open.len()..)?;
    let len = name.find(close).filter(|len| *len > 0)?;
    if !name.get(..len)?.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ' | ':')) {
        return None;
    }
    let end = at as usize + (text.len() - at as usize - rest.len()) + open.len() + len + close.len();
    // `#{name}#` has one sign more.
    let end = end + usize::from(text.get(end..).is_some_and(|t| t.starts_with('#')));
    Some(TextRange::new(at, end as u32))
}

fn check(file: &SourceFile<'_>, cx: &mut Context<'_>) {
    let errors = file.document.errors();
    let stops_at = if errors.is_empty() { None } else { refusal(file, cx.options()) };
    if !errors.is_empty() && file.is_binary() {
        return;
    }
    let mut told = false;
    for (index, error) in errors.iter().enumerate().filter(|(_, e)| explains(file, e)) {
        let stop = stops_at.filter(|(at, _)| *at == Refusal::Syntax(index));
        let mut report = if error.kind == SyntaxErrorKind::MergeConflict {
            let mut report = cx.report(error.range, "a merge conflict was never resolved");
            report
                .detail("merge-conflict")
                .label("the conflict begins here")
                .help("keep one of the two sides, or parts of both, and delete the three marker lines");
            report
        } else {
            // The start tag was told of, and the two belong together.
            if error.kind == SyntaxErrorKind::JunkInEndTag && told {
                continue;
            }
            told = true;
            let range = token(file.text(), error.range.start())
                .or_else(|| end_tag_token(file.text(), error.range))
                .unwrap_or(error.range);
            unreplaced(cx, range)
        };
        if let Some((_, at)) = stop {
            report.iis(Phase::File, not_well_formed(file, at, Evidence::Inferred));
        }
    }
    named_by_a_token(file, cx);
    left_over_markers(file, cx);
}

fn unreplaced<'c>(cx: &'c mut Context<'_>, range: TextRange) -> crate::Report<'c> {
    let mut report = cx.report(range, "an element name is a token that nothing replaced");
    report
        .detail("unreplaced-token")
        .label("never replaced")
        .help("run the step that replaces it, or write the name of the element");
    report
}

fn named_by_a_token(file: &SourceFile<'_>, cx: &mut Context<'_>) {
    if !file.document.names().any(is_token_name) {
        return;
    }
    for element in file.document.elements() {
        if is_token_name(element.name()) {
            unreplaced(cx, element.name_range());
        }
    }
}

/// Whether a line begins with the signs that end a part of a conflict.
fn may_have_marker(text: &[u8]) -> bool {
    let begins = |at: usize| {
        let first = text.get(at);
        matches!(first, Some(b'>' | b'='))
            && text.get(at..at + 7).is_some_and(|line| line.iter().all(|b| Some(b) == first))
    };
    // Hardly any line begins with one of the signs, and all lines are looked at several bytes at a time.
    let pairs = text.iter().zip(text.get(1..).unwrap_or(&[]));
    let has_candidates = pairs.fold(false, |seen, (a, b)| seen | ((*a == b'\n') & matches!(b, b'>' | b'=')));
    begins(0) || has_candidates && memchr::memchr_iter(b'\n', text).any(|end| begins(end + 1))
}

/// Markers that are well-formed text, because the rest of their conflict is gone or stands in a comment.
fn left_over_markers(file: &SourceFile<'_>, cx: &mut Context<'_>) {
    let text = file.text();
    if !may_have_marker(text.as_bytes()) {
        return;
    }
    for node in file.document.nodes() {
        let is_text = node.kind() == NodeKind::Text;
        if !is_text && !matches!(node.kind(), NodeKind::Comment | NodeKind::CData) {
            continue;
        }
        let range = node.range();
        let mut begin = None;
        for line in lines(text, range) {
            match marker(line.of(text)) {
                // In comments and CDATA only a whole conflict is one.
                Some('<') if !is_text => begin = Some(line),
                Some('>') => {
                    if let Some(at) = begin.take().or(is_text.then_some(line)) {
                        left_over(cx, at);
                    }
                }
                Some('=') if is_text && begin.is_none() => {
                    left_over(cx, line);
                    // A `>>>>>>>` behind it belongs to the same conflict.
                    break;
                }
                _ => {}
            }
        }
    }
}

fn left_over(cx: &mut Context<'_>, line: TextRange) {
    cx.report(line, "the marker of a merge conflict was left in the file")
        .detail("merge-conflict")
        .label("left over")
        .help("delete the line, and look whether the conflict was resolved as it should be");
}

fn marker(line: &str) -> Option<char> {
    let first = line.chars().next().filter(|c| matches!(c, '<' | '=' | '>'))?;
    let behind = line.trim_start_matches(first);
    let is_marker = line.len() - behind.len() == 7
        && match first {
            '=' => behind.is_empty(),
            _ => behind.is_empty() || behind.starts_with(' '),
        };
    is_marker.then_some(first)
}

/// The lines of a stretch that begin at a line begin of the text, without their ends.
fn lines(text: &str, range: TextRange) -> impl Iterator<Item = TextRange> + use<'_> {
    let stretch = range.of(text);
    let mut at = range.start();
    let begins_line = at == 0 || text.get(..at as usize).is_some_and(|t| t.ends_with('\n'));
    stretch.split_inclusive('\n').enumerate().filter_map(move |(index, line)| {
        let start = at;
        at += line.len() as u32;
        let trimmed = line.trim_end();
        (index > 0 || begins_line).then(|| TextRange::at(start, trimmed.len() as u32))
    })
}

#[cfg(test)]
mod tests {
    use super::may_have_marker;

    #[test]
    fn seven_signs_are_seen_where_a_line_begins_and_six_are_not() {
        for sign in [">", "="] {
            for before in ["", "\n", "a\r\n", "\n\n", "=\n"] {
                for behind in ["", "\n", " feature", "="] {
                    let text = |n| format!("{before}{}{behind}", sign.repeat(n));
                    assert!(may_have_marker(text(7).as_bytes()), "{before:?} {sign} {behind:?}");
                    let is_seventh = behind == sign;
                    assert_eq!(
                        may_have_marker(text(6).as_bytes()),
                        is_seventh,
                        "{before:?} {sign} {behind:?}"
                    );
                }
            }
        }
        assert!(!may_have_marker(b"") && !may_have_marker(b"\n=>>>===>=>=>=\n a======="));
    }
}
