//! The model: what the schema language of IIS can say.

use crate::loader::{self, Slip};
use crate::merge::merge_section;
use crate::{Release, history};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Who stated a fact.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Source {
    /// Our own files.
    #[default]
    Builtin,
    /// A file of the machine's schema folder.
    Machine(Arc<str>),
}

/// How an attribute takes part in its item's identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Key {
    /// It does not.
    #[default]
    None,
    /// Unique on its own.
    Unique,
    /// Unique together with the item's other combined keys.
    Combined,
}

/// How a time span is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TimeSpanFormat {
    /// `[d.]hh:mm:ss`
    #[default]
    Text,
    /// A number of seconds.
    Seconds,
    /// A number of minutes.
    Minutes,
}

/// A name that an enum or flags attribute may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name as the schema writes it.
    pub name: Box<str>,
    /// Its number.
    pub value: i64,
    /// What it means.
    pub doc: Box<str>,
    /// First version that has it, where later than the attribute.
    pub since: Option<Box<str>>,
}

/// What kind of value an attribute holds.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum ValueType {
    /// `true` or `false`.
    Bool,
    /// 32 bits, signed.
    Int,
    /// 32 bits, unsigned.
    UInt,
    /// 64 bits, signed.
    Int64,
    /// Any text.
    #[default]
    String,
    /// A duration.
    TimeSpan(TimeSpanFormat),
    /// Exactly one of the members.
    Enum(Vec<Member>),
    /// Any of the members, separated by commas.
    Flags(Vec<Member>),
}

impl ValueType {
    /// The name of the type in the schema language.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::UInt => "uint",
            Self::Int64 => "int64",
            Self::String => "string",
            Self::TimeSpan(_) => "timeSpan",
            Self::Enum(_) => "enum",
            Self::Flags(_) => "flags",
        }
    }

    /// The members of an enum or flags type.
    pub fn members(&self) -> &[Member] {
        match self {
            Self::Enum(members) | Self::Flags(members) => members,
            _ => &[],
        }
    }
}

/// A further condition on a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Validation {
    /// Not empty.
    NonEmptyString,
    /// No white space at either end.
    RequireTrimmedString,
    /// Within `min..=max`, or outside of it with `exclude`.
    IntegerRange {
        /// Lowest.
        min: i64,
        /// Highest.
        max: i64,
        /// The range is forbidden instead.
        exclude: bool,
    },
    /// Seconds within `min..=max` and a multiple of `granularity`.
    TimeSpanRange {
        /// Lowest, in seconds.
        min: i64,
        /// Highest, in seconds.
        max: i64,
        /// Step, in seconds.
        granularity: i64,
        /// The range is forbidden instead.
        exclude: bool,
    },
    /// The characters of an application pool's name.
    ApplicationPoolName,
    /// The characters of a site's name.
    SiteName,
    /// A virtual path of an application.
    ApplicationPath,
    /// A virtual path of a virtual directory.
    VirtualDirectoryPath,
    /// One that only the machine's own modules know; never checked.
    Other(Box<str>),
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a keyword of the schema language")]
pub struct AttributeSchema {
    /// Its name; compared with case.
    pub name: Box<str>,
    /// What it holds.
    pub value_type: ValueType,
    /// The value when nobody sets it; `None` reads as false, 0, empty, or the member with value 0.
    pub default: Option<Box<str>>,
    /// Must stand on the element itself.
    pub required: bool,
    /// Part of the item's identity.
    pub key: Key,
    /// Its readers expand `%VARIABLES%`.
    pub expanded: bool,
    /// May hold `[enc:…]`.
    pub encrypted: bool,
    /// The value is compared with case.
    pub case_sensitive: bool,
    /// May be `Infinite`.
    pub allow_infinite: bool,
    /// Computed by a runtime extension; never written in a file.
    pub runtime_only: bool,
    /// Further condition.
    pub validation: Option<Validation>,
    /// A `validationParameter` without `validationType`, which IIS ignores.
    pub stray_validation: Option<Box<str>>,
    /// Documentation, Markdown; the first sentence is the summary.
    pub doc: Box<str>,
    /// The product it comes from, where it is not the section's.
    pub product: Option<Box<str>>,
    /// First version that has it, where later than its element.
    pub since: Option<Box<str>>,
    /// First version that no longer has it.
    pub until: Option<Box<str>>,
    /// Other facts in earlier versions.
    pub was: Option<Box<str>>,
    /// The value is a secret.
    pub secret: bool,
    /// Why not to use it.
    pub deprecated: Option<Box<str>>,
    /// What a string holds.
    pub format: Option<Box<str>>,
    /// Values worth suggesting for a string.
    pub values: Vec<Box<str>>,
    /// Who stated it.
    pub source: Source,
}

