//! Handles of attributes.

use crate::arena::{AttributeData, AttributeId, ElementId};
use crate::cook::{cook_attribute, raw_offset};
use crate::document::Document;
use crate::element::Element;
use std::borrow::Cow;
use std::sync::Arc;
use webconfig_text::TextRange;

/// An attribute.
#[derive(Clone, Copy)]
pub struct Attribute<'d> {
    pub(crate) doc: &'d Document,
    pub(crate) id: AttributeId,
}

impl std::fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={:?}@{:?}", self.name(), self.raw_value(), self.range())
    }
}

impl PartialEq for Attribute<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && Arc::ptr_eq(&self.doc.inner, &other.doc.inner)
    }
}

impl Eq for Attribute<'_> {}

impl<'d> Attribute<'d> {
    #[inline]
    fn data(self) -> &'d AttributeData {
        self.doc.attribute_data(self.id)
    }

    /// Its id.
    pub fn id(self) -> AttributeId {
        self.id
    }

    /// The name as written, with prefix.
    #[inline]
    pub fn name(self) -> &'d str {
        self.doc.name(self.data().name)
    }

    /// Whether this is its name as written; most names differ in their length already.
    #[inline]
    pub fn is_named(self, name: &str) -> bool {
        let doc = &self.doc.inner;
        let Some(range) = doc.names.get(self.data().name).map(|n| n.range) else { return false };
        range.len() as usize == name.len()
            && doc.text.as_bytes().get(range.start() as usize..range.end() as usize) == Some(name.as_bytes())
    }

    /// The name without prefix.
    pub fn local_name(self) -> &'d str {
        self.doc.split_name(self.data().name).1
    }

    /// The prefix.
    pub fn prefix(self) -> Option<&'d str> {
        self.doc.split_name(self.data().name).0
    }

    /// The namespace of its prefix; an attribute without prefix has none.
    pub fn namespace(self) -> Option<Cow<'d, str>> {
        let prefix = self.prefix()?;
        self.element()?.namespace_of(Some(prefix))
    }

    /// Whether it is `xmlns` or `xmlns:…`.
    pub fn is_namespace_declaration(self) -> bool {
        self.doc.inner.names.get(self.data().name).is_some_and(|n| n.is_xmlns)
    }

    /// The element it stands on.
    pub fn element(self) -> Option<Element<'d>> {
        let after = self.doc.inner.elements.partition_point(|e| e.attributes <= self.id.0);
        self.doc.element(ElementId(after.checked_sub(1)? as u32))
    }

    /// Whether name, `=` and a quoted value are all there.
    pub fn is_complete(self) -> bool {
        self.data().complete
    }

    /// Its name.
    pub fn name_range(self) -> TextRange {
        TextRange::at(self.data().name_start, self.name().len() as u32)
    }

    /// The value without quotes.
    pub fn value_range(self) -> TextRange {
        TextRange::new(self.data().value_start, self.data().value_end)
    }

    /// Name, `=` and quoted value.
    pub fn range(self) -> TextRange {
        let data = self.data();
        let end = data.value_end + u32::from(data.quote != 0 && data.complete);
        TextRange::new(data.name_start, end.max(self.name_range().end()))
    }

    /// The quote character, if the value has one.
    pub fn quote(self) -> Option<char> {
        let quote = self.data().quote;
        (quote != 0).then(|| char::from(quote))
    }

    /// The value as written.
    pub fn raw_value(self) -> &'d str {
        self.value_range().of(self.doc.text())
    }

    /// The value as XML reads it.
    pub fn value(self) -> Cow<'d, str> {
        let raw = self.raw_value();
        if self.data().plain { Cow::Borrowed(raw) } else { cook_attribute(raw) }
    }

    /// Where a part of [`Self::value`] (byte offsets in it) stands in the text.
    pub fn source_range(self, start: usize, end: usize) -> TextRange {
        let base = self.data().value_start;
        let raw = self.raw_value();
        TextRange::new(base + raw_offset(raw, true, start) as u32, base + raw_offset(raw, true, end) as u32)
    }
}
