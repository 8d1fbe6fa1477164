//! WC0206.

use super::launcher_placeholder_published;
use crate::rule::rule;
use crate::views::{CoreModuleView, ModuleVersion};
use crate::{Context, ContextKind};
use webconfig_diagnostics::Safety;
use webconfig_format::set_attribute;

rule! {
    /// Reports a deployed `aspNetCore` section without a `hostingModel`.
    ///
    /// In a source tree the publish step writes the attribute; to the first module it means nothing.
    ///
    /// # Why
    /// In-process is the default of the project's property, not of the attribute. Without the attribute the module starts
    /// the application as a process of its own: slower, and different in what idling and HTTP/2 do.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" />
    ///      ^^^^^^^^^^ runs out-of-process
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="outofprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml context=project
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModule" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Writes down what counts today, `outofprocess`. If in-process was meant, write that instead.
    ///
    /// # References
    /// - dotnet/aspnetcore, the options that the module reads
    WC0206 "hosting-model-implicit", Info, since "0.1", fix Unsafe,
    scope WC, profiles "rs", P0,
    on CoreModule(check)
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    let is_deployed = module.server.is_publish_result
        || matches!(module.context(), ContextKind::Published | ContextKind::Server);
    let is_told_elsewhere = module.text("processPath").is_empty()
        || launcher_placeholder_published::speaks_of(module, "processPath")
        || launcher_placeholder_published::speaks_of(module, "arguments");
    let is_second = match module.version() {
        Some(version) => version == ModuleVersion::V2,
        // A parent that we do not know may have the handler.
        None => !module.server.has_application_host(),
    };
    if !is_deployed
        || module.is_unfinished()
        || is_told_elsewhere
        || !is_second
        || !module.text("hostingModel").is_empty()
        || module.may_be_half_typed("hostingModel")
    {
        return;
    }
    let (Some(place), Some(tag)) = (module.here(), module.tag()) else { return };
    cx.report(
        place,
        "`hostingModel` is not written, so the application runs out-of-process, whatever its project says",
    )
    .label("runs out-of-process")
    .help("write `hostingModel=\"inprocess\"` or `hostingModel=\"outofprocess\"`")
    .scope(module.scope())
    .edit_in(
        place.file,
        "write `outofprocess`, which counts today",
        Safety::Unsafe,
        set_attribute(tag, "hostingModel", "outofprocess"),
    );
}
