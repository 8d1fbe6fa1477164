//! Fixes and the changes they are made of.

use webconfig_text::{FileId, TextEdits};

/// What the user may lose by a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Safety {
    /// The meaning stays, or it is the rule's one obvious intent.
    Safe,
    /// Behaviour may change: `--unsafe-fixes`.
    Unsafe,
    /// Offered in editors only.
    Manual,
}

impl Safety {
    /// The word used in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
            Self::Manual => "manual",
        }
    }
}

/// One change to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Edits of its text.
    Edit {
        /// The file.
        file: FileId,
        /// The edits.
        edits: TextEdits,
    },
    /// A new file.
    Create {
        /// Its path, with `/`, relative to the working directory as findings print it.
        path: String,
        /// Its text.
        text: String,
    },
    /// Another name. Never safe.
    Rename {
        /// The file.
        file: FileId,
        /// The new path.
        to: String,
    },
    /// The file goes away. Never safe.
    Delete {
        /// The file.
        file: FileId,
    },
}

/// A way to mend a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a command: "remove the duplicate `add`".
    pub title: String,
    /// The changes, applied together or not at all.
    pub changes: Vec<Change>,
    /// What the user may lose.
    pub safety: Safety,
}

impl Fix {
    /// A fix that edits one file.
    pub fn edit(title: impl Into<String>, safety: Safety, file: FileId, edits: TextEdits) -> Self {
        Self { title: title.into(), changes: vec![Change::Edit { file, edits }], safety }
    }
}
