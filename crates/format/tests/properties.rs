//! What formatting promises for any text: the same document up to white space that means nothing, and nothing more
//! to do the second time.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use proptest::prelude::*;
use webconfig_format::format_document;
use webconfig_syntax::{Document, NodeKind};

/// The document without the white space that a formatter may change.
fn essence(doc: &Document) -> Vec<String> {
    doc.nodes()
        .filter(|node| !node.is_white_space())
        .map(|node| match node.as_element() {
            Some(element) => {
                let attributes: Vec<String> = element
                    .all_attributes()
                    .map(|a| format!("{}={:?}{}", a.name(), a.quote(), a.raw_value()))
                    .collect();
                format!(
                    "{:?} {} {attributes:?}",
                    element.parent().map(webconfig_syntax::Element::name),
                    element.name()
                )
            }
            None => format!(
                "{:?} {}",
                node.kind(),
                if node.kind() == NodeKind::Declaration { "" } else { node.raw() }
            ),
        })
        .collect()
}

fn holds(text: &str) -> Result<(), TestCaseError> {
    let before = Document::parse(text);
    let once = format_document(&before).apply(text);
    let after = Document::parse(once.as_str());
    prop_assert_eq!(essence(&before), essence(&after), "{:?} became {:?}", text, once);
    let kinds = |doc: &Document| doc.errors().iter().map(|e| e.kind.class()).collect::<Vec<_>>();
    prop_assert_eq!(kinds(&before), kinds(&after), "{:?} became {:?}", text, once);
    let twice = format_document(&after).apply(&once);
    prop_assert_eq!(&once, &twice, "from {:?}", text);
    Ok(())
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<a>",
        "</a>",
        "<b x='1'  y=\"2\">",
        "</b>",
        "<c/>",
        "<c />",
        "<d\n    x='1'\n  y='2'/>",
        "<e x = '1' ></e >",
        "<!-- c -->",
        "<!-- two\n  lines -->",
        "text",
        " ",
        "\n",
        "\n\n\n",
        "\r\n",
        "\t",
        "<?pi x?>",
        "<![CDATA[ ]]>",
        "&amp;",
        "<p xml:space=\"preserve\">",
        "</p>",
        "<broken x=1>",
        "<",
        ">",
        "<q",
        "</zzz>",
        "<!DOCTYPE a>",
        "<?xml version=\"1.0\"?>",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn any_text_keeps_what_it_says_and_is_stable(text in pieces()) {
        holds(&text)?;
    }

    #[test]
    fn sound_documents_too(inner in pieces()) {
        holds(&format!("<configuration>\n{inner}\n</configuration>\n"))?;
    }
}
