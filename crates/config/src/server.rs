//! Files on the levels of a configuration path, and what is effective at each.

use crate::bound::{Bound, OverrideMode, SectionUse};
use crate::declarations::{AllowDefinition, Declarations};
use crate::effective::{EffectiveElement, Origin};
use crate::merge::Merge;
use crate::problem::{Problem, ProblemKind};
use crate::sites::{Pool, Site};
use crate::validate::Validator;
use crate::{ConfigFile, FileKind, FileTable};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use webconfig_files::{Files, PathMap};
use webconfig_schema::{Release, Schema};
use webconfig_syntax::{Document, Element, ElementId};
use webconfig_text::{FileId, SourceText};

/// Index of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LevelId(pub(crate) usize);

/// MACHINE, WEBROOT and APPHOST.
const MACHINE: LevelId = LevelId(0);
const WEB_ROOT: LevelId = LevelId(1);
const APP_HOST: LevelId = LevelId(2);

/// A section as one file sets it for one level.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Contribution {
    /// The file whose level and locks count.
    owner: FileId,
    /// The section element in it.
    element: ElementId,
    /// The content: elsewhere with `configSource`.
    content: (FileId, ElementId),
    /// Applies to applications below too.
    inherits: bool,
}

/// A level of the configuration path.
#[derive(Debug)]
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
    children: HashMap<String, LevelId>,
    contributions: HashMap<Box<str>, Vec<Contribution>>,
    /// Explicit override modes by section: mode and the file that says so.
    overrides: HashMap<Box<str>, Vec<(OverrideMode, FileId)>>,
}

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

/// Our own files that stand in for those that were not given.
#[derive(Debug)]
pub struct Stock {
    files: Vec<ConfigFile>,
}

impl Stock {
    /// The stock files for a profile (`None`: every add-on that we know is installed), parsed once per process.
    pub fn of(profile: Option<&str>) -> &'static Stock {
        static STOCKS: [OnceLock<Stock>; 6] = [const { OnceLock::new() }; 6];
        let names = webconfig_facts::PROFILES;
        let at = profile.and_then(|p| names.iter().position(|(n, _)| *n == p)).map_or(0, |at| at + 1);
        let text = match at.checked_sub(1).and_then(|i| names.get(i)) {
            Some((_, text)) => text,
            None => webconfig_facts::EVERYTHING,
        };
        let make = || {
            let file = |nth: u32, path: &str, text: &'static str, kind| ConfigFile {
                // From the top, where no walk ever counts to.
                id: FileId(u32::MAX - (at as u32) * 4 - nth),
                path: path.to_owned(),
                source: SourceText::from_text(text),
                document: Document::parse(text),
                kind,
                is_stock: true,
                is_linted: false,
            };
            Stock {
                files: vec![
                    file(0, "machine.config", webconfig_facts::MACHINE, FileKind::Machine),
                    file(1, "web.config", webconfig_facts::ROOT_WEB, FileKind::RootWeb),
                    file(2, "applicationHost.config", text, FileKind::ApplicationHost),
                ],
            }
        };
        STOCKS.get(at).unwrap_or(&STOCKS[0]).get_or_init(make)
    }

    /// The names of the profiles.
    pub fn profiles() -> impl Iterator<Item = &'static str> {
        webconfig_facts::PROFILES.iter().map(|(n, _)| *n)
    }
}

/// A section at a level: as it counts there, and the part that applications below inherit.
type Merged<'s> = (Arc<EffectiveElement<'s>>, Arc<EffectiveElement<'s>>);

type Memo<'s> = HashMap<(LevelId, Box<str>), Merged<'s>>;

/// Configuration files on their levels.
#[derive(Debug)]
pub struct Server<'s> {
    schema: &'s Schema,
    target: Release,
    stock: &'static Stock,
    table: FileTable,
    levels: Vec<Level>,
    bounds: HashMap<FileId, Bound>,
    level_of: HashMap<FileId, Vec<LevelId>>,
    path_map: PathMap,
    sites: Vec<Site<'s>>,
    pools: Vec<Pool<'s>>,
    problems: RefCell<Vec<Problem>>,
    memo: RefCell<Memo<'s>>,
    has_application_host: bool,
}

