//! WC0405. Behind the module the same entries are WC0216's where they name a host or a port alone.

use crate::context::Report;
use crate::rule::rule;
use crate::rules::core_module::command_line::{arguments, option_value};
use crate::rules::core_module::httpsys_server_with_module::calls_http_sys;
use crate::rules::core_module::server_url::{Listener, WideUrl, wide_url};
use crate::rules::core_module::server_urls_ignored_behind_module::is_server_url;
use crate::views::{AppSettingsView, CoreModuleView, Owner, ProjectView, SettingsFile};
use crate::{Context, ContextKind};
use std::cell::OnceCell;
use webconfig_diagnostics::{Place, Safety, Severity};
use webconfig_project::{JsonKind, JsonValue};
use webconfig_text::{TextEdits, TextRange};

rule! {
    /// Reports a URL setting that makes the application's own server listen for every host.
    ///
    /// Those are `urls`, `Kestrel:Endpoints:…:Url` and ports without an address in `appsettings.json`, `applicationUrl` in
    /// `launchSettings.json`, `ASPNETCORE_URLS` and its like, and `--urls`. Kestrel passes over names: a URL with any name but
    /// `localhost` counts too. HTTP.sys filters by name, so there only `*`, `+` and wildcards below a public suffix count.
    ///
    /// # Why
    /// Whoever reaches the machine reaches the application, under any host name and past IIS with all that is configured
    /// there. Behind the ASP.NET Core Module the setting has no effect, and comes to life where the application is started
    /// without IIS.
    ///
    /// # Fires
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```json appsettings.json
    /// {
    ///   "Kestrel": { "Endpoints": { "Web": { "Url": "http://*:5000" } } },
    ///                                               ^^^^^^^^^^^^^^^ every address, any host
    ///   "urls": "http://localhost:5001;http://contoso.com:5002"
    ///           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ every address, any host
    /// }
    /// ```
    /// ```json Properties/launchSettings.json
    /// {
    ///   "profiles": {
    ///     "App": { "commandName": "Project", "applicationUrl": "http://0.0.0.0:5000" }
    ///                                                          ^^^^^^^^^^^^^^^^^^^^^ every address, any host
    ///   }
    /// }
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll --urls http://+:5001" hostingModel="inprocess">
    ///                                                         ^^^^^^^^^^^^^^^^^^^^ every address, any host
    ///       <environmentVariables>
    ///         <environmentVariable name="ASPNETCORE_URLS" value="http://*:5001" />
    ///                                                            ^^^^^^^^^^^^^ every address, any host
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
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
    /// ```json appsettings.json
    /// { "Kestrel": { "Endpoints": { "Web": { "Url": "http://127.0.0.1:5000" } } } }
    /// ```
    ///
    /// # Trap
    /// HTTP.sys takes the name for what it is.
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```csharp Program.cs
    /// builder.WebHost.UseHttpSys();
    /// ```
    /// ```json appsettings.json
    /// { "urls": "http://contoso.com:80/" }
    /// ```
    /// A container has an address of its own, so its profile listens on all of them.
    /// ```xml App.csproj context=project
    /// <Project Sdk="Microsoft.NET.Sdk.Web">
    ///   <PropertyGroup>
    ///     <TargetFramework>net10.0</TargetFramework>
    ///   </PropertyGroup>
    /// </Project>
    /// ```
    /// ```json Properties/launchSettings.json
    /// {
    ///   "profiles": {
    ///     "Container": { "commandName": "Docker", "environmentVariables": { "ASPNETCORE_URLS": "http://+:80" } }
    ///   }
    /// }
    /// ```
    ///
    /// # Fix
    /// Writes `localhost` in place of the host.
    ///
    /// # References
    /// - ASP.NET Core documentation, host filtering
    /// - CWE-1327
    WC0405 "server-url-wildcard", Warning, since "0.1", fix Unsafe,
    scope WC APP PRJ LS, profiles "rs", P0,
    on CoreModule(check_module), AppSettings(check_settings), Project(check_project)
}

const BEHIND: &str =
    "; the ASP.NET Core Module overrides it, so it counts where the application runs without IIS";

/// Where a URL takes effect.
#[derive(Clone, Copy, Debug)]
struct Effect {
    listener: Listener,
    is_behind_module: bool,
}

