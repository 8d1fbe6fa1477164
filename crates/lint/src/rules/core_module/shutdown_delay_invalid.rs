//! WC0226.

use crate::Context;
use crate::rule::rule;
use crate::views::{CoreModuleView, NamedValue};

rule! {
    /// Reports a shutdown delay that is negative or no number: the handler setting `shutdownDelay`, or the variable
    /// `ANCM_shutdownDelay`.
    ///
    /// # Why
    /// The module refuses its whole configuration and answers every request with 500.0.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="shutdownDelay" value="-1" />
    ///                                                     ^^ not a number of milliseconds
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="ShutdownDelay" value="1000" />
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Zero is the old way of shutting down, and of two settings the first counts.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="shutdownDelay" value="0" />
    ///         <handlerSetting name="shutdowndelay" value="soon" />
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - dotnet/aspnetcore, the options that the module reads
    WC0226 "shutdown-delay-invalid", Error, since "0.1",
    scope WC, profiles "rs", P1,
    on CoreModule(check)
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    if let Some(setting) = module.handler_setting("shutdownDelay") {
        report(module, &setting, "shutdownDelay", cx);
        return;
    }
    // Variables are expanded, settings are not.
    let variable = module.variables().into_iter().rev().find(|v| v.is("ANCM_shutdownDelay"));
    if let Some(variable) = variable.filter(|v| v.value.matches('%').count() < 2) {
        report(module, &variable, "ANCM_shutdownDelay", cx);
    }
}

fn report(module: &CoreModuleView<'_>, named: &NamedValue<'_>, name: &str, cx: &mut Context<'_>) {
    let value = named.value.trim();
    let is_right = value.parse::<i32>().is_ok_and(|n| n >= 0);
    if is_right || value.is_empty() || named.is_open() {
        return;
    }
    let Some(place) = named.value_place else { return };
    cx.report(
        place,
        format!(
            "`{name}` is `{value}`, no number of milliseconds, so the module answers every request with 500.0"
        ),
    )
    .label("not a number of milliseconds")
    .help("write milliseconds, such as `1000`, which is the default")
    .scope(module.scope());
}
