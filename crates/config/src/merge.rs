//! One contribution laid over what is effective so far: attributes, elements, collections, locks.

use crate::effective::{EffectiveElement, Item, Lock, Origin, Setting};
use crate::items::Items;
use crate::problem::{Problem, ProblemKind};
use crate::slots::Slots;
use std::sync::Arc;
use webconfig_schema::{AttributeSchema, CollectionSchema, Directive, ElementSchema, Key};
use webconfig_syntax::{Attribute, Element};
use webconfig_text::FileId;

/// Lays the content of one element over the effective one.
pub(crate) struct Merge<'p> {
    /// The file that the content is in.
    pub(crate) file: FileId,
    /// How deep the level is whose file sets it: locks of files above bind it.
    pub(crate) depth: usize,
    /// Path of the section.
    pub(crate) section: &'p str,
    /// What the files above hold is known, so that a `remove` without target is one.
    pub(crate) knows_inherited: bool,
    /// With [`Wanted::Problems`] collections are left as they were.
    pub(crate) wanted: Wanted,
    /// What IIS would refuse.
    pub(crate) problems: &'p mut Vec<Problem>,
}

/// The collections of one element while a contribution is applied.
type Open<'s> = Vec<(usize, Slots<'s>)>;

/// Whether the merged element is wanted, or only what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Element,
    Problems,
}

impl<'s> Merge<'_> {
    fn origin(&self, element: Element<'_>) -> Origin {
        Origin { file: self.file, element: element.id(), attribute: None }
    }

    fn origin_of(&self, element: Element<'_>, attribute: Attribute<'_>) -> Origin {
        Origin { attribute: Some(attribute.id()), ..self.origin(element) }
    }

    fn problem(
        &mut self,
        kind: ProblemKind,
        element: Element<'_>,
        attribute: Option<Attribute<'_>>,
        related: Option<Origin>,
    ) {
        self.problems.push(Problem {
            kind,
            file: self.file,
            element: element.id(),
            attribute: attribute.map(Attribute::id),
            section: self.section.into(),
            related,
        });
    }

    fn violation(
        &mut self,
        what: String,
        element: Element<'_>,
        attribute: Option<Attribute<'_>>,
        by: Origin,
    ) {
        self.problem(ProblemKind::LockViolation { what }, element, attribute, Some(by));
    }

    /// Applies `element`. Recursion follows the schema.
    pub(crate) fn apply(&mut self, into: &mut EffectiveElement<'s>, element: Element<'_>) {
        let schema = into.schema;
        into.written.push(self.origin(element));
        for attribute in element.attributes() {
            let name = attribute.name();
            if schema.attribute(name).is_none() {
                let is_foreign = attribute.prefix().is_some() || attribute.is_namespace_declaration();
                if is_foreign || is_reserved(name) || !schema.allow_unrecognized_attributes {
                    continue;
                }
            }
            if let Some(lock) = into.locks.on_attribute(name, self.depth) {
                let by = lock.by;
                self.violation(format!("attribute `{name}`"), element, Some(attribute), by);
            }
            let setting = Setting {
                name: name.into(),
                value: attribute.value().into(),
                origin: self.origin_of(element, attribute),
            };
            match into.settings.iter_mut().find(|s| &*s.name == name) {
                Some(earlier) => *earlier = setting,
                None => into.settings.push(setting),
            }
        }
        self.children(into, element, schema);
        self.locks(into, element);
    }