impl<'s> Server<'s> {
    /// Puts the files of `input` on their levels. Further files (`web.config` of sites, `configSource` targets) are
    /// read through `files`, each once.
    pub fn new(input: ServerInput<'s>, table: FileTable, files: &dyn Files) -> Self {
        let mut server = Self {
            schema: input.schema,
            target: input.target,
            stock: Stock::of(input.profile),
            table,
            levels: Vec::new(),
            bounds: HashMap::new(),
            level_of: HashMap::new(),
            path_map: input.path_map,
            sites: Vec::new(),
            pools: Vec::new(),
            problems: RefCell::default(),
            memo: RefCell::default(),
            has_application_host: input.application_host.is_some(),
        };
        let stock_id = |at: usize| server.stock.files.get(at).map_or(FileId(0), |f| f.id);
        let bottom = [
            (input.machine, stock_id(0), ""),
            (input.root_web, stock_id(1), ""),
            (input.application_host, stock_id(2), ""),
        ];
        let mut above = None;
        for (given, stock, name) in bottom {
            let level = server.push_level(above, name.to_owned());
            server.put(given.unwrap_or(stock), level, files);
            above = Some(level);
        }
        server.place_sites(files);
        server.place_web_configs(&input.web_configs, files);
        server
    }

    fn push_level(&mut self, parent: Option<LevelId>, name: String) -> LevelId {
        let id = LevelId(self.levels.len());
        let application = parent.and_then(|p| self.level(p)).map_or(id, |p| p.application);
        let site = parent.and_then(|p| self.level(p)).and_then(|p| p.site);
        self.levels.push(Level {
            parent,
            name,
            is_application: false,
            application,
            site,
            folder: None,
            files: Vec::new(),
            children: HashMap::new(),
            contributions: HashMap::new(),
            overrides: HashMap::new(),
        });
        id
    }

    /// The level below `from` along a URL path; made where it is new.
    fn descend(&mut self, from: LevelId, path: &str) -> LevelId {
        let mut at = from;
        for segment in path.split(['/', '\\']).filter(|s| !s.is_empty() && *s != ".") {
            at = self.child_level(at, segment);
        }
        at
    }

    fn child_level(&mut self, at: LevelId, segment: &str) -> LevelId {
        let folded = segment.to_lowercase();
        if let Some(known) = self.level(at).and_then(|l| l.children.get(&folded)) {
            return *known;
        }
        let made = self.push_level(Some(at), segment.to_owned());
        if let Some(level) = self.levels.get_mut(at.0) {
            level.children.insert(folded, made);
        }
        made
    }

    fn begin_application(&mut self, at: LevelId) {
        if let Some(level) = self.levels.get_mut(at.0) {
            level.is_application = true;
            level.application = at;
        }
    }

    /// Binds a file and enters what it sets at its level and below.
    fn put(&mut self, id: FileId, level: LevelId, files: &dyn Files) {
        let above = self.declarations_above(level);
        let Some(file) = self.file(id) else { return };
        if !Bound::applies_to(file.kind) && file.kind != FileKind::AppConfig {
            return;
        }
        let first_time = !self.bounds.contains_key(&id);
        let bound = Bound::new(file, self.schema, &above);
        let sections = bound.sections.clone();
        let locations = bound.locations.clone();
        if first_time {
            self.problems.borrow_mut().extend(bound.problems.iter().cloned());
        }
        self.bounds.insert(id, bound);
        self.level_of.entry(id).or_default().push(level);
        if let Some(l) = self.levels.get_mut(level.0) {
            l.files.push(id);
        }
        let targets: Vec<LevelId> = locations
            .iter()
            .map(|l| if l.path.is_empty() { level } else { self.descend_location(level, &l.path) })
            .collect();
        for section in sections {
            let location = section.location.and_then(|i| locations.get(i));
            let target = section.location.and_then(|i| targets.get(i).copied()).unwrap_or(level);
            let content = self.content_of(id, &section, files, first_time);
            let contribution = Contribution {
                owner: id,
                element: section.element,
                content,
                inherits: location.is_none_or(|l| l.inherits),
            };
            if let Some(l) = self.levels.get_mut(target.0) {
                if let Some(mode) = location.and_then(|l| l.mode) {
                    l.overrides.entry(section.path.clone()).or_default().push((mode, id));
                }
                l.contributions.entry(section.path).or_default().push(contribution);
            }
        }
    }

