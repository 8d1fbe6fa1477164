//! XDT and publish steps: a document in, a document and a trace out.
//!
//! [`publish`] is what the Web SDK does to `web.config` when a project is published; the rest is XDT.
//!
//! [`transform`] is a pure function of source bytes, transform bytes and [`Options`]. In the default mode the result
//! is, to the byte, what Microsoft.Web.XmlTransform saves, faults included; [`Mode::Preserve`] runs the same steps
//! and saves them as edits of the source text. [`transform_all`] runs several transforms in sequence. Every run gives
//! an [`Outcome`]: the log with the engine's texts and places, and one [`Step`] per instruction with what it matched,
//! what it changed and, for a step that matched nothing, the nearest misses.
//!
//! Deliberately absent: files, loading of assemblies (`xdt:Import` is reported, never followed), output formats, lint rules, MSBuild itself.
//!
//! ```
//! use webconfig_transform::{Options, transform};
//! let source = b"<configuration>\n  <add key='a' value='1' />\n</configuration>";
//! let changes = br#"<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
//!   <add key="a" value="2" xdt:Transform="SetAttributes(value)" xdt:Locator="Match(key)" />
//! </configuration>"#;
//! let outcome = transform(source, changes, &Options::default());
//! assert_eq!(outcome.bytes().unwrap(), b"<configuration>\n  <add key=\"a\" value=\"2\" />\n</configuration>");
//! ```

mod cause;
mod context;
mod encoding;
mod engine;
mod explain;
mod grammar;
mod import;
mod inspect;
mod locators;
mod log;
mod near_miss;
mod outcome;
mod preserve;
pub mod publish;
mod reader;
mod save;
mod trace;
mod transforms;
mod tree;
mod xml;
mod xpath;

pub use cause::Cause;
pub use engine::{Mode, Options, transform, transform_all};
pub use explain::explain;
pub use inspect::{Call, Instruction, Problem, arguments, commas_in_expression, instructions};
pub use log::{Event, Level, Place, Which};
pub use near_miss::{Miss, NearMiss};
pub use outcome::{Outcome, Stage, Status};
pub use trace::{Change, Step, StepResult, Target};

/// The namespace of the instructions.
pub const TRANSFORM_NAMESPACE: &str = "http://schemas.microsoft.com/XML-Document-Transform";

/// The names that `xdt:Transform` may have.
pub fn transform_names() -> impl Iterator<Item = &'static str> {
    transforms::TRANSFORMS.iter().map(|t| t.name)
}

/// The names that `xdt:Locator` may have.
pub fn locator_names() -> impl Iterator<Item = &'static str> {
    locators::LOCATORS.iter().map(|l| l.name)
}

/// The first character of `text` that is lost when a document is saved whose declaration names `encoding`; `None` also
/// for a name that .NET does not know.
pub fn character_lost(text: &str, encoding: &str) -> Option<char> {
    encoding::lacking(text, encoding::named(encoding).ok()?)
}

/// Whether a document whose declaration names `encoding` can be saved.
pub fn is_known_encoding(encoding: &str) -> bool {
    encoding::named(encoding).is_ok()
}
