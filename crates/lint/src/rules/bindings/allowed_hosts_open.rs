//! WC0406. A wildcard below a public suffix is WC0402's.

use crate::Context;
use crate::binding_address::{BindingAddress, is_http, wildcard_prefix};
use crate::rule::rule;
use crate::views::{AppSettingsView, BindingView, Owner, SiteView};
use webconfig_diagnostics::{Place, Severity};
use webconfig_project::JsonKind;

rule! {
    /// Reports an application that answers for every host name because `AllowedHosts` is `*` or missing.
    ///
    /// What counts is the value in the environment of the deployment: `appsettings.json`, what
    /// `appsettings.Production.json` (or that of the environment that `web.config` names) says over it, and the variable
    /// `AllowedHosts` in `web.config`. Worth a warning where a binding of the site is a catch-all as well.
    ///
    /// # Why
    /// Host filtering is the application's own answer to made-up `Host` headers where a wildcard binding cannot be avoided.
    /// It is off by default.
    ///
    /// # Fires
    /// ```json appsettings.json context=published profile=strict
    /// { "AllowedHosts": "*" }
    ///                   ^^^ every host name
    /// ```
    /// ```json Shop.runtimeconfig.json
    /// { "runtimeOptions": { "framework": { "name": "Microsoft.AspNetCore.App", "version": "10.0.0" } } }
    /// ```
    ///
    /// # Clean
    /// ```json appsettings.json context=published profile=strict
    /// { "AllowedHosts": "www.contoso.com;contoso.com" }
    /// ```
    /// ```json Shop.runtimeconfig.json
    /// { "runtimeOptions": { "framework": { "name": "Microsoft.AspNetCore.App", "version": "10.0.0" } } }
    /// ```
    ///
    /// # Trap
    /// The file of the environment has the last word.
    /// ```json appsettings.json context=published profile=strict
    /// { "AllowedHosts": "*" }
    /// ```
    /// ```json appsettings.Production.json
    /// {
    ///   // only the shop
    ///   "AllowedHosts": "shop.contoso.com"
    /// }
    /// ```
    /// ```json Shop.runtimeconfig.json
    /// { "runtimeOptions": { "framework": { "name": "Microsoft.AspNetCore.App", "version": "10.0.0" } } }
    /// ```
    ///
    /// # References
    /// - ASP.NET Core documentation, host filtering
    WC0406 "allowed-hosts-open", Info, since "0.1",
    scope APP MULTI, profiles "s", P1 production,
    on AppSettings(check)
}

const KEY: &str = "AllowedHosts";

fn check(view: &AppSettingsView<'_, '_>, cx: &mut Context<'_>) {
    let Some((place, what)) = open(view) else { return };
    let mut report = cx.report(place, format!("{what}, so the application answers for every host name"));
    report
        .label("every host name")
        .help("name the hosts in `AllowedHosts`, separated by `;`")
        .scope(view.scope());
    if let Some((binding, place)) = catch_all(view) {
        report.graded(Severity::Warning);
        if let Some(place) = place {
            report.related(place, format!("`{binding}` lets every host name in"));
        }
    }
}

/// Where the filter is left open, and how.
fn open(view: &AppSettingsView<'_, '_>) -> Option<(Place, String)> {
    if let Some((value, place)) = view.variable(KEY) {
        return is_open(&value).then(|| place.map(|p| (p, told(&value)))).flatten();
    }
    let Some((file, value)) = view.value(KEY) else {
        let first = view.files.iter().find(|f| f.environment.is_none() && f.json.problem.is_none())?;
        // Nobody wrote a word: at the file.
        let what = format!("`AllowedHosts` is in no settings file of `{}`", view.environment());
        return Some((view.places.whole(&first.path), what));
    };
    let what = match value.kind {
        JsonKind::Array | JsonKind::Object => "`AllowedHosts` is read as one string and is none".to_owned(),
        _ if is_open(&value.text) => told(&value.text),
        _ => return None,
    };
    Some((view.place(file, value), what))
}

fn told(value: &str) -> String {
    match hosts(value).find(|h| is_any(h)) {
        Some(any) => format!("`AllowedHosts` holds `{any}`"),
        None => "`AllowedHosts` is empty".to_owned(),
    }
}

/// Whether the middleware filters nothing: no name, or one that means all.
fn is_open(value: &str) -> bool {
    if webconfig_config::is_placeholder(value) {
        return false;
    }
    hosts(value).next().is_none() || hosts(value).any(is_any)
}

/// The hosts of a list.
pub(super) fn hosts(value: &str) -> impl Iterator<Item = &str> {
    value.split(';').filter(|h| !h.trim().is_empty())
}

fn is_any(host: &str) -> bool {
    matches!(host.trim(), "*" | "[::]" | "0.0.0.0")
}

/// A binding of the application's site that lets every host name in.
fn catch_all(view: &AppSettingsView<'_, '_>) -> Option<(String, Option<Place>)> {
    let Owner::Application(server, level) = view.owner else { return None };
    let site = server.site(level)?;
    let binding = site.bindings.iter().find(|b| {
        let is_open = || {
            let address = BindingAddress::parse(&b.information).ok();
            address.is_some_and(|a| a.accepts_any_host() && !a.is_loopback())
        };
        is_http(&b.protocol) && (wildcard_prefix(&b.information).is_some() || is_open())
    })?;
    let place = BindingView { site: SiteView { server, site, level }, binding }.here();
    Some((binding.information.clone(), place))
}
