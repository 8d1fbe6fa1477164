//! The files as the editor sees them: open documents in front of the disk.

use crate::documents::Documents;
use crate::proto::from;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use webconfig_files::{Attributes, Entry, FileProblem, Files};
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
        from::is_on_disk(path).then(|| self.disk.entries(path)).flatten()
    }

    fn attributes(&self, path: &str) -> Option<Attributes> {
        from::is_on_disk(path).then(|| self.disk.attributes(path)).flatten()
    }

    fn is_file(&self, path: &str) -> bool {
        let on_disk = self.ask(path);
        self.open.contains_key(path) || on_disk && self.disk.is_file(path)
    }

    fn is_folder(&self, path: &str) -> bool {
        from::is_on_disk(path) && self.disk.is_folder(path)
    }
}
