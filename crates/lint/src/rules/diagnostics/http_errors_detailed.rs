//! WC1006.

use crate::rule::rule;
use crate::views::SectionView;
use crate::{Context, ContextKind};
use webconfig_diagnostics::{Safety, Severity};
use webconfig_format::set_value;

rule! {
    /// Reports detailed error pages of IIS for everybody.
    ///
    /// `DetailedLocalOnly` is right, except behind a proxy on the same machine, where every request looks local: worth a
    /// mention where the server is such a proxy. On a developer's IIS Express the page is no more than that either.
    ///
    /// # Why
    /// The page shows physical paths, modules, handlers and the logon user to every visitor.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors errorMode="Detailed" />
    ///                            ^^^^^^^^ for everybody
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors errorMode="Custom" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors errorMode="DetailedLocalOnly" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Writes `DetailedLocalOnly`.
    ///
    /// # References
    /// - CIS IIS 10 benchmark 3.4; DISA STIG V-218810, V-218760
    /// - CWE-209
    WC1006 "http-errors-detailed", Error, since "0.1", fix Safe,
    scope WC AH, profiles "rsct", P0 production,
    on Section("system.webServer/httpErrors", check)
}

fn check(errors: &SectionView<'_>, cx: &mut Context<'_>) {
    let Some((setting, place)) = errors.written("errorMode") else { return };
    let mode = setting.value.trim();
    if mode == "Detailed" {
        let mut report =
            cx.report(place, "IIS shows its detailed error pages, with paths and modules, to every visitor");
        report
            .label("for everybody")
            .graded_in(ContextKind::Express, Severity::Info)
            .help("write `DetailedLocalOnly`, which keeps the details to the machine itself, or `Custom`")
            .scope(errors.scope());
        if let Some(attribute) = errors.server.attribute(setting.origin) {
            let edits = set_value(attribute, "DetailedLocalOnly");
            report.edit_in(place.file, "write `DetailedLocalOnly`", Safety::Safe, edits);
        }
    } else if mode == "DetailedLocalOnly" && is_local_proxy(errors) {
        cx.report(
            place,
            "a proxy on this machine makes every request look local, so visitors behind it see the detailed error pages",
        )
        .label("every request looks local")
        .graded(Severity::Info)
        .help("write `Custom` on the sites behind the proxy")
        .scope(errors.scope());
    }
}

/// Whether Application Request Routing is on for the server.
fn is_local_proxy(errors: &SectionView<'_>) -> bool {
    let server = errors.server;
    let level = server.server.application_host_level();
    server.has_application_host()
        && server
            .effective(level, "system.webServer/proxy")
            .is_some_and(|p| p.is_written() && p.flag("enabled"))
}
