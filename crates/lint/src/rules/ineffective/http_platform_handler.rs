//! WC1104.

use crate::Context;
use crate::rule::rule;
use crate::rules::core_module::command_line::{Argument, arguments, is_dotnet};
use crate::views::{ConfigFileView, SectionView};
use webconfig_diagnostics::Place;

rule! {
    /// Reports a .NET application behind `HttpPlatformHandler`, and attributes that stand in the section of the other module.
    ///
    /// # Why
    /// The ASP.NET Core Module replaced it years ago. For Java, Node.js, Python and others `HttpPlatformHandler` is still
    /// right.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpPlatform processPath="dotnet" arguments=".\App.dll" />
    ///                                ^^^^^^ a .NET application
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpPlatform processPath="%JAVA_HOME%\bin\java.exe" arguments="-jar app.jar" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - `HttpPlatformHandler` configuration reference
    WC1104 "http-platform-handler", Warning, since "0.1",
    scope WC, profiles "rs", P1,
    on Section("system.webServer/httpPlatform", section), Section("system.webServer/handlers", handlers), File(attributes)
}

const HELP: &str = "use the ASP.NET Core Module: the handler `aspNetCore` and the section `aspNetCore`";

fn section(view: &SectionView<'_>, cx: &mut Context<'_>) {
    let is_dll = arguments(view.text("arguments")).iter().any(Argument::is_dll);
    let path = view.text("processPath");
    let is_runtime = is_dotnet(path) || path.to_ascii_uppercase().contains("%DNX_PATH%");
    if !is_runtime && !is_dll {
        return;
    }
    let written = view.written(if is_runtime { "processPath" } else { "arguments" }).map(|(_, place)| place);
    let Some(place) = written.or_else(|| view.here()) else { return };
    cx.report(
        place,
        "HttpPlatformHandler starts a .NET application, for which the ASP.NET Core Module replaced it",
    )
    .label("a .NET application")
    .help(HELP)
    .scope(view.scope());
}

/// A handler of the one module above a section of the other.
fn handlers(view: &SectionView<'_>, cx: &mut Context<'_>) {
    let is_written = |path: &str| view.other(path).is_some_and(|s| !s.text("processPath").is_empty());
    if !is_written("system.webServer/aspNetCore")
        || is_written("system.webServer/httpPlatform")
        || view.is_core()
    {
        return;
    }
    for item in view.items() {
        let Some(setting) = item.element.setting("modules") else { continue };
        let is_platform =
            setting.value.split(',').any(|m| m.trim().eq_ignore_ascii_case("httpPlatformHandler"));
        let Some(place) = view.server.value_place(setting).filter(|_| is_platform) else { continue };
        cx.report(
            place,
            "requests go to HttpPlatformHandler, and only the section of the ASP.NET Core Module says what to start",
        )
        .label("the other module")
        .help(HELP)
        .scope(view.scope());
    }
}

fn attributes(file: &ConfigFileView<'_>, cx: &mut Context<'_>) {
    let foreign = [
        (
            "system.webServer/httpPlatform",
            ["hostingModel", "disableStartUpErrorPage"].as_slice(),
            "the ASP.NET Core Module",
        ),
        ("system.webServer/aspNetCore", ["startupRetryCount"].as_slice(), "HttpPlatformHandler"),
    ];
    for (path, names, owner) in foreign {
        for element in file.sections(path) {
            for attribute in element.attributes().filter(|a| names.contains(&a.name())) {
                cx.report(
                    Place::new(file.file.id, attribute.name_range()),
                    format!("`{}` is an attribute of {owner}, so IIS refuses it here", attribute.name()),
                )
                .label("of the other module")
                .help("remove the attribute, or use the section of the module that has it");
            }
        }
    }
}
