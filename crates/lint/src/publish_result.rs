//! What a publish makes of the `web.config` of a source tree, for each build configuration under test.
//!
//! A project of the Web SDK goes through the SDK's step and the chain of transforms behind it; where a classic project or
//! none at all lies beside the file, the transform of the configuration is applied to it. Deliberately absent: judging.

use crate::surroundings::{absolute, between, projects_in};
use std::collections::BTreeSet;
use std::sync::Arc;
use webconfig_config::ConfigFile;
use webconfig_files::{Attributes, Entry, FileProblem, Files, is_project_file, join, name, parent, stored};
use webconfig_project::{Given, Host, Project};
use webconfig_text::SourceText;
use webconfig_transform::publish::{Job, Sdk, publish, runs_step};
use webconfig_transform::{Options, transform};

/// How many target frameworks and configurations are followed.
const MOST: usize = 6;
/// How far up a project is looked for.
const HIGHEST: usize = 8;
/// A folder that is on no disk.
const PUBLISHED: &str = ".webconfig-publish-result";

/// Who makes a result out of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Maker {
    /// The SDK's step, and transforms behind it.
    Step,
    /// A project whose step is switched off; transforms perhaps.
    ProjectWithoutStep,
    /// Transforms alone, of a project that is not the SDK's, or of none that is known.
    Transforms,
}

/// What a publish leaves.
#[derive(Clone, Debug)]
pub(crate) struct PublishResult {
    /// The build configuration, profile or environment.
    pub(crate) name: String,
    /// The file; `None` where the publish fails, or goes through something that cannot be evaluated here.
    pub(crate) text: Option<SourceText>,
    /// Who makes it.
    pub(crate) maker: Maker,
    /// Whether the project builds for the .NET Framework, where only one hosting model exists.
    pub(crate) is_net_framework: bool,
}

/// The ways in which one name can be meant: a configuration, an environment.
pub(crate) type Alternatives = Vec<PublishResult>;

/// The results for each configuration under test; empty where a publish leaves the file as it is.
pub(crate) fn publish_results(
    source: &ConfigFile,
    configuration: Option<&str>,
    files: &dyn Files,
    working_directory: &str,
) -> Vec<Alternatives> {
    if !name(&source.path).eq_ignore_ascii_case("web.config") || !source.document.is_well_formed() {
        return Vec::new();
    }
    let folder = parent(&source.path);
    let entries = files.entries(folder).unwrap_or_default();
    let names = || entries.iter().filter(|e| !e.is_folder).map(|e| e.name.as_str());
    let transforms: Vec<(&str, &str)> = names().filter_map(|n| Some((n, middle(n)?))).collect();
    let words = words(&transforms, configuration);
    match projects_in(folder, files).as_slice() {
        [project] => {
            let path = absolute(working_directory, project);
            let publishing = Publishing { source, files, path: &path };
            match publishing.evaluate(&[("Configuration", "Release")]) {
                Some(read) if read.is_asp_net_core => publishing.results(&words, &entries),
                Some(read) if read.sdk.is_none() => transformed(source, &transforms, &words, files),
                _ => Vec::new(),
            }
        }
        [] if !transforms.is_empty() && !is_below_sdk_project(folder, files) => {
            transformed(source, &transforms, &words, files)
        }
        _ => Vec::new(),
    }
}

/// Whether there are results at all, known without computing them.
pub(crate) fn has_publish_results(source: &ConfigFile, files: &dyn Files) -> bool {
    let entries = files.entries(parent(&source.path)).unwrap_or_default();
    let counts = |e: &Entry| !e.is_folder && (is_project_file(&e.name) || middle(&e.name).is_some());
    entries.iter().any(counts)
}

/// The middle of `web.NAME.config`.
fn middle(name: &str) -> Option<&str> {
    between(name, "web.", ".config").filter(|m| !m.is_empty())
}

