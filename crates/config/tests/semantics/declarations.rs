//! §3 of the specification: which sections exist, and where they may be set.

use crate::support::Host;
use webconfig_schema::Release;

#[test]
fn a_section_is_declared_once_in_a_chain() {
    let twice = r#"<configSections><section name="a"/><section name="a"/></configSections>"#;
    assert_eq!(Host::new().with("w/shop/web.config", twice).problems(), ["DuplicateDeclaration"]);
    let below = Host::new()
        .with("w/shop/web.config", r#"<configSections><section name="a"/></configSections>"#)
        .with("w/api/web.config", r#"<configSections><section name="a"/></configSections>"#);
    assert_eq!(below.problems(), ["DuplicateDeclaration"]);
    let beside = Host::new()
        .with("w/blog/web.config", r#"<configSections><section name="a"/></configSections>"#)
        .with("w/shop/web.config", r#"<configSections><section name="a"/></configSections>"#);
    assert_eq!(beside.problems(), [""; 0]);
}

#[test]
fn a_group_may_be_opened_again() {
    let web = r#"<configSections><sectionGroup name="system.webServer"><section name="own"/></sectionGroup></configSections>
<system.webServer><own anything="goes"><x/></own></system.webServer>"#;
    assert_eq!(Host::new().with("w/shop/web.config", web).problems(), [""; 0]);
}

#[test]
fn a_declaration_reaches_down_and_not_aside() {
    let host = Host::new()
        .with("w/shop/web.config", r#"<configSections><section name="a"/></configSections>"#)
        .with("w/api/web.config", "<a/>")
        .with("w/blog/web.config", "<a/>");
    assert_eq!(host.problems(), ["UndeclaredSection"]);
}

#[test]
fn config_sections_come_first_and_once() {
    let late = "<appSettings/><configSections/>";
    assert_eq!(Host::new().with("w/shop/web.config", late).problems(), ["MisplacedConfigSections"]);
    let text = "Only one <configSections> element allowed.  It must be the first child element of the root <configuration> element   ";
    assert_eq!(Host::new().with("w/shop/web.config", late).said("Shop", "appSettings"), text);
}

#[test]
fn protected_data_is_known_without_a_declaration() {
    let web = r#"<configProtectedData><providers><add name="p" type="t"/></providers></configProtectedData>"#;
    assert_eq!(Host::new().with("w/shop/web.config", web).problems(), [""; 0]);
    let inside = format!(r#"<location path="x">{web}</location>"#);
    assert_eq!(Host::new().with("w/shop/web.config", &inside).problems(), ["LocationNotAllowed"]);
}

#[test]
fn a_section_without_schema_holds_anything_and_cannot_be_read() {
    let web = r#"<configSections><section name="log4net" type="x"/></configSections><log4net><root level="x">text</root></log4net>"#;
    let host = Host::new().with("w/shop/web.config", web);
    assert_eq!(host.problems(), [""; 0]);
    assert_eq!(host.said("Shop", "system.webServer/directoryBrowse"), "fine");
    assert_eq!(
        host.said("Shop", "log4net"),
        "The configuration section 'log4net' cannot be read because it is missing schema"
    );
}

#[test]
fn the_text_of_an_undeclared_element_is_lost_below_web_server_only() {
    let inside = Host::new().with("w/shop/web.config", "<system.webServer><bogus/></system.webServer>");
    assert_eq!(inside.said("Shop", "system.webServer/handlers"), "");
    let outside = Host::new().with("w/shop/web.config", "<system.web><bogus/></system.web>");
    assert_eq!(
        outside.said("Shop", "system.webServer/handlers"),
        "The configuration section 'bogus' cannot be read because it is missing a section declaration"
    );
}

#[test]
fn places_follow_allow_definition() {
    let modules = "<system.webServer><globalModules/></system.webServer>";
    assert_eq!(Host::new().with("w/shop/web.config", modules).problems(), ["DefinitionNotAllowed"]);
    let located = format!(r#"<location path="Shop">{modules}</location>"#);
    assert_eq!(Host::new().holding(&located).problems(), ["DefinitionNotAllowed"]);
    assert_eq!(Host::new().holding(modules).problems(), [""; 0]);
}

#[test]
fn what_is_for_an_application_is_passed_over_below_its_root() {
    let add = |name: &str| {
        format!(r#"<system.webServer><modules><add name="{name}"/></modules></system.webServer>"#)
    };
    let host = Host::new()
        .with("w/shop/web.config", &add("Root"))
        .with("w/shop/docs/web.config", &add("Below"))
        .with("w/api/web.config", &add("Api"));
    assert_eq!(host.effective("Shop/docs", "system.webServer/modules"), "[Root]");
    assert_eq!(host.effective("Shop/api", "system.webServer/modules"), "[Root Api]");
    assert_eq!(host.said("Shop/docs", "system.webServer/modules"), "fine");
}

#[test]
fn a_block_of_the_server_for_a_folder_is_passed_over_too() {
    let located = |path: &str| {
        format!(
            r#"<location path="{path}"><system.webServer><modules><add name="M"/></modules></system.webServer></location>"#
        )
    };
    let host = |path: &str| Host::new().holding(&located(path));
    assert_eq!(host("Shop/docs").effective("Shop/docs", "system.webServer/modules"), "");
    assert_eq!(host("Shop/docs").problems(), ["DefinitionNotAllowed"]);
    assert_eq!(
        host("Blog/pics").problems(),
        ["DefinitionNotAllowed"],
        "a virtual directory is no application"
    );
    for path in ["", "Shop", "Shop/api"] {
        assert_eq!(host(path).effective("Shop/api", "system.webServer/modules"), "[M]", "{path}");
        assert_eq!(host(path).problems(), [""; 0], "{path}");
    }
    assert_eq!(host("Ghost/docs").problems(), [""; 0]);
}

#[test]
fn a_section_newer_than_the_target_is_not_there_yet() {
    let web = "<system.webServer><security><dynamicIpSecurity/></security></system.webServer>";
    let host = Host::new().with("w/shop/web.config", web).for_target(Release::Iis75);
    assert_eq!(host.problems(), ["NewerThanTarget"]);
    assert_eq!(Host::new().with("w/shop/web.config", web).problems(), ["LockedSection"; 0]);
}

#[test]
fn members_and_ranges_are_those_of_the_target() {
    let host = |target, inner: &str| Host::new().for_target(target).pool(inner).problems();
    let cpu = r#"<cpu action="Throttle"/>"#;
    assert_eq!(host(Release::Iis75, cpu), ["NewerMember"]);
    assert_eq!(host(Release::Iis8, cpu), [""; 0]);
    let processes = r#"<processModel maxProcesses="0"/>"#;
    assert_eq!(host(Release::Iis75, processes), ["InvalidValue"]);
    assert_eq!(host(Release::Iis8, processes), [""; 0]);
}

#[test]
fn what_takes_items_away_holds_nothing() {
    let headers = |content: &str| {
        format!(
            "<system.webServer><httpProtocol><customHeaders>{content}</customHeaders></httpProtocol></system.webServer>"
        )
    };
    for content in [r#"<clear><add name="A"/></clear>"#, r#"<add name="A"/><remove name="A"><x/></remove>"#] {
        let host = Host::new().with("w/shop/web.config", &headers(content));
        assert_eq!(host.problems(), ["UnknownElement"], "{content}");
    }
}

#[test]
fn a_machine_config_that_declares_nothing_leaves_the_usual_declarations() {
    let host =
        Host::new().with("w/shop/web.config", r#"<system.web><compilation debug="true"/></system.web>"#);
    for machine in ["", "<configSections/>", r#"<system.web><deployment retail="true"/></system.web>"#] {
        let host = host.clone().on_machine(machine);
        assert_eq!(host.problems(), [""; 0], "{machine}");
        assert_eq!(host.said("Shop", "system.web/compilation"), "fine", "{machine}");
    }
    let own = r#"<configSections><section name="runtime"/></configSections>"#;
    assert_eq!(host.on_machine(own).problems(), ["UndeclaredSection"]);
}

#[test]
fn an_excerpt_of_the_server_is_judged_with_the_usual_declarations_and_told_once() {
    let sites = r#"<system.applicationHost><sites><site name="Shop" id="1" odd="1"><application path="/"><virtualDirectory path="/" physicalPath="C:\w\shop"/></application></site></sites></system.applicationHost>"#;
    let host = Host::new().holding_only(&format!("{sites}<system.webServer><bogus/></system.webServer>"));
    assert_eq!(host.problems(), ["NothingDeclared", "UnknownAttribute", "UndeclaredSection"]);
    let text = "The configuration section 'system.applicationHost' cannot be read because it is missing a section declaration";
    assert_eq!(host.said("Shop", "system.webServer/directoryBrowse"), text);
    // What the stock files lock and open below them holds for an excerpt too.
    let below = |section: &str| format!("<system.webServer>{section}</system.webServer>");
    let locked = host.clone().with("w/shop/web.config", &below("<asp/>"));
    assert!(locked.problems().contains(&"LockedSection".to_owned()));
    let opened = host.with("w/shop/web.config", &below("<handlers/>"));
    assert!(!opened.problems().contains(&"LockedSection".to_owned()));
    // Nothing needs a declaration that machine.config does not have.
    for fine in ["<appSettings/>", "<system.webServer><handlers/></system.webServer>"] {
        assert_eq!(Host::new().holding_only(fine).problems(), [""; 0], "{fine}");
    }
}

#[test]
fn the_words_that_declare_have_their_letter_case_and_no_others_stand_beside_them() {
    let web = |declarations: &str| Host::new().with("w/shop/web.config", declarations);
    let cases = [
        (r#"<ConfigSections><section name="a"/></ConfigSections><a/>"#, "WrongCase"),
        (r#"<configSections><Section name="a"/></configSections><a/>"#, "WrongCase"),
        (
            r#"<configSections><sectiongroup name="g"><section name="a"/></sectiongroup></configSections><g><a/></g>"#,
            "WrongCase",
        ),
        (r#"<Location path="x"><appSettings/></Location>"#, "WrongCase"),
        (r#"<configSections><secton name="a"/></configSections>"#, "UnknownElement"),
    ];
    for (declarations, kind) in cases {
        assert_eq!(web(declarations).problems(), [kind], "{declarations}");
    }
    assert_eq!(web(r#"<configSections><remove name="a"/><clear/></configSections>"#).problems(), [""; 0]);
    assert_eq!(
        web(r#"<configSections><secton name="a"/></configSections>"#).said("Shop", "appSettings"),
        "Unrecognized element 'secton'"
    );
    let only_here =
        r#"<configSections><section name="a" allowDefinition="appHostOnly"/></configSections><a/>"#;
    assert_eq!(web(only_here).problems(), ["DefinitionNotAllowed"]);
}
