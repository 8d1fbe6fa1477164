//! `--preserve`: recorded files, and that the result means what the reference's result means.
//!
//! `UPDATE_FIXTURES=1 cargo test` writes the expectations anew.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads its fixtures")]

use std::fs;
use std::path::{Path, PathBuf};
use webconfig_transform::{Mode, Options, Status, transform};

const PRESERVE: Options = Options { mode: Mode::Preserve, explain: false };

fn folders(of: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/transform").join(of);
    let mut folders: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.join("source.xml").exists())
        .collect();
    folders.sort();
    folders
}

fn read(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).unwrap()
}

#[test]
fn recorded_results_are_given() {
    for folder in folders("preserve") {
        let outcome = transform(&read(&folder, "source.xml"), &read(&folder, "transform.xml"), &PRESERVE);
        let bytes = outcome.bytes().unwrap();
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(folder.join("expected.xml"), bytes).unwrap();
        }
        assert_eq!(
            String::from_utf8_lossy(bytes),
            String::from_utf8_lossy(&read(&folder, "expected.xml")),
            "{}",
            folder.display()
        );
    }
}

#[test]
fn a_transform_that_does_nothing_changes_no_byte() {
    const NOTHING: &[u8] =
        br#"<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform"><nothing/></configuration>"#;
    for folder in folders("") {
        let source = read(&folder, "source.xml");
        let outcome = transform(&source, NOTHING, &PRESERVE);
        if outcome.status == Status::Success {
            assert_eq!(outcome.bytes().unwrap(), source, "{}", folder.display());
        }
    }
}

/// Elements, attributes and text of a document in one canonical line; white space between markup, comments and the
/// choice of prefixes left out.
fn meaning(bytes: &[u8]) -> Option<String> {
    let source = webconfig_text::SourceText::decode(bytes).ok()?;
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(source.text(), options).ok()?;
    let mut out = String::new();
    for node in document.descendants() {
        let depth = node.ancestors().count();
        if node.is_element() {
            let mut attributes: Vec<String> = node
                .attributes()
                .map(|a| {
                    let words: Vec<&str> = a.value().split_whitespace().collect();
                    format!("{{{}}}{}={:?}", a.namespace().unwrap_or(""), a.name(), words)
                })
                .collect();
            attributes.sort();
            let name = node.tag_name();
            let namespace = name.namespace().unwrap_or("");
            out.push_str(&format!("\n{depth}<{{{namespace}}}{} {}>", name.name(), attributes.join(" ")));
        } else if node.is_text() {
            let text: String = node.text().unwrap_or("").split_whitespace().collect();
            out.push_str(&text);
        }
    }
    Some(out)
}

#[test]
fn both_modes_mean_the_same() {
    // Cases in which the reference's result differs from what the steps say: that is what preserving is for.
    const DAMAGED: &[&str] = &["ns-setattributes-new-namespace-generates-prefix"];
    let mut compared = 0;
    for folder in folders("") {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let (source, changes) = (read(&folder, "source.xml"), read(&folder, "transform.xml"));
        let reference = transform(&source, &changes, &Options::default());
        let preserved = transform(&source, &changes, &PRESERVE);
        // What the reference cannot read for its own reasons may well be readable.
        if !matches!(reference.status, Status::Fatal(_)) {
            assert_eq!(reference.status, preserved.status, "{name}");
        }
        if name.starts_with("enc-") || DAMAGED.contains(&name.as_str()) {
            continue;
        }
        if let (Some(a), Some(b)) = (reference.bytes(), preserved.bytes())
            && let (Some(a), Some(b)) = (meaning(a), meaning(b))
        {
            assert_eq!(a, b, "{name}");
            compared += 1;
        }
    }
    assert!(compared > 200, "only {compared} compared");
}
