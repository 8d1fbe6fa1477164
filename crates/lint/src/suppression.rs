//! Suppression comments: `<!-- webconfig-ignore WC1003: reason -->` for the next element and its content,
//! `<!-- webconfig-ignore-file WC1003: reason -->` for the file.
//!
//! Several rules may be named, with commas or blanks between them. Deliberately absent: what is wrong with a
//! suppression (the rules of `rules/hygiene` tell).

use crate::SourceFile;
use crate::selection::{Selector, UnknownRule};
use memchr::memmem::Finder;
use std::sync::LazyLock;
use webconfig_diagnostics::Place;
use webconfig_syntax::{Element, Node, NodeKind};
use webconfig_text::TextRange;

const MARKER: &str = "webconfig-ignore";

/// A suppression, as the rules about suppressions see it: a comment, or an `ignore` entry of a path override.
#[derive(Clone, Debug)]
pub struct Suppression<'f> {
    /// The file with the comment; `None` for an entry of the settings.
    pub file: Option<SourceFile<'f>>,
    /// The comment.
    pub comment: TextRange,
    /// What it covers; `None` = the whole file (or the files of the override).
    pub covers: Option<TextRange>,
    /// Whether a reason is given.
    pub has_reason: bool,
    /// The rules that it names.
    pub words: Vec<SuppressedRule>,
}

/// One name in a suppression.
#[derive(Clone, Debug)]
pub struct SuppressedRule {
    /// What it names.
    pub selector: Result<Selector, UnknownRule>,
    /// Where it is written; `None` where nobody could show it.
    pub place: Option<Place>,
    /// How many findings it suppressed.
    pub used: usize,
    /// Whether the run had a rule that it could have suppressed.
    pub is_judged: bool,
}

impl Suppression<'_> {
    /// Takes note of a finding; whether it is suppressed.
    pub(crate) fn takes(&mut self, code: &str, at: Option<TextRange>) -> bool {
        if let Some(covers) = self.covers
            && !at.is_some_and(|range| covers.contains(range.start()))
        {
            return false;
        }
        let named = self.words.iter_mut().find(|w| w.selector.as_ref().is_ok_and(|s| s.matches(code)));
        named.is_some_and(|word| {
            word.used += 1;
            true
        })
    }
}

/// The suppressions in a file, in order.
pub(crate) fn suppressions(file: SourceFile<'_>) -> Vec<Suppression<'_>> {
    static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(MARKER));
    if FINDER.find(file.text().as_bytes()).is_none() {
        return Vec::new();
    }
    let mut found: Vec<Suppression<'_>> = Vec::new();
    // Those since the last element, with their parent: the next element, if it has the same parent, is theirs.
    let mut waiting: Vec<(usize, Option<Element<'_>>)> = Vec::new();
    for node in file.file.document.nodes() {
        if let Some(element) = node.as_element() {
            for (at, parent) in waiting.drain(..) {
                if let Some(suppression) = found.get_mut(at).filter(|_| parent == element.parent()) {
                    suppression.covers = Some(element.range());
                }
            }
        } else if node.kind() == NodeKind::Comment
            && let Some(suppression) = suppression(file, node)
        {
            if suppression.covers.is_some() {
                waiting.push((found.len(), node.parent()));
            }
            found.push(suppression);
        }
    }
    found
}

/// A comment as a suppression; without an element behind it, it covers nothing.
fn suppression<'f>(file: SourceFile<'f>, comment: Node<'f>) -> Option<Suppression<'f>> {
    let content = comment.content_range();
    let text = content.of(file.text());
    let rest = text.trim_start().strip_prefix(MARKER)?;
    let (rest, whole_file) = match rest.strip_prefix("-file") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    if !rest.chars().next().is_none_or(|c| c.is_whitespace() || c == ':') {
        return None;
    }
    let (names, reason) = match rest.split_once(':') {
        Some((names, reason)) => (names, Some(reason)),
        None => (rest, None),
    };
    let begin = content.end() - rest.len() as u32;
    let mut words = Vec::new();
    for word in names.split([',', ' ', '\t', '\r', '\n']).filter(|w| !w.is_empty()) {
        let at = begin + (word.as_ptr().addr() - names.as_ptr().addr()) as u32;
        let selector = Selector::parse(word);
        let is_prose = selector.is_err() && reason.is_none();
        let place = Some(file.place(TextRange::at(at, word.len() as u32)));
        words.push(SuppressedRule { selector, place, used: 0, is_judged: false });
        if is_prose {
            // Without a colon the rest is most likely a reason; one word of it shows what is wrong.
            break;
        }
    }
    let covers = (!whole_file).then(|| TextRange::empty(comment.range().end()));
    let has_reason = reason.is_some_and(|r| !r.trim().is_empty());
    Some(Suppression { file: Some(file), comment: comment.range(), covers, has_reason, words })
}

#[cfg(test)]
mod tests {
    use super::*;
    use webconfig_config::ConfigFile;
    use webconfig_text::{FileId, SourceText};

    fn file(text: &str) -> ConfigFile {
        ConfigFile::new(FileId(0), "web.config", SourceText::from_text(text), None)
    }

    #[test]
    fn a_comment_covers_the_next_element_and_its_content() {
        let file = file("<a><!-- webconfig-ignore WC1003, sni WC04: why --> <!-- x --> <b><c/></b><d/></a>");
        let found = suppressions(SourceFile::new(&file));
        let [one] = found.as_slice() else { panic!("one suppression") };
        assert_eq!(one.covers.unwrap().of(file.source.text()), "<b><c/></b>");
        assert!(one.has_reason);
        let words: Vec<_> = one
            .words
            .iter()
            .map(|w| (w.place.unwrap().range.unwrap().of(file.source.text()), w.selector.is_ok()))
            .collect();
        assert_eq!(words, [("WC1003", true), ("sni", false), ("WC04", true)]);
    }

    #[test]
    fn a_comment_with_nothing_after_it_covers_nothing() {
        let file = file("<a><b/><!-- webconfig-ignore WC1003 --></a>");
        let mut found = suppressions(SourceFile::new(&file));
        assert!(!found[0].takes("WC1003", Some(TextRange::new(3, 5))));
        assert!(!found[0].has_reason);
    }

    #[test]
    fn the_file_form_takes_findings_without_a_place_too() {
        let file = file("<a><!--webconfig-ignore-file wc1003--></a>");
        let mut found = suppressions(SourceFile::new(&file));
        assert!(found[0].takes("WC1003", None) && !found[0].takes("WC1004", None));
        assert_eq!(found[0].words[0].used, 1);
    }

    #[test]
    fn prose_without_a_colon_is_one_unknown_word() {
        let file = file("<a><!-- webconfig-ignore WC1003 because we said so --><b/></a>");
        let found = suppressions(SourceFile::new(&file));
        assert_eq!(found[0].words.len(), 2);
    }

    #[test]
    fn other_comments_are_left_alone() {
        let file = file("<a><!-- see webconfig-ignore --><!-- webconfig-ignored WC1003 --><b/></a>");
        assert!(suppressions(SourceFile::new(&file)).is_empty());
    }
}
