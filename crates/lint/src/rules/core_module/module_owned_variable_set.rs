//! WC0217.

use crate::Context;
use crate::rule::rule;
use crate::views::{CoreModuleView, HostingModel, NamedValue, PoolView};
use webconfig_diagnostics::{Safety, Scope, Severity};
use webconfig_format::remove_element;

rule! {
    /// Reports environment variables that belong to the ASP.NET Core Module.
    ///
    /// Out-of-process `ASPNETCORE_TOKEN` and `ASPNETCORE_PORT` are errors; `ASPNETCORE_APPL_PATH`,
    /// `ASPNETCORE_IIS_HTTPAUTH` and `ASPNETCORE_IIS_PHYSICAL_PATH` are warnings, because the module overwrites them;
    /// `ASPNETCORE_ANCM_HTTPS_PORT` may be set and is worth a mention. In-process they are mentions, save that token, port and
    /// application path together are an error. Variables of a pool count by the model of its applications.
    ///
    /// # Why
    /// The token proves that a request came through IIS. Written in a file it is a known secret: any local process can
    /// then send a forged client address, certificate or Windows identity. A fixed port makes the target easy to find
    /// and must lie within 1025 and 48000, or nothing starts. In-process, token, port and path together make the
    /// application refuse every request.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll">
    ///       <environmentVariables>
    ///         <environmentVariable name="ASPNETCORE_TOKEN" value="3f2c" />
    ///                                    ^^^^^^^^^^^^^^^^ set by the module
    ///         <environmentVariable name="ASPNETCORE_APPL_PATH" value="/" />
    ///                                    ^^^^^^^^^^^^^^^^^^^^ set by the module
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
    ///         <environmentVariable name="ASPNETCORE_TOKEN" value="3f2c" />
    ///                                    ^^^^^^^^^^^^^^^^ with port and path: every request is refused
    ///         <environmentVariable name="ASPNETCORE_PORT" value="5001" />
    ///         <environmentVariable name="ASPNETCORE_APPL_PATH" value="/" />
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
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll">
    ///       <environmentVariables>
    ///         <environmentVariable name="MyApp__Feature" value="on" />
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A setting of the application, in spite of its name.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll">
    ///       <environmentVariables>
    ///         <environmentVariable name="ASPNETCORE_HTTPS_PORT" value="443" />
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
    /// - dotnet/aspnetcore, the module's server process and the IIS middleware
    /// - CWE-798, CWE-290
    WC0217 "module-owned-variable-set", Error, since "0.1", fix Unsafe,
    scope WC, profiles "rs", P0,
    on CoreModule(check), Pool(pool)
}

const TOKEN: &str = "ASPNETCORE_TOKEN";
const PORT: &str = "ASPNETCORE_PORT";
const APPLICATION_PATH: &str = "ASPNETCORE_APPL_PATH";
const HTTPS_PORT: &str = "ASPNETCORE_ANCM_HTTPS_PORT";

/// The names, how grave they are out-of-process, and what happens there.
const OWNED: [(&str, Severity, &str); 6] = [
    (TOKEN, Severity::Error, "a known pairing token lets any local process forge client identities"),
    (
        PORT,
        Severity::Error,
        "a fixed port is easy to find, and one outside of 1025 to 48000 keeps the application from starting",
    ),
    (APPLICATION_PATH, Severity::Warning, "the module overwrites it"),
    ("ASPNETCORE_IIS_HTTPAUTH", Severity::Warning, "the module overwrites it"),
    ("ASPNETCORE_IIS_PHYSICAL_PATH", Severity::Warning, "the module overwrites it"),
    (HTTPS_PORT, Severity::Info, "it replaces the https port that the module finds in the site's bindings"),
];

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    let mut variables = module.variables();
    variables.retain(|v| module.is_own(v.origin));
    let model = module.model().unwrap_or(HostingModel::OutOfProcess);
    report(&variables, model, module.scope().as_ref(), cx);
}

fn pool(pool: &PoolView<'_>, cx: &mut Context<'_>) {
    let variables = pool.variables();
    if !variables.iter().any(|v| OWNED.iter().any(|(name, ..)| v.is(name))) {
        return;
    }
    let models = pool.hosting_models();
    let model = match models.as_slice() {
        [] => return,
        models if models.contains(&HostingModel::OutOfProcess) => HostingModel::OutOfProcess,
        _ => HostingModel::InProcess,
    };
    report(&variables, model, Some(&pool.scope()), cx);
}

fn report(variables: &[NamedValue<'_>], model: HostingModel, scope: Option<&Scope>, cx: &mut Context<'_>) {
    let is_out = model == HostingModel::OutOfProcess;
    let trio = [TOKEN, PORT, APPLICATION_PATH];
    let is_trio = !is_out && trio.iter().all(|name| variables.iter().any(|v| v.is(name)));
    for variable in variables {
        let Some((name, severity, consequence)) = OWNED.iter().find(|(name, ..)| variable.is(name)) else {
            continue;
        };
        let Some(place) = variable.name_place else { continue };
        if is_trio && trio.contains(name) {
            if *name == TOKEN {
                let mut report = cx.report(
                    place,
                    format!(
                        "`{TOKEN}`, `{PORT}` and `{APPLICATION_PATH}` together make an in-process application refuse \
                         every request"
                    ),
                );
                report
                    .label("with port and path: every request is refused")
                    .help("remove all three; in-process the module needs none of them")
                    .scope(scope.cloned())
                    .edit_in(
                        place.file,
                        "remove the variable",
                        Safety::Unsafe,
                        remove_element(variable.element()),
                    );
                let others = variables.iter().filter(|v| v.is(PORT) || v.is(APPLICATION_PATH));
                for other in others.filter_map(|v| v.name_place) {
                    report.related(other, "one of the three");
                }
            }
            continue;
        }
        let message = match *name {
            _ if !is_out => {
                format!("`{name}` belongs to the ASP.NET Core Module, which does not read it in-process")
            }
            HTTPS_PORT => format!("`{name}` is set by hand: {consequence}"),
            _ => format!("`{name}` belongs to the ASP.NET Core Module: {consequence}"),
        };
        let severity = if is_out { *severity } else { Severity::Info };
        let help = if *name == HTTPS_PORT {
            "remove it, unless the site has several https ports"
        } else {
            "remove it; the module sets it by itself"
        };
        cx.report(place, message)
            .label("set by the module")
            .graded(severity)
            .help(help)
            .scope(scope.cloned())
            .edit_in(place.file, "remove the variable", Safety::Unsafe, remove_element(variable.element()));
    }
}