    fn children(&mut self, into: &mut EffectiveElement<'s>, element: Element<'_>, schema: &'s ElementSchema) {
        if schema.elements.is_empty() && schema.collections.is_empty() {
            return;
        }
        let mut open: Open<'s> = Vec::new();
        for child in element.child_elements() {
            let name = child.local_name();
            if let Some(inner) = schema.element(name) {
                if let Some(lock) = into.locks.on_element(&[name], self.depth) {
                    let by = lock.by;
                    self.violation(format!("element `{name}`"), child, None, by);
                }
                if let Some(known) = into.children.iter_mut().find(|c| std::ptr::eq(c.schema, inner)) {
                    self.apply(Arc::make_mut(known), child);
                } else {
                    let mut fresh = EffectiveElement::absent(inner);
                    self.apply(&mut fresh, child);
                    into.children.push(Arc::new(fresh));
                }
            } else if let Some((at, collection, directive)) = directive_of(schema, name) {
                let role = match directive {
                    Directive::Add => "add",
                    Directive::Remove => "remove",
                    Directive::Clear => "clear",
                };
                if let Some(lock) = into.locks.on_element(&[name, role], self.depth) {
                    let by = lock.by;
                    self.violation(format!("`{name}` in this collection"), child, None, by);
                }
                let Some(slots) = opened(&mut open, into, at) else { continue };
                match directive {
                    Directive::Add => self.add(slots, at, collection, child),
                    Directive::Remove => self.remove(slots, collection, child),
                    Directive::Clear => self.clear(slots, child),
                }
            }
        }
        if !open.is_empty() && self.wanted == Wanted::Element {
            into.items = assembled(schema, &into.items, open);
        }
    }

    fn clear(&mut self, slots: &mut Slots<'s>, element: Element<'_>) {
        let locked = slots.items().find_map(|i| i.element.locks.on_item(self.depth));
        if let Some(by) = locked.map(|l| l.by) {
            self.violation("an item that `clear` would remove".to_owned(), element, None, by);
        }
        slots.clear();
    }

    fn remove(&mut self, slots: &mut Slots<'s>, collection: &'s CollectionSchema, element: Element<'_>) {
        let keys: Vec<Option<String>> = collection
            .item
            .keys()
            .map(|k| match element.value(&k.name) {
                Some(value) => Some(k.comparable(&value)),
                // A part of a combined key that is absent has its default; a unique key is just not asked for.
                None => (k.key == Key::Combined).then(|| k.comparable(k.default_text())),
            })
            .collect();
        // Without its key it is refused for that.
        if keys.iter().all(Option::is_none) || !has_all_required_keys(&collection.item, element) {
            return;
        }
        let Some(found) = slots.find(&collection.item, &keys) else {
            if self.knows_inherited {
                let key = key_text(&collection.item, element);
                self.problem(ProblemKind::RemoveWithoutTarget { key }, element, None, None);
            }
            return;
        };
        let by = slots.item(found).and_then(|i| i.element.locks.on_item(self.depth)).map(|l| l.by);
        if let Some(by) = by {
            self.violation("item".to_owned(), element, None, by);
        }
        slots.bury(found);
    }

    fn add(
        &mut self,
        slots: &mut Slots<'s>,
        at: usize,
        collection: &'s CollectionSchema,
        element: Element<'_>,
    ) {
        let schema = &collection.item;
        let keys: Vec<String> = schema.keys().map(|k| k.comparable(&key_value(k, element))).collect();
        let mut duplicate = None;
        if !collection.allow_duplicates && !keys.is_empty() && has_all_required_keys(schema, element) {
            let wanted: Vec<Option<String>> = keys.iter().cloned().map(Some).collect();
            duplicate = slots.find(schema, &wanted);
        }
        if let Some(other) = duplicate.and_then(|d| slots.item(d)).map(|i| i.element.last_written()) {
            // One that was refused itself is nearer than the one that it was refused for.
            let other = slots.refused(schema, &keys, self.origin(element)).or(other);
            let kind = ProblemKind::DuplicateKey {
                element: element.local_name().to_owned(),
                keys: schema
                    .keys()
                    .map(|k| (k.name.to_string(), key_value(k, element).into_owned()))
                    .collect(),
                combined: schema.keys().any(|k| k.key == Key::Combined),
                // A file that counts at two levels may meet itself.
                same_file: other.is_some_and(|o| o.file == self.file && o.element != element.id()),
                remove: collection.remove.as_deref().map(str::to_owned),
            };
            self.problem(kind, element, None, other);
            // Only .NET reads this section, and there the last value counts.
            if self.section != "appSettings" {
                return;
            }
        }
        let mut fresh = EffectiveElement::absent(schema);
        self.apply(&mut fresh, element);
        let name = element.local_name().into();
        let item = Arc::new(Item { name, collection: at, element: fresh, keys });
        match duplicate {
            Some(place) => slots.replace(place, item),
            None => slots.place(item),
        }
    }

