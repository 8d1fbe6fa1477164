//! The items of an element's collections: a list that many effective elements share.
//!
//! The inherited list of a large collection (MIME map, handlers) is the same for every application of a server, so
//! it is shared, and its index by key is made once however many files are laid over it.

use crate::effective::Item;
use foldhash::{HashMap, HashMapExt};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};
use webconfig_schema::{ElementSchema, Key};

/// Collection, key part ([`ALL_PARTS`] for combined keys) and comparable text.
pub(crate) type IndexKey = (usize, usize, String);

/// Stands for all parts of a combined key together.
const ALL_PARTS: usize = usize::MAX;

/// Items in effective order; those of one collection stand together.
#[derive(Clone, Debug, Default)]
pub struct Items<'s> {
    list: Arc<List<'s>>,
}

#[derive(Debug, Default)]
struct List<'s> {
    items: Vec<Arc<Item<'s>>>,
    index: OnceLock<Index>,
}

/// Positions by key.
#[derive(Debug, Default)]
struct Index {
    first: HashMap<IndexKey, usize>,
    /// From an item to the next one with a key of the same text, where a collection allows that.
    next: HashMap<usize, usize>,
}

impl<'s> Items<'s> {
    pub(crate) fn new(items: Vec<Arc<Item<'s>>>) -> Self {
        Self { list: Arc::new(List { items, index: OnceLock::new() }) }
    }

    /// The items.
    pub fn as_slice(&self) -> &[Arc<Item<'s>>] {
        &self.list.items
    }

    /// Position of the first item with this key.
    pub(crate) fn position(&self, key: &IndexKey) -> Option<usize> {
        self.index().first.get(key).copied()
    }

    /// Position of the next item with the same key as the one there.
    pub(crate) fn next(&self, at: usize) -> Option<usize> {
        self.index().next.get(&at).copied()
    }

    fn index(&self) -> &Index {
        self.list.index.get_or_init(|| {
            let mut first: HashMap<IndexKey, usize> = HashMap::with_capacity(self.list.items.len());
            let mut next = HashMap::new();
            for (at, item) in self.list.items.iter().enumerate().rev() {
                for key in item_keys(item) {
                    if let Some(later) = first.insert(key, at) {
                        next.entry(at).or_insert(later);
                    }
                }
            }
            Index { first, next }
        })
    }
}

impl<'s> Deref for Items<'s> {
    type Target = [Arc<Item<'s>>];

    fn deref(&self) -> &Self::Target {
        &self.list.items
    }
}

impl<'i, 's> IntoIterator for &'i Items<'s> {
    type Item = &'i Arc<Item<'s>>;
    type IntoIter = std::slice::Iter<'i, Arc<Item<'s>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.items.iter()
    }
}

/// The keys that an item is found by: each unique one, or all combined ones together.
pub(crate) fn item_keys(item: &Item<'_>) -> impl Iterator<Item = IndexKey> {
    let combined = is_combined(item.element.schema) && !item.keys.is_empty();
    let all = combined.then(|| (item.collection, ALL_PARTS, together(&item.keys)));
    let single = if combined { &[][..] } else { item.keys.as_slice() };
    let each = single.iter().enumerate().map(|(part, key)| (item.collection, part, key.clone()));
    all.into_iter().chain(each)
}

/// The keys to look for; a unique key that is not given is not looked for.
pub(crate) fn wanted_keys(
    collection: usize,
    schema: &ElementSchema,
    keys: &[Option<String>],
) -> Vec<IndexKey> {
    if is_combined(schema) {
        let all: Vec<&str> = keys.iter().map(|k| k.as_deref().unwrap_or_default()).collect();
        return vec![(collection, ALL_PARTS, all.join(SEPARATOR))];
    }
    let given = keys.iter().enumerate().filter_map(|(part, key)| Some((collection, part, key.clone()?)));
    given.collect()
}

/// All keys of an item as one text.
pub(crate) fn together(keys: &[String]) -> String {
    keys.join(SEPARATOR)
}

/// No XML text holds it.
const SEPARATOR: &str = "\u{0}";

fn is_combined(schema: &ElementSchema) -> bool {
    schema.keys().any(|k| k.key == Key::Combined)
}
