//! One contribution laid over what is effective so far: attributes, elements, collections, locks.

use crate::effective::{EffectiveElement, Item, Lock, Origin, is_set};
use crate::items::Items;
use crate::keys::{KeySchema, comparable, key_value};
use crate::problem::{Problem, ProblemKind};
use crate::slots::{Place, Slots};
use crate::stock_part::Shared;
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
    /// Whether the content may hold attributes that lock.
    pub(crate) has_locks: bool,
    /// What IIS would refuse in this section.
    pub(crate) problems: &'p mut Vec<Arc<Problem>>,
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
        // All of one section share its path.
        let section = match self.problems.last() {
            Some(last) => Arc::clone(&last.section),
            None => self.section.into(),
        };
        self.problems.push(Arc::new(Problem {
            kind,
            file: self.file,
            element: element.id(),
            attribute: attribute.map(Attribute::id),
            section,
            related,
        }));
    }

    fn violation(
        &mut self,
        what: impl Into<Box<str>>,
        element: Element<'_>,
        attribute: Option<Attribute<'_>>,
        by: Origin,
    ) {
        self.problem(ProblemKind::LockViolation { what: what.into() }, element, attribute, Some(by));
    }

    /// Lays `element` over what is there. Recursion follows the schema.
    pub(crate) fn apply(&mut self, into: &mut EffectiveElement<'s>, element: Element<'_>) {
        let schema = into.schema;
        if let Some(locks) = into.locks() {
            for attribute in element.attributes().filter(|a| is_set(schema, *a)) {
                let name = attribute.name();
                if let Some(lock) = locks.on_attribute(name, self.depth) {
                    let by = lock.by;
                    self.violation(format!("attribute `{name}`"), element, Some(attribute), by);
                }
            }
        }
        into.write(element, self.file);
        self.children(into, element, schema);
        self.add_locks(into, element);
    }

    /// What `element` alone says.
    fn alone(&mut self, schema: &'s ElementSchema, element: Element<'_>) -> EffectiveElement<'s> {
        let mut fresh = EffectiveElement::absent(schema);
        fresh.write(element, self.file);
        self.children(&mut fresh, element, schema);
        self.add_locks(&mut fresh, element);
        fresh
    }

    fn lock_on_element<'l>(&self, into: &'l EffectiveElement<'s>, names: &[&str]) -> Option<&'l Lock> {
        into.locks()?.on_element(names, self.depth)
    }

    fn lock_on_item<'l>(&self, item: &'l Item<'s>) -> Option<&'l Lock> {
        item.element.locks()?.on_item(self.depth)
    }

    fn children(&mut self, into: &mut EffectiveElement<'s>, element: Element<'_>, schema: &'s ElementSchema) {
        if schema.elements.is_empty() && schema.collections.is_empty() {
            return;
        }
        let mut open: Open<'s> = Vec::new();
        for child in element.child_elements() {
            let name = child.local_name();
            if let Some(inner) = schema.element(name) {
                if let Some(lock) = self.lock_on_element(into, &[name]) {
                    let by = lock.by;
                    self.violation(format!("element `{name}`"), child, None, by);
                }
                if let Some(known) = into.children.iter_mut().find(|c| std::ptr::eq(c.schema, inner)) {
                    known.update(|known| self.apply(known, child));
                } else {
                    let fresh = self.alone(inner, child);
                    into.children.push(Shared::new(fresh));
                }
            } else if let Some((at, collection, directive)) = directive_of(schema, name) {
                let role = match directive {
                    Directive::Add => "add",
                    Directive::Remove => "remove",
                    Directive::Clear => "clear",
                };
                if let Some(lock) = self.lock_on_element(into, &[name, role]) {
                    let by = lock.by;
                    self.violation(format!("`{name}` in this collection"), child, None, by);
                }
                let Some(slots) = opened(&mut open, into, (at, collection), element) else { continue };
                match directive {
                    Directive::Add => self.add(slots, at, collection, added_name(collection, name), child),
                    Directive::Remove => self.remove(slots, child),
                    Directive::Clear => self.clear(slots, child),
                }
            }
        }
        if !open.is_empty() && self.wanted == Wanted::Element {
            into.items = assembled(schema, &into.items, open);
        }
    }

    fn clear(&mut self, slots: &mut Slots<'s>, element: Element<'_>) {
        let locked = slots.items().find_map(|i| self.lock_on_item(i));
        if let Some(by) = locked.map(|l| l.by) {
            self.violation("an item that `clear` would remove", element, None, by);
        }
        slots.clear();
    }

    fn remove(&mut self, slots: &mut Slots<'s>, element: Element<'_>) {
        let is_asked = |k: &&AttributeSchema| k.key == Key::Combined || element.attribute(&k.name).is_some();
        // Without its key it is refused for that.
        if !slots.schema().attributes().iter().any(is_asked) || !has_all_required_keys(slots, element) {
            return;
        }
        let Some(found) = wanted(slots, element) else {
            if self.knows_inherited {
                let key = key_text(slots, element);
                self.problem(ProblemKind::RemoveWithoutTarget { key }, element, None, None);
            }
            return;
        };
        let by = slots.item(found).and_then(|i| self.lock_on_item(i)).map(|l| l.by);
        if let Some(by) = by {
            self.violation("item", element, None, by);
        }
        slots.bury(found);
    }

    fn add(
        &mut self,
        slots: &mut Slots<'s>,
        at: usize,
        collection: &'s CollectionSchema,
        name: &'s str,
        element: Element<'_>,
    ) {
        let keys = slots.schema().keys(element);
        let is_compared = !collection.allow_duplicates && has_all_required_keys(slots, element);
        let duplicate = if is_compared { slots.find(&keys) } else { None };
        if let Some(other) = duplicate.and_then(|d| slots.item(d)).map(|i| i.element.last_written()) {
            // One that was refused itself is nearer than the one that it was refused for.
            let other = slots.refused(&keys, self.origin(element)).or(other);
            let kind = ProblemKind::DuplicateKey {
                keys: slots
                    .schema()
                    .attributes()
                    .iter()
                    .map(|k| (k.name.to_string(), key_value(k, element).into_owned()))
                    .collect(),
                combined: slots.schema().is_combined(),
                // A file that counts at two levels may meet itself.
                same_file: other.is_some_and(|o| o.file == self.file && o.element != element.id()),
                remove: collection.remove.clone(),
            };
            self.problem(kind, element, None, other);
            // Only .NET reads this section, and there the last value counts.
            if self.section != "appSettings" {
                return;
            }
        }
        let item = Shared::new(Item { name, collection: at, element: self.alone(&collection.item, element) });
        match duplicate {
            Some(place) => slots.replace(place, item),
            None => slots.place(item, &keys),
        }
    }

    fn add_locks(&self, into: &mut EffectiveElement<'s>, element: Element<'_>) {
        if !self.has_locks {
            return;
        }
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
                "lockAttributes" => into.locks_mut().attributes.push(lock(false)),
                "lockAllAttributesExcept" => into.locks_mut().attributes.push(lock(true)),
                "lockElements" => into.locks_mut().elements.push(lock(false)),
                "lockAllElementsExcept" => into.locks_mut().elements.push(lock(true)),
                // The highest file that locks an item binds all below it.
                "lockItem" if value.eq_ignore_ascii_case("true") => {
                    into.locks_mut().item.get_or_insert_with(|| lock(false));
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
    (at, collection): (usize, &'s CollectionSchema),
    element: Element<'_>,
) -> Option<&'o mut Slots<'s>> {
    if !open.iter().any(|(c, _)| *c == at) {
        let expected = element.child_elements().count();
        let keys = KeySchema::of(&collection.item);
        open.push((at, Slots::new(at, keys, into.items.clone(), expected)));
    }
    open.iter_mut().find(|(c, _)| *c == at).map(|(_, slots)| slots)
}

/// An element's collections are lists of their own; together they stand in the order of the schema.
fn assembled<'s>(schema: &ElementSchema, before: &Items<'s>, mut open: Open<'s>) -> Items<'s> {
    let added: usize = open.iter().map(|(_, slots)| slots.added()).sum();
    let mut items = Vec::with_capacity(before.len() + added);
    for (at, collection) in schema.collections.iter().enumerate() {
        match open.iter().position(|(c, _)| *c == at) {
            Some(found) => open.swap_remove(found).1.into_items(collection.merge_append, &mut items),
            None => items.extend(before.iter().filter(|i| i.collection == at).cloned()),
        }
    }
    Items::new(items)
}

fn directive_of<'s>(
    schema: &'s ElementSchema,
    name: &str,
) -> Option<(usize, &'s CollectionSchema, Directive)> {
    schema.collections.iter().enumerate().find_map(|(at, c)| c.directive(name).map(|d| (at, c, d)))
}

/// The name as the schema has it.
fn added_name<'s>(collection: &'s CollectionSchema, name: &str) -> &'s str {
    collection.add.iter().find(|a| &***a == name).map_or("", |a| a)
}

/// The item that a `remove` means. A part of a combined key that is absent has its default; a unique key is just not
/// asked for.
fn wanted(slots: &mut Slots<'_>, element: Element<'_>) -> Option<Place> {
    if slots.schema().is_combined() {
        let keys = slots.schema().keys(element);
        return slots.find(&keys);
    }
    (0..slots.schema().attributes().len()).find_map(|part| {
        let key = slots.schema().attributes().get(part)?;
        let key = comparable(key, element.value(&key.name)?);
        slots.find_by(part, &key)
    })
}

/// An item that lacks a required key is refused for that; it is no duplicate of another such item.
fn has_all_required_keys(slots: &Slots<'_>, element: Element<'_>) -> bool {
    slots.schema().attributes().iter().all(|k| !k.required || element.attribute(&k.name).is_some())
}

fn key_text(slots: &Slots<'_>, element: Element<'_>) -> Box<str> {
    let values: Vec<_> = slots.schema().attributes().iter().filter_map(|k| element.value(&k.name)).collect();
    values.join(", ").into()
}
