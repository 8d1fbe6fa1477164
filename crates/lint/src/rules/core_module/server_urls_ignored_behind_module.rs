//! WC0216. A URL that listens on all addresses is WC0405's business.

use super::command_line::{arguments, option_value};
use super::server_url::listens_everywhere;
use crate::Context;
use crate::rule::rule;
use crate::views::CoreModuleView;
use webconfig_diagnostics::{Place, Safety};
use webconfig_format::remove_element;
use webconfig_text::{TextEdits, TextRange};

rule! {
    /// Reports URLs and ports for the application's own server where it runs behind the ASP.NET Core Module.
    ///
    /// Those are `ASPNETCORE_URLS`, `ASPNETCORE_HTTP_PORTS` and their like, `Kestrel__Endpoints__…`, and `--urls` in
    /// `arguments`.
    ///
    /// # Why
    /// The module assigns a port on the loopback address and replaces every other setting. The entry misleads, and
    /// comes to life where the application is started outside of IIS.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll --urls http://localhost:5001" hostingModel="inprocess">
    ///                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ replaced by the module
    ///       <environmentVariables>
    ///         <environmentVariable name="ASPNETCORE_URLS" value="http://localhost:5001" />
    ///                                    ^^^^^^^^^^^^^^^ replaced by the module
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
    /// What would listen on all addresses is told by WC0405.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <environmentVariable name="ASPNETCORE_URLS" value="http://*:5001" />
    ///         <environmentVariable name="ASPNETCORE_HTTPS_PORT" value="443" />
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Removes the variable or argument.
    ///
    /// # References
    /// - ASP.NET Core documentation, host ASP.NET Core on Windows with IIS
    WC0216 "server-urls-ignored-behind-module", Info, since "0.1", fix Safe,
    scope WC APP PRJ, profiles "rs", P0,
    on CoreModule(check)
}

const NAMES: [&str; 9] = [
    "ASPNETCORE_URLS",
    "DOTNET_URLS",
    "URLS",
    "ASPNETCORE_HTTP_PORTS",
    "ASPNETCORE_HTTPS_PORTS",
    "DOTNET_HTTP_PORTS",
    "DOTNET_HTTPS_PORTS",
    "HTTP_PORTS",
    "HTTPS_PORTS",
];

const HELP: &str = "remove it; IIS listens where the site's bindings say";

/// Whether a variable says where the server listens.
pub(in crate::rules) fn is_server_url(name: &str) -> bool {
    let is_endpoint = |prefix: &str| {
        name.get(..prefix.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(prefix))
            && name.len() > prefix.len()
    };
    NAMES.iter().any(|n| n.eq_ignore_ascii_case(name))
        || is_endpoint("Kestrel__Endpoints__")
        || is_endpoint("Kestrel:Endpoints:")
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    for variable in module.variables() {
        let Some(place) = variable.name_place.filter(|_| module.is_own(variable.origin)) else { continue };
        if !is_server_url(variable.name) || listens_everywhere(variable.value) || variable.value.is_empty() {
            continue;
        }
        cx.report(place, message(&format!("`{}`", variable.name)))
            .label("replaced by the module")
            .help(HELP)
            .scope(module.scope())
            .edit_in(place.file, "remove the variable", Safety::Safe, remove_element(variable.element()));
    }
    in_arguments(module, cx);
}

fn message(what: &str) -> String {
    format!(
        "{what} has no effect behind the ASP.NET Core Module, which tells the application where to listen"
    )
}

fn in_arguments(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    let Some((setting, place)) = module.written("arguments") else { return };
    let Some(attribute) = module.server.attribute(setting.origin).filter(|_| module.is_own(setting.origin))
    else {
        return;
    };
    let line = arguments(setting.value);
    let Some(found) = option_value(&line, "urls").filter(|u| !listens_everywhere(u.value)) else { return };
    let range = attribute.source_range(found.start, found.end);
    let before = setting.value.get(..found.start).unwrap_or("");
    let with_blank = attribute.source_range(before.trim_end().len(), found.end);
    let edits = TextEdits::single(TextRange::new(with_blank.start(), with_blank.end()), "");
    cx.report(Place::new(place.file, range), message("`--urls`"))
        .label("replaced by the module")
        .help(HELP)
        .scope(module.scope())
        .edit_in(place.file, "remove `--urls`", Safety::Safe, edits);
}
