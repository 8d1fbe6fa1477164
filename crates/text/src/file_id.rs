//! The name of one text within one run.

/// Names one file (or standard input) of a run; what it stands for is known to whoever gave it out.
///
/// It lives on the lowest floor because findings, trees and paths all need it and none of them needs the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);
