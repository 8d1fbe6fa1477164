//! WC0220. What exactly lies open then is WC0502's business.

use crate::Context;
use crate::rule::rule;
use crate::rules::exposure::static_handler_reaches_content_root::{lies_open, serves_files};
use crate::views::SectionView;
use webconfig_config::{EffectiveElement, is_placeholder};
use webconfig_diagnostics::Place;

rule! {
    /// Reports a handler of the ASP.NET Core Module that does not take every request.
    ///
    /// That is one with a `path` or `verb` other than `*`, a `resourceType` other than `Unspecified`, or a
    /// `requireAccess` that the `accessPolicy` does not grant. Silent where another handler of the module takes everything,
    /// and where no static file handler is left.
    ///
    /// # Why
    /// What the handler does not take goes to the static file handler, which sees the content root, `appsettings.json`
    /// included.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="api/*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///                                    ^^^^^ not every request
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
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
    /// No other handler is left to serve files.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <clear />
    ///       <add name="aspNetCore" path="api/*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - CWE-552
    WC0220 "handler-verb-or-path-narrowed", Warning, since "0.1",
    scope WC, profiles "rs", P1,
    on Section("system.webServer/handlers", check)
}

fn check(handlers: &SectionView<'_>, cx: &mut Context<'_>) {
    let of_module = handlers.server.core_handlers(handlers.level);
    if of_module.is_empty()
        || of_module.iter().any(|item| narrowed(handlers, &item.element).is_none())
        || !handlers.items().any(|item| serves_files(&item.element))
    {
        return;
    }
    // What lies open then is said in place of this.
    if !lies_open(handlers).is_empty() {
        return;
    }
    for item in of_module.iter() {
        let handler = &item.element;
        let Some(written) =
            handler.last_written().filter(|o| handlers.own.iter().any(|own| own.file == o.file))
        else {
            continue;
        };
        let Some(attribute) = narrowed(handlers, handler) else { continue };
        let at_value = handler.setting(attribute).and_then(|s| handlers.server.value_place(s));
        let Some(place): Option<Place> = at_value.or_else(|| handlers.server.name_place(written)) else {
            continue;
        };
        let value = handler.text(attribute);
        let (message, help) = if attribute == "requireAccess" {
            (
                format!(
                    "the handler asks for `{value}` access, which the `accessPolicy` of `handlers` does not grant, so \
                     IIS answers with 403"
                ),
                "grant it in `accessPolicy`, or remove `requireAccess`".to_owned(),
            )
        } else {
            let right = if attribute == "resourceType" { "Unspecified" } else { "*" };
            (
                format!(
                    "the ASP.NET Core Module gets only requests with the {attribute} `{value}`; the static file \
                     handler answers the others from the content root"
                ),
                format!("write `{attribute}=\"{right}\"`, and choose among requests in the application"),
            )
        };
        cx.report(place, message).label("not every request").help(help).scope(handlers.scope());
    }
}

/// The attribute that keeps requests from a handler.
fn narrowed(handlers: &SectionView<'_>, handler: &EffectiveElement<'_>) -> Option<&'static str> {
    for (attribute, everything) in [("path", "*"), ("verb", "*"), ("resourceType", "Unspecified")] {
        let value = handler.text(attribute).trim();
        let takes_everything = value.split(',').any(|part| part.trim().eq_ignore_ascii_case(everything));
        if !takes_everything && !is_placeholder(value) && !value.is_empty() {
            return Some(attribute);
        }
    }
    // Without a policy in any file the schema's default says nothing about a real server.
    handlers.setting("accessPolicy")?;
    let wanted = handler.text("requireAccess");
    let is_granted =
        wanted.eq_ignore_ascii_case("None") || handlers.element.has_member("accessPolicy", wanted);
    (!is_granted).then_some("requireAccess")
}
