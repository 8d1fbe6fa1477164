//! A project: its evaluated properties with their places, and the files around it.

use crate::surroundings::{Places, Surrounding};
use crate::views::published::module_of;
use crate::{ContextKind, InputFile};
use std::sync::Arc;
use webconfig_diagnostics::Place;
use webconfig_files::{Entry, join, parent};
use webconfig_project::{Given, Project, as_boolean};
use webconfig_syntax::{Document, Element};

/// A project file and what lies around it.
#[derive(Debug)]
pub struct ProjectView<'a> {
    /// Its path as findings print it, and the configuration under test.
    pub surrounding: &'a Surrounding,
    /// The evaluated project.
    pub project: Project,
    /// The project file's own elements.
    pub document: Document,
    /// The files and folders beside it.
    pub entries: Arc<[Entry]>,
    /// Places in its files.
    pub places: &'a Places<'a>,
}

impl<'a> ProjectView<'a> {
    /// Reads a project; `None` where MSBuild itself could not.
    pub(crate) fn new(surrounding: &'a Surrounding, places: &'a Places<'a>) -> Option<Self> {
        let configuration = surrounding.configuration.as_deref().unwrap_or("Release");
        let project = evaluate(&surrounding.path, configuration, places)?;
        let text = places.files().text(&surrounding.path).ok()?;
        let document = Document::parse(text.shared_text());
        let entries = places.files().entries(parent(&surrounding.path)).unwrap_or_default();
        Some(Self { surrounding, project, document, entries, places })
    }

    /// Where it lives.
    pub fn context(&self) -> ContextKind {
        self.surrounding.context
    }

    /// The path of something beside the project file.
    pub fn path(&self, below: &str) -> String {
        join(parent(&self.surrounding.path), below)
    }

    /// The name of the project file.
    pub fn name(&self) -> &str {
        webconfig_files::name(&self.surrounding.path)
    }

    /// A property that somebody wrote, with its value and place.
    pub fn written(&self, name: &str) -> Option<(String, Place)> {
        let property = self.project.properties.get(name)?;
        let origin = property.origin.as_ref().filter(|_| property.doubt.is_none())?;
        Some((property.value(), self.places.range(&origin.path, origin.range)))
    }

    /// The written property that switches the SDK's step off, with its value and place.
    pub fn switched_off(&self) -> Option<(&'static str, Place)> {
        let switches = [
            ("IsTransformWebConfigDisabled", true),
            ("IsWebConfigTransformDisabled", true),
            ("PublishIISAssets", false),
        ];
        switches.into_iter().find_map(|(name, off)| {
            let (value, place) = self.written(name)?;
            (as_boolean(&value) == Some(off)).then_some((name, place))
        })
    }

    /// Whether the SDK's step writes a `web.config` for it.
    pub fn is_step_on(&self) -> bool {
        self.project.is_asp_net_core
            && !self.is_net_framework()
            && self.switched_off().is_none()
            && as_boolean(&self.project.value("PublishIISAssets")) != Some(false)
    }

    /// Whether the SDK's step is on, whatever the project builds for: newer SDKs do not ask.
    pub fn is_step_on_for_framework(&self) -> bool {
        self.project.is_asp_net_core
            && self.switched_off().is_none()
            && as_boolean(&self.project.value("PublishIISAssets")) != Some(false)
    }

    /// Whether it builds for the .NET Framework.
    pub fn is_net_framework(&self) -> bool {
        self.project.value("TargetFrameworkIdentifier").eq_ignore_ascii_case(".NETFramework")
    }

    /// Whether it holds tests, which nobody deploys.
    pub fn is_test(&self) -> bool {
        as_boolean(&self.project.value("IsTestProject")) == Some(true)
            || self.items("PackageReference").iter().any(|p| p.eq_ignore_ascii_case("Microsoft.NET.Test.Sdk"))
    }