fn check_module(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    if cx.options().allow_in_container == Some(true) {
        return;
    }
    let effect = Effect { listener: Listener::Kestrel, is_behind_module: true };
    for variable in module.variables() {
        let Some(place) = variable.value_place.filter(|_| module.is_own(variable.origin)) else { continue };
        if !is_server_url(variable.name) {
            continue;
        }
        let Some(wide) = wide_url(variable.value, effect.listener) else { continue };
        let value = variable.element().attribute("value");
        let host = value.map(|a| a.source_range(wide.range.0, wide.range.1));
        let mut report = told(place, wide, effect, cx);
        report.scope(module.scope());
        mend(&mut report, place, host);
    }
    let Some((setting, place)) = module.written("arguments") else { return };
    let Some(attribute) = module.server.attribute(setting.origin).filter(|_| module.is_own(setting.origin))
    else {
        return;
    };
    let line = arguments(setting.value);
    let Some(urls) = option_value(&line, "urls") else { return };
    let Some(wide) = wide_url(urls.value, effect.listener) else { return };
    let place = Place::new(place.file, attribute.source_range(urls.start, urls.end));
    // Quotes or backslashes inside it make the text another than the value.
    let within = setting.value.get(urls.start..urls.end).and_then(|text| text.find(urls.value));
    let host = within.map(|at| {
        let from = urls.start + at;
        attribute.source_range(from + wide.range.0, from + wide.range.1)
    });
    let mut report = told(place, wide, effect, cx);
    report.scope(module.scope());
    mend(&mut report, place, host);
}

/// Variables that the publish step writes into `web.config`.
fn check_project(project: &ProjectView<'_>, cx: &mut Context<'_>) {
    if cx.options().allow_in_container == Some(true) {
        return;
    }
    let Some((list, place)) = project.written("WebConfigEnvironmentVariables") else { return };
    let effect = Effect { listener: Listener::Kestrel, is_behind_module: true };
    let pairs = list.split(';').filter_map(|piece| piece.split_once('='));
    for (_, value) in pairs.filter(|(name, _)| is_server_url(name.trim())) {
        if let Some(wide) = wide_url(value, effect.listener) {
            told(place, wide, effect, cx);
        }
    }
}

fn check_settings(view: &AppSettingsView<'_, '_>, cx: &mut Context<'_>) {
    if cx.options().allow_in_container == Some(true) {
        return;
    }
    let is_http_sys: OnceCell<bool> = OnceCell::new();
    let kestrel = Effect { listener: Listener::Kestrel, is_behind_module: view.is_behind_module() };
    // Sources are read only where the answer depends on them.
    let effect_of = |urls: &str| {
        let is_http_sys = || match view.owner {
            Owner::Project(project) => *is_http_sys.get_or_init(|| calls_http_sys(project)),
            _ => false,
        };
        let depends = wide_url(urls, Listener::Kestrel).is_some_and(|w| !matches!(w.host, "*" | "+"));
        let listener = if depends && is_http_sys() { Listener::HttpSys } else { Listener::Kestrel };
        Effect { listener, ..kestrel }
    };
    for file in &view.files {
        for value in file.json.values() {
            if is_port_list(&value.key) {
                check_ports(view, file, value, kestrel, cx);
            } else if value.kind == JsonKind::String && is_url_key(&value.key) {
                check_value(view, file, value, &value.text, effect_of(&value.text), cx);
            }
        }
    }
    for file in view.launch.iter().filter(|_| view.context() == ContextKind::Project) {
        for value in file.json.values().iter().filter(|v| v.kind == JsonKind::String) {
            check_launch_value(view, file, value, &effect_of, cx);
        }
    }
}

/// Whether a key of `appsettings.json` says where Kestrel listens.
fn is_url_key(key: &str) -> bool {
    let mut parts = key.split(':');
    let mut next_is = |name: &str| parts.next().is_some_and(|p| p.eq_ignore_ascii_case(name));
    if key.eq_ignore_ascii_case("urls") {
        return true;
    }
    next_is("Kestrel")
        && next_is("Endpoints")
        && key.split(':').count() == 4
        && key.rsplit(':').next().is_some_and(|last| last.eq_ignore_ascii_case("Url"))
}

fn is_port_list(key: &str) -> bool {
    key.eq_ignore_ascii_case("http_ports") || key.eq_ignore_ascii_case("https_ports")
}

/// Ports without an address mean all of them.
fn check_ports(
    view: &AppSettingsView<'_, '_>,
    file: &SettingsFile,
    value: &JsonValue,
    effect: Effect,
    cx: &mut Context<'_>,
) {
    if !is_ports(&value.text) {
        return;
    }
    let but = if effect.is_behind_module { BEHIND } else { "" };
    let ports = &value.text;
    let message = format!("`{ports}` makes Kestrel listen on every address of the machine{but}");
    cx.report(view.place(file, value), message)
        .label("every address, any host")
        .help("give a URL with an address in `urls`, such as `http://localhost:8080`")
        .graded(Severity::Info)
        .scope(view.scope());
}

