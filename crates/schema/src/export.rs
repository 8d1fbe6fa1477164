//! Every fact as JSON, written from the model that everything else binds to.

use crate::model::{
    AttributeSchema, CollectionSchema, ElementSchema, Key, Schema, SectionSchema, Validation, ValueType,
};
use crate::{TimeSpanFormat, model::Member};
use std::fmt::Write;

/// All facts in the shape of the reference table (`elements` with one record per place, families merged).
pub fn export(schema: &Schema) -> String {
    let mut out = String::from("{\n \"formatVersion\": 1,\n \"sections\": [");
    let paths = schema.paths();
    let mut first = true;
    for path in &paths {
        let Some(section) = schema.section(path) else { continue };
        separate(&mut out, &mut first);
        let _ = write!(
            out,
            "{{\"path\": {}, \"family\": {}, \"reference\": {}}}",
            text(path),
            text(&section.product),
            optional(section.reference.as_deref())
        );
    }
    out.push_str("\n ],\n \"elements\": [");
    first = true;
    for path in &paths {
        if let Some(section) = schema.section(path) {
            let since = section.root.since.as_deref();
            element(
                &mut out,
                &mut first,
                section,
                "",
                "section",
                &section.root,
                &section.product,
                since,
                false,
            );
        }
    }
    out.push_str("\n ]\n}\n");
    out
}

fn separate(out: &mut String, first: &mut bool) {
    out.push_str(if *first { "\n  " } else { ",\n  " });
    *first = false;
}

#[expect(clippy::too_many_arguments, reason = "one record has that many columns")]
fn element(
    out: &mut String,
    first: &mut bool,
    section: &SectionSchema,
    path: &str,
    kind: &str,
    e: &ElementSchema,
    inherited_product: &str,
    inherited_since: Option<&str>,
    runtime_parent: bool,
) {
    let product = e.product.as_deref().unwrap_or(inherited_product);
    let since = e.since.as_deref().or(inherited_since);
    let runtime = e.runtime_only || runtime_parent;
    separate(out, first);
    let _ = write!(
        out,
        "{{\"family\": {}, \"section\": {}, \"path\": {}, \"name\": {}, \"kind\": {}, \"isCollectionDefault\": {}, \
         \"allowUnrecognizedAttributes\": {}, \"runtimeOnly\": {}, {}, \"removedIn\": {}, \"doc\": {}, \"collections\": [",
        text(product),
        text(&section.path),
        text(path),
        text(path.rsplit('/').next().filter(|n| !n.is_empty()).unwrap_or(&e.name)),
        text(kind),
        e.is_collection_default,
        e.allow_unrecognized_attributes,
        e.runtime_only,
        version(since),
        optional(e.until.as_deref()),
        text(&e.doc),
    );
    for (at, c) in e.collections.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        collection(out, c);
    }
    out.push_str("], \"attributes\": [");
    for (at, a) in e.attributes.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        attribute(out, a, since);
    }
    out.push_str("]}");
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
    for inner in &e.elements {
        element(out, first, section, &below(&inner.name), "element", inner, product, since, runtime);
    }
    for c in &e.collections {
        for name in &c.add {
            let mut item = c.item.clone();
            if let Some((_, doc)) = c.item_docs.iter().find(|(n, _)| n == name) {
                item.doc.clone_from(doc);
            }
            element(out, first, section, &below(name), "collectionItem", &item, product, since, runtime);
        }
    }
}

fn collection(out: &mut String, c: &CollectionSchema) {
    let list = |names: &mut dyn Iterator<Item = &str>| names.map(text).collect::<Vec<_>>().join(", ");
    let _ = write!(
        out,
        "{{\"addElements\": [{}], \"removeElement\": {}, \"clearElement\": {}, \"defaultElement\": {}, \"mergeAppend\": {}, \
         \"allowDuplicates\": {}, \"allowUnrecognizedAttributes\": {}, \"keys\": [{}]}}",
        list(&mut c.add.iter().map(|n| &**n)),
        optional(c.remove.as_deref()),
        optional(c.clear.as_deref()),
        optional(c.default_element.as_deref()),
        c.merge_append,
        c.allow_duplicates,
        c.item.allow_unrecognized_attributes,
        list(&mut c.item.keys().map(|a| &*a.name)),
    );
}

