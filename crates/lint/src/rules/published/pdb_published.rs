//! WC1309.

use crate::Context;
use crate::rule::rule;
use crate::views::PublishedView;

rule! {
    /// Reports symbol files (`*.pdb`) in a published folder.
    ///
    /// # Why
    /// A server needs none of them. They name source files and lines, and IIS serves them as soon as somebody maps `.pdb`.
    ///
    /// # Fires
    /// ```json Shop.runtimeconfig.json context=published profile=strict
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
    /// ```text Shop.pdb
    /// BSJB
    /// ```
    ///
    /// # Clean
    /// ```json Shop.runtimeconfig.json context=published profile=strict
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
    /// Symbols in a folder below are somebody else's.
    /// ```json Shop.runtimeconfig.json context=published profile=strict
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
    /// ```text plugins/Tax.pdb
    /// BSJB
    /// ```
    WC1309 "pdb-published", Info, since "0.1",
    scope PUB, profiles "s", P1,
    on Published(check)
}

fn check(folder: &PublishedView<'_>, cx: &mut Context<'_>) {
    if folder.applications.is_empty() {
        return;
    }
    let mut symbols = folder.files().filter(|e| e.name.to_ascii_lowercase().ends_with(".pdb"));
    let Some(first) = symbols.next() else { return };
    let message = match symbols.count() {
        0 => format!("the symbols `{}` were published", first.name),
        more => format!("the symbols `{}` and {more} more files like it were published", first.name),
    };
    cx.report(folder.whole(&first.name), message)
        .help("set `DebugType` to `none` for this configuration, or keep symbols on a symbol server");
}