    /// A location path that is very deep counts as far as anybody could ask for it.
    fn descend_location(&mut self, level: LevelId, path: &str) -> LevelId {
        const DEEPEST: usize = 64;
        let end = path.match_indices('/').nth(DEEPEST).map_or(path.len(), |(at, _)| at);
        self.descend(level, path.get(..end).unwrap_or(path))
    }

    fn declarations_above(&self, level: LevelId) -> Arc<Declarations> {
        let mut at = Some(level);
        while let Some(l) = at.and_then(|a| self.level(a)) {
            if let Some(bound) = l.files.last().and_then(|f| self.bounds.get(f)) {
                return Arc::clone(&bound.declarations);
            }
            at = l.parent;
        }
        Arc::new(Declarations::default())
    }

    /// Where the content of a section is: in place, or in the file that `configSource` names.
    fn content_of(
        &mut self,
        id: FileId,
        section: &SectionUse,
        files: &dyn Files,
        report: bool,
    ) -> (FileId, ElementId) {
        let here = (id, section.element);
        let Some(file) = self.file(id) else { return here };
        if file.is_stock || file.kind == FileKind::ApplicationHost {
            return here;
        }
        let Some(element) = file.document.element(section.element) else { return here };
        let Some(source) = element.attribute("configSource") else { return here };
        let (attribute, written) = (source.id(), source.value().into_owned());
        let (folder, linted) = (webconfig_files::parent(&file.path).to_owned(), file.is_linted);
        let name = element.local_name().to_owned();
        if crate::validate::is_placeholder(&written)
            || !self.schema.contains(&section.path) && written.is_empty()
        {
            return here;
        }
        let problem = |reason: &str| {
            if report {
                self.problems.borrow_mut().push(Problem {
                    kind: ProblemKind::ConfigSource { path: written.clone(), reason: reason.to_owned() },
                    file: id,
                    element: section.element,
                    attribute: Some(attribute),
                    section: section.path.clone(),
                    related: None,
                });
            }
            here
        };
        if written.trim().is_empty() {
            return problem("names no file");
        }
        if written.contains(':') || written.starts_with(['/', '\\']) {
            return problem("must be a path relative to this file's folder");
        }
        let path = webconfig_files::join(&folder, &written);
        if !webconfig_files::is_inside(&folder, &path) {
            return problem("leads out of this file's folder");
        }
        match self.table.load(files, &path, Some(FileKind::Fragment), linted) {
            Err(_) => problem("cannot be read"),
            Ok(included) => {
                let root = self.table.get(included).and_then(|f| {
                    f.document.root().filter(|r| r.local_name() == name && f.document.is_well_formed())
                });
                match root {
                    Some(root) if root.attribute("configSource").is_none() => (included, root.id()),
                    Some(_) => problem("holds a `configSource` again"),
                    None => problem(&format!("is not well-formed XML with the root `{name}`")),
                }
            }
        }
    }

