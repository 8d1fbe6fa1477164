//! Which file counts at which level.

use super::level::{APP_HOST, Contribution, LevelId, MACHINE, Override};
use super::{Server, ServerInput, Stock};
use crate::bound::Bound;
use crate::items::Items;
use crate::problem::{FolderProblem, Problem, ProblemKind};
use crate::sites::{Pool, Site, VirtualDirectory};
use crate::{ConfigFile, FileKind, FileTable};
use foldhash::{HashMap, HashMapExt};
use std::sync::{Arc, OnceLock, RwLock};
use webconfig_files::{FileProblem, Files, ends_with, is_project_file, is_same_name};
use webconfig_schema::Schema;
use webconfig_text::FileId;

/// A file for a level.
type Placement = (LevelId, FileId);

impl<'s> Server<'s> {
    /// MACHINE, WEBROOT and APPHOST.
    pub(super) fn bottom(input: ServerInput<'s>, table: FileTable, files: &dyn Files) -> Self {
        let stock = Stock::of(input.profile);
        let nothing_given =
            input.machine.is_none() && input.root_web.is_none() && input.application_host.is_none();
        if nothing_given && std::ptr::eq(input.schema, &raw const **Schema::builtin()) {
            let base = stock.server();
            let mut server = Self::empty(input, table, Some(base), Vec::new());
            // Places for the levels of the stock server; only what hangs below them is ours.
            server.levels.resize_with(APP_HOST.0 + 1, Default::default);
            return server;
        }
        Self::of_files(input, table, stock.files().to_vec(), files)
    }

    /// A server on files of its own, stock ones where none is given.
    pub(super) fn of_files(
        input: ServerInput<'s>,
        table: FileTable,
        stand_ins: Vec<ConfigFile>,
        files: &dyn Files,
    ) -> Self {
        let given = [input.machine, input.root_web, input.application_host];
        let mut server = Self::empty(input, table, None, stand_ins);
        // All three levels first: a location in a file above may name a site.
        let machine = server.push_level(None, String::new());
        let web_root = server.push_level(Some(machine), String::new());
        let application_host = server.push_level(Some(web_root), String::new());
        for (at, level) in [machine, web_root, application_host].into_iter().enumerate() {
            let stand_in = server.stand_ins.get(at).map(|f| f.id);
            if let Some(id) = given.get(at).copied().flatten().or(stand_in) {
                server.put(id, level, files);
            }
        }
        server
    }

    fn empty(
        input: ServerInput<'s>,
        table: FileTable,
        base: Option<&'static Server<'static>>,
        stand_ins: Vec<ConfigFile>,
    ) -> Self {
        Self {
            schema: input.schema,
            target: input.target,
            base,
            stand_ins,
            table,
            levels: Vec::new(),
            bounds: HashMap::new(),
            level_of: HashMap::new(),
            set_at_levels: HashMap::new(),
            path_map: input.path_map,
            sites: Vec::new(),
            pools: Vec::new(),
            pool_items: Items::default(),
            place_problems: Vec::new(),
            memo: RwLock::default(),
            stock_sections: OnceLock::new(),
            opened: OnceLock::new(),
            has_application_host: input.application_host.is_some(),
            knows_framework: input.machine.is_some() && input.root_web.is_some(),
        }
    }

    /// Puts files on their levels, those of higher levels first: what they declare and lock counts below.
    pub(super) fn put_all(&mut self, mut placements: Vec<Placement>, files: &dyn Files) {
        placements.sort_by_key(|(level, _)| self.depth_of(*level));
        for (level, id) in placements {
            self.put(id, level, files);
        }
    }

    /// Binds a file and enters what it sets at its level and below.
    fn put(&mut self, id: FileId, level: LevelId, files: &dyn Files) {
        let declared = self.declarations(level);
        let stock = self.stock_bound(id, level, &declared);
        let above = stock.as_ref().map_or(declared, |stock| stock.declarations.clone());
        let Some(file) = self.file(id) else { return };
        if !Bound::applies_to(file.kind) {
            return;
        }
        let mut bound = Bound::new(file, &above);
        if let Some(stock) = stock {
            self.stand_in(&stock, &mut bound, level);
        }
        self.include(&mut bound, files);
        self.level_of.entry(id).or_default().push(level);
        if let Some(l) = self.levels.get_mut(level.0) {
            l.files.push(id);
        }
        // A path in a file above the server's names sites, as one in applicationHost.config does.
        let from = level.max(APP_HOST);
        let targets: Vec<Option<LevelId>> = bound
            .locations
            .iter()
            .map(|l| match () {
                () if !l.matches => None,
                () if l.path.is_empty() => Some(level),
                () => Some(self.descend_location(from, &l.path)),
            })
            .collect();
        for section in &bound.sections {
            let location = section.location.and_then(|i| bound.locations.get(i));
            let target = section.location.map_or(Some(level), |i| targets.get(i).copied().flatten());
            let Some(target) = target else { continue };
            let Some(l) = self.levels.get_mut(target.0) else { continue };
            if let Some(location) = location
                && let Some(mode) = location.mode
            {
                let word = Override { mode, by: id, by_level: level, location: location.element };
                l.overrides.entry(section.path.clone()).or_default().push(word);
            }
            let contributions = l.sections.entry(section.path.clone()).or_default();
            if contributions.is_empty() {
                *self.set_at_levels.entry(section.path.clone()).or_default() += 1;
            }
            contributions.push(Contribution {
                owner: id,
                owner_level: level,
                element: section.element,
                location: location.map(|l| l.element),
                content: section.content,
                inherits: location.is_none_or(|l| l.inherits),
            });
        }
        // A file that counts at several levels is bound anew for each; what is wrong with it is told once.
        self.bounds.entry(id).or_insert(bound);
    }

