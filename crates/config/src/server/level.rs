//! One level of the configuration path and what files set there.

use super::Server;
use crate::bound::OverrideMode;
use foldhash::HashMap;
use std::fmt;
use std::sync::Arc;
use webconfig_files::is_same_name;
use webconfig_syntax::ElementId;
use webconfig_text::FileId;

/// Index of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LevelId(pub(crate) usize);

/// MACHINE, WEBROOT and APPHOST.
pub(crate) const MACHINE: LevelId = LevelId(0);
pub(crate) const WEB_ROOT: LevelId = LevelId(1);
pub(crate) const APP_HOST: LevelId = LevelId(2);

/// A section as one file sets it for one level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Contribution {
    /// The file whose locks and level count.
    pub(crate) owner: FileId,
    /// The level of that file: at or above the one that it contributes to.
    pub(crate) owner_level: LevelId,
    /// The section element in it.
    pub(crate) element: ElementId,
    /// The `location` around it.
    pub(crate) location: Option<ElementId>,
    /// The content: elsewhere with `configSource`.
    pub(crate) content: (FileId, ElementId),
    /// Applies to applications below too.
    pub(crate) inherits: bool,
}

/// What a `location` says about overriding a section.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Override {
    pub(crate) mode: OverrideMode,
    pub(crate) by: FileId,
    pub(crate) by_level: LevelId,
    pub(crate) location: ElementId,
}

/// A level of the configuration path.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one fact of applicationHost.config about the level"
)]
pub struct Level {
    /// The level above.
    pub parent: Option<LevelId>,
    /// Its segment: site name, folder name.
    pub name: String,
    /// Whether an application begins here.
    pub is_application: bool,
    /// The level of the application it belongs to.
    pub application: LevelId,
    /// Index of the site in [`Server::sites`].
    pub site: Option<usize>,
    /// The local folder, where it is known.
    pub folder: Option<String>,
    /// The configuration files of this very level.
    pub files: Vec<FileId>,
    /// How many levels are above.
    pub(crate) depth: usize,
    /// A virtual directory begins here; its folder may be unknown.
    pub(crate) is_virtual_directory: bool,
    /// The pool does not switch `web.config` files off (`enableConfigurationOverride`).
    pub(crate) files_count: bool,
    /// Nor does the virtual directory those of its sub-folders (`allowSubDirConfig`).
    pub(crate) files_below_count: bool,
    pub(crate) children: HashMap<String, LevelId>,
    /// What files set here, by section, in order of application.
    pub(crate) sections: HashMap<Arc<str>, Vec<Contribution>>,
    /// Explicit override modes, by section.
    pub(crate) overrides: HashMap<Arc<str>, Vec<Override>>,
}

impl Default for LevelId {
    fn default() -> Self {
        MACHINE
    }
}

/// A configuration path that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathProblem {
    /// The path, such as `MACHINE/WEBROOT/APPHOST/Ghost`.
    pub path: String,
}

impl fmt::Display for PathProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unrecognized configuration path '{}'", self.path)
    }
}

impl std::error::Error for PathProblem {}

impl Server<'_> {
    pub(super) fn push_level(&mut self, parent: Option<LevelId>, name: String) -> LevelId {
        let id = LevelId(self.levels.len());
        let above = parent.and_then(|p| self.level(p));
        let level = Level {
            parent,
            name,
            application: above.map_or(id, |p| p.application),
            site: above.and_then(|p| p.site),
            depth: above.map_or(0, |p| p.depth + 1),
            ..Level::default()
        };
        self.levels.push(level);
        id
    }

    /// The level below `from` along a URL path; made where it is new.
    pub(super) fn descend(&mut self, from: LevelId, path: &str) -> LevelId {
        let mut at = from;
        for segment in path.split(['/', '\\']).filter(|s| !s.is_empty() && *s != ".") {
            at = self.child_level(at, segment);
        }
        at
    }

    pub(super) fn child_level(&mut self, at: LevelId, segment: &str) -> LevelId {
        let folded = segment.to_lowercase();
        if let Some(known) = self.levels.get(at.0).and_then(|l| l.children.get(&folded)) {
            return *known;
        }
        let made = self.push_level(Some(at), segment.to_owned());
        if let Some(level) = self.levels.get_mut(at.0) {
            level.children.insert(folded, made);
        }
        made
    }

    pub(super) fn child_of(&self, at: LevelId, segment: &str) -> Option<LevelId> {
        self.levels.get(at.0)?.children.get(&segment.to_lowercase()).copied()
    }

    /// The level of a site that can be asked for: it has its application `/`.
    pub(super) fn known_site(&self, name: &str) -> Result<LevelId, PathProblem> {
        let known = self.sites.iter().find(|s| is_same_name(&s.name, name));
        let has_root = known.is_some_and(|s| s.applications.iter().any(|a| a.path == "/"));
        match self.child_of(APP_HOST, name) {
            Some(level) if has_root => Ok(level),
            _ => Err(PathProblem { path: format!("MACHINE/WEBROOT/APPHOST/{name}") }),
        }
    }

    pub(crate) fn contributions(&self, level: LevelId, section: &str) -> &[Contribution] {
        self.level(level).and_then(|l| l.sections.get(section)).map_or(&[], |c| c)
    }

    /// How many levels are above a level.
    pub(crate) fn depth_of(&self, level: LevelId) -> usize {
        self.level(level).map_or(0, |l| l.depth)
    }

    /// The word about overriding that is written for a section at this very level; the nearest file's counts.
    pub(crate) fn written_mode(&self, level: LevelId, section: &str) -> Option<OverrideMode> {
        self.level(level)?.overrides.get(section)?.last().map(|word| word.mode)
    }
}