    fn place_sites(&mut self, files: &dyn Files) {
        if let Some(pools) = self.effective(APP_HOST, "system.applicationHost/applicationPools") {
            self.pools = Pool::all(&pools);
        }
        let Some(section) = self.effective(APP_HOST, "system.applicationHost/sites") else { return };
        let sites = Site::all(&section);
        let mut roots: Vec<(LevelId, String, bool)> = Vec::new();
        for (index, site) in sites.iter().enumerate() {
            let level = self.child_level(APP_HOST, &site.name);
            if let Some(l) = self.levels.get_mut(level.0) {
                l.site = Some(index);
            }
            self.begin_application(level);
            for application in &site.applications {
                let at = self.descend(level, &application.path);
                self.set_site(at, index);
                self.begin_application(at);
                for directory in &application.virtual_directories {
                    let place = self.descend(at, &directory.path);
                    self.set_site(place, index);
                    let Some(folder) = self.path_map.local(&directory.physical_path) else { continue };
                    if let Some(l) = self.levels.get_mut(place.0) {
                        l.folder = Some(folder.clone());
                    }
                    let overrides = self
                        .pools
                        .iter()
                        .find(|p| p.name.eq_ignore_ascii_case(&application.pool))
                        .is_none_or(|p| p.flag(&[], "enableConfigurationOverride"));
                    if overrides {
                        roots.push((place, folder, directory.allows_sub_folder_config));
                    }
                }
            }
        }
        self.sites = sites;
        self.fix_applications();
        // Parents first: a file's level decides what is declared and locked below it.
        roots.sort_by_key(|(level, _, _)| self.depth(*level));
        for (level, folder, _) in &roots {
            if let Some(path) = find_config(files, folder)
                && let Ok(id) = self.table.load(files, &path, Some(FileKind::WebConfig), true)
            {
                self.put(id, *level, files);
            }
        }
    }

    fn set_site(&mut self, level: LevelId, site: usize) {
        let mut at = Some(level);
        while let Some(l) = at.and_then(|a| self.levels.get_mut(a.0)) {
            if l.site == Some(site) || l.parent == Some(APP_HOST) {
                l.site = Some(site);
                return;
            }
            l.site = Some(site);
            at = l.parent;
        }
    }

    /// Each level's application anew, after applications began above levels that were there already.
    fn fix_applications(&mut self) {
        for index in 0..self.levels.len() {
            let Some(level) = self.levels.get(index) else { continue };
            if level.is_application {
                continue;
            }
            let application =
                level.parent.and_then(|p| self.level(p)).map_or(LevelId(index), |p| p.application);
            if let Some(l) = self.levels.get_mut(index) {
                l.application = application;
            }
        }
    }

    fn depth(&self, level: LevelId) -> usize {
        std::iter::successors(Some(level), |l| self.level(*l).and_then(|x| x.parent)).count()
    }

    /// Files that a walk found: below a site's folder at that URL, else as roots of their own that inherit from
    /// each other by folder.
    fn place_web_configs(&mut self, found: &[FileId], files: &dyn Files) {
        let mut loose: Vec<(FileId, String)> = Vec::new();
        let mut below: Vec<(usize, LevelId, Vec<String>, FileId)> = Vec::new();
        let folders: Vec<(LevelId, String)> = self
            .levels
            .iter()
            .enumerate()
            .filter_map(|(i, l)| l.folder.clone().map(|f| (LevelId(i), f)))
            .collect();
        for id in found {
            let Some(file) = self.table.get(*id) else { continue };
            let folder = webconfig_files::parent(&file.path).to_owned();
            let mut reached = self.level_of.contains_key(id);
            for (level, root) in &folders {
                let Some(rest) = below_folder(root, &folder) else { continue };
                reached = true;
                if !rest.is_empty() {
                    let segments: Vec<String> = rest.split('/').map(str::to_owned).collect();
                    below.push((segments.len(), *level, segments, *id));
                }
            }
            if !reached {
                loose.push((*id, folder));
            }
        }
        below.sort_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
        for (_, level, segments, id) in below {
            if self.allows_files_below(level) {
                let at = self.descend(level, &segments.join("/"));
                self.put(id, at, files);
            }
        }
        loose.sort_by(|a, b| (a.1.len(), &a.1).cmp(&(b.1.len(), &b.1)));
        let mut roots: Vec<(String, LevelId)> = Vec::new();
        for (id, folder) in loose {
            // The nearest folder above that has a file of its own; a project of its own begins a new root.
            let parent = roots
                .iter()
                .filter(|(root, _)| root != &folder && below_folder(root, &folder).is_some())
                .max_by_key(|(root, _)| root.len())
                .cloned();
            let level = match parent {
                Some((root, at)) if !is_own_root(files, &folder) => {
                    let rest = below_folder(&root, &folder).unwrap_or_default();
                    self.descend(at, &rest)
                }
                _ => {
                    let made = self.push_level(Some(APP_HOST), String::new());
                    self.begin_application(made);
                    made
                }
            };
            if let Some(l) = self.levels.get_mut(level.0) {
                l.folder.get_or_insert_with(|| folder.clone());
            }
            roots.push((folder, level));
            self.put(id, level, files);
        }
    }

