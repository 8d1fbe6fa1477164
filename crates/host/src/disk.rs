//! Files on disk, read once.

use crate::{HostError, WorkingDirectory, read};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use webconfig_files::{Attributes, Entry, FileProblem, Files, join, parent};
use webconfig_text::SourceText;

type Kept<T> = RwLock<foldhash::HashMap<String, T>>;

/// The files of a working directory. What was decoded or listed is kept: within one run the disk stands still,
/// so that two rules never see two versions of a file.
#[derive(Debug)]
pub struct Disk {
    working_directory: WorkingDirectory,
    texts: Kept<Result<SourceText, FileProblem>>,
    /// The paths of texts that do not come from the disk.
    placed: RwLock<BTreeSet<String>>,
    folders: Kept<Option<Arc<[Entry]>>>,
}

impl Disk {
    /// The files as seen from a working directory.
    pub fn new(working_directory: WorkingDirectory) -> Self {
        Self {
            working_directory,
            texts: RwLock::default(),
            placed: RwLock::default(),
            folders: RwLock::default(),
        }
    }

    /// The working directory.
    pub fn working_directory(&self) -> &WorkingDirectory {
        &self.working_directory
    }

    /// Puts a text at a path, whatever the disk has there: standard input, a document open in an editor.
    pub fn place(&self, path: &str, text: SourceText) {
        let mut texts = self.texts.write().unwrap_or_else(PoisonError::into_inner);
        texts.insert(path.to_owned(), Ok(text));
        self.placed.write().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
    }

