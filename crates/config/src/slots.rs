//! The places of one collection's items while a contribution is applied.
//!
//! A `remove` leaves an empty place, which a later item with the same key takes; `clear` leaves nothing. Fresh items
//! go behind or in front of the inherited ones when the contribution is done, so that no place ever moves.
//!
//! The inherited items stay shared until then, and every operation takes constant time: a hostile file has a hundred
//! thousand of them, and an ordinary one must not pay for the length of what it inherits.

use crate::effective::{Item, Origin};
use crate::items::{IndexKey, Items, item_keys, together, wanted_keys};
use foldhash::{HashMap, HashMapExt};
use std::collections::VecDeque;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;
use webconfig_schema::ElementSchema;

/// A place: among the fresh items, or among the inherited ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Inherited(usize),
    Fresh(usize),
}

/// The places of one collection.
pub(crate) struct Slots<'s> {
    collection: usize,
    inherited: Items<'s>,
    /// The part of the inherited list that is this collection's; empty after a `clear`.
    range: Range<usize>,
    /// Inherited places that changed: empty, or taken again.
    changed: HashMap<usize, Option<Arc<Item<'s>>>>,
    fresh: Vec<Option<Arc<Item<'s>>>>,
    fresh_index: HashMap<IndexKey, usize>,
    /// Further fresh items with a key that is in the index, where the collection allows that.
    fresh_repeats: HashMap<IndexKey, VecDeque<usize>>,
    /// From the first inherited place of a key to the first one that is not empty, as far as it is known.
    skipped: HashMap<usize, usize>,
    /// Items that were not taken, by key.
    refused: HashMap<IndexKey, Origin>,
    /// Empty places by the keys of the item that was there.
    empty: HashMap<String, Place>,
}

impl<'s> Slots<'s> {
    pub(crate) fn new(collection: usize, inherited: Items<'s>) -> Self {
        let start = inherited.partition_point(|i| i.collection < collection);
        let end = inherited.partition_point(|i| i.collection <= collection);
        Self {
            collection,
            inherited,
            range: start..end,
            changed: HashMap::new(),
            fresh: Vec::new(),
            fresh_index: HashMap::new(),
            fresh_repeats: HashMap::new(),
            skipped: HashMap::new(),
            refused: HashMap::new(),
            empty: HashMap::new(),
        }
    }

    fn inherited_items(&self) -> impl Iterator<Item = &Arc<Item<'s>>> {
        let all = self.inherited.get(self.range.clone()).unwrap_or_default();
        let is_changed = !self.changed.is_empty();
        all.iter().zip(self.range.clone()).filter_map(move |(item, at)| {
            let now = if is_changed { self.changed.get(&at) } else { None };
            now.map_or(Some(item), Option::as_ref)
        })
    }

    /// The items, inherited ones first.
    pub(crate) fn items(&self) -> impl Iterator<Item = &Arc<Item<'s>>> {
        self.inherited_items().chain(self.fresh.iter().flatten())
    }

    /// The item at a place.
    pub(crate) fn item(&self, place: Place) -> Option<&Arc<Item<'s>>> {
        match place {
            Place::Fresh(at) => self.fresh.get(at)?.as_ref(),
            Place::Inherited(at) => match self.changed.get(&at) {
                Some(now) => now.as_ref(),
                None => self.inherited.get(at).filter(|_| self.range.contains(&at)),
            },
        }
    }

    /// Where an item is that any of these unique keys, or all of these combined keys, name.
    pub(crate) fn find(&mut self, schema: &ElementSchema, keys: &[Option<String>]) -> Option<Place> {
        wanted_keys(self.collection, schema, keys).iter().find_map(|key| {
            let inherited = if self.range.is_empty() { None } else { self.inherited.position(key) };
            let there = inherited.and_then(|first| self.not_empty(first)).map(Place::Inherited);
            there.or_else(|| self.fresh_index.get(key).map(|at| Place::Fresh(*at)))
        })
    }

    /// The first inherited place from `first` on with the same key that still has its item.
    fn not_empty(&mut self, first: usize) -> Option<usize> {
        if self.item(Place::Inherited(first)).is_some() {
            return Some(first);
        }
        let mut at = self.skipped.get(&first).copied().or_else(|| self.inherited.next(first))?;
        while self.item(Place::Inherited(at)).is_none() {
            at = self.inherited.next(at)?;
            self.skipped.insert(first, at);
        }
        Some(at)
    }

    fn set(&mut self, place: Place, item: Option<Arc<Item<'s>>>) {
        match place {
            Place::Inherited(at) => {
                self.changed.insert(at, item);
            }
            Place::Fresh(at) => {
                if let Some(slot) = self.fresh.get_mut(at) {
                    *slot = item;
                }
            }
        }
    }

    /// Takes an item away; its place is kept for one of the same key.
    pub(crate) fn bury(&mut self, place: Place) {
        let Some(item) = self.item(place).cloned() else { return };
        if matches!(place, Place::Fresh(_)) {
            for key in item_keys(&item) {
                match self.fresh_repeats.get_mut(&key).and_then(VecDeque::pop_front) {
                    Some(next) => self.fresh_index.insert(key, next),
                    None => self.fresh_index.remove(&key),
                };
            }
        }
        self.empty.entry(together(&item.keys)).or_insert(place);
        self.set(place, None);
    }

    /// Keeps in mind that an item with these keys is refused; gives the first such of this contribution.
    pub(crate) fn refused(&mut self, schema: &ElementSchema, keys: &[String], at: Origin) -> Option<Origin> {
        let wanted: Vec<Option<String>> = keys.iter().cloned().map(Some).collect();
        let wanted = wanted_keys(self.collection, schema, &wanted);
        let earlier = wanted.iter().find_map(|key| self.refused.get(key).copied());
        for key in wanted {
            self.refused.entry(key).or_insert(at);
        }
        earlier
    }

    /// Puts an item where one of the same keys was removed, else behind the fresh ones.
    pub(crate) fn place(&mut self, item: Arc<Item<'s>>) {
        let kept = if self.empty.is_empty() { None } else { self.empty.remove(&together(&item.keys)) };
        let place = kept.unwrap_or(Place::Fresh(self.fresh.len()));
        if let Place::Fresh(at) = place {
            for key in item_keys(&item) {
                match self.fresh_index.entry(key) {
                    Entry::Vacant(free) => {
                        free.insert(at);
                    }
                    Entry::Occupied(taken) => {
                        self.fresh_repeats.entry(taken.key().clone()).or_default().push_back(at);
                    }
                }
            }
            if at == self.fresh.len() {
                self.fresh.push(None);
            }
        }
        self.set(place, Some(item));
    }

    /// Puts an item in the place of another with the same keys.
    pub(crate) fn replace(&mut self, place: Place, item: Arc<Item<'s>>) {
        self.set(place, Some(item));
    }

    /// Takes everything away, kept places too.
    pub(crate) fn clear(&mut self) {
        *self = Self { range: 0..0, ..Self::new(self.collection, Items::default()) };
    }

    /// The items in their order: fresh ones behind the inherited ones, or in front of them.
    pub(crate) fn into_items(self, append: bool, out: &mut Vec<Arc<Item<'s>>>) {
        let fresh = || self.fresh.iter().flatten().cloned();
        if append {
            out.extend(self.inherited_items().cloned().chain(fresh()));
        } else {
            out.extend(fresh().chain(self.inherited_items().cloned()));
        }
    }
}
