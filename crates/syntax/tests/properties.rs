//! Properties over any text: nothing panics, the tokens are the text, the tree nests, the verdict is roxmltree's.

use proptest::prelude::*;
use webconfig_syntax::{Document, NodeKind, cook_attribute};

fn check(text: &str) -> Document {
    let doc = Document::parse(text);
    let joined: String = doc.tokens().map(|t| t.range.of(text)).collect();
    assert_eq!(joined, text, "tokens are the text");
    let mut end_of = Vec::new();
    for node in doc.nodes() {
        let range = node.range();
        assert!(text.is_char_boundary(range.start() as usize) && text.is_char_boundary(range.end() as usize));
        if let Some(parent) = node.parent() {
            assert!(parent.range().contains_range(range), "{node:?} lies in {parent:?}");
            assert!(parent.content_range().contains_range(range), "{node:?} in the content of {parent:?}");
        }
        end_of.push(range);
        let is_blank = node.kind() == NodeKind::Text && node.raw().chars().all(|c| " \t\r\n".contains(c));
        assert_eq!(node.is_white_space(), is_blank, "{node:?}");
        if let Some(element) = node.as_element() {
            for attribute in element.all_attributes() {
                assert!(element.start_tag().contains_range(attribute.range()), "{attribute:?}");
                let value = attribute.value();
                assert_eq!(value, cook_attribute(attribute.raw_value()), "{attribute:?}");
                let back = attribute.source_range(0, value.len());
                assert_eq!(back, attribute.value_range());
            }
        }
    }
    for error in doc.errors() {
        assert!(error.range.end() as usize <= text.len());
        assert!(error.noticed_at as usize <= text.len());
    }
    doc
}

fn strict(text: &str) -> bool {
    // roxmltree takes a byte order mark off by itself; our texts have lost theirs to the decoder.
    if text.starts_with('\u{FEFF}') {
        return false;
    }
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    roxmltree::Document::parse_with_options(text, options).is_ok()
}

