//! WC0409. The configuration system takes any text here; WAS and HTTP.sys do not.

use crate::Context;
use crate::binding_address::{BindingAddress, Malformed, is_http, wildcard_prefix};
use crate::rule::rule;
use crate::views::BindingView;
use webconfig_diagnostics::Severity;

rule! {
    /// Reports an http or https `bindingInformation` that is not `address:port:host`.
    ///
    /// # Why
    /// The configuration loads, and the site then fails to start with nothing but an event in the log.
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
    ///            <binding protocol="http" bindingInformation="*.80:contoso.com" />
    ///                                                         ^^^^^^^^^^^^^^^^ not `address:port:host`
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
    ///            <binding protocol="http" bindingInformation="*:80:contoso.com" />
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
    ///            <binding protocol="http" bindingInformation="[::1]:8080:localhost" />
    ///            <binding protocol="http" bindingInformation=":8081:localhost" />
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    WC0409 "malformed-binding-information", Error, since "0.1",
    scope AH, profiles "rs", P0,
    on Binding(check)
}

fn check(view: &BindingView<'_>, cx: &mut Context<'_>) {
    let information = &*view.binding.information;
    // An empty one is refused by the schema, a placeholder is somebody else's, a wildcard prefix is WC0401.
    let skipped = information.is_empty()
        || webconfig_config::is_placeholder(information)
        || wildcard_prefix(information).is_some();
    if !is_http(&view.binding.protocol) || skipped {
        return;
    }
    let Some(place) = view.here() else { return };
    let site = &view.site.site.name;
    match BindingAddress::parse(information) {
        Err(wrong) => {
            let (what, help) = words(wrong);
            cx.report(
                place,
                format!("the binding `{information}` of site `{site}` {what}, so the site does not start"),
            )
            .label("not `address:port:host`")
            .help(help);
        }
        Ok(address) if address.host.contains('_') => {
            cx.report(
                place,
                format!(
                    "the host `{}` of site `{site}` has an underscore, which no certificate authority signs",
                    address.host
                ),
            )
            .label("an underscore")
            .help("IIS takes it; browsers and certificates are happier with a hyphen")
            .graded(Severity::Info);
        }
        Ok(address) if !address.host.is_ascii() => {
            cx.report(
                place,
                format!("the host `{}` of site `{site}` is not in the form that clients send", address.host),
            )
            .label("an international name as it is read")
            .help("write the name in its ASCII form, which begins with `xn--`")
            .graded(Severity::Info);
        }
        Ok(_) => {}
    }
}

fn words(wrong: Malformed) -> (String, &'static str) {
    match wrong {
        Malformed::Parts => {
            ("has not three parts".to_owned(), "write `address:port:host`, such as `*:80:www.contoso.com`")
        }
        Malformed::Scheme => {
            ("is a URL".to_owned(), "the protocol stands in `protocol`; write `*:80:www.contoso.com`")
        }
        Malformed::Blank => ("holds a blank".to_owned(), "take the blank out"),
        Malformed::Port => {
            ("has no port from 1 to 65535".to_owned(), "put the port between the two last colons")
        }
        Malformed::BareIpv6 => (
            "has an IPv6 address without brackets".to_owned(),
            "write the address in brackets: `[2001:db8::5]:80:`",
        ),
        Malformed::Address => (
            "has an address that is none".to_owned(),
            "use `*`, an IPv4 address, or an IPv6 address in brackets",
        ),
        Malformed::HostWithPort => {
            ("has a port behind the host".to_owned(), "the port stands before the host: `*:8080:contoso.com`")
        }
        Malformed::HostCharacter(c) => (
            format!("has `{c}` in its host name"),
            "IIS takes letters, digits, hyphens, dots and one leading `*.`",
        ),
    }
}
