//! WC0506. A listing that the module's catch-all handler hides is still one slip away.

use crate::rule::rule;
use crate::views::SectionView;
use crate::{Context, ContextKind};
use webconfig_diagnostics::{Fix, Safety, Severity};
use webconfig_format::set_value;

rule! {
    /// Reports directory browsing that is switched on.
    ///
    /// # Why
    /// Whoever asks for a folder without a default document gets the names of everything in it: backups, uploads,
    /// configuration.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <directoryBrowse enabled="true" />
    ///                               ^^^^ folders list their files
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <directoryBrowse enabled="false" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A lone attribute of the section lists nothing.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <directoryBrowse showFlags="Date, Time" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Writes `false`.
    ///
    /// # References
    /// - CIS IIS 10 benchmark 1.3
    /// - STIG V-218808, V-218759
    /// - CWE-548
    /// - ASVS 13.4.3
    WC0506 "directory-browsing-enabled", Error, since "0.1", fix Safe,
    scope WC AH, profiles "rsct", P0 production,
    on Section("system.webServer/directoryBrowse", check)
}

fn check(section: &SectionView<'_>, cx: &mut Context<'_>) {
    if !section.flag("enabled") {
        return;
    }
    let Some((setting, place)) = section.written("enabled") else { return };
    let Some(attribute) = section.server.attribute(setting.origin) else { return };
    let is_server_level = section.level == section.server.server.application_host_level();
    let is_shadowed = section.has_catch_all();
    let message = if is_shadowed {
        "directory browsing is on; the module's `*` handler answers first, so nothing is listed while it is there"
    } else {
        "directory browsing is on, so a folder without a default document lists the names of its files"
    };
    let mut report = cx.report(place, message);
    report
        .label("folders list their files")
        .help("set it to `false`; for a download folder, set it in a `location` of that folder alone and suppress this there")
        .fix(Fix::edit("switch directory browsing off", Safety::Safe, place.file, set_value(attribute, "false")));
    if is_server_level && section.context() == ContextKind::Express {
        report.graded(Severity::Info);
    } else if is_shadowed {
        report.graded(Severity::Warning);
    }
}
