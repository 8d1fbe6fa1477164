//! WC0114.

use crate::Context;
use crate::rule::rule;
use crate::views::{BindingView, ProblemView};
use webconfig_config::{NewerMember, ProblemKind};
use webconfig_diagnostics::Severity;
use webconfig_schema::Release;

rule! {
    /// Reports a setting that only a later version of IIS has than the one that is meant (`--target`).
    ///
    /// The newest version is meant where none is named, so the rule is silent then.
    ///
    /// # Why
    /// What the developer's Windows accepts, the server refuses or ignores: an attribute or element that its schema
    /// lacks is a 500.19 there.
    ///
    /// # Fires
    /// ```xml target=iis8.5
    /// <configuration>
    ///   <system.webServer>
    ///     <security>
    ///       <requestFiltering removeServerHeader="true" />
    ///                         ^^^^^^^^^^^^^^^^^^ since IIS 10
    ///     </security>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <security>
    ///       <requestFiltering removeServerHeader="true" />
    ///     </security>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A wildcard host name needs IIS 10, which is what is meant without a word.
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost">
    ///       <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    ///     </sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <sites>
    ///       <site name="Shop" id="1">
    ///         <application path="/">
    ///           <virtualDirectory path="/" physicalPath="E:\shop" />
    ///         </application>
    ///         <bindings>
    ///           <binding protocol="http" bindingInformation="*:80:*.shop.example" />
    ///         </bindings>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    WC0114 "newer-schema-than-target", Warning, since "0.1",
    scope WC AH, profiles "rs", P2,
    on Problem(check), Binding(check_binding)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let name = view.written();
    if let ProblemKind::NewerMember { member } = &view.problem.kind {
        let NewerMember { name: member, since, .. } = &**member;
        let target = version(view.server.server.target());
        let since = Release::of_number(since).map_or_else(|| since.to_string(), |r| version(r).to_owned());
        let message =
            format!("`{member}` of `{name}` needs {since}, and {target} is meant: {}", view.consequence());
        view.report(cx, view.value_place(), message)
            .label(format!("since {since}"))
            .help(format!("choose a value that {target} knows, or name a later `--target`"));
        return;
    }
    let ProblemKind::NewerThanTarget { since, is_attribute } = &view.problem.kind else { return };
    let what = if *is_attribute { "attribute" } else { "element" };
    let target = version(view.server.server.target());
    let since = Release::of_number(since).map_or_else(|| since.to_string(), |r| version(r).to_owned());
    let message = format!("{what} `{name}` needs {since}, and {target} is meant: {}", view.consequence());
    let place = if *is_attribute { view.attribute_name_place() } else { view.name_place() };
    view.report(cx, place, message)
        .label(format!("since {since}"))
        .help(format!("delete it for {target}, or name a later `--target`"));
}

fn check_binding(view: &BindingView<'_>, cx: &mut Context<'_>) {
    let server = view.site.server;
    let target = server.server.target();
    let Some(here) = view.here() else { return };
    let binding = view.binding;
    if !matches!(binding.protocol.to_ascii_lowercase().as_str(), "http" | "https") {
        return;
    }
    let host = binding.information.rsplit(':').next().unwrap_or("");
    if host.contains('*') && target < Release::Iis10 {
        cx.report(
            here,
            format!("the host name `{host}` of site `{}` is a wildcard, which needs IIS 10: {} takes it for a name that no client sends",
                view.site.site.name, version(target)),
        )
        .label("since IIS 10")
        .help("write one binding for each host name, or name a later `--target`")
        .graded(Severity::Warning);
    }
    let newer_bits = binding.ssl_flags & !3;
    if newer_bits > 0 && (Release::Iis8..Release::Iis10v1709).contains(&target) {
        let place =
            binding.item.element.setting("sslFlags").and_then(|s| server.value_place(s)).unwrap_or(here);
        cx.report(
            place,
            format!(
                "bits {newer_bits} of `sslFlags` of site `{}` need a later Windows: {} ignores them",
                view.site.site.name,
                version(target)
            ),
        )
        .label("since Windows Server 2022")
        .help("use 0 to 3 (SNI and central certificate store), or name a later `--target`")
        .graded(Severity::Warning);
    }
}

/// The version as people call it.
fn version(release: Release) -> &'static str {
    match release {
        Release::Iis7 => "IIS 7",
        Release::Iis75 => "IIS 7.5",
        Release::Iis8 => "IIS 8",
        Release::Iis85 => "IIS 8.5",
        Release::Iis10 => "IIS 10",
        Release::Iis10v1709 => "IIS 10 version 1709",
        Release::AppService => "Azure App Service",
    }
}
