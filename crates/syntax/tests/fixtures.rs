//! Every XML file of `fixtures/`, cut off and damaged: the tokens are the text, and the verdict is roxmltree's.
//!
//! A run takes a fixed sample of the places of each file. `EVERY_PLACE=1 cargo test --release` takes all of them.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads its fixtures")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use webconfig_syntax::Document;
use webconfig_text::SourceText;

/// Places per file and kind of damage in a usual run.
const SAMPLE: usize = 24;

/// The texts of all XML files, each once.
fn texts() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut folders: Vec<PathBuf> = vec![root];
    let mut texts = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
            if path.is_dir() {
                folders.push(path);
            } else if matches!(
                extension.as_str(),
                "config" | "xml" | "csproj" | "pubxml" | "props" | "targets"
            ) && let Ok(source) = SourceText::decode(&std::fs::read(&path).unwrap())
            {
                texts.insert(source.text().to_owned());
            }
        }
    }
    texts
}

/// At most [`SAMPLE`] of `count` places, spread evenly; all of them when asked.
fn places(count: usize) -> impl Iterator<Item = usize> {
    let step = if std::env::var_os("EVERY_PLACE").is_some() { 1 } else { count.div_ceil(SAMPLE).max(1) };
    (0..count).step_by(step)
}

fn check(text: &str) -> Document {
    let doc = Document::parse(text);
    let mut at = 0;
    for token in doc.tokens() {
        assert_eq!(token.range.start() as usize, at, "tokens follow each other in {text}");
        at = token.range.end() as usize;
    }
    assert_eq!(at, text.len(), "tokens cover {text}");
    for error in doc.errors() {
        assert!(error.range.end() as usize <= text.len() && error.noticed_at as usize <= text.len());
    }
    doc
}

/// Whether both parsers have to agree: roxmltree expands entities and lets prefixes be undeclared.
fn is_comparable(text: &str) -> bool {
    !text.contains("<!DOCTYPE")
        && !text.contains("=''")
        && !text.contains("=\"\"")
        && !text.starts_with('\u{FEFF}')
}

fn compare(doc: &Document, text: &str) {
    if is_comparable(text) {
        let strict = roxmltree::Document::parse(text);
        assert_eq!(doc.is_well_formed(), strict.is_ok(), "{:?} and {strict:?}\n{text}", doc.errors());
    }
}

#[test]
fn every_prefix_of_every_fixture_is_read_and_judged() {
    let texts = texts();
    assert!(texts.len() > 900, "only {} files found", texts.len());
    for text in &texts {
        compare(&check(text), text);
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for place in places(ends.len()) {
            let prefix = &text[..ends[place]];
            compare(&check(prefix), prefix);
        }
    }
}

#[test]
fn every_single_token_damage_of_every_fixture_is_read_and_judged() {
    let mut problems: BTreeMap<usize, usize> = BTreeMap::new();
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    for text in texts() {
        let whole = Document::parse(text.as_str());
        let tokens: Vec<(usize, usize)> =
            whole.tokens().map(|t| (t.range.start() as usize, t.range.end() as usize)).collect();
        for place in places(tokens.len()) {
            let (start, end) = tokens[place];
            let mut damaged = vec![
                format!("{}{}", &text[..start], &text[end..]),
                format!("{}{}{}", &text[..end], &text[start..end], &text[end..]),
            ];
            if let Some(&(_, next)) = tokens.get(place + 1) {
                damaged.push([&text[..start], &text[end..next], &text[start..end], &text[next..]].concat());
            }
            for text in damaged {
                let doc = check(&text);
                compare(&doc, &text);
                if whole.is_well_formed() {
                    *problems.entry(doc.errors().len()).or_default() += 1;
                }
                for error in doc.errors() {
                    *classes.entry(error.kind.class()).or_default() += 1;
                }
            }
        }
    }
    // A slip is one problem or a few; only where a declared prefix is lost does each use of it count.
    let all: usize = problems.values().sum();
    let few: usize = problems.range(..=3).map(|(_, n)| n).sum();
    assert!(few * 100 >= all * 98, "{problems:?}");
    assert!(classes.len() >= 20, "only {classes:?}");
}
