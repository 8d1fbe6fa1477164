//! Every folder of `fixtures/transform/explain`: what `explain` says, one folder per kind of near miss.
//!
//! `UPDATE_FIXTURES=1 cargo test` writes the expectations anew.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads its fixtures")]

use std::fs;
use std::path::Path;
use webconfig_transform::{Miss, Options, explain, transform};

#[test]
fn every_kind_of_miss_is_explained_as_recorded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/transform/explain");
    let mut kinds = Vec::new();
    let mut folders: Vec<_> = fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        let read = |name: &str| fs::read(folder.join(name)).unwrap();
        let options = Options { explain: true, ..Options::default() };
        let outcome = transform(&read("source.xml"), &read("transform.xml"), &options);
        kinds.extend(outcome.steps.iter().flat_map(|s| &s.near_misses).map(|m| m.kind));
        let text = explain(&outcome, "source.xml", "transform.xml");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(folder.join("explain.txt"), &text).unwrap();
        }
        let expected = String::from_utf8(read("explain.txt")).unwrap();
        assert_eq!(text, expected, "{}", folder.display());
    }
    for kind in [
        Miss::Removed,
        Miss::Case,
        Miss::Location,
        Miss::Namespace,
        Miss::WrongParent,
        Miss::OtherKey,
        Miss::Condition,
    ] {
        assert!(kinds.contains(&kind), "no fixture for {kind:?}");
    }
}
