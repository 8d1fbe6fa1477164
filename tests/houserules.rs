//! What a reviewer should not have to say twice.

use std::fs;
use std::path::{Path, PathBuf};

/// What may stand at the top of the repository. A new entry is a decision: add it here with the change that needs it.
const TOP: &[&str] = &[
    ".cargo",
    ".ci",
    ".gitattributes",
    ".github",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "clippy.toml",
    "crates",
    "fixtures",
    "lsp",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "schema",
    "tests",
];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] =
    &["util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "shared", "stuff"];

fn files(extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> =
        ["crates", "lsp", "schema", "tests"].iter().map(|f| crate::root().join(f)).collect();
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.map(Result::unwrap) {
            let path = entry.path();
            let name = entry.file_name();
            if entry.file_type().unwrap().is_dir() {
                if name != "target" && name != "node_modules" {
                    waiting.push(path);
                }
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(crate::root()).unwrap_or(path).display().to_string()
}

#[test]
fn the_top_of_the_repository_holds_what_is_listed() {
    let mut odd: Vec<_> = fs::read_dir(crate::root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != ".git" && name != "target" && !TOP.contains(&name.as_str()))
        .collect();
    odd.sort();
    assert!(odd.is_empty(), "not expected at the top: {odd:?}");
}

#[test]
fn every_source_file_opens_by_saying_what_it_is() {
    let silent: Vec<_> = files("rs")
        .into_iter()
        .filter(|path| !fs::read_to_string(path).unwrap().starts_with("//! "))
        .map(|path| shown(&path))
        .collect();
    assert!(silent.is_empty(), "no `//!` at the top: {silent:#?}");
}

#[test]
fn modules_have_names_that_say_something() {
    let empty: Vec<_> = files("rs")
        .into_iter()
        .filter(|path| {
            let names = [path.file_stem(), path.parent().and_then(Path::file_name)];
            names.into_iter().flatten().any(|name| EMPTY_NAMES.iter().any(|empty| name == *empty))
        })
        .map(|path| shown(&path))
        .collect();
    assert!(empty.is_empty(), "{empty:#?}");
}

#[test]
fn tests_are_named_as_sentences_and_none_is_ignored() {
    // Put together so that this file does not find itself.
    let (test, ignored) = (["#[te", "st]"].concat(), ["#[ig", "nore"].concat());
    let mut wrong = Vec::new();
    for path in files("rs") {
        let text = fs::read_to_string(&path).unwrap();
        let mut before = "";
        for (number, line) in text.lines().map(str::trim_start).enumerate() {
            if (before == test && line.starts_with("fn test_")) || line.starts_with(&ignored) {
                wrong.push(format!("{}:{}: {line}", shown(&path), number + 1));
            }
            before = line;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_outside_dependency_says_why() {
    let manifest = fs::read_to_string(crate::root().join("Cargo.toml")).unwrap();
    let table = manifest.split("[workspace.dependencies]").nth(1).unwrap();
    let table = table.split("\n[").next().unwrap();
    // A comment speaks for the lines below it up to the next empty line.
    let mut explained = false;
    let mut silent = Vec::new();
    for line in table.lines() {
        if line.trim().is_empty() {
            explained = false;
        } else if line.starts_with('#') {
            explained = true;
        } else if !explained {
            silent.push(line.to_owned());
        }
    }
    assert!(silent.is_empty(), "no comment says why: {silent:#?}");
}

#[test]
fn every_crate_takes_the_lint_table_of_the_workspace() {
    for path in files("toml") {
        if path.file_name().is_some_and(|name| name == "Cargo.toml") && !shown(&path).contains("fuzz") {
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains("[lints]\nworkspace = true"), "{}", shown(&path));
        }
    }
}
