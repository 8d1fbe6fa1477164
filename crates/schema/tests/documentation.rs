//! The documentation of the schema: complete, said once, and more than the name.

use std::collections::BTreeMap;
use webconfig_schema::{ElementSchema, Schema};

/// Every documented place: its path and its text.
fn places() -> Vec<(String, String)> {
    fn walk(path: &str, element: &ElementSchema, out: &mut Vec<(String, String)>) {
        out.push((path.to_owned(), element.doc.to_string()));
        for a in &element.attributes {
            out.push((format!("{path}@{}", a.name), a.doc.to_string()));
            for m in a.value_type.members() {
                out.push((format!("{path}@{}={}", a.name, m.name), m.doc.to_string()));
            }
        }
        for inner in &element.elements {
            walk(&format!("{path}/{}", inner.name), inner, out);
        }
        for c in &element.collections {
            let path = format!("{path}/{}", c.item.name);
            let mut item = c.item.clone();
            if let Some((_, doc)) = c.item_docs.first() {
                item.doc.clone_from(doc);
            }
            walk(&path, &item, out);
            out.extend(c.item_docs.iter().skip(1).map(|(n, d)| (format!("{path}|{n}"), d.to_string())));
        }
    }
    let schema = Schema::builtin();
    let mut out = Vec::new();
    for path in schema.paths() {
        if let Some(section) = schema.section(path) {
            walk(path, &section.root, &mut out);
        }
    }
    out
}

#[test]
fn every_place_is_documented_and_no_two_say_the_same() {
    let places = places();
    assert!(places.len() > 3000, "{}", places.len());
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (path, doc) in &places {
        if doc.len() < 20 {
            wrong.push(format!("{path}: too short: {doc:?}"));
        }
        if let Some(other) = seen.insert(doc, path) {
            wrong.push(format!("{path} says what {other} says: {doc}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn texts_end_and_say_more_than_the_name() {
    let mut wrong = Vec::new();
    for (path, doc) in places() {
        if !doc.trim_end().ends_with(['.', '!', '`', ')']) {
            wrong.push(format!("{path}: no end: {doc}"));
        }
        let name = path.rsplit(['/', '@', '=']).next().unwrap_or("").to_lowercase();
        let words = doc.to_lowercase();
        let left: Vec<&str> = words
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty() && !name.contains(w))
            .filter(|w| {
                !["the", "a", "an", "of", "is", "sets", "specifies", "gets", "or", "for", "to", "this"]
                    .contains(w)
            })
            .collect();
        if left.is_empty() {
            wrong.push(format!("{path}: only restates the name: {doc}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_section_has_a_public_reference() {
    let schema = Schema::builtin();
    for path in schema.paths() {
        let section = schema.section(path).unwrap();
        assert!(section.reference.as_deref().is_some_and(|r| r.starts_with("https://")), "{path}");
    }
}

#[test]
fn what_a_section_can_hold_is_told_without_reading_it_in() {
    let schema = Schema::builtin();
    for path in schema.paths() {
        let root = &schema.section(path).unwrap().root;
        let elements = root.elements.iter().map(|e| &e.name);
        for name in root.attributes.iter().map(|a| &a.name).chain(elements) {
            assert!(schema.may_name(path, name), "`{name}` in `{path}`");
        }
        assert!(!schema.may_name(path, "nothingOfTheKind"));
    }
    assert!(!schema.may_name("system.webServer/nothing", "name"));
}
