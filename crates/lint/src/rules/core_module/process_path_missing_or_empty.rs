//! WC0202.

use crate::Context;
use crate::rule::rule;
use crate::views::core_module::{SECTION, is_read_at};
use crate::views::{CoreModuleView, SectionView};
use webconfig_config::Origin;
use webconfig_syntax::Element;

rule! {
    /// Reports an ASP.NET Core application without a `processPath`.
    ///
    /// A handler for the module without any `aspNetCore` section counts too. In a source tree the publish step writes
    /// the attribute.
    ///
    /// # Why
    /// The schema does not ask for the attribute, the module does: every request ends in a 500.0. An application that
    /// cannot start is also one of the ways in which the files of a site lie open.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore arguments=".\App.dll" hostingModel="inprocess" />
    ///      ^^^^^^^^^^ no `processPath`
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///        ^^^ nothing to start
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath=" " arguments=".\App.dll" hostingModel="inprocess" />
    ///                              ^ empty
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// The publish step has yet to run.
    /// ```xml context=project
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore requestTimeout="00:10:00" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// A child application inherits the value.
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath=".\App.exe" hostingModel="outofprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml sub/web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore stdoutLogFile=".\logs\sub" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - dotnet/aspnetcore, the options that the module reads
    WC0202 "process-path-missing-or-empty", Error, since "0.1",
    scope WC, profiles "rs", P0,
    on CoreModule(section), Section("system.webServer/handlers", handlers)
}

const HELP: &str = "set `processPath` to `dotnet` (with the dll in `arguments`) or to the published `.exe`";

fn section(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    let is_unused = module.server.has_application_host() && module.handler().is_none();
    if module.is_unfinished() || module.may_be_half_typed("processPath") {
        return;
    }
    if is_unused || !module.text("processPath").trim().is_empty() {
        return;
    }
    let written = module.written("processPath").map(|(_, place)| place);
    let is_empty = written.is_some();
    let Some(place) = written.or_else(|| module.here()) else { return };
    let what = if is_empty { "`processPath` is empty" } else { "`processPath` is missing" };
    cx.report(place, format!("{what}, so the module answers every request with 500.0"))
        .label(if is_empty { "empty" } else { "no `processPath`" })
        .help(HELP)
        .scope(module.scope());
}

fn handlers(view: &SectionView<'_>, cx: &mut Context<'_>) {
    let server = view.server;
    let is_own = |file| view.own.iter().any(|o| o.file == file);
    let of_module = server.core_handlers(view.level);
    let written = of_module.iter().find_map(|i| i.element.last_written().filter(|o| is_own(o.file)));
    let Some(place) = written.and_then(|o| server.name_place(o)) else { return };
    if server.awaits_publishing() || view.lacks_web_config() || !is_read_at(server, view.level) {
        return;
    }
    let is_open = |o: &Origin| server.element(*o).and_then(Element::parent).is_some_and(|p| !p.is_closed());
    if view.own.iter().any(is_open) {
        return;
    }
    // A `location` may leave the section to the folder's own file, which is not at hand.
    if server.server.level(view.level).is_some_and(|l| !l.is_application && l.files.is_empty()) {
        return;
    }
    let Some(section) = view.other(SECTION) else { return };
    // Who writes the section here is told there.
    let is_set =
        !section.text("processPath").is_empty() || !server.server.set_at(view.level, SECTION).is_empty();
    if is_set || has_section_below(view) {
        return;
    }
    cx.report(
        place,
        "this handler brings requests to the ASP.NET Core Module, which has no `processPath` to start and answers \
         with 500.0",
    )
    .label("nothing to start")
    .help("add `<aspNetCore processPath=\"dotnet\" arguments=\".\\App.dll\" />` beside `handlers`")
    .scope(view.scope());
}

/// Whether a folder of the application has the section that its root has not.
fn has_section_below(view: &SectionView<'_>) -> bool {
    let server = view.server.server;
    let application = server.level(view.level).map(|l| l.application);
    server
        .levels()
        .any(|(id, l)| Some(l.application) == application && !server.set_at(id, SECTION).is_empty())
}
