//! WC0201. The other way round, a handler without a section, is WC0202's business.

use crate::rule::rule;
use crate::views::core_module::HANDLERS;
use crate::views::{CoreModuleView, is_half_typed};
use crate::{Context, ContextKind};
use webconfig_diagnostics::{Confidence, Safety, Severity};
use webconfig_format::{insert_before, insert_child};
use webconfig_syntax::Element;
use webconfig_text::TextEdits;

rule! {
    /// Reports an ASP.NET Core application without a handler that brings requests to the module.
    ///
    /// Without an applicationHost.config a parent could supply the handler: a warning. In a source tree the publish
    /// step adds the handler.
    ///
    /// # Why
    /// The module never gets a request. IIS falls back to its static handler and serves the content root as files,
    /// `appsettings.json` included.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
    ///      ^^^^^^^^^^ no handler for it
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// A removal says that something is inherited, which a file that stands alone does not show.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <remove name="aspNetCore" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" />
    ///      ^^^^^^^^^^ no handler for it
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Who removes the inherited handler on purpose is no ASP.NET Core application, whatever else stands there.
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml sub/web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <remove name="aspNetCore" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml context=project
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="%LAUNCHER_PATH%" arguments="%LAUNCHER_ARGS%" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Adds the handler as the Web SDK writes it.
    ///
    /// # References
    /// - CWE-552
    WC0201 "aspnetcore-handler-missing", Error, since "0.1", fix Unsafe,
    scope WC MULTI, profiles "rs", P0,
    on CoreModule(check)
}

const HANDLER: &str =
    r#"<add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />"#;

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    if module.is_unfinished() || module.text("processPath").is_empty() || module.handler().is_some() {
        return;
    }
    let server = module.server;
    if has_handler_below(module) || is_removed_on_purpose(module) || is_being_written(module) {
        return;
    }
    let (Some(place), Some(tag)) = (module.here(), module.tag()) else { return };
    let knows_parents = server.has_application_host();
    let mut report = cx.report(
        place,
        "no handler brings requests to the ASP.NET Core Module, so IIS serves the content root as static files",
    );
    report.label("no handler for it").scope(module.scope());
    if knows_parents {
        report.help("add the handler `aspNetCore` with `modules=\"AspNetCoreModuleV2\"` to `handlers`");
    } else {
        report
            .graded(Severity::Warning)
            .confidence(Confidence::NeedsContext)
            .help("add the handler `aspNetCore`; where a parent adds it, name its file with `--apphost`");
    }
    if let Some(edits) = added_handler(module, tag) {
        report.edit_in(place.file, "add the handler `aspNetCore`", Safety::Unsafe, edits);
    }
}

/// Whether a folder of the application has a handler that its root has not.
fn has_handler_below(module: &CoreModuleView<'_>) -> bool {
    let server = module.server;
    let application = server.server.level(module.level).map(|l| l.application);
    server
        .server
        .levels()
        .filter(|(id, l)| *id != module.level && Some(l.application) == application)
        .filter(|(id, _)| !server.server.set_at(*id, HANDLERS).is_empty())
        .any(|(id, _)| server.is_core_at(id))
}

/// Whether the handlers here are cleared of the module's by somebody who inherited them.
fn is_removed_on_purpose(module: &CoreModuleView<'_>) -> bool {
    let server = module.server;
    let is_root = server.application(module.level).is_some_and(|a| a.path == "/");
    if is_root && module.context() != ContextKind::Express {
        return false;
    }
    // A file that stands alone shows nothing that it could have inherited.
    if !server.has_application_host() && !has_file_above(module) {
        return false;
    }
    let own = server.server.set_at(module.level, HANDLERS);
    let is_removal = |e: Element<'_>| match e.local_name() {
        "remove" => e.value("name").is_some_and(|n| n.to_ascii_lowercase().starts_with("aspnetcore")),
        "clear" => server.has_application_host(),
        _ => false,
    };
    own.iter().filter_map(|o| server.element(*o)).any(|handlers| handlers.child_elements().any(is_removal))
}

/// Whether somebody is typing a handler that may become the module's, or has yet to end what it would stand in.
fn is_being_written(module: &CoreModuleView<'_>) -> bool {
    if module.tag().and_then(Element::parent).is_some_and(|p| !p.is_closed()) {
        return true;
    }
    let own = module.server.server.set_at(module.level, HANDLERS);
    let mut items = own.iter().filter_map(|o| module.server.element(*o)).flat_map(Element::child_elements);
    items.any(|item| is_half_typed(item, "modules"))
}

fn has_file_above(module: &CoreModuleView<'_>) -> bool {
    let server = module.server.server;
    let above = server.chain(module.level).skip(1).take_while(|l| *l != server.application_host_level());
    above.filter_map(|l| server.level(l)).any(|l| !l.files.is_empty())
}

fn added_handler(module: &CoreModuleView<'_>, section: Element<'_>) -> Option<TextEdits> {
    let server = module.server;
    let file = module.own.last()?.file;
    let own = server.server.set_at(module.level, HANDLERS);
    if let Some(handlers) = own.iter().rev().find(|o| o.file == file).and_then(|o| server.element(*o)) {
        return Some(insert_child(handlers, HANDLER));
    }
    // What `configSource` brings in has no neighbours to put `handlers` among.
    section.parent().filter(|p| p.local_name() == "system.webServer")?;
    Some(insert_before(section, &format!("<handlers>\n\t{HANDLER}\n</handlers>")))
}
