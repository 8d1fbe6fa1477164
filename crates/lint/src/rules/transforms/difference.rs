//! How two configuration files differ in meaning: elements, attributes and their values.
//!
//! Comments, white space, the order of attributes and the XML declaration are no differences. Children are paired by name
//! and key, those that have none by their place among their like.

use std::collections::BTreeMap;
use webconfig_syntax::{Document, Element, NodeKind};
use webconfig_text::TextRange;

/// How deep elements are compared, and how many differences are told.
const DEEPEST: usize = 40;
const MOST: usize = 20;

/// What tells an element from its siblings.
const KEYS: [&str; 7] = ["name", "key", "path", "fileExtension", "extension", "segment", "url"];

/// One difference, at a place of the first file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The attribute's value, the element's name, or the parent's name for what is missing.
    pub(super) range: TextRange,
    /// What it is.
    pub(super) what: What,
}

/// What differs; texts are those of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// An attribute has another value.
    Value {
        /// The attribute.
        name: String,
        /// The element with its key, where it has one.
        of: Option<String>,
        /// In the first file.
        here: String,
        /// In the second.
        there: String,
    },
    /// An attribute that the second file has not.
    ExtraAttribute(String),
    /// An attribute that only the second file has, with its value.
    MissingAttribute(String, String),
    /// An element that the second file has not: how it is called in messages.
    ExtraElement(String),
    /// An element that only the second file has.
    MissingElement(String),
    /// Text in an element.
    Text,
    /// The elements are the same and stand in another order.
    Order,
}

/// The differences of two files, in the order of the first.
pub(super) fn differences(here: &Document, there: &Document) -> Vec<Difference> {
    let mut found = Vec::new();
    let (Some(a), Some(b)) = (here.root(), there.root()) else { return found };
    let mut waiting = vec![(a, b, 0usize)];
    while let Some((a, b, depth)) = waiting.pop() {
        attributes(a, b, &mut found);
        let texts = text(a) != text(b);
        if texts {
            found.push(Difference { range: a.name_range(), what: What::Text });
        }
        if depth < DEEPEST {
            children(a, b, depth, &mut waiting, &mut found);
        }
    }
    found.sort_by_key(|d| d.range.start());
    found.truncate(MOST);
    found
}

fn attributes(a: Element<'_>, b: Element<'_>, found: &mut Vec<Difference>) {
    for attribute in a.attributes().filter(|x| !x.is_namespace_declaration()) {
        let name = attribute.name().to_owned();
        let range = attribute.value_range();
        match b.attribute(&name) {
            None => found.push(Difference { range, what: What::ExtraAttribute(name) }),
            Some(other) if other.value() != attribute.value() => {
                let (here, there) = (attribute.value().into_owned(), other.value().into_owned());
                let of = Some(called(a)).filter(|of| of.contains(' '));
                found.push(Difference { range, what: What::Value { name, of, here, there } });
            }
            Some(_) => {}
        }
    }
    for missing in b.attributes().filter(|x| !x.is_namespace_declaration() && a.attribute(x.name()).is_none())
    {
        let what = What::MissingAttribute(missing.name().to_owned(), missing.value().into_owned());
        found.push(Difference { range: a.name_range(), what });
    }
}

/// Name, key, and the number among those that are the same in both.
type Identity = (String, String, usize);

fn identified(parent: Element<'_>) -> Vec<(Identity, Element<'_>)> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    parent
        .child_elements()
        .map(|child| {
            let key = KEYS.iter().find_map(|k| child.value(k)).unwrap_or_default();
            let of = (child.name().to_owned(), key.into_owned());
            let count = counts.entry(of.clone()).or_insert(0);
            let number = *count;
            *count += 1;
            ((of.0, of.1, number), child)
        })
        .collect()
}

fn children<'d>(
    a: Element<'d>,
    b: Element<'d>,
    depth: usize,
    waiting: &mut Vec<(Element<'d>, Element<'d>, usize)>,
    found: &mut Vec<Difference>,
) {
    let (here, there) = (identified(a), identified(b));
    let others: BTreeMap<&Identity, Element<'d>> = there.iter().map(|(i, e)| (i, *e)).collect();
    let own: BTreeMap<&Identity, Element<'d>> = here.iter().map(|(i, e)| (i, *e)).collect();
    for (identity, child) in &here {
        if let Some(other) = others.get(identity) {
            waiting.push((*child, *other, depth + 1));
        } else {
            let what = What::ExtraElement(called(*child));
            found.push(Difference { range: child.name_range(), what });
        }
    }
    for (_, child) in there.iter().filter(|(identity, _)| !own.contains_key(identity)) {
        found.push(Difference { range: a.name_range(), what: What::MissingElement(called(*child)) });
    }
    let common =
        |list: &[(Identity, Element<'d>)], other: &BTreeMap<&Identity, Element<'d>>| -> Vec<Identity> {
            list.iter().map(|(i, _)| i.clone()).filter(|i| other.contains_key(i)).collect()
        };
    if common(&here, &others) != common(&there, &own) {
        found.push(Difference { range: a.name_range(), what: What::Order });
    }
}

/// An element as prose names it: with its key, which is a name and no secret.
fn called(element: Element<'_>) -> String {
    match KEYS.iter().find_map(|k| element.value(k)) {
        Some(key) => format!("{} {key}", element.name()),
        None => element.name().to_owned(),
    }
}

fn text(element: Element<'_>) -> String {
    let is_text = |kind: NodeKind| matches!(kind, NodeKind::Text | NodeKind::CData);
    let pieces = element.children().filter(|n| is_text(n.kind()));
    pieces.map(|n| n.content().trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(here: &str, there: &str) -> Vec<What> {
        let found = differences(&Document::parse(here), &Document::parse(there));
        found.into_iter().map(|d| d.what).collect()
    }

    #[test]
    fn form_is_no_difference() {
        let here = "<?xml version='1.0'?><a><!-- x --><b x='1' y='2'/>\n</a>";
        assert_eq!(told(here, "<a>\n  <b y=\"2\" x=\"1\"></b></a><!-- guid -->"), []);
    }

    #[test]
    fn values_and_elements_are_paired_by_key() {
        let here = "<a><add name='1' v='x'/><add name='2' v='y'/><c/></a>";
        let there = "<a><add name='2' v='y'/><add name='1' v='z'/><d/></a>";
        let found = told(here, there);
        assert!(found.contains(&What::Value {
            name: "v".into(),
            of: Some("add 1".into()),
            here: "x".into(),
            there: "z".into()
        }));
        assert!(found.contains(&What::ExtraElement("c".into())));
        assert!(found.contains(&What::MissingElement("d".into())));
        assert!(found.contains(&What::Order));
        assert_eq!(told("<a x='1'/>", "<a y='1'/>").len(), 2);
        assert_eq!(told("<a>x</a>", "<a>y</a>"), [What::Text]);
    }
}
