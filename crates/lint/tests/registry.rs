//! The rules, their files and the catalogue agree.

#![allow(clippy::unwrap_used, reason = "the functions of a test fail by panicking")]
#![allow(clippy::disallowed_methods, reason = "the test looks at the source folder and writes RULES.md")]

use std::collections::BTreeSet;
use std::path::Path;
use webconfig_lint::{RULES, catalogue, list};

fn source() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))
}

#[test]
fn rules_are_sorted_by_code() {
    assert!(RULES.is_sorted_by(|a, b| a.code < b.code));
}

#[test]
fn every_rule_is_as_the_catalogue_has_it() {
    for rule in RULES {
        let entry =
            catalogue::find(rule.code).unwrap_or_else(|| panic!("{} is not in the catalogue", rule.code));
        let of_rule = (
            rule.name,
            rule.scopes,
            rule.severity,
            rule.fix,
            rule.profiles,
            rule.production_only,
            rule.priority,
        );
        let of_entry = (
            entry.name,
            entry.scopes,
            entry.severity,
            entry.fix,
            entry.profiles,
            entry.production_only,
            entry.priority,
        );
        assert_eq!(of_rule, of_entry, "{}", rule.code);
        assert!(!rule.on.is_empty(), "{} looks at nothing", rule.code);
    }
}

#[test]
fn a_rule_lives_in_the_file_of_its_name() {
    for rule in RULES {
        let file = rule.module.rsplit("::").next().unwrap_or("");
        assert_eq!(file, rule.name.replace('-', "_"), "{}", rule.code);
    }
}

#[test]
fn rules_of_a_folder_belong_to_one_group_and_all_files_are_listed() {
    let listed: BTreeSet<String> =
        RULES.iter().map(|r| r.module.split_once("::rules::").unwrap().1.replace("::", "/")).collect();
    let mut files = BTreeSet::new();
    for folder in std::fs::read_dir(source().join("rules")).unwrap().map(Result::unwrap) {
        if !folder.file_type().unwrap().is_dir() {
            continue;
        }
        let folder_name = folder.file_name().into_string().unwrap();
        let groups: BTreeSet<&str> = RULES
            .iter()
            .filter(|r| r.module.contains(&format!("::{folder_name}::")))
            .map(|r| r.group())
            .collect();
        assert!(groups.len() <= 1, "{folder_name} holds rules of {groups:?}");
        for file in std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
            let name = file.file_name().into_string().unwrap();
            let text = std::fs::read_to_string(file.path()).unwrap();
            // A file without a rule holds what several rules of the folder look at.
            if name != "mod.rs" && text.contains("\nrule! {") {
                files.insert(format!("{folder_name}/{}", name.trim_end_matches(".rs")));
            }
        }
    }
    assert_eq!(listed, files);
}

#[test]
fn no_rule_that_was_there_is_lost() {
    let planned: Vec<_> =
        catalogue::entries().iter().filter(|e| e.rule().is_none()).map(|e| e.code).collect();
    println!("{} planned: {planned:?}", planned.len());
    assert!(planned.len() <= 241, "a rule went away");
}

#[test]
fn the_page_of_all_rules_is_up_to_date() {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/RULES.md"));
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        std::fs::write(path, list::markdown()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert!(written == list::markdown(), "RULES.md is out of date: run this test with `INSTA_UPDATE=always`");
}
