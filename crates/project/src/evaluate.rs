//! One pass over project files, in MSBuild's order: properties where they stand, imports in their place.

use crate::condition::{Verdict, judge};
use crate::expand::{Expander, Text};
use crate::project::{Given, Host, Problem, USED};
use crate::properties::{Origin, Properties, Property, Warning};
use std::collections::HashSet;
use webconfig_files::Files;
use webconfig_syntax::{Document, Element, NodeKind};

/// How deep imports and `Choose` elements may nest.
const DEPTH: usize = 48;
/// How many files one project may consist of.
const FILES: usize = 2000;

/// Names that MSBuild itself knows and that are not in any file we read.
const UNKNOWN: &[&str] = &[
    "MSBuildExtensionsPath",
    "MSBuildExtensionsPath32",
    "MSBuildExtensionsPath64",
    "MSBuildToolsPath",
    "MSBuildToolsPath32",
    "MSBuildToolsPath64",
    "MSBuildBinPath",
    "MSBuildSDKsPath",
    "MSBuildUserExtensionsPath",
    "MSBuildToolsVersion",
    "MSBuildVersion",
    "MSBuildAssemblyVersion",
    "MSBuildFileVersion",
    "MSBuildNodeCount",
    "MSBuildStartupDirectory",
    "MSBuildFrameworkToolsPath",
    "MSBuildProgramFiles32",
    "VSToolsPath",
    "NETCoreSdkVersion",
    "BundledNETCoreAppTargetFrameworkVersion",
    "VisualStudioVersion",
];

/// An evaluation in progress.
pub(crate) struct Evaluation<'f> {
    pub(crate) files: &'f dyn Files,
    pub(crate) given: &'f Given,
    pub(crate) properties: Properties,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) project: String,
    pub(crate) folder: String,
    pub(crate) sdk: Option<String>,
    pub(crate) has_capability: bool,
    pub(crate) read: Vec<String>,
    seen: HashSet<String>,
    depth: usize,
    pub(crate) sdk_props_done: bool,
    pub(crate) sdk_targets_done: bool,
}

pub(crate) fn attribute(element: Element<'_>, name: &str) -> Option<String> {
    element.attributes().find(|a| a.name() == name).map(|a| a.value().into_owned())
}

/// The names that the file being read gives.
fn this_file(path: &str) -> Vec<(String, String)> {
    let name = webconfig_files::name(path);
    let (stem, extension) = name.rfind('.').map_or((name, ""), |at| name.split_at(at));
    vec![
        ("MSBuildThisFile".to_owned(), name.to_owned()),
        ("MSBuildThisFileName".to_owned(), stem.to_owned()),
        ("MSBuildThisFileExtension".to_owned(), extension.to_owned()),
        ("MSBuildThisFileFullPath".to_owned(), path.to_owned()),
        ("MSBuildThisFileDirectory".to_owned(), format!("{}/", webconfig_files::parent(path))),
    ]
}

/// A file being read.
pub(crate) struct File<'t> {
    pub(crate) path: &'t str,
    pub(crate) folder: &'t str,
    names: &'t [(String, String)],
}

impl<'f> Evaluation<'f> {
    pub(crate) fn new(files: &'f dyn Files, project: &str, given: &'f Given) -> Self {
        let folder = webconfig_files::parent(project).to_owned();
        let mut evaluation = Self {
            files,
            given,
            properties: Properties::default(),
            warnings: Vec::new(),
            project: project.to_owned(),
            folder,
            sdk: None,
            has_capability: false,
            read: Vec::new(),
            seen: HashSet::new(),
            depth: 0,
            sdk_props_done: false,
            sdk_targets_done: false,
        };
        evaluation.outside();
        evaluation
    }

    /// What is known before any file: the environment, MSBuild's own names, the command line.
    fn outside(&mut self) {
        for (name, value) in &self.given.environment {
            if let Some(used) = USED.iter().find(|u| u.eq_ignore_ascii_case(name)) {
                self.properties.set(used, Property { escaped: value.clone(), ..Property::default() });
            }
        }
        let file = webconfig_files::name(&self.project).to_owned();
        let (stem, extension) = file.rfind('.').map_or((file.as_str(), ""), |at| file.split_at(at));
        let os = if self.given.host == Host::Windows { "Windows_NT" } else { "Unix" };
        let (project, folder) = (self.project.clone(), self.folder.clone());
        for (name, value) in [
            ("OS", os),
            ("MSBuildProjectName", stem),
            ("MSBuildProjectFile", file.as_str()),
            ("MSBuildProjectExtension", extension),
            ("MSBuildProjectDirectory", folder.as_str()),
            ("MSBuildProjectFullPath", project.as_str()),
            ("MSBuildRuntimeType", "Core"),
            ("SolutionPath", "*Undefined*"),
            ("SolutionDir", "*Undefined*"),
        ] {
            self.properties.derive(name, value);
        }
        for name in UNKNOWN {
            self.properties.doubt(name, &format!("`$({name})` is not known here"), None);
        }
        for (name, value) in self.response_file().iter().chain(&self.given.properties) {
            self.properties.set_global(name, value);
        }
    }

