//! WC0223. Sources are searched as text; what their conditions come to nobody knows here.

use super::source_call::{Call, calls};
use crate::Context;
use crate::rule::rule;
use crate::views::{AppSettingsView, Owner, ProjectView};
use webconfig_diagnostics::Confidence;

rule! {
    /// Reports a project for IIS whose source puts HTTP.sys in place of the server that works behind the module.
    ///
    /// A call of `UseHttpSys` counts where no condition stands around it and the project shows that IIS is meant: a
    /// `web.config` with the module, a hosting model, a profile that deploys to IIS. Settings of HTTP.sys in
    /// `appsettings.json` count too. A project that can be a Windows service chooses its server itself.
    ///
    /// # Why
    /// HTTP.sys cannot sit behind IIS. The module works with the in-process server of IIS, or with Kestrel out of process;
    /// with HTTP.sys the application does not start there.
    ///
    /// # Fires
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///     <AspNetCoreHostingModel>InProcess</AspNetCoreHostingModel>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```csharp Program.cs
    /// builder.WebHost.UseHttpSys();
    ///                 ^^^^^^^^^^ not behind IIS
    /// ```
    ///
    /// # Clean
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///     <AspNetCoreHostingModel>InProcess</AspNetCoreHostingModel>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```csharp Program.cs
    /// var builder = WebApplication.CreateBuilder(args);
    /// ```
    ///
    /// # Trap
    /// A switch of the command line decides.
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///     <AspNetCoreHostingModel>InProcess</AspNetCoreHostingModel>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```csharp Program.cs
    /// if (args.Contains("--httpsys"))
    /// {
    ///     builder.WebHost.UseHttpSys();
    /// }
    /// ```
    WC0223 "httpsys-server-with-module", Warning, since "0.1",
    scope PRJ WC, profiles "rs", P0,
    on Project(check), AppSettings(check_settings)
}

const CALL: &str = "UseHttpSys";
/// What a program calls that can run as a service of Windows.
const SERVICE: [&str; 3] = ["UseWindowsService", "AddWindowsService", "RunAsService"];

const HELP: &str =
    "leave the server to the web host, which takes the one of IIS there; or let a switch decide";

/// Whether a project calls HTTP.sys at all.
pub(in crate::rules) fn calls_http_sys(project: &ProjectView<'_>) -> bool {
    calls(project, &[CALL]).iter().any(|calls| !calls.is_empty())
}

fn goes_through_module(project: &ProjectView<'_>) -> bool {
    project.project.is_asp_net_core && !project.is_test() && project.is_behind_module()
}

fn check(project: &ProjectView<'_>, cx: &mut Context<'_>) {
    if !goes_through_module(project) {
        return;
    }
    let [one, two, three] = SERVICE;
    let found = calls(project, &[CALL, one, two, three]);
    let Some((http_sys, services)) = found.split_first() else { return };
    if services.iter().any(|calls| !calls.is_empty()) {
        return;
    }
    for Call { path, range, .. } in http_sys.iter().filter(|c| !c.is_guarded) {
        let message = "`UseHttpSys` takes the server away that works behind the ASP.NET Core Module, so the application does \
                       not start in IIS";
        cx.report(project.places.range(path, *range), message)
            .label("not behind IIS")
            .help(HELP)
            .confidence(Confidence::Medium);
    }
}

/// Endpoints of HTTP.sys in the settings, as programs bind them to its options.
fn check_settings(view: &AppSettingsView<'_, '_>, cx: &mut Context<'_>) {
    let Owner::Project(project) = view.owner else { return };
    if !goes_through_module(project) {
        return;
    }
    for file in &view.files {
        let is_endpoint = |key: &str| {
            let lower = key.to_ascii_lowercase();
            lower.starts_with("httpsys:") && (lower.contains("url") || lower.contains("endpoint"))
        };
        let Some(section) = file.json.get("HttpSys") else { continue };
        if !file.json.values().iter().any(|v| is_endpoint(&v.key)) {
            continue;
        }
        let range = section.name.unwrap_or(section.range);
        let message = format!(
            "`{}` gives HTTP.sys endpoints, and the application goes through the ASP.NET Core Module, which cannot use them",
            file.name()
        );
        cx.report(view.places.range(&file.path, range), message)
            .label("not behind IIS")
            .help(HELP)
            .confidence(Confidence::Medium);
    }
}