    /// A location path that is very deep counts as far as anybody could ask for it.
    fn descend_location(&mut self, level: LevelId, path: &str) -> LevelId {
        const DEEPEST: usize = 64;
        let end = path.match_indices('/').nth(DEEPEST).map_or(path.len(), |(at, _)| at);
        self.descend(level, path.get(..end).unwrap_or(path))
    }

    /// Levels for sites, applications and virtual directories, as `applicationHost.config` has them.
    pub(super) fn place_sites(&mut self) {
        if self.base.is_some() {
            return;
        }
        if let Some(pools) = self.effective(APP_HOST, "system.applicationHost/applicationPools") {
            self.pools = Pool::all(&pools);
            self.pool_items = pools.items.clone();
        }
        let Some(section) = self.effective(APP_HOST, "system.applicationHost/sites") else { return };
        let sites = Site::all(&section);
        for (index, site) in sites.iter().enumerate() {
            let level = self.child_level(APP_HOST, &site.name);
            self.enter(level, index, None);
            for application in &site.applications {
                let at = self.descend(level, &application.path);
                self.enter(at, index, None);
                if let Some(l) = self.levels.get_mut(at.0) {
                    l.is_application = true;
                }
                let overrides =
                    self.pool(&application.pool).is_none_or(|p| p.flag(&[], "enableConfigurationOverride"));
                for directory in &application.virtual_directories {
                    let place = self.descend(at, &directory.path);
                    self.enter(place, index, Some((directory, overrides)));
                }
            }
            if let Some(l) = self.levels.get_mut(level.0) {
                l.is_application = true;
            }
        }
        self.sites = sites;
        self.settle_applications();
    }

