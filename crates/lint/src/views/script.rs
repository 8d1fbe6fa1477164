//! A script, a pipeline or instructions that were handed to the tool.

use crate::surroundings::{Places, Surrounding};
use webconfig_diagnostics::Place;
use webconfig_text::{SourceText, TextRange};

/// A text with commands.
#[derive(Debug)]
pub struct ScriptView<'a> {
    /// Its text.
    pub source: SourceText,
    surrounding: &'a Surrounding,
    places: &'a Places<'a>,
}

impl<'a> ScriptView<'a> {
    pub(crate) fn new(surrounding: &'a Surrounding, places: &'a Places<'a>) -> Option<Self> {
        let source = places.files().text(&surrounding.path).ok()?;
        Some(Self { source, surrounding, places })
    }

    /// A range of the text.
    pub fn place(&self, range: TextRange) -> Place {
        self.places.range(&self.surrounding.path, range)
    }
}
