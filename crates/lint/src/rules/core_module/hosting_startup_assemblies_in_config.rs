//! WC0222.

use crate::Context;
use crate::rule::rule;
use crate::views::CoreModuleView;
use webconfig_diagnostics::Safety;
use webconfig_format::remove_element;

rule! {
    /// Reports environment variables that load further code into the application.
    ///
    /// Those are `ASPNETCORE_HOSTINGSTARTUPASSEMBLIES`, `DOTNET_ADDITIONAL_DEPS`, `DOTNET_STARTUP_HOOKS`,
    /// `CORECLR_PROFILER…` and `COMPlus_…`. What is meant can be named in `allowed-startup-variables`.
    ///
    /// # Why
    /// Mostly a tool of the developer's machine wrote them. On the server the file is often absent, and the application
    /// does not start (500.30); where others can write to it, they run code in the application.
    ///
    /// # Fires
    /// ```xml profile=strict
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <environmentVariable name="DOTNET_STARTUP_HOOKS" value="C:\tools\hook.dll" />
    ///                                    ^^^^^^^^^^^^^^^^^^^^ loads code
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml profile=strict
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Tools that watch performance set the profiler's variables on purpose.
    /// ```xml web.config profile=strict
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <environmentVariable name="CORECLR_PROFILER" value="{846F5F1C-F9AE-4B07-969E-05C26BC060D8}" />
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```toml webconfig.toml
    /// [lint.options]
    /// allowed-startup-variables = ["CORECLR_*"]
    /// ```
    ///
    /// # Fix
    /// Removes the variable.
    ///
    /// # References
    /// - aspnet/IISIntegration, issue 146
    /// - CWE-427
    WC0222 "hosting-startup-assemblies-in-config", Warning, since "0.1", fix Unsafe,
    scope WC, profiles "s", P1,
    on CoreModule(check)
}

const NAMES: [&str; 5] = [
    "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES",
    "DOTNET_ADDITIONAL_DEPS",
    "DOTNET_STARTUP_HOOKS",
    "CORECLR_PROFILER*",
    "COMPLUS_*",
];

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    for variable in module.variables() {
        let Some(place) = variable.name_place.filter(|_| module.is_own(variable.origin)) else { continue };
        let name = variable.name;
        let is_one = NAMES.iter().any(|n| matches(n, name)) && !variable.value.is_empty();
        if !is_one || cx.options().allowed_startup_variables.iter().any(|allowed| matches(allowed, name)) {
            continue;
        }
        cx.report(
            place,
            format!("`{name}` loads code into the application that was not published with it, or changes its runtime"),
        )
        .label("loads code")
        .help("remove it, or name it in `allowed-startup-variables` of `webconfig.toml` if it is meant")
        .scope(module.scope())
        .edit_in(place.file, "remove the variable", Safety::Unsafe, remove_element(variable.element()));
    }
}

/// Whether a name is of a pattern with `*`, without case.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_ascii_lowercase(), name.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or("");
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("CORECLR_*", "CoreCLR_Profiler") && matches("*", "") && matches("a*c*e", "abcde"));
        assert!(
            !matches("CORECLR", "CORECLR_PROFILER") && !matches("a*c*e", "abcd") && !matches("ab*ba", "aba")
        );
    }
}
