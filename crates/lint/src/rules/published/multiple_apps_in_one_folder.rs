//! WC1307.

use crate::Context;
use crate::rule::rule;
use crate::views::PublishedView;
use webconfig_project::PublishedApplication;

rule! {
    /// Reports several ASP.NET Core applications in one folder.
    ///
    /// # Why
    /// One `web.config` starts one application. The others never run, and their files lie in the way of the first.
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
    /// ```json Admin.runtimeconfig.json
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```text Admin.dll
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
    /// A console program beside the application needs no `web.config`.
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```json Tool.runtimeconfig.json
    /// { "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" } } }
    /// ```
    /// ```text Tool.dll
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
    WC1307 "multiple-apps-in-one-folder", Warning, since "0.1",
    scope PUB, profiles "rs", P1,
    on Published(check)
}

fn check(folder: &PublishedView<'_>, cx: &mut Context<'_>) {
    let Some(file) = folder.web_config() else { return };
    let is_web = |a: &&PublishedApplication| a.is_asp_net_core() == Some(true) && a.has_library;
    let applications: Vec<&PublishedApplication> = folder.applications.iter().filter(is_web).collect();
    if applications.len() < 2 {
        return;
    }
    let names: Vec<String> = applications.iter().map(|a| format!("`{}`", a.name)).collect();
    let place = webconfig_diagnostics::Place::whole(file.file.id);
    let message = format!(
        "the folder holds the web applications {}, and one `web.config` starts only one",
        names.join(", ")
    );
    let mut report = cx.report(place, message);
    report.help("publish each application into a folder of its own");
    for application in applications {
        let at = folder.whole(&format!("{}.runtimeconfig.json", application.name));
        report.related(at, format!("`{}` is here", application.name));
    }
}
