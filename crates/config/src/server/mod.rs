//! Files on the levels of a configuration path, and what is effective at each.
//!
//! - [`placement`]: which file counts at which level; `include`: what `configSource` brings in; `excerpt`: files that
//!   declare nothing.
//! - [`effective`]: a section as it counts at a level; [`stock`]: our own files below everything, computed once.
//! - [`check`]: everything that IIS would refuse; [`refusal`]: the one thing it would refuse first.

mod check;
mod effective;
mod excerpt;
mod include;
mod level;
mod placement;
mod refusal;
mod stock;

pub(crate) use check::SectionLock;
pub use level::{Level, LevelId, PathProblem};
pub use refusal::Refusal;
pub use stock::Stock;

use crate::bound::Bound;
use crate::declarations::Declarations;
use crate::effective::Origin;
use crate::items::Items;
use crate::problem::Problem;
use crate::sites::{Pool, Site};
use crate::stock_part::Shared;
use crate::{ConfigFile, FileTable};
use effective::{Memo, StockSections};
use foldhash::HashMap;
use level::{APP_HOST, MACHINE, WEB_ROOT};
use std::sync::{Arc, OnceLock, RwLock};
use webconfig_files::{Files, PathMap};
use webconfig_schema::{Release, Schema};
use webconfig_syntax::Element;
use webconfig_text::FileId;

/// What a server is made of.
#[derive(Debug)]
pub struct ServerInput<'a> {
    /// What may be written.
    pub schema: &'a Schema,
    /// The version of IIS that is meant.
    pub target: Release,
    /// `machine.config`, else the stock one.
    pub machine: Option<FileId>,
    /// Root `web.config`, else the stock one.
    pub root_web: Option<FileId>,
    /// `applicationHost.config`, else the stock profile.
    pub application_host: Option<FileId>,
    /// Name of the stock profile.
    pub profile: Option<&'a str>,
    /// Server paths to local paths.
    pub path_map: PathMap,
    /// `web.config` files that were found, in path order.
    pub web_configs: Vec<FileId>,
}

impl<'a> ServerInput<'a> {
    /// The stock server, with no file given.
    pub fn new(schema: &'a Schema, target: Release) -> Self {
        Self {
            schema,
            target,
            machine: None,
            root_web: None,
            application_host: None,
            profile: None,
            path_map: PathMap::new(),
            web_configs: Vec::new(),
        }
    }
}

/// Configuration files on their levels.
#[derive(Debug)]
pub struct Server<'s> {
    schema: &'s Schema,
    target: Release,
    /// The stock server that stands for the first three levels, when none of their files was given.
    base: Option<&'static Server<'static>>,
    /// Stock files that stand for single files that were not given.
    stand_ins: Vec<ConfigFile>,
    table: FileTable,
    levels: Vec<Level>,
    bounds: HashMap<FileId, Bound>,
    level_of: HashMap<FileId, Vec<LevelId>>,
    /// At how many levels a section is set.
    set_at_levels: HashMap<Arc<str>, usize>,
    path_map: PathMap,
    sites: Vec<Site<'s>>,
    pools: Vec<Pool<'s>>,
    /// The items that the pools are made of, in the same order.
    pool_items: Items<'s>,
    /// Folders that cannot be read, by level.
    place_problems: Vec<(LevelId, Arc<Problem>)>,
    memo: RwLock<Memo<'s>>,
    /// Filled for the stock server alone.
    stock_sections: OnceLock<StockSections<'s>>,
    opened: OnceLock<check::Opened>,
    has_application_host: bool,
    /// `machine.config` and root `web.config` were given.
    knows_framework: bool,
}

impl<'s> Server<'s> {
    /// Puts the files of `input` on their levels. Further files (`web.config` of sites, `configSource` targets) are
    /// read through `files`, each once.
    pub fn new(input: ServerInput<'s>, table: FileTable, files: &dyn Files) -> Self {
        let web_configs = input.web_configs.clone();
        let mut server = Self::bottom(input, table, files);
        server.place_sites();
        let mut placements = server.site_roots(files, None);
        placements.extend(server.found(&web_configs, files));
        server.put_all(placements, files);
        server
    }

    /// The same for one path of one site: of all `web.config` files only those on the way there are read.
    /// With `stop_at_apphost` none is.
    pub fn for_path(
        input: ServerInput<'s>,
        table: FileTable,
        files: &dyn Files,
        path: Option<(&str, &str)>,
        stop_at_apphost: bool,
    ) -> (Self, Result<LevelId, PathProblem>) {
        let mut server = Self::bottom(input, table, files);
        server.place_sites();
        let level = match path {
            None => Ok(APP_HOST),
            Some((site, path)) => server.known_site(site).map(|site| server.descend(site, path)),
        };
        if let Ok(level) = level
            && !stop_at_apphost
        {
            let mut placements = server.site_roots(files, Some(level));
            placements.extend(server.folders_on_the_way(level, files));
            server.put_all(placements, files);
        }
        (server, level)
    }

    /// A level.
    pub fn level(&self, id: LevelId) -> Option<&Level> {
        match self.base {
            Some(base) if id <= APP_HOST => base.level(id),
            _ => self.levels.get(id.0),
        }
    }

    /// All levels.
    pub fn levels(&self) -> impl Iterator<Item = (LevelId, &Level)> {
        (0..self.levels.len()).map(LevelId).filter_map(|id| Some((id, self.level(id)?)))
    }

    /// The levels at which files that were given set something; those of the stock server are left out.
    pub fn given_levels(&self) -> impl Iterator<Item = (LevelId, &Level)> {
        let first = if self.base.is_some() { APP_HOST.0 + 1 } else { 0 };
        self.levels().skip(first)
    }

