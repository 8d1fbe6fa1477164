//! Edits, sorted and disjoint by construction.

use crate::TextRange;

/// Replaces the text of `range` by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced; empty for an insertion.
    pub range: TextRange,
    /// What stands there afterwards; empty for a deletion.
    pub text: String,
}

/// Why an edit was not taken: it shares bytes with one that is already there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EditConflict {
    /// The range that was refused.
    pub range: TextRange,
}

/// Edits of one text, sorted by place and pairwise disjoint.
///
/// Two insertions at one place keep the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextEdits {
    edits: Vec<TextEdit>,
}

impl TextEdits {
    /// No edits.
    pub fn new() -> Self {
        Self::default()
    }

    /// One edit.
    pub fn single(range: TextRange, text: impl Into<String>) -> Self {
        Self { edits: vec![TextEdit { range, text: text.into() }] }
    }

    /// Adds a replacement; refused when it overlaps one that is there.
    pub fn replace(&mut self, range: TextRange, text: impl Into<String>) -> Result<(), EditConflict> {
        let at = self.edits.partition_point(|e| {
            e.range.start() < range.start()
                || (e.range.start() == range.start() && (e.range.is_empty() || e.range == range))
        });
        let clashes = |e: &TextEdit| {
            e.range.overlaps(range)
                || (!range.is_empty() && e.range == range)
                || (e.range.is_empty() && range.start() < e.range.start() && e.range.start() < range.end())
                || (range.is_empty() && e.range.start() < range.start() && range.start() < e.range.end())
        };
        let before = at.checked_sub(1).and_then(|i| self.edits.get(i));
        let after = self.edits.get(at);
        if before.is_some_and(clashes) || after.is_some_and(clashes) {
            return Err(EditConflict { range });
        }
        self.edits.insert(at, TextEdit { range, text: text.into() });
        Ok(())
    }

    /// Adds an insertion at `offset`.
    pub fn insert(&mut self, offset: u32, text: impl Into<String>) -> Result<(), EditConflict> {
        self.replace(TextRange::empty(offset), text)
    }

    /// Adds a deletion.
    pub fn delete(&mut self, range: TextRange) -> Result<(), EditConflict> {
        self.replace(range, String::new())
    }

    /// Takes all edits of `other`, or none when one of them clashes.
    pub fn merge(&mut self, other: &Self) -> Result<(), EditConflict> {
        // One edit is taken or not; a file may get ten thousand of them one by one.
        if let [only] = other.edits.as_slice() {
            return self.replace(only.range, only.text.clone());
        }
        let mut merged = self.clone();
        for edit in &other.edits {
            merged.replace(edit.range, edit.text.clone())?;
        }
        *self = merged;
        Ok(())
    }

    /// The edits in ascending order.
    pub fn iter(&self) -> std::slice::Iter<'_, TextEdit> {
        self.edits.iter()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// How many edits there are.
    pub fn len(&self) -> usize {
        self.edits.len()
    }

    /// The text after all edits. A range that does not fit `text` is left out.
    pub fn apply(&self, text: &str) -> String {
        let mut out =
            String::with_capacity(text.len() + self.edits.iter().map(|e| e.text.len()).sum::<usize>());
        let mut at = 0usize;
        for edit in &self.edits {
            let (start, end) = (edit.range.start() as usize, edit.range.end() as usize);
            let (Some(kept), Some(_)) = (text.get(at..start), text.get(start..end)) else { continue };
            out.push_str(kept);
            out.push_str(&edit.text);
            at = end;
        }
        out.push_str(text.get(at..).unwrap_or(""));
        out
    }
}

impl<'a> IntoIterator for &'a TextEdits {
    type Item = &'a TextEdit;
    type IntoIter = std::slice::Iter<'a, TextEdit>;
    fn into_iter(self) -> Self::IntoIter {
        self.edits.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_in_place_order_whatever_order_they_came_in() {
        let mut edits = TextEdits::new();
        edits.replace(TextRange::new(6, 11), "moon").unwrap();
        edits.insert(0, "oh, ").unwrap();
        edits.insert(11, "!").unwrap();
        assert_eq!(edits.apply("hello world"), "oh, hello moon!");
    }

    #[test]
    fn overlapping_edits_are_refused() {
        let mut edits = TextEdits::single(TextRange::new(2, 5), "x");
        assert!(edits.replace(TextRange::new(4, 6), "y").is_err());
        assert!(edits.replace(TextRange::new(2, 5), "y").is_err());
        assert!(edits.insert(3, "y").is_err());
        assert!(edits.insert(2, "y").is_ok());
        assert!(edits.insert(5, "y").is_ok());
        assert_eq!(edits.apply("0123456"), "01yxy56");
    }

    #[test]
    fn insertions_at_one_place_keep_their_order() {
        let mut edits = TextEdits::new();
        edits.insert(1, "b").unwrap();
        edits.insert(1, "c").unwrap();
        assert_eq!(edits.apply("ad"), "abcd");
    }
}
