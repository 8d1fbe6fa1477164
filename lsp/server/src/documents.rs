//! The open documents. A [`Documents`] is a value: the main loop makes a new one for each change, and whoever answers
//! a request keeps the one of its moment.

use crate::buffer::Buffer;
use crate::proto::from::{self, Home};
use std::collections::BTreeMap;
use std::sync::Arc;
use webconfig_ide::Snapshot;

/// An open document. Cloning is cheap.
#[derive(Clone, Debug)]
pub(crate) struct OpenDocument {
    /// Its URI as the client wrote it when it opened the document.
    pub(crate) uri: Arc<str>,
    /// Where it lives.
    pub(crate) home: Arc<Home>,
    /// The client's number for this text.
    pub(crate) version: i32,
    /// Our number for this text; no two texts have the same.
    pub(crate) revision: u64,
    /// Its text.
    pub(crate) buffer: Buffer,
    /// The analysed text, parsed at the first question.
    pub(crate) snapshot: Snapshot,
    /// Whether the text may be that of the file: nothing was typed since it was opened or saved.
    pub(crate) is_as_saved: bool,
}

/// The open documents by the key of their home.
#[derive(Clone, Debug, Default)]
pub(crate) struct Documents {
    open: Arc<BTreeMap<String, OpenDocument>>,
    revision: u64,
}

impl Documents {
    /// The document of a URI in any spelling.
    pub(crate) fn get(&self, uri: &str) -> Option<&OpenDocument> {
        self.open.get(&from::home(uri).key)
    }

    /// The document of a key.
    pub(crate) fn by_key(&self, key: &str) -> Option<&OpenDocument> {
        self.open.get(key)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &OpenDocument> {
        self.open.values()
    }

    /// Opens a document, or replaces what was open there.
    pub(crate) fn open(&mut self, uri: &str, version: i32, text: String) -> &OpenDocument {
        self.put(uri.into(), Arc::new(from::home(uri)), version, Buffer::new(text), true)
    }

    /// Gives a document another text; `None` where it is not open.
    pub(crate) fn change(&mut self, key: &str, version: i32, buffer: Buffer) -> Option<&OpenDocument> {
        let OpenDocument { uri, home, .. } = self.open.get(key)?.clone();
        Some(self.put(uri, home, version, buffer, false))
    }

    /// Notes that a document and its file are the same now.
    pub(crate) fn saved(&mut self, uri: &str) -> Option<&OpenDocument> {
        let document = self.get(uri)?.clone();
        Some(self.put(document.uri, document.home, document.version, document.buffer, true))
    }

    /// Closes a document.
    pub(crate) fn close(&mut self, uri: &str) -> Option<OpenDocument> {
        Arc::make_mut(&mut self.open).remove(&from::home(uri).key)
    }

    fn put(
        &mut self,
        uri: Arc<str>,
        home: Arc<Home>,
        version: i32,
        buffer: Buffer,
        is_as_saved: bool,
    ) -> &OpenDocument {
        self.revision += 1;
        let snapshot = Snapshot::new(home.path.as_str(), buffer.analysed().clone());
        let key = home.key.clone();
        let document =
            OpenDocument { uri, home, version, revision: self.revision, buffer, snapshot, is_as_saved };
        let open = Arc::make_mut(&mut self.open);
        open.remove(&key);
        open.entry(key).or_insert(document)
    }
}
