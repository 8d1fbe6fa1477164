//! Every element of the built-in schema, written into a file with one fault each: the fault is found, and nothing is
//! found where there is none.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use webconfig_config::{Declarations, FileTable, ProblemKind, Server, ServerInput, Shared};
use webconfig_files::MemoryFiles;
use webconfig_schema::{
    AttributeSchema, CollectionSchema, ElementSchema, Release, Schema, TimeSpanFormat, Validation, ValueType,
};

/// What is written and whether the fault must be found.
struct Probe {
    text: String,
    is_fault: bool,
}

/// An element with these attributes and this content, in all that stands around it.
type Written<'w> = dyn Fn(&str, &str) -> String + 'w;

/// What is called with every element.
type Visit<'v> = dyn FnMut(&ElementSchema, &Written<'_>) + 'v;

/// One `location` for each probe, so that none meets another.
fn found(path: &str, probes: &[Probe], is_it: impl Fn(&ProblemKind) -> bool) -> Vec<String> {
    let groups: Vec<&str> = path.split('/').collect();
    let (_, groups) = groups.split_last().unwrap();
    let open: String = groups.iter().map(|g| format!("<{g}>")).collect();
    let close: String = groups.iter().rev().map(|g| format!("</{g}>")).collect();
    let mut text = "<configuration>".to_owned();
    for (at, probe) in probes.iter().enumerate() {
        text.push_str(&format!("\n<location path=\"p{at}\">{open}{}{close}</location>", probe.text));
    }
    let files = MemoryFiles::new().with("web.config", text + "</configuration>");
    let mut table = FileTable::new(0);
    let id = table.load(&files, "web.config", None, true).unwrap();
    let input =
        ServerInput { web_configs: vec![id], ..ServerInput::new(Schema::builtin(), Release::default()) };
    let server = Server::new(input, table, &files);
    let file = server.file(id).unwrap();
    let mut told = vec![false; probes.len()];
    for problem in server.check().iter().filter(|p| is_it(&p.kind)) {
        let line = file.line(file.document.element(problem.element).unwrap().range().start());
        told[line as usize - 2] = true;
    }
    let wrong = probes.iter().zip(told).filter(|(probe, told)| probe.is_fault != *told);
    wrong
        .map(|(probe, told)| format!("{path}: {} in {}", if told { "found" } else { "missed" }, probe.text))
        .collect()
}

/// Calls `visit` with every element that a file may hold, and what stands around it.
fn walk(path: &str, visit: &mut Visit<'_>) {
    fn inner(schema: &ElementSchema, name: &str, around: &dyn Fn(String) -> String, visit: &mut Visit<'_>) {
        let written =
            |attributes: &str, content: &str| around(format!("<{name} {attributes}>{content}</{name}>"));
        visit(schema, &written);
        let below = |content: String| around(format!("<{name}>{content}</{name}>"));
        for child in schema.elements.iter().filter(|e| !e.runtime_only) {
            inner(child, &child.name, &below, visit);
        }
        for collection in schema.collections.iter().filter(|c| !c.item.runtime_only) {
            inner(&collection.item, &collection.add[0], &below, visit);
        }
    }
    let schema = &Schema::builtin().section(path).unwrap().root;
    inner(schema, path.rsplit('/').next().unwrap(), &|text| text, visit);
}

/// The sections that the usual files declare; the others are unknown whatever they hold.
fn sections() -> Vec<&'static str> {
    let server = Server::new(
        ServerInput::new(Schema::builtin(), Release::default()),
        FileTable::new(0),
        &MemoryFiles::new(),
    );
    let declared: Shared<'_, Declarations> = server.declarations(server.application_host_level());
    Schema::builtin().paths().into_iter().filter(|p| declared.section(p).is_some()).collect()
}

fn in_every_section(
    probes: impl Fn(&ElementSchema, &Written<'_>, &mut Vec<Probe>),
    is_it: impl Fn(&ProblemKind) -> bool,
    least: usize,
) {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for path in sections() {
        let mut all = Vec::new();
        walk(path, &mut |schema, written| probes(schema, written, &mut all));
        count += all.len();
        wrong.extend(found(path, &all, &is_it));
    }
    assert!(count > least, "{count} probes");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_name_that_the_schema_lacks_is_found_everywhere() {
    let elements = |schema: &ElementSchema, written: &Written<'_>, out: &mut Vec<Probe>| {
        out.push(Probe { text: written("", "<frobnicate/>"), is_fault: true });
        for child in schema.elements.iter().filter(|e| !e.runtime_only) {
            out.push(Probe { text: written("", &format!("<{}/>", child.name)), is_fault: false });
        }
    };
    in_every_section(elements, |kind| matches!(kind, ProblemKind::UnknownElement { .. }), 500);
    let attributes = |schema: &ElementSchema, written: &Written<'_>, out: &mut Vec<Probe>| {
        let is_fault = !schema.allow_unrecognized_attributes;
        out.push(Probe { text: written("frobnicate=\"1\"", ""), is_fault });
        for attribute in schema.attributes.iter().filter(|a| !a.runtime_only) {
            out.push(Probe { text: written(&format!("{}=\"1\"", attribute.name), ""), is_fault: false });
        }
    };
    in_every_section(attributes, |kind| matches!(kind, ProblemKind::UnknownAttribute { .. }), 2_000);
}

