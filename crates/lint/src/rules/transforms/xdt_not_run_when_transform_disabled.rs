//! WC1204.

use crate::Context;
use crate::rule::rule;
use crate::views::ProjectView;
use webconfig_project::as_boolean;

rule! {
    /// Reports transforms that no publish runs, because the project switches the SDK's step off and XDT goes with it.
    ///
    /// # Why
    /// Whatever the transforms were to harden for production stays as it is for developers.
    ///
    /// # Fires
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///     <IsTransformWebConfigDisabled>true</IsTransformWebConfigDisabled>
    ///                                   ^^^^ switches transforms off too
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform" />
    /// ```
    ///
    /// # Clean
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///     <IsTransformWebConfigDisabled>true</IsTransformWebConfigDisabled>
    ///     <RunXdt>true</RunXdt>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform" />
    /// ```
    ///
    /// # Trap
    /// Nothing is switched off.
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
    WC1204 "xdt-not-run-when-transform-disabled", Warning, since "0.1",
    scope PRJ, profiles "rs", P0,
    on Project(check)
}

fn check(project: &ProjectView<'_>, cx: &mut Context<'_>) {
    let Some((switch, place)) = project.switched_off() else { return };
    if !project.project.is_asp_net_core || as_boolean(&project.project.value("RunXdt")) == Some(true) {
        return;
    }
    let transforms = project.transforms();
    let Some((name, _)) = transforms.iter().find(|(_, word)| !word.eq_ignore_ascii_case("debug")) else {
        return;
    };
    let message =
        format!("`{switch}` also keeps `{name}` from being applied, so nothing of it reaches a server");
    cx.report(place, message)
        .label("switches transforms off too")
        .help("set `RunXdt` to `true` beside it, or delete the transforms")
        .related(project.places.whole(&project.path(name)), "never applied");
}
