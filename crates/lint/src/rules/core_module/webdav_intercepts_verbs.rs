//! WC0215.

use crate::Context;
use crate::rule::rule;
use crate::views::SectionView;
use webconfig_diagnostics::{Confidence, Safety, Severity};
use webconfig_format::{insert_before, insert_child};
use webconfig_syntax::Element;
use webconfig_text::TextEdits;

rule! {
    /// Reports the module of `WebDAV` in the way of an ASP.NET Core application.
    ///
    /// With an applicationHost.config that has the module: a mention. Where the handler is removed and the module is not, which is half of what is needed:
    /// a warning. Silent where the site wants `WebDAV` (`webdav/authoring enabled="true"`).
    ///
    /// # Why
    /// `WebDAV` answers PUT, DELETE and others with 405 before the application sees them.
    ///
    /// # Fires
    /// ```xml profile=strict
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <remove name="WebDAV" />
    ///                     ^^^^^^ the module stays
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml profile=strict
    /// <configuration>
    ///   <system.webServer>
    ///     <modules>
    ///       <remove name="WebDAVModule" />
    ///     </modules>
    ///     <handlers>
    ///       <remove name="WebDAV" />
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Nobody knows whether the server has `WebDAV`.
    /// ```xml profile=strict
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
    /// # Fix
    /// Removes the module too. The section `modules` may be locked on the server.
    ///
    /// # References
    /// - aspnet/IISIntegration, issue 346
    /// - CIS IIS 10 benchmark 1.7; DISA STIG V-218799
    WC0215 "webdav-intercepts-verbs", Info, since "0.1", fix Unsafe,
    scope WC MULTI, profiles "sct", P1,
    on Effective("system.webServer/handlers", check)
}

const MODULES: &str = "system.webServer/modules";
const REMOVE: &str = "<remove name=\"WebDAVModule\" />";

fn check(handlers: &SectionView<'_>, cx: &mut Context<'_>) {
    let server = handlers.server;
    let removal = own_removal(handlers, "WebDAV");
    let is_known = server.has_application_host();
    if (!is_known && removal.is_none()) || (is_known && !handlers.is_core()) {
        return;
    }
    if handlers.other("system.webServer/webdav/authoring").is_some_and(|a| a.flag("enabled")) {
        return;
    }
    let Some(modules) = handlers.other(MODULES) else { return };
    let own_modules = server.server.set_at(handlers.level, MODULES);
    let is_gone = if is_known {
        !modules.items.iter().any(|m| m.element.text("name").eq_ignore_ascii_case("WebDAVModule"))
    } else {
        own_modules.iter().filter_map(|o| server.element(*o)).any(|m| takes_away(m, "WebDAVModule"))
    };
    if is_gone {
        return;
    }
    let at_removal = removal.and_then(|e| e.attribute("name")).and_then(|a| {
        let file = handlers.own.last()?.file;
        Some(webconfig_diagnostics::Place::new(file, a.value_range()))
    });
    let of_module = handlers.server.core_handlers(handlers.level);
    let place = at_removal.or_else(|| handlers.item_place(of_module.first()?)).or_else(|| handlers.here());
    let Some(place) = place else { return };
    let mut report = if at_removal.is_some() {
        let mut report = cx.report(
            place,
            "the handler of WebDAV is removed and its module is not, which still answers PUT and DELETE with 405",
        );
        report.label("the module stays").graded(Severity::Warning);
        report
    } else {
        let mut report = cx.report(
            place,
            "the server has WebDAV, which answers PUT, DELETE and others with 405 before the application sees them",
        );
        report.label("behind WebDAV");
        report
    };
    report
        .help("remove the module `WebDAVModule` and the handler `WebDAV` for this application, or uninstall WebDAV")
        .scope(handlers.scope());
    if !is_known {
        report.confidence(Confidence::NeedsContext);
    }
    let Some(tag) = handlers.tag().filter(|_| handlers.own.last().is_some_and(|o| o.file == place.file))
    else {
        return;
    };
    let existing = own_modules.iter().rev().find(|o| o.file == place.file).and_then(|o| server.element(*o));
    let edits = match existing {
        Some(modules) => Some(first_child(modules, REMOVE)),
        None if tag.parent().is_some_and(|p| p.local_name() == "system.webServer") => {
            Some(insert_before(tag, &format!("<modules>\n\t{REMOVE}\n</modules>")))
        }
        None => None,
    };
    if let Some(edits) = edits {
        report.edit_in(place.file, "remove `WebDAVModule`", Safety::Unsafe, edits);
    }
}

fn first_child(parent: Element<'_>, line: &str) -> TextEdits {
    match parent.child_elements().next() {
        Some(first) => insert_before(first, line),
        None => insert_child(parent, line),
    }
}

/// The directive here that takes the item away by name.
fn own_removal<'a>(handlers: &SectionView<'a>, name: &str) -> Option<Element<'a>> {
    let own = handlers.own.iter().rev().filter_map(|o| handlers.server.element(*o));
    own.flat_map(Element::child_elements)
        .find(|e| e.local_name() == "remove" && e.value("name").is_some_and(|n| n.eq_ignore_ascii_case(name)))
}

fn takes_away(modules: Element<'_>, name: &str) -> bool {
    modules.child_elements().any(|e| match e.local_name() {
        "clear" => true,
        "remove" => e.value("name").is_some_and(|n| n.eq_ignore_ascii_case(name)),
        _ => false,
    })
}
