//! A machine's schema folder laid over ours: the facts it adds, those it cannot change, and that an export shows both.

use webconfig_schema::{Release, Schema, ValueType, export};

const FOLDER: [(&str, &str); 3] = [
    ("IIS_schema.xml", include_str!("../../../fixtures/effective/machine-schema/schema/IIS_schema.xml")),
    ("acme_schema.XML", include_str!("../../../fixtures/effective/machine-schema/schema/acme_schema.XML")),
    ("rscaext.xml", include_str!("../../../fixtures/effective/machine-schema/schema/rscaext.xml")),
];

fn machine(more: &[(&str, &str)]) -> (Schema, Vec<String>) {
    let files: Vec<(String, String)> =
        FOLDER.iter().chain(more).map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let (schema, slips) = Schema::with_machine_files(&files, Release::default());
    (schema, slips.into_iter().map(|s| s.message).collect())
}

#[test]
fn a_known_section_keeps_its_facts_and_gets_new_ones() {
    let (schema, _) = machine(&[]);
    let filtering = schema.section("system.webServer/security/requestFiltering").unwrap();
    assert!(filtering.root.attribute("patience").is_some());
    assert!(!filtering.root.attribute("removeServerHeader").unwrap().doc.is_empty(), "our words stay");
    assert!(filtering.root.element("requestLimits").is_some(), "what the file is silent about stays");
    let sites = schema.section("system.applicationHost/sites").unwrap();
    let (site, _) = sites.root.directive("site").unwrap();
    assert!(site.item.element("acmeMonitor").is_some() && site.item.attribute("state").unwrap().runtime_only);
}

#[test]
fn a_flag_may_be_written_under_either_name() {
    let (schema, _) = machine(&[]);
    let section = schema.section("system.webServer/applicationInitialization").unwrap();
    let (add, _) = section.root.directive("add").unwrap();
    let names: Vec<&str> =
        add.item.attribute("mood").unwrap().value_type.members().iter().map(|m| &*m.name).collect();
    assert_eq!(names, ["Calm", "Eager"]);
    assert!(add.merge_append, "a misspelt keyword has no effect");
}

#[test]
fn a_stranger_extends_and_does_not_change() {
    let other = r#"<configSchema><sectionSchema name="system.webServer/directoryBrowse"><attribute name="enabled" type="int"/><attribute name="sparkle" type="bool"/></sectionSchema></configSchema>"#;
    let (schema, slips) = machine(&[("stranger.xml", other)]);
    let browse = schema.section("system.webServer/directoryBrowse").unwrap();
    assert_eq!(browse.root.attribute("enabled").unwrap().value_type, ValueType::Bool);
    assert!(browse.root.attribute("sparkle").is_some());
    assert!(
        slips.iter().any(|s| s.contains("directoryBrowse@enabled` is already defined differently")),
        "{slips:?}"
    );
}

#[test]
fn an_export_shows_what_the_machine_brings() {
    let (schema, _) = machine(&[]);
    let text = export(&schema);
    for name in ["system.webServer/acme/widgets", "\"patience\"", "acmeMonitor"] {
        assert!(text.contains(name), "{name}");
        assert!(!export(Schema::builtin()).contains(name), "{name}");
    }
}

#[test]
fn slips_are_told_one_by_one() {
    let (_, slips) = machine(&[]);
    for told in [
        "unknown schema keyword `defaultvalue` of attribute `removeServerHeader`",
        "unknown schema keyword `mergeElement` of `collection`",
        "unknown type `weird` of attribute `size`, read as string",
        "the validationParameter `few` of attribute `ratio` is no range",
        "an attribute without name",
        "a section without name",
    ] {
        assert!(slips.iter().any(|s| s == told), "{told}: {slips:?}");
    }
    assert_eq!(slips.len(), 6, "{slips:?}");
}