#[test]
fn letter_case_is_found_everywhere() {
    let swapped = |name: &str| -> String {
        let swap = |c: char| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
        name.chars().map(swap).collect()
    };
    let probes = |schema: &ElementSchema, written: &Written<'_>, out: &mut Vec<Probe>| {
        for attribute in schema.attributes.iter().filter(|a| !a.runtime_only) {
            let is_fault = !schema.allow_unrecognized_attributes;
            out.push(Probe { text: written(&format!("{}=\"1\"", swapped(&attribute.name)), ""), is_fault });
        }
        for child in schema.elements.iter().filter(|e| !e.runtime_only) {
            out.push(Probe { text: written("", &format!("<{}/>", swapped(&child.name))), is_fault: true });
        }
    };
    in_every_section(probes, |kind| matches!(kind, ProblemKind::WrongCase { .. }), 1_500);
}

/// Values at the edges of what an attribute takes, and just beyond.
fn values(attribute: &AttributeSchema) -> Vec<(String, bool)> {
    let mut values: Vec<(String, bool)> = Vec::new();
    values.extend(attribute.default.as_deref().filter(|d| !d.is_empty()).map(|d| (d.to_owned(), false)));
    for member in attribute.value_type.members() {
        values.extend([(member.name.to_string(), false), (member.name.to_uppercase(), false)]);
    }
    if !matches!(attribute.value_type, ValueType::String) {
        values.push(("Nope!".to_owned(), true));
    }
    match (&attribute.value_type, &attribute.validation) {
        (
            ValueType::Int | ValueType::UInt | ValueType::Int64,
            Some(Validation::IntegerRange { min, max, exclude }),
        ) => {
            values.extend([(min.to_string(), *exclude), (max.to_string(), *exclude)]);
            if !exclude {
                values.extend([
                    ((min - 1).to_string(), true),
                    (max.saturating_add(1).to_string(), *max < i64::MAX),
                ]);
            }
        }
        (
            ValueType::TimeSpan(format),
            Some(Validation::TimeSpanRange { min, max, granularity, exclude: false }),
        ) => {
            let written = |seconds: i64| match format {
                TimeSpanFormat::Text => webconfig_schema::time_span_text(seconds),
                TimeSpanFormat::Seconds => seconds.to_string(),
                TimeSpanFormat::Minutes => (seconds / 60).to_string(),
            };
            let step = if *format == TimeSpanFormat::Minutes { 60 } else { 1.max(*granularity) };
            let last = max / step * step;
            values.extend([(written(last), false), (written(last + step), true)]);
            if min % step == 0 {
                values.push((written(*min), false));
            }
        }
        _ => {}
    }
    values
}

#[test]
fn values_are_taken_up_to_the_edge_and_refused_beyond_it() {
    let probes = |schema: &ElementSchema, written: &Written<'_>, out: &mut Vec<Probe>| {
        for attribute in schema.attributes.iter().filter(|a| !a.runtime_only) {
            for (value, is_fault) in values(attribute) {
                let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
                out.push(Probe { text: written(&format!("{}=\"{value}\"", attribute.name), ""), is_fault });
            }
        }
    };
    in_every_section(probes, |kind| matches!(kind, ProblemKind::InvalidValue { .. }), 3_000);
}

/// Attributes that tell an item apart, and the others that it must have.
fn item_attributes(item: &ElementSchema, keys_only: bool) -> String {
    let value = |a: &AttributeSchema| match (&a.value_type, &a.validation) {
        (ValueType::Bool, _) => "true".to_owned(),
        (ValueType::TimeSpan(_), _) => "01:00:00".to_owned(),
        (ValueType::Enum(members) | ValueType::Flags(members), _) => members[0].name.to_string(),
        (ValueType::String, _) => "/a".to_owned(),
        (_, Some(Validation::IntegerRange { min, exclude: false, .. })) => min.to_string(),
        _ => "5".to_owned(),
    };
    let is_wanted = |a: &&AttributeSchema| a.key != webconfig_schema::Key::None || (a.required && !keys_only);
    item.attributes.iter().filter(is_wanted).map(|a| format!(" {}=\"{}\"", a.name, value(a))).collect()
}

#[test]
fn items_are_unique_as_their_collection_says() {
    let probes = |schema: &ElementSchema, written: &Written<'_>, out: &mut Vec<Probe>| {
        for CollectionSchema { add, item, allow_duplicates, .. } in
            schema.collections.iter().filter(|c| !c.item.runtime_only)
        {
            let attributes = item_attributes(item, false);
            let is_fault = !allow_duplicates && item.keys().next().is_some();
            for name in add {
                let both = format!("<{}{attributes}/><{name}{attributes}/>", add[0]);
                out.push(Probe { text: written("", &both), is_fault });
            }
        }
    };
    // Stock files hold some of these items already; only what the file itself repeats is meant.
    in_every_section(probes, |kind| matches!(kind, ProblemKind::DuplicateKey { same_file: true, .. }), 180);
}

#[test]
fn directives_are_those_of_the_collection() {
    let probes = |schema: &ElementSchema, written: &Written<'_>, out: &mut Vec<Probe>| {
        let [CollectionSchema { item, remove, clear, .. }] = schema.collections.as_slice() else { return };
        if item.runtime_only {
            return;
        }
        for (directive, word) in [(remove, "remove"), (clear, "clear")] {
            let keys = if word == "remove" { item_attributes(item, true) } else { String::new() };
            let name = directive.as_deref().unwrap_or(word);
            let is_fault = directive.is_none();
            out.push(Probe { text: written("", &format!("<{name}{keys}/>")), is_fault });
        }
    };
    in_every_section(probes, |kind| matches!(kind, ProblemKind::UnknownElement { .. }), 300);
}
