//! Laws that hold whatever the files say.

use crate::support::{Host, show};
use proptest::prelude::*;
use webconfig_config::{EffectiveElement, Server};

const SECTIONS: [&str; 4] = [
    "system.webServer/defaultDocument",
    "system.webServer/staticContent",
    "system.webServer/directoryBrowse",
    "system.webServer/httpProtocol",
];

/// The content of `system.webServer`, each section at most once.
fn content() -> impl Strategy<Value = String> {
    let word = "[a-d]";
    let directive = |add: fn(&str) -> String, remove: fn(&str) -> String| {
        let one = (0..6u8, word).prop_map(move |(kind, word)| match kind {
            0 => "<clear/>".to_owned(),
            1 | 2 => remove(&word),
            _ => add(&word),
        });
        proptest::collection::vec(one, 0..6).prop_map(|all| all.concat())
    };
    let files = directive(|w| format!(r#"<add value="{w}"/>"#), |w| format!(r#"<remove value="{w}"/>"#));
    let mime = directive(
        |w| format!(r#"<mimeMap fileExtension=".{w}" mimeType="x/{w}"/>"#),
        |w| format!(r#"<remove fileExtension=".{w}"/>"#),
    );
    let headers =
        directive(|w| format!(r#"<add name="{w}" value="v"/>"#), |w| format!(r#"<remove name="{w}"/>"#));
    let browse = proptest::option::of(any::<bool>());
    (files, mime, headers, browse).prop_map(|(files, mime, headers, browse)| {
        let browse = browse.map_or_else(String::new, |b| format!(r#"<directoryBrowse enabled="{b}"/>"#));
        format!(
            "<defaultDocument><files>{files}</files></defaultDocument><staticContent>{mime}</staticContent>\
             {browse}<httpProtocol><customHeaders>{headers}</customHeaders></httpProtocol>"
        )
    })
}

fn in_group(content: &str) -> String {
    format!("<system.webServer>{content}</system.webServer>")
}

fn located(path: &str, content: &str) -> String {
    format!(r#"<location path="{path}">{}</location>"#, in_group(content))
}

fn all(host: &Host, path: &str) -> Vec<String> {
    SECTIONS.iter().map(|s| host.effective(path, s)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_empty_file_changes_nothing(base in content()) {
        let host = || Host::new().holding(&in_group(&base));
        let with = host().with("w/shop/web.config", "").with("w/api/web.config", "<system.webServer/>");
        prop_assert_eq!(all(&host(), "Shop/api"), all(&with, "Shop/api"));
    }

    #[test]
    fn bare_content_is_a_location_for_here(base in content(), own in content()) {
        let host = |body: &str| Host::new().holding(&in_group(&base)).with("w/shop/web.config", body);
        let bare = host(&in_group(&own));
        for path in ["", ".", "./", " . "] {
            let wrapped = host(&located(path, &own));
            prop_assert_eq!(all(&bare, "Shop/docs"), all(&wrapped, "Shop/docs"));
            prop_assert_eq!(bare.problems(), wrapped.problems());
        }
    }

    #[test]
    fn the_order_of_locations_does_not_matter(a in content(), b in content(), c in content()) {
        let parts = [located("x", &a), located("x/y", &b), in_group(&c)];
        let host = |order: [usize; 3]| {
            let body: String = order.iter().map(|i| parts[*i].as_str()).collect();
            Host::new().with("w/shop/web.config", &body)
        };
        let first = all(&host([0, 1, 2]), "Shop/x/y");
        for order in [[2, 1, 0], [1, 0, 2], [2, 0, 1]] {
            prop_assert_eq!(&first, &all(&host(order), "Shop/x/y"));
        }
    }

    #[test]
    fn the_effective_listing_as_the_only_file_gives_itself(base in content(), own in content()) {
        let host = Host::new().holding(&in_group(&base)).with("w/shop/web.config", &in_group(&own));
        let (server, level) = host.at("Shop");
        let listing: String =
            SECTIONS.iter().map(|s| written(&server.effective(level.clone().unwrap(), s).unwrap())).collect();
        let again = Host::new().with("w/shop/web.config", &in_group(&listing));
        prop_assert_eq!(all(&host, "Shop"), all(&again, "Shop"));
        prop_assert_eq!(again.problems(), [""; 0]);
    }

    #[test]
    fn an_origin_is_the_attribute_that_wrote_the_value(base in content(), own in content()) {
        let host = Host::new().holding(&in_group(&base)).with("w/shop/web.config", &in_group(&own));
        let (server, level) = host.at("Shop");
        for section in SECTIONS {
            let element = server.effective(level.clone().unwrap(), section).unwrap();
            prop_assert!(origins_are_right(&server, &element), "{}", show(&element));
        }
    }
}

/// An element as `appcmd` would list it.
fn written(element: &EffectiveElement<'_>) -> String {
    element_as(&element.schema.name, element)
}

fn element_as(name: &str, element: &EffectiveElement<'_>) -> String {
    let attributes: String =
        element.settings.iter().map(|s| format!(r#" {}="{}""#, s.name, s.value)).collect();
    let children: String = element.children.iter().map(|c| written(c)).collect();
    let items: String = element.items.iter().map(|i| element_as(&i.name, &i.element)).collect();
    format!("<{name}{attributes}>{children}{items}</{name}>")
}

fn origins_are_right(server: &Server<'_>, element: &EffectiveElement<'_>) -> bool {
    element.settings.iter().all(|s| {
        let file = server.file(s.origin.file).unwrap();
        let attribute = file.document.attribute(s.origin.attribute.unwrap()).unwrap();
        attribute.name() == &*s.name
            && attribute.value() == *s.value
            && attribute.element().unwrap().id() == s.origin.element
    }) && element.children.iter().all(|c| origins_are_right(server, c))
        && element.items.iter().all(|i| origins_are_right(server, &i.element))
}
