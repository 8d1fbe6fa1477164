//! WC1205.

use crate::Context;
use crate::rule::rule;
use crate::settings::BuildOs;
use crate::views::ProjectView;
use webconfig_diagnostics::{Change, Fix, Safety, Severity};

rule! {
    /// Reports a configuration or transform of a project whose name differs in letter case from the one that MSBuild looks for.
    ///
    /// A warning where the option `build-os` says `linux`; an error where two files differ in letter case alone; else a mention.
    ///
    /// # Why
    /// Where names have case, the publish passes over such a file without a word.
    ///
    /// # Fires
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml Web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform" />
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
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform" />
    /// ```
    ///
    /// # Trap
    /// Projects of the old form build on Windows alone.
    /// ```xml App.csproj context=project
    /// <Project ToolsVersion="15.0">
    ///   <PropertyGroup><OutputType>Library</OutputType></PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml Web.config
    /// <configuration />
    /// ```
    ///
    /// # Fix
    /// Renames the file, unless another one bears the name.
    WC1205 "config-name-case", Warning, since "0.1",
    fix Unsafe, scope PRJ PUB, profiles "rs", P0,
    on Project(check)
}

fn check(project: &ProjectView<'_>, cx: &mut Context<'_>) {
    if !project.project.is_asp_net_core || !project.is_sdk_style() {
        return;
    }
    let mains = project.web_config_names();
    let is_twice = mains.len() > 1;
    let main = mains.into_iter().map(|name| (name, "web.config".to_owned()));
    let transforms = project.transforms().into_iter().map(|(name, word)| (name, expected(project, word)));
    let grade = match cx.options().build_os {
        Some(BuildOs::Linux) => Severity::Warning,
        _ => Severity::Info,
    };
    for (name, right) in main.chain(transforms) {
        if name == right {
            continue;
        }
        let has_twin = (is_twice && right == "web.config") || project.entries.iter().any(|e| e.name == right);
        let place = project.places.whole(&project.path(name));
        let message = if has_twin {
            format!("`{name}` and `{right}` are one file on Windows and two elsewhere, so builds differ")
        } else {
            format!(
                "MSBuild looks for `{right}`: where names have letter case, a publish passes over `{name}`"
            )
        };
        let mut report = cx.report(place, message);
        report.graded(if has_twin { Severity::Error } else { grade }).help(format!("call it `{right}`"));
        if !has_twin {
            let changes = vec![Change::Rename { file: place.file, to: project.path(&right) }];
            report.fix(Fix { title: format!("rename it to `{right}`"), changes, safety: Safety::Unsafe });
        }
    }
}

/// The name of a transform as MSBuild puts it together.
fn expected(project: &ProjectView<'_>, word: &str) -> String {
    let configuration = project.project.value("Configuration");
    let known = ["Release", "Debug", configuration.as_str()];
    let word = known.into_iter().find(|k| k.eq_ignore_ascii_case(word)).unwrap_or(word);
    format!("web.{word}.config")
}
