//! The properties of an evaluation, each with where it came from.

use std::collections::{HashMap, HashSet};
use webconfig_text::TextRange;

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub path: String,
    /// The element's content.
    pub range: TextRange,
}

/// A property's value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Property {
    /// As MSBuild keeps it: `%XX` not yet resolved, so that lists and wildcards can be told from literal text.
    pub escaped: String,
    /// Where it was set; `None` for the command line, the environment and what the SDK derives.
    pub origin: Option<Origin>,
    /// Why the value may be wrong: something on the way to it cannot be evaluated here.
    pub doubt: Option<String>,
}

impl Property {
    /// The value as a task sees it.
    pub fn value(&self) -> String {
        crate::unescape(&self.escaped)
    }
}

/// Something that could change a property and cannot be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What it is.
    pub message: String,
    /// Where it stands.
    pub origin: Option<Origin>,
}

/// Properties by name, ignoring case; those of the command line are not overwritten.
#[derive(Clone, Debug, Default)]
pub struct Properties {
    /// By lower-case name: the name as first written, and the property.
    map: HashMap<String, (String, Property)>,
    global: HashSet<String>,
}

impl Properties {
    /// Final values that a build hands over. Lists and wildcards in them count; `%` is a character.
    pub fn from_values<'v>(values: impl IntoIterator<Item = (&'v str, &'v str)>) -> Self {
        let mut properties = Self::default();
        for (name, value) in values {
            properties.set(name, Property { escaped: value.replace('%', "%25"), ..Property::default() });
        }
        properties
    }

    pub(crate) fn set_global(&mut self, name: &str, literal: &str) {
        let key = name.to_lowercase();
        self.global.insert(key.clone());
        let property = Property { escaped: crate::escape(literal), ..Property::default() };
        self.map.insert(key, (name.to_owned(), property));
    }

    /// Lets files overwrite what the command line gave for that name (`TreatAsLocalProperty`).
    pub(crate) fn release(&mut self, name: &str) {
        self.global.remove(&name.to_lowercase());
    }

    /// Sets a property, unless the command line gave it.
    pub(crate) fn set(&mut self, name: &str, property: Property) {
        let key = name.to_lowercase();
        if !self.global.contains(&key) {
            self.map.insert(key, (name.to_owned(), property));
        }
    }

    /// Sets a property to a value that the SDK derives.
    pub(crate) fn derive(&mut self, name: &str, value: &str) {
        self.set(name, Property { escaped: crate::escape(value), ..Property::default() });
    }

    /// Sets a property that is absent or empty, unless the command line gave it.
    pub(crate) fn fill(&mut self, name: &str, value: &str) {
        if self.escaped(name).is_empty() {
            let doubt = self.get(name).and_then(|p| p.doubt.clone());
            self.set(name, Property { escaped: crate::escape(value), origin: None, doubt });
        }
    }

    /// Says that what `name` holds cannot be trusted.
    pub(crate) fn doubt(&mut self, name: &str, why: &str, origin: Option<Origin>) {
        let key = name.to_lowercase();
        if self.global.contains(&key) {
            return;
        }
        let (_, property) = self.map.entry(key).or_insert_with(|| (name.to_owned(), Property::default()));
        if property.doubt.is_none() {
            property.doubt = Some(why.to_owned());
            property.origin = origin;
        }
    }

    /// The property of that name.
    pub fn get(&self, name: &str) -> Option<&Property> {
        self.map.get(&name.to_lowercase()).map(|(_, p)| p)
    }

    /// Its value before `%XX` is resolved; empty for none.
    pub fn escaped(&self, name: &str) -> &str {
        self.get(name).map_or("", |p| p.escaped.as_str())
    }

    /// Its value; empty for none.
    pub fn value(&self, name: &str) -> String {
        crate::unescape(self.escaped(name))
    }

    /// Whether the command line gave it.
    pub fn is_global(&self, name: &str) -> bool {
        self.global.contains(&name.to_lowercase())
    }

    /// All properties by name, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Property)> {
        let mut all: Vec<_> = self.map.values().map(|(n, p)| (n.as_str(), p)).collect();
        all.sort_by_key(|(name, _)| *name);
        all.into_iter()
    }
}
