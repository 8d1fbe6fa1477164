//! Files in memory: tests, documentation examples, open editor documents.

use crate::{Attributes, Entry, FileProblem, Files};
use std::collections::BTreeMap;
use std::sync::Arc;
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

    fn entries(&self, path: &str) -> Option<Arc<[Entry]>> {
        let folder = crate::join("", path);
        let prefix = match folder.as_str() {
            "" => String::new(),
            "/" => "/".to_owned(),
            folder => format!("{folder}/"),
        };
        let mut found: BTreeMap<&str, Entry> = BTreeMap::new();
        let mut exists = folder.is_empty() || self.folders.contains(&folder);
        let places = self.files.keys().map(|p| (p, false));
        for (path, is_folder) in places.chain(self.folders.iter().map(|p| (p, true))) {
            let Some(rest) = path.strip_prefix(&prefix).filter(|r| !r.is_empty()) else { continue };
            exists = true;
            let (name, below) = rest.split_once('/').map_or((rest, false), |(n, _)| (n, true));
            found.entry(name).or_insert(Entry { name: name.to_owned(), is_folder: is_folder || below });
        }
        exists.then(|| found.into_values().collect())
    }

    fn attributes(&self, path: &str) -> Option<Attributes> {
        let bytes = self.files.get(&crate::join("", path))?;
        Some(Attributes { size: bytes.len() as u64, is_read_only: false })
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
            files.entries("a").unwrap().iter().map(|e| (e.name.clone(), e.is_folder)).collect();
        assert_eq!(names, [("b".to_owned(), true), ("c".to_owned(), false)]);
        assert_eq!(files.attributes("a/c").map(|a| a.size), Some(2));
        assert_eq!(files.attributes("a/b"), None);
        assert!(files.entries("nowhere").is_none());
        assert!(files.is_folder("a/b") && !files.is_file("a/b"));
    }
}
