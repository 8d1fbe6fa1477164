//! WC1206.

use crate::Context;
use crate::rule::rule;
use crate::views::ProjectView;
use webconfig_diagnostics::{Place, Safety};
use webconfig_format::{insert_before, remove_element};
use webconfig_syntax::Element;

rule! {
    /// Reports a `web.config` of a project in which the publish step edits another `location` than the one of the application.
    ///
    /// # Why
    /// The step takes the first `location` of the file. The real command line keeps its stand-ins, and the application does
    /// not start on a server.
    ///
    /// # Fires
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <location path="api/files">
    ///    ^^^^^^^^ the publish step writes here
    ///     <system.webServer />
    ///   </location>
    ///   <location path="." inheritInChildApplications="false">
    ///     <system.webServer>
    ///       <aspNetCore processPath="%LAUNCHER_PATH%" />
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <location path="." inheritInChildApplications="false">
    ///     <system.webServer>
    ///       <aspNetCore processPath="%LAUNCHER_PATH%" />
    ///     </system.webServer>
    ///   </location>
    ///   <location path="api/files">
    ///     <system.webServer />
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Outside of any `location` the section is found.
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="%LAUNCHER_PATH%" />
    ///   </system.webServer>
    ///   <location path="api/files">
    ///     <system.webServer />
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Moves the `location` of the application to the top.
    ///
    /// # References
    /// - dotnet/sdk, issue 12479
    WC1206 "sdk-writes-into-wrong-location", Error, since "0.1",
    fix Unsafe, scope PRJ WC, profiles "rs", P0,
    on Project(check)
}

fn check(project: &ProjectView<'_>, cx: &mut Context<'_>) {
    let Some(file) = project.web_config().filter(|_| project.is_step_on()) else { return };
    let document = &file.file.document;
    let Some(first) = document.elements().find(|e| e.name() == "location" && e.is_terminated()) else {
        return;
    };
    let module = document.elements().find(|e| e.name() == "aspNetCore");
    let around =
        |e: Element<'_>| e.ancestors().find(|a| a.name() == "location").map(webconfig_syntax::Element::id);
    let path = first.value("path").unwrap_or_default();
    let what = match module {
        Some(module) => match around(module) {
            Some(own) if own != first.id() => "while the application's section stands in another one",
            _ => return,
        },
        None if !matches!(path.trim(), "" | ".") => "because the file has no `aspNetCore` section",
        None => return,
    };
    let message =
        format!("the publish step writes the application's command line into the location `{path}`, {what}");
    let mut report = cx.report(Place::new(file.file.id, first.name_range()), message);
    report
        .label("the publish step writes here")
        .help("put the location `.` with `aspNetCore` first in the file");
    let own = module.and_then(|m| m.ancestors().find(|a| a.name() == "location"));
    let Some(own) = own.filter(|own| {
        own.parent().map(webconfig_syntax::Element::id) == first.parent().map(webconfig_syntax::Element::id)
    }) else {
        return;
    };
    let range = own.range();
    let Some(text) = document.text().get(range.start() as usize..range.end() as usize) else { return };
    let mut edits = remove_element(own);
    if edits.merge(&insert_before(first, text)).is_ok() {
        report.edit_in(file.file.id, "move the application's `location` to the top", Safety::Unsafe, edits);
    }
}
