//! What stands around configuration files and is judged with them: publish folders, projects, scripts.
//!
//! [`surroundings`] finds them among what a run was given; the session judges each as a group of its own.
//! Deliberately absent: reading them (see `views`), walking the disk.

use crate::{ContextKind, InputFile};
use std::cell::RefCell;
use webconfig_config::{ConfigFile, FileKind};
use webconfig_diagnostics::Place;
use webconfig_files::{Files, is_project_file, join, parent};
use webconfig_text::{FileId, SourceText, TextRange};

/// Files that are no configuration and that findings point at have ids from here on.
const FIRST_ID: u32 = 0x2000_0000;
/// How many of them one surrounding may name.
const IDS_EACH: u32 = 10_000;
/// How far up a project file is looked for.
const HIGHEST: usize = 8;

/// What a surrounding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SurroundingKind {
    /// A publish folder; the path is the folder's.
    Published,
    /// A project; the path is the project file's.
    Project,
    /// A script, a pipeline or instructions for one.
    Script,
}

/// Something around configuration files that rules look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Surrounding {
    /// Its path, as findings print it.
    pub path: String,
    /// What it is.
    pub kind: SurroundingKind,
    /// Where it lives.
    pub context: ContextKind,
    /// The build configuration under test, where one was named.
    pub configuration: Option<String>,
    /// The project of a publish folder, where one was named.
    pub project: Option<String>,
}

impl Surrounding {
    fn new(path: impl Into<String>, kind: SurroundingKind, context: ContextKind) -> Self {
        Self { path: path.into(), kind, context, configuration: None, project: None }
    }
}

/// The project files in a folder.
pub(crate) fn projects_in(folder: &str, files: &dyn Files) -> Vec<String> {
    let entries = files.entries(folder).unwrap_or_default();
    let projects = entries.iter().filter(|e| !e.is_folder && is_project_file(&e.name));
    projects.map(|e| join(folder, &e.name)).collect()
}

/// Whether a folder holds a project that may be one of ASP.NET Core: others say nothing about hosting.
pub fn has_web_project(folder: &str, files: &dyn Files) -> bool {
    let is_web = |path: &String| {
        let text = files.text(path).map(|t| t.text().to_ascii_lowercase());
        text.is_ok_and(|t| t.contains("microsoft.net.sdk.web") || t.contains("aspnetcore"))
    };
    projects_in(folder, files).iter().any(is_web)
}

/// What stands in a file's name between a beginning and an end, both in lower case and found in any.
pub(crate) fn between<'n>(name: &'n str, begin: &str, end: &str) -> Option<&'n str> {
    let lower = name.to_ascii_lowercase();
    let fits = lower.starts_with(begin) && lower.ends_with(end);
    fits.then(|| name.get(begin.len()..name.len() - end.len())).flatten()
}

/// The absolute form of a path of a working directory; without one the path itself.
pub(crate) fn absolute(working_directory: &str, path: &str) -> String {
    let is_absolute = path.starts_with('/') || path.get(1..2) == Some(":");
    if is_absolute || working_directory.is_empty() { path.to_owned() } else { join(working_directory, path) }
}

/// Whether a file of that name is a script, a pipeline or a text with commands.
pub fn is_script(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    matches!(
        extension.as_str(),
        "ps1" | "psm1" | "cmd" | "bat" | "sh" | "yml" | "yaml" | "md" | "txt" | "wixproj" | "iss" | "nsi"
    ) && !name.to_ascii_lowercase().starts_with("web.config")
}

