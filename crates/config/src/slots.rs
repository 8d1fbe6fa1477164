//! The places of one collection's items while a contribution is applied.
//!
//! A `remove` leaves an empty place, which a later item with the same key takes; `clear` leaves nothing. Fresh items
//! go behind or in front of the inherited ones when the contribution is done, so that no place ever moves.
//!
//! Every operation takes constant time once there are many items: a hostile file has a hundred thousand of them.

use crate::effective::Item;
use std::collections::HashMap;
use std::sync::Arc;
use webconfig_schema::{ElementSchema, Key};

/// A place: among the fresh items, or among the inherited ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    fresh: bool,
    at: usize,
}

enum Slot<'s> {
    Item(Arc<Item<'s>>),
    /// An item with these keys was removed here.
    Empty(Vec<String>),
}

/// Key part (`usize::MAX` for all combined parts together) and text.
type IndexKey = (usize, String);

#[derive(Default)]
struct Index {
    items: HashMap<IndexKey, Place>,
    empty: HashMap<String, Place>,
}

/// The places of one collection.
pub(crate) struct Slots<'s> {
    inherited: Vec<Slot<'s>>,
    fresh: Vec<Slot<'s>>,
    /// How many places are empty.
    empty: usize,
    /// Look-ups so far, times the items each had to pass.
    effort: usize,
    /// Made once looking through the lists has taken this long.
    index: Option<Index>,
}

/// From how much effort on an index pays.
const MUCH_EFFORT: usize = 20_000;

impl<'s> Slots<'s> {
    pub(crate) fn new(items: Vec<Arc<Item<'s>>>) -> Self {
        Self {
            inherited: items.into_iter().map(Slot::Item).collect(),
            fresh: Vec::new(),
            empty: 0,
            effort: 0,
            index: None,
        }
    }

    fn places(&self) -> impl Iterator<Item = (Place, &Slot<'s>)> {
        let of = |fresh| move |(at, slot)| (Place { fresh, at }, slot);
        let inherited = self.inherited.iter().enumerate().map(of(false));
        inherited.chain(self.fresh.iter().enumerate().map(of(true)))
    }

