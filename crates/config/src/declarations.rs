//! Which sections and groups exist at a level, and what their declarations allow.

use crate::stock_part::Shared;
use foldhash::{HashMap, HashSet};
use std::sync::Arc;
use webconfig_syntax::ElementId;
use webconfig_text::FileId;

/// At which levels a section may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum AllowDefinition {
    /// Anywhere.
    #[default]
    Everywhere,
    /// `machine.config` only.
    MachineOnly,
    /// Down to the root `web.config`.
    MachineToWebRoot,
    /// Down to the root of an application.
    MachineToApplication,
    /// `applicationHost.config` only, for the whole server.
    AppHostOnly,
}

impl AllowDefinition {
    /// The value of that name, in any letter case.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "everywhere" => Self::Everywhere,
            "machineonly" => Self::MachineOnly,
            "machinetowebroot" | "machinetorootweb" => Self::MachineToWebRoot,
            "machinetoapplication" => Self::MachineToApplication,
            "apphostonly" => Self::AppHostOnly,
            _ => return None,
        })
    }

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::MachineOnly => "MachineOnly",
            Self::MachineToWebRoot => "MachineToWebRoot",
            Self::MachineToApplication => "MachineToApplication",
            Self::AppHostOnly => "AppHostOnly",
        }
    }
}

/// The declaration of a section.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// Full path of the section.
    pub path: Arc<str>,
    /// Where it may be set.
    pub allow_definition: AllowDefinition,
    /// Whether levels below the declaring one may set it.
    pub override_default: bool,
    /// Whether it may stand in `location`.
    pub allow_location: bool,
    /// Where it is declared.
    pub file: FileId,
    /// The `section` element.
    pub element: ElementId,
}

/// What a path is declared as.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Declared<'d> {
    /// A group, with its path.
    Group(&'d Arc<str>),
    /// A section.
    Section(&'d Declaration),
}

/// The declarations of one file on top of those above it.
#[derive(Debug, Default)]
pub struct Declarations {
    above: Option<Shared<'static, Declarations>>,
    sections: HashMap<Arc<str>, Declaration>,
    groups: HashSet<Arc<str>>,
    /// Lower-case path → path, for near misses in letter case.
    folded: HashMap<String, Arc<str>>,
}

impl Declarations {
    /// Declarations on top of `above`.
    pub fn on(above: Option<Shared<'static, Declarations>>) -> Self {
        Self { above, ..Self::default() }
    }

    /// Adds a section; gives the earlier declaration if there is one at this or a higher level.
    pub fn declare(&mut self, declaration: Declaration) -> Option<Declaration> {
        if let Some(earlier) = self.section(&declaration.path) {
            return Some(earlier.clone());
        }
        self.folded.insert(declaration.path.to_lowercase(), declaration.path.clone());
        self.sections.insert(declaration.path.clone(), declaration);
        None
    }

    /// Adds a group. Opening one again is fine.
    pub fn declare_group(&mut self, path: &str) {
        let shared: Arc<str> = path.into();
        if self.groups.insert(Arc::clone(&shared)) {
            self.folded.insert(path.to_lowercase(), shared);
        }
    }

    fn chain(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |d| d.above.as_deref())
    }

    /// The declaration of a section.
    pub fn section(&self, path: &str) -> Option<&Declaration> {
        self.chain().find_map(|d| d.sections.get(path))
    }

    /// Whether a group is declared.
    pub fn is_group(&self, path: &str) -> bool {
        self.chain().any(|d| d.groups.contains(path))
    }

    /// What a path is declared as. Of both a group counts.
    pub(crate) fn declared(&self, path: &str) -> Option<Declared<'_>> {
        let group = || self.chain().find_map(|d| d.groups.get(path)).map(Declared::Group);
        group().or_else(|| self.section(path).map(Declared::Section))
    }

    /// A declared section or group whose path differs from `path` only in letter case.
    pub fn differing_in_case(&self, path: &str) -> Option<&str> {
        let folded = path.to_lowercase();
        self.chain().find_map(|d| d.folded.get(&folded)).map(|p| &**p).filter(|p| *p != path)
    }

    /// Whether this file declares nothing.
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty() && self.groups.is_empty()
    }

    /// Declared sections whose last name equals `name` (without case), sorted.
    pub fn sections_named(&self, name: &str) -> Vec<String> {
        let mut found: Vec<String> = self
            .chain()
            .flat_map(|d| d.sections.keys())
            .filter(|p| p.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(name)))
            .map(ToString::to_string)
            .collect();
        found.sort();
        found
    }

    /// All declared section paths, sorted.
    pub fn paths(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.chain().flat_map(|d| d.sections.keys()).map(|p| &**p).collect();
        all.sort_unstable();
        all
    }

    /// All declared children of a group (`""` for the top level): last names of sections and groups, sorted.
    pub fn children(&self, group: &str) -> Vec<&str> {
        let prefix = if group.is_empty() { String::new() } else { format!("{group}/") };
        let mut names: Vec<&str> = self
            .chain()
            .flat_map(|d| d.sections.keys().chain(d.groups.iter()))
            .filter_map(|p| p.strip_prefix(prefix.as_str()))
            .map(|rest| rest.split('/').next().unwrap_or(rest))
            .filter(|n| !n.is_empty())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
