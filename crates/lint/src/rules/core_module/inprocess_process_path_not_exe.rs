//! WC0218.

use super::command_line::file_name;
use crate::Context;
use crate::rule::rule;
use crate::views::{CoreModuleView, HostingModel};
use webconfig_config::is_placeholder;
use webconfig_diagnostics::Severity;
use webconfig_files::ends_with;

rule! {
    /// Reports a `processPath` that is no executable.
    ///
    /// In-process any extension other than `.exe` is an error. Out-of-process a script may be started, which is worth a
    /// mention; a dll cannot be.
    ///
    /// # Why
    /// The module refuses the path with 500.0 (`doesn't have '.exe' extension`).
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath=".\App.dll" hostingModel="inprocess" />
    ///                              ^^^^^^^^^ no `.exe`
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath=".\start.cmd" hostingModel="outofprocess" />
    ///                              ^^^^^^^^^^^ a script
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath=".\App.exe" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Without an extension the module adds `.exe`; what a variable brings is unknown.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="%APP_ROOT%\App.%APP_KIND%" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - dotnet/aspnetcore, the module's search for hostfxr
    WC0218 "inprocess-process-path-not-exe", Error, since "0.1",
    scope WC, profiles "rs", P1,
    on CoreModule(check)
}

const SCRIPTS: [&str; 8] = [".cmd", ".bat", ".ps1", ".vbs", ".js", ".sh", ".py", ".wsf"];

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    let Some((setting, place)) = module.written("processPath") else { return };
    let path = setting.value.trim();
    let name = file_name(path);
    let Some(dot) = name.rfind('.').filter(|_| !name.contains('%') && !is_placeholder(path)) else { return };
    let extension = name.get(dot..).unwrap_or("");
    if module.is_unfinished() || extension.eq_ignore_ascii_case(".exe") || extension.len() < 2 {
        return;
    }
    let is_script = SCRIPTS.iter().any(|s| ends_with(name, s));
    let (message, label, severity) = match module.model() {
        Some(HostingModel::InProcess) => (
            format!(
                "in-process the module starts only `.exe` files, so with `{extension}` every request gets 500.0"
            ),
            "no `.exe`",
            Severity::Error,
        ),
        Some(HostingModel::OutOfProcess) if is_script => (
            format!(
                "the application is started through a script (`{extension}`), which hides its failures from the module"
            ),
            "a script",
            Severity::Info,
        ),
        Some(HostingModel::OutOfProcess) if ends_with(name, ".dll") => {
            ("Windows cannot start a dll, so requests get 502.5".to_owned(), "a dll", Severity::Warning)
        }
        _ => return,
    };
    let help = if ends_with(name, ".dll") {
        "set `processPath` to `dotnet` and name the dll first in `arguments`, or name the application's `.exe`"
    } else {
        "name the application's `.exe`, or `dotnet` with the dll in `arguments`"
    };
    cx.report(place, message).label(label).graded(severity).help(help).scope(module.scope());
}