    fn allows_files_below(&self, level: LevelId) -> bool {
        let Some(l) = self.level(level) else { return true };
        let Some(site) = l.site.and_then(|s| self.sites.get(s)) else { return true };
        let wanted = l.folder.as_deref();
        site.applications.iter().all(|application| {
            let overrides = self
                .pools
                .iter()
                .find(|p| p.name.eq_ignore_ascii_case(&application.pool))
                .is_none_or(|p| p.flag(&[], "enableConfigurationOverride"));
            application.virtual_directories.iter().all(|d| {
                self.path_map.local(&d.physical_path).as_deref() != wanted
                    || (d.allows_sub_folder_config && overrides)
            })
        })
    }

    // ---- reading -------------------------------------------------------------------------------------------

    /// A level.
    pub fn level(&self, id: LevelId) -> Option<&Level> {
        self.levels.get(id.0)
    }

    /// All levels.
    pub fn levels(&self) -> impl Iterator<Item = (LevelId, &Level)> {
        self.levels.iter().enumerate().map(|(i, l)| (LevelId(i), l))
    }

    /// The server level.
    pub const fn application_host_level(&self) -> LevelId {
        APP_HOST
    }

    /// The level of a site's URL path, if anything is set there or above; the deepest known one on the way.
    pub fn find_level(&self, site: &str, path: &str) -> Option<LevelId> {
        let mut at = *self.level(APP_HOST)?.children.get(&site.to_lowercase())?;
        for segment in path.split(['/', '\\']).filter(|s| !s.is_empty()) {
            match self.level(at).and_then(|l| l.children.get(&segment.to_lowercase())) {
                Some(next) => at = *next,
                None => break,
            }
        }
        Some(at)
    }

    /// Site name and URL path of a level; empty for the server level.
    pub fn path_of(&self, id: LevelId) -> (String, String) {
        let mut names: Vec<&str> = Vec::new();
        let mut at = id;
        while let Some(level) = self.level(at) {
            if at == APP_HOST || at == WEB_ROOT || at == MACHINE {
                break;
            }
            names.push(&level.name);
            match level.parent {
                Some(parent) => at = parent,
                None => break,
            }
        }
        let site = names.pop().unwrap_or("").to_owned();
        names.reverse();
        (site, format!("/{}", names.join("/")))
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
        self.pools.iter().find(|p| p.name.eq_ignore_ascii_case(name))
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
        self.table.get(id).or_else(|| self.stock.files.iter().find(|f| f.id == id))
    }

    /// What was found in a file.
    pub fn bound(&self, id: FileId) -> Option<&Bound> {
        self.bounds.get(&id)
    }

    /// The levels at which a file counts.
    pub fn levels_of(&self, id: FileId) -> &[LevelId] {
        self.level_of.get(&id).map_or(&[], |l| l)
    }

