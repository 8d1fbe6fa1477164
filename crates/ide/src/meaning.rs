//! What an element or attribute means: its way down from the root, followed through the schema.
//!
//! The way is followed by names alone, so it holds in half-typed documents. Whether a section is declared or allowed
//! here is a matter of findings (`webconfig-lint`), not of meaning.

use crate::structure;
use webconfig_config::{FileKind, XDT_NAMESPACE};
use webconfig_schema::{AttributeSchema, CollectionSchema, Directive, ElementSchema, Schema, SectionSchema};
use webconfig_syntax::{Attribute, Element};

/// What an element means.
#[derive(Clone, Debug)]
pub enum Meaning<'s> {
    /// `configuration`, `location`, `configSections` and what stands in the latter.
    Structure(&'static ElementSchema),
    /// A section group, by its path.
    Group(String),
    /// A section.
    Section(&'s SectionSchema),
    /// A plain element inside a section.
    Element(&'s SectionSchema, &'s ElementSchema),
    /// A directive of a collection.
    Directive(&'s SectionSchema, &'s CollectionSchema, Directive),
    /// Nothing that we know.
    Unknown,
}

/// How deep the way to an element may be. Real ones stay below ten; a hostile file must not cost time here.
const DEEPEST: usize = 64;

/// How many children of a fragment's root are asked for hints on which section it is.
const HINTS: usize = 50;

impl<'s> Meaning<'s> {
    /// What `element` means in a file of this kind.
    pub fn of(element: Element<'_>, kind: FileKind, schema: &'s Schema) -> Self {
        let mut way: Vec<Element<'_>> =
            Some(element).into_iter().chain(element.ancestors().take(DEEPEST)).collect();
        if way.len() > DEEPEST {
            return Self::Unknown;
        }
        way.reverse();
        let mut way = way.into_iter();
        let Some(root) = way.next() else { return Self::Unknown };
        let mut meaning = if root.local_name() == "configuration" {
            structure::element("configuration").map_or(Self::Unknown, Self::Structure)
        } else if matches!(kind, FileKind::Fragment | FileKind::Transform) {
            Self::of_fragment(root, schema)
        } else {
            Self::Unknown
        };
        for element in way {
            meaning = meaning.child(element.local_name(), schema);
        }
        meaning
    }

    /// A fragment holds one section whose group nobody wrote down: of the sections of that name, the one that knows
    /// most of what is in it.
    fn of_fragment(root: Element<'_>, schema: &'s Schema) -> Self {
        let name = root.local_name();
        let known = |section: &SectionSchema| {
            let meaning = &section.root;
            let children = root.child_elements().take(HINTS).map(Element::local_name);
            let children =
                children.filter(|c| meaning.element(c).is_some() || meaning.directive(c).is_some());
            let attributes = root.attributes().take(HINTS).filter(|a| meaning.attribute(a.name()).is_some());
            children.count() + attributes.count()
        };
        let named = |path: &&str| path.rsplit('/').next() == Some(name);
        let sections = schema.paths().into_iter().filter(named).filter_map(|path| schema.section(path));
        // Of equals the first: `max_by_key` would give the last.
        let best = sections.rev().max_by_key(|section| known(section));
        best.map_or(Self::Unknown, Self::Section)
    }

    /// What a child element of that name means.
    #[must_use]
    pub fn child(&self, name: &str, schema: &'s Schema) -> Self {
        let section_or_group = |path: String| match schema.section(&path) {
            Some(section) => Self::Section(section),
            None if schema.is_group(&path) => Self::Group(path),
            None => Self::Unknown,
        };
        match self {
            Self::Structure(parent) => match (&*parent.name, name) {
                ("configuration", "location" | "configSections")
                | ("configSections" | "sectionGroup", "section" | "sectionGroup" | "remove" | "clear") => {
                    structure::element(name).map_or(Self::Unknown, Self::Structure)
                }
                ("configuration" | "location", _) => section_or_group(name.to_owned()),
                _ => Self::Unknown,
            },
            Self::Group(path) => section_or_group(format!("{path}/{name}")),
            Self::Section(section) => Self::inside(section, &section.root, name),
            Self::Element(section, element) => Self::inside(section, element, name),
            Self::Directive(section, collection, Directive::Add) => {
                Self::inside(section, &collection.item, name)
            }
            Self::Directive(..) | Self::Unknown => Self::Unknown,
        }
    }

    fn inside(section: &'s SectionSchema, parent: &'s ElementSchema, name: &str) -> Self {
        match (parent.element(name), parent.directive(name)) {
            (Some(element), _) => Self::Element(section, element),
            (None, Some((collection, directive))) => Self::Directive(section, collection, directive),
            (None, None) => Self::Unknown,
        }
    }

    /// The section it belongs to.
    pub fn section(&self) -> Option<&'s SectionSchema> {
        match self {
            Self::Section(section) | Self::Element(section, _) | Self::Directive(section, ..) => {
                Some(section)
            }
            _ => None,
        }
    }

    /// The schema that its attributes follow.
    #[expect(clippy::match_same_arms, reason = "the first lives for ever, so the two are of different types")]
    pub fn schema(&self) -> Option<&'s ElementSchema> {
        match self {
            Self::Structure(element) => Some(element),
            Self::Element(_, element) => Some(element),
            Self::Section(section) => Some(&section.root),
            Self::Directive(_, collection, _) => Some(&collection.item),
            Self::Group(_) | Self::Unknown => None,
        }
    }

    /// What an attribute on such an element means.
    pub fn attribute(&self, attribute: Attribute<'_>) -> Option<&'s AttributeSchema> {
        let name = attribute.local_name();
        if attribute.prefix().is_some() {
            let is_instruction = attribute.namespace().is_some_and(|n| n == XDT_NAMESPACE)
                // The declaration may not be typed yet.
                || attribute.prefix() == Some("xdt") && attribute.namespace().is_none();
            return is_instruction.then(|| structure::instruction(name)).flatten();
        }
        if attribute.is_namespace_declaration() {
            return None;
        }
        let own = self.schema().and_then(|schema| schema.attribute(name));
        let own = own.filter(|own| match self {
            Self::Directive(_, _, Directive::Remove) => own.key != webconfig_schema::Key::None,
            Self::Directive(_, _, Directive::Clear) => false,
            _ => true,
        });
        own.or_else(|| structure::of_any_section(name).filter(|_| matches!(self, Self::Section(_))))
            .or_else(|| structure::of_any_element(name).filter(|_| self.section().is_some()))
    }
}
