//! WC0505. What has no MIME map is answered with 404.3, which protects by accident; a map takes that away.

use super::path_pattern;
use super::static_handler_reaches_content_root::{handlers_before_the_module, serves_files};
use crate::Context;
use crate::rule::rule;
use crate::views::SectionView;
use webconfig_diagnostics::{Fix, Safety, Severity};
use webconfig_format::remove_element;

rule! {
    /// Reports a MIME map for files that have no business being served.
    ///
    /// # Why
    /// IIS answers a file without a map with 404.3. That alone keeps logs, symbols, databases, keys and dotenv files
    /// private; a map lifts it, and `.*` lifts it for everything.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <staticContent>
    ///       <mimeMap fileExtension=".log" mimeType="text/plain" />
    ///                               ^^^^ becomes servable
    ///     </staticContent>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <staticContent>
    ///       <mimeMap fileExtension=".unheard" mimeType="application/x-unheard" />
    ///     </staticContent>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Challenge files of certificate authorities have no extension.
    /// ```xml
    /// <configuration>
    ///   <location path=".well-known/acme-challenge">
    ///     <system.webServer>
    ///       <staticContent>
    ///         <mimeMap fileExtension="." mimeType="text/plain" />
    ///       </staticContent>
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Deletes the map.
    ///
    /// # References
    /// - CWE-552
    /// - STIG V-218798
    WC0505 "mime-map-opens-sensitive-type", Warning, since "0.1", fix Unsafe,
    scope WC AH, profiles "rst", P0,
    on Section("system.webServer/staticContent", check)
}

/// Extensions of files that are read by programs, not by visitors.
const SENSITIVE: [&str; 21] = [
    ".config", ".cshtml", ".razor", ".cs", ".pdb", ".log", ".bak", ".old", ".sql", ".db", ".sqlite", ".mdf",
    ".pem", ".key", ".env", ".yml", ".user", ".pubxml", ".vbhtml", ".sqlite3", ".ldf",
];

/// Whether a handler in front of the module's serves such files.
fn is_served_first(section: &SectionView<'_>, extension: &str) -> bool {
    let sample = format!("a{extension}");
    section.other("system.webServer/handlers").is_some_and(|handlers| {
        let mut first = handlers_before_the_module(&handlers, section.server, section.level)
            .filter(|h| serves_files(&h.element));
        first.any(|h| path_pattern::matches(h.element.text("path"), &sample))
    })
}

fn check(section: &SectionView<'_>, cx: &mut Context<'_>) {
    for item in section.own_items(&section.element) {
        let extension = item.element.text("fileExtension");
        let is_catch_all = matches!(extension, "." | ".*" | "*");
        let is_sensitive = SENSITIVE.iter().any(|s| s.eq_ignore_ascii_case(extension));
        // Challenge files have no extension; nothing else belongs there.
        let is_challenge = is_catch_all && section.is_well_known();
        if (!is_catch_all && !is_sensitive) || is_challenge {
            continue;
        }
        let Some(setting) = item.element.setting("fileExtension") else { continue };
        let Some(place) = section.server.value_place(setting) else { continue };
        let Some(element) = section.server.element(setting.origin) else { continue };
        let what = match extension {
            "." => "files without an extension".to_owned(),
            ".*" | "*" => "every file, whatever its extension,".to_owned(),
            other => format!("`{other}` files"),
        };
        let is_shadowed = section.has_catch_all() && !is_served_first(section, extension);
        let but =
            if is_shadowed { "; the module's `*` handler answers first, so the map is unused" } else { "" };
        let mut report = cx.report(place, format!("{what} can be downloaded through this MIME map{but}"));
        report
            .label("becomes servable")
            .help("delete the map; without one IIS answers such a file with 404.3")
            .fix(Fix::edit("delete the MIME map", Safety::Unsafe, place.file, remove_element(element)));
        if is_shadowed {
            report.graded(Severity::Info);
        }
    }
}
