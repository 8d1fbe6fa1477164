//! WC0307. Speaks instead of WC0106, which has every other duplicate.

use crate::Context;
use crate::rule::rule;
use crate::views::ProblemView;
use crate::views::core_module::HANDLERS;
use webconfig_config::{FileKind, LevelId, ProblemKind};
use webconfig_diagnostics::{Confidence, Safety, Severity};
use webconfig_format::insert_before;

rule! {
    /// Reports an application that adds the handler of the ASP.NET Core Module although it inherits it from the
    /// application above.
    ///
    /// Without an applicationHost.config, folders within each other are only a hint that one application lies below the
    /// other: a warning.
    ///
    /// # Why
    /// IIS answers every request to the inner application with 500.19, because the handler is there twice.
    ///
    /// # Fires
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath=".\Shop.exe" hostingModel="outofprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml api/web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///                  ^^^^^^^^^^ inherited already
    ///     </handlers>
    ///     <aspNetCore processPath=".\Api.exe" hostingModel="outofprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.config
    /// <configuration>
    ///   <location path="." inheritInChildApplications="false">
    ///     <system.webServer>
    ///       <handlers>
    ///         <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///       </handlers>
    ///       <aspNetCore processPath=".\Shop.exe" hostingModel="outofprocess" />
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath=".\Shop.exe" hostingModel="outofprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml api/web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <remove name="aspNetCore" />
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath=".\Api.exe" hostingModel="outofprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Removes the inherited handler before it is added. To wrap the section of the application above in a `location` with
    /// `inheritInChildApplications="false"` is better still, and mends all others below it.
    ///
    /// # References
    /// - aspnet/IISIntegration, issue 190
    WC0307 "subapp-duplicates-core-handler", Error, since "0.1", fix Unsafe,
    scope MULTI WC, profiles "rs", P0,
    on Problem(check)
}

/// Whether a refused duplicate is the module's handler of an application above.
pub(in crate::rules) fn is_meant(view: &ProblemView<'_>) -> bool {
    is_certain(view).is_some()
}

/// Whether the two files are known to belong to different applications; `None` for any other problem.
fn is_certain(view: &ProblemView<'_>) -> Option<bool> {
    let is_duplicate = matches!(view.problem.kind, ProblemKind::DuplicateKey { same_file: false, .. });
    if !is_duplicate || &*view.problem.section != HANDLERS || view.file.kind != FileKind::WebConfig {
        return None;
    }
    let is_of_module = |m: &str| {
        m.trim().eq_ignore_ascii_case("AspNetCoreModuleV2")
            || m.trim().eq_ignore_ascii_case("AspNetCoreModule")
    };
    if !view.element.value("modules")?.split(',').any(is_of_module) {
        return None;
    }
    let server = view.server.server;
    let above = server.file(view.problem.related?.file).filter(|f| f.kind == FileKind::WebConfig)?;
    let application = |level: &LevelId| server.level(*level).map(|l| l.application);
    let levels = server.levels_of(view.file.id);
    let is_known = |l: &LevelId| server.level(*l).is_some_and(|l| l.site.is_some());
    if !levels.iter().any(is_known) {
        return Some(false);
    }
    let outer: Vec<_> = server.levels_of(above.id).iter().filter_map(application).collect();
    levels.iter().filter_map(application).any(|a| !outer.contains(&a)).then_some(true)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let Some(is_certain) = is_certain(view) else { return };
    let ProblemKind::DuplicateKey { keys, .. } = &view.problem.kind else { return };
    let name = keys.first().map_or("aspNetCore", |(_, value)| value.as_str());
    let place = view.element.attribute("name").map_or_else(
        || view.name_place(),
        |a| webconfig_diagnostics::Place::new(view.file.id, a.value_range()),
    );
    let message = if is_certain {
        format!(
            "the application inherits the handler `{name}` from the one above and adds it again, so IIS answers every \
             request with 500.19"
        )
    } else {
        format!(
            "the handler `{name}` is added in a folder above too; where this folder is an application below that one, \
             IIS answers every request with 500.19"
        )
    };
    let mut report = cx.report(place, message);
    report.label("inherited already").help(
        "wrap the handlers above in `<location path=\".\" inheritInChildApplications=\"false\">`, or remove the handler \
         here before adding it",
    );
    if is_certain {
        if let Some(verdict) = view.server.server.verdict(&view.problem) {
            report.iis(verdict.phase, verdict.iis);
        }
        let levels = view.server.server.levels_of(view.file.id);
        report.scope(levels.first().and_then(|l| view.server.scope(*l)));
    } else {
        report.graded(Severity::Warning).confidence(Confidence::NeedsContext);
    }
    if let Some(first) = view.problem.related.and_then(|o| view.server.name_place(o)) {
        report.related(first, "added here, and inherited");
    }
    let remove = format!("<remove name=\"{}\" />", webconfig_format::escape_attribute(name, '"'));
    report.edit_in(
        view.file.id,
        "remove the inherited handler first",
        Safety::Unsafe,
        insert_before(view.element, &remove),
    );
}
