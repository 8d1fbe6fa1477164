//! WC0111.

use crate::Context;
use crate::rule::rule;
use crate::views::{ConfigFileView, ServerView};
use webconfig_config::{FileKind, nearest};
use webconfig_diagnostics::Place;

rule! {
    /// Reports a `location` whose path leads nowhere: to a site that does not exist, or, in a web.config, not below
    /// its own folder.
    ///
    /// A path below an existing site may be any URL, so nothing is said about the rest of it.
    ///
    /// # Why
    /// IIS is silent about it. The block gives a false feeling of protection: an authorization rule for a site that
    /// was renamed protects nothing.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <location path="/admin">
    ///                   ^^^^^^ never matches
    ///     <system.webServer />
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// ```xml
    /// <configuration>
    ///   <location path="../shared">
    ///                   ^^^^^^^^^ never matches
    ///     <system.web />
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <location path="admin">
    ///     <system.webServer />
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// All of these mean this level.
    /// ```xml
    /// <configuration>
    ///   <location path="."><system.webServer /></location>
    ///   <location path=""><system.web /></location>
    ///   <location><appSettings /></location>
    /// </configuration>
    /// ```
    WC0111 "location-path-not-found", Warning, since "0.1",
    scope AH MULTI, profiles "rs", P1,
    on File(check)
}

fn check(view: &ConfigFileView<'_>, cx: &mut Context<'_>) {
    for location in &view.bound.locations {
        let Some(element) = view.file.document.element(location.element) else { continue };
        let Some(attribute) = element.attribute("path") else { continue };
        let path = attribute.value();
        let place = Place::new(view.file.id, attribute.value_range());
        match view.file.kind {
            FileKind::ApplicationHost if view.server.has_application_host() => {
                let sites = view.server.server.sites();
                let site = location.path.split(['/', '\\']).next().unwrap_or("");
                // Without any site the file is a part of one.
                if site.is_empty() || sites.is_empty() || is_site(view.server, site) {
                    continue;
                }
                let meant = nearest(site, sites.iter().map(|s| s.name.as_str()));
                cx.report(
                    place,
                    format!("there is no site `{site}`, so this `location` takes effect nowhere"),
                )
                .label("no such site")
                .help(match meant.first() {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write the name of a site first, or delete the block".to_owned(),
                });
            }
            FileKind::WebConfig => {
                let trimmed = path.trim();
                let (why, help) = if trimmed.contains('\\') || trimmed.get(1..2) == Some(":") {
                    ("a path of the file system", "write the URL path below this folder, with `/`")
                } else if trimmed.starts_with("~/") {
                    ("a path of the application", "leave out `~/`: the path counts from this folder")
                } else if trimmed.starts_with('/') && trimmed.len() > 1 {
                    (
                        "a path that begins at the site",
                        "leave out the leading `/`: the path counts from this folder",
                    )
                } else if trimmed.split('/').any(|segment| segment == "..") {
                    ("a path that goes up", "write the block into the file of the folder that is meant")
                } else if trimmed.contains("://") {
                    ("a URL", "write the path below this folder alone")
                } else if trimmed.contains('*') {
                    ("a pattern, and `location` knows none", "write one `location` for each path")
                } else if is_own_site(view, &location.path) {
                    cx.report(
                        place,
                        format!(
                            "`{trimmed}` names this very site again, but the path counts from this folder"
                        ),
                    )
                    .label("the site's own name")
                    .help("leave out the name of the site, unless there is a folder of that name");
                    continue;
                } else {
                    continue;
                };
                cx.report(
                    place,
                    format!("`location` with the path `{trimmed}` never matches, it is {why}: what stands in it takes effect nowhere"),
                )
                .label("never matches")
                .help(help);
            }
            _ => {}
        }
    }
}

/// Whether a path begins with the name of the site that its file belongs to, and nothing of that name is below.
fn is_own_site(view: &ConfigFileView<'_>, path: &str) -> bool {
    let server = view.server.server;
    let levels = server.levels_of(view.file.id);
    let Some(level) = levels.first().and_then(|l| server.level(*l)) else { return false };
    let Some(site) = level.site.and_then(|s| server.sites().get(s)) else { return false };
    let first = path.split('/').next().unwrap_or_default();
    if first.to_lowercase() != site.name.to_lowercase() {
        return false;
    }
    let is_application = site
        .applications
        .iter()
        .any(|a| a.path.split('/').any(|part| part.to_lowercase() == first.to_lowercase()));
    let folder = webconfig_files::join(webconfig_files::parent(&view.file.path), first);
    !is_application && !view.server.files.is_folder(&folder)
}

fn is_site(server: ServerView<'_>, name: &str) -> bool {
    let folded = name.to_lowercase();
    server.server.sites().iter().any(|s| s.name.to_lowercase() == folded)
}
