//! §4: `location`, and the order in which levels are laid over each other.

use crate::support::Host;

const BROWSE: &str = "system.webServer/directoryBrowse";

fn browse(location: &str, value: &str) -> String {
    format!(
        r#"<location {location}><system.webServer><directoryBrowse enabled="{value}"/></system.webServer></location>"#
    )
}

#[test]
fn a_deeper_target_beats_a_nearer_file() {
    let host = Host::new()
        .holding(&browse(r#"path="Shop/docs""#, "true"))
        .with("w/shop/web.config", &browse(r#"path=".""#, "false"));
    assert_eq!(host.effective("Shop", BROWSE), "enabled=false");
    assert_eq!(host.effective("Shop/docs", BROWSE), "enabled=true");
    assert_eq!(host.effective("Shop/docs/deep/page.htm", BROWSE), "enabled=true");
}

#[test]
fn the_file_of_a_folder_comes_after_locations_that_target_it() {
    let host = Host::new()
        .with("w/shop/web.config", &browse(r#"path="docs""#, "true"))
        .with("w/shop/docs/web.config", &browse("", "false"));
    assert_eq!(host.effective("Shop/docs", BROWSE), "enabled=false");
}

#[test]
fn segments_compare_without_case_and_as_wholes() {
    let host = Host::new().with("w/shop/web.config", &browse(r#"path="IMG/""#, "true"));
    assert_eq!(host.effective("shop/img/x.png", BROWSE), "enabled=true");
    assert_eq!(host.effective("Shop/img2", BROWSE), "");
}

#[test]
fn content_for_this_application_stops_at_the_next() {
    let wrapped = browse(r#"path="." inheritInChildApplications="false""#, "true");
    let host = Host::new().with("w/shop/web.config", &wrapped);
    assert_eq!(host.effective("Shop/docs", BROWSE), "enabled=true");
    assert_eq!(host.effective("Shop/api", BROWSE), "");
}

#[test]
fn one_path_has_a_section_once() {
    let bare = "<system.webServer><directoryBrowse/></system.webServer>";
    for (first, second) in [
        (bare.to_owned(), browse(r#"path=".""#, "true")),
        (browse(r#"path="a/""#, "true"), browse(r#"path="A""#, "true")),
        (bare.to_owned(), bare.to_owned()),
    ] {
        let host = Host::new().with("w/shop/web.config", &format!("{first}{second}"));
        assert_eq!(host.problems(), ["DuplicateSection"], "{first}{second}");
    }
    let two = format!("{}{}", browse(r#"path="a""#, "true"), browse(r#"path="b""#, "true"));
    assert_eq!(Host::new().with("w/shop/web.config", &two).problems(), [""; 0]);
}

#[test]
fn locations_do_not_nest_and_say_one_word_about_overriding() {
    let nested = r#"<location path="a"><location path="b"/></location>"#;
    assert_eq!(Host::new().with("w/shop/web.config", nested).problems(), ["NestedLocation"]);
    let both = r#"<location overrideMode="Allow" allowOverride="true"/>"#;
    assert_eq!(Host::new().with("w/shop/web.config", both).problems(), ["LocationConflict"]);
    let wrong = r#"<location overrideMode="Maybe"/>"#;
    assert_eq!(Host::new().with("w/shop/web.config", wrong).problems(), ["LocationAttribute"]);
    let case = r#"<location Path="a"/>"#;
    assert_eq!(Host::new().with("w/shop/web.config", case).problems(), ["WrongCase"]);
}

#[test]
fn a_path_that_is_no_url_below_matches_nothing() {
    for path in ["/docs", r"a\b", r"docs\"] {
        let host = Host::new().with("w/shop/web.config", &browse(&format!(r#"path="{path}""#), "true"));
        assert_eq!(host.effective("Shop/docs", BROWSE), "", "{path}");
        assert_eq!(host.effective("Shop/a/b", BROWSE), "", "{path}");
    }
    let host = Host::new().holding(&browse(r#"path="/Shop""#, "true"));
    assert_eq!(host.effective("Shop", BROWSE), "enabled=true", "in applicationHost.config it names a site");
}

#[test]
fn a_location_above_the_server_may_name_a_site() {
    let runtime = "<system.web><httpRuntime/></system.web>";
    let host = Host::new()
        .below(&format!(r#"<location path="Shop/docs" allowOverride="false">{runtime}</location>"#))
        .with("w/shop/docs/web.config", runtime)
        .with("w/blog/web.config", runtime);
    assert!(
        host.said("Shop/docs", "system.web/httpRuntime").starts_with("This configuration section cannot")
    );
    assert_eq!(host.said("Shop", "system.web/httpRuntime"), "fine");
    assert_eq!(host.said("Blog", "system.web/httpRuntime"), "fine");
}

#[test]
fn a_folder_below_two_urls_counts_at_both() {
    // The site's root and /pics share a folder.
    let add = r#"<system.webServer><httpProtocol><customHeaders><add name="X" value="1"/></customHeaders></httpProtocol></system.webServer>"#;
    let host = Host::new().with("w/blog/web.config", add);
    assert_eq!(host.problems(), ["DuplicateKey"]);
    assert_eq!(host.said("Blog", "system.webServer/httpProtocol"), "fine");
    assert!(host.said("Blog/pics", "system.webServer/httpProtocol").starts_with("Cannot add duplicate"));
}
