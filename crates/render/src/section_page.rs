//! What may be written in a section, as a page for a terminal.

use webconfig_schema::{
    AttributeSchema, CollectionSchema, ElementSchema, Key, SectionSchema, Source, TimeSpanFormat, Validation,
    ValueType, time_span_text,
};

/// Columns of prose.
const WIDTH: usize = 96;
/// Elements within elements; real sections have four.
const DEEPEST: usize = 16;

/// The page of a section: what it is for, an example, and everything that may stand in it.
pub fn section_page(section: &SectionSchema) -> String {
    let mut out = format!("{}\n\n", section.path);
    described(&mut out, &section.root.doc);
    origin(&mut out, section);
    for example in &section.examples {
        out.push_str("\nExample\n");
        for line in example.lines() {
            out.push_str(format!("    {line}").trim_end());
            out.push('\n');
        }
    }
    out.push_str("\nAttributes and elements\n");
    let name = section.path.rsplit('/').next().unwrap_or(&section.path);
    element(&mut out, name, &section.root, 1);
    out
}

/// The pages of every attribute of that name in a section, whatever element it stands on; empty when there is none.
pub fn attribute_page(section: &SectionSchema, name: &str) -> String {
    let mut out = String::new();
    let mut waiting: Vec<(String, &ElementSchema)> = vec![(section.path.to_string(), &section.root)];
    let mut at = 0;
    while let Some((path, element)) = waiting.get(at).cloned() {
        at += 1;
        for attribute in element.attributes.iter().filter(|a| a.name.eq_ignore_ascii_case(name)) {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&format!("{path}@{}\n\n", attribute.name));
            described(&mut out, &attribute.doc);
            for fact in facts(attribute) {
                out.push_str(&format!("{fact}\n"));
            }
            for member in attribute.value_type.members() {
                out.push_str(&format!("  {}\n", member.name));
                prose(&mut out, &member.doc, "      ");
            }
        }
        if at < 10_000 {
            waiting.extend(element.elements.iter().map(|e| (format!("{path}/{}", e.name), e)));
            let items = element.collections.iter();
            waiting.extend(items.map(|c| (format!("{path}/{}", c.add.join("|")), &c.item)));
        }
    }
    if !out.is_empty() {
        out.push('\n');
        origin(&mut out, section);
    }
    out
}

/// A text and an empty line behind it; what only a machine's own schema file has bears none.
fn described(out: &mut String, doc: &str) {
    if !doc.is_empty() {
        prose(out, doc, "");
        out.push('\n');
    }
}

fn origin(out: &mut String, section: &SectionSchema) {
    match &section.root.source {
        Source::Machine(file) if section.product.is_empty() => out.push_str(&format!("Schema     {file}")),
        _ => out.push_str(&format!("Product    {}", section.product)),
    }
    if let Some(since) = &section.root.since {
        out.push_str(&format!(", since {since}"));
    }
    out.push('\n');
    if let Some(reference) = &section.reference {
        out.push_str(&format!("Reference  {reference}\n"));
    }
}

fn element(out: &mut String, name: &str, schema: &ElementSchema, depth: usize) {
    let indent = "  ".repeat(depth);
    out.push_str(&format!("{indent}<{name}>"));
    // The section's own text stands at the top of the page.
    if depth > 1 {
        summary(out, &schema.doc);
    }
    out.push('\n');
    attributes(out, schema, depth);
    if depth > DEEPEST {
        return;
    }
    for child in &schema.elements {
        element(out, &child.name, child, depth + 1);
    }
    for collection in &schema.collections {
        items(out, collection, depth + 1);
    }
}

fn items(out: &mut String, collection: &CollectionSchema, depth: usize) {
    let indent = "  ".repeat(depth);
    let names: Vec<String> = collection.add.iter().map(|name| format!("<{name}>")).collect();
    out.push_str(&format!("{indent}{} …", names.join(" or ")));
    summary(out, &collection.item.doc);
    out.push('\n');
    let others: Vec<String> =
        collection.remove.iter().chain(&collection.clear).map(|name| format!("<{name}>")).collect();
    if !others.is_empty() {
        out.push_str(&format!("{indent}  also {}\n", others.join(", ")));
    }
    attributes(out, &collection.item, depth);
    if depth > DEEPEST {
        return;
    }
    for child in &collection.item.elements {
        element(out, &child.name, child, depth + 1);
    }
    for inner in &collection.item.collections {
        items(out, inner, depth + 1);
    }
}

fn attributes(out: &mut String, schema: &ElementSchema, depth: usize) {
    let indent = "  ".repeat(depth + 1);
    for attribute in &schema.attributes {
        out.push_str(&format!("{indent}{}  {}", attribute.name, short(attribute)));
        summary(out, &attribute.doc);
        out.push('\n');
    }
    if schema.allow_unrecognized_attributes {
        out.push_str(&format!("{indent}any other attribute\n"));
    }
}