    /// Whether it is meant to run behind IIS: its `web.config` has the module or a handler for it, somebody chose a
    /// hosting model, or a profile deploys to IIS.
    pub fn is_behind_module(&self) -> bool {
        let has_handler = |file: &InputFile| {
            file.file.document.elements().any(|e| {
                e.local_name() == "add"
                    && e.value("modules").is_some_and(|m| m.to_ascii_lowercase().contains("aspnetcoremodule"))
            })
        };
        let deploys_to_iis = || {
            self.publish_profiles().iter().any(|(_, profile)| {
                let method = profile_value(profile, "WebPublishMethod");
                ["MSDeploy", "Package"].iter().any(|m| method.eq_ignore_ascii_case(m))
            })
        };
        self.module().is_some()
            || self.web_config().is_some_and(has_handler)
            || self.written("AspNetCoreHostingModel").is_some()
            || deploys_to_iis()
    }

    /// Whether it is of the form that names an SDK.
    pub fn is_sdk_style(&self) -> bool {
        self.project.sdk.is_some()
    }

    /// The names of the configuration files beside it: `web.config` in any letter case.
    pub fn web_config_names(&self) -> Vec<&str> {
        let files = self.entries.iter().filter(|e| !e.is_folder && e.name.eq_ignore_ascii_case("web.config"));
        files.map(|e| e.name.as_str()).collect()
    }

    /// The transforms beside it and the words in their middle (`Release`).
    pub fn transforms(&self) -> Vec<(&str, &str)> {
        let middle = |name: &'_ str| -> Option<(usize, usize)> {
            let lower = name.to_ascii_lowercase();
            (lower.starts_with("web.") && lower.ends_with(".config") && lower.len() > "web..config".len())
                .then(|| ("web.".len(), name.len() - ".config".len()))
        };
        let files = self.entries.iter().filter(|e| !e.is_folder);
        files
            .filter_map(|e| {
                let (from, to) = middle(&e.name)?;
                Some((e.name.as_str(), e.name.get(from..to)?))
            })
            .collect()
    }

    /// Its `web.config`, as one of the files under test.
    pub fn web_config(&self) -> Option<&'a InputFile> {
        self.web_config_names().into_iter().find_map(|name| self.places.input(&self.path(name)))
    }

    /// The module's section in its `web.config`, outside of narrow locations.
    pub fn module(&self) -> Option<(&'a InputFile, Element<'a>)> {
        let file = self.web_config()?;
        Some((file, module_of(file)?))
    }

    /// The publish profiles of the project with their text.
    pub fn publish_profiles(&self) -> Vec<(String, Document)> {
        let files = self.places.files();
        let folder = self.path("Properties/PublishProfiles");
        let entries = files.entries(&folder).unwrap_or_default();
        entries
            .iter()
            .filter(|e| !e.is_folder && e.name.to_ascii_lowercase().ends_with(".pubxml"))
            .filter_map(|e| {
                let path = join(&folder, &e.name);
                let text = files.text(&path).ok()?;
                Some((path, Document::parse(text.shared_text())))
            })
            .collect()
    }

    /// The items of that name in the project file itself, with what they include.
    pub fn items(&self, name: &str) -> Vec<String> {
        let named = self.document.elements().filter(|e| e.local_name() == name);
        named.filter_map(|e| e.value("Include").map(std::borrow::Cow::into_owned)).collect()
    }
}

/// Evaluates a project for a configuration.
pub(crate) fn evaluate(path: &str, configuration: &str, places: &Places<'_>) -> Option<Project> {
    let given = Given {
        properties: vec![("Configuration".to_owned(), configuration.to_owned())],
        ..Given::default()
    };
    Project::read(places.files(), &places.absolute(path), &given).ok()
}

/// The value of a property in a publish profile; empty for none.
pub fn profile_value(profile: &Document, name: &str) -> String {
    let named = profile.elements().filter(|e| e.local_name().eq_ignore_ascii_case(name));
    let text = |e: Element<'_>| e.children().map(|n| n.content().into_owned()).collect::<String>();
    named.last().map(|e| text(e).trim().to_owned()).unwrap_or_default()
}
