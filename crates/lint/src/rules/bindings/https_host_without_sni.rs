//! WC0411. A certificate is chosen by address and port unless the SNI bit asks for the name.

use crate::Context;
use crate::binding_address::BindingAddress;
use crate::rule::rule;
use crate::views::BindingView;

rule! {
    /// Reports https bindings with different host names on one address and port of which one lacks the SNI bit.
    ///
    /// # Why
    /// Without SNI the certificate belongs to the address and port: the last one written serves every site there, and
    /// browsers warn for all the others.
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
    ///            <binding protocol="https" bindingInformation="*:443:a.contoso.com" sslFlags="1" />
    ///            <binding protocol="https" bindingInformation="*:443:b.contoso.com" sslFlags="0" />
    ///                                                          ^^^^^^^^^^^^^^^^^^^ no SNI on a shared port
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
    ///            <binding protocol="https" bindingInformation="*:443:a.contoso.com" sslFlags="1" />
    ///            <binding protocol="https" bindingInformation="*:443:b.contoso.com" sslFlags="1" />
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// One name alone on its port needs no SNI.
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
    ///            <binding protocol="https" bindingInformation="*:443:b.contoso.com" sslFlags="0" />
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    WC0411 "https-host-without-sni", Warning, since "0.1",
    scope AH, profiles "rs", P1,
    on Binding(check)
}

fn check(view: &BindingView<'_>, cx: &mut Context<'_>) {
    let binding = view.binding;
    if !binding.protocol.eq_ignore_ascii_case("https") || binding.ssl_flags & 1 != 0 {
        return;
    }
    let Ok(address) = BindingAddress::parse(&binding.information) else { return };
    if address.accepts_any_host() {
        return;
    }
    // One name alone on its port needs no SNI; a second name does.
    let sites = view.site.server.server.sites();
    let shared = sites.iter().flat_map(|s| &s.bindings).any(|other| {
        other.protocol.eq_ignore_ascii_case("https")
            && BindingAddress::parse(&other.information).is_ok_and(|o| {
                let same_address =
                    o.address == address.address || (o.is_any_address() && address.is_any_address());
                o.port == address.port && same_address && !o.host.eq_ignore_ascii_case(address.host)
            })
    });
    let Some(place) = view.here().filter(|_| shared) else { return };
    cx.report(
        place,
        format!(
            "`{}` of site `{}` shares its address and port with other names but has no SNI bit",
            address.host, view.site.site.name
        ),
    )
    .label("no SNI on a shared port")
    .help("set `sslFlags=\"1\"` and bind the certificate to the host name");
}
