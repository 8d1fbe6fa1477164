//! Effective values and where they come from.

use crate::items::Items;
use crate::stock_part::Shared;
use crate::written::{Place, Setting, Written};
use webconfig_schema::{ElementSchema, Value};
use webconfig_syntax::{Attribute, AttributeId, Element, ElementId};
use webconfig_text::FileId;

/// Where something was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The element.
    pub element: ElementId,
    /// The attribute, where one is meant.
    pub attribute: Option<AttributeId>,
}

/// A lock on names.
#[derive(Clone, Debug, PartialEq)]
pub struct Lock {
    /// The names; `*` is every name.
    pub names: Vec<Box<str>>,
    /// The names are the exceptions: everything else is locked.
    pub except: bool,
    /// The attribute that locks.
    pub by: Origin,
    /// How deep the level of its file is; only deeper files are bound.
    pub(crate) depth: usize,
}

impl Lock {
    /// Whether the lock is about something with any of these names.
    pub(crate) fn is_about(&self, names: &[&str]) -> bool {
        self.names.iter().any(|n| names.contains(&&**n) || &**n == "*") != self.except
    }
}

/// What may not be changed further down.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Locks {
    /// `lockAttributes` and `lockAllAttributesExcept`.
    pub attributes: Vec<Lock>,
    /// `lockElements` and `lockAllElementsExcept`.
    pub elements: Vec<Lock>,
    /// `lockItem`.
    pub item: Option<Lock>,
}

impl Locks {
    /// The lock that keeps a file at this depth from setting an attribute.
    pub(crate) fn on_attribute(&self, name: &str, depth: usize) -> Option<&Lock> {
        self.attributes.iter().find(|l| l.depth < depth && l.is_about(&[name]))
    }

    /// The lock that keeps a file at this depth from using an element, or a directive under any of its names.
    pub(crate) fn on_element(&self, names: &[&str], depth: usize) -> Option<&Lock> {
        self.elements.iter().find(|l| l.depth < depth && l.is_about(names))
    }

    /// The lock that keeps a file at this depth from changing the item.
    pub(crate) fn on_item(&self, depth: usize) -> Option<&Lock> {
        self.item.as_ref().filter(|l| l.depth < depth)
    }
}

/// An item of a collection.
#[derive(Clone, Debug)]
pub struct Item<'s> {
    /// The element name that added it.
    pub name: &'s str,
    /// Which of the element's collections it belongs to.
    pub collection: usize,
    /// Its content.
    pub element: EffectiveElement<'s>,
}

/// An element as it counts at some level: merged from every file on the way.
#[derive(Clone, Debug)]
pub struct EffectiveElement<'s> {
    /// What may be written.
    pub schema: &'s ElementSchema,
    /// Plain child elements that were written anywhere.
    pub children: Vec<Shared<'s, EffectiveElement<'s>>>,
    /// Items of its collections, in effective order.
    pub items: Items<'s>,
    /// What wrote its attributes.
    written: Written<'s>,
    /// Locks for lower files.
    locks: Option<Box<Locks>>,
}

impl<'s> EffectiveElement<'s> {
    /// An element that nobody wrote.
    pub fn absent(schema: &'s ElementSchema) -> Self {
        Self { schema, children: Vec::new(), items: Items::default(), written: Written::Nowhere, locks: None }
    }

    /// Lays the attributes of a further place over those so far.
    pub(crate) fn write(&mut self, element: Element<'_>, file: FileId) {
        self.written.push(Place::of(element, file));
    }

    /// The element that wrote it last.
    pub(crate) fn source(&self) -> Option<Element<'_>> {
        self.written.last()?.element()
    }

    /// What was written, in the order of first writing.
    pub fn settings(&self) -> Vec<Setting<'_>> {
        self.written.settings(self.schema)
    }

    /// The locks that it holds for lower files.
    pub(crate) fn locks(&self) -> Option<&Locks> {
        self.locks.as_deref()
    }

    /// The locks, to add to them.
    pub(crate) fn locks_mut(&mut self) -> &mut Locks {
        self.locks.get_or_insert_default()
    }

    /// What was written for an attribute.
    pub fn setting(&self, name: &str) -> Option<Setting<'_>> {
        self.written.setting(self.schema, name)
    }

    /// The value that counts: written, else the schema's default.
    pub fn text(&self, name: &str) -> &str {
        match self.schema.attribute(name) {
            Some(schema) => self.written.value(name).unwrap_or_else(|| schema.default_text()),
            None => self.setting(name).map_or("", |s| s.value),
        }
    }

    /// The typed value that counts; `None` when what is written means nothing.
    pub fn value(&self, name: &str) -> Option<Value> {
        self.schema.attribute(name)?.parse(self.text(name)).ok()
    }

    /// A Boolean; false when what is written means nothing.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.value(name), Some(Value::Bool(true)))
    }

    /// A number, duration in seconds, or member's number.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.value(name)? {
            Value::Number(n) | Value::Seconds(n) | Value::Member(n) => Some(n),
            _ => None,
        }
    }

    /// Whether an enum or flags attribute has (among others) this member.
    pub fn has_member(&self, name: &str, member: &str) -> bool {
        let text = self.text(name);
        text.split(',').any(|part| part.trim().eq_ignore_ascii_case(member))
    }

    /// A plain child element that was written.
    pub fn child(&self, name: &str) -> Option<&EffectiveElement<'s>> {
        self.children.iter().find(|c| &*c.schema.name == name).map(|c| &**c)
    }

    /// A plain child element, written or not; `None` when the schema has none of that name.
    pub fn child_or_absent(&self, name: &str) -> Option<std::borrow::Cow<'_, EffectiveElement<'s>>> {
        match self.child(name) {
            Some(child) => Some(std::borrow::Cow::Borrowed(child)),
            None => Some(std::borrow::Cow::Owned(Self::absent(self.schema.element(name)?))),
        }
    }

    /// Whether anybody wrote it.
    pub fn is_written(&self) -> bool {
        self.written.last().is_some()
    }

    /// The last place that wrote it: the deepest.
    pub fn last_written(&self) -> Option<Origin> {
        self.written.last().map(Place::origin)
    }
}

impl EffectiveElement<'static> {
    /// The same with parts that stay to the end of the process.
    pub(crate) fn for_good(&self) -> Self {
        Self {
            schema: self.schema,
            children: self.children.iter().map(|child| Shared::for_good(child.for_good())).collect(),
            items: self.items.for_good(),
            written: self.written.for_good(),
            locks: self.locks.clone(),
        }
    }
}

/// Whether an attribute is one that an element of this schema holds.
pub(crate) fn is_set(schema: &ElementSchema, attribute: Attribute<'_>) -> bool {
    let name = attribute.name();
    if schema.attribute(name).is_some() {
        return true;
    }
    let is_foreign = attribute.prefix().is_some() || attribute.is_namespace_declaration();
    schema.allow_unrecognized_attributes && !is_foreign && !is_reserved(name)
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
