//! WC0227.

use crate::rule::rule;
use crate::views::core_module::SECTION;
use crate::views::{CoreModuleView, SectionView, ServerView};
use crate::{Context, ContextKind};
use std::collections::BTreeMap;
use webconfig_config::{Application, Pool};
use webconfig_diagnostics::{Place, Scope};

rule! {
    /// Reports shadow copies that get in each other's way: two applications with one `shadowCopyDirectory`, or an
    /// application that is copied in a pool with several worker processes.
    ///
    /// A relative folder, like the default, lies in the application's own.
    ///
    /// # Why
    /// Two copiers overwrite each other's files and clean each other's folders, and workers start from what is half
    /// copied. Starts fail at random after a deployment.
    ///
    /// # Fires
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost">
    ///       <section name="applicationPools" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    ///       <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    ///     </sectionGroup>
    ///     <sectionGroup name="system.webServer">
    ///       <section name="aspNetCore" />
    ///       <section name="handlers" />
    ///     </sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <applicationPools>
    ///       <add name="Shop">
    ///         <processModel maxProcesses="2" />
    ///       </add>
    ///     </applicationPools>
    ///     <sites>
    ///       <site name="Shop" id="1">
    ///         <application path="/" applicationPool="Shop">
    ///           <virtualDirectory path="/" physicalPath="D:\sites\shop" />
    ///         </application>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    /// ```xml sites/shop/web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath=".\Shop.exe" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="enableShadowCopy" value="true" />
    ///                                                        ^^^^ several workers copy
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml sites/shop/web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath=".\Shop.exe" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="enableShadowCopy" value="true" />
    ///         <handlerSetting name="shadowCopyDirectory" value="D:\shadow\shop" />
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Each has the default folder of its own.
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost">
    ///       <section name="applicationPools" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    ///       <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    ///     </sectionGroup>
    ///     <sectionGroup name="system.webServer">
    ///       <section name="aspNetCore" />
    ///       <section name="handlers" />
    ///     </sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <sites>
    ///       <site name="Shop" id="1">
    ///         <application path="/" applicationPool="Shop">
    ///           <virtualDirectory path="/" physicalPath="D:\sites\shop" />
    ///         </application>
    ///         <application path="/blog" applicationPool="Blog">
    ///           <virtualDirectory path="/" physicalPath="D:\sites\blog" />
    ///         </application>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    /// ```xml sites/shop/web.config
    /// <configuration>
    ///   <location path="." inheritInChildApplications="false">
    ///     <system.webServer>
    ///       <aspNetCore processPath=".\Shop.exe" hostingModel="inprocess">
    ///         <handlerSettings>
    ///           <handlerSetting name="enableShadowCopy" value="true" />
    ///         </handlerSettings>
    ///       </aspNetCore>
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    /// ```xml sites/blog/web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath=".\Blog.exe" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="enableShadowCopy" value="true" />
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - dotnet/aspnetcore, issues 50531 and 57235
    WC0227 "shadow-copy-conflict", Error, since "0.1",
    scope AH MULTI, profiles "rs", P1,
    on Server(check)
}

/// An application that is copied.
struct Copied {
    path: String,
    enabled: Option<Place>,
    directory: Option<Place>,
    scope: Option<Scope>,
}

fn check(server: &ServerView<'_>, cx: &mut Context<'_>) {
    if server.context == ContextKind::Express {
        return;
    }
    let mut by_folder: BTreeMap<String, Vec<Copied>> = BTreeMap::new();
    for site in server.server.sites() {
        for application in &site.applications {
            let Some(level) = server.server.find_level(&site.name, &application.path) else { continue };
            if server.server.level(level).is_none_or(|l| !l.is_application) {
                continue;
            }
            let Some(element) = server.effective(level, SECTION).filter(|e| e.is_written()) else { continue };
            let section = SectionView { server: *server, level, path: SECTION, element, own: Vec::new() };
            let module = CoreModuleView::new(section);
            let Some(enabled) = module.handler_setting("enableShadowCopy") else { continue };
            if !enabled.value.eq_ignore_ascii_case("true") {
                continue;
            }
            let directory = module.handler_setting("shadowCopyDirectory").filter(|d| !d.value.is_empty());
            let copied = Copied {
                path: format!("{}{}", site.name, application.path.trim_end_matches('/')),
                enabled: enabled.value_place,
                directory: directory.and_then(|d| d.value_place),
                scope: server.scope(level),
            };
            if let Some(pool) = server.server.pool(&application.pool) {
                garden(*server, pool, &copied, cx);
            }
            let folder = folder(application, directory.map_or("ShadowCopyDirectory", |d| d.value));
            by_folder.entry(folder).or_default().push(copied);
        }
    }
    for copied in by_folder.into_values() {
        let Some((first, others)) = copied.split_first() else { continue };
        for other in others {
            shared(first, other, cx);
        }
    }
}

fn garden(server: ServerView<'_>, pool: &Pool<'_>, copied: &Copied, cx: &mut Context<'_>) {
    let (number, setting) = pool.setting(&["processModel"], "maxProcesses");
    let at_pool = setting.and_then(|s| server.value_place(s));
    let Some(place) = copied.enabled.or(at_pool).filter(|_| number != "1" && !number.is_empty()) else {
        return;
    };
    let mut report = cx.report(
        place,
        format!(
            "`{}` is copied by every worker process of the pool `{}` (`maxProcesses` is {number}), so starts fail at \
             random",
            copied.path,
            pool.name()
        ),
    );
    report
        .label("several workers copy")
        .help("set `maxProcesses` of the pool to 1, or do without shadow copies")
        .scope(copied.scope.clone());
    if let Some(at_pool) = at_pool.filter(|p| *p != place) {
        report.related(at_pool, "several worker processes");
    }
}

fn shared(first: &Copied, other: &Copied, cx: &mut Context<'_>) {
    let Some(place) = other.directory.or(other.enabled).or(first.directory).or(first.enabled) else { return };
    let mut report = cx.report(
        place,
        format!(
            "`{}` and `{}` are copied to the same folder, overwrite each other's files, and fail to start at random",
            first.path, other.path
        ),
    );
    report
        .label("the same folder")
        .help("give each application a `shadowCopyDirectory` of its own")
        .scope(other.scope.clone());
    if let Some(first) = first.directory.or(first.enabled).filter(|p| *p != place) {
        report.related(first, "copied there too");
    }
}

/// A folder in a form that compares: relative ones below the application's.
fn folder(application: &Application<'_>, directory: &str) -> String {
    let is_rooted = directory.starts_with(['\\', '/', '%']) || directory.get(1..2) == Some(":");
    let root =
        application.virtual_directories.iter().find(|d| d.path == "/").map_or("", |d| &d.physical_path);
    let full = if is_rooted { directory.to_owned() } else { format!("{root}\\{directory}") };
    let mut parts: Vec<String> = Vec::new();
    for part in full.split(['\\', '/']) {
        match part {
            "" | "." if !parts.is_empty() => {}
            ".." if parts.len() > 1 => drop(parts.pop()),
            part => parts.push(part.to_lowercase()),
        }
    }
    parts.join("\\")
}
