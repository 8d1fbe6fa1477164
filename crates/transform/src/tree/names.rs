//! Names and namespaces, interned per tree.

use std::collections::HashMap;

/// Index of an interned name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NameId(pub(crate) u32);

impl NameId {
    /// The empty name.
    pub(crate) const EMPTY: Self = Self(0);
    /// `xmlns`
    pub(crate) const XMLNS: Self = Self(1);
    /// `xml`
    pub(crate) const XML: Self = Self(2);
}

/// Index of an interned namespace name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NamespaceId(pub(crate) u32);

impl NamespaceId {
    /// No namespace.
    pub(crate) const NONE: Self = Self(0);
    /// The namespace of the prefix `xml`.
    pub(crate) const XML: Self = Self(1);
    /// The namespace of namespace declarations.
    pub(crate) const XMLNS: Self = Self(2);
    /// The XDT namespace.
    pub(crate) const XDT: Self = Self(3);
}

/// The namespace of the prefix `xml`.
pub(crate) const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

const URIS: [&str; 4] = ["", XML_NAMESPACE, "http://www.w3.org/2000/xmlns/", crate::TRANSFORM_NAMESPACE];

#[derive(Clone, Debug)]
struct Name {
    text: Box<str>,
    /// Byte of the colon, 0 for none.
    colon: u32,
    prefix: NameId,
    local: NameId,
}

/// The table.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    entries: Vec<Name>,
    ids: HashMap<Box<str>, NameId>,
    uris: Vec<Box<str>>,
    uri_ids: HashMap<Box<str>, NamespaceId>,
}

impl Names {
    pub(crate) fn new() -> Self {
        let mut names = Self {
            entries: Vec::with_capacity(64),
            ids: HashMap::with_capacity(64),
            uris: Vec::new(),
            uri_ids: HashMap::new(),
        };
        for name in ["", "xmlns", "xml"] {
            names.intern(name);
        }
        for uri in URIS {
            names.namespace(uri);
        }
        names
    }

    /// The id of a qualified name.
    pub(crate) fn intern(&mut self, text: &str) -> NameId {
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        let id = NameId(self.entries.len() as u32);
        self.ids.insert(text.into(), id);
        self.entries.push(Name { text: text.into(), colon: 0, prefix: NameId::EMPTY, local: id });
        if let Some(colon) = text.find(':').filter(|&c| c > 0) {
            let prefix = self.intern(text.get(..colon).unwrap_or(""));
            let local = self.intern(text.get(colon + 1..).unwrap_or(""));
            if let Some(name) = self.entries.get_mut(id.0 as usize) {
                name.colon = colon as u32;
                name.prefix = prefix;
                name.local = local;
            }
        }
        id
    }

    /// The id of a name that occurs already.
    pub(crate) fn find(&self, text: &str) -> Option<NameId> {
        self.ids.get(text).copied()
    }

    /// The id of a namespace name.
    pub(crate) fn namespace(&mut self, uri: &str) -> NamespaceId {
        if let Some(&id) = self.uri_ids.get(uri) {
            return id;
        }
        let id = NamespaceId(self.uris.len() as u32);
        self.uris.push(uri.into());
        self.uri_ids.insert(uri.into(), id);
        id
    }

    /// The id of a namespace name that occurs already.
    pub(crate) fn find_namespace(&self, uri: &str) -> Option<NamespaceId> {
        self.uri_ids.get(uri).copied()
    }

    pub(crate) fn uri(&self, id: NamespaceId) -> &str {
        self.uris.get(id.0 as usize).map_or("", |u| u)
    }

    #[inline]
    pub(crate) fn text(&self, id: NameId) -> &str {
        self.entries.get(id.0 as usize).map_or("", |n| &n.text)
    }

    /// The part before the colon.
    pub(crate) fn prefix(&self, id: NameId) -> NameId {
        self.entries.get(id.0 as usize).map_or(NameId::EMPTY, |n| n.prefix)
    }

    /// The part after the colon.
    #[inline]
    pub(crate) fn local(&self, id: NameId) -> NameId {
        self.entries.get(id.0 as usize).map_or(NameId::EMPTY, |n| n.local)
    }
}
