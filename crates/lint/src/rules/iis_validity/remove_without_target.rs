//! WC0109.

use crate::Context;
use crate::rule::rule;
use crate::views::ProblemView;
use webconfig_config::{EffectiveElement, ProblemKind, nearest};
use webconfig_diagnostics::{Confidence, Safety};
use webconfig_format::remove_element;
use webconfig_syntax::Element;

rule! {
    /// Reports a `remove` whose key the inherited collection does not have.
    ///
    /// Names of handlers and modules that come with optional features are left alone, and so is a `remove` before an
    /// item of the same key. Without an applicationHost.config a handler or module is reported only where it looks
    /// like the name of a known one.
    ///
    /// # Why
    /// IIS does not mind, but usually it is a typing error that leaves in place what was to go.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <security>
    ///       <requestFiltering>
    ///         <hiddenSegments>
    ///           <remove segment="app-data" />
    ///                            ^^^^^^^^ removes nothing
    ///         </hiddenSegments>
    ///       </requestFiltering>
    ///     </security>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <modules>
    ///       <remove name="WebDAVModule" />
    ///     </modules>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A `remove` that makes room is deliberate.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <staticContent>
    ///       <remove fileExtension=".shop" />
    ///       <mimeMap fileExtension=".shop" mimeType="text/plain" />
    ///     </staticContent>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// The `remove` is deleted.
    WC0109 "remove-without-target", Info, since "0.1", fix Safe,
    scope WC AH, profiles "rs", P1,
    on Problem(check)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let ProblemKind::RemoveWithoutTarget { key } = &view.problem.kind else { return };
    let section = &*view.problem.section;
    // What .NET's own files hold is another matter; only IIS's collections are known in full.
    if !section.starts_with("system.webServer/") && !section.starts_with("system.applicationHost/") {
        return;
    }
    let is_by_name = matches!(section, "system.webServer/handlers" | "system.webServer/modules");
    if is_by_name && is_optional(key) || makes_room(view) {
        return;
    }
    let is_sure = view.server.has_application_host();
    if cx.is_full() && (is_sure || !is_by_name) {
        // Only counted: a look at all that is there costs more than the file.
        cx.report(view.name_place(), String::new());
        return;
    }
    let present = view.removable(|| present(view, is_sure));
    let meant = nearest(key, present.iter().map(String::as_str));
    if is_by_name && !is_sure && meant.is_empty() || !is_sure && present.is_empty() {
        return;
    }
    let collection = view.element.parent().map_or("", Element::local_name);
    let place = view.element.attributes().find(|a| !a.is_namespace_declaration()).map_or_else(
        || view.name_place(),
        |a| webconfig_diagnostics::Place::new(view.file.id, a.value_range()),
    );
    let message = format!("`{collection}` has no item `{key}` here, so this `remove` does nothing");
    let mut report = view.report(cx, place, message);
    report.label("removes nothing").help(match meant.first() {
        Some(near) => format!("did you mean `{near}`? if not, delete it"),
        None => "delete it, or write the key of the item that is to go".to_owned(),
    });
    report.edit("delete the `remove`", Safety::Safe, remove_element(view.element));
    if !is_sure {
        report.confidence(Confidence::NeedsContext);
    }
}

/// Whether an item with the same key follows.
fn makes_room(view: &ProblemView<'_>) -> bool {
    let remove = view.element;
    let Some(first) = remove.attributes().next() else { return false };
    view.items_with(first).into_iter().filter(|item| item.id() > remove.id()).any(|item| {
        remove
            .attributes()
            .all(|a| item.value(a.name()).is_some_and(|v| v.to_lowercase() == a.value().to_lowercase()))
    })
}

/// The keys that the collection has at the level of the file; those of the stock server where others are not known.
fn present(view: &ProblemView<'_>, is_sure: bool) -> Vec<String> {
    let server = view.server;
    let own = server.server.levels_of(view.file.id).first().copied().filter(|_| is_sure);
    let level = own.unwrap_or_else(|| server.server.application_host_level());
    let Some(section) = server.effective(level, &view.problem.section) else { return Vec::new() };
    let name = section.schema.name.to_string();
    let mut way: Vec<&str> =
        view.element.ancestors().map(Element::local_name).take_while(|n| *n != name).collect();
    way.reverse();
    let mut at: &EffectiveElement<'_> = &section;
    for part in way {
        match at.child(part) {
            Some(child) => at = child,
            None => return Vec::new(),
        }
    }
    let key = |item: &EffectiveElement<'_>| item.schema.keys().next().map(|k| item.text(&k.name).to_owned());
    at.items.iter().filter_map(|item| key(&item.element)).collect()
}

/// Handlers and modules that features, libraries and frameworks bring, so that removing them is a precaution.
fn is_optional(name: &str) -> bool {
    const BEGINS: &[&str] = &[
        "ApplicationInsights",
        "ASPClassic",
        "AspNetCore",
        "AssemblyResourceLoader",
        "aspq",
        "AXD-ISAPI",
        "BasicAuth",
        "CGI-exe",
        "CorsModule",
        "cshtm",
        "DefaultAuthentication",
        "DigestAuth",
        "DynamicCompression",
        "Elmah",
        "ErrorLog",
        "ErrorMail",
        "ErrorFilter",
        "ExtensionlessUrl",
        "FileAuthorization",
        "FormsAuth",
        "Glimpse",
        "httpPlatform",
        "httpplatform",
        "HttpRemoting",
        "iisnode",
        "ISAPI-dll",
        "MiniProfiler",
        "OPTIONSVerb",
        "OutputCache",
        "PageHandlerFactory",
        "PHP",
        "php",
        "Profile",
        "ReportViewer",
        "Reserved-ReportViewer",
        "RoleManager",
        "rules-",
        "ScriptHandlerFactory",
        "ScriptModule",
        "ScriptResource",
        "SecurityCertificate",
        "ServiceModel",
        "Session",
        "SimpleHandlerFactory",
        "SSINC",
        "StaticFile",
        "svc-",
        "Telemetry",
        "TraceHandler",
        "TRACEVerb",
        "UrlAuthorization",
        "UrlMappings",
        "UrlRewrit",
        "UrlRouting",
        "vbhtm",
        "WebAdminHandler",
        "WebDAV",
        "WebDav",
        "WebServiceHandlerFactory",
        "WebSocket",
        "WindowsAuth",
        "AnonymousIdent",
        "xamlx-",
        "xoml-",
    ];
    BEGINS.iter().any(|begin| name.starts_with(begin))
}