    /// The properties of the nearest `Directory.Build.rsp`: they count as the command line, weaker than it.
    fn response_file(&self) -> Vec<(String, String)> {
        let Some(path) = crate::project::nearest(self.files, &self.folder, "Directory.Build.rsp") else {
            return Vec::new();
        };
        let Ok(text) = self.files.text(&path) else { return Vec::new() };
        crate::response_file::properties(text.text(), webconfig_files::parent(&path))
    }

    pub(crate) fn expander<'e>(&'e self, file: &'e File<'_>, folder: &'e str) -> Expander<'e> {
        Expander {
            files: self.files,
            properties: &self.properties,
            this_file: file.names,
            folder,
            is_windows: self.given.host == Host::Windows,
            is_mac: self.given.host == Host::MacOs,
        }
    }

    pub(crate) fn condition(&self, element: Element<'_>, file: &File<'_>, folder: &str) -> Verdict {
        match attribute(element, "Condition") {
            Some(condition) => judge(&condition, &self.expander(file, folder)),
            None => Verdict { holds: true, doubt: None },
        }
    }

    pub(crate) fn origin(path: &str, element: Element<'_>) -> Origin {
        Origin { path: path.to_owned(), range: element.range() }
    }

    pub(crate) fn warn(&mut self, message: String, origin: Option<Origin>) {
        self.warnings.push(Warning { message, origin });
    }

    /// Reads a file if it is there.
    pub(crate) fn file_if_there(&mut self, path: &str) -> Result<bool, Problem> {
        let there = self.files.is_file(path);
        if there {
            self.file(path)?;
        }
        Ok(there)
    }

    /// Reads a file in its place. A second import of one file counts for nothing, as in MSBuild.
    pub(crate) fn file(&mut self, path: &str) -> Result<(), Problem> {
        if !self.seen.insert(path.to_owned()) {
            return Ok(());
        }
        if self.depth >= DEPTH || self.seen.len() > FILES {
            self.warn(format!("`{path}` is not read: imports nest too deeply"), None);
            return Ok(());
        }
        let text = self.files.text(path).map_err(|problem| Problem::unreadable(path, &problem))?;
        let document = Document::parse(text.shared_text());
        if let Some(error) = document.errors().first() {
            let place =
                text.lines().position(text.text(), error.noticed_at, webconfig_text::ColumnUnit::Utf16);
            return Err(Problem {
                message: format!(
                    "The project file could not be loaded. It is no well-formed XML: {}",
                    error.kind.class().replace('-', " ")
                ),
                code: "MSB4025".to_owned(),
                path: path.to_owned(),
                place: Some((place.line + 1, place.column + 1)),
            });
        }
        self.read.push(path.to_owned());
        let Some(root) = document.root() else { return Ok(()) };
        if root.local_name() != "Project" {
            let at = root.name_range().start();
            let place = text.lines().position(text.text(), at, webconfig_text::ColumnUnit::Utf16);
            return Err(Problem {
                message: format!(
                    "The element <{}> is unrecognized, or not supported in this context.",
                    root.name()
                ),
                code: "MSB4068".to_owned(),
                path: path.to_owned(),
                place: Some((place.line + 1, place.column)),
            });
        }
        let names = this_file(path);
        let file = File { path, folder: webconfig_files::parent(path), names: &names };
        self.depth += 1;
        let is_project = path == self.project;
        if let Some(names) = attribute(root, "TreatAsLocalProperty") {
            let Text { escaped, .. } = self.expander(&file, file.folder).expand(&names);
            for name in crate::unescape(&escaped).split(';') {
                self.properties.release(name.trim());
            }
        }
        let sdks: Vec<String> = attribute(root, "Sdk")
            .iter()
            .flat_map(|s| s.split(';'))
            .map(str::to_owned)
            .chain(
                root.child_elements()
                    .filter(|e| e.local_name() == "Sdk")
                    .filter_map(|e| attribute(e, "Name")),
            )
            .collect();
        for sdk in &sdks {
            self.sdk_props(sdk, &file, root)?;
        }
        self.children(root, &file)?;
        for sdk in &sdks {
            self.sdk_targets(sdk)?;
        }
        if is_project && self.sdk.is_none() {
            let message = "this is no project of a .NET SDK, so nothing is published here".to_owned();
            self.warn(message, Some(Self::origin(path, root)));
        }
        self.depth -= 1;
        Ok(())
    }

