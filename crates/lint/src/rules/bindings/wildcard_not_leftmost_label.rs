//! WC0404.

use crate::Context;
use crate::binding_address::{BindingAddress, is_http};
use crate::rule::rule;
use crate::views::BindingView;

rule! {
    /// Reports a host name with a star that is not its whole left-most label.
    ///
    /// # Why
    /// IIS 10 takes a wildcard only as the whole first label; with any other the site does not start.
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
    ///            <binding protocol="http" bindingInformation="*:80:svc.*.contoso.com" />
    ///                                                         ^^^^^^^^^^^^^^^^^^^^^^ the star is not the first label
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
    ///            <binding protocol="http" bindingInformation="*:80:*.svc.contoso.com" />
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A bare star is a matter of WC0401.
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
    ///            <binding protocol="http" bindingInformation="*:80:*" />
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - documentation of IIS on wildcard host headers
    WC0404 "wildcard-not-leftmost-label", Error, since "0.1",
    scope AH, profiles "rs", P0,
    on Binding(check)
}

fn check(view: &BindingView<'_>, cx: &mut Context<'_>) {
    if !is_http(&view.binding.protocol) {
        return;
    }
    let Ok(address) = BindingAddress::parse(&view.binding.information) else { return };
    let behind = address.host.strip_prefix("*.").unwrap_or(address.host);
    if address.host == "*" || !behind.contains('*') {
        return;
    }
    let Some(place) = view.here() else { return };
    cx.report(
        place,
        format!(
            "the host `{}` of site `{}` has a star where IIS takes none, so the site does not start",
            address.host, view.site.site.name
        ),
    )
    .label("the star is not the first label")
    .help("write the star as the whole first label, such as `*.contoso.com` (IIS 10 and later)");
}
