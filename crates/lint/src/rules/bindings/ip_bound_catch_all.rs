//! WC0403. Loopback addresses are asked in profile strict alone.

use crate::Context;
use crate::Profiles;
use crate::binding_address::{BindingAddress, is_http};
use crate::rule::rule;
use crate::views::BindingView;
use webconfig_diagnostics::Severity;

rule! {
    /// Reports a binding to one address without a host name.
    ///
    /// # Why
    /// It is narrower than `*`, and still answers for any `Host` header that reaches the address.
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
    ///            <binding protocol="https" bindingInformation="192.0.2.10:443:" />
    ///                                                          ^^^^^^^^^^^^^^^ any host on this address
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
    ///            <binding protocol="https" bindingInformation="192.0.2.10:443:shop.contoso.com" sslFlags="1" />
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
    ///            <binding protocol="http" bindingInformation="127.0.0.1:8080:" />
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
    WC0403 "ip-bound-catch-all", Warning, since "0.1",
    scope AH, profiles "rsct", P1,
    on Binding(check)
}

fn check(view: &BindingView<'_>, cx: &mut Context<'_>) {
    if !is_http(&view.binding.protocol) {
        return;
    }
    let Ok(address) = BindingAddress::parse(&view.binding.information) else { return };
    if address.is_any_address() || !address.accepts_any_host() {
        return;
    }
    let Some(place) = view.here() else { return };
    let (site, ip, port) = (&view.site.site.name, address.address, address.port);
    let message = format!(
        "site `{site}` answers for every host name on `{ip}:{port}`, so any `Host` header reaches it there"
    );
    let mut report = cx.report(place, message);
    report.label("any host on this address").help("name the host behind the last colon");
    if address.is_loopback() {
        report.graded(Severity::Hint).only_in(Profiles::letters("s"));
    }
}
