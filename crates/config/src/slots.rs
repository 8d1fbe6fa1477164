//! The places of one collection's items while a contribution is applied.
//!
//! A `remove` leaves an empty place, which a later item with the same key takes; `clear` leaves nothing. Fresh items
//! go behind or in front of the inherited ones when the contribution is done, so that no place ever moves.
//!
//! The inherited items stay shared until then, and every operation takes constant time: a hostile file has a hundred
//! thousand of them, and an ordinary one must not pay for the length of what it inherits.

use crate::effective::{Item, Origin};
use crate::items::Items;
use crate::keys::{Index, KeySchema, Keys};
use crate::stock_part::Shared;
use foldhash::{HashMap, HashMapExt};
use std::ops::Range;

/// A place: among the fresh items, or among the inherited ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Inherited(usize),
    Fresh(usize),
}

/// The places of one collection.
pub(crate) struct Slots<'s> {
    collection: usize,
    /// What the items are known by.
    schema: KeySchema<'s>,
    inherited: Items<'s>,
    /// The part of the inherited list that is this collection's; empty after a `clear`.
    range: Range<usize>,
    /// Inherited places that changed: empty, or taken again.
    changed: HashMap<usize, Option<Shared<'s, Item<'s>>>>,
    fresh: Vec<Option<Shared<'s, Item<'s>>>>,
    fresh_index: Index,
    /// From a part and the first inherited place of a key to the first one that is not empty, as far as it is known.
    skipped: HashMap<(usize, usize), usize>,
    /// Items that were not taken, by part and key.
    refused: HashMap<(usize, Box<str>), Origin>,
    /// Empty places by the keys of the item that was there.
    empty: HashMap<Box<str>, Place>,
}

impl<'s> Slots<'s> {
    /// `expected` items at most will be placed.
    pub(crate) fn new(
        collection: usize,
        schema: KeySchema<'s>,
        inherited: Items<'s>,
        expected: usize,
    ) -> Self {
        let start = inherited.partition_point(|i| i.collection < collection);
        let end = inherited.partition_point(|i| i.collection <= collection);
        Self {
            collection,
            schema,
            inherited,
            range: start..end,
            changed: HashMap::new(),
            fresh: Vec::with_capacity(expected),
            fresh_index: Index::expecting(expected),
            skipped: HashMap::new(),
            refused: HashMap::new(),
            empty: HashMap::new(),
        }
    }

    /// What the items are known by.
    pub(crate) fn schema(&self) -> &KeySchema<'s> {
        &self.schema
    }

    fn inherited_items(&self) -> impl Iterator<Item = &Shared<'s, Item<'s>>> {
        let all = self.inherited.get(self.range.clone()).unwrap_or_default();
        let is_changed = !self.changed.is_empty();
        all.iter().zip(self.range.clone()).filter_map(move |(item, at)| {
            let now = if is_changed { self.changed.get(&at) } else { None };
            now.map_or(Some(item), Option::as_ref)
        })
    }

    /// The items, inherited ones first.
    pub(crate) fn items(&self) -> impl Iterator<Item = &Shared<'s, Item<'s>>> {
        self.inherited_items().chain(self.fresh.iter().flatten())
    }

    /// The item at a place.
    pub(crate) fn item(&self, place: Place) -> Option<&Shared<'s, Item<'s>>> {
        match place {
            Place::Fresh(at) => self.fresh.get(at)?.as_ref(),
            Place::Inherited(at) => match self.changed.get(&at) {
                Some(now) => now.as_ref(),
                None => self.inherited.get(at).filter(|_| self.range.contains(&at)),
            },
        }
    }

    /// Where an item is that has any of these keys.
    pub(crate) fn find(&mut self, keys: &Keys<'_>) -> Option<Place> {
        keys.as_slice().iter().enumerate().find_map(|(part, key)| self.find_by(part, key))
    }

    /// Where an item is whose key of that part is this one.
    pub(crate) fn find_by(&mut self, part: usize, key: &str) -> Option<Place> {
        if let Some(inherited) = self.first_inherited(part, key) {
            return Some(Place::Inherited(inherited));
        }
        let fresh = |at: usize| self.fresh.get(at)?.as_ref();
        let has_key = |at| fresh(at).is_some_and(|item| self.schema.has_key(item, part, key));
        self.fresh_index.position(part, key, has_key).map(Place::Fresh)
    }

    /// The first inherited place with this key that still has its item.
    fn first_inherited(&mut self, part: usize, key: &str) -> Option<usize> {
        if self.range.is_empty() {
            return None;
        }
        let has_key =
            |at: usize| self.inherited.get(at).is_some_and(|item| self.schema.has_key(item, part, key));
        let index = self.inherited.index(self.collection)?;
        let first = index.position(part, key, has_key)?;
        if self.item(Place::Inherited(first)).is_some() {
            return Some(first);
        }
        let mut at =
            self.skipped.get(&(part, first)).copied().or_else(|| index.next(part, first, has_key))?;
        let mut is_there = self.item(Place::Inherited(at)).is_some();
        while !is_there && let Some(next) = index.next(part, at, has_key) {
            at = next;
            is_there = self.item(Place::Inherited(at)).is_some();
        }
        self.skipped.insert((part, first), at);
        is_there.then_some(at)
    }

    fn set(&mut self, place: Place, item: Option<Shared<'s, Item<'s>>>) {
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
        let Some(element) = item.element.source() else { return };
        let keys = self.schema.keys(element);
        if let Place::Fresh(at) = place {
            self.fresh_index.forget(&keys, at);
        }
        self.empty.entry(keys.together().into()).or_insert(place);
        self.set(place, None);
    }

    /// Keeps in mind that an item with these keys is refused; gives the first such of this contribution.
    pub(crate) fn refused(&mut self, keys: &Keys<'_>, at: Origin) -> Option<Origin> {
        let mut earlier = None;
        for (part, key) in keys.as_slice().iter().enumerate() {
            let first = *self.refused.entry((part, key.as_ref().into())).or_insert(at);
            if first != at {
                earlier = earlier.or(Some(first));
            }
        }
        earlier
    }

    /// Puts an item where one of the same keys was removed, else behind the fresh ones.
    pub(crate) fn place(&mut self, item: Shared<'s, Item<'s>>, keys: &Keys<'_>) {
        let kept = if self.empty.is_empty() { None } else { self.empty.remove(&*keys.together()) };
        let place = kept.unwrap_or(Place::Fresh(self.fresh.len()));
        if let Place::Fresh(at) = place {
            self.fresh_index.enter(keys, at);
            if at == self.fresh.len() {
                self.fresh.push(None);
            }
        }
        self.set(place, Some(item));
    }

    /// Puts an item in the place of another with the same keys.
    pub(crate) fn replace(&mut self, place: Place, item: Shared<'s, Item<'s>>) {
        self.set(place, Some(item));
    }

    /// Takes everything away, kept places too.
    pub(crate) fn clear(&mut self) {
        let schema = self.schema.clone();
        *self = Self { range: 0..0, ..Self::new(self.collection, schema, Items::default(), 0) };
    }

    /// How many items may have been added.
    pub(crate) fn added(&self) -> usize {
        self.fresh.len()
    }

    /// The items in their order: fresh ones behind the inherited ones, or in front of them.
    pub(crate) fn into_items(mut self, append: bool, out: &mut Vec<Shared<'s, Item<'s>>>) {
        let fresh = std::mem::take(&mut self.fresh).into_iter().flatten();
        if append {
            out.extend(self.inherited_items().cloned().chain(fresh));
        } else {
            out.extend(fresh.chain(self.inherited_items().cloned()));
        }
    }
}
