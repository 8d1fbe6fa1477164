//! WC1003.

use crate::rule::rule;
use crate::views::CoreModuleView;
use crate::{Context, ContextKind};
use webconfig_diagnostics::{Safety, Severity};
use webconfig_format::set_value;

rule! {
    /// Reports an ASP.NET Core application that still writes its stdout log.
    ///
    /// In a source tree it is worth a mention.
    ///
    /// # Why
    /// The log is for finding out why an application does not start. Nobody limits or rotates the files: they fill the
    /// disk, and they may hold secrets.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" stdoutLogEnabled="true" />
    ///                                                                                                     ^^^^ left on
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" stdoutLogEnabled="false" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A release step decides.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" stdoutLogEnabled="#{StdoutLog}" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Writes `false`.
    ///
    /// # References
    /// - CWE-532, CWE-400
    WC1003 "stdout-log-enabled", Warning, since "0.1", fix Safe,
    scope WC PUB, profiles "rs", P0 production,
    on CoreModule(check)
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    if module.context() == ContextKind::Express || !module.flag("stdoutLogEnabled") {
        return;
    }
    let Some((setting, place)) = module.written("stdoutLogEnabled") else { return };
    let mut report = cx.report(
        place,
        "the stdout log is on: its files are never rotated, fill the disk and may hold secrets",
    );
    report
        .label("left on")
        .graded_in(ContextKind::Project, Severity::Info)
        .help("write `false`; switch the log on only to find out why the application does not start")
        .scope(module.scope());
    if let Some(attribute) = module.server.attribute(setting.origin) {
        report.edit_in(place.file, "write `false`", Safety::Safe, set_value(attribute, "false"));
    }
}
