//! WC0502. Handlers are tried in effective order: those of this file first, in file order.

use super::{path_pattern, sensitive_files};
use crate::Context;
use crate::rule::rule;
use crate::views::{SectionView, ServerView, takes_every_path};
use webconfig_config::{EffectiveElement, Item, LevelId, Shared};
use webconfig_diagnostics::{Confidence, Place, Severity};

rule! {
    /// Reports a static handler that answers before the ASP.NET Core Module at a content root, or where that leaves
    /// sensitive files to IIS.
    ///
    /// It is an error where files such as `appsettings.json` can be asked for, information for images, style sheets and
    /// scripts from a handler of existing files, and a warning in between. A folder of static files that is at hand and
    /// holds nothing sensitive is fine.
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
    /// ```json appsettings.json
    /// { "AllowedHosts": "www.contoso.com" }
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="api/*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///                                    ^^^^^ the rest goes to the static file handler
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
    /// What asks for changes is not answered with files.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="hook" path="hook.json" verb="POST" modules="StaticFileModule" resourceType="File" />
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
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

/// Names of files at a content root that hold secrets or code and that the stock MIME map serves.
const SENSITIVE: [&str; 16] = [
    "appsettings.json",
    "appsettings.Production.json",
    "App.deps.json",
    "App.runtimeconfig.json",
    "a.json",
    "App.xml",
    "App.dll",
    "App.exe",
    "a.pfx",
    "a.p12",
    "a.zip",
    "a.csv",
    "a.txt",
    "a.map",
    "App.dll.config",
    "a.key",
];

/// Files at a root that are there for everybody.
const PUBLIC: [&str; 13] = [
    "robots.txt",
    "ads.txt",
    "app-ads.txt",
    "humans.txt",
    "security.txt",
    "sitemap.xml",
    "browserconfig.xml",
    "crossdomain.xml",
    "clientaccesspolicy.xml",
    "opensearch.xml",
    "manifest.json",
    "assetlinks.json",
    "favicon.ico",
];

/// Extensions of what a site shows to everybody anyway.
const HARMLESS: [&str; 26] = [
    "png", "jpg", "jpeg", "gif", "svg", "ico", "webp", "avif", "bmp", "css", "js", "mjs", "woff", "woff2",
    "ttf", "otf", "eot", "mp3", "mp4", "webm", "ogg", "wav", "ogv", "oga", "tif", "tiff",
];

fn check(section: &SectionView<'_>, cx: &mut Context<'_>) {
    if section.is_below("wwwroot") || section.is_well_known() {
        return;
    }
    if section.has_catch_all() {
        for item in handlers_before_the_module(&section.element, section.server, section.level) {
            if serves_files(&item.element) && answers_reading(&item.element) {
                static_before_the_module(section, item, cx);
            }
        }
    } else {
        module_narrowed(section, cx);
        module_taken_away(section, cx);
    }
}

/// The handlers at a level that are tried before the first one of the module.
pub(super) fn handlers_before_the_module<'e, 's>(
    handlers: &'e EffectiveElement<'s>,
    server: ServerView<'s>,
    level: LevelId,
) -> impl Iterator<Item = &'e Shared<'s, Item<'s>>> {
    let first = server.core_handlers(level).first().cloned();
    handlers.items.iter().take_while(move |item| first.as_ref().is_none_or(|first| !first.is_same(item)))
}

/// Whether a handler answers with files.
pub(crate) fn serves_files(handler: &EffectiveElement<'_>) -> bool {
    const MODULE: &str = "StaticFileModule";
    let modules = handler.text("modules");
    modules.len() >= MODULE.len() && modules.split(',').any(|m| m.trim().eq_ignore_ascii_case(MODULE))
}

/// Whether a handler takes the verbs that files are asked for with.
fn answers_reading(handler: &EffectiveElement<'_>) -> bool {
    handler.text("verb").split(',').any(|v| matches!(v.trim(), "*" | "GET" | "HEAD"))
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Nothing,
    Harmless,
    Unknown,
    Sensitive,
}

