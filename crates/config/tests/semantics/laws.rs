//! Laws that hold whatever the files say.
//!
//! The generated servers have locations in three files, both kinds of collections, keys of several parts, locks of
//! sections, attributes, elements and items, and content for one application alone. What they reach is counted, so
//! that a law which nothing puts to the test is noticed.

use crate::support::{Host, show};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::Cell;
use std::collections::BTreeMap;
use webconfig_config::{EffectiveElement, Server};

const SECTIONS: [&str; 6] = [
    "system.webServer/defaultDocument",
    "system.webServer/staticContent",
    "system.webServer/directoryBrowse",
    "system.webServer/httpProtocol",
    "system.webServer/httpErrors",
    "system.webServer/handlers",
];

const PATHS: [&str; 6] = ["Shop", "Shop/docs", "Shop/docs/deep", "Shop/api", "Shop/api/x", "Blog"];

/// Content for one path of a file.
#[derive(Clone, Debug)]
struct Piece {
    /// Of the location, or none for bare content.
    path: Option<&'static str>,
    /// Its other attributes.
    words: &'static str,
    content: String,
}

impl Piece {
    fn text(&self) -> String {
        let group = format!("<system.webServer>{}</system.webServer>", self.content);
        match self.path {
            None => group,
            Some(path) => format!(r#"<location path="{path}"{}>{group}</location>"#, self.words),
        }
    }
}

/// A server.
#[derive(Clone, Debug)]
struct Made {
    apphost: Vec<Piece>,
    shop: Vec<Piece>,
    docs: Vec<Piece>,
    api: Vec<Piece>,
}

fn joined(pieces: &[Piece]) -> String {
    pieces.iter().map(Piece::text).collect()
}

impl Made {
    fn host(&self) -> Host {
        let mut host = Host::new().holding(&joined(&self.apphost)).with("w/shop/docs/index.html", "");
        for (folder, pieces) in [("shop", &self.shop), ("shop/docs", &self.docs), ("api", &self.api)] {
            if !pieces.is_empty() {
                host = host.with(&format!("w/{folder}/web.config"), &joined(pieces));
            }
        }
        host
    }
}

fn directives(add: fn(&str, &str) -> String, remove: fn(&str) -> String) -> impl Strategy<Value = String> {
    let one = (0..8u8, "[a-d]", any::<u8>()).prop_map(move |(kind, word, lock)| match kind {
        0 => "<clear/>".to_owned(),
        1..=3 => remove(&word),
        _ => add(&word, if lock % 8 == 0 { r#" lockItem="true""# } else { "" }),
    });
    proptest::collection::vec(one, 0..6).prop_map(|all| all.concat())
}

fn lock(words: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    (0..words.len() * 3).prop_map(move |at| words.get(at).copied().unwrap_or(""))
}

/// Two words share a status code, and differ in the second part of their key or not at all.
fn number(word: &str) -> u32 {
    if word < "c" { 404 } else { 500 }
}

/// The content of `system.webServer`, each section at most once.
fn content() -> impl Strategy<Value = String> {
    let files =
        directives(|w, lock| format!(r#"<add value="{w}"{lock}/>"#), |w| format!(r#"<remove value="{w}"/>"#));
    let mime = directives(
        |w, lock| format!(r#"<mimeMap fileExtension=".{w}" mimeType="x/{w}"{lock}/>"#),
        |w| format!(r#"<remove fileExtension=".{w}"/>"#),
    );
    let headers = directives(
        |w, lock| format!(r#"<add name="{w}" value="v"{lock}/>"#),
        |w| format!(r#"<remove name="{w}"/>"#),
    );
    let errors = directives(
        |w, lock| {
            let sub = if w > "b" { r#" subStatusCode="1""# } else { "" };
            format!(r#"<error statusCode="{}"{sub} path="{w}"{lock}/>"#, number(w))
        },
        |w| format!(r#"<remove statusCode="{}"/>"#, number(w)),
    );
    let handlers = directives(
        |w, lock| format!(r#"<add name="{w}" path="*.{w}" verb="*" modules="M"{lock}/>"#),
        |w| format!(r#"<remove name="{w}"/>"#),
    );
    let of_files = lock(&[r#" lockElements="clear""#, r#" lockElements="add""#]);
    let of_browse = lock(&[r#" lockAttributes="enabled""#, r#" lockAllAttributesExcept="showFlags""#]);
    let browse = proptest::option::of((any::<bool>(), of_browse));
    let present = any::<u8>();
    ((files, of_files), mime, headers, errors, handlers, browse, present).prop_map(
        |((files, of_files), mime, headers, errors, handlers, browse, present)| {
            let browse = browse
                .map_or_else(String::new, |(b, lock)| format!(r#"<directoryBrowse enabled="{b}"{lock}/>"#));
            let parts = [
                format!("<defaultDocument><files{of_files}>{files}</files></defaultDocument>"),
                format!("<staticContent>{mime}</staticContent>"),
                format!("<httpProtocol><customHeaders>{headers}</customHeaders></httpProtocol>"),
                format!("<httpErrors>{errors}</httpErrors>"),
                format!("<handlers>{handlers}</handlers>"),
                browse,
            ];
            let is_there = |at: usize| present & (1 << at) != 0 || present % 3 == 0;
            parts.into_iter().enumerate().filter(|(at, _)| is_there(*at)).map(|(_, part)| part).collect()
        },
    )
}

/// Content for some of these paths; the first may be bare.
fn pieces(paths: &'static [&'static str]) -> impl Strategy<Value = Vec<Piece>> {
    const WORDS: [&str; 6] = [
        "",
        "",
        r#" overrideMode="Allow""#,
        r#" overrideMode="Deny""#,
        r#" allowOverride="true""#,
        r#" inheritInChildApplications="false""#,
    ];
    let one = (any::<bool>(), 0..WORDS.len(), content());
    proptest::collection::vec(proptest::option::weighted(0.6, one), paths.len()).prop_map(move |all| {
        let with_path = paths.iter().zip(all);
        with_path
            .filter_map(|(path, one)| {
                let (is_bare, words, content) = one?;
                let is_bare = is_bare && matches!(*path, "" | ".");
                let path = (!is_bare).then_some(*path);
                Some(Piece { path, words: WORDS.get(words).copied().unwrap_or(""), content })
            })
            .collect()
    })
}

fn made() -> impl Strategy<Value = Made> {
    let apphost = pieces(&["", "Shop", "Shop/docs", "Shop/api"]);
    let files = (pieces(&[".", "docs", "docs/deep", "api"]), pieces(&[".", "deep"]), pieces(&[".", "x"]));
    (apphost, files).prop_map(|(apphost, (shop, docs, api))| Made { apphost, shop, docs, api })
}

/// What the generated servers reached.
#[derive(Default)]
struct Reached(Cell<BTreeMap<String, usize>>);

impl Reached {
    fn count(&self, what: impl Into<String>) {
        let mut all = self.0.take();
        *all.entry(what.into()).or_default() += 1;
        self.0.set(all);
    }
}

/// Puts a law to the test and gives what was reached.
fn law<S: Strategy>(
    cases: u32,
    strategy: &S,
    holds: impl Fn(S::Value, &Reached) -> TestCaseResult,
) -> Reached {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let reached = Reached::default();
    let outcome = runner.run(strategy, |value| holds(value, &reached)).map_err(|failure| failure.to_string());
    assert_eq!(outcome, Ok(()));
    reached
}

type TestCaseResult = Result<(), TestCaseError>;

/// Every section at every path.
fn all(host: &Host) -> Vec<String> {
    PATHS.iter().flat_map(|path| views(host, path)).collect()
}

/// Every section at one path.
fn views(host: &Host, path: &str) -> [String; SECTIONS.len()] {
    let (server, level) = host.at(path);
    let level = level.unwrap();
    SECTIONS.map(|section| show(&server.effective(level, section).unwrap()))
}

#[test]
fn what_is_generated_reaches_everything_that_the_laws_are_about() {
    let reached = law(96, &made(), |made, reached| {
        let host = made.host();
        for problem in host.problems() {
            reached.count(problem);
        }
        let shop = host.effective("Shop/docs", SECTIONS[0]);
        reached.count(if shop.contains('[') { "items" } else { "no items" });
        let texts = [&made.apphost, &made.shop, &made.docs, &made.api].map(|p| joined(p));
        for word in
            ["lockItem", "lockElements", "lockAttributes", "overrideMode", "inheritInChild", "<clear/>"]
        {
            reached.count(if texts.iter().any(|t| t.contains(word)) { word } else { "without" });
        }
        if host.effective("Shop/docs", SECTIONS[2]) != host.effective("Shop", SECTIONS[2]) {
            reached.count("a path of its own");
        }
        if host.effective("Shop/api", SECTIONS[0]) != host.effective("Shop/docs", SECTIONS[0]) {
            reached.count("an application of its own");
        }
        Ok(())
    });
    let reached = reached.0.take();
    for (what, least) in [
        ("LockedSection", 20),
        ("LockViolation", 20),
        ("LockAboveOpened", 1),
        ("DuplicateKey", 30),
        ("RemoveWithoutTarget", 30),
        ("items", 30),
        ("lockItem", 20),
        ("lockElements", 20),
        ("lockAttributes", 20),
        ("overrideMode", 20),
        ("inheritInChild", 20),
        ("<clear/>", 20),
        ("a path of its own", 10),
        ("an application of its own", 10),
    ] {
        let count = reached.get(what).copied().unwrap_or(0);
        assert!(count >= least, "{what}: {count} of {reached:?}");
    }
}

#[test]
fn an_empty_file_changes_nothing() {
    law(24, &made(), |made, _| {
        let with = |body: &str| {
            let host = made.host().with("w/shop/docs/deep/web.config", body).with("w/blog/web.config", body);
            (all(&host), host.problems())
        };
        let without = (all(&made.host()), made.host().problems());
        prop_assert_eq!(&without, &with(""));
        prop_assert_eq!(&without, &with("<system.webServer/><system.web></system.web><!-- nothing -->"));
        Ok(())
    });
}

#[test]
fn bare_content_is_a_location_for_here() {
    let reached = law(24, &made(), |made, reached| {
        let wrapped = |path: &'static str| {
            let mut all = made.clone();
            for pieces in [&mut all.apphost, &mut all.shop, &mut all.docs, &mut all.api] {
                for piece in pieces.iter_mut().filter(|p| p.path.is_none()) {
                    piece.path = Some(path);
                    piece.words = "";
                    reached.count("wrapped");
                }
            }
            all.host()
        };
        let bare = made.host();
        let (views, problems) = (all(&bare), bare.problems());
        for path in ["", ".", "./", " . "] {
            let wrapped = wrapped(path);
            prop_assert_eq!(&views, &all(&wrapped));
            prop_assert_eq!(&problems, &wrapped.problems());
        }
        Ok(())
    });
    assert!(reached.0.take()["wrapped"] > 20);
}

#[test]
fn the_order_of_locations_does_not_matter() {
    let reached = law(24, &made(), |made, reached| {
        let sorted = |host: &Host| {
            let mut problems = host.problems();
            problems.sort();
            problems
        };
        let host = made.host();
        let (views, problems) = (all(&host), sorted(&host));
        for turn in 1..4 {
            let mut other = made.clone();
            for pieces in [&mut other.apphost, &mut other.shop, &mut other.docs, &mut other.api] {
                if pieces.len() > 1 {
                    reached.count("turned");
                    let by = turn % pieces.len();
                    pieces.rotate_left(by);
                    if turn == 3 {
                        pieces.reverse();
                    }
                }
            }
            let other = other.host();
            prop_assert_eq!(&views, &all(&other));
            prop_assert_eq!(&problems, &sorted(&other));
        }
        Ok(())
    });
    assert!(reached.0.take()["turned"] > 40);
}

#[test]
fn the_effective_listing_as_the_only_file_gives_itself() {
    law(24, &made(), |made, _| {
        let host = made.host();
        for path in PATHS {
            let (server, level) = host.at(path);
            let level = level.unwrap();
            let listing: String =
                SECTIONS.iter().map(|s| written(&server.effective(level, s).unwrap())).collect();
            let opened = r#"<location path="" overrideMode="Allow"><system.webServer><handlers/></system.webServer></location>"#;
            let group = format!("<system.webServer>{listing}</system.webServer>");
            let again = Host::new().holding(opened).with("w/shop/web.config", &group);
            prop_assert_eq!(views(&host, path), views(&again, "Shop"));
            prop_assert_eq!(again.problems(), [""; 0]);
        }
        Ok(())
    });
}

#[test]
fn an_origin_is_the_attribute_that_wrote_the_value() {
    let reached = law(24, &made(), |made, reached| {
        let host = made.host();
        for path in PATHS {
            let (server, level) = host.at(path);
            let level = level.unwrap();
            for section in SECTIONS {
                let element = server.effective(level, section).unwrap();
                prop_assert!(origins_are_right(&server, &element, reached), "{}", show(&element));
            }
        }
        Ok(())
    });
    assert!(reached.0.take()["value"] > 500);
}

/// An element as `appcmd` would list it.
fn written(element: &EffectiveElement<'_>) -> String {
    element_as(&element.schema.name, element)
}

fn element_as(name: &str, element: &EffectiveElement<'_>) -> String {
    let attributes: String =
        element.settings().iter().map(|s| format!(r#" {}="{}""#, s.name, s.value)).collect();
    let children: String = element.children.iter().map(|c| written(c)).collect();
    let items: String = element.items.iter().map(|i| element_as(i.name, &i.element)).collect();
    format!("<{name}{attributes}>{children}{items}</{name}>")
}

fn origins_are_right(server: &Server<'_>, element: &EffectiveElement<'_>, reached: &Reached) -> bool {
    element.settings().iter().all(|s| {
        reached.count("value");
        let file = server.file(s.origin.file).unwrap();
        let attribute = file.document.attribute(s.origin.attribute.unwrap()).unwrap();
        attribute.name() == s.name
            && attribute.value() == *s.value
            && attribute.element().unwrap().id() == s.origin.element
    }) && element.children.iter().all(|c| origins_are_right(server, c, reached))
        && element.items.iter().all(|i| origins_are_right(server, &i.element, reached))
}
