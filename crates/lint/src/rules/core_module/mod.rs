//! Group 02: the ASP.NET Core Module.

pub mod arguments_missing_for_dotnet;
pub mod aspnetcore_handler_missing;
pub(crate) mod command_line;
pub mod environment_variable_collection_misuse;
pub mod forward_slash_or_rooted_process_path;
mod handler_setting;
pub mod handler_verb_or_path_narrowed;
pub mod hosting_model_implicit;
pub mod hosting_model_invalid;
pub mod hosting_startup_assemblies_in_config;
pub mod inprocess_process_path_not_exe;
pub mod inprocess_with_module_v1;
pub mod launcher_placeholder_published;
pub mod module_owned_variable_set;
pub mod process_path_missing_or_empty;
mod server_url;
pub mod server_urls_ignored_behind_module;
pub mod setting_has_no_effect_in_this_model;
pub mod several_processes_per_application;
pub mod shadow_copy_conflict;
pub mod shutdown_delay_invalid;
pub mod shutdown_limit_shorter_than_work;
pub mod stack_size_looks_decimal;
pub mod startup_time_limit_zero;
pub mod unknown_handler_setting;
pub mod webdav_intercepts_verbs;
