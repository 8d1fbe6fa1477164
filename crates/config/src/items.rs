//! The items of an element's collections: a list that many effective elements share.
//!
//! The inherited list of a large collection (MIME map, handlers) is the same for every application of a server, so
//! it is shared, and its index by key is made once however many files are laid over it.

use crate::effective::Item;
use foldhash::HashMap;
use foldhash::fast::RandomState;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};
use webconfig_schema::{AttributeSchema, ElementSchema, Key, ValueType};

/// Items in effective order; those of one collection stand together.
#[derive(Clone, Debug, Default)]
pub struct Items<'s> {
    /// Absent for no items: most elements have none.
    list: Option<Arc<List<'s>>>,
}

#[derive(Debug)]
struct List<'s> {
    items: Box<[Arc<Item<'s>>]>,
    /// By collection.
    index: OnceLock<Box<[Index]>>,
}

impl<'s> Items<'s> {
    pub(crate) fn new(items: Vec<Arc<Item<'s>>>) -> Self {
        let is_empty = items.is_empty();
        let list = || Arc::new(List { items: items.into(), index: OnceLock::new() });
        Self { list: (!is_empty).then(list) }
    }

    /// The items.
    pub fn as_slice(&self) -> &[Arc<Item<'s>>] {
        self.list.as_ref().map_or(&[], |list| &list.items)
    }

    /// Position of the first item of a collection with this key.
    pub(crate) fn position(&self, collection: usize, part: usize, key: &str) -> Option<usize> {
        self.index(collection)?.position(part, key)
    }

    /// Position of the next item with the same key of that part as the one there, where a collection allows that.
    pub(crate) fn next(&self, collection: usize, part: usize, at: usize) -> Option<usize> {
        self.index(collection)?.next(part, at)
    }

    fn index(&self, collection: usize) -> Option<&Index> {
        let list = self.list.as_ref()?;
        let index = list.index.get_or_init(|| {
            let mut index: Vec<Index> = Vec::new();
            for (at, item) in list.items.iter().enumerate() {
                if index.len() <= item.collection {
                    index.resize_with(item.collection + 1, Index::default);
                }
                if let Some(index) = index.get_mut(item.collection) {
                    index.enter(&item.keys, at);
                }
            }
            index.into()
        });
        index.get(collection)
    }
}

impl<'s> Deref for Items<'s> {
    type Target = [Arc<Item<'s>>];

    fn deref(&self) -> &Self::Target {
        self.as_slice()
    }
}

impl<'i, 's> IntoIterator for &'i Items<'s> {
    type Item = &'i Arc<Item<'s>>;
    type IntoIter = std::slice::Iter<'i, Arc<Item<'s>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.as_slice().iter()
    }
}

/// What an item is known by, in a form that is equal for equal values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Keys {
    /// Nothing: no two items are the same.
    #[default]
    None,
    /// One key, or all combined ones together.
    One(Arc<str>),
    /// Several keys, each unique by itself.
    Each(Box<[Arc<str>]>),
}

impl Keys {
    /// The keys of an item whose key attributes have these values.
    pub(crate) fn new<'v, V: AsRef<str>>(
        schema: &'v ElementSchema,
        value: impl Fn(&'v AttributeSchema) -> V,
    ) -> Self {
        let mut keys = schema.keys().map(|key| comparable(key, value(key).as_ref()));
        let Some(first) = keys.next() else { return Self::None };
        let mut all: Vec<Arc<str>> = keys.collect();
        if all.is_empty() {
            return Self::One(first);
        }
        all.insert(0, first);
        if is_combined(schema) { Self::One(all.join(SEPARATOR).into()) } else { Self::Each(all.into()) }
    }

    /// The keys by part.
    pub(crate) fn as_slice(&self) -> &[Arc<str>] {
        match self {
            Self::None => &[],
            Self::One(key) => std::slice::from_ref(key),
            Self::Each(keys) => keys,
        }
    }

    /// All of them as one text.
    pub(crate) fn together(&self) -> Arc<str> {
        match self {
            Self::One(key) => Arc::clone(key),
            _ => self.as_slice().join(SEPARATOR).into(),
        }
    }
}

/// Positions of items by key.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// How many items there will be, as far as it is known.
    expected: usize,
    /// One table for each part: most items have one key.
    parts: Vec<HashMap<Arc<str>, usize>>,
    /// From a part and a position to the next one with the same key, where a collection allows that.
    next: HashMap<(usize, usize), usize>,
    /// The last of such positions, by the first.
    last: HashMap<(usize, usize), usize>,
}

impl Index {
    /// An index with room for so many items.
    pub(crate) fn expecting(items: usize) -> Self {
        Self { expected: items, ..Self::default() }
    }

    /// Enters an item behind all others; of several with one key the first is found.
    pub(crate) fn enter(&mut self, keys: &Keys, at: usize) {
        for (part, key) in keys.as_slice().iter().enumerate() {
            if self.parts.len() <= part {
                self.parts.push(HashMap::with_capacity_and_hasher(self.expected, RandomState::default()));
            }
            let Some(table) = self.parts.get_mut(part) else { continue };
            let first = *table.entry(Arc::clone(key)).or_insert(at);
            if first != at {
                let before = self.last.insert((part, first), at).unwrap_or(first);
                self.next.insert((part, before), at);
            }
        }
    }

    /// Where the first item with a key is.
    pub(crate) fn position(&self, part: usize, key: &str) -> Option<usize> {
        self.parts.get(part)?.get(key).copied()
    }

    /// Where the next item is with the same key as the one there.
    pub(crate) fn next(&self, part: usize, at: usize) -> Option<usize> {
        self.next.get(&(part, at)).copied()
    }

    /// Takes the keys of an item out; the next item with one of them is the first now.
    pub(crate) fn forget(&mut self, keys: &Keys) {
        for (part, (key, table)) in keys.as_slice().iter().zip(&mut self.parts).enumerate() {
            let Some(first) = table.remove(key) else { continue };
            let last = self.last.remove(&(part, first));
            if let Some(next) = self.next.remove(&(part, first)) {
                table.insert(Arc::clone(key), next);
                if let Some(last) = last.filter(|last| *last != next) {
                    self.last.insert((part, next), last);
                }
            }
        }
    }
}

/// No XML text holds it.
const SEPARATOR: &str = "\u{0}";

/// Whether an item is known by all of its keys together.
pub(crate) fn is_combined(schema: &ElementSchema) -> bool {
    schema.keys().any(|k| k.key == Key::Combined)
}

/// A key's value in comparable form. Nearly all are plain words, for which one piece of memory will do.
pub(crate) fn comparable(key: &AttributeSchema, value: &str) -> Arc<str> {
    if key.value_type != ValueType::String || !value.is_ascii() {
        return key.comparable(value).into();
    }
    let mut shared: Arc<str> = value.into();
    if !key.case_sensitive
        && let Some(text) = Arc::get_mut(&mut shared)
    {
        text.make_ascii_lowercase();
    }
    shared
}
