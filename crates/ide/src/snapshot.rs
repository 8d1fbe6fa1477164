//! A file as it stood at one moment.

use std::sync::{Arc, OnceLock};
use webconfig_config::FileKind;
use webconfig_syntax::Document;
use webconfig_text::SourceText;

/// A file as it stood at one moment. Cloning is cheap; parsing happens at the first question.
#[derive(Clone, Debug)]
pub struct Snapshot {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: String,
    source: SourceText,
    document: OnceLock<Document>,
    kind: OnceLock<FileKind>,
}

impl Snapshot {
    /// A text under the path that findings print, with `/`.
    pub fn new(path: impl Into<String>, source: SourceText) -> Self {
        let inner = Inner { path: path.into(), source, document: OnceLock::new(), kind: OnceLock::new() };
        Self { inner: Arc::new(inner) }
    }

    /// Its path.
    pub fn path(&self) -> &str {
        &self.inner.path
    }

    /// Its text, with lines.
    pub fn source(&self) -> &SourceText {
        &self.inner.source
    }

    /// Its tree.
    pub fn document(&self) -> &Document {
        self.inner.document.get_or_init(|| Document::parse(self.inner.source.shared_text()))
    }

    /// What it is, by name and content.
    pub fn kind(&self) -> FileKind {
        *self.inner.kind.get_or_init(|| FileKind::of(&self.inner.path, self.document()))
    }
}