fn attribute(out: &mut String, a: &AttributeSchema, inherited_since: Option<&str>) {
    let key = match a.key {
        Key::None => "null",
        Key::Unique => "\"unique\"",
        Key::Combined => "\"combined\"",
    };
    let format = match a.value_type {
        ValueType::TimeSpan(TimeSpanFormat::Seconds) => "\"seconds\"",
        ValueType::TimeSpan(TimeSpanFormat::Minutes) => "\"minutes\"",
        _ => "null",
    };
    let _ = write!(
        out,
        "{{\"name\": {}, \"type\": \"{}\", \"default\": {}, \"required\": {}, \"key\": {key}, \"expanded\": {}, \"encrypted\": {}, \
         \"caseSensitive\": {}, \"allowInfinite\": {}, \"timeSpanFormat\": {format}, \"runtimeOnly\": {}, \"validation\": {}, \
         {}, \"removedIn\": {}, \"doc\": {}, \"members\": [",
        text(&a.name),
        a.value_type.name(),
        optional(a.default.as_deref()),
        a.required,
        a.expanded,
        a.encrypted,
        a.case_sensitive,
        a.allow_infinite,
        a.runtime_only,
        validation(a),
        version(a.since.as_deref().or(inherited_since)),
        optional(a.until.as_deref()),
        text(&a.doc),
    );
    for (at, Member { name, value, since, .. }) in a.value_type.members().iter().enumerate() {
        let comma = if at > 0 { ", " } else { "" };
        let _ = write!(
            out,
            "{comma}{{\"name\": {}, \"value\": {value}, \"since\": {}}}",
            text(name),
            optional(since.as_deref())
        );
    }
    out.push_str("]}");
}

/// `netfx4.5` is a version of the .NET Framework, anything else one of IIS.
fn version(since: Option<&str>) -> String {
    match since.and_then(|s| s.strip_prefix("netfx")) {
        Some(framework) => format!("\"since\": null, \"netFramework\": {}", text(framework)),
        None => format!("\"since\": {}", optional(since)),
    }
}

fn validation(a: &AttributeSchema) -> String {
    let simple = |kind: &str| format!("{{\"kind\": \"{kind}\", \"exclude\": false}}");
    match &a.validation {
        None => "null".to_owned(),
        Some(Validation::NonEmptyString) => simple("nonEmptyString"),
        Some(Validation::RequireTrimmedString) => simple("requireTrimmedString"),
        Some(Validation::ApplicationPoolName) => simple("applicationPoolName"),
        Some(Validation::SiteName) => simple("siteName"),
        Some(Validation::ApplicationPath) => simple("applicationPath"),
        Some(Validation::VirtualDirectoryPath) => simple("virtualDirectoryPath"),
        Some(Validation::Other(kind)) => simple(kind),
        Some(Validation::IntegerRange { min, max, exclude }) => {
            format!("{{\"kind\": \"integerRange\", \"min\": {min}, \"max\": {max}, \"exclude\": {exclude}}}")
        }
        Some(Validation::TimeSpanRange { min, max, granularity, exclude }) => format!(
            "{{\"kind\": \"timeSpanRange\", \"min\": {min}, \"max\": {max}, \"granularity\": {granularity}, \"exclude\": {exclude}}}"
        ),
    }
}

fn optional(value: Option<&str>) -> String {
    value.map_or_else(|| "null".to_owned(), text)
}

fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_changed_fact_shows_in_the_export_and_in_what_values_are_accepted() {
        let path = "system.webServer/directoryBrowse";
        let text = webconfig_facts::SECTIONS.iter().find(|(p, _)| *p == path).unwrap().1;
        let changed: &'static str =
            Box::leak(text.replace("type=\"bool\"", "type=\"uint\"").into_boxed_str());
        for (text, kind, ok) in [(text, "bool", "true"), (changed, "uint", "7")] {
            let schema = Schema::from_texts(Box::leak(vec![(path, text)].into_boxed_slice()));
            assert!(export(&schema).contains(&format!("\"name\": \"enabled\", \"type\": \"{kind}\"")));
            assert!(schema.section(path).unwrap().root.attribute("enabled").unwrap().parse(ok).is_ok());
        }
    }
}
