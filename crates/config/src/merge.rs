//! One contribution laid over what is effective so far: attributes, elements, collections, locks.

use crate::effective::{EffectiveElement, Item, Origin, Setting};
use crate::problem::{Problem, ProblemKind};
use std::collections::HashMap;
use std::sync::Arc;
use webconfig_schema::{CollectionSchema, Directive, ElementSchema, Key};
use webconfig_syntax::{Attribute, Element};
use webconfig_text::FileId;

/// The origin of an element in a file.
fn origin(file: FileId, element: Element<'_>) -> Origin {
    Origin { file, element: element.id(), attribute: None }
}

/// Lays the content of one element over the effective one.
pub(crate) struct Merge<'p> {
    /// The file that the content is in.
    pub(crate) file: FileId,
    /// The file whose level it counts for (another than `file` for `configSource` content).
    pub(crate) owner: FileId,
    /// Path of the section.
    pub(crate) section: &'p str,
    /// What IIS would refuse.
    pub(crate) problems: &'p mut Vec<Problem>,
}

/// An item that stood at a place before a `remove` of this contribution took it.
struct Tombstone {
    keys: Vec<String>,
    collection: usize,
}

/// The inherited items with their tombstones while one contribution is applied.
struct Slots<'s> {
    places: Vec<Result<Arc<Item<'s>>, Tombstone>>,
    /// How many local items stand in front (prepending collections).
    front: usize,
    /// Key → slot, built once there is much to look up. Prepending shifts slots, so it stores items by key only.
    index: Option<HashMap<(usize, usize, String), Arc<Item<'s>>>>,
}

impl<'s> Merge<'_> {
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

