//! A file under test.

use crate::{ContextKind, FileKind};
use webconfig_diagnostics::Place;
use webconfig_syntax::Document;
use webconfig_text::{FileId, SourceText, TextRange};

/// A file under test: text, tree, and what it is.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its id in this run.
    pub id: FileId,
    /// Its path as reports print it, with `/`.
    pub path: String,
    /// Its text.
    pub source: SourceText,
    /// Its tree.
    pub document: Document,
    /// What it is.
    pub kind: FileKind,
    /// Where it lives.
    pub context: ContextKind,
    /// Whether it stands for the build configuration Debug.
    pub is_debug: bool,
}

impl SourceFile {
    /// Parses `source`; the kind is that of name and content, the context `server`, the configuration not Debug.
    pub fn new(id: FileId, path: impl Into<String>, source: SourceText) -> Self {
        let path = path.into();
        let document = Document::parse(source.shared_text());
        let kind = FileKind::of(&path, &document);
        Self { id, path, source, document, kind, context: ContextKind::Server, is_debug: false }
    }

    /// The decoded text.
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// A range of this file.
    pub fn place(&self, range: TextRange) -> Place {
        Place::new(self.id, range)
    }

    /// The line of an offset, from 1.
    pub fn line(&self, offset: u32) -> u32 {
        self.source.lines().line(offset) + 1
    }
}
