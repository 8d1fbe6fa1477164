//! WC0207. The first module by itself is WC1106's business.

use crate::Context;
use crate::rule::rule;
use crate::rules::iis_validity::handler_references_missing_module::is_known_to_lack;
use crate::views::{CoreModuleView, HostingModel, ModuleVersion, ProjectView};
use webconfig_diagnostics::Safety;
use webconfig_format::set_value;

rule! {
    /// Reports the first ASP.NET Core Module where a feature of the second is asked for: `hostingModel="inprocess"` or
    /// `handlerSettings`.
    ///
    /// # Why
    /// `AspNetCoreModule` knows neither: it starts the application as a process of its own and ignores the rest.
    /// The Web SDK refuses to publish the combination.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModule" />
    ///                                                         ^^^^^^^^^^^^^^^^ the first module
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net8.0</TargetFramework>
    ///     <AspNetCoreModuleName>AspNetCoreModule</AspNetCoreModuleName>
    ///                           ^^^^^^^^^^^^^^^^ the first module
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Old, but consistent.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModule" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Names `AspNetCoreModuleV2` in the handler, unless the server is at hand and does not have it.
    ///
    /// # References
    /// - dotnet/sdk, the task that transforms web.config
    WC0207 "inprocess-with-module-v1", Error, since "0.1", fix Unsafe,
    scope WC PRJ, profiles "rs", P0,
    on CoreModule(check), Project(project)
}

/// Whether the first module meets what only the second knows.
pub(in crate::rules) fn is_mismatch(module: &CoreModuleView<'_>) -> bool {
    let wants_second =
        module.model() == Some(HostingModel::InProcess) || !module.handler_settings().is_empty();
    module.version() == Some(ModuleVersion::V1) && wants_second
}

/// What the project asks the SDK's step to write; what its `web.config` says comes first.
fn project(view: &ProjectView<'_>, cx: &mut Context<'_>) {
    let is_first = |name: &str| name.trim().eq_ignore_ascii_case("AspNetCoreModule");
    let Some((_, place)) = view.written("AspNetCoreModuleName").filter(|(name, _)| is_first(name)) else {
        return;
    };
    if !view.is_step_on() {
        return;
    }
    let in_file = view.module().and_then(|(_, module)| module.value("hostingModel"));
    let model = match in_file.filter(|m| !m.is_empty()) {
        Some(model) => HostingModel::parse(&model),
        None => HostingModel::parse(&view.project.value("AspNetCoreHostingModel")),
    };
    if model != Some(HostingModel::InProcess) {
        return;
    }
    let mut report = cx.report(
        place,
        "`AspNetCoreModule` does not know in-process hosting, which this project asks for, so the publish fails",
    );
    report.label("the first module").help(
        "delete the property, which means `AspNetCoreModuleV2`, or write \
         `<AspNetCoreHostingModel>OutOfProcess</AspNetCoreHostingModel>`",
    );
    if let Some((_, wish)) = view.written("AspNetCoreHostingModel") {
        report.related(wish, "in-process hosting is asked for here");
    }
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    if !is_mismatch(module) {
        return;
    }
    let server = module.server;
    let modules = module.handler().and_then(|h| h.element.setting("modules"));
    let at_handler = modules.and_then(|m| server.value_place(m));
    let model = module.written("hostingModel").map(|(_, place)| place);
    let settings = module.handler_settings().first().and_then(|s| s.name_place);
    let is_in_process = module.model() == Some(HostingModel::InProcess);
    let wish = if is_in_process { model } else { settings };
    let Some(place) = at_handler.or(wish) else { return };
    let (what, ignored) = if is_in_process {
        ("in-process hosting", "the application runs out-of-process")
    } else {
        ("`handlerSettings`", "the settings have no effect")
    };
    let mut report = cx.report(place, format!("`AspNetCoreModule` does not know {what}, so {ignored}"));
    report
        .label("the first module")
        .help("name `AspNetCoreModuleV2` in the handler; it comes with the hosting bundle since 2.2")
        .scope(module.scope());
    if let Some(wish) = wish.filter(|w| *w != place) {
        report.related(wish, format!("{what} is asked for here"));
    }
    let is_there = !is_known_to_lack(&module.section, "AspNetCoreModuleV2");
    let attribute =
        modules.filter(|_| at_handler.is_some() && is_there).and_then(|m| server.attribute(m.origin));
    if let Some(attribute) = attribute {
        let edits = set_value(attribute, "AspNetCoreModuleV2");
        report.edit_in(place.file, "name `AspNetCoreModuleV2`", Safety::Unsafe, edits);
    }
}