/// What a pattern can match at a content root.
fn reach(pattern: &str) -> Reach {
    let last = pattern.rsplit('/').next().unwrap_or(pattern);
    let extension = last.rsplit_once('.').map_or("", |(_, e)| e);
    let is_harmless = HARMLESS.iter().any(|s| s.eq_ignore_ascii_case(extension));
    if PUBLIC.iter().any(|p| p.eq_ignore_ascii_case(last)) || is_harmless {
        return Reach::Harmless;
    }
    // A plain name stands for itself: what is told by its extension may be told here too.
    let same_extension =
        |name: &&str| name.rsplit_once('.').is_some_and(|(_, e)| e.eq_ignore_ascii_case(extension));
    let is_pattern = last.contains(['*', '?']);
    let is_sensitive = SENSITIVE
        .iter()
        .any(|name| if is_pattern { path_pattern::is_match(last, name) } else { same_extension(name) });
    if is_sensitive { Reach::Sensitive } else { Reach::Unknown }
}

/// What a pattern reaches from the level of the section.
fn reach_from(section: &SectionView<'_>, pattern: &str) -> Reach {
    let pattern = pattern.trim_start_matches('/');
    let (folder, _) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let begins = |with: &str| folder.split('/').next().is_some_and(|first| first.eq_ignore_ascii_case(with));
    if begins("wwwroot") || begins(".well-known") {
        return Reach::Nothing;
    }
    let here = section.folder();
    let files = section.server.files;
    // A folder in front of the star keeps the handler out of the content root itself.
    let place = match folder {
        "" if section.is_application_root() => None,
        "" => Some(here.clone()),
        folder if folder.contains(['*', '?']) => None,
        folder => {
            let below = here.as_deref().map(|h| webconfig_files::join(h, folder));
            Some(below.filter(|b| files.is_folder(b)))
        }
    };
    match place {
        None => {
            let shown = here.map(|h| sensitive_files::directly_in(files, &h)).unwrap_or_default();
            let is_shown = shown.iter().any(|name| path_pattern::is_match(pattern, name));
            if is_shown { Reach::Sensitive } else { reach(pattern) }
        }
        Some(Some(folder)) if sensitive_files::is_clean(files, &folder) => Reach::Nothing,
        Some(Some(_)) => reach(pattern),
        Some(None) => reach(pattern).min(Reach::Unknown),
    }
}

fn static_before_the_module(section: &SectionView<'_>, item: &Item<'_>, cx: &mut Context<'_>) {
    let Some(setting) = item.element.setting("path") else { return };
    let Some(place) = section.server.value_place(setting) else { return };
    let path = setting.value;
    let patterns = path.split(',').map(str::trim).filter(|p| !p.is_empty());
    let widest = patterns.map(|p| reach_from(section, p)).max().unwrap_or(Reach::Nothing);
    let is_file_only = item.element.text("resourceType").eq_ignore_ascii_case("File");
    let severity = match widest {
        Reach::Nothing => return,
        Reach::Sensitive => Severity::Error,
        Reach::Harmless if is_file_only => Severity::Info,
        _ => Severity::Warning,
    };
    let name = item.element.text("name");
    let is_of_a_folder = path.trim_start_matches('/').contains('/');
    let included = match () {
        () if is_of_a_folder => "",
        () if path_pattern::matches(path, "appsettings.json") => ", `appsettings.json` and the like included",
        () if path_pattern::matches(path, "App.dll") => ", the application's own libraries included",
        () => "",
    };
    let message = match severity {
        Severity::Error => {
            format!(
                "handler `{name}` serves `{path}` from the content root before the application is asked{included}"
            )
        }
        _ => format!(
            "handler `{name}` serves `{path}` from the content root, not from `wwwroot`, before the application is asked"
        ),
    };
    cx.report(place, message)
        .label("served before the application is asked")
        .help("put the handler behind the module's, or into a `location` of the folder that holds static files alone")
        .graded(severity);
}

