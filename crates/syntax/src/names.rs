//! Names, interned per document.

use webconfig_text::TextRange;

/// Index of an interned name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct NameId(pub(crate) u32);

/// No prefix.
pub(crate) const NONE: u32 = u32::MAX;

#[derive(Clone, Debug)]
pub(crate) struct NameData {
    /// First occurrence in the text.
    pub(crate) range: TextRange,
    /// Length of the part before the first colon; 0 for none.
    pub(crate) prefix_len: u32,
    /// Name id of the prefix, [`NONE`] for none.
    pub(crate) prefix: u32,
    pub(crate) is_xmlns: bool,
    /// A colon in a place where the namespace recommendation forbids it.
    pub(crate) is_bad: bool,
}

impl NameData {
    fn bytes<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        text.get(self.range.start() as usize..self.range.end() as usize).unwrap_or(&[])
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) data: Vec<NameData>,
    slots: Vec<u32>,
}

/// Eight bytes at a time, the last ones read once more rather than one by one: names are short, and there are many.
fn hash(name: &[u8]) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    fn bytes<const N: usize>(name: &[u8], at: usize) -> [u8; N] {
        name.get(at..at + N).and_then(|b| b.try_into().ok()).unwrap_or([0; N])
    }
    let mix = |h: u64, word: u64| (h.rotate_left(5) ^ word).wrapping_mul(K);
    let length = name.len();
    let mut h = (length as u64).wrapping_mul(K);
    if length >= 8 {
        let mut at = 0;
        while at + 8 < length {
            h = mix(h, u64::from_le_bytes(bytes(name, at)));
            at += 8;
        }
        h = mix(h, u64::from_le_bytes(bytes(name, length - 8)));
    } else if length >= 4 {
        let [low, high] = [0, length - 4].map(|at| u64::from(u32::from_le_bytes(bytes(name, at))));
        h = mix(h, low | high << 32);
    } else {
        h = mix(h, name.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }
    // A product's low bits know nothing of the high ones, where the last letters of a short name are.
    let h = (h ^ (h >> 32)).wrapping_mul(K);
    h ^ (h >> 29)
}

impl Names {
    pub(crate) fn intern(&mut self, text: &str, range: TextRange) -> NameId {
        let name = range.of(text);
        let bytes = text.as_bytes();
        if self.slots.len() < (self.data.len() + 1) * 2 {
            self.grow(text);
        }
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = hash(name.as_bytes()) as usize & mask;
        while let Some(&found) = self.slots.get(slot) {
            match self.data.get(found as usize) {
                Some(data) if data.bytes(bytes) == name.as_bytes() => return NameId(found),
                Some(_) => slot = (slot + 1) & mask,
                None => break,
            }
        }
        let id = self.data.len() as u32;
        let colon = name.find(':');
        let prefix_len = colon.unwrap_or(0) as u32;
        self.data.push(NameData {
            range,
            prefix_len,
            prefix: NONE,
            is_xmlns: name == "xmlns" || name.starts_with("xmlns:"),
            is_bad: colon.is_some_and(|c| {
                let local = name.get(c + 1..).unwrap_or("");
                c == 0
                    || local.contains(':')
                    || !local.chars().next().is_some_and(crate::characters::is_name_start_char)
            }),
        });
        if let Some(s) = self.slots.get_mut(slot) {
            *s = id;
        }
        if prefix_len > 0 {
            let prefix = self.intern(text, TextRange::at(range.start(), prefix_len));
            if let Some(data) = self.data.get_mut(id as usize) {
                data.prefix = prefix.0;
            }
        }
        NameId(id)
    }

    fn grow(&mut self, text: &str) {
        // Ordinary files have some fifty names.
        let size = (self.slots.len() * 2).max(128);
        let mask = size - 1;
        let mut slots = vec![u32::MAX; size];
        for (id, data) in self.data.iter().enumerate() {
            let mut slot = hash(data.range.of(text).as_bytes()) as usize & mask;
            while slots.get(slot).is_some_and(|&s| s != u32::MAX) {
                slot = (slot + 1) & mask;
            }
            if let Some(s) = slots.get_mut(slot) {
                *s = id as u32;
            }
        }
        self.slots = slots;
    }

    pub(crate) fn get(&self, id: NameId) -> Option<&NameData> {
        self.data.get(id.0 as usize)
    }

    pub(crate) fn find(&self, text: &str, name: &str) -> Option<NameId> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut slot = hash(name.as_bytes()) as usize & mask;
        loop {
            let &found = self.slots.get(slot)?;
            let data = self.data.get(found as usize)?;
            if data.range.of(text) == name {
                return Some(NameId(found));
            }
            slot = (slot + 1) & mask;
        }
    }
}
