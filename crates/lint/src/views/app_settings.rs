//! The settings files of an application: `appsettings*.json`, and in a source tree `launchSettings.json`.
//!
//! Keys are those of .NET's configuration (`Kestrel:Endpoints:Web:Url`), each with its place. Deliberately absent: what
//! the settings mean (rules), files that a program reads under names of its own.

use crate::surroundings::Places;
use crate::views::{ProjectView, PublishedView, ServerView};
use crate::{ContextKind, InputFile};
use webconfig_config::{EffectiveElement, LevelId, Setting};
use webconfig_diagnostics::{Place, Scope};
use webconfig_files::{beginning_with, join};
use webconfig_project::{Json, JsonValue};
use webconfig_syntax::Element;
use webconfig_text::SourceText;

/// The environment that an application runs in when nobody names one.
const PRODUCTION: &str = "Production";

/// One settings file.
#[derive(Debug)]
pub struct SettingsFile {
    /// Its path.
    pub path: String,
    /// The environment that it is for (`appsettings.Staging.json`).
    pub environment: Option<String>,
    /// Its text.
    pub source: SourceText,
    /// Its values.
    pub json: Json,
}

impl SettingsFile {
    fn read(places: &Places<'_>, path: String, environment: Option<String>) -> Option<Self> {
        let source = places.files().text(&path).ok()?;
        let json = Json::parse(source.text());
        Some(Self { path, environment, source, json })
    }

    /// Whether only developers run with it.
    pub fn is_for_developers(&self) -> bool {
        self.environment.as_deref().is_some_and(|e| e.eq_ignore_ascii_case("Development"))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        webconfig_files::name(&self.path)
    }
}

/// The application that settings files belong to.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'v, 'a> {
    /// A project.
    Project(&'v ProjectView<'a>),
    /// A publish folder.
    Published(&'v PublishedView<'a>),
    /// An application of a server.
    Application(ServerView<'a>, LevelId),
}

/// The settings files of one ASP.NET Core application.
#[derive(Debug)]
pub struct AppSettingsView<'v, 'a> {
    /// The application.
    pub owner: Owner<'v, 'a>,
    /// `appsettings.json` first, then those of environments by name.
    pub files: Vec<SettingsFile>,
    /// `Properties/launchSettings.json` of a project.
    pub launch: Option<SettingsFile>,
    /// Places in the files.
    pub places: &'v Places<'a>,
}

impl<'v, 'a> AppSettingsView<'v, 'a> {
    /// Those of a project; `None` where it is no ASP.NET Core application.
    pub(crate) fn of_project(project: &'v ProjectView<'a>) -> Option<Self> {
        let is_web = project.project.is_asp_net_core
            || project.items("FrameworkReference").iter().any(|f| f == "Microsoft.AspNetCore.App");
        if !is_web || project.is_test() {
            return None;
        }
        let folder = project.path("");
        let launch = join(&project.path("Properties"), "launchSettings.json");
        Some(Self {
            owner: Owner::Project(project),
            files: settings_files(project.places, &folder),
            launch: SettingsFile::read(project.places, launch, None),
            places: project.places,
        })
    }

    /// Those of a publish folder; `None` where it holds no ASP.NET Core application.
    pub(crate) fn of_published(published: &'v PublishedView<'a>) -> Option<Self> {
        let is_web = published.applications.iter().any(|a| a.is_asp_net_core() == Some(true));
        (is_web || published.module().is_some()).then(|| Self {
            owner: Owner::Published(published),
            files: settings_files(published.places, &published.surrounding.path),
            launch: None,
            places: published.places,
        })
    }

    /// Those of an application of a server; `None` where it is no ASP.NET Core application or its folder is not at hand.
    pub(crate) fn of_application(
        server: ServerView<'a>,
        level: LevelId,
        places: &'v Places<'a>,
    ) -> Option<Self> {
        let folder = server.server.level(level)?.folder.as_deref()?;
        server.is_core_at(level).then(|| Self {
            owner: Owner::Application(server, level),
            files: settings_files(places, folder),
            launch: None,
            places,
        })
    }

    /// Where it lives.
    pub fn context(&self) -> ContextKind {
        match self.owner {
            Owner::Project(project) => project.context(),
            Owner::Published(published) => published.context(),
            Owner::Application(server, _) => server.context,
        }
    }

    /// Whether requests come through the ASP.NET Core Module, as far as the files tell.
    pub fn is_behind_module(&self) -> bool {
        match self.owner {
            Owner::Project(project) => project.is_behind_module(),
            Owner::Published(published) => published.module().is_some(),
            Owner::Application(..) => true,
        }
    }

