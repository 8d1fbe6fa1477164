//! WC0402. The dated Public Suffix List of the crate `psl` decides, both its sections.

use crate::Context;
use crate::binding_address::{BindingAddress, Suffix, is_http, wildcard_suffix};
use crate::rule::rule;
use crate::views::BindingView;
use webconfig_diagnostics::Severity;

rule! {
    /// Reports a binding whose wildcard host stands above a public suffix.
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
    on Binding(check)
}

fn check(view: &BindingView<'_>, cx: &mut Context<'_>) {
    if !is_http(&view.binding.protocol) {
        return;
    }
    let Ok(address) = BindingAddress::parse(&view.binding.information) else { return };
    let Some(place) = view.here() else { return };
    let suffix = address.host.trim_start_matches("*.");
    let site = &view.site.site.name;
    match wildcard_suffix(address.host) {
        Some(Suffix::Public) => {
            cx.report(
                place,
                format!("site `{site}` answers for every name below the public suffix `{suffix}`, where anybody can register one"),
            )
            .label(format!("anybody can have a name below `{suffix}`"))
            .help("bind the names themselves, or a wildcard below a domain that is yours alone");
        }
        Some(Suffix::SingleLabel) => {
            cx.report(
                place,
                format!("site `{site}` answers for every name below the single label `{suffix}`"),
            )
            .label("one label, in no list of public suffixes")
            .help("fine when your own name service alone answers for it; otherwise bind the names themselves")
            .graded(Severity::Info);
        }
        Some(Suffix::Own) | None => {}
    }
}
