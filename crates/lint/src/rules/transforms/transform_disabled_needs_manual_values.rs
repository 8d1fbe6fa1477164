//! WC1208.

use crate::Context;
use crate::rule::rule;
use crate::rules::core_module::command_line::{arguments, file_name, is_dotnet};
use crate::views::ProjectView;
use webconfig_config::is_placeholder;
use webconfig_diagnostics::Place;

rule! {
    /// Reports a command line that starts nothing in a project whose SDK step is switched off.
    ///
    /// # Why
    /// With the step off nobody replaces stand-ins or names the application's library; the file goes to the server as it is.
    ///
    /// # Fires
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///     <IsTransformWebConfigDisabled>true</IsTransformWebConfigDisabled>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="%LAUNCHER_PATH%" arguments="%LAUNCHER_ARGS%" />
    ///                              ^^^^^^^^^^^^^^^ nobody replaces it
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///     <IsTransformWebConfigDisabled>true</IsTransformWebConfigDisabled>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// The step is on and replaces them.
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
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="%LAUNCHER_PATH%" arguments="%LAUNCHER_ARGS%" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    WC1208 "transform-disabled-needs-manual-values", Error, since "0.1",
    scope PRJ WC, profiles "rs", P0,
    on Project(check)
}

fn check(project: &ProjectView<'_>, cx: &mut Context<'_>) {
    let Some((switch, switched)) = project.switched_off() else { return };
    let Some((file, module)) = project.module() else { return };
    if !project.project.is_asp_net_core || is_set_by_a_transform(project) {
        return;
    }
    let is_stand_in = |text: &str| {
        let upper = text.to_ascii_uppercase();
        upper.contains("%LAUNCHER_") || upper.contains("VSIISEXELAUNCHER")
    };
    let id = file.file.id;
    let process = module.attribute("processPath").filter(|a| a.is_complete());
    let line = module.attribute("arguments").filter(|a| a.is_complete());
    let path = process.map(webconfig_syntax::Attribute::value).unwrap_or_default();
    let target = project.project.value("TargetName");
    let found = match (process, line) {
        (None, _) if module.is_terminated() => {
            Some((module.name_range(), "`aspNetCore` names no program".to_owned(), "names no program"))
        }
        (Some(a), _) if path.trim().is_empty() => {
            Some((a.value_range(), "`processPath` is empty".to_owned(), "names no program"))
        }
        (Some(a), _) if is_stand_in(&path) => {
            Some((a.value_range(), format!("`{path}` is a stand-in"), "nobody replaces it"))
        }
        (Some(_), Some(a)) if is_dotnet(path.trim()) => {
            let value = a.value();
            let line = arguments(&value);
            let library = line.iter().find(|a| a.is_dll());
            match library {
                _ if is_stand_in(&value) => {
                    Some((a.value_range(), "`arguments` is a stand-in".to_owned(), "nobody replaces it"))
                }
                Some(library) if !is_placeholder(&library.text) && !target.is_empty() => {
                    let name = file_name(&library.text).to_owned();
                    let right = format!("{target}.dll");
                    let range = a.source_range(library.start, library.end);
                    (!name.eq_ignore_ascii_case(&right)).then(|| {
                        (
                            range,
                            format!("`{name}` is not `{right}`, which the project builds"),
                            "not what the project builds",
                        )
                    })
                }
                _ => None,
            }
        }
        _ => None,
    };
    let Some((range, what, label)) = found else { return };
    let message = format!(
        "{what}, and `{switch}` keeps the publish step from mending it: the application does not start"
    );
    cx.report(Place::new(id, range), message)
        .label(label)
        .help(format!(
            "write `processPath=\"dotnet\"` and `arguments=\".\\{target}.dll\"`, or leave the step on"
        ))
        .related(switched, "switches the step off");
}

/// Whether a transform that runs all the same may set the command line.
fn is_set_by_a_transform(project: &ProjectView<'_>) -> bool {
    let runs = project.project.value("RunXdt").eq_ignore_ascii_case("true");
    runs && project.transforms().iter().any(|(name, _)| {
        let text = project.places.files().text(&project.path(name));
        text.is_ok_and(|t| t.text().contains("aspNetCore") && t.text().contains("processPath"))
    })
}
