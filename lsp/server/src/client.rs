//! What the client said about itself when it began. Deliberately absent: its name; nothing may depend on that.

use lsp_types::{ClientCapabilities, DiagnosticTag, InitializeParams, MarkupKind, PositionEncodingKind};
use serde_json::Value;
use webconfig_text::ColumnUnit;

/// What the client can take. The default is a client that declared nothing.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// What its columns count.
    pub(crate) unit: ColumnUnit,
    /// Whether it renders Markdown in hovers.
    pub(crate) markdown_hover: bool,
    /// Whether findings may have related places.
    pub(crate) related_information: bool,
    /// The tags that findings may have.
    pub(crate) tags: Vec<DiagnosticTag>,
    /// Which messages it wants in its log.
    pub(crate) log_level: LogLevel,
}

/// Which messages reach the client's log; each includes those above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LogLevel {
    /// None.
    Off,
    /// Bugs of ours.
    Error,
    /// Messages that could not be used.
    Warning,
    /// What is being done.
    Info,
}

impl Default for Client {
    fn default() -> Self {
        Self {
            unit: ColumnUnit::Utf16,
            markdown_hover: false,
            related_information: false,
            tags: Vec::new(),
            log_level: LogLevel::Warning,
        }
    }
}

impl Client {
    /// Reads what `initialize` brought.
    pub(crate) fn new(params: &InitializeParams) -> Self {
        let ClientCapabilities { text_document, general, .. } = &params.capabilities;
        let hover = text_document.as_ref().and_then(|t| t.hover.as_ref());
        let published = text_document.as_ref().and_then(|t| t.publish_diagnostics.as_ref());
        let encodings = general.as_ref().and_then(|g| g.position_encodings.as_deref()).unwrap_or_default();
        let offers = |kind: &PositionEncodingKind| encodings.contains(kind);
        let unit = if offers(&PositionEncodingKind::UTF8) {
            ColumnUnit::Utf8
        } else if offers(&PositionEncodingKind::UTF32) {
            ColumnUnit::Utf32
        } else {
            ColumnUnit::Utf16
        };
        // The list is in the client's order of preference.
        let formats = hover.and_then(|h| h.content_format.as_deref()).unwrap_or_default();
        Self {
            unit,
            markdown_hover: formats.first() == Some(&MarkupKind::Markdown),
            related_information: published.and_then(|p| p.related_information).unwrap_or_default(),
            tags: published
                .and_then(|p| p.tag_support.as_ref())
                .map(|t| t.value_set.clone())
                .unwrap_or_default(),
            log_level: params.initialization_options.as_ref().map_or(LogLevel::Warning, log_level),
        }
    }

    /// The name of its encoding in the protocol.
    pub(crate) fn position_encoding(&self) -> PositionEncodingKind {
        match self.unit {
            ColumnUnit::Utf8 => PositionEncodingKind::UTF8,
            ColumnUnit::Utf16 => PositionEncodingKind::UTF16,
            ColumnUnit::Utf32 => PositionEncodingKind::UTF32,
        }
    }
}

/// `logLevel` of the initialization options.
fn log_level(options: &Value) -> LogLevel {
    match options.get("logLevel").and_then(Value::as_str) {
        Some("off") => LogLevel::Off,
        Some("error") => LogLevel::Error,
        Some("info" | "log" | "debug") => LogLevel::Info,
        _ => LogLevel::Warning,
    }
}
