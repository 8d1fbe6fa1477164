//! What IIS would refuse, as data; rules make the words.
//!
//! A broken file has very many problems, so each is small: what stands at its place is read there and not repeated.

use crate::Origin;
use std::sync::Arc;
use webconfig_schema::ValueProblem;
use webconfig_syntax::{AttributeId, ElementId};
use webconfig_text::FileId;

/// A refusal and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// The file.
    pub file: FileId,
    /// The element whose line IIS names.
    pub element: ElementId,
    /// The attribute that is meant.
    pub attribute: Option<AttributeId>,
    /// The section, empty outside of sections.
    pub section: Arc<str>,
    /// Another place that explains it.
    pub related: Option<Origin>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// An element that no declaration makes a section or group. `nearest` = declared paths that look alike or where
    /// a section of that name lives.
    UndeclaredSection {
        /// Full path of the element.
        path: Box<str>,
        /// Where it should be, or what it may be meant to be.
        nearest: Box<[String]>,
    },
    /// An `applicationHost.config` that declares no section at all, at the first element that needs a declaration.
    NothingDeclared,
    /// An element that the section's schema does not have.
    UnknownElement {
        /// Names that would be right here.
        nearest: Box<[String]>,
        /// The element belongs inside this sibling or parent, if the schema has it there.
        belongs_in: Option<Box<str>>,
    },
    /// An attribute that the schema does not have.
    UnknownAttribute {
        /// Names that look alike.
        nearest: Box<[String]>,
    },
    /// A name that is right but for its letter case.
    WrongCase {
        /// As the schema has it.
        expected: Box<str>,
        /// It is an attribute's.
        is_attribute: bool,
        /// It is a section's or group's name.
        is_section: bool,
    },
    /// An XDT attribute in a file that is no transform.
    TransformAttribute,
    /// An element or attribute that the target version does not have yet.
    NewerThanTarget {
        /// The first version that has it.
        since: Box<str>,
        /// It is an attribute.
        is_attribute: bool,
    },
    /// A member of an enum or flags attribute that the target version does not have yet.
    NewerMember {
        /// The member.
        member: Box<NewerMember>,
    },
    /// A value that its type or validator refuses.
    InvalidValue {
        /// Whether the value must not be shown.
        secret: bool,
        /// Why.
        problem: Box<ValueProblem>,
    },
    /// A site's name that IIS reads and its tools refuse to give.
    DoubtfulSiteName {
        /// The characters.
        characters: Box<str>,
    },
    /// Required attributes that are absent.
    MissingAttributes {
        /// Their names.
        names: Box<[String]>,
    },
    /// Two items with one key.
    DuplicateKey {
        /// Key attributes and values.
        keys: Box<[(String, String)]>,
        /// Combined key (all must be equal) or unique ones.
        combined: bool,
        /// The other item stands in the same file.
        same_file: bool,
        /// The directive that could remove the inherited item.
        remove: Option<Box<str>>,
    },
    /// A section twice for one path in one file.
    DuplicateSection,
    /// A section that a higher level locked.
    LockedSection {
        /// By the declaration's default rather than by a location.
        by_default: bool,
    },
    /// A `location` that locks a section for a path below which a higher file opens it.
    LockAboveOpened,
    /// A locked attribute, element or item.
    LockViolation {
        /// What is locked: `attribute x`, `element y`, `item`.
        what: Box<str>,
    },
    /// A name in a lock list that the schema does not have.
    UnknownLockName {
        /// The name.
        name: Box<str>,
        /// It should name an attribute (else an element).
        is_attribute: bool,
    },
    /// A section at a level where its declaration does not allow it.
    DefinitionNotAllowed {
        /// The declaration's `allowDefinition`.
        allowed: crate::AllowDefinition,
        /// The file is certainly at that level (not only assumed).
        certain: bool,
    },
    /// A section inside `location` whose declaration forbids that.
    LocationNotAllowed,
    /// `remove` of an item that is not there.
    RemoveWithoutTarget {
        /// The key, as text.
        key: Box<str>,
    },
    /// A second or late `configSections`.
    MisplacedConfigSections,
    /// A section declared that is declared already.
    DuplicateDeclaration {
        /// Its path.
        path: Box<str>,
    },
    /// `overrideMode` together with `allowOverride`.
    LocationConflict,
    /// An attribute of `location` with a wrong value or name.
    LocationAttribute,
    /// `location` inside `location`, or `configSections` inside it.
    NestedLocation,
    /// `configSource` that cannot be used.
    ConfigSource {
        /// The path as written.
        path: Box<str>,
        /// Why.
        reason: Box<str>,
    },
    /// A section encrypted as a whole, which native code cannot read.
    EncryptedSection,
    /// A virtual directory's folder, or the `web.config` in it, that cannot be read.
    UnreadableFolder {
        /// The folder as written.
        path: Box<str>,
        /// What is the matter with it.
        reason: FolderProblem,
        /// The `web.config` that IIS would name; it need not exist.
        config: FileId,
    },
    /// Text between elements.
    StrayText {
        /// Start of the text in the file.
        start: u32,
        /// End of it.
        end: u32,
    },
}

impl ProblemKind {
    /// An attribute whose name is right but for its letter case.
    pub(crate) fn wrong_attribute_case(expected: &str) -> Self {
        Self::WrongCase { expected: expected.into(), is_attribute: true, is_section: false }
    }
}

/// Why a folder gives no configuration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FolderProblem {
    /// It is not there.
    Missing,
    /// Its path holds characters that no path may hold.
    IllegalPath,
    /// It is a file.
    NotAFolder,
    /// Its `web.config` cannot be opened; the system's reason.
    FileUnreadable(Box<str>),
}

/// A member of an enum or flags attribute that the target version does not have yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NewerMember {
    /// Its name.
    pub name: Box<str>,
    /// The first version that has it.
    pub since: Box<str>,
    /// What IIS says instead of taking it.
    pub iis: Box<str>,
}

#[cfg(test)]
mod tests {
    use super::Problem;

    #[test]
    fn a_problem_is_small() {
        assert!(size_of::<Problem>() <= 96);
    }
}
