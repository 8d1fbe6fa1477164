//! WC0225. In-process the attribute is ignored, which WC0210 tells.

use crate::Context;
use crate::rule::rule;
use crate::views::{CoreModuleView, HostingModel, NamedValue, PoolView};
use webconfig_diagnostics::{Place, Severity};

rule! {
    /// Reports `processesPerApplication` above 1 out-of-process: an error together with `ASPNETCORE_PORT`, else a
    /// warning.
    ///
    /// # Why
    /// Requests go round the processes. Sessions, caches, `SignalR` connections and data protection keys in memory break in
    /// ways that look random. With a fixed port every process gets that one, and all but the first fail.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="outofprocess" processesPerApplication="2">
    ///                                                                                                               ^ all on one port
    ///       <environmentVariables>
    ///         <environmentVariable name="ASPNETCORE_PORT" value="5001" />
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" processesPerApplication="4" />
    ///                                                                                   ^ no affinity
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="outofprocess" processesPerApplication="1" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" processesPerApplication="2" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - ASP.NET Core documentation, attributes of the `aspNetCore` element
    WC0225 "several-processes-per-application", Error, since "0.1",
    scope WC, profiles "rs", P1,
    on CoreModule(check)
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    let Some(number) = module.element.number("processesPerApplication").filter(|n| *n > 1) else { return };
    let Some((_, place)) = module.written("processesPerApplication") else { return };
    if module.model() != Some(HostingModel::OutOfProcess) {
        return;
    }
    let port = port(module, Some(place));
    let (message, label) = if port.is_some() {
        (
            format!(
                "all {number} processes get the one port of `ASPNETCORE_PORT`, so all but the first fail to start"
            ),
            "all on one port",
        )
    } else {
        (
            format!(
                "requests go round {number} processes that share nothing: sessions, caches and keys in memory break at \
                 random"
            ),
            "no affinity",
        )
    };
    let mut report = cx.report(place, message);
    report
        .label(label)
        .graded(if port.is_some() { Severity::Error } else { Severity::Warning })
        .help("remove the attribute; scale with several servers behind a load balancer")
        .scope(module.scope());
    if let Some(port) = port.filter(|p| *p != place) {
        report.related(port, "the fixed port");
    }
}

/// Where the section or the pool fixes the port; `at` where that lies outside of the files under test.
fn port(module: &CoreModuleView<'_>, at: Option<Place>) -> Option<Place> {
    let fixes = |v: &NamedValue<'_>| v.is("ASPNETCORE_PORT") && !v.value.is_empty();
    if let Some(variable) = module.variables().into_iter().rev().find(fixes) {
        return variable.name_place.or(at);
    }
    let pool = PoolView { server: module.server, pool: module.pool()? };
    pool.variables().into_iter().rev().find(fixes).and_then(|v| v.name_place.or(at))
}
