//! WC1207.

use crate::Context;
use crate::rule::rule;
use crate::settings::Hosting;
use crate::views::{ProjectView, profile_value};
use webconfig_diagnostics::Severity;
use webconfig_project::as_boolean;

rule! {
    /// Reports an ASP.NET Core program whose project does not use the Web SDK.
    ///
    /// A warning where the project shows that IIS is meant; else a mention. Silent with the option `hosting = "non-iis"`.
    ///
    /// # Why
    /// Without the Web SDK no publish writes a `web.config`, and IIS knows nothing of the application.
    ///
    /// # Fires
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk">
    ///               ^^^^^^^^^^^^^^^^^ not the Web SDK
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///     <OutputType>Exe</OutputType>
    ///   </PropertyGroup>
    ///   <ItemGroup>
    ///     <FrameworkReference Include="Microsoft.AspNetCore.App" />
    ///   </ItemGroup>
    /// </Project>
    /// ```
    ///
    /// # Clean
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    ///
    /// # Trap
    /// A library is published with its application.
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    ///   <ItemGroup>
    ///     <FrameworkReference Include="Microsoft.AspNetCore.App" />
    ///   </ItemGroup>
    /// </Project>
    /// ```
    WC1207 "project-not-web-sdk", Warning, since "0.1",
    scope PRJ, profiles "rs", P0,
    on Project(check)
}

/// Packages that only a program of ASP.NET Core needs.
const PACKAGES: [&str; 5] = [
    "Microsoft.AspNetCore",
    "Microsoft.AspNetCore.App",
    "Microsoft.AspNetCore.All",
    "Microsoft.AspNetCore.Server.IIS",
    "Microsoft.AspNetCore.Server.IISIntegration",
];

fn check(project: &ProjectView<'_>, cx: &mut Context<'_>) {
    let is_plain = project.project.sdk.as_deref().is_some_and(|sdk| {
        matches!(sdk, "Microsoft.NET.Sdk" | "Microsoft.NET.Sdk.Worker" | "Microsoft.NET.Sdk.Razor")
    });
    let is_program = project
        .written("OutputType")
        .is_some_and(|(value, _)| value.eq_ignore_ascii_case("Exe") || value.eq_ignore_ascii_case("WinExe"));
    let is_other = cx.options().hosting == Some(Hosting::NonIis) || project.project.is_asp_net_core;
    if !is_plain || !is_program || is_other || is_test(project) || !is_web(project) {
        return;
    }
    let Some(root) = project.document.root() else { return };
    let range =
        root.attribute("Sdk").map_or_else(|| root.name_range(), webconfig_syntax::Attribute::value_range);
    let place = project.places.range(&project.surrounding.path, range);
    let grade = if is_meant_for_iis(project) { Severity::Warning } else { Severity::Info };
    cx.report(
        place,
        "the project does not use the Web SDK, so no publish of it writes a `web.config` for IIS",
    )
    .label("not the Web SDK")
    .graded(grade)
    .help("use `Microsoft.NET.Sdk.Web`");
}

fn is_web(project: &ProjectView<'_>) -> bool {
    let is = |name: &String| PACKAGES.iter().any(|p| p.eq_ignore_ascii_case(name));
    project.items("FrameworkReference").iter().any(is) || project.items("PackageReference").iter().any(is)
}

fn is_test(project: &ProjectView<'_>) -> bool {
    as_boolean(&project.project.value("IsTestProject")) == Some(true)
        || project.items("PackageReference").iter().any(|p| p.eq_ignore_ascii_case("Microsoft.NET.Test.Sdk"))
}

fn is_meant_for_iis(project: &ProjectView<'_>) -> bool {
    let is_of_iis = |method: String| ["MSDeploy", "Package"].iter().any(|m| m.eq_ignore_ascii_case(&method));
    !project.web_config_names().is_empty()
        || project.written("AspNetCoreHostingModel").is_some()
        || project.publish_profiles().iter().any(|(_, p)| is_of_iis(profile_value(p, "WebPublishMethod")))
}