    /// The paths of what was placed, sorted.
    pub fn placed(&self) -> Vec<String> {
        self.placed.read().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Makes a file vanish for this run, while the disk keeps it.
    pub fn hide(&self, path: &str) {
        let mut texts = self.texts.write().unwrap_or_else(PoisonError::into_inner);
        texts.insert(path.to_owned(), Err(FileProblem::Missing));
        self.placed.write().unwrap_or_else(PoisonError::into_inner).remove(path);
    }

    /// Forgets everything that was read: after the program has written, and when an editor says that files changed.
    pub fn forget(&self) {
        self.texts.write().unwrap_or_else(PoisonError::into_inner).clear();
        self.placed.write().unwrap_or_else(PoisonError::into_inner).clear();
        self.folders.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn decode(&self, path: &str) -> Result<SourceText, FileProblem> {
        let bytes = read(&self.working_directory.local(path), path).map_err(problem)?;
        SourceText::decode(&bytes).map_err(|_| FileProblem::TooLarge)
    }

    fn list(&self, path: &str) -> Option<Arc<[Entry]>> {
        let mut entries: Vec<Entry> = fs::read_dir(self.working_directory.local(path))
            .ok()?
            .filter_map(Result::ok)
            .filter_map(|entry| {
                let kind = entry.file_type().ok()?;
                // A link counts as what it leads to; one that leads nowhere still is an entry of the folder.
                let is_folder = if kind.is_symlink() {
                    fs::metadata(entry.path()).is_ok_and(|m| m.is_dir())
                } else {
                    kind.is_dir()
                };
                Some(Entry { name: entry.file_name().into_string().ok()?, is_folder })
            })
            .collect();
        self.add_placed(path, &mut entries);
        entries.sort_unstable();
        entries.dedup();
        Some(entries.into())
    }

    /// What was placed in a folder is an entry of it, whether the disk has it or not, and by whichever name the
    /// folder is listed.
    fn add_placed(&self, folder: &str, entries: &mut Vec<Entry>) {
        let folder = self.working_directory.shown(folder);
        let placed = self.placed.read().unwrap_or_else(PoisonError::into_inner);
        for path in placed.iter().filter(|path| parent(path) == folder) {
            entries.push(Entry { name: webconfig_files::name(path).to_owned(), is_folder: false });
        }
    }
}

/// Looks up, else computes and keeps. Two threads may compute the same thing once each; the first result stays.
fn kept<T: Clone>(store: &Kept<T>, path: &str, compute: impl FnOnce() -> T) -> T {
    if let Some(found) = store.read().unwrap_or_else(PoisonError::into_inner).get(path) {
        return found.clone();
    }
    let fresh = compute();
    let mut store = store.write().unwrap_or_else(PoisonError::into_inner);
    store.entry(path.to_owned()).or_insert(fresh).clone()
}

fn problem(error: HostError) -> FileProblem {
    match error {
        HostError::Missing { .. } => FileProblem::Missing,
        HostError::TooLarge { .. } => FileProblem::TooLarge,
        HostError::Unreadable { reason, .. } | HostError::Unwritable { reason, .. } => {
            FileProblem::Unreadable(reason)
        }
    }
}

impl Files for Disk {
    fn text(&self, path: &str) -> Result<SourceText, FileProblem> {
        kept(&self.texts, path, || self.decode(path))
    }

    fn bytes(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileProblem> {
        crate::read::head(&self.working_directory.local(path), limit, path).map_err(problem)
    }

    fn entries(&self, path: &str) -> Option<Arc<[Entry]>> {
        kept(&self.folders, path, || self.list(path))
    }

    fn attributes(&self, path: &str) -> Option<Attributes> {
        if let Ok(metadata) = fs::metadata(self.working_directory.local(path)) {
            let attributes =
                Attributes { size: metadata.len(), is_read_only: metadata.permissions().readonly() };
            return (!metadata.is_dir()).then_some(attributes);
        }
        let texts = self.texts.read().unwrap_or_else(PoisonError::into_inner);
        let placed = texts.get(path)?.as_ref().ok()?;
        Some(Attributes { size: placed.text().len() as u64, is_read_only: false })
    }

    fn is_file(&self, path: &str) -> bool {
        match self.texts.read().unwrap_or_else(PoisonError::into_inner).get(path) {
            Some(Ok(_)) => true,
            Some(Err(FileProblem::Missing)) => false,
            _ => fs::metadata(self.working_directory.local(path)).is_ok_and(|m| m.is_file()),
        }
    }

    fn is_folder(&self, path: &str) -> bool {
        fs::metadata(self.working_directory.local(path)).is_ok_and(|m| m.is_dir())
    }

    fn above(&self, folder: &str) -> Option<String> {
        // The text of a relative path has no end upwards; the folder that it means has.
        let absolute = self.working_directory.absolute(folder);
        let is_topmost = Path::new(&absolute).parent().is_none();
        (!is_topmost).then(|| join(folder, ".."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disk() -> (tempfile::TempDir, Disk) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();
        fs::write(folder.path().join("sub/web.config"), b"\xEF\xBB\xBF<configuration/>").unwrap();
        let disk = Disk::new(WorkingDirectory::at(folder.path()));
        (folder, disk)
    }

    #[test]
    fn what_was_placed_is_listed_under_every_name_of_its_folder() {
        let (folder, disk) = disk();
        disk.place("sub/new.config", SourceText::from_text("<configuration/>"));
        let absolute = folder.path().join("sub");
        for name in ["sub", "./sub", absolute.to_str().unwrap()] {
            let entries = disk.entries(name).unwrap();
            assert!(entries.iter().any(|e| e.name == "new.config"), "{name}: {entries:?}");
        }
    }

    #[test]
    fn files_are_decoded_and_folders_listed() {
        let (_folder, disk) = disk();
        assert_eq!(disk.text("sub/web.config").unwrap().text(), "<configuration/>");
        assert_eq!(disk.bytes("sub/web.config", 3).unwrap(), b"\xEF\xBB\xBF");
        assert_eq!(disk.text("web.config").unwrap_err(), FileProblem::Missing);
        assert!(matches!(disk.text("sub"), Err(FileProblem::Unreadable(_))));
        let names: Vec<_> = disk.entries("").unwrap().iter().map(|e| (e.name.clone(), e.is_folder)).collect();
        assert_eq!(names, [("sub".to_owned(), true)]);
        assert_eq!(disk.attributes("sub/web.config").unwrap().size, 19);
        assert_eq!(disk.attributes("sub"), None);
        assert!(disk.entries("sub/web.config").is_none() && disk.entries("no").is_none());
        assert!(disk.is_file("sub/web.config") && !disk.is_file("sub") && disk.is_folder("sub"));
    }

    #[test]
    fn the_way_up_ends_at_the_topmost_folder() {
        let (folder, disk) = disk();
        let depth = folder.path().components().count();
        for start in ["sub".to_owned(), disk.working_directory().absolute("sub")] {
            let way: Vec<String> = std::iter::successors(Some(start), |f| disk.above(f)).collect();
            assert_eq!(way.len(), depth + 1, "{way:?}");
            assert!(way.iter().all(|folder| disk.is_folder(folder)));
        }
    }

    #[test]
    fn within_a_run_a_file_does_not_change() {
        let (folder, disk) = disk();
        let before = disk.text("sub/web.config").unwrap();
        fs::write(folder.path().join("sub/web.config"), "<other/>").unwrap();
        assert_eq!(disk.text("sub/web.config").unwrap().text(), before.text());
        disk.forget();
        assert_eq!(disk.text("sub/web.config").unwrap().text(), "<other/>");
    }

    #[test]
    fn a_placed_text_stands_in_front_of_the_disk() {
        let (_folder, disk) = disk();
        disk.place("new/web.config", SourceText::from_text("<a/>"));
        assert!(disk.is_file("new/web.config"));
        assert_eq!(disk.text("new/web.config").unwrap().text(), "<a/>");
        disk.hide("sub/web.config");
        assert!(!disk.is_file("sub/web.config") && disk.text("sub/web.config").is_err());
    }
}
