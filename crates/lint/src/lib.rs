//! The rules, and everything that decides which of them speak and how loudly.
//!
//! - [`Linter`] runs the rules of a run over [`SourceFile`]s, each a parsed `ConfigFile` and where it lives, and gives
//!   an [`Outcome`].
//! - [`RULES`] are the rules, one file each in `rules/`; [`catalogue`] has the facts of those to come as well.
//! - [`Settings`] are `webconfig.toml` or flags; [`Levels`] alone decides severities.
//! - [`explain()`] shows a rule's page in a terminal, [`list`] all rules.
//!
//! Deliberately absent: files, flags, formats of reports.
//!
//! ```
//! use webconfig_config::ConfigFile;
//! use webconfig_lint::{Linter, Settings, SourceFile};
//! use webconfig_text::{FileId, SourceText};
//! let file = ConfigFile::new(FileId(0), "web.config", SourceText::from_text("<configuration>"), None);
//! let linter = Linter::new(Settings::default(), "");
//! let report = linter.check(SourceFile::new(&file));
//! let outcome = linter.finish(vec![report], Vec::new(), &|_| "");
//! assert_eq!(outcome.diagnostics[0].code, "WC0001");
//! assert_eq!(outcome.summary.errors, 1);
//! ```

mod assembly;
mod binding_address;
pub mod catalogue;
mod context;
mod explain;
mod input;
mod levels;
pub mod list;
pub mod page;
mod publish_result;
mod refusal;
mod rule;
pub mod rules;
mod runner;
mod selection;
mod server_run;
mod session;
pub mod settings;
mod source_file;
mod suppression;
mod surroundings;
mod transform_run;
mod under_test;
pub mod views;
mod weakening;
mod whereabouts;

pub use assembly::Assembly;
pub use context::{At, Context, Finding, Findings, Report};
pub use explain::explain;
pub use input::{ContextKind, On};
pub use levels::{Levels, Standing};
pub use rule::{Priority, Profile, Profiles, Rule, Scopes};
pub use rules::{RULES, rule_of};
pub use runner::{FileReport, Linter, Outcome, Summary};
pub use selection::{Choice, Selector, UnknownRule};
pub use session::{Group, GroupReport, InputFile, Session, SessionInput};
pub use settings::{Options, Settings, SettingsProblem};
pub use source_file::{Reading, SourceFile};
pub use suppression::{SuppressedRule, Suppression};
pub use surroundings::{
    Places, Surrounding, SurroundingKind, has_web_project, is_script, script, surroundings,
};
pub use whereabouts::{context_of_file, context_of_folder, context_of_host};