/// An element: a section, an element in it, or the item of a collection.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ElementSchema {
    /// Its name; for an item the first name that adds one.
    pub name: Box<str>,
    /// Its attributes.
    pub attributes: Vec<AttributeSchema>,
    /// Plain child elements.
    pub elements: Vec<ElementSchema>,
    /// Its collections, whose directives are child elements too.
    pub collections: Vec<CollectionSchema>,
    /// Other attributes are allowed.
    pub allow_unrecognized_attributes: bool,
    /// Holds defaults for the items of its parent's collection.
    pub is_collection_default: bool,
    /// Served by a runtime extension; never written in a file.
    pub runtime_only: bool,
    /// Documentation.
    pub doc: Box<str>,
    /// The product it comes from, where it is not the section's.
    pub product: Option<Box<str>>,
    /// First version that has it, where later than its parent.
    pub since: Option<Box<str>>,
    /// First version that no longer has it.
    pub until: Option<Box<str>>,
    /// Why not to use it.
    pub deprecated: Option<Box<str>>,
    /// Who stated it.
    pub source: Source,
}

impl ElementSchema {
    /// The attribute of that exact name.
    pub fn attribute(&self, name: &str) -> Option<&AttributeSchema> {
        self.attributes.iter().find(|a| &*a.name == name)
    }

    /// The plain child element of that exact name.
    pub fn element(&self, name: &str) -> Option<&ElementSchema> {
        self.elements.iter().find(|e| &*e.name == name)
    }

    /// The collection that has `name` as one of its directives, and which.
    pub fn directive(&self, name: &str) -> Option<(&CollectionSchema, Directive)> {
        self.collections.iter().find_map(|c| c.directive(name).map(|d| (c, d)))
    }

    /// The attributes that make an item's identity.
    pub fn keys(&self) -> impl Iterator<Item = &AttributeSchema> {
        self.attributes.iter().filter(|a| a.key != Key::None)
    }
}

/// What an element in a collection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directive {
    /// Adds an item.
    Add,
    /// Removes the item with the same key.
    Remove,
    /// Removes all.
    Clear,
}

/// A collection.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CollectionSchema {
    /// The names that add an item.
    pub add: Vec<Box<str>>,
    /// The name that removes one; `None` = there is no such directive.
    pub remove: Option<Box<str>>,
    /// The name that removes all.
    pub clear: Option<Box<str>>,
    /// The sibling element that holds defaults for the items.
    pub default_element: Option<Box<str>>,
    /// Items of a deeper file go after inherited ones; false puts them first.
    pub merge_append: bool,
    /// Keys are not compared.
    pub allow_duplicates: bool,
    /// What an item holds.
    pub item: ElementSchema,
    /// Documentation by adding name, where there are several.
    pub item_docs: Vec<(Box<str>, Box<str>)>,
}

impl CollectionSchema {
    /// What an element of that name does here.
    pub fn directive(&self, name: &str) -> Option<Directive> {
        if self.add.iter().any(|a| &**a == name) {
            Some(Directive::Add)
        } else if self.remove.as_deref() == Some(name) {
            Some(Directive::Remove)
        } else if self.clear.as_deref() == Some(name) {
            Some(Directive::Clear)
        } else {
            None
        }
    }
}

/// A section.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SectionSchema {
    /// Its full path, such as `system.webServer/handlers`.
    pub path: Box<str>,
    /// Its own element.
    pub root: ElementSchema,
    /// The product it belongs to.
    pub product: Box<str>,
    /// Public documentation.
    pub reference: Option<Box<str>>,
    /// Elements as they may stand in a file.
    pub examples: Vec<Box<str>>,
}

#[derive(Debug)]
struct Slot {
    text: &'static str,
    section: OnceLock<SectionSchema>,
    /// The names of elements and attributes in it, for a question that needs nothing else.
    names: OnceLock<BTreeSet<&'static str>>,
}

impl Slot {
    fn new(text: &'static str) -> Self {
        Self { text, section: OnceLock::new(), names: OnceLock::new() }
    }

    fn names(&self) -> &BTreeSet<&'static str> {
        let name = |rest: &'static str| rest.split('"').next();
        self.names.get_or_init(|| self.text.split(" name=\"").skip(1).filter_map(name).collect())
    }
}

