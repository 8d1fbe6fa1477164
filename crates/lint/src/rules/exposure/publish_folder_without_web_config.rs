//! WC0501.

use crate::Context;
use crate::rule::rule;
use crate::settings::Hosting;
use crate::views::PublishedView;
use webconfig_diagnostics::{Change, Fix, Safety};
use webconfig_project::PublishedApplication;
use webconfig_transform::publish::{Settings, rewrite, write};

rule! {
    /// Reports a published ASP.NET Core application without a `web.config`.
    ///
    /// Publishes for other systems than Windows are left alone, and so is everything under the option `hosting = "non-iis"`.
    ///
    /// # Why
    /// Without the file IIS knows nothing of the application and serves the folder as it lies: settings, dependency lists
    /// and even libraries can be downloaded by anyone.
    ///
    /// # Fires
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    ///
    /// # Clean
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A console program is no web application.
    /// ```json Tool.runtimeconfig.json context=published
    /// { "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" } } }
    /// ```
    /// ```text Tool.dll
    /// MZ
    /// ```
    /// The folder is meant for Linux.
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```json Shop.deps.json
    /// { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0/linux-x64" } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    ///
    /// # Fix
    /// Writes the file that the publish step of the SDK writes for this application.
    ///
    /// # References
    /// - CWE-538
    /// - CWE-552
    WC0501 "publish-folder-without-web-config", Error, since "0.1",
    fix Safe, scope PUB, profiles "rs", P0,
    on Published(check)
}

fn check(folder: &PublishedView<'_>, cx: &mut Context<'_>) {
    if cx.options().hosting == Some(Hosting::NonIis) || folder.file("web.config").is_some() {
        return;
    }
    // A file of nearly that name is the cause then.
    if crate::rules::xml_form::config_file_misnamed::candidate(folder).is_some() {
        return;
    }
    let Some(application) = folder.applications.iter().find(|a| is_meant_for_iis(a)) else { return };
    let name = &application.name;
    let message = format!(
        "`{name}` is published without a `web.config`, so IIS serves its settings, dependency lists and libraries as files"
    );
    let mut report = cx.report(folder.whole(&format!("{name}.runtimeconfig.json")), message);
    report.help("publish with the web.config step on, and copy the `web.config` along");
    if let Some(text) = generated(application) {
        let changes = vec![Change::Create { path: folder.path("web.config"), text }];
        report.fix(Fix {
            title: format!("write a `web.config` for `{name}`"),
            changes,
            safety: Safety::Safe,
        });
    }
}

fn is_meant_for_iis(application: &PublishedApplication) -> bool {
    let is_started = application.has_library || application.executable.is_some();
    let is_windows = application.runtime_identifier().is_none_or(|r| r.starts_with("win"));
    is_started && is_windows && application.is_asp_net_core() == Some(true)
}

/// What the SDK's step writes for an application that brings no file of its own.
fn generated(application: &PublishedApplication) -> Option<String> {
    let settings = Settings {
        app_name: format!("{}.dll", application.name),
        use_app_host: application.executable.is_some(),
        extension: ".exe".to_owned(),
        module_name: "AspNetCoreModuleV2".to_owned(),
        hosting_model: "inprocess".to_owned(),
        is_windows: true,
        ..Settings::default()
    };
    let (tree, _) = rewrite(None, &settings).ok()?;
    let text = String::from_utf8(write(&tree, "\n").ok()?).ok()?;
    Some(text.trim_start_matches('\u{feff}').to_owned())
}
