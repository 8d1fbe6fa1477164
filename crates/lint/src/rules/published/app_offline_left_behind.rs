//! WC1305.

use crate::Context;
use crate::rule::rule;
use crate::views::PublishedView;
use webconfig_diagnostics::{Change, Fix, Safety};

rule! {
    /// Reports `app_offline.htm` in a folder that was published.
    ///
    /// # Why
    /// While the file is there, whatever it holds, the module keeps the application shut down and answers 503 with that page.
    ///
    /// # Fires
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
    /// ```html app_offline.htm
    /// <p>Back soon</p>
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
    /// Only the folder of the application itself counts.
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
    /// ```html wwwroot/help/app_offline.htm
    /// <p>How to</p>
    /// ```
    ///
    /// # Fix
    /// Deletes the file. To delete is never called safe, so the fix is applied among the unsafe ones.
    WC1305 "app-offline-left-behind", Error, since "0.1",
    fix Safe, scope PUB, profiles "rs", P0,
    on Published(check)
}

fn check(folder: &PublishedView<'_>, cx: &mut Context<'_>) {
    if !folder.holds_programs() && folder.web_config().is_none() {
        return;
    }
    let Some(entry) = folder.file("app_offline.htm") else { return };
    let place = folder.whole(&entry.name);
    let message = format!(
        "`{}` lies in the folder, so the application stays shut down and visitors get 503",
        entry.name
    );
    let changes = vec![Change::Delete { file: place.file }];
    cx.report(place, message)
        .help("leave the file out of the package, and delete it when a deployment is done")
        .fix(Fix { title: format!("delete `{}`", entry.name), changes, safety: Safety::Unsafe });
}