    fn slot_mut(&mut self, place: Place) -> Option<&mut Slot<'s>> {
        if place.fresh { self.fresh.get_mut(place.at) } else { self.inherited.get_mut(place.at) }
    }

    /// The items, inherited ones first.
    pub(crate) fn items(&self) -> impl Iterator<Item = &Arc<Item<'s>>> {
        self.places().filter_map(|(_, slot)| match slot {
            Slot::Item(item) => Some(item),
            Slot::Empty(_) => None,
        })
    }

    /// The item at a place.
    pub(crate) fn item(&self, place: Place) -> Option<&Arc<Item<'s>>> {
        let list = if place.fresh { &self.fresh } else { &self.inherited };
        match list.get(place.at) {
            Some(Slot::Item(item)) => Some(item),
            _ => None,
        }
    }

    /// Where an item is that any of these unique keys, or all of these combined keys, name.
    pub(crate) fn find(&mut self, schema: &ElementSchema, keys: &[Option<String>]) -> Option<Place> {
        self.count_effort();
        if let Some(index) = &self.index {
            return index_keys(schema, keys).into_iter().find_map(|k| index.items.get(&k).copied());
        }
        let combined = is_combined(schema);
        self.places().find_map(|(place, slot)| match slot {
            Slot::Item(item) => {
                let mut pairs = item.keys.iter().zip(keys);
                let same = |(a, b): (&String, &Option<String>)| b.as_ref() == Some(a);
                let is_it = if combined { pairs.all(same) } else { pairs.any(same) };
                is_it.then_some(place)
            }
            Slot::Empty(_) => None,
        })
    }

    fn count_effort(&mut self) {
        if self.index.is_some() {
            return;
        }
        self.effort += self.inherited.len() + self.fresh.len();
        if self.effort <= MUCH_EFFORT {
            return;
        }
        let mut index = Index::default();
        for (place, slot) in self.places() {
            match slot {
                Slot::Item(item) => index.enter(item, place),
                Slot::Empty(keys) => {
                    index.empty.entry(together(keys)).or_insert(place);
                }
            }
        }
        self.index = Some(index);
    }

    /// Takes an item away; its place is kept for one of the same key.
    pub(crate) fn bury(&mut self, place: Place) {
        let Some(item) = self.item(place).cloned() else { return };
        if let Some(index) = &mut self.index {
            for key in item_keys(&item) {
                index.items.remove(&key);
            }
            index.empty.entry(together(&item.keys)).or_insert(place);
        }
        if let Some(slot) = self.slot_mut(place) {
            *slot = Slot::Empty(item.keys.clone());
            self.empty += 1;
        }
    }

    /// Puts an item where one of the same keys was removed, else behind the fresh ones.
    pub(crate) fn place(&mut self, item: Arc<Item<'s>>) {
        let place = self.empty_place(&item.keys).unwrap_or(Place { fresh: true, at: self.fresh.len() });
        if let Some(index) = &mut self.index {
            index.enter(&item, place);
        }
        if let Some(slot) = self.slot_mut(place) {
            *slot = Slot::Item(item);
            self.empty -= 1;
        } else {
            self.fresh.push(Slot::Item(item));
        }
    }

    /// Puts an item in the place of another.
    pub(crate) fn replace(&mut self, place: Place, item: Arc<Item<'s>>) {
        if let Some(slot) = self.slot_mut(place) {
            *slot = Slot::Item(item);
        }
    }

    fn empty_place(&mut self, keys: &[String]) -> Option<Place> {
        if self.empty == 0 || keys.is_empty() {
            return None;
        }
        self.count_effort();
        if let Some(index) = &mut self.index {
            return index.empty.remove(&together(keys));
        }
        self.places().find_map(|(place, slot)| match slot {
            Slot::Empty(k) if k == keys => Some(place),
            _ => None,
        })
    }

    /// Takes everything away, kept places too.
    pub(crate) fn clear(&mut self) {
        self.inherited.clear();
        self.fresh.clear();
        self.empty = 0;
        if let Some(index) = &mut self.index {
            *index = Index::default();
        }
    }

    /// The items in their order: fresh ones behind the inherited ones, or in front of them.
    pub(crate) fn into_items(self, append: bool) -> impl Iterator<Item = Arc<Item<'s>>> {
        let (first, last) = if append { (self.inherited, self.fresh) } else { (self.fresh, self.inherited) };
        first.into_iter().chain(last).filter_map(|slot| match slot {
            Slot::Item(item) => Some(item),
            Slot::Empty(_) => None,
        })
    }
}

impl Index {
    fn enter(&mut self, item: &Item<'_>, place: Place) {
        for key in item_keys(item) {
            self.items.entry(key).or_insert(place);
        }
    }
}

fn is_combined(schema: &ElementSchema) -> bool {
    schema.keys().any(|k| k.key == Key::Combined)
}

fn together(keys: &[String]) -> String {
    keys.join("\u{0}")
}

fn item_keys(item: &Item<'_>) -> Vec<IndexKey> {
    if item.keys.is_empty() {
        return Vec::new();
    }
    if is_combined(item.element.schema) {
        return vec![(usize::MAX, together(&item.keys))];
    }
    item.keys.iter().cloned().enumerate().collect()
}

fn index_keys(schema: &ElementSchema, keys: &[Option<String>]) -> Vec<IndexKey> {
    if is_combined(schema) {
        let all: Vec<&str> = keys.iter().map(|k| k.as_deref().unwrap_or_default()).collect();
        return vec![(usize::MAX, all.join("\u{0}"))];
    }
    keys.iter().enumerate().filter_map(|(at, k)| Some((at, k.clone()?))).collect()
}
