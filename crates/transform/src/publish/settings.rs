//! What the step is told: the task's parameters after all derivations.

use super::Sdk;

/// Inputs of the step.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are the task's own switches")]
pub struct Settings {
    /// File name of the program (`App.dll`).
    pub app_name: String,
    /// Start the executable instead of `dotnet App.dll`.
    pub use_app_host: bool,
    /// Extension of the executable.
    pub extension: String,
    /// Logs go where an App Service keeps them.
    pub is_azure: bool,
    /// `AspNetCoreModuleName`.
    pub module_name: String,
    /// `AspNetCoreHostingModel`.
    pub hosting_model: String,
    /// `EnvironmentName`.
    pub environment_name: String,
    /// `ProjectGuid`, or what was looked up in a solution.
    pub project_guid: String,
    /// `IgnoreProjectGuid`.
    pub ignores_project_guid: bool,
    /// The project's folder holds a file whose name is exactly `web.config` (on this system's terms).
    pub project_has_web_config: bool,
    /// The build runs where `\` separates folders.
    pub is_windows: bool,
    /// Which SDK to imitate.
    pub sdk: Sdk,
}