    /// The element of an origin.
    pub fn element(&self, origin: Origin) -> Option<Element<'_>> {
        self.file(origin.file)?.document.element(origin.element)
    }

    /// Whether an origin lies in a file that findings are wanted for.
    pub fn is_linted(&self, origin: Origin) -> bool {
        self.file(origin.file).is_some_and(|f| f.is_linted)
    }

    /// The sections that some file sets at this very level, sorted.
    pub fn sections_at(&self, level: LevelId) -> Vec<&str> {
        let mut paths: Vec<&str> =
            self.level(level).map(|l| l.contributions.keys().map(|k| &**k).collect()).unwrap_or_default();
        paths.sort_unstable();
        paths
    }

    /// The elements that set a section at this very level, in order of application (of `configSource` content its
    /// root).
    pub fn set_at(&self, level: LevelId, section: &str) -> Vec<Origin> {
        self.level(level)
            .and_then(|l| l.contributions.get(section))
            .map(|c| {
                c.iter()
                    .map(|c| Origin { file: c.content.0, element: c.content.1, attribute: None })
                    .collect()
            })
            .unwrap_or_default()
    }

    // ---- effective -----------------------------------------------------------------------------------------

    /// A section as it counts at a level; `None` when it has no schema.
    pub fn effective(&self, level: LevelId, section: &str) -> Option<Arc<EffectiveElement<'s>>> {
        let schema = self.schema.section(section)?;
        let mut chain = Vec::new();
        let mut at = Some(level);
        let mut base: Option<(LevelId, Merged<'s>)> = None;
        while let Some(id) = at {
            if let Some(known) = self.memo.borrow().get(&(id, section.into())) {
                base = Some((id, known.clone()));
                break;
            }
            chain.push(id);
            at = self.level(id).and_then(|l| l.parent);
        }
        let (mut above, (mut full, mut inheritable)) = if let Some((id, pair)) = base {
            (Some(id), pair)
        } else {
            let absent = Arc::new(EffectiveElement::absent(&schema.root));
            (None, (Arc::clone(&absent), absent))
        };
        for id in chain.into_iter().rev() {
            let crosses = match (above, self.level(id)) {
                (Some(a), Some(l)) => self.level(a).is_some_and(|p| p.application != l.application),
                _ => false,
            };
            if crosses {
                full = Arc::clone(&inheritable);
            }
            let contributions =
                self.level(id).and_then(|l| l.contributions.get(section)).cloned().unwrap_or_default();
            for contribution in contributions {
                let same = Arc::ptr_eq(&full, &inheritable);
                let mut problems = Vec::new();
                let mut next = (*full).clone();
                self.apply(&mut next, contribution, section, &mut problems);
                let next = Arc::new(next);
                if contribution.inherits {
                    if same {
                        inheritable = Arc::clone(&next);
                    } else {
                        let mut other = (*inheritable).clone();
                        self.apply(&mut other, contribution, section, &mut Vec::new());
                        inheritable = Arc::new(other);
                    }
                }
                full = next;
                self.problems.borrow_mut().append(&mut problems);
            }
            self.memo
                .borrow_mut()
                .insert((id, section.into()), (Arc::clone(&full), Arc::clone(&inheritable)));
            above = Some(id);
        }
        Some(full)
    }

    fn apply(
        &self,
        into: &mut EffectiveElement<'s>,
        c: Contribution,
        section: &str,
        problems: &mut Vec<Problem>,
    ) {
        let Some(element) = self.file(c.content.0).and_then(|f| f.document.element(c.content.1)) else {
            return;
        };
        if into.locks.locks_item(c.owner) {
            problems.push(Problem {
                kind: ProblemKind::LockViolation { what: "section".to_owned() },
                file: c.owner,
                element: c.element,
                attribute: None,
                section: section.into(),
                related: None,
            });
        }
        Merge { file: c.content.0, owner: c.owner, section, problems }.apply(into, element);
    }

    // ---- checking ------------------------------------------------------------------------------------------

    /// Everything that IIS would refuse, for every level: structure, content, locks, keys. Sorted by file and
    /// place; the same refusal reached by two paths is there once.
    pub fn check(&self) -> Vec<Problem> {
        self.validate_sections();
        let ids: Vec<LevelId> = self.levels().map(|(id, _)| id).collect();
        for id in ids {
            let sections: Vec<String> = self.sections_at(id).into_iter().map(str::to_owned).collect();
            for section in sections {
                self.check_placement(id, &section);
                let _ = self.effective(id, &section);
            }
        }
        let mut problems = self.problems.borrow().clone();
        problems.retain(|p| self.file(p.file).is_some_and(|f| f.is_linted));
        problems.sort_by(|a, b| {
            (a.file, a.element, a.attribute, format!("{:?}", a.kind)).cmp(&(
                b.file,
                b.element,
                b.attribute,
                format!("{:?}", b.kind),
            ))
        });
        problems.dedup_by(|a, b| {
            a.file == b.file && a.element == b.element && a.attribute == b.attribute && a.kind == b.kind
        });
        problems
    }

    fn validate_sections(&self) {
        let mut done: std::collections::HashSet<(FileId, ElementId)> = std::collections::HashSet::new();
        let mut problems = Vec::new();
        for level in &self.levels {
            for (path, contributions) in &level.contributions {
                let Some(section) = self.schema.section(path) else { continue };
                for c in contributions {
                    if self.file(c.owner).is_none_or(|f| f.is_stock) {
                        continue;
                    }
                    if !done.insert((c.owner, c.element)) {
                        continue;
                    }
                    let Some(file) = self.file(c.content.0) else { continue };
                    let Some(element) = file.document.element(c.content.1) else { continue };
                    Validator { file, section, target: self.target }.section(element, &mut problems);
                }
            }
        }
        self.problems.borrow_mut().append(&mut problems);
    }

    /// `allowDefinition`, `allowLocation` and section locks for what is set at one level.
    fn check_placement(&self, level: LevelId, section: &str) {
        let Some(contributions) = self.level(level).and_then(|l| l.contributions.get(section)).cloned()
        else {
            return;
        };
        let mut found = Vec::new();
        for c in contributions {
            if self.file(c.owner).is_none_or(|f| f.is_stock) {
                continue;
            }
            let Some(bound) = self.bounds.get(&c.owner) else { continue };
            let Some(declaration) = bound.declarations.section(section) else { continue };
            let owner_level = self.owner_level(c.owner, level);
            let in_location =
                bound.sections.iter().find(|s| s.element == c.element).is_some_and(|s| s.location.is_some());
            let problem = |kind| Problem {
                kind,
                file: c.owner,
                element: c.element,
                attribute: None,
                section: section.into(),
                related: Some(Origin {
                    file: declaration.file,
                    element: declaration.element,
                    attribute: None,
                }),
            };
            if in_location && !declaration.allow_location {
                found.push(problem(ProblemKind::LocationNotAllowed));
                continue;
            }
            if let Some(certain) = self.misplaced(declaration.allow_definition, owner_level, level) {
                found.push(problem(ProblemKind::DefinitionNotAllowed {
                    allowed: declaration.allow_definition,
                    certain,
                }));
                continue;
            }
            if let Some((by, by_default)) = self.section_lock(c.owner, owner_level, section) {
                let mut p = problem(ProblemKind::LockedSection { by_default });
                if let Some(by) = by {
                    p.related = Some(by);
                }
                found.push(p);
            }
        }
        self.problems.borrow_mut().append(&mut found);
    }

    /// The level of `owner` that is at or above `target`.
    fn owner_level(&self, owner: FileId, target: LevelId) -> LevelId {
        let levels = self.levels_of(owner);
        std::iter::successors(Some(target), |l| self.level(*l).and_then(|x| x.parent))
            .find(|l| levels.contains(l))
            .unwrap_or(target)
    }

    /// Whether a section must not be set there: `Some(certain)`.
    fn misplaced(&self, allowed: AllowDefinition, owner: LevelId, target: LevelId) -> Option<bool> {
        let is_application = self.level(target).is_some_and(|l| l.is_application);
        match allowed {
            AllowDefinition::Everywhere => None,
            AllowDefinition::MachineOnly => (owner > WEB_ROOT || target > APP_HOST).then_some(true),
            AllowDefinition::MachineToWebRoot => (owner > APP_HOST || target > APP_HOST).then_some(true),
            AllowDefinition::AppHostOnly => (owner != APP_HOST || target != APP_HOST).then_some(true),
            AllowDefinition::MachineToApplication => {
                (owner > APP_HOST && target > APP_HOST && !is_application)
                    .then_some(self.level(target).is_some_and(|l| l.site.is_some()))
            }
        }
    }

    /// Whether `section` is locked for a file at `level`: the element that locks it (if a location does), and
    /// whether it is only the declaration's default.
    fn section_lock(&self, file: FileId, level: LevelId, section: &str) -> Option<(Option<Origin>, bool)> {
        let bound = self.bounds.get(&file)?;
        let declaration = bound.declarations.section(section)?;
        if declaration.file == file {
            return None;
        }
        let mut at = Some(level);
        while let Some(id) = at {
            let l = self.level(id)?;
            if let Some(modes) = l.overrides.get(section) {
                // Only files above this one bind it; of several the last word counts.
                let word = modes.iter().rev().find(|(_, by)| *by != file && self.is_above(*by, level));
                if let Some((mode, by)) = word {
                    return match mode {
                        OverrideMode::Allow => None,
                        OverrideMode::Deny => {
                            Some((self.location_origin(*by, section, OverrideMode::Deny), false))
                        }
                    };
                }
            }
            at = l.parent;
        }
        (!declaration.override_default && level > APP_HOST).then_some((None, true))
    }

    fn is_above(&self, file: FileId, level: LevelId) -> bool {
        self.levels_of(file).iter().any(|l| {
            *l != level
                && std::iter::successors(Some(level), |x| self.level(*x).and_then(|y| y.parent))
                    .any(|x| x == *l)
        })
    }

    fn location_origin(&self, file: FileId, section: &str, mode: OverrideMode) -> Option<Origin> {
        let bound = self.bounds.get(&file)?;
        bound.sections.iter().filter(|s| &*s.path == section).find_map(|s| {
            let location = s.location.and_then(|l| bound.locations.get(l))?;
            (location.mode == Some(mode)).then_some(Origin {
                file,
                element: location.element,
                attribute: None,
            })
        })
    }
}

