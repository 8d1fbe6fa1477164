//! §6: merging of collections, keys, duplicates.

use crate::support::Host;

fn documents(content: &str) -> String {
    format!(
        "<system.webServer><defaultDocument><files>{content}</files></defaultDocument></system.webServer>"
    )
}

fn mime(content: &str) -> String {
    format!("<system.webServer><staticContent>{content}</staticContent></system.webServer>")
}

const FILES: &str = "system.webServer/defaultDocument";
const MIME: &str = "system.webServer/staticContent";
const ERRORS: &str = "system.webServer/httpErrors";

fn base() -> Host {
    Host::new().holding(&documents(r#"<add value="a"/><add value="b"/><add value="c"/>"#)).holding(&mime(
        r#"<mimeMap fileExtension=".a" mimeType="x/a"/><mimeMap fileExtension=".b" mimeType="x/b"/>"#,
    ))
}

#[test]
fn prepending_keeps_document_order_in_front() {
    let host = base().with("w/shop/web.config", &documents(r#"<add value="1"/><add value="2"/>"#));
    assert_eq!(host.effective("Shop", FILES), "files([1 2 a b c])");
}

#[test]
fn appending_goes_behind() {
    let host = base().with("w/shop/web.config", &mime(r#"<mimeMap fileExtension=".c" mimeType="x/c"/>"#));
    assert_eq!(host.effective("Shop", MIME), "[.a .b .c]");
}

#[test]
fn removed_and_added_again_keeps_its_place() {
    let again = r#"<add value="1"/><remove value="b"/><add value="B"/>"#;
    let host = base().with("w/shop/web.config", &documents(again));
    assert_eq!(host.effective("Shop", FILES), "files([1 a B c])");
}

#[test]
fn clear_takes_kept_places_too() {
    let cleared = r#"<add value="1"/><remove value="b"/><clear/><add value="b"/><add value="a"/>"#;
    let host = base().with("w/shop/web.config", &documents(cleared));
    assert_eq!(host.effective("Shop", FILES), "files([b a])");
}

#[test]
fn an_item_may_be_removed_by_whom_it_was_added() {
    let host = base().with("w/shop/web.config", &documents(r#"<add value="1"/><remove value="1"/>"#));
    assert_eq!(host.effective("Shop", FILES), "files([a b c])");
    assert_eq!(host.problems(), [""; 0]);
}

#[test]
fn a_remove_without_target_changes_nothing() {
    let host = base().with("w/shop/web.config", &documents(r#"<remove value="z"/>"#));
    assert_eq!(host.effective("Shop", FILES), "files([a b c])");
    assert_eq!(host.problems(), ["RemoveWithoutTarget"]);
    assert_eq!(host.said("Shop", FILES), "fine");
}

#[test]
fn what_only_dotnet_holds_is_unknown_above() {
    let web = r#"<appSettings><remove key="from-root-web-config"/></appSettings>"#;
    assert_eq!(Host::new().with("w/shop/web.config", web).problems(), [""; 0]);
}

#[test]
fn a_remove_has_only_its_key() {
    let web = mime(r#"<remove fileExtension=".a" mimeType="x/a"/>"#);
    assert_eq!(base().with("w/shop/web.config", &web).problems(), ["UnknownAttribute"]);
}

#[test]
fn keys_compare_by_type_and_case_rule() {
    let errors = |adds: &str| format!("<system.webServer><httpErrors>{adds}</httpErrors></system.webServer>");
    let same =
        errors(r#"<error statusCode="500" path="a"/><error statusCode="0500" subStatusCode="-1" path="b"/>"#);
    let host = Host::new().with("w/shop/web.config", &same);
    assert_eq!(
        host.said("Shop", ERRORS),
        "Cannot add duplicate collection entry of type 'error' with combined key attributes 'statusCode, subStatusCode' respectively set to '0500, -1'"
    );
    let other =
        errors(r#"<error statusCode="500" path="a"/><error statusCode="500" subStatusCode="1" path="b"/>"#);
    assert_eq!(Host::new().with("w/shop/web.config", &other).problems(), [""; 0]);
    let removed = errors(r#"<error statusCode="500" path="a"/><remove statusCode="500"/>"#);
    assert_eq!(Host::new().with("w/shop/web.config", &removed).effective("Shop", ERRORS), "");
}

#[test]
fn each_unique_key_is_unique_on_its_own() {
    let sites = r#"<system.applicationHost><sites><site name="A" id="7"/><site name="B" id="7"/></sites></system.applicationHost>"#;
    // A second `sites` section in the file is a refusal of its own; its content is judged all the same.
    let host = Host::new().holding(sites);
    assert!(host.problems().contains(&"DuplicateKey".to_owned()));
}

#[test]
fn an_inherited_duplicate_is_told_from_one_in_the_file() {
    let host =
        base().with("w/shop/web.config", &documents(r#"<add value="A"/><add value="1"/><add value="1"/>"#));
    let server = host.server();
    let codes: Vec<u32> = server.check().iter().filter_map(|p| server.verdict(p)?.iis.hresult).collect();
    assert_eq!(codes, [0x8007_00b7, 0x8007_000d]);
}

#[test]
fn a_second_refused_item_is_told_from_the_first() {
    let host = base().with(
        "w/shop/web.config",
        &mime(r#"<mimeMap fileExtension=".a" mimeType="1"/><mimeMap fileExtension=".A" mimeType="2"/>"#),
    );
    let server = host.server();
    let files: Vec<bool> = server.check().iter().map(|p| p.related.unwrap().file == p.file).collect();
    assert_eq!(files, [false, true]);
}

#[test]
fn where_items_may_repeat_each_remove_takes_one() {
    let compilation = |content: &str| {
        format!("<system.web><compilation><assemblies>{content}</assemblies></compilation></system.web>")
    };
    let add = |name: &str| format!(r#"<add assembly="{name}"/>"#);
    let remove = |name: &str| format!(r#"<remove assembly="{name}"/>"#);
    let host =
        Host::new().with("w/shop/web.config", &compilation(&format!("{}{}{}", add("A"), add("B"), add("A"))));
    let below = |content: String| {
        Host::new()
            .with("w/shop/web.config", &compilation(&format!("{}{}{}", add("A"), add("B"), add("A"))))
            .with("w/api/web.config", &compilation(&content))
            .effective("Shop/api", "system.web/compilation")
    };
    assert_eq!(host.effective("Shop", "system.web/compilation"), "assemblies([A B A])");
    assert_eq!(below(remove("A")), "assemblies([B A])");
    assert_eq!(below(remove("A") + &remove("A")), "assemblies([B])");
    assert_eq!(below(remove("A") + &remove("A") + &remove("A")), "assemblies([B])");
    let own = add("C") + &add("C") + &remove("C");
    assert_eq!(below(own.clone()), "assemblies([A B A C])");
    assert_eq!(below(own + &remove("C") + &remove("C")), "assemblies([A B A])");
}

#[test]
fn application_settings_may_repeat_and_the_last_counts() {
    let web = r#"<appSettings><add key="k" value="1"/><add key="K" value="2"/></appSettings>"#;
    let host = Host::new().with("w/shop/web.config", web);
    assert_eq!(host.said("Shop", "appSettings"), "fine");
    let (server, level) = host.at("Shop");
    let settings = server.effective(level.unwrap(), "appSettings").unwrap();
    let values: Vec<&str> = settings.items.iter().map(|i| i.element.text("value")).collect();
    assert_eq!(values, ["2"]);
}
