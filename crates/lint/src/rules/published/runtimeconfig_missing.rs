//! WC1302.

use super::process_target_missing::value_range;
use crate::Context;
use crate::rule::rule;
use crate::views::{Presence, PublishedView};
use webconfig_diagnostics::Severity;

rule! {
    /// Reports an application whose `*.runtimeconfig.json` was not published; without its `*.deps.json` alone, as a warning.
    ///
    /// # Why
    /// The host reads there which runtime to load. Without it the application does not start; without the list of
    /// dependencies it loads whatever lies in the folder.
    ///
    /// # Fires
    /// ```json Shop.deps.json context=published
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///                                                 ^^^^^^^^^^ no `Shop.runtimeconfig.json` beside it
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" } }
    /// ```
    /// ```text Shop.dll
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
    ///
    /// # Trap
    /// The library itself is missing: that is another finding.
    /// ```json Store.runtimeconfig.json context=published
    /// { "runtimeOptions": {} }
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
    WC1302 "runtimeconfig-missing", Error, since "0.1",
    scope PUB, profiles "rs", P0,
    on Published(check)
}

fn check(folder: &PublishedView<'_>, cx: &mut Context<'_>) {
    let (Some((file, _)), Some(program)) = (folder.module(), folder.program()) else { return };
    let path = program.path();
    let stem = path.rfind('.').and_then(|at| path.get(..at)).unwrap_or(path);
    let has = |name: &str| folder.has(&format!("{stem}.{name}")) != Presence::Missing;
    if !has("dll") || folder.is_net_framework(program.stem()) {
        return;
    }
    let (missing, consequence, severity) = match (has("runtimeconfig.json"), has("deps.json")) {
        (false, _) => (
            "runtimeconfig.json",
            "the host cannot choose a runtime and the application does not start",
            Severity::Error,
        ),
        (true, false) => {
            ("deps.json", "the host guesses the dependencies from what lies in the folder", Severity::Warning)
        }
        (true, true) => return,
    };
    let message = format!("`{stem}.{missing}` was not published, so {consequence}");
    cx.report(file.source().place(value_range(&program)), message)
        .label(format!("no `{stem}.{missing}` beside it"))
        .graded(severity)
        .help("publish again and copy the whole folder");
}
