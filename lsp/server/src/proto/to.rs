//! From our types to the protocol's: ranges, findings, hovers.

use crate::buffer::Buffer;
use crate::client::Client;
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, HoverContents, Location,
    MarkupContent, MarkupKind, NumberOrString, Position, Range, Uri,
};
use std::str::FromStr as _;
use webconfig_diagnostics::Severity;
use webconfig_text::{ColumnUnit, FileId, TextRange};

/// Who says it.
pub(crate) const SOURCE: &str = "webconfig";

/// A range of the analysed text.
pub(crate) fn range(buffer: &Buffer, range: TextRange, unit: ColumnUnit) -> Range {
    let whole = buffer.whole();
    let place = |offset: u32| {
        let at = whole.lines().position(whole.text(), offset.saturating_add(buffer.shift()), unit);
        Position { line: at.line, character: at.column }
    };
    Range { start: place(range.start()), end: place(range.end()) }
}

/// A page of documentation in the form that the client can show.
pub(crate) fn hover(buffer: &Buffer, hover: &webconfig_ide::Hover, client: &Client) -> lsp_types::Hover {
    let (kind, value) = if client.markdown_hover {
        (MarkupKind::Markdown, hover.page.markdown().to_owned())
    } else {
        (MarkupKind::PlainText, hover.page.plain())
    };
    lsp_types::Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value }),
        range: Some(range(buffer, hover.range, client.unit)),
    }
}

/// A file that findings speak of.
#[derive(Clone, Debug)]
pub(crate) struct Mentioned {
    /// Its id in the run.
    pub(crate) id: FileId,
    /// Its URI.
    pub(crate) uri: String,
    /// Its text.
    pub(crate) buffer: Buffer,
}

/// A finding in `document`. Related places in files that are not `mentioned` are left out.
pub(crate) fn diagnostic(
    finding: &webconfig_diagnostics::Diagnostic,
    document: &Buffer,
    mentioned: &[Mentioned],
    client: &Client,
) -> Diagnostic {
    let related = finding.related.iter().filter(|_| client.related_information).filter_map(|related| {
        let file = mentioned.iter().find(|file| file.id == related.place.file)?;
        let range = range(&file.buffer, related.place.range.unwrap_or_default(), client.unit);
        let uri = Uri::from_str(&file.uri).ok()?;
        Some(DiagnosticRelatedInformation {
            location: Location { uri, range },
            message: related.message.clone(),
        })
    });
    let related: Vec<_> = related.collect();
    let tags: Vec<_> = tags(finding.name).into_iter().filter(|tag| client.tags.contains(tag)).collect();
    Diagnostic {
        range: range(document, finding.primary.range.unwrap_or_default(), client.unit),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Info => DiagnosticSeverity::INFORMATION,
            Severity::Hint => DiagnosticSeverity::HINT,
        }),
        code: Some(NumberOrString::String(finding.code.to_owned())),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone(),
        related_information: (!related.is_empty()).then_some(related),
        tags: (!tags.is_empty()).then_some(tags),
        ..Diagnostic::default()
    }
}

/// How an editor should draw findings of a rule, told from the words of its name.
fn tags(name: &str) -> Option<DiagnosticTag> {
    let has = |word: &str| name.split('-').any(|part| part == word);
    if ["deprecated", "obsolete"].into_iter().any(has) {
        Some(DiagnosticTag::DEPRECATED)
    } else if ["unused", "redundant", "unnecessary", "useless"].into_iter().any(has) {
        Some(DiagnosticTag::UNNECESSARY)
    } else {
        None
    }
}

/// The URI of a path, escaped as editors escape it.
pub(crate) fn uri(path: &str) -> String {
    let mut out = String::from("file://");
    let share = path.strip_prefix("//");
    if share.is_none() && !path.starts_with('/') {
        out.push('/');
    }
    let path = share.unwrap_or(path);
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::from;

    #[test]
    fn uris_lead_back_to_their_path() {
        for path in ["/a b/wéb#?.config", "c:/x/web.config", "//server/share/web.config"] {
            assert_eq!(from::home(&uri(path)).path, path);
        }
    }

    #[test]
    fn a_byte_order_mark_counts_for_the_editor_only() {
        let buffer = Buffer::new("\u{FEFF}<a>\n<b>".to_owned());
        assert_eq!(buffer.analysed().text(), "<a>\n<b>");
        let at = |unit| {
            let range = range(&buffer, TextRange::new(1, 5), unit);
            (range.start.character, range.end.line, range.end.character)
        };
        assert_eq!(at(ColumnUnit::Utf16), (2, 1, 1));
        assert_eq!(at(ColumnUnit::Utf8), (4, 1, 1));
    }
}
