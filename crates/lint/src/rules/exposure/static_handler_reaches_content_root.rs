//! WC0502. Handlers are tried in effective order: those of this file first, in file order.

use crate::Context;
use crate::rule::rule;
use crate::views::SectionView;
use webconfig_config::{EffectiveElement, Item};
use webconfig_diagnostics::{Confidence, Place, Severity};

rule! {
    /// Reports a static handler that answers before the ASP.NET Core Module at a content root.
    ///
    /// # Why
    /// At the content root lie `appsettings.json`, the dlls and their `*.deps.json`. Only the module's handler on `*`
    /// keeps IIS from answering with them: a static handler looks at the content root, not at `wwwroot`.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="json" path="*.json" verb="GET" modules="StaticFileModule" resourceType="File" />
    ///                              ^^^^^^ served before the application is asked
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A static handler for `wwwroot` alone is a known way to save work.
    /// ```xml
    /// <configuration>
    ///   <location path="." inheritInChildApplications="false">
    ///     <system.webServer>
    ///       <handlers>
    ///         <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///       </handlers>
    ///       <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
    ///     </system.webServer>
    ///   </location>
    ///   <location path="wwwroot">
    ///     <system.webServer>
    ///       <handlers>
    ///         <add name="static" path="*" verb="GET,HEAD" modules="StaticFileModule" resourceType="File" />
    ///       </handlers>
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - CWE-552
    WC0502 "static-handler-reaches-content-root", Error, since "0.1",
    scope WC MULTI, profiles "rs", P0,
    on Section("system.webServer/handlers", check)
}

/// Extensions of files at a content root that hold secrets or code and that the stock MIME map serves.
const SENSITIVE: [&str; 12] =
    ["json", "xml", "dll", "exe", "pfx", "p12", "zip", "csv", "txt", "map", "config", "key"];

/// Extensions of what a site shows to everybody anyway.
const HARMLESS: [&str; 26] = [
    "png", "jpg", "jpeg", "gif", "svg", "ico", "webp", "avif", "bmp", "css", "js", "mjs", "woff", "woff2",
    "ttf", "otf", "eot", "mp3", "mp4", "webm", "ogg", "wav", "ogv", "oga", "tif", "tiff",
];

fn check(section: &SectionView<'_>, cx: &mut Context<'_>) {
    let is_static_place = section.is_below("wwwroot") || section.is_well_known();
    if is_static_place {
        return;
    }
    if section.has_catch_all() {
        for item in handlers_before_the_module(&section.element) {
            if serves_files(&item.element) {
                static_before_the_module(section, item, cx);
            }
        }
    } else {
        module_taken_away(section, cx);
    }
}

fn handlers_before_the_module<'e, 's>(
    handlers: &'e EffectiveElement<'s>,
) -> impl Iterator<Item = &'e Item<'s>> {
    handlers.items.iter().map(|i| &**i).take_while(|i| !crate::views::is_core_handler(&i.element))
}

fn serves_files(handler: &EffectiveElement<'_>) -> bool {
    handler.text("modules").split(',').any(|m| m.trim().eq_ignore_ascii_case("StaticFileModule"))
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Harmless,
    Unknown,
    Sensitive,
}

/// What the patterns of a handler can match.
fn reach(path: &str) -> Reach {
    path.split(',')
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .map(|pattern| match pattern.rsplit_once('.') {
            _ if matches!(pattern, "*" | "*.*") => Reach::Sensitive,
            Some((_, "*")) => Reach::Sensitive,
            Some((_, extension)) if SENSITIVE.iter().any(|s| s.eq_ignore_ascii_case(extension)) => {
                Reach::Sensitive
            }
            Some((_, extension)) if HARMLESS.iter().any(|s| s.eq_ignore_ascii_case(extension)) => {
                Reach::Harmless
            }
            _ => Reach::Unknown,
        })
        .max()
        .unwrap_or(Reach::Unknown)
}

fn static_before_the_module(section: &SectionView<'_>, item: &Item<'_>, cx: &mut Context<'_>) {
    let Some(setting) = item.element.setting("path") else { return };
    let Some(place) = section.server.value_place(setting) else { return };
    let path = &*setting.value;
    // `wwwroot/*` and the like never leave the web root.
    if path.split(',').all(|p| p.trim().trim_start_matches('/').to_ascii_lowercase().starts_with("wwwroot/"))
    {
        return;
    }
    // A folder in front of the star keeps the handler out of the content root itself.
    let in_folder = path.contains('/') && !path.trim_start_matches('/').starts_with('*');
    let is_file_only = item.element.text("resourceType").eq_ignore_ascii_case("File");
    let severity = match reach(path) {
        Reach::Sensitive if !in_folder => Severity::Error,
        Reach::Harmless if is_file_only => Severity::Info,
        _ => Severity::Warning,
    };
    let name = item.element.text("name");
    let message = match severity {
        Severity::Error => format!(
            "handler `{name}` serves `{path}` from the content root before the application is asked, `appsettings.json` and the like included"
        ),
        _ => format!(
            "handler `{name}` serves `{path}` from the content root, not from `wwwroot`, before the application is asked"
        ),
    };
    cx.report(place, message)
        .label("served before the application is asked")
        .help("put the handler behind the module's, or into a `location` of the folder that holds static files alone")
        .graded(severity);
}

/// A `location` or sub-folder of a Core application without the module's handler.
fn module_taken_away(section: &SectionView<'_>, cx: &mut Context<'_>) {
    let Some(above) = section.above() else { return };
    if !above.items.iter().any(|i| crate::views::is_catch_all_handler(&i.element))
        || section.denies_everybody()
    {
        return;
    }
    // An application of its own has its own root; what it does with the inherited handler is its business.
    if section.is_application_root() {
        return;
    }
    for origin in section.own.iter().rev() {
        let Some(element) = section.server.element(*origin) else { continue };
        let directive = element.child_elements().find(|d| {
            d.local_name() == "clear"
                || (d.local_name() == "remove"
                    && above.items.iter().any(|i| {
                        crate::views::is_core_handler(&i.element)
                            && d.value("name").is_some_and(|n| n == i.element.text("name"))
                    }))
        });
        let Some(directive) = directive else { continue };
        if section.folder_is_clean() == Some(true) {
            return;
        }
        let (_, path) = section.server.server.path_of(section.level);
        let is_known = section.folder_is_clean() == Some(false);
        let mut report = cx.report(
            Place::new(origin.file, directive.name_range()),
            format!("`{path}` has no module handler any more, so IIS serves the files of that folder itself"),
        );
        report.label("takes the module's handler away").help(
            "fine for a folder of public files; otherwise keep the handler, or deny access to the folder",
        );
        if !is_known {
            report.graded(Severity::Warning).confidence(Confidence::NeedsContext);
        }
        return;
    }
}
