//! WC1004.

use crate::Context;
use crate::rule::rule;
use crate::views::CoreModuleView;
use webconfig_config::is_placeholder;
use webconfig_diagnostics::Safety;
use webconfig_format::set_attribute;
use webconfig_schema::Release;

rule! {
    /// Reports a stdout log that is on and has a `stdoutLogFile` where nothing good can come of it.
    ///
    /// That is a bare folder, a folder of the system, a name with another extension than `.log`, the form of Azure App
    /// Service anywhere else, and another form there.
    ///
    /// # Why
    /// The last part of the path is the beginning of the file's name; time and process are put behind it. Where the file
    /// cannot be created the application runs all the same, and the log is simply missing when it is needed.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" stdoutLogEnabled="true" stdoutLogFile="C:\" />
    ///                                                                                                                          ^^^ a folder
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" stdoutLogEnabled="true" stdoutLogFile="\\?\%home%\LogFiles\stdout" />
    ///                                                                                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^ for Azure App Service
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" stdoutLogEnabled="true" stdoutLogFile=".\logs\stdout" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// The log is off.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" stdoutLogEnabled="false" stdoutLogFile="\\?\%home%\LogFiles\stdout" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml target=azure-app-service
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" stdoutLogEnabled="true" stdoutLogFile="\\?\%home%\LogFiles\stdout" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Writes the path that the Web SDK would write.
    ///
    /// # References
    /// - dotnet/sdk, the task that transforms web.config
    WC1004 "stdout-log-path-problem", Warning, since "0.1", fix Unsafe,
    scope WC, profiles "rs", P1 production,
    on CoreModule(check)
}

const LOCAL: &str = r".\logs\stdout";
const AZURE: &str = r"\\?\%home%\LogFiles\stdout";

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    if !module.flag("stdoutLogEnabled") {
        return;
    }
    let Some((setting, place)) = module.written("stdoutLogFile") else { return };
    let path = setting.value.trim();
    let is_azure = module.server.server.target() == Release::AppService;
    let Some((message, label)) = problem(path, is_azure) else { return };
    let right = if is_azure { AZURE } else { LOCAL };
    let mut report = cx.report(place, message);
    report.label(label).help(format!("write `{right}`")).scope(module.scope());
    let element = module.server.element(setting.origin);
    if let Some(element) = element {
        let edits = set_attribute(element, "stdoutLogFile", right);
        report.edit_in(place.file, format!("write `{right}`"), Safety::Unsafe, edits);
    }
}

fn problem(path: &str, is_azure: bool) -> Option<(String, &'static str)> {
    if path.is_empty() || is_placeholder(path) {
        return None;
    }
    let lower = path.to_ascii_lowercase().replace('/', "\\");
    let bare = lower.strip_prefix(r"\\?\").unwrap_or(&lower);
    let is_home = bare.starts_with("%home%") || bare.starts_with(r"c:\home") || bare.starts_with(r"d:\home");
    if bare.starts_with("%home%") && !is_azure {
        let message = "`%home%` exists on Azure App Service only; anywhere else the log cannot be created";
        return Some((message.to_owned(), "for Azure App Service"));
    }
    let name = bare.rsplit('\\').next().unwrap_or("");
    if name.is_empty() || matches!(name, "." | "..") || (name.len() == 2 && name.ends_with(':')) {
        let message = "`stdoutLogFile` is a folder: the files in it get names that begin with the time";
        return Some((message.to_owned(), "a folder"));
    }
    let system = [
        "%windir%",
        "%systemroot%",
        "%programfiles%",
        r"c:\windows\",
        r"c:\program files",
        r"%systemdrive%\windows\",
    ];
    if system.iter().any(|s| bare.starts_with(s)) {
        let message =
            "`stdoutLogFile` lies in a folder of the system, where the pool's identity cannot write";
        return Some((message.to_owned(), "a system folder"));
    }
    let extensions =
        [".txt", ".out", ".err", ".csv", ".json", ".xml", ".htm", ".html", ".dat", ".tmp", ".bak"];
    if let Some(extension) = extensions.iter().find(|e| name.ends_with(*e)) {
        let message = format!("time, process and `.log` are put behind `{extension}`, so no file ends in it");
        return Some((message, "not the extension"));
    }
    if is_azure && !is_home {
        let message =
            "App Service keeps logs below `%home%\\LogFiles`; this path lies in the content or nowhere";
        return Some((message.to_owned(), "not for Azure App Service"));
    }
    None
}