    /// The server level.
    pub const fn application_host_level(&self) -> LevelId {
        APP_HOST
    }

    /// The level and those above it, nearest first.
    pub fn chain(&self, level: LevelId) -> impl Iterator<Item = LevelId> + use<'_, 's> {
        std::iter::successors(Some(level), |l| self.level(*l).and_then(|x| x.parent))
    }

    /// The level of a site's URL path, if anything is set there or above; the deepest known one on the way.
    pub fn find_level(&self, site: &str, path: &str) -> Option<LevelId> {
        let mut at = self.child_of(APP_HOST, site)?;
        for segment in path.split(['/', '\\']).filter(|s| !s.is_empty()) {
            match self.child_of(at, segment) {
                Some(next) => at = next,
                None => break,
            }
        }
        Some(at)
    }

    /// Site name and URL path of a level; empty for the server level.
    pub fn path_of(&self, id: LevelId) -> (String, String) {
        let mut names: Vec<&str> = self
            .chain(id)
            .take_while(|l| *l != APP_HOST && *l != WEB_ROOT && *l != MACHINE)
            .filter_map(|l| self.level(l))
            .map(|l| l.name.as_str())
            .collect();
        let site = names.pop().unwrap_or("").to_owned();
        names.reverse();
        (site, format!("/{}", names.join("/")))
    }

    /// The configuration path of a level, such as `MACHINE/WEBROOT/APPHOST/Shop/api`.
    pub fn configuration_path(&self, id: LevelId) -> String {
        let mut names: Vec<&str> = self
            .chain(id)
            .filter_map(|l| self.level(l).map(|level| (l, level)))
            .map(|(l, level)| match l {
                MACHINE => "MACHINE",
                WEB_ROOT => "WEBROOT",
                APP_HOST => "APPHOST",
                _ => level.name.as_str(),
            })
            .collect();
        names.reverse();
        names.join("/")
    }

    /// The sites of the given `applicationHost.config`.
    pub fn sites(&self) -> &[Site<'s>] {
        &self.sites
    }

    /// The pools.
    pub fn pools(&self) -> &[Pool<'s>] {
        &self.pools
    }

    /// The pool of that name.
    pub fn pool(&self, name: &str) -> Option<&Pool<'s>> {
        self.pools.get(self.pool_items.named(name)?)
    }

    /// Whether an `applicationHost.config` was given (else a stock profile stands in).
    pub const fn has_application_host(&self) -> bool {
        self.has_application_host
    }

    /// The schema.
    pub const fn schema(&self) -> &'s Schema {
        self.schema
    }

    /// The version of IIS that is meant.
    pub const fn target(&self) -> Release {
        self.target
    }

    /// The files.
    pub const fn table(&self) -> &FileTable {
        &self.table
    }

    /// Server paths to local paths.
    pub const fn path_map(&self) -> &PathMap {
        &self.path_map
    }

    /// A file, stock ones included.
    pub fn file(&self, id: FileId) -> Option<&ConfigFile> {
        self.table
            .get(id)
            .or_else(|| self.stand_ins.iter().find(|f| f.id == id))
            .or_else(|| self.base.and_then(|b| b.file(id)))
    }

    /// What was found in a file.
    pub fn bound(&self, id: FileId) -> Option<&Bound> {
        self.bounds.get(&id).or_else(|| self.base.and_then(|b| b.bound(id)))
    }

    /// The files that hold the content of a section of another file.
    pub fn included_files(&self) -> impl Iterator<Item = FileId> + '_ {
        let sections =
            self.bounds.values().flat_map(|b| b.sections.iter().map(move |s| (b.file, s.content.0)));
        sections.filter(|(owner, content)| owner != content).map(|(_, content)| content)
    }

    /// The levels at which a file counts.
    pub fn levels_of(&self, id: FileId) -> &[LevelId] {
        match self.level_of.get(&id) {
            Some(levels) => levels,
            None => self.base.map_or(&[], |b| b.levels_of(id)),
        }
    }

    /// The element of an origin.
    pub fn element(&self, origin: Origin) -> Option<Element<'_>> {
        self.file(origin.file)?.document.element(origin.element)
    }

    /// Whether an origin lies in a file that findings are wanted for.
    pub fn is_linted(&self, origin: Origin) -> bool {
        self.file(origin.file).is_some_and(|f| f.is_linted)
    }

    /// The declarations that hold at a level.
    pub fn declarations(&self, level: LevelId) -> Shared<'static, Declarations> {
        let of_stock = |file| Some(Shared::Stock(&*self.base?.bound(file)?.declarations));
        let of_file =
            |file| self.bounds.get(file).map(|b| b.declarations.clone()).or_else(|| of_stock(*file));
        let found = self.chain(level).filter_map(|l| self.level(l)?.files.last()).find_map(of_file);
        found.unwrap_or_else(|| Shared::new(Declarations::default()))
    }

    /// The sections that some file sets at this very level, sorted.
    pub fn sections_at(&self, level: LevelId) -> Vec<&str> {
        let mut paths: Vec<&str> =
            self.level(level).map(|l| l.sections.keys().map(|k| &**k).collect()).unwrap_or_default();
        paths.sort_unstable();
        paths
    }

    /// The elements that set a section at this very level, in order of application (of `configSource` content its
    /// root).
    pub fn set_at(&self, level: LevelId, section: &str) -> Vec<Origin> {
        self.contributions(level, section)
            .iter()
            .map(|c| Origin { file: c.content.0, element: c.content.1, attribute: None })
            .collect()
    }
}
