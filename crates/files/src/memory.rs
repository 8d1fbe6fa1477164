//! Files in memory: tests, documentation examples, open editor documents.

use crate::{Entry, FileProblem, Files};
use std::collections::BTreeMap;
use webconfig_text::SourceText;

/// Files that exist only in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    files: BTreeMap<String, Vec<u8>>,
    folders: std::collections::BTreeSet<String>,
}

impl MemoryFiles {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file (and with it its folders).
    #[must_use]
    pub fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.insert(path, bytes);
        self
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.files.insert(crate::join("", path), bytes.into());
    }

    /// Adds an empty folder.
    pub fn insert_folder(&mut self, path: &str) {
        self.folders.insert(crate::join("", path));
    }
}

impl Files for MemoryFiles {
    fn text(&self, path: &str) -> Result<SourceText, FileProblem> {
        let bytes = self.files.get(&crate::join("", path)).ok_or(FileProblem::Missing)?;
        SourceText::decode(bytes).map_err(|_| FileProblem::TooLarge)
    }

    fn bytes(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileProblem> {
        let bytes = self.files.get(&crate::join("", path)).ok_or(FileProblem::Missing)?;
        Ok(bytes.get(..limit.min(bytes.len())).unwrap_or(&[]).to_vec())
    }

    fn entries(&self, path: &str) -> Option<Vec<Entry>> {
        let folder = crate::join("", path);
        let prefix = match folder.as_str() {
            "" => String::new(),
            "/" => "/".to_owned(),
            folder => format!("{folder}/"),
        };
        let mut found: BTreeMap<&str, Entry> = BTreeMap::new();
        let mut exists = folder.is_empty() || self.folders.contains(&folder);
        let places = self.files.iter().map(|(p, b)| (p, b.len() as u64, false));
        for (path, size, is_folder) in places.chain(self.folders.iter().map(|p| (p, 0, true))) {
            let Some(rest) = path.strip_prefix(&prefix).filter(|r| !r.is_empty()) else { continue };
            exists = true;
            let (name, below) = rest.split_once('/').map_or((rest, false), |(n, _)| (n, true));
            found.entry(name).or_insert(Entry {
                name: name.to_owned(),
                is_folder: is_folder || below,
                size: if below { 0 } else { size },
                is_read_only: false,
            });
        }
        exists.then(|| found.into_values().collect())
    }

    fn is_file(&self, path: &str) -> bool {
        self.files.contains_key(&crate::join("", path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_from_their_files() {
        let files = MemoryFiles::new().with("a/b/web.config", "x").with("a/c", "yz");
        let names: Vec<_> =
            files.entries("a").unwrap().into_iter().map(|e| (e.name, e.is_folder, e.size)).collect();
        assert_eq!(names, [("b".to_owned(), true, 0), ("c".to_owned(), false, 2)]);
        assert!(files.entries("nowhere").is_none());
        assert!(files.is_folder("a/b") && !files.is_file("a/b"));
    }
}