/// What stands around files and folders.
///
/// `folders` are those that were named or that hold the files of a published application, with where they live.
pub fn surroundings(
    inputs: &[InputFile],
    folders: &[(String, ContextKind)],
    files: &dyn Files,
) -> Vec<Surrounding> {
    let mut found = Vec::new();
    let of_inputs = inputs
        .iter()
        .filter(|f| matches!(f.file.kind, FileKind::WebConfig | FileKind::Transform))
        .map(|f| (parent(&f.file.path), f.context));
    let of_folders = folders.iter().map(|(folder, context)| (folder.as_str(), *context));
    for (folder, context) in of_inputs.chain(of_folders) {
        match context {
            ContextKind::Published if is_published(folder, files) => {
                found.push(Surrounding::new(folder, SurroundingKind::Published, context));
            }
            ContextKind::Project => {
                let projects = projects_at(folder, files).into_iter();
                found.extend(projects.map(|p| Surrounding::new(p, SurroundingKind::Project, context)));
            }
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

/// A script as a surrounding.
pub fn script(path: &str, context: ContextKind) -> Surrounding {
    Surrounding::new(path, SurroundingKind::Script, context)
}

/// Whether a folder holds what a publish left. What a build left in `bin` and `obj` was never meant to be served.
fn is_published(folder: &str, files: &dyn Files) -> bool {
    let is = |part: &str, name: &str| part.eq_ignore_ascii_case(name);
    let mut parts = folder.split('/').rev();
    let is_named = parts.next().is_some_and(|last| is(last, "publish"));
    if !is_named && parts.any(|part| is(part, "bin") || is(part, "obj")) {
        return false;
    }
    files.entries(folder).is_some_and(|entries| {
        entries.iter().any(|e| {
            let lower = e.name.to_ascii_lowercase();
            !e.is_folder
                && [".dll", ".exe", ".json", ".config", ".htm"].iter().any(|end| lower.ends_with(end))
        })
    })
}

/// The project files in a folder, else the nearest ones above it.
fn projects_at(folder: &str, files: &dyn Files) -> Vec<String> {
    let mut above = folder.to_owned();
    for _ in 0..HIGHEST {
        let projects = projects_in(&above, files);
        if !projects.is_empty() {
            return projects;
        }
        // Above the root of an application's files nothing is the application's own project.
        if above.is_empty() || above == "/" || files.is_folder(&join(&above, ".git")) {
            break;
        }
        above = parent(&above).to_owned();
    }
    Vec::new()
}

/// Places in files around: a file that a finding points at gets an id when it is first named.
pub struct Places<'a> {
    files: &'a dyn Files,
    given: &'a [InputFile],
    context: ContextKind,
    working_directory: &'a str,
    first: u32,
    named: RefCell<Vec<InputFile>>,
}

impl std::fmt::Debug for Places<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Places").field("first", &self.first).finish_non_exhaustive()
    }
}

impl<'a> Places<'a> {
    pub(crate) fn new(
        files: &'a dyn Files,
        given: &'a [InputFile],
        context: ContextKind,
        working_directory: &'a str,
        group: u32,
    ) -> Self {
        let first = FIRST_ID.saturating_add(group.saturating_mul(IDS_EACH));
        Self { files, given, context, working_directory, first, named: RefCell::new(Vec::new()) }
    }

    /// The places of another server of the same group, with ids of its own; there are two at most.
    pub(crate) fn part(self, part: u32) -> Self {
        Self { first: self.first.saturating_add(part.min(1) * (IDS_EACH / 2)), ..self }
    }

    /// The path as findings print it: relative where the working directory holds it.
    pub fn shown(&self, path: &str) -> String {
        let folder = self.working_directory.trim_end_matches('/');
        let inside = if folder.is_empty() { None } else { path.strip_prefix(folder) };
        match inside.and_then(|rest| rest.strip_prefix('/')) {
            Some(rest) => rest.to_owned(),
            None => path.to_owned(),
        }
    }

    /// The absolute form of a path.
    pub fn absolute(&self, path: &str) -> String {
        absolute(self.working_directory, path)
    }

    /// The file under test at a path.
    pub fn input(&self, path: &str) -> Option<&'a InputFile> {
        self.given.iter().find(|f| f.file.path == path)
    }

    /// The id of a file or folder.
    pub fn id(&self, path: &str) -> FileId {
        let path = self.shown(path);
        if let Some(given) = self.input(&path) {
            return given.file.id;
        }
        let mut named = self.named.borrow_mut();
        if let Some(known) = named.iter().find(|f| f.file.path == path) {
            return known.file.id;
        }
        let id = FileId(self.first.saturating_add((named.len() as u32).min(IDS_EACH / 2 - 1)));
        let text = SourceText::from_text("");
        let file =
            ConfigFile { is_linted: false, ..ConfigFile::new(id, &path, text, Some(FileKind::Fragment)) };
        named.push(InputFile { file, context: self.context, is_debug: false });
        id
    }

    /// A file or folder as a whole.
    pub fn whole(&self, path: &str) -> Place {
        Place::whole(self.id(path))
    }

    /// A range of a file.
    pub fn range(&self, path: &str, range: TextRange) -> Place {
        Place::new(self.id(path), range)
    }

    /// The files, for looking further.
    pub fn files(&self) -> &'a dyn Files {
        self.files
    }

    pub(crate) fn into_named(self) -> Vec<InputFile> {
        self.named.into_inner()
    }
}

/// Whether a file is one that findings point at without it being a configuration.
pub(crate) fn is_neighbour(id: FileId) -> bool {
    (FIRST_ID..FIRST_ID + 0x1000_0000).contains(&id.0)
}
