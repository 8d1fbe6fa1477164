//! The files as the editor sees them: open documents in front of the disk.

use crate::documents::Documents;
use crate::proto::from;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use webconfig_files::{Attributes, Entry, FileProblem, Files, name, parent};
use webconfig_host::{Disk, WorkingDirectory};
use webconfig_text::SourceText;

/// The files of one run: they stand still, and what was asked for is remembered.
#[derive(Debug)]
pub(crate) struct OpenFiles {
    open: BTreeMap<String, SourceText>,
    disk: Disk,
    asked: Mutex<BTreeSet<String>>,
}

impl OpenFiles {
    /// The open documents in front of the disk as it is now.
    pub(crate) fn new(documents: &Documents) -> Self {
        let on_disk = documents.iter().filter(|document| document.home.is_on_disk);
        let open = on_disk.map(|d| (d.home.path.clone(), d.snapshot.source().clone())).collect();
        Self { open, disk: Disk::new(WorkingDirectory::at("")), asked: Mutex::default() }
    }

    /// The text of a path on the disk, whatever is open.
    pub(crate) fn saved_text(&self, path: &str) -> Option<SourceText> {
        self.disk.text(path).ok()
    }

    /// The paths of all files that were asked for.
    pub(crate) fn asked(self) -> BTreeSet<String> {
        self.asked.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self, path: &str) -> bool {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        from::is_on_disk(path)
    }
}

impl Files for OpenFiles {
    fn text(&self, path: &str) -> Result<SourceText, FileProblem> {
        let on_disk = self.ask(path);
        match self.open.get(path) {
            Some(text) => Ok(text.clone()),
            None if on_disk => self.disk.text(path),
            None => Err(FileProblem::Missing),
        }
    }

    fn bytes(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileProblem> {
        if self.ask(path) { self.disk.bytes(path, limit) } else { Err(FileProblem::Missing) }
    }

    fn entries(&self, path: &str) -> Option<Arc<[Entry]>> {
        let listed = from::is_on_disk(path).then(|| self.disk.entries(path)).flatten();
        // A document that was never saved is in its folder all the same.
        let is_listed = |file: &str| listed.iter().flat_map(|l| l.iter()).any(|e| e.name == file);
        let unsaved: Vec<Entry> = self
            .open
            .keys()
            .filter(|file| parent(file) == path && !is_listed(name(file)))
            .map(|file| Entry { name: name(file).to_owned(), is_folder: false })
            .collect();
        if unsaved.is_empty() {
            return listed;
        }
        let mut all: Vec<Entry> = listed.iter().flat_map(|l| l.iter().cloned()).chain(unsaved).collect();
        all.sort_unstable();
        Some(all.into())
    }

    fn attributes(&self, path: &str) -> Option<Attributes> {
        let on_disk = from::is_on_disk(path).then(|| self.disk.attributes(path)).flatten();
        let unsaved = || {
            let size = self.open.get(path)?.text().len() as u64;
            Some(Attributes { size, is_read_only: false })
        };
        on_disk.or_else(unsaved)
    }

    fn is_file(&self, path: &str) -> bool {
        let on_disk = self.ask(path);
        self.open.contains_key(path) || on_disk && self.disk.is_file(path)
    }

    fn is_folder(&self, path: &str) -> bool {
        from::is_on_disk(path) && self.disk.is_folder(path)
    }
}
