//! An item with a name and a value: environment variables, handler settings.

use crate::views::{ServerView, is_half_typed};
use webconfig_config::{EffectiveElement, Origin, is_placeholder};
use webconfig_diagnostics::Place;
use webconfig_syntax::Element;
use webconfig_text::FileId;

/// An item with a name and a value.
#[derive(Clone, Copy, Debug)]
pub struct NamedValue<'v> {
    /// Its name.
    pub name: &'v str,
    /// Its value; may be secret.
    pub value: &'v str,
    /// The element.
    pub origin: Origin,
    /// The place of the name, if it lies in a file under test.
    pub name_place: Option<Place>,
    /// The place of the value, else that of the name.
    pub value_place: Option<Place>,
    element: Element<'v>,
}

impl<'v> NamedValue<'v> {
    /// `None` for an item whose value somebody is still typing.
    pub(crate) fn new<'s: 'v>(server: ServerView<'s>, item: &'v EffectiveElement<'_>) -> Option<Self> {
        let origin = item.last_written()?;
        let name = item.setting("name");
        let value = item.setting("value");
        let element = server.element(origin)?;
        if value.is_none() && is_half_typed(element, "value") {
            return None;
        }
        let name_place = name.and_then(|n| server.value_place(n));
        Some(Self {
            name: name.map_or("", |n| n.value),
            value: value.map_or("", |v| v.value),
            origin,
            name_place,
            value_place: value.and_then(|v| server.value_place(v)).or(name_place),
            element,
        })
    }

    /// Whether it bears that name, without case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether a release step has yet to fill the value in.
    pub fn is_open(&self) -> bool {
        is_placeholder(self.value)
    }

    /// The file.
    pub fn file(&self) -> FileId {
        self.origin.file
    }

    /// The element.
    pub fn element(&self) -> Element<'v> {
        self.element
    }
}
