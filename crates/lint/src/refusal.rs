//! Where the configuration reader of IIS gives up on the form of a file, and what it says then.
//!
//! It stops at the first thing it does not like, so of all findings about the form exactly one bears its verdict.

use crate::{Options, Reading, SourceFile};
use webconfig_config::FileKind;
use webconfig_diagnostics::{Evidence, IisVerdict};
use webconfig_syntax::SyntaxErrorKind;
use webconfig_text::DecodeProblemKind;

/// What the reader stops at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The size of the file, before a byte is read.
    Size,
    /// A problem of the bytes, by its index.
    Bytes(usize),
    /// A DOCTYPE.
    Doctype,
    /// A syntax error, by its index.
    Syntax(usize),
}

/// What IIS stops at in this file, and the offset; `None` where it reads all of it, or never opens it.
pub(crate) fn refusal(file: &SourceFile<'_>, options: &Options) -> Option<(Refusal, u32)> {
    if !file.kind.is_read_by_iis() || file.reading == Reading::Never {
        return None;
    }
    if is_too_large(file, options) {
        return Some((Refusal::Size, 0));
    }
    let bytes = file.source.problems().iter().enumerate().map(|(index, problem)| {
        // A contradiction in the declaration stops the reader before anything behind it counts.
        let at = match problem.kind {
            DecodeProblemKind::Undecodable(_) => problem.range.start(),
            DecodeProblemKind::Contradiction { .. } | DecodeProblemKind::UnknownEncoding { .. } => 0,
        };
        (Refusal::Bytes(index), at)
    });
    let doctype = file.document.doctype().map(|node| (Refusal::Doctype, node.range().start()));
    let syntax = file.document.errors().iter().enumerate().map(|(index, error)| {
        // An empty file is refused in line 1, whatever white space it holds.
        let is_empty = error.kind == SyntaxErrorKind::EmptyDocument;
        (Refusal::Syntax(index), if is_empty { 0 } else { error.noticed_at })
    });
    bytes.chain(doctype).chain(syntax).min_by_key(|(_, at)| *at)
}

/// Whether the file is above the size that IIS reads; only files below a site and what they include have a limit.
pub(crate) fn is_too_large(file: &SourceFile<'_>, options: &Options) -> bool {
    let has_limit = match file.reading {
        Reading::AsItsKind => file.kind == FileKind::WebConfig,
        Reading::Never => false,
        Reading::Included => true,
    };
    has_limit && size(file) > options.max_config_bytes()
}

/// The size of the file in bytes, as it is stored.
pub(crate) fn size(file: &SourceFile<'_>) -> u64 {
    let format = file.source.format();
    let is_plain =
        matches!(format.encoding, webconfig_text::Encoding::Utf8) && file.source.problems().is_empty();
    let size = if is_plain {
        file.text().len() + if format.bom { 3 } else { 0 }
    } else {
        file.source.encode().len()
    };
    size as u64
}

/// The verdict on a file that is not XML as IIS reads it.
pub(crate) fn not_well_formed(file: &SourceFile<'_>, at: u32, evidence: Evidence) -> IisVerdict {
    IisVerdict {
        hresult: Some(0x8007_000d),
        text: Some("Configuration file is not well-formed XML".to_owned()),
        file: Some(file.id),
        line: Some(file.line(at)),
        evidence,
    }
}