/// All sections that have a schema.
#[derive(Debug)]
pub struct Schema {
    /// The version whose facts count.
    release: Release,
    builtin: Vec<(&'static str, Slot)>,
    /// Sections that a machine's files add or extend, complete.
    overlay: BTreeMap<Box<str>, SectionSchema>,
}

impl Schema {
    /// Our own knowledge. A section's file is read when the section is first asked for.
    pub fn builtin() -> &'static Arc<Self> {
        static BUILTIN: OnceLock<Arc<Schema>> = OnceLock::new();
        BUILTIN.get_or_init(|| Arc::new(Self::from_texts(webconfig_facts::SECTIONS)))
    }

    /// Our own knowledge of an earlier version: other defaults, other ranges. What came later is still there, with
    /// the version that it came with.
    pub fn of_release(release: Release) -> &'static Arc<Self> {
        static EARLIER: [OnceLock<Arc<Schema>>; 4] = [const { OnceLock::new() }; 4];
        // Nothing known changed after the last of them.
        let at = Release::ALL.iter().position(|r| *r == release).and_then(|at| EARLIER.get(at));
        let make = || Arc::new(Self { release, ..Self::from_texts(webconfig_facts::SECTIONS) });
        at.map_or_else(Self::builtin, |slot| slot.get_or_init(make))
    }

    /// A schema of the given section files (path and text, sorted by path).
    pub fn from_texts(texts: &[(&'static str, &'static str)]) -> Self {
        let builtin = texts.iter().map(|(path, text)| (*path, Slot::new(text))).collect();
        Self { release: Release::Iis10v1709, builtin, overlay: BTreeMap::new() }
    }

    /// A schema of all sections in one text and nothing else.
    pub fn from_text(text: &str) -> Self {
        let sections = loader::load(text, &Source::Builtin, &mut Vec::new());
        let release = Release::Iis10v1709;
        Self {
            release,
            builtin: Vec::new(),
            overlay: sections.into_iter().map(|s| (s.path.clone(), s)).collect(),
        }
    }

    /// Our own knowledge with a machine's schema files (name and text) laid over it. Slips in them are reported
    /// and passed over.
    pub fn with_machine_files(files: &[(String, String)], release: Release) -> (Self, Vec<Slip>) {
        let mut schema = Self { release, ..Self::from_texts(webconfig_facts::SECTIONS) };
        let mut slips = Vec::new();
        for (name, text) in files {
            for section in loader::load(text, &Source::Machine(name.as_str().into()), &mut slips) {
                let mut merged = match schema.overlay.remove(&section.path) {
                    Some(earlier) => earlier,
                    None => schema.section(&section.path).cloned().unwrap_or_default(),
                };
                merge_section(&mut merged, section, name, &mut slips);
                schema.overlay.insert(merged.path.clone(), merged);
            }
        }
        (schema, slips)
    }

    /// The section of that exact path.
    pub fn section(&self, path: &str) -> Option<&SectionSchema> {
        if let Some(section) = self.overlay.get(path) {
            return Some(section);
        }
        let at = self.builtin.binary_search_by(|(p, _)| (*p).cmp(path)).ok()?;
        let (_, slot) = self.builtin.get(at)?;
        Some(slot.section.get_or_init(|| {
            let mut section = loader::load(slot.text, &Source::Builtin, &mut Vec::new())
                .into_iter()
                .next()
                .unwrap_or_default();
            if self.release < Release::Iis10v1709 {
                history::set_back(&mut section.root, self.release);
            }
            section
        }))
    }

    /// Whether an element or attribute of that name can be in a section: a look at its text, which reads nothing in.
    pub fn may_name(&self, path: &str, name: &str) -> bool {
        let at = || self.builtin.binary_search_by(|(p, _)| (*p).cmp(path)).ok();
        let slot = || self.builtin.get(at()?).map(|(_, slot)| slot);
        self.overlay.contains_key(path) || slot().is_some_and(|slot| slot.names().contains(name))
    }

    /// The paths of all sections, sorted.
    pub fn paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> =
            self.builtin.iter().map(|(p, _)| *p).chain(self.overlay.keys().map(|k| &**k)).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    /// Whether a section of that exact path has a schema; reads no file.
    pub fn contains(&self, path: &str) -> bool {
        self.builtin.binary_search_by(|(p, _)| (*p).cmp(path)).is_ok() || self.overlay.contains_key(path)
    }

    /// Whether some section lies below `path`.
    pub fn is_group(&self, path: &str) -> bool {
        let below = |p: &str| p.strip_prefix(path).is_some_and(|r| r.starts_with('/'));
        let at = self.builtin.partition_point(|(p, _)| *p <= path);
        // Names that extend `path` by a character below `/` (such as `.`) may stand between.
        self.builtin.iter().skip(at).take_while(|(p, _)| p.starts_with(path)).any(|(p, _)| below(p))
            || self.overlay.keys().any(|p| below(p))
    }
}
