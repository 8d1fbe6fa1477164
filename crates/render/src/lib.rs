//! Findings to text, one file per output format.
//!
//! A [`Report`] is the findings of a run in their final order, the [`Sources`] that they point into, and the
//! [`Summary`]. [`render`] writes it in a [`Format`]; the same report gives the same bytes on every run.
//!
//! [`effective_xml()`] and [`effective_json()`] write effective sections instead of findings.
//!
//! Deliberately absent: deciding what is a finding or how bad it is (`webconfig-lint`), opening files
//! (`webconfig-host`), the language server's own conversion (`webconfig-server`).
//!
//! ```
//! use webconfig_diagnostics::{Diagnostic, Place, Severity};
//! use webconfig_render::{Format, Report, Sources, Style, Summary, render};
//! use webconfig_text::{FileId, SourceText, TextRange};
//!
//! struct One(SourceText);
//! impl Sources for One {
//!     fn path(&self, _: FileId) -> &str { "src/web.config" }
//!     fn text(&self, _: FileId) -> Option<&SourceText> { Some(&self.0) }
//! }
//!
//! let sources = One(SourceText::from_text("<configuration>\n  <x/>\n</configuration>\n"));
//! let place = Place::new(FileId(0), TextRange::new(19, 20));
//! let found = [Diagnostic::new("WC0101", "unknown-element", Severity::Error, place, "IIS knows no element `x`")];
//! let report = Report::new(&found, &sources, Summary::of(&found, 1, 0));
//! let mut out = Vec::new();
//! render(Format::Msbuild, &report, Style::default(), &mut out).unwrap();
//! assert_eq!(out, b"src/web.config(2,4,2,5): error WC0101: IIS knows no element `x`\n");
//! ```

mod azure;
mod checkstyle;
mod concise;
mod diff;
mod effective_json;
mod effective_xml;
mod excerpt;
mod fingerprint;
mod format;
mod github;
mod gitlab;
mod json;
mod junit;
mod msbuild;
mod one_line;
mod position;
mod report;
mod sarif;
mod section_page;
mod statistics;
mod teamcity;
mod text;
mod xml;

pub use diff::{Side, unified};
pub use effective_json::effective_json;
pub use effective_xml::effective_xml;
pub use fingerprint::{Fingerprint, fingerprints};
pub use format::{Format, Style, render};
pub use one_line::one_line;
pub use position::{Position, Positions};
pub use report::{Report, RuleText, Sources, Summary};
pub use section_page::{attribute_page, section_page};
pub use statistics::statistics;
