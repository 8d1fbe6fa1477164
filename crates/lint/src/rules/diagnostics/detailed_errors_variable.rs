//! WC1002.

use crate::rule::rule;
use crate::views::{CoreModuleView, NamedValue, PoolView};
use crate::{Context, ContextKind};
use webconfig_diagnostics::{Safety, Scope, Severity};
use webconfig_format::remove_element;

rule! {
    /// Reports `ASPNETCORE_DETAILEDERRORS` that is on in a deployed configuration.
    ///
    /// `ASPNETCORE_CAPTURESTARTUPERRORS` is worth a mention: it keeps an application alive that failed to start.
    ///
    /// # Why
    /// When the application fails to start, every visitor sees the exception, paths and the output of the host.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <environmentVariable name="ASPNETCORE_DETAILEDERRORS" value="true" />
    ///                                                                      ^^^^ details for everybody
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <environmentVariable name="ASPNETCORE_DETAILEDERRORS" value="false" />
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Removes the variable.
    ///
    /// # References
    /// - CWE-209
    WC1002 "detailed-errors-variable", Error, since "0.1", fix Safe,
    scope WC AH, profiles "rs", P0 production,
    on CoreModule(check), Pool(pool)
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    if module.context() != ContextKind::Express {
        report(&module.variables(), module.scope().as_ref(), cx);
    }
}

fn pool(pool: &PoolView<'_>, cx: &mut Context<'_>) {
    if pool.server.context != ContextKind::Express {
        report(&pool.variables(), Some(&pool.scope()), cx);
    }
}

fn report(variables: &[NamedValue<'_>], scope: Option<&Scope>, cx: &mut Context<'_>) {
    let on = |name: &str| {
        let variable = variables.iter().rev().find(|v| v.is(name))?;
        let is_on = variable.value == "1" || variable.value.eq_ignore_ascii_case("true");
        Some((variable, variable.value_place?)).filter(|_| is_on)
    };
    if let Some((variable, place)) = on("ASPNETCORE_DETAILEDERRORS") {
        cx.report(
            place,
            "`ASPNETCORE_DETAILEDERRORS` is on, so every visitor sees why the application failed to start",
        )
        .label("details for everybody")
        .help("remove the variable, and read the event log instead")
        .scope(scope.cloned())
        .edit_in(place.file, "remove the variable", Safety::Safe, remove_element(variable.element()));
    }
    if let Some((variable, place)) = on("ASPNETCORE_CAPTURESTARTUPERRORS") {
        cx.report(
            place,
            "`ASPNETCORE_CAPTURESTARTUPERRORS` keeps an application running that failed to start, and answers every \
             request with the error",
        )
        .label("hides a failed start")
        .graded(Severity::Info)
        .help("remove the variable once the application starts")
        .scope(scope.cloned())
        .edit_in(place.file, "remove the variable", Safety::Safe, remove_element(variable.element()));
    }
}
