//! What can go wrong outside.

use std::fmt;
use std::io;
use webconfig_files::FileProblem;

/// An operation on a file that failed. The path is the one that findings print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostError {
    /// Nothing is there.
    Missing {
        /// The path.
        path: String,
    },
    /// Something is there and cannot be read.
    Unreadable {
        /// The path.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// The file is above [`crate::MAX_BYTES`].
    TooLarge {
        /// The path.
        path: String,
    },
    /// The file cannot be written, renamed or removed; the old one is untouched.
    Unwritable {
        /// The path.
        path: String,
        /// The system's words.
        reason: String,
    },
}

impl HostError {
    pub(crate) fn reading(path: &str, problem: &io::Error) -> Self {
        if problem.kind() == io::ErrorKind::NotFound {
            Self::Missing { path: path.to_owned() }
        } else {
            Self::Unreadable { path: path.to_owned(), reason: reason(problem) }
        }
    }

    /// What a [`webconfig_files::Files`] said about a path.
    pub fn of(path: &str, problem: FileProblem) -> Self {
        let path = path.to_owned();
        match problem {
            FileProblem::Missing => Self::Missing { path },
            FileProblem::Unreadable(reason) => Self::Unreadable { path, reason },
            FileProblem::TooLarge => Self::TooLarge { path },
        }
    }

    pub(crate) fn writing(path: &str, problem: &io::Error) -> Self {
        Self::Unwritable { path: path.to_owned(), reason: reason(problem) }
    }

    /// The path that it is about.
    pub fn path(&self) -> &str {
        match self {
            Self::Missing { path }
            | Self::Unreadable { path, .. }
            | Self::TooLarge { path }
            | Self::Unwritable { path, .. } => path,
        }
    }
}

/// The system's words without Rust's `(os error 13)`, which tells a reader nothing.
fn reason(problem: &io::Error) -> String {
    let mut text = problem.to_string();
    if let Some(at) = text.rfind(" (os error ") {
        text.truncate(at);
    }
    text
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { path } => write!(f, "cannot open `{path}`: there is no such file or folder"),
            Self::Unreadable { path, reason } => write!(f, "cannot read `{path}`: {reason}"),
            Self::TooLarge { path } => write!(f, "cannot read `{path}`: it is above 512 MiB"),
            Self::Unwritable { path, reason } => write!(f, "cannot write `{path}`: {reason}"),
        }
    }
}

impl std::error::Error for HostError {}
