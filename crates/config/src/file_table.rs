//! Parsed files by id and by path; each file is read and parsed once.

use crate::FileKind;
use foldhash::HashMap;
use webconfig_files::{FileProblem, Files};
use webconfig_syntax::Document;
use webconfig_text::{FileId, SourceText};

/// A parsed file.
#[derive(Clone, Debug)]
pub struct ConfigFile {
    /// Its id.
    pub id: FileId,
    /// Its path as findings print it, with `/`.
    pub path: String,
    /// Its text.
    pub source: SourceText,
    /// Its tree.
    pub document: Document,
    /// What it is.
    pub kind: FileKind,
    /// Whether it is one of our stock files rather than the user's.
    pub is_stock: bool,
    /// Whether findings in it are wanted.
    pub is_linted: bool,
}

impl ConfigFile {
    /// Parses a text; without a kind, name and content decide. Findings in it are wanted.
    pub fn new(id: FileId, path: &str, source: SourceText, kind: Option<FileKind>) -> Self {
        let document = Document::parse(source.shared_text());
        let kind = kind.unwrap_or_else(|| FileKind::of(path, &document));
        Self { id, path: path.to_owned(), source, document, kind, is_stock: false, is_linted: true }
    }

    /// The line of an offset, from 1.
    pub fn line(&self, offset: u32) -> u32 {
        self.source.lines().line(offset) + 1
    }
}

/// Files by id and path.
#[derive(Debug, Default)]
pub struct FileTable {
    files: Vec<ConfigFile>,
    by_id: HashMap<FileId, usize>,
    by_path: HashMap<String, FileId>,
    next: u32,
}

impl FileTable {
    /// A table that gives out ids from `first` on.
    pub fn new(first: u32) -> Self {
        Self { next: first, ..Self::default() }
    }

    /// Adds a parsed file under an id that the caller gave out.
    pub fn insert(&mut self, file: ConfigFile) -> FileId {
        let id = file.id;
        self.next = self.next.max(id.0.saturating_add(1));
        self.by_id.insert(id, self.files.len());
        self.by_path.insert(key(&file.path), id);
        self.files.push(file);
        id
    }

    /// An id for a path that need not exist, so that findings can name it.
    pub fn name(&mut self, path: &str) -> FileId {
        match self.by_path(path) {
            Some(id) => id,
            None => self.add(path, SourceText::from_text(""), Some(FileKind::Fragment), false),
        }
    }

    /// Parses a text and adds it under a new id.
    pub fn add(&mut self, path: &str, source: SourceText, kind: Option<FileKind>, is_linted: bool) -> FileId {
        let file = ConfigFile::new(FileId(self.next), path, source, kind);
        self.insert(ConfigFile { is_linted, ..file })
    }

    /// The file at a path, read now if it is not there yet.
    pub fn load(
        &mut self,
        files: &dyn Files,
        path: &str,
        kind: Option<FileKind>,
        is_linted: bool,
    ) -> Result<FileId, FileProblem> {
        if let Some(id) = self.by_path(path) {
            return Ok(id);
        }
        let source = files.text(path)?;
        Ok(self.add(path, source, kind, is_linted))
    }

    /// The id of a path that is already there.
    pub fn by_path(&self, path: &str) -> Option<FileId> {
        self.by_path.get(&key(path)).copied()
    }

    /// The file of an id.
    pub fn get(&self, id: FileId) -> Option<&ConfigFile> {
        self.files.get(*self.by_id.get(&id)?)
    }

    /// All files, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &ConfigFile> {
        self.files.iter()
    }
}

fn key(path: &str) -> String {
    webconfig_files::join("", path)
}
