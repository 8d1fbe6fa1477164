//! §8 and §9: includes, unreadable places, and what is refused first.

use crate::support::Host;

const BROWSE: &str = "system.webServer/directoryBrowse";

fn including(path: &str) -> String {
    format!(r#"<system.webServer><directoryBrowse configSource="{path}"/></system.webServer>"#)
}

#[test]
fn included_content_counts_and_its_problems_are_in_its_file() {
    let host = Host::new()
        .with("w/shop/web.config", &including(r"sub\b.config"))
        .with_text("w/shop/sub/b.config", r#"<directoryBrowse enabled="true"/>"#);
    assert_eq!(host.effective("Shop", BROWSE), "enabled=true");
    let host = host.with_text("w/shop/sub/b.config", "\n<directoryBrowse enabled=\"maybe\"/>");
    let (server, level) = host.at("Shop");
    let refusal = server.section_refusal(level.unwrap(), BROWSE).unwrap();
    assert_eq!((refusal.file.as_deref(), refusal.line), (Some("w/shop/sub/b.config"), Some(2)));
}

#[test]
fn an_include_and_a_folder_are_found_as_windows_finds_them() {
    let host = Host::new()
        .with("w/shop/web.config", &including(r"Sub\B.Config"))
        .with_text("w/shop/sub/b.config", r#"<directoryBrowse enabled="true"/>"#);
    assert_eq!(host.effective("Shop", BROWSE), "enabled=true");
    let host = Host::new().with(
        "w/BLOG2/Web.config",
        r#"<system.webServer><directoryBrowse enabled="true"/></system.webServer>"#,
    );
    assert_eq!(host.site(r"C:\w\blog2").effective("Extra", BROWSE), "enabled=true");
}

#[test]
fn a_server_path_leads_nowhere_out_of_what_is_mapped() {
    let host = Host::new().with_text("secret/web.config", "<configuration><nonsense/></configuration>");
    for path in [r"C:\w\..\secret", r"C:\w\.\..\secret", "C:/w/../secret"] {
        assert_eq!(host.clone().site(path).said("Extra", BROWSE), "fine", "{path}");
    }
}

#[test]
fn an_include_that_is_too_long_is_refused_like_a_file() {
    let host = Host::new().with("w/shop/web.config", &including("b.config"));
    let long = |n: usize| format!("<directoryBrowse/><!--{}-->", "x".repeat(n));
    assert_eq!(host.clone().with_text("w/shop/b.config", &long(200_000)).said("Shop", BROWSE), "fine");
    let said = host.with_text("w/shop/b.config", &long(260_000)).said("Shop", BROWSE);
    assert_eq!(said, "Cannot read configuration file because it exceeds the maximum file size");
}

#[test]
fn an_include_stays_in_its_folder_and_is_one_section() {
    let cannot = "Specified configSource cannot be parsed";
    for path in ["none.config", r"..\b.config", r"C:\b.config", "/b.config", "web.config", "loop.config", ""]
    {
        let host = Host::new()
            .with("w/shop/web.config", &including(path))
            .with_text("w/b.config", r#"<directoryBrowse enabled="true"/>"#)
            .with_text("w/shop/loop.config", r#"<directoryBrowse configSource="loop.config"/>"#);
        assert_eq!(host.said("Shop", BROWSE), cannot, "{path}");
        assert_eq!(host.effective("Shop", BROWSE), "", "{path}");
    }
}

#[test]
fn no_include_in_the_servers_file() {
    let host = Host::new().holding(&including("b.config"));
    assert_eq!(host.said("Shop", BROWSE), "Unrecognized attribute 'configSource'");
}

#[test]
fn the_highest_file_is_refused_first() {
    let bad =
        |value: &str| format!(r#"<system.webServer><directoryBrowse enabled="{value}"/></system.webServer>"#);
    let host =
        Host::new().with("w/shop/web.config", &bad("1")).with_text("w/api/web.config", "<configuration>");
    let (server, level) = host.at("Shop/api");
    let file = server.file_refusal(level.unwrap()).unwrap();
    assert_eq!((file.file.as_deref(), file.line), (Some("w/api/web.config"), Some(1)));
    assert_eq!(host.said("Shop", "system.webServer/httpErrors"), "fine");
    assert_ne!(host.said("Shop", BROWSE), "fine");
}

#[test]
fn a_file_that_is_too_long_or_has_a_doctype_is_refused() {
    let long = format!("<configuration><!--{}--></configuration>", "x".repeat(250 * 1024));
    let said = |text: &str| Host::new().with_text("w/shop/web.config", text).said("Shop", BROWSE);
    assert_eq!(said(&long), "Cannot read configuration file because it exceeds the maximum file size");
    assert_eq!(said("<!DOCTYPE a><configuration/>"), "Configuration file is not well-formed XML");
    assert_eq!(said(""), "Configuration file is not well-formed XML");
    assert_eq!(said("<configuration/>"), "fine");
}

#[test]
fn unknown_paths_are_named() {
    assert_eq!(
        Host::new().said("Ghost", BROWSE),
        "Unrecognized configuration path 'MACHINE/WEBROOT/APPHOST/Ghost'"
    );
}

#[test]
fn an_encrypted_section_cannot_be_read() {
    let web =
        r#"<system.web><identity configProtectionProvider="p"><EncryptedData/></identity></system.web>"#;
    let host = Host::new().with("w/shop/web.config", web);
    assert_eq!(host.said("Shop", "system.web/identity"), "Configuration section encryption is not supported");
}

#[test]
fn a_url_never_leads_out_of_its_folder() {
    let host = Host::new().with("w/web.config", "<bogus/>").with_text("w/shop/x.txt", "");
    assert_eq!(host.said("Shop/../..", BROWSE), "fine");
    assert_eq!(host.said("Shop/..%5c..", BROWSE), "fine");
}

#[test]
fn who_asks_for_a_section_by_half_its_name_is_told_the_whole() {
    let (server, level) = Host::new().at("Shop");
    let note = |section: &str| server.section_refusal(level.clone().unwrap(), section).unwrap().note;
    for asked in
        ["handlers", "system.webserver/Handlers", "system.webServer/handlers/", "system.webServer/handler"]
    {
        assert_eq!(note(asked).as_deref(), Some("did you mean `system.webServer/handlers`?"), "{asked}");
    }
    assert_eq!(note("nonsense"), None);
}