    /// Whom a finding concerns.
    pub fn scope(&self) -> Option<Scope> {
        match self.owner {
            Owner::Application(server, level) => server.scope(level),
            _ => None,
        }
    }

    /// The value of an environment variable that `web.config` (or the pool) sets for the application, and its place.
    pub fn variable(&self, name: &str) -> Option<(String, Option<Place>)> {
        match self.owner {
            Owner::Project(project) => written_variable(project.module()?, name),
            Owner::Published(published) => written_variable(published.module()?, name),
            Owner::Application(server, level) => {
                let section = server.effective(level, super::core_module::SECTION);
                let of_section = section
                    .as_ref()
                    .and_then(|s| s.child("environmentVariables"))
                    .and_then(|c| named(c, name));
                let of_pool = || named(server.pool(level)?.child("environmentVariables")?, name);
                let setting = of_section.or_else(of_pool)?;
                Some((setting.value.to_string(), server.value_place(setting)))
            }
        }
    }

    /// The environment in which it runs when it is deployed.
    pub fn environment(&self) -> String {
        let written = match self.owner {
            Owner::Project(project) => project.project.value("EnvironmentName"),
            _ => String::new(),
        };
        let named = |name| self.variable(name).map(|(v, _)| v).filter(|v| !v.is_empty());
        Some(written)
            .filter(|e| !e.is_empty())
            .or_else(|| named("ASPNETCORE_ENVIRONMENT"))
            .or_else(|| named("DOTNET_ENVIRONMENT"))
            .unwrap_or_else(|| PRODUCTION.to_owned())
    }

    /// The files that count in that environment, weakest first.
    pub fn chain(&self) -> Vec<&SettingsFile> {
        let environment = self.environment();
        let counts =
            |f: &&SettingsFile| f.environment.as_deref().is_none_or(|e| e.eq_ignore_ascii_case(&environment));
        self.files.iter().filter(counts).collect()
    }

    /// The value that counts for a key when it is deployed, and its file.
    pub fn value(&self, key: &str) -> Option<(&SettingsFile, &JsonValue)> {
        self.chain().into_iter().rev().find_map(|f| Some((f, f.json.get(key)?)))
    }

    /// The place of a value.
    pub fn place(&self, file: &SettingsFile, value: &JsonValue) -> Place {
        self.places.range(&file.path, value.range)
    }
}

/// The last variable of that name in a collection.
fn named<'e>(variables: &'e EffectiveElement<'_>, name: &str) -> Option<Setting<'e>> {
    let mut named = variables.items.iter().filter(|i| i.element.text("name").eq_ignore_ascii_case(name));
    named.next_back()?.element.setting("value")
}

/// The last variable of that name below the module's section of a file.
fn written_variable(
    (file, section): (&InputFile, Element<'_>),
    name: &str,
) -> Option<(String, Option<Place>)> {
    let variables = section.child("environmentVariables")?;
    let is_named = |v: &Element<'_>| v.value("name").is_some_and(|n| n.eq_ignore_ascii_case(name));
    let value = variables.child_elements().filter(is_named).last()?.attribute("value")?;
    Some((value.value().into_owned(), Some(Place::new(file.file.id, value.value_range()))))
}

/// `appsettings.json` and `appsettings.<environment>.json` of a folder.
fn settings_files(places: &Places<'_>, folder: &str) -> Vec<SettingsFile> {
    let mut names: Vec<(Option<String>, String)> = Vec::new();
    let entries = places.files().entries(folder).unwrap_or_default();
    for entry in beginning_with(&entries, b'a') {
        let name = entry.name.as_str();
        let stem = name.len().checked_sub(".json".len()).filter(|at| {
            !entry.is_folder && name.get(*at..).is_some_and(|e| e.eq_ignore_ascii_case(".json"))
        });
        let Some(stem) = stem.and_then(|at| name.get(..at)) else { continue };
        let Some(rest) = stem.get("appsettings".len()..) else { continue };
        if !stem.get(.."appsettings".len()).is_some_and(|s| s.eq_ignore_ascii_case("appsettings")) {
            continue;
        }
        match rest.strip_prefix('.') {
            None if rest.is_empty() => names.push((None, name.to_owned())),
            Some(environment) if !environment.is_empty() && !environment.contains('.') => {
                names.push((Some(environment.to_owned()), name.to_owned()));
            }
            _ => {}
        }
    }
    names.sort();
    names
        .into_iter()
        .filter_map(|(environment, name)| SettingsFile::read(places, join(folder, &name), environment))
        .collect()
}
