//! What the items of a collection are known by, and the way from a key to its item.
//!
//! The keys themselves stay in the documents: an index holds hashes, and compares with what is written there.

use crate::effective::Item;
use foldhash::HashMap;
use foldhash::fast::RandomState;
use std::borrow::Cow;
use std::hash::BuildHasher;
use webconfig_schema::{AttributeSchema, ElementSchema, Key, ValueType};
use webconfig_syntax::Element;

/// The attributes that the items of a collection are known by.
#[derive(Clone, Debug)]
pub(crate) struct KeySchema<'s> {
    attributes: Vec<&'s AttributeSchema>,
    is_combined: bool,
}

/// What an item is known by, in a form that is equal for equal values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Keys<'e> {
    /// Nothing: no two items are the same.
    None,
    /// One key, or all combined ones together.
    One(Cow<'e, str>),
    /// Several keys, each unique by itself.
    Each(Vec<Cow<'e, str>>),
}

/// No XML text holds it.
const SEPARATOR: &str = "\u{0}";

impl<'s> KeySchema<'s> {
    /// The keys of items that look like this.
    pub(crate) fn of(item: &'s ElementSchema) -> Self {
        let attributes: Vec<_> = item.keys().collect();
        let is_combined = attributes.iter().any(|k| k.key == Key::Combined);
        Self { attributes, is_combined }
    }

    /// The attributes.
    pub(crate) fn attributes(&self) -> &[&'s AttributeSchema] {
        &self.attributes
    }

    /// Whether an item is known by all of its keys together.
    pub(crate) fn is_combined(&self) -> bool {
        self.is_combined
    }

    /// The keys of the item that an element adds.
    pub(crate) fn keys<'e>(&self, element: Element<'e>) -> Keys<'e>
    where
        's: 'e,
    {
        let key = |k: &&'s AttributeSchema| comparable(k, key_value(k, element));
        match self.attributes.as_slice() {
            [] => Keys::None,
            [one] => Keys::One(key(one)),
            all if self.is_combined => {
                let all: Vec<Cow<'e, str>> = all.iter().map(key).collect();
                Keys::One(all.join(SEPARATOR).into())
            }
            each => Keys::Each(each.iter().map(key).collect()),
        }
    }
}

impl KeySchema<'_> {
    /// Whether an item's key of that part is this one.
    pub(crate) fn has_key(&self, item: &Item<'_>, part: usize, key: &str) -> bool {
        let element = item.element.source();
        element.is_some_and(|e| self.keys(e).as_slice().get(part).is_some_and(|k| k == key))
    }
}

impl<'e> Keys<'e> {
    /// The keys by part.
    pub(crate) fn as_slice(&self) -> &[Cow<'e, str>] {
        match self {
            Self::None => &[],
            Self::One(key) => std::slice::from_ref(key),
            Self::Each(keys) => keys,
        }
    }

    /// All of them as one text.
    pub(crate) fn together(&self) -> Cow<'_, str> {
        match self {
            Self::One(key) => Cow::Borrowed(key),
            _ => self.as_slice().join(SEPARATOR).into(),
        }
    }
}

/// Positions of items by key.
#[derive(Debug)]
pub(crate) struct Index {
    /// How many items there will be, as far as it is known.
    expected: usize,
    /// One table for each part, from the hash of a key to the first item: most items have one key.
    parts: Vec<HashMap<u32, u32>>,
    /// From a part and a position to the next one with the same hash: of the same key where a collection allows that,
    /// else by chance.
    next: HashMap<(usize, u32), u32>,
    /// The last of such positions, by the first.
    last: HashMap<(usize, u32), u32>,
    hasher: RandomState,
}

impl Index {
    /// An index with room for so many items.
    pub(crate) fn expecting(expected: usize) -> Self {
        Self {
            expected,
            parts: Vec::new(),
            next: HashMap::default(),
            last: HashMap::default(),
            hasher: RandomState::default(),
        }
    }

    fn hash(&self, key: &str) -> u32 {
        self.hasher.hash_one(key) as u32
    }

    /// Enters an item behind all others; of several with one key the first is found.
    pub(crate) fn enter(&mut self, keys: &Keys<'_>, at: usize) {
        let at = at as u32;
        for (part, key) in keys.as_slice().iter().enumerate() {
            let hash = self.hash(key);
            if self.parts.len() <= part {
                self.parts.push(HashMap::with_capacity_and_hasher(self.expected, RandomState::default()));
            }
            let Some(table) = self.parts.get_mut(part) else { continue };
            let first = *table.entry(hash).or_insert(at);
            if first != at {
                let before = self.last.insert((part, first), at).unwrap_or(first);
                self.next.insert((part, before), at);
            }
        }
    }

    /// Where the first item with a key is; `has_key` looks at what is written there.
    pub(crate) fn position(&self, part: usize, key: &str, has_key: impl Fn(usize) -> bool) -> Option<usize> {
        let first = *self.parts.get(part)?.get(&self.hash(key))? as usize;
        if has_key(first) { Some(first) } else { self.next(part, first, has_key) }
    }

    /// Where the next item with the same key is behind the one there.
    pub(crate) fn next(&self, part: usize, at: usize, has_key: impl Fn(usize) -> bool) -> Option<usize> {
        let behind = |at: &usize| self.next.get(&(part, *at as u32)).map(|at| *at as usize);
        std::iter::successors(behind(&at), behind).find(|at| has_key(*at))
    }

    /// Takes an item out.
    pub(crate) fn forget(&mut self, keys: &Keys<'_>, at: usize) {
        let at = at as u32;
        for (part, key) in keys.as_slice().iter().enumerate() {
            let hash = self.hash(key);
            let Some(table) = self.parts.get_mut(part) else { continue };
            let Some(first) = table.get(&hash).copied() else { continue };
            let next = self.next.remove(&(part, at));
            if first == at {
                let last = self.last.remove(&(part, first));
                match next {
                    Some(next) => table.insert(hash, next),
                    None => table.remove(&hash),
                };
                if let Some((next, last)) = next.zip(last).filter(|(next, last)| next != last) {
                    self.last.insert((part, next), last);
                }
                continue;
            }
            // By chance another key is in front of it, or an earlier item of the same one.
            let mut before = first;
            while let Some(behind) = self.next.get(&(part, before)).copied().filter(|b| *b != at) {
                before = behind;
            }
            if let Some(next) = next {
                self.next.insert((part, before), next);
            } else {
                self.next.remove(&(part, before));
                self.last.insert((part, first), before);
            }
        }
    }
}

/// A key's value in comparable form. Nearly all are plain words, and many in lower case already.
pub(crate) fn comparable<'e>(key: &AttributeSchema, value: Cow<'e, str>) -> Cow<'e, str> {
    if key.value_type != ValueType::String || !value.is_ascii() {
        return key.comparable(&value).into();
    }
    if key.case_sensitive || !value.bytes().any(|b| b.is_ascii_uppercase()) {
        return value;
    }
    let mut folded = value.into_owned();
    folded.make_ascii_lowercase();
    folded.into()
}

/// The value of a key: written, else its default.
pub(crate) fn key_value<'e>(key: &'e AttributeSchema, element: Element<'e>) -> Cow<'e, str> {
    element.value(&key.name).unwrap_or_else(|| key.default_text().into())
}
