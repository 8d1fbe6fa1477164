//! WC1304.

use crate::Context;
use crate::rule::rule;
use crate::views::PublishedView;

rule! {
    /// Reports an in-process application that brings its runtime along without `aspnetcorev2_inprocess.dll`.
    ///
    /// # Why
    /// The module loads that library from the folder of such an application. Without it every request is answered with 500.
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
    ///     <aspNetCore processPath=".\Shop.exe" hostingModel="inprocess" />
    ///                                                        ^^^^^^^^^ its library is missing
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
    /// ```text aspnetcorev2_inprocess.dll
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
    /// A process of its own does not need it.
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
    ///     <aspNetCore processPath=".\Shop.exe" hostingModel="outofprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    WC1304 "inprocess-request-handler-missing", Error, since "0.1",
    scope PUB, profiles "rs", P1,
    on Published(check)
}

fn check(folder: &PublishedView<'_>, cx: &mut Context<'_>) {
    const LIBRARY: &str = "aspnetcorev2_inprocess.dll";
    let (Some((file, element)), Some(application)) = (folder.module(), folder.started()) else { return };
    if !application.is_self_contained() || !folder.is_in_process() || folder.file(LIBRARY).is_some() {
        return;
    }
    let Some(model) = element.attribute("hostingModel") else { return };
    let message = format!(
        "`{}` brings its runtime along without `{LIBRARY}`, so the module answers every request with 500",
        application.name
    );
    cx.report(file.source().place(model.value_range()), message)
        .label("its library is missing")
        .help("publish with the Web SDK and copy the whole folder, or host out-of-process");
}
