//! WC0308.

use crate::Context;
use crate::rule::rule;
use crate::views::ApplicationView;
use crate::views::core_module::{HANDLERS, SECTION};
use crate::views::section::is_core_handler;
use webconfig_config::{ConfigFile, FileKind, Item};
use webconfig_diagnostics::{Place, Safety};
use webconfig_format::{escape_attribute, insert_before, insert_child};
use webconfig_syntax::Element;
use webconfig_text::{FileId, TextEdits};

rule! {
    /// Reports an application that is no ASP.NET Core one and inherits the module's handler from the application above.
    ///
    /// That is one without an `aspNetCore` section of its own whose web.config or folder shows another kind: `system.web`,
    /// handlers, PHP, pages, static content.
    ///
    /// # Why
    /// Its requests go to the ASP.NET Core Module, which starts the application above once more or fails.
    ///
    /// # Fires
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost">
    ///       <section name="applicationPools" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    ///       <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    ///     </sectionGroup>
    ///     <sectionGroup name="system.webServer">
    ///       <section name="aspNetCore" />
    ///       <section name="handlers" />
    ///     </sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <sites>
    ///       <site name="Shop" id="1">
    ///         <application path="/" applicationPool="Shop">
    ///           <virtualDirectory path="/" physicalPath="D:\sites\shop" />
    ///         </application>
    ///         <application path="/old" applicationPool="Old">
    ///           <virtualDirectory path="/" physicalPath="D:\sites\old" />
    ///         </application>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    /// ```xml sites/shop/web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath=".\Shop.exe" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml sites/old/web.config
    /// <configuration>
    ///  ^^^^^^^^^^^^^ inherits the handler
    ///   <system.web>
    ///     <compilation targetFramework="4.8" />
    ///   </system.web>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <remove name="aspNetCore" />
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Folders within each other are no applications for all we know.
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath=".\Shop.exe" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml old/web.config
    /// <configuration>
    ///   <system.web>
    ///     <compilation targetFramework="4.8" />
    ///   </system.web>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Removes the inherited handler in the inner application.
    ///
    /// # References
    /// - ASP.NET Core documentation, sub-applications
    WC0308 "non-core-subapp-inherits-handler", Error, since "0.1", fix Unsafe,
    scope MULTI WC, profiles "rs", P0,
    on Application(check)
}

fn check(application: &ApplicationView<'_>, cx: &mut Context<'_>) {
    let server = application.server;
    if application.application.path == "/" || !server.server.set_at(application.level, SECTION).is_empty() {
        return;
    }
    let Some(handlers) = server.effective(application.level, HANDLERS) else { return };
    let files = server.server.level(application.level).map(|l| l.files.clone()).unwrap_or_default();
    let Some(inherited) = handlers.items.iter().find(|item| is_inherited(application, item, &files)) else {
        return;
    };
    let own: Option<&ConfigFile> =
        files.iter().rev().find_map(|f| server.server.file(*f)).filter(|f| f.is_linted);
    if !own.is_some_and(is_of_another_kind) && !has_other_content(application) {
        return;
    }
    let root = own.and_then(|f| Some((f, f.document.root()?)));
    let place = match root {
        Some((file, root)) => Some(Place::new(file.id, root.name_range())),
        None => application.here(),
    };
    let Some(place) = place else { return };
    let name = inherited.element.text("name");
    let mut report = cx.report(
        place,
        format!(
            "the application `{}` is no ASP.NET Core one and inherits the handler `{name}`, which sends its requests to \
             the ASP.NET Core Module",
            application.application.path
        ),
    );
    report
        .label("inherits the handler")
        .help(format!(
            "write `<remove name=\"{name}\" />` into its `handlers`, or wrap those above in `<location path=\".\" \
             inheritInChildApplications=\"false\">`"
        ))
        .scope(application.scope());
    if let Some(added) = inherited.element.last_written().and_then(|o| server.name_place(o)) {
        report.related(added, "added here, and inherited");
    }
    if let Some((file, root)) = root {
        let edits = removal(root, name);
        report.edit_in(file.id, "remove the inherited handler", Safety::Unsafe, edits);
    }
}

/// Whether it is the module's handler and comes from the web.config of an application above.
fn is_inherited(application: &ApplicationView<'_>, item: &Item<'_>, own: &[FileId]) -> bool {
    let server = application.server.server;
    let from = item.element.last_written().and_then(|o| server.file(o.file));
    is_core_handler(&item.element)
        && from.is_some_and(|f| f.kind == FileKind::WebConfig && !f.is_stock && !own.contains(&f.id))
}

/// Whether a file configures something else than ASP.NET Core.
fn is_of_another_kind(file: &ConfigFile) -> bool {
    let known =
        ["system.web", "handlers", "defaultDocument", "staticContent", "fastCgi", "httpPlatform", "iisnode"];
    file.document.elements().any(|e| known.contains(&e.local_name()))
}

fn has_other_content(application: &ApplicationView<'_>) -> bool {
    let server = application.server;
    let folder = server.server.level(application.level).and_then(|l| l.folder.clone());
    let entries = folder.and_then(|f| server.files.entries(&f)).unwrap_or_default();
    let ends = [".aspx", ".asmx", ".ashx", ".svc", ".asp", ".php", ".htm", ".html", ".asax"];
    let is_core = |name: &str| name.ends_with(".runtimeconfig.json") || name.ends_with(".deps.json");
    let names: Vec<String> = entries.iter().map(|e| e.name.to_ascii_lowercase()).collect();
    names.iter().any(|n| ends.iter().any(|end| n.ends_with(end))) && !names.iter().any(|n| is_core(n))
}

fn removal(root: Element<'_>, name: &str) -> TextEdits {
    let remove = format!("<remove name=\"{}\" />", escape_attribute(name, '"'));
    let Some(web_server) = root.child("system.webServer") else {
        return insert_child(
            root,
            &format!("<system.webServer>\n\t<handlers>\n\t\t{remove}\n\t</handlers>\n</system.webServer>"),
        );
    };
    match web_server.child("handlers") {
        Some(handlers) => match handlers.child_elements().next() {
            Some(first) => insert_before(first, &remove),
            None => insert_child(handlers, &remove),
        },
        None => insert_child(web_server, &format!("<handlers>\n\t{remove}\n</handlers>")),
    }
}
