//! WC0214.

use crate::rule::rule;
use crate::views::{ProjectView, PublishedView};
use crate::{Context, InputFile};
use webconfig_diagnostics::{Place, Safety};
use webconfig_format::insert_child;
use webconfig_project::Framework;
use webconfig_syntax::Element;

rule! {
    /// Reports an ASP.NET Core application on .NET Framework whose `web.config` keeps `OPTIONSVerbHandler`.
    ///
    /// # Why
    /// The documentation asks for its removal: a CORS preflight that `OPTIONSVerbHandler` answers never reaches the
    /// application. By the order of handlers that happens where the module's entry is inherited or narrowed; an entry with
    /// `path="*"` and `verb="*"` in `web.config` itself comes first, and the removal is a precaution.
    ///
    /// # Fires
    /// ```xml App.csproj context=project profile=strict
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net472</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///      ^^^^^^^^ keeps `OPTIONSVerbHandler`
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModule" />
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml App.csproj context=project profile=strict
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net472</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <remove name="OPTIONSVerbHandler" />
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModule" />
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// On .NET nothing is to be removed.
    /// ```xml App.csproj context=project profile=strict
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Adds the removal in front of the other handlers.
    WC0214 "options-verb-not-forwarded", Info, since "0.1", fix Unsafe,
    scope PRJ WC, profiles "s", P0,
    on Project(check_project), Published(check_published)
}

const REMOVAL: &str = r#"<remove name="OPTIONSVerbHandler" />"#;

fn check_project(project: &ProjectView<'_>, cx: &mut Context<'_>) {
    let Some(framework) = framework_target(project) else { return };
    match project.web_config() {
        Some(file) => check(file, project.project.is_asp_net_core, &framework, cx),
        // The SDK writes the file, and no removal into it.
        None if project.is_step_on_for_framework() && project.web_config_names().is_empty() => {
            let place = project
                .written("TargetFramework")
                .or_else(|| project.written("TargetFrameworks"))
                .map_or_else(|| project.places.whole(&project.surrounding.path), |(_, place)| place);
            let message = format!(
                "the `web.config` that is published for `{framework}` keeps `OPTIONSVerbHandler`; its entry for the module \
                 stands in front of it, so this is a precaution"
            );
            cx.report(place, message)
                .label("keeps `OPTIONSVerbHandler`")
                .help(format!("add a `web.config` with `{REMOVAL}` in `handlers`"));
        }
        None => {}
    }
}

fn check_published(published: &PublishedView<'_>, cx: &mut Context<'_>) {
    let Some(program) = published.program() else { return };
    if !published.is_net_framework(program.stem()) {
        return;
    }
    if let Some(file) = published.web_config() {
        check(file, true, ".NET Framework", cx);
    }
}

/// The .NET Framework that a project builds for.
fn framework_target(project: &ProjectView<'_>) -> Option<String> {
    let list =
        format!("{};{}", project.project.value("TargetFramework"), project.project.value("TargetFrameworks"));
    let is_framework = |m: &str| Framework::parse(m).is_some_and(|f| f.identifier == ".NETFramework");
    let moniker = list.split(';').map(str::trim).find(|m| is_framework(m)).map(str::to_owned);
    moniker.or_else(|| {
        let version = project.project.value("TargetFrameworkVersion");
        (project.is_net_framework() && project.is_sdk_style()).then(|| format!(".NET Framework {version}"))
    })
}

fn check(file: &InputFile, writes_handler: bool, framework: &str, cx: &mut Context<'_>) {
    let document = &file.file.document;
    let is_core = |e: &Element<'_>| {
        e.local_name() == "add"
            && e.value("modules").is_some_and(|m| m.to_ascii_lowercase().contains("aspnetcoremodule"))
    };
    let handlers: Vec<Element<'_>> = document.elements().filter(|e| e.local_name() == "handlers").collect();
    let entry = handlers.iter().flat_map(|h| h.child_elements()).find(|e| is_core(e));
    let section = document.elements().find(|e| e.local_name() == "aspNetCore");
    if entry.is_none() && section.is_none() && !writes_handler {
        return;
    }
    let drops = |e: Element<'_>| match e.local_name() {
        "clear" => true,
        "remove" => e.value("name").is_some_and(|n| n.eq_ignore_ascii_case("OPTIONSVerbHandler")),
        _ => false,
    };
    let is_dropped = handlers.iter().flat_map(|h| h.child_elements()).any(drops);
    // The CORS module answers preflights itself.
    let has_cors = document.elements().any(|e| {
        e.local_name() == "cors" && e.value("enabled").is_none_or(|v| !v.eq_ignore_ascii_case("false"))
    });
    if is_dropped || has_cors {
        return;
    }
    let around = entry.and_then(Element::parent).or_else(|| handlers.first().copied());
    let Some(at) = around.or(section).or_else(|| document.root()) else { return };
    let takes_all = |e: Element<'_>| {
        let is_star = |name| e.value(name).is_none_or(|v| v.trim() == "*");
        is_star("path") && is_star("verb")
    };
    // Without an entry the step writes one that takes everything.
    let is_precaution = entry.map_or(writes_handler, takes_all);
    let message = if is_precaution {
        format!(
            "`OPTIONSVerbHandler` stays in the handlers of an application on `{framework}`; the entry for the module stands in \
             front of it, so its removal is a precaution"
        )
    } else {
        format!(
            "`OPTIONSVerbHandler` answers OPTIONS requests for an application on `{framework}`, so CORS preflights never reach it"
        )
    };
    let place = Place::new(file.file.id, at.name_range());
    let mut report = cx.report(place, message);
    report
        .label("keeps `OPTIONSVerbHandler`")
        .help(format!("put `{REMOVAL}` in front of the other handlers"));
    if let Some(handlers) = around {
        let edits = match handlers.child_elements().next() {
            Some(first) => webconfig_format::insert_before(first, REMOVAL),
            None => insert_child(handlers, REMOVAL),
        };
        report.edit_in(place.file, "remove `OPTIONSVerbHandler`", Safety::Unsafe, edits);
    }
}