/// A list of port numbers.
fn is_ports(text: &str) -> bool {
    !text.trim().is_empty() && text.split(';').all(|p| p.trim().parse::<u16>().is_ok())
}

/// One string of `launchSettings.json`.
fn check_launch_value(
    view: &AppSettingsView<'_, '_>,
    file: &SettingsFile,
    value: &JsonValue,
    effect_of: &dyn Fn(&str) -> Effect,
    cx: &mut Context<'_>,
) {
    let Some((owner, name)) = value.key.rsplit_once(':') else { return };
    let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
    let begins = |word: &str| owner.get(..word.len()).is_some_and(|o| is(o, word));
    if begins("iisSettings:") {
        if is(name, "applicationUrl") {
            // IIS Express listens through HTTP.sys.
            let effect = Effect { listener: Listener::HttpSys, is_behind_module: false };
            check_value(view, file, value, &value.text, effect, cx);
        }
        return;
    }
    if !begins("profiles:") {
        return;
    }
    let variables = owner.len().checked_sub(":environmentVariables".len());
    let profile = variables
        .and_then(|at| owner.get(at..).filter(|e| is(e, ":environmentVariables")).and(owner.get(..at)))
        .unwrap_or(owner);
    let command = file.json.get(&format!("{profile}:commandName")).map_or("", |c| c.text.as_str());
    // Containers have addresses of their own; IIS listens itself.
    if ["Docker", "DockerCompose", "SdkContainer", "WSL", "WSL2", "IIS", "IISExpress"]
        .iter()
        .any(|c| is(c, command))
    {
        return;
    }
    if profile != owner {
        let bare = name.trim_start_matches("ASPNETCORE_").trim_start_matches("DOTNET_");
        if is_port_list(bare) {
            let effect = Effect { is_behind_module: false, ..effect_of("") };
            check_ports(view, file, value, effect, cx);
        } else if is_server_url(name) {
            let effect = Effect { is_behind_module: false, ..effect_of(&value.text) };
            check_value(view, file, value, &value.text, effect, cx);
        }
    } else if is(name, "applicationUrl") {
        let effect = Effect { is_behind_module: false, ..effect_of(&value.text) };
        check_value(view, file, value, &value.text, effect, cx);
    } else if is(name, "commandLineArgs") {
        let line = arguments(&value.text);
        if let Some(urls) = option_value(&line, "urls") {
            let effect = Effect { is_behind_module: false, ..effect_of(urls.value) };
            check_value(view, file, value, urls.value, effect, cx);
        }
    }
}

fn check_value(
    view: &AppSettingsView<'_, '_>,
    file: &SettingsFile,
    value: &JsonValue,
    urls: &str,
    effect: Effect,
    cx: &mut Context<'_>,
) {
    let Some(wide) = wide_url(urls, effect.listener) else { return };
    let place = view.place(file, value);
    let raw = value.range.of(file.source.text());
    // With escapes in it the text is not the value.
    let host = (raw.get(1..raw.len().saturating_sub(1)) == Some(urls)).then(|| {
        let from = value.range.start() + 1 + wide.range.0 as u32;
        TextRange::at(from, (wide.range.1 - wide.range.0) as u32)
    });
    let mut report = told(place, wide, effect, cx);
    report.scope(view.scope());
    mend(&mut report, place, host);
}

fn told<'c>(place: Place, wide: WideUrl<'_>, effect: Effect, cx: &'c mut Context<'_>) -> Report<'c> {
    let url = wide.url;
    let but = if effect.is_behind_module { BEHIND } else { "" };
    let message = match effect.listener {
        Listener::HttpSys => format!("`{url}` takes requests for every host name on its port{but}"),
        Listener::Kestrel if wide.is_name() => format!(
            "`{url}` filters nothing: Kestrel passes over the name and listens on every address of the machine{but}"
        ),
        Listener::Kestrel => format!(
            "`{url}` makes Kestrel listen on every address of the machine, whatever host name a request bears{but}"
        ),
    };
    let mut report = cx.report(place, message);
    report.label("every address, any host").help(match effect.listener {
        _ if effect.is_behind_module => {
            "remove it, or name `localhost`; behind IIS the bindings of the site decide"
        }
        Listener::Kestrel => {
            "name `localhost` or one address; where all are wanted, name the hosts in `AllowedHosts`"
        }
        Listener::HttpSys => "name the host",
    });
    if effect.is_behind_module {
        report.graded(Severity::Info);
    }
    report
}

fn mend(report: &mut Report<'_>, place: Place, host: Option<TextRange>) {
    if let Some(host) = host {
        let edits = TextEdits::single(host, "localhost");
        report.edit_in(place.file, "listen on `localhost` alone", Safety::Unsafe, edits);
    }
}