/// Pieces of markup in any order: what people's files break into.
fn soup() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "<",
        ">",
        "</",
        "/>",
        "<a",
        "<b>",
        "</a>",
        "</b>",
        "<handlers>",
        "</handler>",
        "\"",
        "'",
        "=",
        " x=\"1\"",
        " x",
        " y=z",
        "x=''",
        " x='a\tbcdefgh'",
        " x='abcdefg\nijklmno p'",
        " x='abcdefgh&amp;'",
        " xmlns:p=\"u\"",
        " xmlns:p=\"\"",
        "p:c",
        "<p:d/>",
        "<a:b:c",
        " ;",
        " ",
        "\n",
        "&",
        "&amp;",
        "&u;",
        "&#x;",
        "&#0;",
        "<!--",
        "-->",
        "--",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "<?pi",
        "<?xml version=\"1.0\"?>",
        "<?xml bogus='1'?>",
        "<!DOCTYPE a",
        "<!DOCTYPE a>",
        "[ <x> ]",
        "[",
        "<!ENTITY e \"x\">",
        "]",
        "<!x>",
        "text",
        " < ",
        "\n<<<<<<< HEAD\n",
        "\n=======\n",
        "\n>>>>>>> x\n",
        "\u{1}",
        "\u{FEFF}",
        "é",
        "\r\n",
    ];
    proptest::collection::vec(proptest::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

/// A usual file with a hole or something odd in it, perhaps cut off.
fn damaged() -> impl Strategy<Value = String> {
    let odd = prop_oneof!["[<>/=\"' a-c&;!-]{0,3}", Just("\"".to_owned()), Just("<<<<<<< HEAD\n".to_owned())];
    (0..SAMPLE.len() + 200, 0..SAMPLE.len(), 0usize..12, odd).prop_map(|(cut, at, len, insert)| {
        let end = (at + len).min(SAMPLE.len());
        let text = format!("{}{insert}{}", &SAMPLE[..at], &SAMPLE[end..]);
        text[..cut.min(text.len())].to_owned()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "\\PC{0,80}") {
        check(&text);
    }

    #[test]
    fn markup_soup(text in soup()) {
        check(&text);
    }

    #[test]
    fn damaged_configuration(text in damaged()) {
        check(&text);
    }
}

const SAMPLE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<!-- site -->
<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
  <location path="." inheritInChildApplications="false">
    <system.webServer>
      <handlers>
        <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" xdt:Locator='Match(name)' />
      </handlers>
      <aspNetCore processPath="dotnet" arguments=".\App.dll &amp; more"><x><![CDATA[ <y> ]]></x></aspNetCore>
    </system.webServer>
  </location>
</configuration>
"#;

#[test]
fn every_prefix_is_read_and_every_cut_is_noticed() {
    for at in 0..SAMPLE.len() {
        let doc = check(&SAMPLE[..at]);
        assert_eq!(doc.is_well_formed(), strict(&SAMPLE[..at]), "cut at {at}: {:?}", doc.errors());
    }
}

#[test]
fn every_single_token_deleted_doubled_or_swapped_gives_at_most_three_problems() {
    let tokens: Vec<_> = Document::parse(SAMPLE).tokens().map(|t| t.range).collect();
    let mut worst = 0;
    for i in 0..tokens.len() {
        let (s, e) = (tokens[i].start() as usize, tokens[i].end() as usize);
        let mut variants = vec![
            format!("{}{}", &SAMPLE[..s], &SAMPLE[e..]),
            format!("{}{}{}", &SAMPLE[..e], &SAMPLE[s..e], &SAMPLE[e..]),
        ];
        if let Some(next) = tokens.get(i + 1) {
            let n = next.end() as usize;
            variants.push(format!("{}{}{}{}", &SAMPLE[..s], &SAMPLE[e..n], &SAMPLE[s..e], &SAMPLE[n..]));
        }
        for text in variants {
            let doc = check(&text);
            worst = worst.max(doc.errors().len());
            assert!(doc.errors().len() <= 3, "{:?}\n{text}", doc.errors());
            assert_eq!(doc.is_well_formed(), strict(&text), "{:?}\n{text}", doc.errors());
        }
    }
    assert!(worst > 1, "the damage is real");
}

#[test]
fn hostile_shapes_are_read_without_recursion() {
    let n = 50_000;
    for text in [
        format!("{}{}", "<a>".repeat(n), "</b>".repeat(n)),
        "<a>".repeat(4 * n),
        format!("{}x{}", "<a>".repeat(n), "</a>".repeat(n)),
        format!("<a {}/>", (0..10_000).map(|i| format!("a{i}=\"\"")).collect::<Vec<_>>().join(" ")),
        format!("<a b=\"{}\"/>", "x".repeat(1 << 20)),
        format!("<a>{}</a>", "&amp;".repeat(n)),
        "<a b=\"".repeat(n),
        "<!--".repeat(n),
        "<![CDATA[".repeat(n),
        "<?a ".repeat(n),
        "<a ".repeat(n),
        "<<<<<<< HEAD\n=======\n>>>>>>> x\n".repeat(n / 10),
    ] {
        let doc = Document::parse(text.as_str());
        assert_eq!(doc.text().len(), text.len());
    }
}

#[test]
fn generators_reach_every_class_of_error() {
    use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
    use std::cell::RefCell;
    use std::collections::BTreeMap;
    let reached: RefCell<BTreeMap<&str, usize>> = RefCell::default();
    let count = |text: String| {
        for error in check(&text).errors() {
            *reached.borrow_mut().entry(error.kind.class()).or_default() += 1;
        }
        Ok(())
    };
    let runner = || {
        let config = ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() };
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
    };
    runner().run(&soup(), count).unwrap();
    runner().run(&damaged(), count).unwrap();
    let reached = reached.into_inner();
    for kind in webconfig_syntax::SyntaxErrorKind::ALL {
        assert!(reached.contains_key(kind.class()), "{} was never reached: {reached:?}", kind.class());
    }
}

#[test]
fn each_class_of_error_has_a_plain_example() {
    use std::collections::BTreeSet;
    let mut seen = BTreeSet::new();
    for text in [
        "",
        "<!-- -->",
        "<a/><b/>",
        "x<a/>",
        "\u{FEFF}<a/>",
        "<a><b></a>",
        "<a></b></a>",
        "<handlers></handler>",
        "<a",
        "<a></a",
        "<a></a b>",
        "<a b></a>",
        "<a b=c/>",
        "<a b=\"c/>",
        "<a b=\"<\"/>",
        "<a b='' b=''/>",
        "<a b=''c=''/>",
        "<a ;/>",
        "<a>&</a>",
        "<a>&x;</a>",
        "<a>&#0;</a>",
        "<a>\u{1}</a>",
        "<p:a/>",
        "<a xmlns:p=''/>",
        "<a:b:c/>",
        "<!-- -- --><a/>",
        "<a/><!--",
        "<a><![CDATA[</a>",
        "<![CDATA[]]><a/>",
        "<a/><?x",
        "<a/><??>",
        "<a/><?xml version='1.0'?>",
        "<?xml bogus='1.0'?><a/>",
        "<a/><!DOCTYPE a>",
        "<!DOCTYPE a [ <x> ]><a/>",
        "<a>]]></a>",
        "<a> < </a>",
        "<a><!x></a>",
        "<a>\n<<<<<<< HEAD\n</a>",
    ] {
        let doc = check(text);
        // roxmltree lets a prefix be undeclared, which only Namespaces 1.1 allows.
        assert!(!strict(text) || text.contains("xmlns:p=''"), "{text:?} should be refused");
        assert!(!doc.is_well_formed(), "{text:?}");
        seen.extend(doc.errors().iter().map(|e| e.kind));
    }
    let missing: Vec<_> =
        webconfig_syntax::SyntaxErrorKind::ALL.iter().filter(|k| !seen.contains(k)).collect();
    assert!(missing.is_empty(), "never produced: {missing:?}");
}

#[test]
fn an_unterminated_tag_leaves_its_siblings_alone() {
    let doc = check("<a>\n  <asp\n  <handlers><add name='x'/></handlers>\n</a>");
    let root = doc.root().unwrap();
    let children: Vec<_> = root.child_elements().map(webconfig_syntax::Element::name).collect();
    assert_eq!(children, ["asp", "handlers"]);
    assert_eq!(doc.errors().len(), 1);
    assert!(doc.nodes().all(|n| n.kind() != NodeKind::StrayEndTag));
}

#[test]
fn an_unclosed_quote_is_one_problem_at_the_quote() {
    for text in [
        "<a>\n<add key=\"x value=\"b\" />\n<add key=\"y\" value=\"c\" />\n</a>",
        "<a>\n<add key=\"x\" value=\"b />\n<add key=\"y\" value=\"c\" />\n</a>",
        "<a>\n<add key=\"x\" value=\"b\n<add key=\"y\" value=\"c\" />\n</a>",
    ] {
        let doc = check(text);
        let last = doc.root().unwrap().child_elements().last().unwrap();
        assert_eq!(last.attribute("key").map(|a| a.value().into_owned()).as_deref(), Some("y"), "{text}");
        assert!(doc.errors().len() <= 2, "{:?}", doc.errors());
        assert_eq!(
            doc.errors()[0].kind.class(),
            if text.contains("b\n<") { "unterminated-tag" } else { "unclosed-quote" }
        );
    }
}

#[test]
fn an_equals_sign_too_many_is_one_problem_and_the_value_counts() {
    for text in ["<a b==\"x --y http://z\" c=\"1\"/>", "<a b === 'x --y http://z' c='1'/>"] {
        let doc = check(text);
        let classes: Vec<_> = doc.errors().iter().map(|e| e.kind.class()).collect();
        assert_eq!(classes, ["junk-in-tag"], "{text}");
        let root = doc.root().unwrap();
        assert_eq!(root.value("b").as_deref(), Some("x --y http://z"));
        assert_eq!(root.value("c").as_deref(), Some("1"));
    }
    let doc = check("<a b==x c='1'/>");
    assert_eq!(doc.errors().len(), 1, "{:?}", doc.errors());
}

#[test]
fn values_are_read_right_wherever_what_needs_cooking_stands() {
    for (at, behind) in (0..80).flat_map(|at| (0..20).map(move |behind| (at, behind))) {
        for (written, read) in
            [("\t", " "), ("\n", " "), ("&lt;", "<"), ("%", "%"), ("é", "é"), ("\u{7f}", "\u{7f}")]
        {
            let value = |middle: &str| format!("{}{middle}{}", "z".repeat(at), "#".repeat(behind));
            let doc = check(&format!("<a x='{}'\n\ty=\"1\"/>", value(written)));
            let root = doc.root().unwrap();
            assert_eq!(root.value("x").unwrap(), value(read));
            assert_eq!(root.value("y").unwrap(), "1");
        }
    }
}