/// A range of times as it is written in a file.
fn times(value_type: &ValueType, min: i64, max: i64) -> String {
    match value_type {
        ValueType::TimeSpan(TimeSpanFormat::Seconds) => format!("{min} to {max} seconds"),
        ValueType::TimeSpan(TimeSpanFormat::Minutes) => {
            format!("{} to {} minutes", (min + 59) / 60, max / 60)
        }
        _ => format!("{} to {}", time_span_text(min), time_span_text(max)),
    }
}

/// Type, default and duties in a few words.
fn short(attribute: &AttributeSchema) -> String {
    let mut words = vec![attribute.value_type.name().to_owned()];
    if let Some(default) = attribute.default.as_deref().filter(|_| !attribute.secret) {
        words.push(format!("= {}", if default.is_empty() { "\"\"" } else { default }));
    }
    if attribute.required {
        words.push("required".to_owned());
    }
    if attribute.key != Key::None {
        words.push("key".to_owned());
    }
    words.join(" ")
}

fn facts(attribute: &AttributeSchema) -> Vec<String> {
    let mut facts = vec![format!("Type       {}", attribute.value_type.name())];
    let mut fact = |name: &str, text: &str| facts.push(format!("{name:<10} {text}"));
    match attribute.default.as_deref() {
        Some(_) if attribute.secret => fact("Default", "a secret"),
        Some("") => fact("Default", "empty"),
        Some(default) => fact("Default", default),
        None => {}
    }
    let duties = [(attribute.required, "required"), (attribute.key != Key::None, "key of its collection")];
    for (_, duty) in duties.iter().filter(|(holds, _)| *holds) {
        fact("Must", duty);
    }
    match &attribute.validation {
        Some(Validation::NonEmptyString) => fact("Value", "not empty"),
        Some(Validation::RequireTrimmedString) => fact("Value", "no white space at either end"),
        Some(Validation::IntegerRange { min, max, exclude }) => {
            fact("Value", &format!("{}{min} to {max}", if *exclude { "not " } else { "" }));
        }
        Some(Validation::TimeSpanRange { min, max, granularity, exclude }) => {
            let not = if *exclude { "not " } else { "" };
            let steps =
                if *granularity > 1 { format!(", in steps of {granularity} seconds") } else { String::new() };
            fact("Value", &format!("{not}{}{steps}", times(&attribute.value_type, *min, *max)));
        }
        _ => {}
    }
    if attribute.encrypted {
        fact("Encrypted", "may hold `[enc:…]`");
    }
    for (name, text) in
        [("Since", &attribute.since), ("Until", &attribute.until), ("Earlier", &attribute.was)]
    {
        if let Some(text) = text {
            fact(name, text);
        }
    }
    if let Some(why) = &attribute.deprecated {
        fact("Deprecated", why);
    }
    if !attribute.values.is_empty() {
        fact("Such as", &attribute.values.join(", "));
    }
    facts
}

/// The first sentence, behind two blanks and a dash.
fn summary(out: &mut String, doc: &str) {
    let doc = doc.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = doc.find(". ").map_or(doc.len(), |at| at + 1);
    if let Some(sentence) = doc.get(..end).filter(|sentence| !sentence.is_empty()) {
        out.push_str(&format!("  – {sentence}"));
    }
}

fn prose(out: &mut String, text: &str, indent: &str) {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && indent.len() + line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push_str(&format!("{indent}{line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        out.push_str(&format!("{indent}{line}\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use webconfig_schema::Schema;

    #[test]
    fn every_section_has_a_page_with_its_attributes() {
        let schema = Schema::builtin();
        for path in schema.paths() {
            let section = schema.section(path).unwrap();
            let page = section_page(section);
            assert!(page.starts_with(&*section.path), "{path}");
            for attribute in &section.root.attributes {
                assert!(page.contains(&*attribute.name), "{path}@{}", attribute.name);
                assert!(attribute_page(section, &attribute.name).contains(&*attribute.name));
            }
        }
    }

    #[test]
    fn an_attribute_is_found_on_inner_elements_too() {
        let schema = Schema::builtin();
        let page =
            attribute_page(schema.section("system.webServer/security/requestFiltering").unwrap(), "maxurl");
        assert!(
            page.starts_with("system.webServer/security/requestFiltering/requestLimits@maxUrl\n"),
            "{page}"
        );
        assert!(page.contains("Default    4096\n"), "{page}");
        assert_eq!(attribute_page(schema.section("appSettings").unwrap(), "nothing"), "");
    }
}
