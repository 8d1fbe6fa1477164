//! Effective sections as plain values: what a listing, a hover or a diff shows.
//!
//! Every value has its text, type, origin and lock; files and lines are resolved, so whoever prints needs no server.
//! Secrets are replaced here already, unless they were asked for.
//!
//! Deliberately absent: how it looks (`webconfig-render`).

mod build;
mod secret;

use webconfig_schema::ValueType;

/// What to show.
#[derive(Clone, Copy, Debug, Default)]
pub struct ViewOptions {
    /// Inherited defaults as well as what files set.
    pub all: bool,
    /// Secrets as they are.
    pub show_secrets: bool,
}

/// Sections at one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The configuration path, such as `MACHINE/WEBROOT/APPHOST/Shop/api`.
    pub path: String,
    /// The sections, by path.
    pub sections: Vec<SectionView>,
}

/// A section at a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionView {
    /// Its full path.
    pub path: String,
    /// Whether files of this level may set it.
    pub lock: LockView,
    /// Its element.
    pub element: ElementView,
}

/// An element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementView {
    /// Its name.
    pub name: String,
    /// It is an item of its parent's collection.
    pub is_item: bool,
    /// Whether files of this level may change it.
    pub lock: LockView,
    /// Its attributes.
    pub values: Vec<ValueView>,
    /// What it holds: plain elements, then items in their order.
    pub children: Vec<ElementView>,
}

/// An attribute's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueView {
    /// Its name.
    pub name: String,
    /// The value; a secret one as a placeholder.
    pub value: String,
    /// The name of its type in the schema language.
    pub value_type: &'static str,
    /// Where it comes from.
    pub origin: ValueOrigin,
    /// Whether files of this level may set it.
    pub lock: LockView,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLine {
    /// The path.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueOrigin {
    /// Nobody set it.
    SchemaDefault,
    /// A file set it.
    File(FileLine),
    /// A file set it in a defaults element such as `siteDefaults`.
    DefaultsElement(FileLine),
}

/// What may be changed at this level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockView {
    /// As written for this level.
    pub mode: LockMode,
    /// Locked by a level above.
    pub is_locked: bool,
    /// Who says so.
    pub by: Option<FileLine>,
}

/// The word for or against overriding that is written at a level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LockMode {
    /// None.
    #[default]
    Inherit,
    /// It may be set below.
    Allow,
    /// It may not.
    Deny,
}

impl LockMode {
    /// The word that IIS uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Inherit => "Inherit",
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

/// The name of the type that an attribute without schema has.
const FREE_TYPE: &str = ValueType::String.name();
