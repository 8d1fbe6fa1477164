//! Read-only views of a configured server: what rules on sections, sites and pools look at.
//!
//! A view answers in terms of the field (this section here, its value, who wrote it) and gives places to report at.
//! Deliberately absent: files under test by path, flags, severities.

mod app_settings;
pub(crate) mod core_module;
mod named_value;
mod problem;
mod project;
pub(crate) mod published;
mod script;
pub(crate) mod section;
mod server;
mod site;
mod transform;
mod transform_pair;

pub use app_settings::{AppSettingsView, Owner, SettingsFile};
pub use core_module::{CoreModuleView, HostingModel, ModuleVersion};
pub use named_value::NamedValue;
pub use problem::ProblemView;
pub(crate) use problem::unsettled;
pub use project::{ProjectView, profile_value};
pub use published::{Presence, Program, PublishedView};
pub use script::ScriptView;
pub use section::{SectionView, is_core_handler, takes_every_path};
pub(crate) use section::{is_half_typed, is_kept_from_applications};
pub use server::{ConfigFileView, CoreHandlers, ServerView};
pub use site::{ApplicationView, BindingView, PoolView, SiteView};
pub use transform::{Instruction, TransformView};
pub(crate) use transform::{default_namespace, is_import, is_instruction, xdt_attribute};
pub use transform_pair::{FindingAdded, TransformPairView};
pub(crate) use transform_pair::{collection_of, has_same_key, has_same_path, key_locator};
