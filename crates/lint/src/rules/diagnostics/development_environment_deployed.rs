//! WC1001.

use crate::rule::rule;
use crate::views::{CoreModuleView, NamedValue, PoolView};
use crate::{Context, ContextKind};
use webconfig_diagnostics::{Safety, Scope, Severity};
use webconfig_format::set_value;

rule! {
    /// Reports the environment `Development` in a deployed configuration.
    ///
    /// `ASPNETCORE_ENVIRONMENT` and `DOTNET_ENVIRONMENT` count, in the module's section and on a pool, in any letter case.
    /// In a source tree, where tools write it, it is worth a mention.
    ///
    /// # Why
    /// The application then shows its exceptions with source and settings to everybody, and the module does the same with
    /// whatever keeps the application from starting.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <environmentVariable name="ASPNETCORE_ENVIRONMENT" value="Development" />
    ///                                                                   ^^^^^^^^^^^ for developers only
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <environmentVariable name="DOTNET_ENVIRONMENT" value="Development;Staging" />
    ///                                                               ^^^^^^^^^^^^^^^^^^^ several in one
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
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <environmentVariable name="ASPNETCORE_ENVIRONMENT" value="Production" />
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Another environment by another name; and of two variables of one name the last counts.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <environmentVariable name="DOTNET_ENVIRONMENT" value="Development-EU" />
    ///         <environmentVariable name="ASPNETCORE_ENVIRONMENT" value="Development" />
    ///         <environmentVariable name="ASPNETCORE_ENVIRONMENT" value="Production" />
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Writes `Production`.
    ///
    /// # References
    /// - CWE-489, CWE-209
    /// - OWASP ASVS 13.4.2
    WC1001 "development-environment-deployed", Error, since "0.1", fix Unsafe,
    scope WC PUB AH, profiles "rs", P0 production,
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
    for name in ["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT"] {
        let Some(variable) = variables.iter().rev().find(|v| v.is(name)) else { continue };
        let Some(place) = variable.value_place else { continue };
        let is_it = |value: &str| value.eq_ignore_ascii_case("Development");
        let (message, label) = if is_it(variable.value) {
            (
                format!("`{name}` is `Development`, so exceptions and settings are shown to every visitor"),
                "for developers only",
            )
        } else if variable.value.contains(';') && variable.value.split(';').any(|part| is_it(part.trim())) {
            (
                format!(
                    "`{name}` is several environments in one text, which is none of them: no `appsettings` file fits \
                     it (two configurations each added theirs)"
                ),
                "several in one",
            )
        } else {
            continue;
        };
        let mut report = cx.report(place, message);
        report
            .label(label)
            .graded_in(ContextKind::Project, Severity::Info)
            .help("write `Production`, or leave the variable out, which means the same")
            .scope(scope.cloned());
        if let Some(attribute) = variable.element().attribute("value") {
            report.edit_in(
                place.file,
                "write `Production`",
                Safety::Unsafe,
                set_value(attribute, "Production"),
            );
        }
    }
}
