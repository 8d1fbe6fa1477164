//! A publish folder: the applications in it, its `web.config`, and how that starts one of them.

use crate::rules::core_module::command_line::{Argument, arguments, is_dotnet};
use crate::surroundings::{Places, Surrounding};
use crate::{ContextKind, InputFile};
use std::borrow::Cow;
use std::sync::Arc;
use webconfig_config::is_placeholder;
use webconfig_diagnostics::Place;
use webconfig_files::{Entry, join};
use webconfig_project::{PublishFolder, PublishedApplication};
use webconfig_syntax::{Attribute, Element};

/// A folder that a publish left.
#[derive(Debug)]
pub struct PublishedView<'a> {
    /// Its path, and the project that was named for it.
    pub surrounding: &'a Surrounding,
    /// Its files and folders.
    pub entries: Arc<[Entry]>,
    /// Its applications, known by `*.runtimeconfig.json` or `*.deps.json`.
    pub applications: Vec<PublishedApplication>,
    /// Places in its files.
    pub places: &'a Places<'a>,
}

/// The program that `web.config` names, as far as it must lie in the folder.
#[derive(Clone, Debug)]
pub enum Program<'a> {
    /// `dotnet` with a library.
    Library {
        /// Its path below the folder, with `/`.
        path: String,
        /// The attribute that names it.
        attribute: Attribute<'a>,
        /// Where in its value.
        span: (usize, usize),
    },
    /// An executable.
    Executable {
        /// Its path below the folder, with `/`.
        path: String,
        /// The attribute that names it.
        attribute: Attribute<'a>,
    },
}

impl Program<'_> {
    /// Its path below the folder.
    pub fn path(&self) -> &str {
        let (Program::Library { path, .. } | Program::Executable { path, .. }) = self;
        path
    }

    /// Its name without folder and extension.
    pub fn stem(&self) -> &str {
        let name = webconfig_files::name(self.path());
        name.rfind('.').and_then(|at| name.get(..at)).unwrap_or(name)
    }
}

impl<'a> PublishedView<'a> {
    pub(crate) fn new(surrounding: &'a Surrounding, places: &'a Places<'a>) -> Self {
        let folder = PublishFolder::read(places.files(), &surrounding.path);
        let entries = places.files().entries(&surrounding.path).unwrap_or_default();
        let applications = folder.map(|f| f.applications).unwrap_or_default();
        Self { surrounding, entries, applications, places }
    }

    /// Where it lives.
    pub fn context(&self) -> ContextKind {
        self.surrounding.context
    }

