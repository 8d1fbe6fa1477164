//! What an engine message is about.

/// The causes of warnings and errors, for rules and programs that must not read texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// No warning or error: progress.
    Progress,
    /// The transform document never names the XDT namespace; nothing is done.
    NamespaceMissing,
    /// An `xdt:` element that is not `Import`.
    UnknownTag,
    /// An `xdt:Import` with wrong attributes.
    BadImport,
    /// An `xdt:Import` that would load an assembly; we do not.
    ImportNotLoaded,
    /// A `Transform` or `Locator` value that is no name with arguments.
    BadGrammar,
    /// A transform name that nobody defines.
    UnknownTransform,
    /// A locator name that nobody defines.
    UnknownLocator,
    /// A name that is a type of the library, but not of the kind needed.
    WrongType,
    /// `SupressWarnings` is neither true nor false.
    BadBoolean,
    /// Wrong number of arguments of a locator.
    LocatorArguments,
    /// One expression became several arguments at a comma inside a literal or a bracket.
    SplitExpression,
    /// `Match` names an attribute that the element does not have.
    MatchAttributeMissing,
    /// A path that is no XPath.
    XPathSyntax,
    /// A prefix where the engine binds none.
    XPathPrefix,
    /// A prefix that nobody bound.
    XPathUnknownPrefix,
    /// A path that gives no nodes.
    XPathNotNodes,
    /// A path beyond our bounds.
    XPathTooComplex,
    /// Nothing matches.
    NoMatch,
    /// Nothing matches any more.
    Removed,
    /// Arguments where none are expected.
    UnexpectedArguments,
    /// Several targets where one is changed.
    ManyTargets,
    /// Wrong number of arguments of `InsertBefore` or `InsertAfter`.
    InsertArguments,
    /// `InsertBefore` or `InsertAfter` found no sibling.
    InsertNoSibling,
    /// `InsertBefore` or `InsertAfter` found something else than an element.
    InsertNoElement,
    /// An argument that selects no attribute to set.
    ArgumentWithoutAttributes,
    /// An argument that selects no attribute to remove.
    ArgumentWithoutTarget,
    /// No attribute to set.
    NothingToSet,
    /// No attribute to remove.
    NothingToRemove,
    /// The target cannot be changed in this way (it has no parent, no attributes, is read-only).
    WrongTarget,
    /// A token that refers to no attribute.
    UnknownToken,
    /// A second document element.
    SecondRoot,
    /// The transform element holds an entity reference, which cannot be brought over.
    EntityInTransform,
    /// The source or transform is not well formed.
    NotWellFormed,
    /// A comment that XML forbids.
    BadComment,
    /// Neighbours on one line were removed, which the engine cannot format.
    RemovedNeighbours,
    /// The declared encoding is none that .NET has.
    UnknownEncoding,
}

impl Cause {
    /// The code of the rule that describes the cause (rules of group 12).
    pub const fn code(self) -> &'static str {
        match self {
            Self::NamespaceMissing => "WC1202",
            Self::UnknownTag | Self::NothingToSet | Self::Progress => "WC1228",
            Self::BadImport | Self::ImportNotLoaded => "WC1215",
            Self::BadGrammar
            | Self::UnknownTransform
            | Self::UnknownLocator
            | Self::WrongType
            | Self::LocatorArguments
            | Self::MatchAttributeMissing
            | Self::UnexpectedArguments
            | Self::ArgumentWithoutAttributes
            | Self::InsertArguments => "WC1201",
            Self::SplitExpression => "WC1216",
            Self::XPathSyntax | Self::XPathUnknownPrefix | Self::XPathTooComplex => "WC1217",
            Self::XPathPrefix => "WC1218",
            Self::NoMatch
            | Self::Removed
            | Self::InsertNoSibling
            | Self::ArgumentWithoutTarget
            | Self::NothingToRemove => "WC1203",
            Self::ManyTargets => "WC1211",
            Self::BadComment => "WC1219",
            Self::BadBoolean => "WC1223",
            Self::NotWellFormed => "WC0001",
            Self::XPathNotNodes
            | Self::InsertNoElement
            | Self::WrongTarget
            | Self::UnknownToken
            | Self::SecondRoot
            | Self::UnknownEncoding
            | Self::RemovedNeighbours
            | Self::EntityInTransform => "WC1227",
        }
    }
}
