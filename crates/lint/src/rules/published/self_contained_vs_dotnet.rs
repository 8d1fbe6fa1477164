//! WC1303.

use crate::Context;
use crate::rule::rule;
use crate::views::{Presence, Program, PublishedView};

rule! {
    /// Reports an application that brings its runtime along and is started through `dotnet`, and one that brings none and is started
    /// through an executable that is not there.
    ///
    /// # Why
    /// `dotnet` uses the runtimes of the server: what was published with the application is passed over, or the start
    /// fails where the server has none.
    ///
    /// # Fires
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "includedFrameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```text Shop.exe
    /// MZ
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///                              ^^^^^^ passes over the runtime in the folder
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "includedFrameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```text Shop.exe
    /// MZ
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath=".\Shop.exe" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// An application without a runtime of its own is started so.
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```text Shop.exe
    /// MZ
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    WC1303 "self-contained-vs-dotnet", Warning, since "0.1",
    scope PUB, profiles "rs", P1,
    on Published(check)
}

fn check(folder: &PublishedView<'_>, cx: &mut Context<'_>) {
    let (Some((file, element)), Some(program)) = (folder.module(), folder.program()) else { return };
    let Some(application) = folder.started() else { return };
    let Some(process) = element.attribute("processPath") else { return };
    let place = file.source().place(process.value_range());
    let name = &application.name;
    match &program {
        Program::Library { .. } if application.is_self_contained() => {
            let message = format!(
                "`{name}` brings its runtime along, but `dotnet` starts it with a runtime of the server"
            );
            cx.report(place, message)
                .label("passes over the runtime in the folder")
                .help(format!("start `.\\{name}.exe`, or publish without the runtime"));
        }
        Program::Executable { path, .. } => {
            let is_missing = folder.has(path) == Presence::Missing;
            let needs_dotnet = application.has_runtime_config && !application.is_self_contained();
            if is_missing && needs_dotnet && application.has_library {
                let message = format!(
                    "`{name}` was published without an executable and without a runtime, but `web.config` starts `{path}`"
                );
                cx.report(place, message)
                    .label("was not published")
                    .help(format!("start it with `dotnet` and the arguments `.\\{name}.dll`"));
            }
        }
        Program::Library { .. } => {}
    }
}