    /// Applies `element`. Recursion follows the schema.
    pub(crate) fn apply(&mut self, into: &mut EffectiveElement<'s>, element: Element<'_>) {
        let schema = into.schema;
        into.written.push(origin(self.file, element));
        for attribute in element.attributes() {
            let name = attribute.name();
            if attribute.prefix().is_some() || attribute.is_namespace_declaration() || is_reserved(name) {
                continue;
            }
            if schema.attribute(name).is_none() && !schema.allow_unrecognized_attributes {
                continue;
            }
            if into.locks.locks_attribute(name, self.owner) || into.locks.locks_item(self.owner) {
                let what = format!("attribute `{name}`");
                self.problem(ProblemKind::LockViolation { what }, element, Some(attribute), None);
            }
            let setting = Setting {
                name: name.into(),
                value: attribute.value().into(),
                origin: Origin { file: self.file, element: element.id(), attribute: Some(attribute.id()) },
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
        let mut slots: Option<Slots<'s>> = None;
        let directives = element.child_elements().count();
        for child in element.child_elements() {
            let name = child.local_name();
            if let Some(inner) = schema.element(name) {
                if into.locks.locks_element(name, self.owner) {
                    let what = format!("element `{name}`");
                    self.problem(ProblemKind::LockViolation { what }, child, None, None);
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
                if into.locks.locks_element(name, self.owner) || into.locks.locks_element(role, self.owner) {
                    let what = format!("`{name}` in this collection");
                    self.problem(ProblemKind::LockViolation { what }, child, None, None);
                }
                let slots =
                    slots.get_or_insert_with(|| Slots::new(std::mem::take(&mut into.items), directives));
                match directive {
                    Directive::Add => self.add(slots, at, collection, child),
                    Directive::Remove => self.remove(slots, at, collection, child),
                    Directive::Clear => self.clear(slots, at, child),
                }
            }
        }
        if let Some(slots) = slots {
            into.items = slots.places.into_iter().filter_map(Result::ok).collect();
        }
    }

    fn clear(&mut self, slots: &mut Slots<'s>, collection: usize, element: Element<'_>) {
        let locked = slots
            .places
            .iter()
            .flatten()
            .find(|i| i.collection == collection && i.element.locks.locks_item(self.owner));
        if let Some(item) = locked {
            let related = item.element.last_written();
            let what = "an item that `clear` would remove".to_owned();
            self.problem(ProblemKind::LockViolation { what }, element, None, related);
        }
        slots.places.retain(|s| match s {
            Ok(item) => item.collection != collection,
            Err(tombstone) => tombstone.collection != collection,
        });
        slots.front = 0;
        slots.index = None;
    }

    fn remove(
        &mut self,
        slots: &mut Slots<'s>,
        at: usize,
        collection: &'s CollectionSchema,
        element: Element<'_>,
    ) {
        let keys = keys_of(&collection.item, element);
        if keys.is_empty() {
            return;
        }
        let found = slots.find(at, &collection.item, &keys);
        let Some(found) = found else {
            let key = key_text(&collection.item, element);
            self.problem(ProblemKind::RemoveWithoutTarget { key }, element, None, None);
            return;
        };
        if let Some(Ok(item)) = slots.places.get(found)
            && item.element.locks.locks_item(self.owner)
        {
            let related = item.element.last_written();
            let what = "item".to_owned();
            self.problem(ProblemKind::LockViolation { what }, element, None, related);
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
        let keys = keys_of(&collection.item, element);
        if !collection.allow_duplicates
            && !keys.is_empty()
            && has_all_required_keys(&collection.item, element)
            && let Some(earlier) = slots.duplicate(at, &collection.item, &keys)
        {
            let other = earlier.element.last_written();
            let combined = collection.item.keys().any(|k| k.key == Key::Combined);
            let kind = ProblemKind::DuplicateKey {
                element: element.local_name().to_owned(),
                keys: collection
                    .item
                    .keys()
                    .map(|k| {
                        let value = element.value(&k.name).unwrap_or_else(|| k.default_text().into());
                        (k.name.to_string(), value.into_owned())
                    })
                    .collect(),
                combined,
                same_file: other.is_some_and(|o| o.file == self.file),
                remove: collection.remove.as_deref().map(str::to_owned),
            };
            self.problem(kind, element, None, other);
            return;
        }
        let mut fresh = EffectiveElement::absent(&collection.item);
        self.apply(&mut fresh, element);
        let item = Arc::new(Item { name: element.local_name().into(), collection: at, element: fresh, keys });
        slots.place(item, collection.merge_append);
    }

    fn locks(&mut self, into: &mut EffectiveElement<'s>, element: Element<'_>) {
        let names = |value: &str| -> Vec<Box<str>> {
            value.split(',').map(str::trim).filter(|n| !n.is_empty()).map(Into::into).collect()
        };
        for attribute in element.attributes() {
            match attribute.name() {
                "lockAttributes" => {
                    into.locks.attributes.push((names(&attribute.value()), false, self.owner));
                }
                "lockAllAttributesExcept" => {
                    into.locks.attributes.push((names(&attribute.value()), true, self.owner));
                }
                "lockElements" => into.locks.elements.push((names(&attribute.value()), false, self.owner)),
                "lockAllElementsExcept" => {
                    into.locks.elements.push((names(&attribute.value()), true, self.owner));
                }
                "lockItem" if attribute.value().eq_ignore_ascii_case("true") => {
                    into.locks.item = Some(self.owner);
                }
                _ => {}
            }
        }
    }
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

fn keys_of(item: &ElementSchema, element: Element<'_>) -> Vec<String> {
    item.keys()
        .map(|k| match element.value(&k.name) {
            Some(value) => k.comparable(&value),
            None => k.comparable(k.default_text()),
        })
        .collect()
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

/// Whether two key lists name the same item: any unique key, or all combined keys.
fn same_item(item: &ElementSchema, a: &[String], b: &[String]) -> bool {
    let combined = item.keys().any(|k| k.key == Key::Combined);
    if combined { a == b } else { a.iter().zip(b).any(|(x, y)| x == y) }
}

/// From how many look-ups times items on a hash index pays.
const INDEX_FROM: usize = 20_000;

impl<'s> Slots<'s> {
    fn new(items: Vec<Arc<Item<'s>>>, directives: usize) -> Self {
        let much = directives.saturating_mul(items.len() + directives) > INDEX_FROM;
        let mut slots = Self { places: Vec::with_capacity(items.len() + directives), front: 0, index: None };
        slots.places.extend(items.into_iter().map(Ok));
        if much {
            slots.index = Some(HashMap::new());
            let all: Vec<_> = slots.places.iter().flatten().cloned().collect();
            for item in &all {
                slots.index_item(item);
            }
        }
        slots
    }

    fn index_item(&mut self, item: &Arc<Item<'s>>) {
        let Some(index) = &mut self.index else { return };
        for (at, key) in index_keys(item.collection, item.element.schema, &item.keys) {
            index.entry((item.collection, at, key)).or_insert_with(|| Arc::clone(item));
        }
    }

    /// The slot of the item that these keys name.
    fn find(&self, collection: usize, schema: &ElementSchema, keys: &[String]) -> Option<usize> {
        if let Some(index) = &self.index {
            let item =
                index_keys(collection, schema, keys).find_map(|(at, k)| index.get(&(collection, at, k)))?;
            return self.places.iter().position(|s| matches!(s, Ok(i) if Arc::ptr_eq(i, item)));
        }
        self.places.iter().position(|s| match s {
            Ok(i) => i.collection == collection && same_item(schema, &i.keys, keys),
            Err(_) => false,
        })
    }

    fn duplicate(&self, collection: usize, schema: &ElementSchema, keys: &[String]) -> Option<Arc<Item<'s>>> {
        if let Some(index) = &self.index {
            return index_keys(collection, schema, keys)
                .find_map(|(at, k)| index.get(&(collection, at, k)).cloned());
        }
        self.places.iter().find_map(|s| match s {
            Ok(i) if i.collection == collection && same_item(schema, &i.keys, keys) => Some(Arc::clone(i)),
            _ => None,
        })
    }

    /// Removes an item; its place is kept for one of the same key.
    fn bury(&mut self, at: usize) {
        let Some(slot) = self.places.get_mut(at) else { return };
        let Ok(item) = slot else { return };
        let item = Arc::clone(item);
        if let Some(index) = &mut self.index {
            for (k, key) in index_keys(item.collection, item.element.schema, &item.keys) {
                index.remove(&(item.collection, k, key));
            }
        }
        *slot = Err(Tombstone { keys: item.keys.clone(), collection: item.collection });
    }

    fn place(&mut self, item: Arc<Item<'s>>, append: bool) {
        self.index_item(&item);
        let grave = self.places.iter_mut().find(|s| {
            matches!(s, Err(t) if t.collection == item.collection && !t.keys.is_empty() && t.keys == item.keys)
        });
        if let Some(grave) = grave {
            *grave = Ok(item);
        } else if append {
            self.places.push(Ok(item));
        } else {
            self.places.insert(self.front.min(self.places.len()), Ok(item));
            self.front += 1;
        }
    }
}

/// The look-up keys of an item: each unique key on its own, or all combined keys together.
fn index_keys<'a>(
    _collection: usize,
    schema: &ElementSchema,
    keys: &'a [String],
) -> Box<dyn Iterator<Item = (usize, String)> + 'a> {
    if keys.is_empty() {
        return Box::new(std::iter::empty());
    }
    if schema.keys().any(|k| k.key == Key::Combined) {
        Box::new(std::iter::once((usize::MAX, keys.join("\u{0}"))))
    } else {
        Box::new(keys.iter().cloned().enumerate())
    }
}
