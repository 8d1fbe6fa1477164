//! Random documents through random transforms: nothing panics, everything is reached, and the laws hold.

#![allow(clippy::unwrap_used, reason = "tests say so")]

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;
use webconfig_transform::{
    Change, Mode, Options, Status, StepResult, locator_names, transform, transform_all, transform_names,
};

const XDT: &str = "xmlns:xdt=\"http://schemas.microsoft.com/XML-Document-Transform\"";

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b", "add", "p:x", "configuration", "location"])
}

fn value() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "1", "2", "x y", "&lt;&amp;", "é€", "a&#xA;b", "it's", "$(k)", "> /&gt;"])
        .prop_map(str::to_owned)
}

fn attributes() -> impl Strategy<Value = String> {
    let space = prop::sample::select(vec![" ", "  ", "\n    ", "\r\n\t"]);
    let quote = prop::sample::select(vec!['"', '\'']);
    let one = (space, prop::sample::select(vec!["k", "v", "w", "p:k"]), quote, value());
    prop::collection::btree_map(0..4u8, one, 0..4).prop_map(|map| {
        let mut seen = BTreeSet::new();
        let mut out = String::new();
        for (space, name, quote, value) in map.into_values() {
            if seen.insert(name) {
                let value = value.replace('\'', "&apos;");
                out.push_str(&format!("{space}{name}={quote}{value}{quote}"));
            }
        }
        out
    })
}

fn element() -> impl Strategy<Value = String> {
    let empty = (name(), attributes(), prop::sample::select(vec!["/>", " />"]))
        .prop_map(|(n, a, end)| format!("<{n}{a}{end}"));
    empty.prop_recursive(4, 24, 5, |inner| {
        let between = prop::sample::select(vec![
            "",
            "\n",
            "\n  ",
            "\n    ",
            "\r\n  ",
            " ",
            "text",
            "<!-- c -->",
            "<![CDATA[ x />]]>",
            "<?pi d?>",
            "\t",
        ]);
        (name(), attributes(), prop::collection::vec((between, inner), 0..5), prop::bool::ANY).prop_map(
            |(n, a, children, gap)| {
                let mut out = format!("<{n}{a}>");
                for (between, child) in children {
                    out.push_str(between);
                    out.push_str(&child);
                }
                out.push_str(if gap { "\n" } else { "" });
                out.push_str(&format!("</{n}>"));
                out
            },
        )
    })
}

fn document() -> impl Strategy<Value = String> {
    let head = prop::sample::select(vec![
        "",
        "<?xml version=\"1.0\"?>\n",
        "<?xml version='1.0' encoding='utf-8'?>\r\n",
        "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>",
        "<!-- before -->\n",
    ]);
    (head, attributes(), prop::collection::vec(element(), 0..5)).prop_map(|(head, a, children)| {
        format!("{head}<configuration xmlns:p=\"urn:p\"{a}>\n  {}\n</configuration>\n", children.join("\n  "))
    })
}

/// Entries that steps will find, in several layouts.
fn added() -> impl Strategy<Value = String> {
    let entries = vec![
        "  <add k=\"0\" v=\"1\" />\n",
        "\n  <add k='1'\n       v='2'\n       w='3'></add>",
        "<add  k=\"2\"/><add k=\"2\" v=\"x\"  />text",
        "\t<add v=\"&lt;\" k=\"0\"\r\n  p:k=\"y\"/>\r\n",
    ];
    prop::collection::vec(prop::sample::select(entries), 0..3).prop_map(|all| all.concat())
}

fn instruction() -> impl Strategy<Value = String> {
    let mut transforms: Vec<String> = transform_names().map(str::to_owned).collect();
    for with in [
        "SetAttributes(k)",
        "SetAttributes(k,v)",
        "RemoveAttributes(v)",
        "RemoveAttributes(nope,k)",
        "Insert(x)",
        "InsertBefore(*)",
        "InsertAfter(../*)",
        "InsertBefore(/configuration/*[1])",
        "InsertAfter(@k)",
        "Bogus",
        "Match",
        "a-b",
        "SetTokenizedAttributes(k)",
    ] {
        transforms.push(with.to_owned());
    }
    let locators: Vec<&str> = vec![
        "",
        "",
        "Match(k)",
        "Match(k,v)",
        "Condition(@k)",
        "Condition(1)",
        "Condition(@k='1' or b)",
        "XPath(//*)",
        "XPath(//@k)",
        "XPath(//comment())",
        "XPath(//text())",
        "XPath(/)",
        "XPath(../*)",
        "DefaultLocator",
        "XPath(//node()[last()])",
        "Condition([)",
        "Nope",
    ];
    let warnings =
        prop::sample::select(vec!["", "", " xdt:SupressWarnings=\"true\"", " xdt:SupressWarnings=\"?\""]);
    (prop::sample::select(transforms), prop::sample::select(locators), warnings).prop_map(|(t, l, w)| {
        let locator = if l.is_empty() { String::new() } else { format!(" xdt:Locator=\"{l}\"") };
        format!(" xdt:Transform=\"{t}\"{locator}{w}")
    })
}

