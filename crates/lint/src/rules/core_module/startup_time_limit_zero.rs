//! WC0224.

use crate::Context;
use crate::rule::rule;
use crate::views::CoreModuleView;
use webconfig_diagnostics::Safety;
use webconfig_format::remove_attribute;

rule! {
    /// Reports `startupTimeLimit="0"` on `aspNetCore`.
    ///
    /// # Why
    /// Zero is not "no limit", though the schema allows it. In-process the module waits for zero milliseconds (500.37);
    /// out-of-process it gives up after the first look at the port (502.5).
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" startupTimeLimit="0" />
    ///                                                                                                     ^ not unlimited
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" startupTimeLimit="120" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Another module's attribute.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpPlatform processPath="java.exe" startupTimeLimit="0" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Removes the attribute, so that 120 seconds apply.
    ///
    /// # References
    /// - dotnet/aspnetcore, the options that the module reads
    WC0224 "startup-time-limit-zero", Error, since "0.1", fix Unsafe,
    scope WC, profiles "rs", P1,
    on CoreModule(check)
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    if module.element.number("startupTimeLimit") != Some(0) {
        return;
    }
    let Some((setting, place)) = module.written("startupTimeLimit") else { return };
    let mut report = cx.report(
        place,
        "`startupTimeLimit` of 0 does not mean unlimited: the module waits no time at all and every start fails",
    );
    report
        .label("not unlimited")
        .help("leave the attribute out for 120 seconds, or write as many seconds as the slowest start needs")
        .scope(module.scope());
    if let Some(attribute) = module.server.attribute(setting.origin) {
        report.edit_in(place.file, "remove the attribute", Safety::Unsafe, remove_attribute(attribute));
    }
}
