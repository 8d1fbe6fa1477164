//! The items of an element's collections: a list that many effective elements share.
//!
//! The inherited list of a large collection (MIME map, handlers) is the same for every application of a server, so
//! it is shared, and its index by key is made once however many files are laid over it.

use crate::effective::Item;
use crate::keys::{Index, KeySchema, comparable};
use crate::stock_part::Shared;
use std::ops::Deref;
use std::sync::OnceLock;

/// Items in effective order; those of one collection stand together.
#[derive(Clone, Debug, Default)]
pub struct Items<'s> {
    /// Absent for no items: most elements have none.
    list: Option<Shared<'s, List<'s>>>,
}

#[derive(Debug)]
struct List<'s> {
    items: Box<[Shared<'s, Item<'s>>]>,
    /// By collection.
    index: OnceLock<Box<[Index]>>,
}

impl<'s> Items<'s> {
    pub(crate) fn new(items: Vec<Shared<'s, Item<'s>>>) -> Self {
        let is_empty = items.is_empty();
        let list = || Shared::new(List { items: items.into(), index: OnceLock::new() });
        Self { list: (!is_empty).then(list) }
    }

    /// The items.
    pub fn as_slice(&self) -> &[Shared<'s, Item<'s>>] {
        self.list.as_ref().map_or(&[], |list| &list.items)
    }

    /// Position of the item that a name means, where items are known by one name.
    pub fn named(&self, name: &str) -> Option<usize> {
        let first = self.first()?;
        let schema = KeySchema::of(first.element.schema);
        let key = comparable(schema.attributes().first()?, name.into());
        let has_key = |at: usize| self.get(at).is_some_and(|item| schema.has_key(item, 0, &key));
        self.index(first.collection)?.position(0, &key, has_key)
    }

    /// Positions in one collection by key.
    pub(crate) fn index(&self, collection: usize) -> Option<&Index> {
        let list = self.list.as_ref()?;
        let index = list.index.get_or_init(|| {
            let mut index: Vec<Index> = Vec::new();
            let of_one = list.items.chunk_by(|a, b| a.collection == b.collection);
            let mut at = 0;
            for items in of_one {
                let Some(first) = items.first() else { continue };
                index.resize_with(first.collection + 1, || Index::expecting(items.len()));
                let schema = KeySchema::of(first.element.schema);
                for item in items {
                    if let Some((index, element)) = index.last_mut().zip(item.element.source()) {
                        index.enter(&schema.keys(element), at);
                    }
                    at += 1;
                }
            }
            index.into()
        });
        index.get(collection)
    }
}

impl Items<'static> {
    /// The same items, kept to the end of the process.
    pub(crate) fn for_good(&self) -> Self {
        let keep = |item: &Shared<'static, Item<'static>>| {
            Shared::for_good(Item { element: item.element.for_good(), ..Item::clone(item) })
        };
        let list = self
            .list
            .as_ref()
            .map(|list| List { items: list.items.iter().map(keep).collect(), index: OnceLock::new() });
        Self { list: list.map(Shared::for_good) }
    }
}

impl<'s> Deref for Items<'s> {
    type Target = [Shared<'s, Item<'s>>];

    fn deref(&self) -> &Self::Target {
        self.as_slice()
    }
}

impl<'i, 's> IntoIterator for &'i Items<'s> {
    type Item = &'i Shared<'s, Item<'s>>;
    type IntoIter = std::slice::Iter<'i, Shared<'s, Item<'s>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.as_slice().iter()
    }
}
