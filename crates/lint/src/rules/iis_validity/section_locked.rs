//! WC0107.

use crate::Context;
use crate::rule::rule;
use crate::views::{ProblemView, unsettled};
use webconfig_config::ProblemKind;

rule! {
    /// Reports a section, attribute, element or item that a level above has locked.
    ///
    /// Without an applicationHost.config the shipped delegation is assumed, and the finding is a warning; in a
    /// source tree, where the server is not known, it is information.
    ///
    /// # Why
    /// IIS answers 500.19 with 0x80070021. Authentication in web.config is the usual case: those sections are locked
    /// on every server until somebody unlocks them.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <security>
    ///       <authentication>
    ///         <windowsAuthentication enabled="true" />
    ///          ^^^^^^^^^^^^^^^^^^^^^ locked above
    ///       </authentication>
    ///     </security>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors defaultPath="oops.htm" />
    ///                 ^^^^^^^^^^^ locked above
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
    /// `handlers` and `modules` are locked in the stock file, but installing ASP.NET 4 unlocks both and the hosting
    /// bundle unlocks `handlers`.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <modules>
    ///       <remove name="WebDAVModule" />
    ///     </modules>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    WC0107 "section-locked", Error, since "0.1",
    scope WC MULTI, profiles "rsct", P0,
    on Problem(check)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let section = &view.problem.section;
    let consequence = view.consequence();
    let (message, place, help) = match &view.problem.kind {
        ProblemKind::LockedSection { by_default } => {
            let how = if *by_default {
                "by `overrideModeDefault=\"Deny\"` of its declaration"
            } else {
                "by a `location` above"
            };
            (
                format!("section `{section}` is locked for this file {how}: {consequence}"),
                view.name_place(),
                unlock(view, section),
            )
        }
        ProblemKind::LockAboveOpened => (
            format!(
                "section `{section}` is locked here, and a file above opens it for a path below: {consequence}"
            ),
            view.name_place(),
            "lock it only where no file above has opened it, or take the word back above".to_owned(),
        ),
        ProblemKind::LockViolation { what } => (
            format!("{what} of `{section}` is locked by a file above: {consequence}"),
            view.attribute_name_place(),
            "delete it here, or take the lock away where it is set".to_owned(),
        ),
        _ => return,
    };
    let related = view.related();
    let mut report = view.report(cx, place, message);
    report.label("locked above").help(help);
    if let Some(lock) = related {
        report.related(lock, "the lock");
    }
    if view.is_assumed() {
        unsettled(&mut report);
    }
}

fn unlock(view: &ProblemView<'_>, section: &str) -> String {
    let path = view
        .server
        .server
        .levels_of(view.file.id)
        .first()
        .filter(|_| view.server.has_application_host())
        .map(|l| view.server.server.path_of(*l))
        .map(|(site, path)| format!("{site}{}", path.trim_end_matches('/')))
        .unwrap_or_default();
    let target = if path.is_empty() { "\"Default Web Site\"".to_owned() } else { format!("\"{path}\"") };
    format!(
        "set it in applicationHost.config for {target}, or unlock it there: \
         `appcmd unlock config {target} /section:{section} /commit:apphost`"
    )
}
