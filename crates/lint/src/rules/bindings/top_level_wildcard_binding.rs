//! WC0401. What is judged is the host part; certificates and upstream proxies do not make a catch-all safe.

use crate::binding_address::{BindingAddress, is_http, wildcard_prefix};
use crate::rule::rule;
use crate::views::{BindingView, ServerView};
use crate::{Context, ContextKind};
use webconfig_config::{Application, Item, Shared, Site};
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
    let Some(port) = catch_all(&view.binding.protocol, &view.binding.information) else { return };
    let Some(place) = view.here() else { return };
    let site = view.site.site;
    let excuse = excuse(view, port);
    let information = &view.binding.information;
    let found = CatchAll { information, port, known: known_host(site), excuse };
    report(place, &format!("site `{}`", site.name), &found, cx);
}

/// Bindings in `siteDefaults` count for every site.
fn check_defaults(server: &ServerView<'_>, cx: &mut Context<'_>) {
    let level = server.server.application_host_level();
    let Some(sites) = server.effective(level, "system.applicationHost/sites") else { return };
    let Some(bindings) = sites.child("siteDefaults").and_then(|d| d.child("bindings")) else { return };
    for item in &bindings.items {
        let text = item.element.text("bindingInformation");
        if let Some(port) = catch_all(item.element.text("protocol"), text)
            && let Some(place) = place_of(*server, item)
        {
            let found = CatchAll { information: text, port, known: None, excuse: None };
            report(place, "every site, through `siteDefaults`,", &found, cx);
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
    if denies_everybody(view) || turns_everything_down(view) {
        return Some("the site refuses every request");
    }
    let others = server.server.sites().iter().filter(|s| s.name != site.name);
    let is_only = others.flat_map(|s| &s.bindings).all(|b| !is_http(&b.protocol));
    let filters = || site.applications.iter().all(|a| filters_hosts(server, site, a));
    (is_only && filters()).then_some("its application refuses foreign hosts itself")
}

/// Whether the effective URL authorization of the site's root lets nobody in.
fn denies_everybody(view: &BindingView<'_>) -> bool {
    let section = "system.webServer/security/authorization";
    let Some(rules) = view.site.server.effective(view.site.level, section) else { return false };
    let allows = rules.items.iter().any(|i| i.element.text("accessType").eq_ignore_ascii_case("Allow"));
    !rules.items.is_empty() && !allows
}

/// Whether the first rewrite rule of the site answers every URL with an error, or with nothing.
fn turns_everything_down(view: &BindingView<'_>) -> bool {
    let Some(rules) = view.site.server.effective(view.site.level, "system.webServer/rewrite/rules") else {
        return false;
    };
    let is_on = |rule: &&Shared<'_, Item<'_>>| !rule.element.text("enabled").eq_ignore_ascii_case("false");
    let Some(rule) = rules.items.iter().find(is_on) else { return false };
    let text = |child: &str, name: &str| {
        rule.element.child(child).map_or_else(String::new, |c| c.text(name).to_ascii_lowercase())
    };
    let has_conditions = rule.element.child("conditions").is_some_and(|c| !c.items.is_empty());
    let is_everything = matches!(text("match", "url").as_str(), "" | "*" | ".*" | "(.*)" | "^.*$" | "^(.*)$");
    let is_error = match text("action", "type").as_str() {
        "abortrequest" => true,
        "customresponse" => text("action", "statusCode").starts_with(['4', '5']),
        _ => false,
    };
    is_everything && is_error && !has_conditions && text("match", "negate") != "true"
}

/// Whether an application is one of ASP.NET Core whose settings name the hosts that it answers for.
fn filters_hosts(server: ServerView<'_>, site: &Site<'_>, application: &Application<'_>) -> bool {
    let is_core =
        server.server.find_level(&site.name, &application.path).is_some_and(|l| server.is_core_at(l));
    let directory = application.virtual_directories.iter().find(|d| d.path == "/");
    let folder = directory.and_then(|d| server.server.path_map().local(&d.physical_path));
    let Some(folder) = folder.filter(|_| is_core) else { return false };
    let hosts_in = |name: &str| {
        let text = server.files.text(&webconfig_files::join(&folder, name)).ok()?;
        Json::parse(text.text()).get("AllowedHosts").map(|v| v.text.clone())
    };
    // Without a word about the environment it is Production, whose file has the last word.
    let hosts = hosts_in("appsettings.Production.json").or_else(|| hosts_in("appsettings.json"));
    hosts.is_some_and(|hosts| {
        // The three that the middleware takes for everything.
        let is_open = |h: &str| matches!(h.trim(), "*" | "[::]" | "0.0.0.0");
        !hosts.trim().is_empty() && !hosts.split(';').any(is_open)
    })
}

/// A host name that the site is known by from its other bindings.
fn known_host<'s>(site: &'s Site<'_>) -> Option<&'s str> {
    site.bindings.iter().filter(|b| is_http(&b.protocol)).find_map(|b| {
        let host = BindingAddress::parse(&b.information).ok()?.host;
        (!host.is_empty() && !host.contains('*')).then_some(host)
    })
}

/// A binding that takes every host on every address, and what is known about it.
struct CatchAll<'a> {
    information: &'a str,
    port: u16,
    /// A host name of the site.
    known: Option<&'a str>,
    /// What makes it less grave.
    excuse: Option<&'static str>,
}

fn report(place: Place, whom: &str, found: &CatchAll<'_>, cx: &mut Context<'_>) {
    let CatchAll { information, port, known, excuse } = found;
    let but = excuse.map(|e| format!("; graded down because {e}")).unwrap_or_default();
    let message = format!(
        "{whom} answers for every host name on `{information}`, so any `Host` header reaches it{but}"
    );
    let mut report = cx.report(place, message);
    let example = match known {
        Some(host) => format!("such as `{host}`, which another binding of the site names"),
        None => format!("as in `*:{port}:www.contoso.com`"),
    };
    report.label("any host on any address").help(format!(
        "name the host behind the last colon, {example}, and send everything else to a site that refuses"
    ));
    if excuse.is_some() {
        report.graded(Severity::Warning);
    }
}
