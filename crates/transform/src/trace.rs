//! What each step did.

use crate::near_miss::NearMiss;
use webconfig_text::TextRange;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepResult {
    /// It ran.
    Done,
    /// It ran into an error.
    Failed,
    /// It had no target or could not look for one.
    NotExecuted,
    /// Its `Transform` or `SupressWarnings` value is wrong.
    NotUnderstood,
}

/// A node that a step applied to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// A readable path: names, with the key that tells siblings apart.
    pub path: String,
    /// Line and column in the source; none for nodes that have no place.
    pub position: Option<(u32, u32)>,
    /// The element in the source text; none for what earlier steps inserted.
    pub range: Option<TextRange>,
}

/// One change. Values are never given: they may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An element was inserted, here as a readable path.
    Inserted(String),
    /// A node was removed.
    Removed(String),
    /// An element was replaced.
    Replaced(String),
    /// An element was commented out.
    CommentedOut(String),
    /// An attribute was set; the flag says whether it is new.
    SetAttribute {
        /// The attribute's name.
        name: String,
        /// It was not there before.
        is_new: bool,
    },
    /// An attribute was removed.
    RemovedAttribute(String),
    /// `InsertIfMissing` found what it would have inserted.
    AlreadyThere,
}

/// One instruction: an element with `xdt:Transform`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The transform's name; as written when it is none that exists.
    pub transform: String,
    /// The arguments in its parentheses.
    pub arguments: Option<String>,
    /// Name of the transform element.
    pub element: String,
    /// Line and column of the `Transform` attribute.
    pub position: (u32, u32),
    /// The element in the decoded text of the transform.
    pub element_range: TextRange,
    /// The value of `xdt:Transform` as written.
    pub transform_range: TextRange,
    /// The value of `xdt:Locator` as written.
    pub locator_range: Option<TextRange>,
    /// The path of the element; none when its locator is wrong.
    pub path: Option<String>,
    /// Whether warnings are suppressed.
    pub suppresses_warnings: bool,
    /// Whether an ancestor in the transform is inserted or replaced as a whole, so that this step comes on top of it.
    pub is_nested: bool,
    /// How it ended.
    pub result: StepResult,
    /// How many nodes matched.
    pub matched: usize,
    /// What it applied to; only with [`crate::Options::explain`].
    pub targets: Vec<Target>,
    /// What it changed; only with [`crate::Options::explain`].
    pub changes: Vec<Change>,
    /// For a step without target: the path that failed first.
    pub missing: Option<String>,
    /// What almost matched, nearest first; only with [`crate::Options::explain`].
    pub near_misses: Vec<NearMiss>,
}
