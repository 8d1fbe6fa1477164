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

    /// Whether it is prose with commands in it rather than commands.
    pub fn is_instructions(&self) -> bool {
        let name = self.surrounding.path.to_ascii_lowercase();
        [".md", ".txt"].iter().any(|ending| name.ends_with(ending))
    }

    /// A range of the text.
    pub fn place(&self, range: TextRange) -> Place {
        self.places.range(&self.surrounding.path, range)
    }
}
