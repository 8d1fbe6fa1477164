//! Saving as edits.

use crate::engine::Engine;
use webconfig_text::SourceText;

pub(crate) fn save(_engine: &mut Engine<'_>, source: &SourceText) -> Vec<u8> {
    source.encode()
}
