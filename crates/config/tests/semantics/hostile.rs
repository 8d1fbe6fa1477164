//! Files made to hurt: everything takes time in proportion to their size.

use crate::support::Host;
use std::time::{Duration, Instant};

/// Eight times the input takes some eight times as long; a square would be sixty-four. A busy machine gets three tries.
fn is_about_linear(name: &str, run: impl Fn(usize)) {
    let time = |n: usize| {
        let start = Instant::now();
        run(n);
        start.elapsed()
    };
    let mut tries = (0..3).map(|_| (time(1_000).max(Duration::from_millis(5)), time(8_000)));
    assert!(tries.any(|(small, large)| large < small * 32), "{name} takes more than its share");
}

fn repeat(n: usize, part: impl Fn(usize) -> String) -> String {
    (0..n).map(part).collect()
}

#[test]
fn very_many_locations_take_their_time_each() {
    is_about_linear("locations", |n| {
        let body = repeat(n, |i| {
            format!(
                r#"<location path="p{i}"><system.webServer><staticContent><mimeMap fileExtension=".x" mimeType="a/b"/></staticContent></system.webServer></location>"#
            )
        });
        assert_eq!(Host::new().with("w/shop/web.config", &body).problems(), [""; 0]);
    });
}

#[test]
fn very_many_items_take_their_time_each() {
    let mime = |content: &str| {
        format!("<system.webServer><staticContent>{content}</staticContent></system.webServer>")
    };
    is_about_linear("adds", |n| {
        let adds = repeat(n, |i| format!(r#"<mimeMap fileExtension=".{i}" mimeType="a/b"/>"#));
        assert_eq!(Host::new().with("w/shop/web.config", &mime(&adds)).problems().len(), 0);
    });
    is_about_linear("duplicates", |n| {
        let adds = repeat(n, |_| r#"<mimeMap fileExtension=".x" mimeType="a/b"/>"#.to_owned());
        assert_eq!(Host::new().with("w/shop/web.config", &mime(&adds)).problems().len(), n - 1);
    });
    is_about_linear("removed and added", |n| {
        let again = repeat(n, |i| {
            format!(
                r#"<mimeMap fileExtension=".{i}" mimeType="a/b"/><remove fileExtension=".{i}"/><mimeMap fileExtension=".{i}" mimeType="c/d"/>"#
            )
        });
        assert_eq!(Host::new().with("w/shop/web.config", &mime(&again)).problems().len(), 0);
    });
    is_about_linear("cleared", |n| {
        let again = repeat(n, |i| format!(r#"<mimeMap fileExtension=".{i}" mimeType="a/b"/><clear/>"#));
        assert_eq!(Host::new().with("w/shop/web.config", &mime(&again)).problems().len(), 0);
    });
    is_about_linear("prepended", |n| {
        let adds = repeat(n, |i| format!(r#"<add value="{i}"/>"#));
        let body = format!(
            "<system.webServer><defaultDocument><files>{adds}</files></defaultDocument></system.webServer>"
        );
        assert_eq!(Host::new().with("w/shop/web.config", &body).problems(), [""; 0]);
    });
}

#[test]
fn very_many_words_about_overriding_take_their_time_each() {
    is_about_linear("locks over what is opened", |n| {
        let word = |path: &str, mode: &str| {
            format!(
                r#"<location path="{path}" overrideMode="{mode}"><system.webServer><handlers/></system.webServer></location>"#
            )
        };
        let opened = word("Shop", "Allow") + &repeat(n, |i| word(&format!("Shop/p{i}/x"), "Allow"));
        let locked = repeat(n, |i| word(&format!("p{i}"), "Deny"));
        let host = Host::new().holding(&opened).with("w/shop/web.config", &locked);
        assert_eq!(host.problems().len(), n);
    });
}

#[test]
fn very_many_equal_items_take_their_time_each() {
    is_about_linear("repeated", |n| {
        let compilation = |content: &str| {
            format!("<system.web><compilation><assemblies>{content}</assemblies></compilation></system.web>")
        };
        let add = r#"<add assembly="A"/>"#.repeat(n);
        let remove = r#"<remove assembly="A"/>"#.repeat(n);
        let host = Host::new()
            .with("w/shop/web.config", &compilation(&add))
            .with("w/api/web.config", &compilation(&format!("{remove}{add}{remove}")));
        assert_eq!(host.effective("Shop/api", "system.web/compilation"), "assemblies()");
    });
}

#[test]
fn very_many_sites_take_their_time_each() {
    is_about_linear("sites", |n| {
        let sites = repeat(n, |i| {
            format!(
                r#"<site name="S{i}" id="{}"><application path="/"><virtualDirectory path="/" physicalPath="D:\s{i}"/></application></site>"#,
                i + 10
            )
        });
        let body = format!("<system.applicationHost><sites>{sites}</sites></system.applicationHost>");
        assert_eq!(Host::new().holding(&body).problems(), ["DuplicateSection"]);
    });
}

#[test]
fn very_many_unknown_names_take_their_time_each() {
    is_about_linear("undeclared", |n| {
        let body = repeat(n, |i| format!("<handlerz{i}/>"));
        assert_eq!(Host::new().with("w/shop/web.config", &body).problems().len(), n);
    });
    is_about_linear("unknown elements", |n| {
        let body = repeat(n, |i| format!("<mimeMab{i} fileExtenson{i}=''/>"));
        let body = format!("<system.webServer><staticContent>{body}</staticContent></system.webServer>");
        assert_eq!(Host::new().with("w/shop/web.config", &body).problems().len(), n);
    });
}

#[test]
fn depth_is_no_matter() {
    let deep = format!("{}{}", "<a>".repeat(50_000), "</a>".repeat(50_000));
    let groups = format!(
        "<configSections>{}{}</configSections>{deep}",
        r#"<sectionGroup name="a">"#.repeat(5_000),
        "</sectionGroup>".repeat(5_000)
    );
    let _ = Host::new().with("w/shop/web.config", &groups).problems();
    let path = "a/".repeat(100_000);
    let body = format!(
        r#"<location path="{path}"><system.webServer><directoryBrowse/></system.webServer></location>"#
    );
    assert_eq!(Host::new().with("w/shop/web.config", &body).problems(), [""; 0]);
}