fn changes() -> impl Strategy<Value = String> {
    let leaf = (name(), attributes(), instruction()).prop_map(|(n, a, i)| format!("<{n}{a}{i}/>"));
    let node = leaf.prop_recursive(3, 16, 4, |inner| {
        (name(), attributes(), prop::option::of(instruction()), prop::collection::vec(inner, 0..4)).prop_map(
            |(n, a, i, children)| {
                format!("<{n}{a}{}>{}</{n}>", i.unwrap_or_default(), children.join("\n text "))
            },
        )
    });
    prop::collection::vec(node, 0..5).prop_map(|children| {
        format!("<configuration {XDT} xmlns:p=\"urn:p\">{}</configuration>", children.join("\n"))
    })
}

#[test]
fn nothing_panics_and_every_transform_and_locator_is_reached() {
    let mut runner = TestRunner::new_with_rng(
        Config { cases: 3000, failure_persistence: None, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let done = std::cell::RefCell::new(BTreeSet::new());
    runner
        .run(&(document(), changes()), |(source, changes)| {
            for mode in [Mode::Reference, Mode::Preserve] {
                let options = Options { mode, explain: true };
                let outcome = transform(source.as_bytes(), changes.as_bytes(), &options);
                let loads =
                    !matches!(outcome.status, Status::Fatal(webconfig_transform::Stage::LoadTransform));
                prop_assert!(loads, "{:?} of {changes}", outcome.log);
                for step in &outcome.steps {
                    if step.result == StepResult::Done && !step.changes.is_empty() {
                        let locator = step.locator_range.map_or("", |r| r.of(&changes));
                        let locator = locator.split('(').next().unwrap_or("").to_owned();
                        let locator = if locator.is_empty() { "none".to_owned() } else { locator };
                        done.borrow_mut().insert((step.transform.clone(), locator));
                    }
                }
                // Whatever was saved is a document again, unless a step left none or wrote a bad comment.
                if let Some(bytes) = outcome.bytes()
                    && mode == Mode::Preserve
                {
                    let again = transform(bytes, b"<a/>", &Options { mode, explain: false });
                    let leaves_none = again.log.iter().any(|e| e.text == "Root element is missing.");
                    prop_assert!(
                        again.status == Status::Success && again.bytes() == Some(bytes) || leaves_none,
                        "{:?}\n{source}\n{changes}\n{}",
                        again.log,
                        String::from_utf8_lossy(bytes)
                    );
                }
            }
            Ok(())
        })
        .unwrap();
    let done = done.into_inner();
    for transform in transform_names() {
        assert!(done.iter().any(|(t, _)| t == transform), "{transform} never changed anything");
    }
    for locator in locator_names() {
        assert!(done.iter().any(|(_, l)| l == locator), "{locator} never led to a change");
    }
}

proptest! {
    #![proptest_config(Config { cases: 300, failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_bytes_give_an_outcome(source in prop::collection::vec(any::<u8>(), 0..200), changes in ".{0,200}") {
        let _ = transform(&source, changes.as_bytes(), &Options::default());
        let _ = transform(changes.as_bytes(), &source, &Options { mode: Mode::Preserve, explain: true });
    }

    #[test]
    fn preserving_one_changed_attribute_changes_exactly_its_value(before in attributes(), after in element(), new in "[a-zA-Z0-9 ./]{1,12}") {
        let head = format!("<configuration xmlns:p=\"urn:p\"{before}>\r\n\t<target  id = 'old'/>");
        let source = format!("{head}{after}</configuration  >\n\n");
        let changes = format!("<configuration {XDT}><target id=\"{new}\" xdt:Transform=\"SetAttributes\"/></configuration>");
        // Only the first `target` is ours; the generator knows no such name.
        let outcome = transform(source.as_bytes(), changes.as_bytes(), &Options { mode: Mode::Preserve, explain: false });
        let expected = source.replacen("'old'", &format!("'{new}'"), 1);
        prop_assert_eq!(outcome.bytes().unwrap(), expected.as_bytes());
    }
}

#[test]
fn idempotent_transforms_give_twice_what_they_give_once() {
    let mut runner = TestRunner::new_with_rng(
        Config { cases: 1500, failure_persistence: None, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    // How often each of them changed something, and how often the second run was compared.
    let worked = std::cell::RefCell::new([(0, 0); 4]);
    runner
        .run(&(document(), added(), 0..4usize, 0..3u8), |(source, added, kind, key)| {
            let source = source.replacen("</configuration>", &(added + "</configuration>"), 1);
            let step = match kind {
                0 => format!("<add k=\"{key}\" v=\"z\" xdt:Transform=\"InsertIfMissing\" xdt:Locator=\"Match(k)\"/>"),
                1 => format!("<add k=\"{key}\" v=\"z\" w=\"\" xdt:Transform=\"SetAttributes(v,w)\" xdt:Locator=\"Match(k)\"/>"),
                2 => "<add xdt:Transform=\"RemoveAttributes(v)\"/>".to_owned(),
                _ => format!("<add k=\"{key}\" xdt:Transform=\"RemoveAll\" xdt:Locator=\"Match(k)\"/>"),
            };
            let changes = format!("<configuration {XDT}>{step}</configuration>");
            for mode in [Mode::Reference, Mode::Preserve] {
                let options = Options { mode, explain: true };
                let both = transform_all(source.as_bytes(), &[changes.as_bytes(), changes.as_bytes()], &options);
                let [once, twice] = both.as_slice() else {
                    // A latin-1 declaration turns characters into bytes that are no UTF-8, and a quote that best fit
                    // straightens can break the document; neither is the step's doing.
                    continue;
                };
                let changed = once.steps.iter().flat_map(|s| &s.changes);
                let changed = changed.filter(|c| !matches!(c, Change::AlreadyThere)).count() > 0;
                worked.borrow_mut()[kind].0 += usize::from(changed);
                if twice.status == Status::Success && !source.contains("iso-8859-1") {
                    worked.borrow_mut()[kind].1 += 1;
                    prop_assert_eq!(
                        String::from_utf8_lossy(once.bytes().unwrap()),
                        String::from_utf8_lossy(twice.bytes().unwrap())
                    );
                }
            }
            Ok(())
        })
        .unwrap();
    let worked = worked.into_inner();
    assert!(worked.iter().all(|&(changed, compared)| changed >= 20 && compared >= 200), "{worked:?}");
}

#[test]
fn deep_nesting_costs_no_stack_and_has_an_end() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    for mode in [Mode::Reference, Mode::Preserve] {
        let options = Options { mode, explain: false };
        let run = |depth: usize| {
            let deep = nested(depth);
            let source = format!("<configuration>{deep}</configuration>");
            let changes = format!(
                "<configuration {XDT}><b xdt:Transform=\"Insert\">{deep}</b><a xdt:Transform=\"CommentOut\"/>{deep}</configuration>"
            );
            transform(source.as_bytes(), changes.as_bytes(), &options)
        };
        let outcome = run(2_000);
        assert_eq!(outcome.status, Status::Success, "{:?}", outcome.errors().next());
        assert!(matches!(run(100_000).status, Status::Fatal(_)));
    }
}

#[test]
fn many_prefixes_are_written_as_they_stand() {
    use std::fmt::Write as _;
    let mut source = String::from("<configuration");
    for index in 0..100 {
        let _ = write!(source, " xmlns:p{index}=\"urn:{index}\"");
    }
    source.push_str(">\n");
    for index in 0..100 {
        let _ = writeln!(
            source,
            "  <p{index}:a p{index}:k=\"v\"><p7:b xmlns:p7=\"urn:other\" /><p7:c /></p{index}:a>"
        );
    }
    source.push_str("</configuration>\n");
    let outcome = transform(source.as_bytes(), b"<nothing/>", &Options::default());
    assert_eq!(String::from_utf8_lossy(outcome.bytes().unwrap()), source);
}
