//! What configuration means: levels, `location`, locking, collections, effective values with their origin.
//!
//! The way through: a [`FileTable`] holds parsed files; [`bind`](Bound::new) pairs one file with the schema and the
//! [`Declarations`] it sees; a [`Server`] puts files on the levels of a configuration path ([`Level`]) and answers
//! [`Server::effective`] for any level and section. Everything that IIS would refuse on the way is a [`Problem`];
//! the rules of `webconfig-lint` turn problems into findings.
//! [`Server::verdict`] gives IIS's own text, HRESULT and line for a problem.
//!
//! Deliberately absent: messages, severities, fixes (rules), disk access (the trait [`webconfig_files::Files`]).

mod bound;
mod declarations;
mod effective;
mod file_table;
mod items;
mod keys;
mod kind;
mod machine_schema;
mod merge;
mod nearest;
mod placeholder;
mod problem;
mod server;
mod sites;
mod slots;
mod stock_part;
mod validate;
mod verdict;
mod view;
mod written;

pub use bound::{Bound, LocationUse, OverrideMode, SectionUse};
pub use declarations::{AllowDefinition, Declaration, Declarations};
pub use effective::{EffectiveElement, Item, Lock, Locks, Origin};
pub use file_table::{ConfigFile, FileTable};
pub use items::Items;
pub use kind::{FileKind, XDT_NAMESPACE};
pub use machine_schema::schema_with_folders;
pub use nearest::nearest;
pub use placeholder::is_placeholder;
pub use problem::{FolderProblem, NewerMember, Problem, ProblemKind};
pub use server::{Level, LevelId, PathProblem, Refusal, Server, ServerInput, Stock};
pub use sites::{Application, Binding, Pool, Site, VirtualDirectory};
pub use stock_part::Shared;
pub use verdict::Verdict;
pub use view::{
    ElementView, FileLine, LockMode, LockView, SectionView, ValueOrigin, ValueView, View, ViewOptions,
};
pub use written::Setting;
