//! WC0209.

use crate::Context;
use crate::rule::rule;
use crate::views::{HostingModel, ProjectView};
use webconfig_config::is_placeholder;
use webconfig_diagnostics::Place;

rule! {
    /// Reports a hosting model in the project file that is unknown, or that the project's own `web.config` contradicts.
    ///
    /// # Why
    /// The publish step keeps what `web.config` says and ignores the property; at an unknown value it fails.
    ///
    /// # Fires
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///     <AspNetCoreHostingModel>InProcess</AspNetCoreHostingModel>
    ///                             ^^^^^^^^^ ignored: `web.config` says otherwise
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="%LAUNCHER_PATH%" arguments="%LAUNCHER_ARGS%" hostingModel="outofprocess" />
    ///   </system.webServer>
    /// </configuration>
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
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="%LAUNCHER_PATH%" arguments="%LAUNCHER_ARGS%" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Letter case does not count.
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///     <AspNetCoreHostingModel>inprocess</AspNetCoreHostingModel>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="%LAUNCHER_PATH%" arguments="%LAUNCHER_ARGS%" hostingModel="InProcess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    WC0209 "hosting-model-property-mismatch", Warning, since "0.1",
    scope PRJ WC, profiles "rs", P0,
    on Project(check)
}

fn check(project: &ProjectView<'_>, cx: &mut Context<'_>) {
    let Some((value, place)) = project.written("AspNetCoreHostingModel") else { return };
    if value.is_empty() || is_placeholder(&value) || !project.project.is_asp_net_core {
        return;
    }
    let Some(model) = HostingModel::parse(&value) else {
        cx.report(place, format!("`{value}` is no hosting model, so the publish fails"))
            .label("unknown")
            .help("write `InProcess` or `OutOfProcess`");
        return;
    };
    let Some((file, module)) = project.module() else { return };
    let Some(attribute) = module.attribute("hostingModel").filter(|a| a.is_complete()) else { return };
    let written = HostingModel::parse(&attribute.value());
    if let Some(other) = written.filter(|other| *other != model) {
        let message = format!(
            "the project asks for {} hosting, but its `web.config` says {}, and the file wins",
            model.words(),
            other.words()
        );
        cx.report(place, message)
            .label("ignored: `web.config` says otherwise")
            .help("keep one of the two")
            .related(Place::new(file.file.id, attribute.value_range()), "this is what counts");
    }
}