    fn enter(&mut self, level: LevelId, site: usize, directory: Option<(&VirtualDirectory<'s>, bool)>) {
        let folder = directory.and_then(|(d, _)| self.path_map.local(&d.physical_path));
        if let Some((directory, overrides)) = directory
            && let Some(l) = self.levels.get_mut(level.0)
        {
            l.folder = folder;
            l.is_virtual_directory = true;
            l.files_count = overrides;
            l.files_below_count = overrides && directory.allows_sub_folder_config;
        }
        // Levels between the site and this one may have come into being on the way.
        let mut at = Some(level);
        while let Some(l) = at.filter(|a| *a > APP_HOST).and_then(|a| self.levels.get_mut(a.0)) {
            if l.site.is_some() {
                break;
            }
            l.site = Some(site);
            at = l.parent;
        }
    }

    /// The application of each level and the site, now that all are known. A parent stands before its children.
    fn settle_applications(&mut self) {
        for index in APP_HOST.0 + 1..self.levels.len() {
            let Some(level) = self.levels.get(index) else { continue };
            let above = level.parent.and_then(|p| self.level(p));
            let application = if level.is_application {
                LevelId(index)
            } else {
                above.map_or(LevelId(index), |p| p.application)
            };
            let site = level.site.or_else(|| above.and_then(|p| p.site));
            if let Some(l) = self.levels.get_mut(index) {
                (l.application, l.site) = (application, site);
            }
        }
    }

    /// The `web.config` files of virtual directories; with `only`, of those at or above that level.
    pub(super) fn site_roots(&mut self, files: &dyn Files, only: Option<LevelId>) -> Vec<Placement> {
        let wanted: Option<Vec<LevelId>> = only.map(|level| self.chain(level).collect());
        let mut roots = Vec::new();
        for index in 0..self.sites.len() {
            let Some(site) = self.sites.get(index) else { continue };
            let Some(top) = self.child_of(APP_HOST, &site.name) else { continue };
            if wanted.as_ref().is_some_and(|w| !w.contains(&top)) {
                continue;
            }
            let directories: Vec<(String, VirtualDirectory<'s>)> = site
                .applications
                .iter()
                .flat_map(|a| {
                    a.virtual_directories.iter().map(|d| (format!("{}/{}", a.path, d.path), d.clone()))
                })
                .collect();
            for (path, directory) in directories {
                let level = self.descend(top, &path);
                if wanted.as_ref().is_none_or(|w| w.contains(&level)) {
                    roots.extend(self.root_of(level, &directory, files));
                }
            }
        }
        roots
    }

    /// The `web.config` in a virtual directory's folder, if it has one and it may count.
    fn root_of(
        &mut self,
        level: LevelId,
        directory: &VirtualDirectory<'s>,
        files: &dyn Files,
    ) -> Option<Placement> {
        if !self.level(level)?.files_count {
            return None;
        }
        if is_illegal(&directory.physical_path) {
            self.unreadable(level, directory, FolderProblem::IllegalPath);
            return None;
        }
        let written = self.path_map.local(&directory.physical_path)?;
        let folder = webconfig_files::stored(files, &written).unwrap_or(written);
        if let Some(l) = self.levels.get_mut(level.0) {
            l.folder = Some(folder.clone());
        }
        if let Some(path) = find_config(files, &folder) {
            match self.table.load(files, &path, Some(FileKind::WebConfig), true) {
                Ok(id) => return Some((level, id)),
                Err(FileProblem::Missing | FileProblem::TooLarge) => {}
                Err(FileProblem::Unreadable(reason)) => {
                    self.unreadable(level, directory, FolderProblem::FileUnreadable(reason.into()));
                }
            }
        } else if files.is_file(&folder) {
            self.unreadable(level, directory, FolderProblem::NotAFolder);
        } else if !files.is_folder(&folder) {
            self.unreadable(level, directory, FolderProblem::Missing);
        }
        None
    }

    fn unreadable(&mut self, level: LevelId, directory: &VirtualDirectory<'s>, reason: FolderProblem) {
        let element = &directory.item.element;
        let Some(written) =
            element.setting("physicalPath").map(|s| s.origin).or_else(|| element.last_written())
        else {
            return;
        };
        let local = self.path_map.local(&directory.physical_path);
        let path = local.unwrap_or_else(|| directory.physical_path.replace('\\', "/"));
        let config = self.table.name(&format!("{path}/web.config"));
        let problem = Problem {
            kind: ProblemKind::UnreadableFolder {
                path: directory.physical_path.as_str().into(),
                reason,
                config,
            },
            file: written.file,
            element: written.element,
            attribute: written.attribute,
            section: "system.applicationHost/sites".into(),
            related: None,
        };
        self.place_problems.push((level, Arc::new(problem)));
    }

    /// Files of sub-folders between virtual directories and one level.
    pub(super) fn folders_on_the_way(&mut self, level: LevelId, files: &dyn Files) -> Vec<Placement> {
        let mut way: Vec<LevelId> = self.chain(level).filter(|l| *l > APP_HOST).collect();
        way.reverse();
        let mut folder: Option<(String, bool)> = None;
        let mut found = Vec::new();
        for at in way {
            let Some(l) = self.level(at) else { continue };
            if l.is_virtual_directory {
                folder = l.folder.clone().map(|f| (f, l.files_below_count));
                continue;
            }
            let Some((above, counts)) = &folder else { continue };
            let Some(below) = find_folder(files, above, &l.name) else {
                // Not a folder: a file, or a URL that exists at run time only.
                folder = None;
                continue;
            };
            if *counts
                && let Some(path) = find_config(files, &below)
                && let Ok(id) = self.table.load(files, &path, Some(FileKind::WebConfig), true)
            {
                found.push((at, id));
            }
            folder = Some((below, *counts));
        }
        found
    }

    /// Files that a walk found: below a site's folder at that URL, else as roots of their own that inherit from
    /// each other by folder.
    pub(super) fn found(&mut self, found: &[FileId], files: &dyn Files) -> Vec<Placement> {
        let mut by_folder: HashMap<String, Vec<LevelId>> = HashMap::new();
        for (id, level) in self.levels() {
            if let Some(folder) = &level.folder {
                by_folder.entry(webconfig_files::join("", folder).to_lowercase()).or_default().push(id);
            }
        }
        let mut placements = Vec::new();
        let mut loose: Vec<(FileId, String)> = Vec::new();
        for id in found {
            let Some(file) = self.table.get(*id) else { continue };
            let folder = webconfig_files::join("", webconfig_files::parent(&file.path));
            let kind = file.kind;
            if kind != FileKind::WebConfig {
                let above = (kind == FileKind::AppConfig).then_some(MACHINE);
                let root = self.push_level(above, String::new());
                placements.push((root, *id));
                continue;
            }
            let mut is_reached = false;
            for (above, below) in ways_into(&folder).take_while(|_| !by_folder.is_empty()) {
                let levels = by_folder.get(&above.to_lowercase()).cloned().unwrap_or_default();
                is_reached |= !levels.is_empty();
                // The file of a virtual directory's own folder is there already.
                if below.is_empty() {
                    continue;
                }
                for level in levels {
                    placements.extend(self.below(level, below).map(|at| (at, *id)));
                }
            }
            if !is_reached {
                loose.push((*id, folder));
            }
        }
        placements.extend(self.loose(loose, files));
        placements
    }

    /// The level of a sub-folder, unless its URL leads elsewhere or files in it do not count.
    fn below(&mut self, level: LevelId, path: &str) -> Option<LevelId> {
        if !self.level(level)?.files_below_count {
            return None;
        }
        let mut at = level;
        for segment in path.split('/') {
            at = self.child_level(at, segment);
            if self.level(at).is_some_and(|l| l.is_virtual_directory) {
                return None;
            }
        }
        Some(at)
    }

    /// Files that no site reaches: each inherits from the nearest folder above that has one, unless a project or a
    /// published application of its own begins there.
    fn loose(&mut self, mut loose: Vec<(FileId, String)>, files: &dyn Files) -> Vec<Placement> {
        // Of several in one folder those below inherit from `web.config`.
        let is_other = |id: FileId| {
            self.table.get(id).is_some_and(|f| !is_same_name(webconfig_files::name(&f.path), "web.config"))
        };
        loose.sort_by(|a, b| (a.1.len(), &a.1, is_other(a.0)).cmp(&(b.1.len(), &b.1, is_other(b.0))));
        let mut roots: HashMap<String, LevelId> = HashMap::new();
        let mut placements = Vec::new();
        for (id, folder) in loose {
            let parent = ways_into(&folder)
                .filter(|(_, below)| !below.is_empty())
                .find_map(|(above, below)| Some((*roots.get(above)?, below)));
            let level = match parent {
                Some((at, below)) if !is_own_root(files, &folder) => self.descend(at, below),
                _ => {
                    let made = self.push_level(Some(APP_HOST), String::new());
                    if let Some(l) = self.levels.get_mut(made.0) {
                        (l.is_application, l.application) = (true, made);
                    }
                    made
                }
            };
            if let Some(l) = self.levels.get_mut(level.0) {
                l.folder.get_or_insert_with(|| folder.clone());
            }
            roots.entry(folder).or_insert(level);
            placements.push((level, id));
        }
        placements
    }
}

/// A folder and those above it, each with the rest of the path below it; the folder itself first.
fn ways_into(folder: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut end = Some(folder.len());
    std::iter::from_fn(move || {
        let at = end?;
        let above = folder.get(..at)?;
        let below = folder.get(at..)?.trim_start_matches('/');
        end = match above.rfind('/') {
            Some(0) if at > 1 => Some(1),
            Some(0) => None,
            Some(slash) => Some(slash),
            None if above.is_empty() => None,
            None => Some(0),
        };
        Some((above, below))
    })
}

/// Characters that no Windows path holds.
fn is_illegal(path: &str) -> bool {
    path.contains(['*', '?', '<', '>', '|', '"'])
}

/// The path of the `web.config` in a folder, in whatever letter case it has.
fn find_config(files: &dyn Files, folder: &str) -> Option<String> {
    let exact = webconfig_files::join(folder, "web.config");
    if files.is_file(&exact) {
        return Some(exact);
    }
    let entries = files.entries(folder)?;
    let entry = entries.iter().find(|e| !e.is_folder && e.name.eq_ignore_ascii_case("web.config"))?;
    Some(webconfig_files::join(folder, &entry.name))
}

/// A sub-folder, in whatever letter case it has.
fn find_folder(files: &dyn Files, folder: &str, name: &str) -> Option<String> {
    // A URL has been resolved before it is mapped; what is left of such segments names no folder.
    if name == ".." || name.contains([':', '/', '\\']) {
        return None;
    }
    let exact = webconfig_files::join(folder, name);
    if files.is_folder(&exact) {
        return Some(exact);
    }
    let entries = files.entries(folder)?;
    let entry = entries.iter().find(|e| e.is_folder && is_same_name(&e.name, name))?;
    Some(webconfig_files::join(folder, &entry.name))
}

/// A folder with a project file or a published application is nobody's sub-folder.
fn is_own_root(files: &dyn Files, folder: &str) -> bool {
    files.entries(folder).is_some_and(|entries| {
        let is_root = |n: &str| is_project_file(n) || ends_with(n, ".runtimeconfig.json");
        entries.iter().any(|e| !e.is_folder && is_root(&e.name))
    })
}
