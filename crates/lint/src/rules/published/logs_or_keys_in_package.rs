//! WC1310.

use crate::Context;
use crate::rule::rule;
use crate::views::PublishedView;

rule! {
    /// Reports logs, keys, certificates, memory dumps and settings of one user in a published folder.
    ///
    /// An empty `logs` folder is none of them: the module does not create it.
    ///
    /// # Why
    /// They travel with the package to every server, hold secrets and personal data, and IIS serves some of them.
    ///
    /// # Fires
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```text signing.pfx
    /// x
    /// ```
    ///
    /// # Clean
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// The folder for the log alone.
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```text logs/.gitkeep
    ///
    /// ```
    ///
    /// # References
    /// - CWE-538
    WC1310 "logs-or-keys-in-package", Warning, since "0.1",
    scope PUB, profiles "rs", P1,
    on Published(check)
}

fn check(folder: &PublishedView<'_>, cx: &mut Context<'_>) {
    if folder.applications.is_empty() && folder.web_config().is_none() {
        return;
    }
    for entry in folder.entries.iter() {
        let lower = entry.name.to_ascii_lowercase();
        if entry.is_folder {
            in_folder(folder, &entry.name, &lower, cx);
            continue;
        }
        let Some(what) = kind(&lower) else { continue };
        report(folder, &entry.name, what, cx);
    }
}

/// The first file of its kind in a folder that is made for such files.
fn in_folder(folder: &PublishedView<'_>, name: &str, lower: &str, cx: &mut Context<'_>) {
    let wanted: fn(&str) -> Option<&'static str> = match lower {
        "logs" | "log" => |n| if is_log(n) { Some("a log") } else { kind(n) },
        "dataprotection-keys" | "data-protection-keys" | "keys" => kind,
        _ => return,
    };
    let entries = folder.places.files().entries(&folder.path(name)).unwrap_or_default();
    let found = entries.iter().filter(|e| !e.is_folder).find_map(|e| {
        let what = wanted(&e.name.to_ascii_lowercase())?;
        Some((format!("{name}/{}", e.name), what))
    });
    if let Some((path, what)) = found {
        report(folder, &path, what, cx);
    }
}

/// Whether a file in a folder for logs is one. What only keeps the folder alive is not: the documentation of ASP.NET Core
/// puts a file `.log` there.
fn is_log(name: &str) -> bool {
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let keeps =
        ["", "readme", "placeholder", "empty", "keep"].iter().any(|k| stem.trim_start_matches('.') == *k);
    !keeps && matches!(extension, "log" | "txt" | "clef" | "etl")
}

fn report(folder: &PublishedView<'_>, path: &str, what: &str, cx: &mut Context<'_>) {
    let message = format!("`{path}` is {what}: it travels with the package to every server");
    cx.report(folder.whole(path), message)
        .help("leave it out of the package, and keep secrets apart from the application");
}

fn kind(name: &str) -> Option<&'static str> {
    let extension = name.rsplit_once('.').map_or("", |(_, e)| e);
    match extension {
        "log" if name.starts_with("stdout") || name.starts_with("aspnetcore-stdout") => {
            Some("a log of the application")
        }
        "xml" if name.starts_with("key-") => Some("a key that protects cookies and tokens"),
        "pfx" | "p12" | "snk" => Some("a certificate or key"),
        "user" => Some("a file with the settings of one developer"),
        "dmp" | "mdmp" | "hdmp" => Some("a memory dump"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_a_folder_alive_is_no_log() {
        assert!(is_log("stdout_1.log") && is_log("shop20240101.txt") && is_log("a.clef"));
        assert!(!is_log(".log") && !is_log("readme.txt") && !is_log("placeholder.txt") && !is_log("keep"));
    }
}
