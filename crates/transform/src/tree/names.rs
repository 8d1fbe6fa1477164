//! Names and namespaces, interned per tree.

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

/// The namespace of the prefix `xmlns`.
pub(crate) const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

const URIS: [&str; 4] = ["", XML_NAMESPACE, XMLNS_NAMESPACE, crate::TRANSFORM_NAMESPACE];

/// A name in the table's text.
#[derive(Clone, Copy, Debug)]
struct Name {
    start: u32,
    end: u32,
    prefix: NameId,
    local: NameId,
}

/// Strings with ids: open addressing, so that a string is stored once and found with one comparison.
#[derive(Clone, Debug, Default)]
struct Slots {
    slots: Vec<u32>,
    count: usize,
}

const FREE: u32 = u32::MAX;

fn hash(text: &str) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let bytes = text.as_bytes();
    let mut h = (bytes.len() as u64).wrapping_mul(K);
    let mut mix = |word: u64| h = (h.rotate_left(5) ^ word).wrapping_mul(K);
    let (eights, rest) = bytes.as_chunks::<8>();
    for &eight in eights {
        mix(u64::from_le_bytes(eight));
    }
    // The first and the last four bytes overlap where there are fewer than eight.
    match (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        (Some(&first), Some(&last)) => {
            mix(u64::from(u32::from_le_bytes(first)) << 32 | u64::from(u32::from_le_bytes(last)));
        }
        _ => mix(rest.iter().fold(0u64, |w, &b| (w << 8) | u64::from(b))),
    }
    h ^ (h >> 29)
}

impl Slots {
    /// The id of a text, or the slot where it would be.
    fn find<'t>(&self, text: &str, of: impl Fn(u32) -> &'t str) -> Result<u32, usize> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = hash(text) as usize & mask;
        loop {
            match self.slots.get(slot) {
                None | Some(&FREE) => return Err(slot),
                Some(&id) if of(id) == text => return Ok(id),
                Some(_) => slot = (slot + 1) & mask,
            }
        }
    }

    fn insert<'t>(&mut self, slot: usize, id: u32, of: impl Fn(u32) -> &'t str) {
        self.count += 1;
        if let Some(free) = self.slots.get_mut(slot) {
            *free = id;
        }
        if self.count * 2 >= self.slots.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![FREE; (old.len() * 2).max(64)];
            let mask = self.slots.len() - 1;
            for id in old.into_iter().filter(|&id| id != FREE) {
                let mut slot = hash(of(id)) as usize & mask;
                while self.slots.get(slot).is_some_and(|&s| s != FREE) {
                    slot = (slot + 1) & mask;
                }
                if let Some(free) = self.slots.get_mut(slot) {
                    *free = id;
                }
            }
        }
    }
}

/// The table.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    /// All names, one behind the other.
    text: String,
    entries: Vec<Name>,
    slots: Slots,
    uris: Vec<Box<str>>,
    uri_slots: Slots,
}

fn empty(size: usize) -> Slots {
    Slots { slots: vec![FREE; size], count: 0 }
}

impl Names {
    pub(crate) fn new() -> Self {
        let mut names = Self {
            text: String::with_capacity(1024),
            entries: Vec::with_capacity(64),
            slots: empty(128),
            uris: Vec::with_capacity(8),
            uri_slots: empty(32),
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
        let slot = match self.slots.find(text, |id| name_text(&self.text, &self.entries, id)) {
            Ok(id) => return NameId(id),
            Err(slot) => slot,
        };
        let id = NameId(self.entries.len() as u32);
        let start = self.text.len() as u32;
        self.text.push_str(text);
        let end = self.text.len() as u32;
        self.entries.push(Name { start, end, prefix: NameId::EMPTY, local: id });
        let (all, entries) = (&self.text, &self.entries);
        self.slots.insert(slot, id.0, |id| name_text(all, entries, id));
        if let Some(colon) = text.find(':').filter(|&c| c > 0) {
            let prefix = self.intern(text.get(..colon).unwrap_or(""));
            let local = self.intern(text.get(colon + 1..).unwrap_or(""));
            if let Some(name) = self.entries.get_mut(id.0 as usize) {
                name.prefix = prefix;
                name.local = local;
            }
        }
        id
    }

    /// The id of a name that occurs already.
    pub(crate) fn find(&self, text: &str) -> Option<NameId> {
        self.slots.find(text, |id| name_text(&self.text, &self.entries, id)).ok().map(NameId)
    }

    /// The id of a namespace name.
    pub(crate) fn namespace(&mut self, uri: &str) -> NamespaceId {
        let slot = match self.uri_slots.find(uri, |id| uri_text(&self.uris, id)) {
            Ok(id) => return NamespaceId(id),
            Err(slot) => slot,
        };
        let id = NamespaceId(self.uris.len() as u32);
        self.uris.push(uri.into());
        let uris = &self.uris;
        self.uri_slots.insert(slot, id.0, |id| uri_text(uris, id));
        id
    }

    /// The id of a namespace name that occurs already.
    pub(crate) fn find_namespace(&self, uri: &str) -> Option<NamespaceId> {
        self.uri_slots.find(uri, |id| uri_text(&self.uris, id)).ok().map(NamespaceId)
    }

    pub(crate) fn uri(&self, id: NamespaceId) -> &str {
        self.uris.get(id.0 as usize).map_or("", |u| u)
    }

    #[inline]
    pub(crate) fn text(&self, id: NameId) -> &str {
        name_text(&self.text, &self.entries, id.0)
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

#[inline]
fn name_text<'t>(text: &'t str, entries: &[Name], id: u32) -> &'t str {
    entries.get(id as usize).and_then(|n| text.get(n.start as usize..n.end as usize)).unwrap_or("")
}

fn uri_text(uris: &[Box<str>], id: u32) -> &str {
    uris.get(id as usize).map_or("", |u| u)
}