/// Whether what a narrowed handler of the module leaves to the static file handler is there to be asked for; WC0220
/// speaks where nothing is known to lie there.
pub(in crate::rules) fn lies_open(section: &SectionView<'_>) -> Vec<String> {
    if !section.is_application_root() {
        return Vec::new();
    }
    let takes_all = |h: &EffectiveElement<'_>| {
        serves_files(h) && answers_reading(h) && h.text("path").split(',').any(|p| p.trim() == "*")
    };
    if section.denies_everybody() || !section.items().any(|i| takes_all(&i.element)) {
        return Vec::new();
    }
    // A pattern with a folder takes nothing of the root itself.
    let fits = |pattern: &str, name: &str| {
        let pattern = pattern.trim().trim_start_matches('/');
        !pattern.contains('/') && path_pattern::is_match(pattern, name)
    };
    let of_module = section.server.core_handlers(section.level);
    let taken = |name: &str| {
        let mut patterns = of_module.iter().flat_map(|i| i.element.text("path").split(','));
        patterns.any(|pattern| fits(pattern, name))
    };
    let folder = section.folder().map(|f| sensitive_files::directly_in(section.server.files, &f));
    folder
        .unwrap_or_default()
        .into_iter()
        .filter(|name| sensitive_files::is_served(name) && !taken(name))
        .collect()
}

/// A handler of the module that takes some requests, with the files of the content root left to IIS.
fn module_narrowed(section: &SectionView<'_>, cx: &mut Context<'_>) {
    let of_module = section.server.core_handlers(section.level);
    let Some(setting) = of_module.iter().find_map(|i| i.element.setting("path")) else { return };
    let Some(place) = section.server.value_place(setting) else { return };
    let open = lies_open(section);
    let Some(first) = open.first() else { return };
    let more = match open.len() {
        1 => String::new(),
        n => format!(" and {} more files", n - 1),
    };
    let message = format!(
        "the ASP.NET Core Module gets only `{}`, so IIS itself answers requests for `{first}`{more} in the content root",
        setting.value
    );
    cx.report(place, message)
        .label("the rest goes to the static file handler")
        .help("write `path=\"*\"`, and choose among requests in the application");
}

/// A `location` or sub-folder of a Core application without the module's handler.
fn module_taken_away(section: &SectionView<'_>, cx: &mut Context<'_>) {
    let server = section.server;
    let above = server.server.level(section.level).and_then(|l| l.parent);
    let Some(handlers) = above.map(|above| server.core_handlers(above)) else { return };
    if !handlers.iter().any(|i| takes_every_path(&i.element)) || section.denies_everybody() {
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
                    && handlers.iter().any(|i| d.value("name").is_some_and(|n| n == i.element.text("name"))))
        });
        let Some(directive) = directive else { continue };
        let (_, path) = section.server.server.path_of(section.level);
        let place = Place::new(origin.file, directive.name_range());
        let folder = section.folder();
        let is_clean = folder.as_deref().map(|f| sensitive_files::is_clean(section.server.files, f));
        if is_clean == Some(true) {
            return;
        }
        let name = path.rsplit('/').next().unwrap_or("");
        if folder.is_none() && name.rsplit_once('.').is_some_and(|(stem, _)| !stem.is_empty()) {
            single_file(place, &path, cx);
            return;
        }
        let is_known = is_clean == Some(false);
        let mut report = cx.report(
            place,
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

/// A `location` of one file.
fn single_file(place: Place, path: &str, cx: &mut Context<'_>) {
    let severity = match reach(path) {
        Reach::Sensitive => Severity::Error,
        Reach::Harmless | Reach::Nothing => Severity::Info,
        Reach::Unknown => Severity::Warning,
    };
    cx.report(
        place,
        format!("`{path}` has no module handler any more, so IIS serves that file from the content root"),
    )
    .label("takes the module's handler away")
    .help("fine for a public file; otherwise keep the handler")
    .graded(severity);
}
