//! WC1311.

use crate::Context;
use crate::rule::rule;
use crate::views::{ProjectView, PublishedView, profile_value};
use webconfig_files::{Entry, Files, join, parent};
use webconfig_project::as_boolean;

rule! {
    /// Reports a `web.config` that is marked read-only, and a publish profile that deploys onto a server without taking the
    /// application offline.
    ///
    /// Where all files of a folder are read-only, the medium is, and nothing is said.
    ///
    /// # Why
    /// Files of a running application are locked, so the deployment fails halfway. The mark of a read-only file is copied
    /// along: a publish cannot write it, and neither can the next deployment.
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
    on Project(check), Published(check_published)
}

/// The `web.config` that alone is read-only among the files of a folder.
fn read_only<'e>(entries: &'e [Entry], folder: &str, files: &dyn Files) -> Option<&'e str> {
    let is_read_only = |e: &Entry| files.attributes(&join(folder, &e.name)).is_some_and(|a| a.is_read_only);
    let mut all = entries.iter().filter(|e| !e.is_folder);
    let file = all.clone().find(|e| e.name.eq_ignore_ascii_case("web.config")).filter(|e| is_read_only(e))?;
    all.any(|e| !is_read_only(e)).then_some(file.name.as_str())
}

fn check_published(published: &PublishedView<'_>, cx: &mut Context<'_>) {
    if let Some(name) = read_only(&published.entries, &published.surrounding.path, published.places.files()) {
        cx.report(
            published.whole(name),
            format!("`{name}` is marked read-only, so the next deployment cannot replace it"),
        )
        .help("take the mark off, in the source too: it is copied along");
    }
}

fn check(project: &ProjectView<'_>, cx: &mut Context<'_>) {
    if let Some(name) = read_only(&project.entries, parent(&project.surrounding.path), project.places.files())
        .filter(|_| project.is_step_on())
    {
        let place = project.places.whole(&project.path(name));
        cx.report(
            place,
            format!(
                "`{name}` is marked read-only, and a publish copies the mark and then cannot write the file"
            ),
        )
        .help("take the mark off");
    }
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