/// The configurations under test: the named one, else all that have a transform, else Release.
fn words(transforms: &[(&str, &str)], configuration: Option<&str>) -> Vec<String> {
    if let Some(named) = configuration {
        return vec![named.to_owned()];
    }
    let is_for_developers =
        |word: &str| ["Debug", "Development"].iter().any(|d| d.eq_ignore_ascii_case(word));
    let words: BTreeSet<String> =
        transforms.iter().map(|(_, w)| (*w).to_owned()).filter(|w| !is_for_developers(w)).collect();
    if words.is_empty() { vec!["Release".to_owned()] } else { words.into_iter().take(MOST).collect() }
}

/// Transforms alone, each on the file as it is.
fn transformed(
    source: &ConfigFile,
    transforms: &[(&str, &str)],
    words: &[String],
    files: &dyn Files,
) -> Vec<Alternatives> {
    let mut results = Vec::new();
    for word in words {
        let Some((file, _)) = transforms.iter().find(|(_, w)| w.eq_ignore_ascii_case(word)) else {
            // A configuration without a transform publishes the file as it is.
            return Vec::new();
        };
        let text = files.text(&join(parent(&source.path), file)).ok().and_then(|text| {
            let outcome = transform(&source.source.encode(), text.text().as_bytes(), &Options::default());
            outcome.bytes().and_then(|bytes| SourceText::decode(bytes).ok())
        });
        let name = word.clone();
        results.push(vec![PublishResult { name, text, maker: Maker::Transforms, is_net_framework: false }]);
    }
    results
}

/// Whether the nearest project above a folder is one that names an SDK: it transforms its own file alone.
fn is_below_sdk_project(folder: &str, files: &dyn Files) -> bool {
    let mut above = folder;
    for _ in 0..HIGHEST {
        if above.is_empty() || above == "/" {
            break;
        }
        above = parent(above);
        if let Some(project) = projects_in(above, files).first() {
            let text = files.text(project);
            return text.is_ok_and(|t| t.text().contains("Sdk="));
        }
    }
    false
}

/// The publish of one project of the Web SDK.
struct Publishing<'a> {
    source: &'a ConfigFile,
    files: &'a dyn Files,
    path: &'a str,
}

impl Publishing<'_> {
    fn evaluate(&self, properties: &[(&str, &str)]) -> Option<Project> {
        let properties = properties.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        // IIS is on Windows, and so are most machines that build for it.
        let given = Given { properties, host: Host::Windows, ..Given::default() };
        Project::read(self.files, self.path, &given).ok()
    }

    fn results(&self, words: &[String], entries: &[Entry]) -> Vec<Alternatives> {
        let mut results = Vec::new();
        for word in words {
            for framework in self.frameworks() {
                let alternatives = self.meanings(word, entries).into_iter().map(|meaning| {
                    let mut properties: Vec<(&str, &str)> =
                        meaning.iter().map(|(n, v)| (*n, v.as_str())).collect();
                    if let Some(framework) = &framework {
                        properties.push(("TargetFramework", framework));
                    }
                    self.publish(word, &properties)
                });
                results.push(alternatives.collect());
            }
        }
        results
    }

    /// The target frameworks of a project that has several.
    fn frameworks(&self) -> Vec<Option<String>> {
        let frameworks = self.evaluate(&[]).map(|p| p.target_frameworks()).unwrap_or_default();
        if frameworks.is_empty() {
            return vec![None];
        }
        frameworks.into_iter().take(MOST).map(Some).collect()
    }

    /// The properties that a word between `web.` and `.config` may stand for.
    fn meanings(&self, word: &str, entries: &[Entry]) -> Vec<Vec<(&'static str, String)>> {
        let has = |folder: &str, file: &str| {
            let entries = self.files.entries(&join(parent(self.path), folder)).unwrap_or_default();
            entries.iter().any(|e| e.name.eq_ignore_ascii_case(file))
        };
        let release = ("Configuration", "Release".to_owned());
        let configuration = vec![("Configuration", word.to_owned())];
        if has("Properties/PublishProfiles", &format!("{word}.pubxml")) {
            return vec![vec![release, ("PublishProfile", word.to_owned())]];
        }
        let settings = format!("appsettings.{word}.json");
        let is_environment = ["Staging", "Production"].iter().any(|e| e.eq_ignore_ascii_case(word))
            || entries.iter().any(|e| e.name.eq_ignore_ascii_case(&settings));
        if is_environment {
            return vec![configuration, vec![release, ("EnvironmentName", word.to_owned())]];
        }
        vec![configuration]
    }

    fn publish(&self, word: &str, properties: &[(&str, &str)]) -> PublishResult {
        let name_of_result = word.to_owned();
        let Some(project) = self.evaluate(properties) else {
            let maker = Maker::Step;
            return PublishResult { name: name_of_result, text: None, maker, is_net_framework: false };
        };
        let source = self.source.source.encode();
        let source = Some((name(&self.source.path), source.as_slice()));
        let bytes = published_bytes(self.files, &project, source);
        let text = bytes.and_then(|bytes| SourceText::decode(&bytes).ok());
        let runs = runs_step(&project, Sdk::default());
        PublishResult {
            name: name_of_result,
            text,
            maker: if runs { Maker::Step } else { Maker::ProjectWithoutStep },
            is_net_framework: project
                .value("TargetFrameworkIdentifier")
                .eq_ignore_ascii_case(".NETFramework"),
        }
    }
}

