//! WC0408. Inside one site the same pair is a duplicate key of the collection (WC0106).

use crate::Context;
use crate::binding_address::{BindingAddress, is_http};
use crate::rule::rule;
use crate::views::ServerView;
use std::collections::HashMap;
use webconfig_config::{Binding, Origin, Site};

rule! {
    /// Reports two sites that claim the same protocol, address, port and host.
    ///
    /// # Why
    /// Only one of them can start; which one depends on the order in which they are started.
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
    ///           <binding protocol="http" bindingInformation="*:80:a.contoso.com" />
    ///         </bindings>
    ///       </site>
    ///       <site name="B" id="2">
    ///         <application path="/" applicationPool="P"><virtualDirectory path="/" physicalPath="D:\a" /></application>
    ///         <bindings>
    ///           <binding protocol="http" bindingInformation=":80:A.contoso.com" />
    ///                                                        ^^^^^^^^^^^^^^^^^ claimed already
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
    ///           <binding protocol="http" bindingInformation="*:80:a.contoso.com" />
    ///         </bindings>
    ///       </site>
    ///       <site name="B" id="2">
    ///         <application path="/" applicationPool="P"><virtualDirectory path="/" physicalPath="D:\a" /></application>
    ///         <bindings>
    ///           <binding protocol="http" bindingInformation="*:80:b.contoso.com" />
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A site that is not started claims nothing.
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
    ///           <binding protocol="http" bindingInformation="*:80:a.contoso.com" />
    ///         </bindings>
    ///       </site>
    ///       <site name="B" id="2" serverAutoStart="false">
    ///         <application path="/" applicationPool="P"><virtualDirectory path="/" physicalPath="D:\a" /></application>
    ///         <bindings>
    ///           <binding protocol="http" bindingInformation="*:80:a.contoso.com" />
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    WC0408 "duplicate-binding-across-sites", Error, since "0.1",
    scope AH, profiles "rs", P1,
    on Server(check)
}

fn check(server: &ServerView<'_>, cx: &mut Context<'_>) {
    let mut seen: HashMap<String, (usize, &Site<'_>, Option<Origin>)> = HashMap::new();
    for (index, site) in server.server.sites().iter().enumerate() {
        if site.text(&[], "serverAutoStart").eq_ignore_ascii_case("false") {
            continue;
        }
        for binding in &site.bindings {
            let Some(claim) = claim(binding) else { continue };
            let origin = binding.item.element.last_written();
            let Some((first, other, at)) = seen.get(&claim) else {
                seen.insert(claim, (index, site, origin));
                continue;
            };
            if *first == index {
                continue;
            }
            let setting = binding.item.element.setting("bindingInformation");
            let Some(place) = setting.and_then(|s| server.value_place(s)) else { continue };
            let message = format!(
                "sites `{}` and `{}` both claim `{}` for {}, so only one of them can start",
                other.name, site.name, binding.information, binding.protocol
            );
            let mut report = cx.report(place, message);
            report
                .label("claimed already")
                .help("give one of them another host name, port or address, or stop it");
            if let Some(first) = at.and_then(|o| server.name_place(o)) {
                report.related(first, format!("the binding of `{}`", other.name));
            }
        }
    }
}

/// What a binding claims, in a form that is equal for equal claims; `None` where no claim can be read.
fn claim(binding: &Binding<'_>) -> Option<String> {
    let protocol = binding.protocol.to_lowercase();
    if !is_http(&protocol) {
        return Some(format!("{protocol} {}", binding.information));
    }
    let address = BindingAddress::parse(&binding.information).ok()?;
    let ip = if matches!(address.address, "*" | "" | "0.0.0.0") { "*" } else { address.address };
    Some(format!("{ip} {} {}", address.port, address.host.to_lowercase()))
}
