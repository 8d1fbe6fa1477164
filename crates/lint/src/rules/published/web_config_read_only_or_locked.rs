//! WC1311.

use crate::Context;
use crate::rule::rule;
use crate::views::{ProjectView, profile_value};
use webconfig_project::as_boolean;

rule! {
    /// Reports a publish profile that deploys onto a server without taking the application offline.
    ///
    /// # Why
    /// Files of a running application are locked, so the deployment fails halfway.
    ///
    /// # Fires
    /// ```xml App.csproj context=project profile=strict
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml Properties/PublishProfiles/Prod.pubxml
    /// <Project>
    ///   <PropertyGroup>
    ///     <WebPublishMethod>MSDeploy</WebPublishMethod>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    ///
    /// # Clean
    /// ```xml App.csproj context=project profile=strict
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml Properties/PublishProfiles/Prod.pubxml
    /// <Project>
    ///   <PropertyGroup>
    ///     <WebPublishMethod>MSDeploy</WebPublishMethod>
    ///     <EnableMSDeployAppOffline>true</EnableMSDeployAppOffline>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    ///
    /// # Trap
    /// A folder is not a server.
    /// ```xml App.csproj context=project profile=strict
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```xml Properties/PublishProfiles/Folder.pubxml
    /// <Project>
    ///   <PropertyGroup>
    ///     <WebPublishMethod>FileSystem</WebPublishMethod>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    WC1311 "web-config-read-only-or-locked", Info, since "0.1",
    scope PUB, profiles "s", P2,
    on Project(check)
}

fn check(project: &ProjectView<'_>, cx: &mut Context<'_>) {
    for (path, profile) in project.publish_profiles() {
        let method = profile_value(&profile, "WebPublishMethod");
        let goes_offline = as_boolean(&profile_value(&profile, "EnableMSDeployAppOffline")) == Some(true);
        if method.eq_ignore_ascii_case("MSDeploy") && !goes_offline {
            let name = webconfig_files::name(&path);
            let message = format!(
                "`{name}` deploys while the application runs, so files that are in use stay as they were"
            );
            cx.report(project.places.whole(&path), message)
                .help("set `EnableMSDeployAppOffline` to `true`, or stop the pool around the deployment");
        }
    }
}
