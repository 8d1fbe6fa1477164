//! What a finding, a fix and a change are, and what no finding may show.
//!
//! A [`Diagnostic`] has the members of the command-line contract's JSON shape. Everything that makes findings uses
//! these types; everything that shows them (`webconfig-render`, the language server) converts from them.
//!
//! Deliberately absent: deciding severities (`webconfig-lint`'s `Levels`), formats, files.

mod diagnostic;
mod fix;
mod masked;
mod redacted;
mod secrets;

pub use diagnostic::{Confidence, Diagnostic, Evidence, IisVerdict, Phase, Place, Related, Scope, Severity};
pub use fix::{Change, Fix, Safety};
pub use masked::Masked;
pub use redacted::Redacted;
pub use secrets::secret_ranges;