/// The path of the `web.config` in a folder, in whatever letter case it has.
fn find_config(files: &dyn Files, folder: &str) -> Option<String> {
    let exact = webconfig_files::join(folder, "web.config");
    if files.is_file(&exact) {
        return Some(exact);
    }
    let entry = files
        .entries(folder)?
        .into_iter()
        .find(|e| !e.is_folder && e.name.eq_ignore_ascii_case("web.config"))?;
    Some(webconfig_files::join(folder, &entry.name))
}

/// `folder` relative to `root`: empty for the same, `None` when it lies elsewhere. Compared without case.
fn below_folder(root: &str, folder: &str) -> Option<String> {
    let (root, folder) = (webconfig_files::join("", root), webconfig_files::join("", folder));
    if root.is_empty() {
        return Some(folder);
    }
    let head = folder.get(..root.len()).filter(|h| h.eq_ignore_ascii_case(&root))?;
    let rest = folder.get(head.len()..)?;
    if rest.is_empty() { Some(String::new()) } else { rest.strip_prefix('/').map(str::to_owned) }
}

/// A folder with a project file or a published application is nobody's sub-folder.
fn is_own_root(files: &dyn Files, folder: &str) -> bool {
    files.entries(folder).is_some_and(|entries| {
        entries.iter().any(|e| {
            let name = e.name.to_ascii_lowercase();
            !e.is_folder
                && (name.ends_with(".csproj")
                    || name.ends_with(".fsproj")
                    || name.ends_with(".vbproj")
                    || name.ends_with(".runtimeconfig.json"))
        })
    })
}
