//! WC0311. Stock pools of Windows and IIS Express may stand unused.

use crate::rule::rule;
use crate::views::{ApplicationView, PoolView};
use crate::{Context, ContextKind};
use webconfig_config::Pool;
use webconfig_diagnostics::{Place, Severity};

rule! {
    /// Reports an application whose pool is not defined, and a pool that nothing uses.
    ///
    /// # Why
    /// Every request to an application without its pool ends in 503. An unused pool is only clutter, or the trace of
    /// a misspelt name.
    ///
    /// # Fires
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost"><section name="applicationPools" /><section name="sites" /></sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <applicationPools />
    ///     <sites>
    ///       <site name="A" id="1">
    ///         <application path="/" applicationPool="Q"><virtualDirectory path="/" physicalPath="D:\a" /></application>
    ///                                                ^ no pool of this name
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
    ///         <application path="/" applicationPool="p"><virtualDirectory path="/" physicalPath="D:\a" /></application>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Stock pools are there whether used or not.
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost"><section name="applicationPools" /><section name="sites" /></sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <applicationPools><add name="P" /><add name="DefaultAppPool" /></applicationPools>
    ///     <sites>
    ///       <site name="A" id="1">
    ///         <application path="/" applicationPool="p"><virtualDirectory path="/" physicalPath="D:\a" /></application>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    WC0311 "pool-undefined-or-unused", Error, since "0.1",
    scope AH, profiles "rs", P1,
    on Application(check_application), Pool(check_pool)
}

/// Pools that an installation brings along, whoever uses them.
const STOCK: [&str; 11] = [
    "DefaultAppPool",
    ".NET v2.0",
    ".NET v2.0 Classic",
    ".NET v4.5",
    ".NET v4.5 Classic",
    "Classic .NET AppPool",
    "Clr4IntegratedAppPool",
    "Clr4ClassicAppPool",
    "Clr2IntegratedAppPool",
    "Clr2ClassicAppPool",
    "UnmanagedClassicAppPool",
];

fn is_stock(name: &str) -> bool {
    STOCK.iter().any(|s| s.eq_ignore_ascii_case(name))
}

fn check_application(view: &ApplicationView<'_>, cx: &mut Context<'_>) {
    let name = &view.application.pool;
    if view.pool().is_some() || webconfig_config::is_placeholder(name) {
        return;
    }
    if view.server.context == ContextKind::Express && is_stock(name) {
        return;
    }
    let (_, setting) = view.application.setting("applicationPool");
    let place: Option<Place> = setting.and_then(|s| view.server.value_place(s)).or_else(|| view.here());
    let Some(place) = place else { return };
    let names = view.server.server.pools().iter().map(Pool::name);
    let near = webconfig_config::nearest(name, names).into_iter().next();
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "define the pool in `applicationPools`, or name one that is there".to_owned(),
    };
    let (site, path) = (&view.site.name, &view.application.path);
    let message = if setting.is_some() {
        format!(
            "application `{path}` of site `{site}` names the pool `{name}`, which is not defined: its requests end in 503"
        )
    } else {
        format!(
            "application `{path}` of site `{site}` names no pool, and `{name}` is not defined: its requests end in 503"
        )
    };
    cx.report(place, message).label("no pool of this name").help(help);
}

fn check_pool(view: &PoolView<'_>, cx: &mut Context<'_>) {
    if is_stock(view.pool.name()) || view.applications().next().is_some() {
        return;
    }
    let Some(place) = view.here() else { return };
    cx.report(place, format!("no application uses the pool `{}`", view.pool.name()))
        .label("unused")
        .help("delete it, or look for an application that names it wrongly")
        .graded(Severity::Info);
}
