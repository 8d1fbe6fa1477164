//! WC0401. What is judged is the host part; certificates and upstream proxies do not make a catch-all safe.

use crate::binding_address::{BindingAddress, is_http, wildcard_prefix};
use crate::rule::rule;
use crate::views::{BindingView, ServerView};
use crate::{Context, ContextKind};
use webconfig_config::{Item, Site};
use webconfig_diagnostics::{Place, Severity};
use webconfig_project::Json;

rule! {
    /// Reports an http or https binding that answers for every host name on every address.
    ///
    /// # Why
    /// Whoever sends a made-up `Host` header reaches the site: links and password mails built from that header then
    /// point at the attacker's domain, and requests meant for nobody are answered here. The documentation of
    /// ASP.NET Core asks for host names, for strong and weak wildcards alike.
    ///
    /// # Fires
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost"><section name="applicationPools" /><section name="sites" /></sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <applicationPools><add name="P" /></applicationPools>
    ///     <sites>
    ///       <site name="A" id="1">
    ///         <application path="/" applicationPool="P"><virtualDirectory path="/" physicalPath="D:\a" /></application>
    ///         <bindings>
    ///           <binding protocol="http" bindingInformation="*:80:" />
    ///                                                        ^^^^^ any host on any address
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost"><section name="applicationPools" /><section name="sites" /></sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <applicationPools><add name="P" /></applicationPools>
    ///     <sites>
    ///       <site name="A" id="1">
    ///         <application path="/" applicationPool="P"><virtualDirectory path="/" physicalPath="D:\a" /></application>
    ///         <bindings>
    ///           <binding protocol="http" bindingInformation="*:80:www.contoso.com" />
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// The star of a WCF binding is no host name.
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost"><section name="applicationPools" /><section name="sites" /></sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <applicationPools><add name="P" /></applicationPools>
    ///     <sites>
    ///       <site name="A" id="1">
    ///         <application path="/" applicationPool="P"><virtualDirectory path="/" physicalPath="D:\a" /></application>
    ///         <bindings>
    ///           <binding protocol="net.tcp" bindingInformation="808:*" />
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - CIS IIS 10 benchmark 1.2
    /// - STIG V-218748
    /// - CWE-1327, CWE-346
    /// - RFC 7230 section 5.4
    WC0401 "top-level-wildcard-binding", Error, since "0.1",
    scope AH, profiles "rsct", P0,
    on Binding(check), Server(check_defaults)
}

fn check(view: &BindingView<'_>, cx: &mut Context<'_>) {
    let Some(form) = catch_all(&view.binding.protocol, &view.binding.information) else { return };
    let Some(place) = view.here() else { return };
    let site = view.site.site;
    let excuse = excuse(view, form);
    report(place, &format!("site `{}`", site.name), &view.binding.information, excuse, cx);
}

/// Bindings in `siteDefaults` count for every site.
fn check_defaults(server: &ServerView<'_>, cx: &mut Context<'_>) {
    let level = server.server.application_host_level();
    let Some(sites) = server.effective(level, "system.applicationHost/sites") else { return };
    let Some(bindings) = sites.child("siteDefaults").and_then(|d| d.child("bindings")) else { return };
    for item in &bindings.items {
        let text = item.element.text("bindingInformation");
        if catch_all(item.element.text("protocol"), text).is_some()
            && let Some(place) = place_of(*server, item)
        {
            report(place, "every site, through `siteDefaults`,", text, None, cx);
        }
    }
}

fn place_of(server: ServerView<'_>, item: &Item<'_>) -> Option<Place> {
    let value = item.element.setting("bindingInformation").and_then(|s| server.value_place(s));
    value.or_else(|| server.name_place(item.element.last_written()?))
}

/// The port of a binding that takes every host on every address.
fn catch_all(protocol: &str, information: &str) -> Option<u16> {
    if !is_http(protocol) {
        return None;
    }
    if wildcard_prefix(information).is_some() {
        let port = information.rsplit_once(':').map_or("", |(_, p)| p).trim_end_matches('/');
        return Some(port.parse().unwrap_or(80));
    }
    let address = BindingAddress::parse(information).ok()?;
    (address.is_any_address() && address.accepts_any_host()).then_some(address.port)
}

/// What makes a catch-all less grave.
fn excuse(view: &BindingView<'_>, port: u16) -> Option<&'static str> {
    let server = view.site.server;
    let site = view.site.site;
    if site.text(&[], "serverAutoStart").eq_ignore_ascii_case("false") {
        return Some("the site is not started by itself");
    }
    if server.context == ContextKind::Express && !matches!(port, 80 | 443) {
        return Some("this is IIS Express on a port of its own");
    }
    if denies_everybody(view) {
        return Some("the site refuses every request");
    }
    let others = server.server.sites().iter().filter(|s| s.name != site.name);
    let is_only = others.flat_map(|s| &s.bindings).all(|b| !is_http(&b.protocol));
    (is_only && filters_hosts(server, site)).then_some("its application refuses foreign hosts itself")
}

/// Whether the effective URL authorization of the site's root lets nobody in.
fn denies_everybody(view: &BindingView<'_>) -> bool {
    let section = "system.webServer/security/authorization";
    let Some(rules) = view.site.server.effective(view.site.level, section) else { return false };
    let allows = rules.items.iter().any(|i| i.element.text("accessType").eq_ignore_ascii_case("Allow"));
    !rules.items.is_empty() && !allows
}

/// Whether every application of the site has an `appsettings.json` whose `AllowedHosts` names hosts.
fn filters_hosts(server: ServerView<'_>, site: &Site<'_>) -> bool {
    let Some(root) = site.applications.iter().find(|a| a.path == "/") else { return false };
    let Some(directory) = root.virtual_directories.iter().find(|d| d.path == "/") else { return false };
    let Some(folder) = server.server.path_map().local(&directory.physical_path) else { return false };
    let Ok(text) = server.files.text(&webconfig_files::join(&folder, "appsettings.json")) else {
        return false;
    };
    let json = Json::parse(text.text());
    let hosts = json.get("AllowedHosts").map_or("", |v| v.text.as_str());
    !hosts.trim().is_empty() && hosts.split(';').all(|h| h.trim() != "*")
}

fn report(place: Place, whom: &str, information: &str, excuse: Option<&str>, cx: &mut Context<'_>) {
    let but = excuse.map(|e| format!("; graded down because {e}")).unwrap_or_default();
    let message = format!(
        "{whom} answers for every host name on `{information}`, so any `Host` header reaches it{but}"
    );
    let mut report = cx.report(place, message);
    report
        .label("any host on any address")
        .help("name the host behind the last colon (`*:80:www.contoso.com`), and send everything else to a site that refuses");
    if excuse.is_some() {
        report.graded(Severity::Warning);
    }
}
