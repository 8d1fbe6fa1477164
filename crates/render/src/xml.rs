//! The writer of the XML formats.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};
use std::borrow::Cow;
use std::io::{self, Write};

/// A writer that indents, with the declaration written.
pub(crate) fn writer(out: &mut dyn Write) -> io::Result<Writer<&mut dyn Write>> {
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    Ok(writer)
}

/// Text without the characters that XML 1.0 cannot hold at all, escaped or not.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let forbidden = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(forbidden) { text.replace(forbidden, "\u{fffd}").into() } else { text.into() }
}