    fn locks(&self, into: &mut EffectiveElement<'s>, element: Element<'_>) {
        for attribute in element.attributes() {
            let name = attribute.name();
            if !name.starts_with("lock") {
                continue;
            }
            let value = attribute.value();
            let lock = |except| Lock {
                names: value.split(',').map(str::trim).filter(|n| !n.is_empty()).map(Into::into).collect(),
                except,
                by: self.origin_of(element, attribute),
                depth: self.depth,
            };
            match name {
                "lockAttributes" => into.locks.attributes.push(lock(false)),
                "lockAllAttributesExcept" => into.locks.attributes.push(lock(true)),
                "lockElements" => into.locks.elements.push(lock(false)),
                "lockAllElementsExcept" => into.locks.elements.push(lock(true)),
                // The highest file that locks an item binds all below it.
                "lockItem" if value.eq_ignore_ascii_case("true") => {
                    into.locks.item.get_or_insert_with(|| lock(false));
                }
                _ => {}
            }
        }
    }
}

/// The slots of one collection, begun with the items that it has so far.
fn opened<'o, 's>(
    open: &'o mut Open<'s>,
    into: &EffectiveElement<'s>,
    collection: usize,
) -> Option<&'o mut Slots<'s>> {
    if !open.iter().any(|(c, _)| *c == collection) {
        open.push((collection, Slots::new(collection, into.items.clone())));
    }
    open.iter_mut().find(|(c, _)| *c == collection).map(|(_, slots)| slots)
}

/// An element's collections are lists of their own; together they stand in the order of the schema.
fn assembled<'s>(schema: &ElementSchema, before: &Items<'s>, mut open: Open<'s>) -> Items<'s> {
    let mut items = Vec::with_capacity(before.len() + 8);
    for (at, collection) in schema.collections.iter().enumerate() {
        match open.iter().position(|(c, _)| *c == at) {
            Some(found) => open.swap_remove(found).1.into_items(collection.merge_append, &mut items),
            None => items.extend(before.iter().filter(|i| i.collection == at).cloned()),
        }
    }
    Items::new(items)
}

/// The attributes that belong to the configuration system itself.
pub(crate) fn is_reserved(name: &str) -> bool {
    matches!(
        name,
        "lockAttributes"
            | "lockAllAttributesExcept"
            | "lockElements"
            | "lockAllElementsExcept"
            | "lockItem"
            | "configSource"
            | "configProtectionProvider"
            | "configBuilders"
            | "childSource"
    )
}

fn directive_of<'s>(
    schema: &'s ElementSchema,
    name: &str,
) -> Option<(usize, &'s CollectionSchema, Directive)> {
    schema.collections.iter().enumerate().find_map(|(at, c)| c.directive(name).map(|d| (at, c, d)))
}

fn key_value<'e>(key: &'e AttributeSchema, element: Element<'e>) -> std::borrow::Cow<'e, str> {
    element.value(&key.name).unwrap_or_else(|| key.default_text().into())
}

/// An item that lacks a required key is refused for that; it is no duplicate of another such item.
fn has_all_required_keys(item: &ElementSchema, element: Element<'_>) -> bool {
    item.keys().all(|k| !k.required || element.attribute(&k.name).is_some())
}

fn key_text(item: &ElementSchema, element: Element<'_>) -> String {
    item.keys()
        .filter_map(|k| element.value(&k.name))
        .map(std::borrow::Cow::into_owned)
        .collect::<Vec<_>>()
        .join(", ")
}
