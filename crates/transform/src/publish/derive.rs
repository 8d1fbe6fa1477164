//! The task's parameters out of the project's properties, as the SDK's targets derive them when they run.

use super::{Sdk, Settings, solution_guid};
use webconfig_files::Files;
use webconfig_project::{Properties, as_boolean, equal};

/// Whether the step and the transforms run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gates {
    pub(crate) step: bool,
    pub(crate) transforms: bool,
}

/// The gates of §3 and §10.
pub(crate) fn gates(properties: &Properties, is_asp_net_core: bool, sdk: Sdk) -> Gates {
    let is = |name: &str, value: &str| equal(&properties.value(name), value);
    let assets = sdk.has_iis_assets() && is("PublishIISAssets", "false");
    let step = is_asp_net_core
        && !is("IsTransformWebConfigDisabled", "true")
        && !is("IsWebConfigTransformDisabled", "true")
        && !assets;
    let run_xdt = properties.value("RunXdt");
    let transforms = if run_xdt.is_empty() { step } else { equal(&run_xdt, "true") };
    Gates { step, transforms: transforms && is_asp_net_core && sdk.has_transforms() }
}

/// What the derivation needs besides properties.
pub(crate) struct Surroundings<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) project: &'a str,
    pub(crate) project_has_web_config: bool,
    pub(crate) is_windows: bool,
    pub(crate) sdk: Sdk,
    /// The value of `DOTNET_CLI_TELEMETRY_OPTOUT`.
    pub(crate) telemetry_optout: &'a str,
}

/// The step's settings, or the build's error about a parameter.
pub(crate) fn settings(properties: &Properties, around: &Surroundings<'_>) -> Result<Settings, String> {
    let value = |name: &str| properties.value(name);
    let sdk = around.sdk;
    let runtime = value("RuntimeIdentifier");
    let mut use_app_host = value("_UseAppHost");
    if use_app_host.is_empty() {
        use_app_host = value("UseAppHost");
    }
    if use_app_host.is_empty() {
        use_app_host = value("SelfContained");
    }
    if use_app_host.is_empty() || (runtime.is_empty() && sdk.needs_runtime_for_app_host()) {
        "false".clone_into(&mut use_app_host);
    }
    let mut extension = value("_ExecutableExtension");
    if extension.is_empty() && runtime.starts_with("win") {
        ".exe".clone_into(&mut extension);
    }
    let configured = value("DOTNET_CONFIGURE_AZURE");
    let azure = (sdk.knows_azure_provider() && equal(&value("PublishProvider"), "AzureWebSite"))
        || !value("WEBSITE_SITE_NAME").is_empty()
        || equal(&configured, "true")
        || equal(&configured, "1");
    let azure = if azure { "true".to_owned() } else { value("_TransformWebConfigForAzure") };
    let target = value("TargetPath");
    if target.is_empty() {
        return Err("error MSB4044: The \"TransformWebConfig\" task was not given a value for the required parameter \
                    \"TargetPath\"."
            .to_owned());
    }
    let boolean = |text: &str, parameter: &str| {
        as_boolean(text).ok_or_else(|| {
            format!(
                "error MSB4030: \"{text}\" is an invalid value for the \"{parameter}\" parameter of the \
                 \"TransformWebConfig\" task. The \"{parameter}\" parameter is of type \"System.Boolean\"."
            )
        })
    };
    let optional =
        |text: &str, parameter: &str| if text.is_empty() { Ok(false) } else { boolean(text, parameter) };
    let use_app_host = boolean(&use_app_host, "UseAppHost")?;
    let is_azure = optional(&azure, "IsAzure")?;
    let ignores_project_guid = optional(&value("IgnoreProjectGuid"), "IgnoreProjectGuid")?;
    let mut project_guid = value("ProjectGuid");
    let opted_out = ["true", "1", "yes"].iter().any(|w| around.telemetry_optout.eq_ignore_ascii_case(w));
    if project_guid.is_empty() && !ignores_project_guid && !opted_out {
        project_guid = solution_guid(around.files, around.project, &value("SolutionPath"), around.is_windows);
    }
    let separators: &[char] = if around.is_windows { &['/', '\\'] } else { &['/'] };
    let model = if sdk.has_new_hosting_model_name() {
        "AspNetCoreHostingModel"
    } else {
        "AspNetCoreModuleHostingModel"
    };
    Ok(Settings {
        app_name: target.rsplit(separators).next().unwrap_or("").to_owned(),
        use_app_host,
        extension,
        is_azure,
        module_name: value("AspNetCoreModuleName"),
        hosting_model: value(model),
        environment_name: value("EnvironmentName"),
        project_guid,
        ignores_project_guid,
        project_has_web_config: around.project_has_web_config,
        is_windows: around.is_windows,
        sdk,
    })
}
