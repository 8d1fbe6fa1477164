//! Effective sections as JSON: every value with its type, origin and lock.

use serde_json::{Value, json};
use webconfig_config::{ElementView, FileLine, LockMode, LockView, ValueOrigin, ValueView, View};

/// The sections of a view as one JSON object.
pub fn effective_json(view: &View) -> String {
    let sections: Vec<Value> = view
        .sections
        .iter()
        .map(|section| {
            let mut value = element(&section.element);
            if let Value::Object(members) = &mut value {
                members.insert("path".to_owned(), json!(section.path));
                members.insert("lock".to_owned(), lock(&section.lock));
            }
            value
        })
        .collect();
    let all = json!({ "version": 1, "path": view.path, "sections": sections });
    format!("{all:#}\n")
}

/// Recursion follows the schema, which is at most some ten elements deep.
fn element(view: &ElementView) -> Value {
    let part = |items: bool| -> Vec<Value> {
        view.children.iter().filter(|c| c.is_item == items).map(element).collect()
    };
    json!({
        "name": view.name,
        "attributes": view.values.iter().map(attribute).collect::<Vec<_>>(),
        "elements": part(false),
        "items": part(true),
        "lock": lock(&view.lock),
    })
}

fn attribute(value: &ValueView) -> Value {
    let (kind, at) = match &value.origin {
        ValueOrigin::SchemaDefault => ("schema-default", None),
        ValueOrigin::File(at) => ("file", Some(at)),
        ValueOrigin::DefaultsElement(at) => ("defaults-element", Some(at)),
    };
    json!({
        "name": value.name,
        "value": value.value,
        "type": value.value_type,
        "origin": { "kind": kind, "file": at.map(|a| slashes(&a.file)), "line": at.map(|a| a.line) },
        "lock": lock(&value.lock),
    })
}

fn lock(view: &LockView) -> Value {
    let effective = if view.is_locked { LockMode::Deny } else { LockMode::Allow };
    json!({ "mode": view.mode.word(), "effective": effective.word(), "by": view.by.as_ref().map(place) })
}

fn place(at: &FileLine) -> Value {
    json!({ "file": slashes(&at.file), "line": at.line })
}

fn slashes(path: &str) -> String {
    path.replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use webconfig_config::SectionView;

    #[test]
    fn a_value_has_its_origin_and_lock() {
        let at = |line| FileLine { file: "a.config".to_owned(), line };
        let by = LockView { mode: LockMode::Deny, is_locked: true, by: Some(at(2)) };
        let value = ValueView {
            name: "enabled".to_owned(),
            value: "true".to_owned(),
            value_type: "bool",
            origin: ValueOrigin::DefaultsElement(at(7)),
            lock: by,
        };
        let element = ElementView {
            name: "x".to_owned(),
            is_item: false,
            lock: LockView::default(),
            values: vec![value],
            children: vec![],
        };
        let section = SectionView { path: "g/x".to_owned(), lock: LockView::default(), element };
        let json: Value = serde_json::from_str(&effective_json(&View {
            path: "MACHINE".to_owned(),
            sections: vec![section],
        }))
        .unwrap();
        assert_eq!(
            json["sections"][0]["attributes"][0],
            json!({
                "name": "enabled", "value": "true", "type": "bool",
                "origin": { "kind": "defaults-element", "file": "a.config", "line": 7 },
                "lock": { "mode": "Deny", "effective": "Deny", "by": { "file": "a.config", "line": 2 } },
            })
        );
        assert_eq!(json["sections"][0]["path"], "g/x");
    }
}
