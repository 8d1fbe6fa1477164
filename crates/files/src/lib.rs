//! Which files there are: ids, server paths and local paths, the trait [`Files`], and an in-memory implementation.
//!
//! The core asks a [`Files`] and never the disk; `webconfig-host` is the implementation that reads.
//!
//! Deliberately absent: `std::fs`.

mod memory;
mod path_map;

pub use memory::MemoryFiles;
pub use path_map::PathMap;
pub use webconfig_text::FileId;

use std::sync::Arc;
use webconfig_text::SourceText;

/// Why a file gives no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// It does not exist.
    Missing,
    /// It exists and cannot be opened; the text is the system's reason.
    Unreadable(String),
    /// It is larger than we read (512 MiB).
    TooLarge,
}

/// What an entry of a folder is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The name, as stored.
    pub name: String,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// What is known of a file besides its bytes. A listing of its folder does not hold it: that would be a question to the
/// disk for every file of the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// Size in bytes.
    pub size: u64,
    /// Whether it is marked read-only.
    pub is_read_only: bool,
}

/// The outside world as the core sees it. Paths use `/` and are relative to the working directory or absolute.
pub trait Files: Sync {
    /// The decoded text of a file.
    fn text(&self, path: &str) -> Result<SourceText, FileProblem>;
    /// The first `limit` bytes of a file (for PE headers and markers).
    fn bytes(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileProblem>;
    /// The entries of a folder, sorted by name; `None` when it is no folder.
    fn entries(&self, path: &str) -> Option<Arc<[Entry]>>;
    /// Size and marks of a file; `None` when it is none.
    fn attributes(&self, path: &str) -> Option<Attributes>;
    /// Whether a file (not a folder) is there.
    fn is_file(&self, path: &str) -> bool;
    /// Whether a folder is there.
    fn is_folder(&self, path: &str) -> bool {
        self.entries(path).is_some()
    }
    /// The folder that a folder lies in, whether it is there or not; `None` for the topmost.
    fn above(&self, folder: &str) -> Option<String> {
        let above = join(folder, "..");
        (above != folder).then_some(above)
    }
}

/// The entries whose names begin with an ASCII character, a letter in either case. A listing is sorted, so that the others cost
/// nothing where a folder is large.
pub fn beginning_with(entries: &[Entry], letter: u8) -> impl Iterator<Item = &Entry> {
    let [upper, lower] = [letter.to_ascii_uppercase(), letter.to_ascii_lowercase()].map(|letter| {
        let first = |entry: &Entry| entry.name.as_bytes().first().copied();
        let from = entries.partition_point(|entry| first(entry) < Some(letter));
        let behind = entries.get(from..).unwrap_or_default();
        behind.iter().take_while(move |entry| first(entry) == Some(letter))
    });
    upper.chain(lower.filter(move |_| letter.is_ascii_alphabetic()))
}

/// The folder part of a path with `/`, empty for none.
pub fn parent(path: &str) -> &str {
    path.rfind('/').map_or("", |at| path.get(..at).unwrap_or(""))
}

/// The last part of a path with `/` or `\`.
pub fn name(path: &str) -> &str {
    path.rfind(['/', '\\']).map_or(path, |at| path.get(at + 1..).unwrap_or(""))
}

/// Whether a file of that name is a project that a web application can have.
pub fn is_project_file(name: &str) -> bool {
    [".csproj", ".vbproj", ".fsproj"].iter().any(|end| name.len() > end.len() && ends_with(name, end))
}

/// Whether a name ends so, in whatever letter case.
pub fn ends_with(name: &str, end: &str) -> bool {
    let tail = name.len().checked_sub(end.len()).and_then(|at| name.get(at..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// `folder` and `relative` put together, `.` and `..` resolved as far as the text allows; `\` counts as `/` in `relative`.
pub fn join(folder: &str, relative: &str) -> String {
    if folder.is_empty() && is_resolved(relative) {
        return relative.to_owned();
    }
    let relative = relative.replace('\\', "/");
    let all = if relative.starts_with('/') || folder.is_empty() {
        relative
    } else {
        format!("{}/{relative}", folder.trim_end_matches('/'))
    };
    let rooted = all.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in all.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|p| *p != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            other => parts.push(other),
        }
    }
    let joined = parts.join("/");
    if rooted { format!("/{joined}") } else { joined }
}

/// Whether nothing in a path is left to resolve. Most paths have come out of [`join`] already.
pub fn is_resolved(path: &str) -> bool {
    let mut before = b'/';
    let is_plain = path.bytes().enumerate().all(|(at, byte)| {
        let is_plain = match byte {
            b'\\' => false,
            b'.' => before != b'/',
            b'/' => before != b'/' || at == 0,
            _ => true,
        };
        before = byte;
        is_plain
    });
    is_plain && (path.len() < 2 || before != b'/')
}

/// A path as it is stored: itself where it is there, else the one that differs from it in letter case alone, as Windows
/// finds it. `None` when there is neither.
pub fn stored(files: &dyn Files, path: &str) -> Option<String> {
    let is_there = |path: &str| files.is_file(path) || files.is_folder(path);
    // Most often the folder is there as it is written, and only the last part is not.
    let mut above = path;
    let mut below: Vec<&str> = Vec::new();
    while !is_there(above) {
        let last = name(above);
        if last.is_empty() || matches!(last, "." | "..") {
            return None;
        }
        below.push(last);
        let is_top = above.starts_with('/') && parent(above).is_empty();
        above = if is_top { "/" } else { parent(above) };
        if above.is_empty() {
            break;
        }
    }
    let mut found = above.to_owned();
    for part in below.into_iter().rev() {
        let entries = files.entries(&found)?;
        let is_it = |entry: &&Entry| is_same_name(&entry.name, part);
        let entry = match part.as_bytes().first() {
            Some(first) if first.is_ascii() => beginning_with(&entries, *first).find(is_it),
            _ => entries.iter().find(is_it),
        };
        found = join(&found, &entry?.name);
    }
    Some(found)
}

/// Whether two names differ in letter case alone, as Windows compares them.
pub fn is_same_name(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || !a.is_ascii() && a.to_lowercase() == b.to_lowercase()
}

/// Whether `path` lies in `folder` (both as [`join`] writes them).
pub fn is_inside(folder: &str, path: &str) -> bool {
    if folder.is_empty() || folder == "." {
        return !path.starts_with("..") && !path.starts_with('/');
    }
    path.strip_prefix(folder.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn join_resolves_dots_and_keeps_what_it_cannot_resolve() {
        assert_eq!(join("a/b", r"..\c\.\d"), "a/c/d");
        assert_eq!(join("a", "../../x"), "../x");
        assert_eq!(join("/a", "../../x"), "/x");
        assert_eq!(join("", "x/y"), "x/y");
        for (path, resolved) in
            [("a//b", "a/b"), ("a/", "a"), ("./a", "a"), ("a/..", ""), (r"a\b", "a/b"), ("//a", "/a")]
        {
            assert_eq!(join("", path), resolved);
            assert!(is_resolved(resolved) && !is_resolved(path), "{path}");
        }
        assert_eq!(join("", "/"), "/");
        assert_eq!(join("", ".vs/a..b"), ".vs/a..b");
        assert!(is_inside("a", &join("a", "b/../c")));
        assert!(!is_inside("a", &join("a", "../b")));
    }

    #[test]
    fn entries_are_found_by_their_first_letter() {
        let named = |name: &&str| Entry { name: (*name).to_owned(), is_folder: false };
        let entries: Vec<Entry> = ["", "1", "A", "Ab", "B", "_", "a", "aa", "b"].iter().map(named).collect();
        let found = |letter| beginning_with(&entries, letter).map(|e| e.name.as_str()).collect::<Vec<_>>();
        assert_eq!(found(b'a'), ["A", "Ab", "a", "aa"]);
        assert_eq!(found(b'B'), ["B", "b"]);
        assert_eq!(found(b'_'), ["_"]);
        assert_eq!(found(b'z'), [""; 0]);
    }

    #[test]
    fn a_path_is_found_in_whatever_letter_case_it_is_stored() {
        let files = MemoryFiles::new().with("w/Shop/Web.Config", "").with("/abs/One/two.config", "");
        let stored = |path| stored(&files, path);
        assert_eq!(stored("w/Shop/Web.Config").unwrap(), "w/Shop/Web.Config");
        assert_eq!(stored("W/shop/web.config").unwrap(), "w/Shop/Web.Config");
        assert_eq!(stored("/ABS/one/TWO.config").unwrap(), "/abs/One/two.config");
        assert_eq!(stored("w/shop").unwrap(), "w/Shop");
        assert_eq!(stored("w/shop/other.config"), None);
        assert_eq!(stored("../x"), None);
        assert_eq!(stored(""), Some(String::new()), "the working directory");
    }
}
