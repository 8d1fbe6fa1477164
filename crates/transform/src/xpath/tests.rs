//! The recommendation's examples and the corners of its rules.

use super::{Bindings, XNode, XPathErrorKind, select};
use crate::reader::{Settings, read_document};
use crate::tree::{NodeId, Tree};

fn tree(text: &str) -> Tree {
    let mut tree = Tree::new(text.to_owned());
    read_document(&mut tree, Settings { keep_white_space: true, capture: false }).unwrap();
    tree
}

fn bindings() -> Bindings<'static> {
    Bindings { pairs: vec![("p", "urn:p"), ("_defaultNamespace", "urn:d")] }
}

/// What an expression selects: `name#id` for elements, `@name` for attributes, else the kind of node.
fn found(tree: &Tree, expression: &str) -> String {
    let nodes = select(tree, XNode::Node(NodeId::DOCUMENT), expression, Some(&bindings()))
        .unwrap_or_else(|e| panic!("{expression}: {e}"));
    let shown: Vec<String> = nodes
        .iter()
        .map(|node| match *node {
            XNode::Node(id) => {
                let name = tree.display_name(id);
                match tree.attribute_named(id, "id") {
                    Some(id) => format!("{name}#{}", tree.value(id)),
                    None => name.to_owned(),
                }
            }
            XNode::Attribute(id) => format!("@{}", tree.names.text(tree.attribute(id).name)),
            XNode::Namespace(_, Some(id)) => tree.names.text(tree.attribute(id).name).to_owned(),
            XNode::Namespace(_, None) => "xmlns:xml".to_owned(),
        })
        .collect();
    shown.join(" ")
}

fn holds(tree: &Tree, expression: &str) -> bool {
    found(tree, &format!("/self::node()[{expression}]")) == "#document"
}

const BOOK: &str = "<?xml version='1.0'?><!-- top --><doc><chapter id='1'><title id='t1'>Introduction</title><para id='p1' type='warning'>One</para><para id='p2'>Two</para><para id='p3' type='warning'>Three</para></chapter><?pi data?><chapter id='2'><title id='t2'>Body</title><section id='s1'><para id='p4' type='warning' lang='en'>Four</para></section></chapter><appendix id='a'/></doc>";

#[test]
fn location_paths_of_the_recommendation_select_what_it_says() {
    let tree = tree(BOOK);
    for (expression, expected) in [
        ("/doc/chapter[1]/child::para", "para#p1 para#p2 para#p3"),
        ("/doc/chapter/child::*[1]", "title#t1 title#t2"),
        ("/doc/chapter[title='Introduction']", "chapter#1"),
        ("/doc/chapter[title]", "chapter#1 chapter#2"),
        ("/doc/child::*[self::chapter or self::appendix]", "chapter#1 chapter#2 appendix#a"),
        ("/doc/child::*[self::chapter or self::appendix][position()=last()]", "appendix#a"),
        ("//para[@type='warning'][2]", "para#p3"),
        ("(//para[@type='warning'])[2]", "para#p3"),
        ("(//para)[last()]", "para#p4"),
        ("//para[1]", "para#p1 para#p4"),
        ("/descendant::para[1]", "para#p1"),
        ("//para[position()=last()-1]", "para#p2"),
        ("//section/ancestor::chapter", "chapter#2"),
        ("//section/ancestor-or-self::*", "doc chapter#2 section#s1"),
        ("//para[@id='p2']/preceding-sibling::*[1]", "para#p1"),
        ("//para[@id='p2']/following-sibling::para", "para#p3"),
        ("//section/preceding::para[1]", "para#p3"),
        ("//section/preceding::*", "chapter#1 title#t1 para#p1 para#p2 para#p3 title#t2"),
        ("//chapter[1]/following::para", "para#p4"),
        ("//para[@id='p4']/..", "section#s1"),
        ("//para/@lang", "@lang"),
        ("//@id[.='p4']/../@*", "@id @type @lang"),
        ("//title | //section | //title", "title#t1 title#t2 section#s1"),
        ("//chapter//para", "para#p1 para#p2 para#p3 para#p4"),
        ("/comment() | //processing-instruction('pi')", "#comment pi"),
        ("//processing-instruction('other')", ""),
        ("/", "#document"),
        ("//para[../@id='1' and not(@type)]", "para#p2"),
        ("/doc/*[count(para)=3]", "chapter#1"),
        ("//*[name()='section' or local-name()='appendix']", "section#s1 appendix#a"),
        ("/doc/chapter[2]/section/para/ancestor::*[2]", "chapter#2"),
        ("//para[preceding-sibling::para[@id='p1']]", "para#p2 para#p3"),
        ("//para[.='Four']/self::para", "para#p4"),
        ("//para/self::title", ""),
        ("//@type/self::node()[.='warning']/parent::para", "para#p1 para#p3 para#p4"),
    ] {
        assert_eq!(found(&tree, expression), expected, "{expression}");
    }
}

