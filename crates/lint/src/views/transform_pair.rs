//! A transform with its source: what the engine does with the two.

use crate::views::{Instruction, TransformView};
pub use crate::weakening::FindingAdded;
use std::collections::BTreeSet;
use webconfig_config::ConfigFile;
use webconfig_diagnostics::Place;
use webconfig_format::add_attribute;
use webconfig_schema::{CollectionSchema, Directive, Schema};
use webconfig_syntax::{Document, Element};
use webconfig_text::{SourceText, TextEdits, TextRange};
use webconfig_transform::{Outcome, Step};

/// A transform and the file that it changes.
#[derive(Debug)]
pub struct TransformPairView<'a> {
    /// The transform.
    pub transform: &'a TransformView<'a>,
    /// The file beside it; none where the SDK writes one.
    pub source: Option<&'a ConfigFile>,
    /// The bytes that the engine was given: those of the file, or what the SDK's step makes of it.
    pub bytes: &'a [u8],
    /// The same as the engine reads them.
    pub document: &'a Document,
    /// Whether the engine was given the file as it is.
    pub is_unchanged: bool,
    /// What the engine did.
    pub outcome: &'a Outcome,
    /// Elements of the transform that do find their target once the Release transform has run.
    pub matched_after_release: BTreeSet<u32>,
    /// What may be written.
    pub schema: &'a Schema,
    /// Findings about security that the result has and the source has not.
    pub findings_added: Vec<FindingAdded>,
}

impl<'a> TransformPairView<'a> {
    /// The engine's steps with their instructions.
    pub fn steps(&self) -> impl Iterator<Item = (&'a Step, &Instruction<'a>)> {
        self.outcome.steps.iter().filter_map(|step| {
            let instruction = self.transform.instruction_at(step.element_range.start())?;
            Some((step, instruction))
        })
    }

    /// The place of a range of the engine's source, where that is the file itself.
    pub fn source_place(&self, range: TextRange) -> Option<Place> {
        let source = self.source.filter(|s| self.is_unchanged && s.source.text() == self.document.text())?;
        Some(Place::new(source.id, range))
    }

    /// The element of the engine's source that begins where `range` does.
    pub fn source_element(&self, range: Option<TextRange>) -> Option<Element<'a>> {
        let start = range?.start();
        let mut at = self.document.root()?;
        // Down to the child that holds the offset.
        while at.range().start() != start {
            at = at.child_elements().find(|c| c.range().start() <= start && start < c.range().end())?;
        }
        Some(at)
    }

    /// The document behind the steps that worked.
    pub fn result(&self) -> Document {
        let text = SourceText::decode(self.outcome.leftover());
        Document::parse(text.map(|t| t.shared_text()).unwrap_or_default())
    }

    /// The collection that an element is an item of, if its key tells items apart.
    pub fn collection_of(&self, element: Element<'_>) -> Option<&'a CollectionSchema> {
        collection_of(self.schema, element)
    }

    /// The word for the source in messages.
    pub fn source_name(&self) -> String {
        match self.source {
            Some(source) => webconfig_files::name(&source.path).to_owned(),
            None => "the `web.config` that the SDK writes".to_owned(),
        }
    }
}

/// How deep an element may lie below its section.
const DEEPEST: usize = 32;

/// The collection with a key that an element of a transform or configuration file is an item of.
pub(crate) fn collection_of<'s>(schema: &'s Schema, element: Element<'_>) -> Option<&'s CollectionSchema> {
    let mut names: Vec<&str> = vec![element.local_name()];
    for above in element.ancestors().take(DEEPEST) {
        // The root, and `location` around sections, are no part of a section's path.
        if above.parent().is_none() || above.local_name() == "location" {
            continue;
        }
        names.push(above.local_name());
    }
    names.reverse();
    let section =
        (1..names.len()).rev().find(|n| names.get(..*n).is_some_and(|p| schema.contains(&p.join("/"))))?;
    let mut at = &schema.section(&names.get(..section)?.join("/"))?.root;
    let (item, between) = names.get(section..)?.split_last()?;
    for name in between {
        at = match at.element(name) {
            Some(element) => element,
            None => &at.collections.iter().find(|c| c.directive(name) == Some(Directive::Add))?.item,
        };
    }
    let (collection, directive) = at.directive(item)?;
    let is_keyed = collection.item.keys().next().is_some() && !collection.allow_duplicates;
    (directive == Directive::Add && is_keyed).then_some(collection)
}

/// Whether two elements are the same item of a collection.
pub(crate) fn has_same_key(collection: &CollectionSchema, a: Element<'_>, b: Element<'_>) -> bool {
    collection.item.keys().all(|key| {
        let value = |e: Element<'_>| {
            e.value(&key.name)
                .map_or_else(|| key.default.as_deref().unwrap_or("").to_owned(), std::borrow::Cow::into_owned)
        };
        let (a, b) = (value(a), value(b));
        if key.case_sensitive { a == b } else { a.to_lowercase() == b.to_lowercase() }
    })
}

/// Whether the names above two elements are the same, `location` left out.
pub(crate) fn has_same_path(a: Element<'_>, b: Element<'_>) -> bool {
    fn names(element: Element<'_>) -> impl Iterator<Item = &str> {
        element.ancestors().map(Element::local_name).filter(|n| *n != "location")
    }
    names(a).eq(names(b))
}

/// Gives an instruction without a locator one that asks for the key of its collection.
pub(crate) fn key_locator(instruction: &Instruction<'_>, collection: &CollectionSchema) -> Option<TextEdits> {
    let element = instruction.element;
    let keys = collection.item.keys().filter(|k| element.attribute(&k.name).is_some());
    let keys: Vec<&str> = keys.map(|k| &*k.name).collect();
    // A part of the key that stands in the schema's default is not written, so nothing can ask for it.
    if keys.len() != collection.item.keys().count() {
        return None;
    }
    if instruction.locator.is_some() {
        return None;
    }
    let transform = element.attributes().find(|a| a.value_range() == instruction.transform_range())?;
    let prefix = transform.prefix()?;
    Some(add_attribute(element, &format!("{prefix}:Locator"), &format!("Match({})", keys.join(", "))))
}
