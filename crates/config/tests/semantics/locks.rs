//! §5: what higher files keep lower ones from setting.

use crate::support::Host;

const HANDLERS: &str = "<system.webServer><handlers/></system.webServer>";
const ERRORS: &str = "system.webServer/httpErrors";

fn errors(tag: &str) -> String {
    format!("<system.webServer><httpErrors {tag}</system.webServer>")
}

#[test]
fn the_nearest_word_counts_and_binds_lower_files_only() {
    let allow = |path: &str| format!(r#"<location path="{path}" overrideMode="Allow">{HANDLERS}</location>"#);
    let deny = |path: &str| format!(r#"<location path="{path}" overrideMode="Deny">{HANDLERS}</location>"#);
    let host = |body: &str| Host::new().holding(body).with("w/shop/web.config", HANDLERS);
    assert_eq!(host("").problems(), ["LockedSection"]);
    assert_eq!(host(&allow("Shop")).problems(), [""; 0]);
    assert_eq!(host(&allow("")).problems(), [""; 0]);
    assert_eq!(host(&format!("{}{}", allow(""), deny("Shop"))).problems(), ["LockedSection"]);
    assert_eq!(host(&format!("{}{}", deny(""), allow("Shop"))).problems(), [""; 0]);
    assert_eq!(host(&allow("Blog")).problems(), ["LockedSection"]);
}

#[test]
fn a_locked_section_is_refused_in_a_location_too_and_cannot_be_opened_from_below() {
    let own = format!(r#"<location path="docs" overrideMode="Allow">{HANDLERS}</location>"#);
    let host = Host::new().with("w/shop/web.config", &own);
    assert_eq!(host.problems(), ["LockedSection"]);
    assert_ne!(host.said("Shop/docs", "system.webServer/handlers"), "fine");
    assert_eq!(host.said("Shop", "system.webServer/handlers"), "fine");
}

#[test]
fn a_lower_file_cannot_lock_what_a_higher_one_opened_further_down() {
    let word = |path: &str, mode: &str| {
        format!(r#"<location path="{path}" overrideMode="{mode}">{HANDLERS}</location>"#)
    };
    let open = |path: &str| {
        Host::new().holding(&word("", "Allow").replace("handlers", "modules")).holding(&word(path, "Allow"))
    };
    let locks = |host: Host, path: &str| host.with("w/shop/web.config", &word(path, "Deny")).problems();
    let opened = |path: &str| open(path).holding(&word("Shop", "Allow"));
    assert_eq!(locks(opened("Shop/docs"), "."), ["LockAboveOpened"]);
    assert_eq!(locks(opened("Shop/docs/deep"), "docs"), ["LockAboveOpened"]);
    assert_eq!(locks(opened("Shop/docs"), "pics"), [""; 0], "another folder");
    assert_eq!(locks(open("Shop"), "."), [""; 0], "opened for this very file");
    assert_eq!(locks(opened("Blog/docs"), "."), [""; 0], "another site");
}

#[test]
fn locked_attributes_cannot_be_set_even_to_the_same_value() {
    let host = |lock: &str, web: &str| {
        Host::new()
            .holding(&errors(&format!(r#"errorMode="Custom" {lock}/>"#)))
            .with("w/shop/web.config", &errors(&format!("{web}/>")))
            .said("Shop", ERRORS)
    };
    let mode = r#"errorMode="Custom""#;
    assert_eq!(host(r#"lockAttributes="errorMode""#, mode), "Lock violation");
    assert_eq!(host(r#"lockAttributes="*""#, mode), "Lock violation");
    assert_eq!(host(r#"lockAttributes="defaultPath""#, mode), "fine");
    assert_eq!(host(r#"lockAllAttributesExcept="errorMode""#, mode), "fine");
    assert_eq!(host(r#"lockAllAttributesExcept="defaultPath""#, mode), "Lock violation");
    assert_eq!(host(r#"lockAttributes="nope""#, ""), "lockAttributes contains unknown attribute 'nope'");
    // On an item such a list means nothing.
    let item = r#"><error statusCode="404" path="a" lockAttributes="nope"/></httpErrors>"#;
    assert_eq!(Host::new().holding(&errors(item)).said("Shop", ERRORS), "fine");
}

#[test]
fn directives_are_locked_by_role_and_by_their_own_name() {
    let host = |lock: &str| {
        let base = format!(
            r#"<system.webServer><staticContent {lock}><mimeMap fileExtension=".a" mimeType="x/a"/></staticContent></system.webServer>"#
        );
        let add = r#"<system.webServer><staticContent><mimeMap fileExtension=".b" mimeType="x/b"/></staticContent></system.webServer>"#;
        Host::new()
            .holding(&base)
            .with("w/shop/web.config", add)
            .said("Shop", "system.webServer/staticContent")
    };
    for locked in ["lockElements=\"add\"", "lockElements=\"mimeMap\"", "lockAllElementsExcept=\"clear\""] {
        assert_eq!(host(locked), "Lock violation", "{locked}");
    }
    for free in [
        "lockElements=\"remove,clear\"",
        "lockAllElementsExcept=\"mimeMap\"",
        "lockAllElementsExcept=\"add\"",
    ] {
        assert_eq!(host(free), "fine", "{free}");
    }
}

#[test]
fn a_locked_item_stays_and_others_come_and_go() {
    let modules =
        |content: &str| format!("<system.webServer><modules>{content}</modules></system.webServer>");
    let host = |web: &str| {
        Host::new()
            .holding(&modules(r#"<add name="A" lockItem="true"/><add name="B"/>"#))
            .with("w/shop/web.config", &modules(web))
            .said("Shop", "system.webServer/modules")
    };
    assert_eq!(host(r#"<remove name="A"/>"#), "Lock violation");
    assert_eq!(host("<clear/>"), "Lock violation");
    assert_eq!(host(r#"<remove name="B"/><add name="C"/>"#), "fine");
}

#[test]
fn a_lock_does_not_bind_the_files_above_it() {
    // applicationHost.config's location for /api is laid over the site's file that locks.
    let host = Host::new()
        .holding(&format!(r#"<location path="Shop/api">{}</location>"#, errors(r#"errorMode="Custom"/>"#)))
        .with("w/shop/web.config", &errors(r#"lockAttributes="errorMode"/>"#));
    assert_eq!(host.said("Shop/api", ERRORS), "fine");
}

#[test]
fn a_whole_section_can_be_an_item() {
    let host = Host::new()
        .holding(&errors(r#"lockItem="true"/>"#))
        .with("w/shop/web.config", &errors(r#"errorMode="Custom"/>"#));
    assert_eq!(host.problems(), ["LockViolation"]);
}
