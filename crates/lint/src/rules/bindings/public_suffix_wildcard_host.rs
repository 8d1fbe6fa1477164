//! WC0402. The dated Public Suffix List of the crate `psl` decides, both its sections.

use crate::Context;
use crate::binding_address::{BindingAddress, Suffix, is_http, wildcard_suffix};
use crate::rule::rule;
use crate::rules::bindings::allowed_hosts_open::hosts;
use crate::views::{AppSettingsView, BindingView, CoreModuleView};
use webconfig_diagnostics::{Place, Severity};
use webconfig_project::JsonKind;

rule! {
    /// Reports a binding, or an entry of `AllowedHosts`, whose wildcard host stands above a public suffix.
    ///
    /// # Why
    /// Anybody can register a name below `com` or `azurewebsites.net`, so such a wildcard is hardly narrower than no host
    /// name at all. Only a wildcard below a domain of your own is.
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
    ///            <binding protocol="https" bindingInformation="*:443:*.com" sslFlags="1" />
    ///                                                          ^^^^^^^^^^^ anybody can have a name below `com`
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    ///
    /// ```json appsettings.json context=published
    /// {
    ///   "AllowedHosts": "shop.contoso.com;*.co.uk"
    ///                   ^^^^^^^^^^^^^^^^^^^^^^^^^^ anybody can have a name below `co.uk`
    /// }
    /// ```
    /// ```json Shop.runtimeconfig.json
    /// { "runtimeOptions": { "framework": { "name": "Microsoft.AspNetCore.App", "version": "10.0.0" } } }
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
    ///            <binding protocol="https" bindingInformation="*:443:*.mysub.com" sslFlags="1" />
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    ///
    /// # Trap
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
    ///            <binding protocol="http" bindingInformation="*:80:*.contoso.co.uk" />
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - seed documentation of ASP.NET Core on host names
    /// - CWE-346
    WC0402 "public-suffix-wildcard-host", Error, since "0.1",
    scope AH APP WC, profiles "rs", P0,
    on Binding(check), AppSettings(check_settings), CoreModule(check_variables)
}

fn check(view: &BindingView<'_>, cx: &mut Context<'_>) {
    if !is_http(&view.binding.protocol) {
        return;
    }
    let Ok(address) = BindingAddress::parse(&view.binding.information) else { return };
    let Some(place) = view.here() else { return };
    told(place, &format!("site `{}`", view.site.site.name), address.host, cx);
}

fn check_settings(view: &AppSettingsView<'_, '_>, cx: &mut Context<'_>) {
    for file in &view.files {
        let Some(value) = file.json.get("AllowedHosts").filter(|v| v.kind == JsonKind::String) else {
            continue;
        };
        allowed(view.place(file, value), &value.text, cx);
    }
}

fn check_variables(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    for variable in module.variables() {
        let is_filter = ["AllowedHosts", "ASPNETCORE_ALLOWEDHOSTS", "DOTNET_ALLOWEDHOSTS"];
        if let Some(place) = variable.value_place.filter(|_| module.is_own(variable.origin))
            && is_filter.iter().any(|name| variable.is(name))
        {
            allowed(place, variable.value, cx);
        }
    }
}

/// The gravest entry of an `AllowedHosts`.
fn allowed(place: Place, list: &str, cx: &mut Context<'_>) {
    let graded = |wanted| hosts(list).map(str::trim).find(|h| wildcard_suffix(h) == Some(wanted));
    if let Some(host) = graded(Suffix::Public).or_else(|| graded(Suffix::SingleLabel)) {
        told(place, "the application", host, cx);
    }
}

fn told(place: Place, whom: &str, host: &str, cx: &mut Context<'_>) {
    let suffix = host.trim_start_matches("*.");
    match wildcard_suffix(host) {
        Some(Suffix::Public) => {
            cx.report(
                place,
                format!("{whom} answers for every name below the public suffix `{suffix}`, where anybody can register one"),
            )
            .label(format!("anybody can have a name below `{suffix}`"))
            .help("name the hosts themselves, or a wildcard below a domain that is yours alone");
        }
        Some(Suffix::SingleLabel) => {
            cx.report(place, format!("{whom} answers for every name below the single label `{suffix}`"))
                .label("one label, in no list of public suffixes")
                .help("fine when your own name service alone answers for it; otherwise name the hosts themselves")
                .graded(Severity::Info);
        }
        Some(Suffix::Own) | None => {}
    }
}
