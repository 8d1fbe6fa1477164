//! `webconfig.schema.json` knows the keys and words that the reader knows, no more and no fewer.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the functions of a test fail by panicking")]

use serde_json::Value;
use std::collections::BTreeSet;
use webconfig_lint::Settings;
use webconfig_lint::settings::KEYS;

fn schema() -> Value {
    serde_json::from_str(include_str!("../webconfig.schema.json")).unwrap()
}

/// The part of the schema that describes a table of `KEYS`.
fn table<'s>(schema: &'s Value, name: &str) -> &'s Value {
    match name {
        "" => schema,
        "lint.overrides" => &schema["properties"]["lint"]["properties"]["overrides"]["items"],
        name => name.split('.').fold(schema, |at, key| &at["properties"][key]),
    }
}

#[test]
fn both_know_the_same_keys() {
    let schema = schema();
    for (name, keys) in KEYS {
        let table = table(&schema, name);
        let described: BTreeSet<&str> =
            table["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(described, keys.iter().copied().collect(), "[{name}]");
        assert_eq!(table["additionalProperties"], Value::Bool(false), "[{name}]");
    }
}

#[test]
fn every_word_that_the_schema_offers_is_taken() {
    let schema = schema();
    let resolve = |value: &Value| match value["$ref"].as_str() {
        Some(path) => schema["$defs"][path.trim_start_matches("#/$defs/")].clone(),
        None => value.clone(),
    };
    let mut tried = 0;
    for (name, _) in KEYS.into_iter().filter(|(name, _)| !matches!(*name, "" | "lint.overrides")) {
        for (key, value) in table(&schema, name)["properties"].as_object().unwrap() {
            assert!(value["description"].as_str().is_some_and(|d| d.ends_with('.')), "{key}");
            let value = resolve(value);
            let Some(words) = value["enum"].as_array() else { continue };
            for word in words {
                tried += 1;
                let (_, problems) = Settings::parse(&format!("[{name}]\n{key} = {word}\n"), None, "");
                assert_eq!(problems, [], "{key} = {word}");
            }
            let wrong = format!("[{name}]\n{key} = 'something else'\n");
            assert_eq!(Settings::parse(&wrong, None, "").1.len(), 1, "{wrong}");
        }
    }
    assert!(tried > 20);
}