#[test]
fn functions_and_operators_follow_the_recommendation() {
    let tree = tree(BOOK);
    for expression in [
        "concat('a', 1, true()) = 'a1true'",
        "starts-with('abc', 'ab') and contains('abc', 'bc') and starts-with('abc', '')",
        "substring-before('1999/04/01', '/') = '1999'",
        "substring-after('1999/04/01', '/') = '04/01' and substring-after('1999/04/01', '19') = '99/04/01'",
        "substring('12345', 2, 3) = '234' and substring('12345', 2) = '2345'",
        "substring('12345', 1.5, 2.6) = '234'",
        "substring('12345', 0, 3) = '12'",
        "substring('12345', 0 div 0, 3) = '' and substring('12345', 1, 0 div 0) = ''",
        "substring('12345', -42, 1 div 0) = '12345' and substring('12345', -1 div 0, 1 div 0) = ''",
        "string-length('abc') = 3 and string-length('') = 0",
        "normalize-space('  a \n b  ') = 'a b'",
        "translate('bar', 'abc', 'ABC') = 'BAr' and translate('--aaa--', 'abc-', 'ABC') = 'AAA'",
        "boolean('x') and not(boolean('')) and not(boolean(0 div 0)) and boolean(-1)",
        "number(' 12.5 ') = 12.5 and number('-.5') = -0.5 and string(number('1e3')) = 'NaN' and string(number('+1')) = 'NaN'",
        "floor(-1.5) = -2 and ceiling(-1.5) = -1 and round(2.5) = 3 and round(-2.5) = -2",
        "string(-0.2 * 0) = '0' and string(1 div 0) = 'Infinity' and string(0.1) = '0.1' and string(1000000) = '1000000'",
        "5 mod 2 = 1 and 5 mod -2 = 1 and -5 mod 2 = -1 and 1.5 mod 0.5 = 0",
        "2 + 3 * 4 - 1 = 13 and 8 div 2 div 2 = 2 and - 3 < -2 and --3 = 3",
        "1 < 2 and 2 <= 2 and 'a' != 'b' and true() = 'x' and '2' > 1",
        "(1 = 1) = true() and 1 = 1 = 1",
        "count(//para) = 4 and sum(//chapter/@id) = 3",
        "//para = 'Two' and //para != 'Two' and not(//para = 'Zwei') and not(//nothing = //nothing)",
        "//chapter/@id < 2 and //chapter/@id > 1 and not(//chapter/@id > 2)",
        "//chapter/@id = //chapter[2]/@id and //chapter/@id != //chapter/@id",
        "string(//chapter[2]) = 'BodyFour'",
        "local-name(/doc) = 'doc' and namespace-uri(/doc) = '' and name(//@type) = 'type'",
        "string(//nothing) = '' and name(//nothing) = ''",
        "true() or unreachable",
        "not(lang('en'))",
        "count(id('p1')) = 0",
    ] {
        assert!(holds(&tree, expression), "{expression}");
    }
}

#[test]
fn names_that_look_like_operators_are_names_where_an_operand_is_due() {
    let tree = tree("<a><div id='1'/><or id='2'/><and><mod id='3'/></and></a>");
    assert_eq!(found(&tree, "/a/div | /a/or"), "div#1 or#2");
    assert_eq!(found(&tree, "/a/*[mod and 4 div 2 = 2 or 3 mod 2 = 0]/mod"), "mod#3");
    assert_eq!(found(&tree, "/a/*[2 * 1 = 2]"), "div#1 or#2 and");
}