/// The `web.config` that a publish of a project leaves, given the project's own; `None` where the publish fails or leaves
/// none.
pub(crate) fn published_bytes(
    files: &dyn Files,
    project: &Project,
    source: Option<(&str, &[u8])>,
) -> Option<Vec<u8>> {
    let folder = join(&project.folder, PUBLISHED);
    let name = source.map_or("web.config", |(name, _)| name);
    let bytes = source.map(|(_, bytes)| bytes.to_vec());
    let overlay = Overlay { files, project_folder: &project.folder, folder: &folder, name, bytes };
    let outcome = publish(&Job {
        files: &overlay,
        properties: &project.properties,
        is_asp_net_core: project.is_asp_net_core,
        project: &project.path,
        folder: &folder,
        newline: "\n",
        is_windows: false,
        names_have_case: false,
        sdk: Sdk::default(),
        requires_temp_folder: false,
        ignores_permissions: true,
        is_linked: false,
        telemetry_optout: "1",
    });
    if outcome.failed {
        return None;
    }
    let target = join(&folder, name);
    let written = outcome.writes.into_iter().find(|(path, _)| *path == target);
    written.map(|(_, bytes)| bytes).or(overlay.bytes)
}

/// The files of a project with a publish folder that holds its `web.config`. Names of the project's files are found in any
/// letter case, as on Windows.
struct Overlay<'a> {
    files: &'a dyn Files,
    project_folder: &'a str,
    folder: &'a str,
    name: &'a str,
    /// The project's file; none where the project has none.
    bytes: Option<Vec<u8>>,
}

impl Overlay<'_> {
    /// Whether a path is the file itself, in the project or published.
    fn is_it(&self, path: &str) -> bool {
        let of = |folder: &str| join(folder, self.name) == path;
        of(self.folder) || of(self.project_folder)
    }

    fn spelled(&self, path: &str) -> String {
        let near = (parent(path) == self.project_folder).then(|| stored(self.files, path)).flatten();
        near.unwrap_or_else(|| path.to_owned())
    }
}

impl Files for Overlay<'_> {
    fn text(&self, path: &str) -> Result<SourceText, FileProblem> {
        self.files.text(&self.spelled(path))
    }

    fn bytes(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileProblem> {
        if self.is_it(path) {
            return self.bytes.clone().ok_or(FileProblem::Missing);
        }
        self.files.bytes(&self.spelled(path), limit)
    }

    fn entries(&self, path: &str) -> Option<Arc<[Entry]>> {
        if path == self.folder {
            let entry = Entry { name: self.name.to_owned(), is_folder: false };
            return Some(self.bytes.is_some().then_some(entry).into_iter().collect());
        }
        self.files.entries(path)
    }

    fn attributes(&self, path: &str) -> Option<Attributes> {
        if self.is_it(path) {
            let size = self.bytes.as_deref()?.len() as u64;
            return Some(Attributes { size, is_read_only: false });
        }
        self.files.attributes(&self.spelled(path))
    }

    fn is_file(&self, path: &str) -> bool {
        (self.is_it(path) && self.bytes.is_some()) || self.files.is_file(&self.spelled(path))
    }
}