    /// The elements of a project, one after the other. `Choose` opens a level of its own on the stack.
    fn children(&mut self, root: Element<'_>, file: &File<'_>) -> Result<(), Problem> {
        let mut stack: Vec<Vec<Element<'_>>> = vec![root.child_elements().collect::<Vec<_>>()];
        if let Some(first) = stack.first_mut() {
            first.reverse();
        }
        while let Some(level) = stack.last_mut() {
            let Some(element) = level.pop() else {
                stack.pop();
                continue;
            };
            match element.local_name() {
                "PropertyGroup" => self.group(element, file),
                "Import" => self.import(element, file)?,
                "ImportGroup" => {
                    let verdict = self.condition(element, file, file.folder);
                    if let Some(doubt) = verdict.doubt {
                        self.warn(
                            format!("imports may be missing: {doubt}"),
                            Some(Self::origin(file.path, element)),
                        );
                    }
                    if verdict.holds {
                        let mut inner: Vec<_> = element.child_elements().collect();
                        inner.reverse();
                        stack.push(inner);
                    }
                }
                "Choose" if stack.len() < DEPTH => {
                    let mut inner = self.chosen(element, file);
                    inner.reverse();
                    stack.push(inner);
                }
                "ItemGroup" => self.items(element, file),
                "Target" => self.target(element, file),
                _ => {}
            }
        }
        Ok(())
    }

    /// The elements of the branch that `Choose` takes.
    fn chosen<'d>(&mut self, choose: Element<'d>, file: &File<'_>) -> Vec<Element<'d>> {
        for branch in choose.child_elements() {
            match branch.local_name() {
                "When" => {
                    let verdict = self.condition(branch, file, file.folder);
                    if let Some(doubt) = &verdict.doubt {
                        self.doubt_all(branch, doubt, file);
                    }
                    if verdict.holds {
                        return branch.child_elements().collect();
                    }
                }
                "Otherwise" => return branch.child_elements().collect(),
                _ => {}
            }
        }
        Vec::new()
    }

    /// Doubts every property that is set somewhere below `top`.
    fn doubt_all(&mut self, top: Element<'_>, why: &str, file: &File<'_>) {
        let groups = top.descendants().filter(|e| e.local_name() == "PropertyGroup");
        for property in groups.flat_map(Element::child_elements) {
            self.properties.doubt(property.local_name(), why, Some(Self::origin(file.path, property)));
        }
    }

    fn group(&mut self, group: Element<'_>, file: &File<'_>) {
        // `Exists` in a group's condition looks from the file, in a property's from the project.
        let of_group = self.condition(group, file, file.folder);
        if !of_group.holds {
            if let Some(doubt) = &of_group.doubt {
                for property in group.child_elements() {
                    let origin = Self::origin(file.path, property);
                    self.properties.doubt(property.local_name(), doubt, Some(origin));
                }
            }
            return;
        }
        for property in group.child_elements() {
            let name = property.local_name();
            let folder = self.folder.clone();
            let verdict = self.condition(property, file, &folder);
            let origin = Origin { path: file.path.to_owned(), range: property.content_range() };
            if !verdict.holds {
                if let Some(doubt) = &verdict.doubt {
                    self.properties.doubt(name, doubt, Some(origin));
                }
                continue;
            }
            let Text { escaped, doubt } = self.expander(file, file.folder).expand(&value(property));
            let items = escaped.contains("@(").then(|| format!("the items in `{name}` are not known here"));
            let doubt = doubt.or(items).or(verdict.doubt).or_else(|| of_group.doubt.clone());
            self.properties.set(name, Property { escaped, origin: Some(origin), doubt });
        }
    }

    /// Of the items only the capability that makes a project one of ours counts.
    fn items(&mut self, group: Element<'_>, file: &File<'_>) {
        for item in group.child_elements().filter(|e| e.local_name() == "ProjectCapability") {
            let includes = attribute(item, "Include").unwrap_or_default();
            let named = includes.split(';').any(|i| i.trim().eq_ignore_ascii_case("AspNetCore"));
            let folder = self.folder.clone();
            if named
                && self.condition(group, file, file.folder).holds
                && self.condition(item, file, &folder).holds
            {
                self.has_capability = true;
            }
        }
    }

    fn target(&mut self, target: Element<'_>, file: &File<'_>) {
        let name = attribute(target, "Name").unwrap_or_default();
        let groups = target.child_elements().filter(|e| e.local_name() == "PropertyGroup");
        for property in groups.flat_map(Element::child_elements) {
            let set = property.local_name();
            if USED.iter().any(|u| u.eq_ignore_ascii_case(set)) && !set.starts_with("MSBuild") {
                let message = format!("`{set}` is set inside the target `{name}`, which does not run here");
                self.warn(message, Some(Self::origin(file.path, property)));
            }
        }
    }
}

/// A property's text: comments dropped, sections and references resolved; white space alone is nothing.
fn value(property: Element<'_>) -> String {
    let mut out = String::new();
    for node in property.children() {
        match node.kind() {
            NodeKind::Text | NodeKind::CData => out.push_str(&node.content()),
            NodeKind::Element => out.push_str(node.raw()),
            _ => {}
        }
    }
    if out.trim().is_empty() { String::new() } else { out }
}