#[test]
fn namespaces_need_bindings_and_are_compared_by_name() {
    let tree = tree(
        "<r xmlns:q='urn:p'><q:a id='1' q:k='v'/><b xmlns='urn:d' id='2'><c id='3'/></b><a id='4'/></r>",
    );
    assert_eq!(found(&tree, "/r/p:a"), "q:a#1");
    assert_eq!(found(&tree, "/r/a"), "a#4");
    assert_eq!(found(&tree, "//_defaultNamespace:*"), "b#2 c#3");
    assert_eq!(found(&tree, "//@p:k"), "@q:k");
    assert_eq!(found(&tree, "/r/namespace::*"), "xmlns:q xmlns:xml");
    assert_eq!(found(&tree, "//_defaultNamespace:c/namespace::*[name()='']"), "xmlns");
    assert_eq!(found(&tree, "/r/namespace::q/.."), "r");
    let problem = |text: &str, bindings: Option<&Bindings<'_>>| {
        select(&tree, XNode::Node(NodeId::DOCUMENT), text, bindings).map_err(|e| e.kind)
    };
    assert_eq!(problem("x:a", None), Err(XPathErrorKind::PrefixWithoutBindings));
    assert_eq!(problem("x:a", Some(&bindings())), Err(XPathErrorKind::UnknownPrefix));
    assert_eq!(problem("$v", Some(&bindings())), Err(XPathErrorKind::PrefixWithoutBindings));
}

#[test]
fn adjacent_text_and_cdata_are_one_node_and_blanks_outside_the_root_none() {
    let tree = tree("\n<r>a<![CDATA[b]]> c<!-- x --> <x/>\n</r>\n");
    assert_eq!(found(&tree, "/text()"), "");
    assert_eq!(found(&tree, "/r/text()"), "#text #whitespace #whitespace");
    assert!(holds(&tree, "/r/text()[1] = 'ab c'"));
    assert_eq!(found(&tree, "/r/node()[2]"), "#comment");
}

#[test]
fn entity_references_are_transparent() {
    let tree = tree(
        "<!DOCTYPE r [<!ENTITY e 'x<b id=\"1\"/>y'>]><r k='1&e2;'>a&e;b</r>".replace("&e2;", "").as_str(),
    );
    assert_eq!(found(&tree, "/r/node()"), "#text b#1 #text");
    assert!(holds(&tree, "/r/text()[1] = 'ax' and /r/text()[2] = 'yb' and string(/r) = 'axyb'"));
    assert_eq!(found(&tree, "/r/b/.."), "r");
    assert_eq!(found(&tree, "/r/b/preceding-sibling::node()"), "#text");
}

#[test]
fn what_is_no_xpath_is_refused() {
    let tree = tree("<a/>");
    for text in [
        "",
        "/[",
        "//",
        "a[",
        "a]",
        "a[1",
        "@",
        "a/",
        "a b",
        "1 +",
        "f(",
        "count()",
        "count(1)",
        "concat('a')",
        "'open",
        "a::b",
        "..[1]",
        "!",
        "a | 1",
        "(a",
        "child::",
        "node(x)",
        "a[@b='Bob's']",
        "#",
        "1a",
    ] {
        assert!(select(&tree, XNode::Node(NodeId::DOCUMENT), text, None).is_err(), "{text}");
    }
    for text in ["1", "'a'", "true()", "count(//a)", "a = b", "-a"] {
        let error = select(&tree, XNode::Node(NodeId::DOCUMENT), text, None).unwrap_err();
        assert_eq!(error.kind, XPathErrorKind::NotNodes, "{text}");
    }
}

#[test]
fn hostile_expressions_end_soon() {
    let tree = tree(&format!("<r>{}</r>", "<a><b/></a>".repeat(300)));
    let run = |text: &str| select(&tree, XNode::Node(NodeId::DOCUMENT), text, None);
    for deep in ["(", "//*[", "not(", "a[b[", "-(", "//a[(b)["] {
        assert!(run(&deep.repeat(100_000)).is_err());
    }
    let nested = format!("{}a{}", "(".repeat(50_000), ")".repeat(50_000));
    assert_eq!(run(&nested).unwrap_err().kind, XPathErrorKind::TooComplex);
    // Long is not deep.
    assert!(run(&format!("//a[{}]", vec!["@x='1'"; 20_000].join(" or "))).unwrap().is_empty());
    assert!(run(&format!("//a{}", "/../a".repeat(300))).unwrap().len() == 300);
    assert!(run(&format!("//a[{}b]", "-".repeat(100_000))).is_ok());
    // Each level multiplies the work; the budget ends it.
    let product = format!("//*{}", "[count(//*".repeat(5) + &") > 0]".repeat(5));
    assert_eq!(run(&product).unwrap_err().kind, XPathErrorKind::TooComplex);
}
