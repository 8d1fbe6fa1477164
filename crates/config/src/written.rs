//! What was written for the attributes of an element: it stays in the documents and is read there when asked for.
//!
//! A large collection has a hundred thousand items that nobody ever looks at; each is a place in a document.

use crate::effective::{Origin, is_set};
use crate::server::Stock;
use std::borrow::Cow;
use std::sync::OnceLock;
use webconfig_schema::ElementSchema;
use webconfig_syntax::{Attribute, AttributeId, Document, Element, ElementId};
use webconfig_text::FileId;

/// An attribute that was set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting<'e> {
    /// Its name.
    pub name: &'e str,
    /// Its value as XML reads it.
    pub value: &'e str,
    /// Where.
    pub origin: Origin,
}

/// The places that wrote an element, from the highest level down.
#[derive(Clone, Debug, Default)]
pub(crate) enum Written<'s> {
    #[default]
    Nowhere,
    /// All items, and nearly everything else.
    Once(Source<'s>),
    Often(Vec<Source<'s>>),
}

/// Who holds a place: the element, or the stock server that every file under test has above it.
#[derive(Clone, Debug)]
pub(crate) enum Source<'s> {
    Own(Place),
    Stock(&'s Place),
}

impl Source<'_> {
    fn place(&self) -> &Place {
        match self {
            Self::Own(place) => place,
            Self::Stock(place) => place,
        }
    }
}

/// One place that wrote an element.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    document: Document,
    file: FileId,
    element: ElementId,
    /// Its attributes as XML reads them, once somebody asked: of our stock files, which every file under test asks anew,
    /// and of an element with a value that does not stand there as it reads.
    read: OnceLock<Box<Read>>,
}

#[derive(Clone, Debug)]
struct Read(Vec<(AttributeId, Box<str>, Box<str>)>);

impl Written<'_> {
    /// Adds a place below those so far.
    pub(crate) fn push(&mut self, place: Place) {
        let place = Source::Own(place);
        *self = match std::mem::take(self) {
            Self::Nowhere => Self::Once(place),
            Self::Once(first) => Self::Often(vec![first, place]),
            Self::Often(mut places) => {
                places.push(place);
                Self::Often(places)
            }
        };
    }

    fn places(&self) -> impl DoubleEndedIterator<Item = &Place> {
        let sources = match self {
            Self::Nowhere => &[],
            Self::Once(source) => std::slice::from_ref(source),
            Self::Often(sources) => sources.as_slice(),
        };
        sources.iter().map(Source::place)
    }

    /// The deepest place.
    pub(crate) fn last(&self) -> Option<&Place> {
        self.places().next_back()
    }

    /// The settings in the order of first writing, each with its deepest value.
    pub(crate) fn settings(&self, schema: &ElementSchema) -> Vec<Setting<'_>> {
        let mut settings: Vec<Setting<'_>> = Vec::new();
        for place in self.places() {
            let attributes = place.element().into_iter().flat_map(Element::attributes);
            for attribute in attributes.filter(|a| is_set(schema, *a)) {
                let Some((_, value)) = place.find(attribute.name()) else { continue };
                let setting = place.setting(attribute, value);
                match settings.iter_mut().find(|s| s.name == setting.name) {
                    Some(earlier) => *earlier = setting,
                    None => settings.push(setting),
                }
            }
        }
        settings
    }

    /// The deepest setting of a name.
    pub(crate) fn setting(&self, schema: &ElementSchema, name: &str) -> Option<Setting<'_>> {
        let is_known = schema.attribute(name).is_some();
        self.places().rev().find_map(|place| {
            let (id, value) = place.find(name)?;
            let attribute = place.document.attribute(id).filter(|a| is_known || is_set(schema, *a))?;
            Some(place.setting(attribute, value))
        })
    }

    /// The deepest value of a name that the schema has.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.places().rev().find_map(|place| Some(place.find(name)?.1))
    }
}

impl Written<'static> {
    /// The same places, kept to the end of the process.
    pub(crate) fn for_good(&self) -> Self {
        let keep = |source: &Source<'static>| Source::Stock(Box::leak(Box::new(source.place().clone())));
        match self {
            Self::Nowhere => Self::Nowhere,
            Self::Once(source) => Self::Once(keep(source)),
            Self::Often(sources) => Self::Often(sources.iter().map(keep).collect()),
        }
    }
}

impl Place {
    /// Where an element stands, to be read later.
    pub(crate) fn of(element: Element<'_>, file: FileId) -> Self {
        Self { document: element.document().clone(), file, element: element.id(), read: OnceLock::new() }
    }

    /// The element.
    pub(crate) fn element(&self) -> Option<Element<'_>> {
        self.document.element(self.element)
    }

    /// The element as a place.
    pub(crate) fn origin(&self) -> Origin {
        Origin { file: self.file, element: self.element, attribute: None }
    }

    /// The attribute of a name and its value. Of two in a broken file the last one counts.
    fn find(&self, name: &str) -> Option<(AttributeId, &str)> {
        if self.read.get().is_some() || Stock::has(self.file) {
            return self.all().find(name);
        }
        let mut attributes = self.element()?.all_attributes().rev();
        let attribute = attributes.find(|a| a.is_named(name) && a.is_complete())?;
        match attribute.value() {
            Cow::Borrowed(value) => Some((attribute.id(), value)),
            Cow::Owned(_) => self.all().find(name),
        }
    }

    fn all(&self) -> &Read {
        self.read.get_or_init(|| {
            let attributes = self.element().into_iter().flat_map(Element::attributes);
            Box::new(Read(attributes.map(|a| (a.id(), a.name().into(), a.value().into())).collect()))
        })
    }

    fn setting<'e>(&'e self, attribute: Attribute<'e>, value: &'e str) -> Setting<'e> {
        let origin = Origin { attribute: Some(attribute.id()), ..self.origin() };
        Setting { name: attribute.name(), value, origin }
    }
}

impl Read {
    fn find(&self, name: &str) -> Option<(AttributeId, &str)> {
        self.0.iter().rev().find(|(_, of, _)| **of == *name).map(|(id, _, value)| (*id, &**value))
    }
}