    /// The file of that name at the folder's root, ignoring case.
    pub fn file(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| !e.is_folder && e.name.eq_ignore_ascii_case(name))
    }

    /// Its files at the root.
    pub fn files(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|e| !e.is_folder)
    }

    /// The size in bytes of a file at the root; 0 of one that is not there.
    pub fn size(&self, name: &str) -> u64 {
        self.places.files().attributes(&self.path(name)).map_or(0, |a| a.size)
    }

    /// The path of something below it.
    pub fn path(&self, below: &str) -> String {
        join(&self.surrounding.path, below)
    }

    /// A file or folder below it as a whole.
    pub fn whole(&self, below: &str) -> Place {
        self.places.whole(&self.path(below))
    }

    /// The decoded text of a file below it.
    pub fn text(&self, below: &str) -> Option<webconfig_text::SourceText> {
        self.places.files().text(&self.path(below)).ok()
    }

    /// Its `web.config`, as one of the files under test.
    pub fn web_config(&self) -> Option<&'a InputFile> {
        let entry = self.file("web.config")?;
        self.places.input(&self.path(&entry.name))
    }

    /// The module's section in its `web.config`, outside of narrow locations.
    pub fn module(&self) -> Option<(&'a InputFile, Element<'a>)> {
        let file = self.web_config()?;
        Some((file, module_of(file)?))
    }

    /// The value of an attribute of the module's section; empty for none.
    pub fn setting(&self, name: &str) -> Cow<'a, str> {
        self.module().and_then(|(_, element)| element.value(name)).unwrap_or_default()
    }

    /// Whether the module keeps the application in the worker process.
    pub fn is_in_process(&self) -> bool {
        self.setting("hostingModel").eq_ignore_ascii_case("inprocess")
    }

    /// The program that `web.config` starts; `None` where nobody can tell from the folder.
    pub fn program(&self) -> Option<Program<'a>> {
        let (_, element) = self.module()?;
        let process = element.attribute("processPath").filter(|a| a.is_complete())?;
        let path = process.value();
        if is_dotnet(path.trim()) {
            let attribute = element.attribute("arguments").filter(|a| a.is_complete())?;
            let value = attribute.value();
            let line = arguments(&value);
            let library = line.iter().find(|a| a.is_dll())?;
            let Argument { start, end, .. } = *library;
            let path = below(&library.text)?;
            return Some(Program::Library { path, attribute, span: (start, end) });
        }
        let path = below(path.trim())?;
        let is_program = path.to_ascii_lowercase().ends_with(".exe");
        is_program.then_some(Program::Executable { path, attribute: process })
    }

    /// The application that `web.config` starts.
    pub fn started(&self) -> Option<&PublishedApplication> {
        let program = self.program()?;
        self.applications.iter().find(|a| a.name.eq_ignore_ascii_case(program.stem()))
    }

    /// Whether something is there, exactly so or but for letter case.
    pub fn has(&self, below: &str) -> Presence {
        let path = self.path(below);
        let (folder, name) = (webconfig_files::parent(&path), webconfig_files::name(&path));
        let entries = self.places.files().entries(folder).unwrap_or_default();
        let mut near = Presence::Missing;
        for entry in entries.iter().filter(|e| !e.is_folder) {
            if entry.name == name {
                return Presence::Exact;
            }
            if entry.name.eq_ignore_ascii_case(name) {
                near = Presence::OtherCase(entry.name.clone());
            }
        }
        near
    }

    /// Whether it holds any file of an application at all.
    pub fn holds_programs(&self) -> bool {
        !self.applications.is_empty()
            || self.files().any(|e| {
                let lower = e.name.to_ascii_lowercase();
                lower.rsplit_once('.').is_some_and(|(_, e)| matches!(e, "dll" | "exe"))
            })
    }

    /// Whether a published program of that name is one of the .NET Framework.
    pub fn is_net_framework(&self, name: &str) -> bool {
        self.file(&format!("{name}.exe.config")).is_some()
            && self.file(&format!("{name}.runtimeconfig.json")).is_none()
            && self.file(&format!("{name}.deps.json")).is_none()
    }
}

/// Whether a file is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Under exactly this name.
    Exact,
    /// Under a name that Windows takes for the same.
    OtherCase(String),
    /// Not at all.
    Missing,
}

/// A path that leads below the folder itself; absolute ones, variables and stand-ins are nobody's to judge.
fn below(path: &str) -> Option<String> {
    let is_open =
        path.contains('%') || path.contains(':') || path.starts_with(['/', '\\']) || is_placeholder(path);
    if is_open || path.is_empty() {
        return None;
    }
    let joined = join("", path);
    (!joined.starts_with("..")).then_some(joined)
}

/// The module's section of a file that counts for the whole application.
pub(crate) fn module_of(file: &InputFile) -> Option<Element<'_>> {
    let root = file.file.document.root()?;
    let direct = root.child("system.webServer").and_then(|s| s.child("aspNetCore"));
    direct.or_else(|| {
        let wide = root.child_elements().filter(|e| {
            e.local_name() == "location" && e.value("path").is_none_or(|p| matches!(p.trim(), "" | "."))
        });
        wide.filter_map(|l| l.child("system.webServer")).find_map(|s| s.child("aspNetCore"))
    })
}
