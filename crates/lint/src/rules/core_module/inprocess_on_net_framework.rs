//! WC0208.

use crate::Context;
use crate::rule::rule;
use crate::views::{HostingModel, ProjectView, PublishedView};
use webconfig_diagnostics::Place;
use webconfig_syntax::Element;

rule! {
    /// Reports in-process hosting of an application that runs on the .NET Framework.
    ///
    /// # Why
    /// The module loads .NET alone into the worker process. Such an application does not start.
    ///
    /// # Fires
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net48</TargetFramework>
    ///     <AspNetCoreHostingModel>InProcess</AspNetCoreHostingModel>
    ///                             ^^^^^^^^^ not on the .NET Framework
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    ///
    /// # Clean
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net48</TargetFramework>
    ///     <AspNetCoreHostingModel>OutOfProcess</AspNetCoreHostingModel>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    ///
    /// # Trap
    /// Fine on .NET.
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///     <AspNetCoreHostingModel>InProcess</AspNetCoreHostingModel>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    WC0208 "inprocess-on-net-framework", Error, since "0.1",
    scope PRJ WC PUB, profiles "rs", P0,
    on Project(check_project), Published(check_folder)
}

fn check_project(project: &ProjectView<'_>, cx: &mut Context<'_>) {
    if !project.is_net_framework() {
        return;
    }
    let of_file =
        project.module().and_then(|(file, module)| in_process(module).map(|r| Place::new(file.file.id, r)));
    let of_property = || {
        let (value, place) = project.written("AspNetCoreHostingModel")?;
        (HostingModel::parse(&value) == Some(HostingModel::InProcess)).then_some(place)
    };
    if let Some(place) = of_file.or_else(of_property) {
        report(place, cx);
    }
}

fn check_folder(folder: &PublishedView<'_>, cx: &mut Context<'_>) {
    let (Some((file, module)), Some(program)) = (folder.module(), folder.program()) else { return };
    if let Some(range) = in_process(module).filter(|_| folder.is_net_framework(program.stem())) {
        report(Place::new(file.file.id, range), cx);
    }
}

fn in_process(module: Element<'_>) -> Option<webconfig_text::TextRange> {
    let attribute = module.attribute("hostingModel").filter(|a| a.is_complete())?;
    (HostingModel::parse(&attribute.value()) == Some(HostingModel::InProcess))
        .then(|| attribute.value_range())
}

fn report(place: Place, cx: &mut Context<'_>) {
    cx.report(place, "an application on the .NET Framework cannot run in-process, so it does not start")
        .label("not on the .NET Framework")
        .help("host it out-of-process");
}
