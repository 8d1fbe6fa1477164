//! Group 02: the ASP.NET Core Module.

pub mod arguments_missing_for_dotnet;
pub mod aspnetcore_handler_missing;
mod command_line;
pub mod hosting_model_invalid;
pub mod inprocess_with_module_v1;
pub mod launcher_placeholder_published;
pub mod process_path_missing_or_empty;
