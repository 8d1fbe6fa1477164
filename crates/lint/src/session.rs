//! A whole run: which files belong together on one server, then every rule over everything.
//!
//! [`Session::groups`] are independent of each other and may be checked on any thread; [`Session::finish`] puts
//! their reports together. The outside world is asked through [`Files`] alone.

use crate::context::Findings;
use crate::runner::{FileReport, Linter, Outcome};
use crate::surroundings::{Places, Surrounding, is_neighbour};
use crate::transform_run::{TransformFolder, source_name};
use crate::views::{CoreHandlers, ServerView};
use crate::{ContextKind, Reading, SourceFile};
use std::collections::{BTreeMap, BTreeSet};
use webconfig_config::{ConfigFile, FileKind, FileTable, Server, ServerInput};
use webconfig_files::{Files, PathMap};
use webconfig_schema::{Release, Schema};
use webconfig_text::FileId;

/// How many ids each group may give to files that it discovers.
const IDS_PER_GROUP: u32 = 100_000;

/// A file with where it lives.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// The parsed file.
    pub file: ConfigFile,
    /// Where it lives.
    pub context: ContextKind,
    /// Whether it stands for the build configuration Debug.
    pub is_debug: bool,
}

impl InputFile {
    /// The file as rules see it.
    pub fn source(&self) -> SourceFile<'_> {
        SourceFile { context: self.context, is_debug: self.is_debug, ..SourceFile::new(&self.file) }
    }
}

/// What a run is about.
#[derive(Debug)]
pub struct SessionInput<'a> {
    /// The files under test, their ids from 0 in order.
    pub files: Vec<InputFile>,
    /// What may be written.
    pub schema: &'a Schema,
    /// The version of IIS that is meant.
    pub target: Release,
    /// The `applicationHost.config` that was named, as one of `files`.
    pub application_host: Option<FileId>,
    /// The `machine.config` that was named, as one of `files`.
    pub machine: Option<FileId>,
    /// The root `web.config` that was named, as one of `files`.
    pub root_web: Option<FileId>,
    /// The stock profile, where no `applicationHost.config` is given.
    pub profile: Option<String>,
    /// Server paths to local paths.
    pub path_map: PathMap,
    /// What stands around the files and is judged with them.
    pub surroundings: Vec<Surrounding>,
}

impl<'a> SessionInput<'a> {
    /// Files on the stock server, with nothing around them.
    pub fn new(files: Vec<InputFile>, schema: &'a Schema, target: Release) -> Self {
        Self {
            files,
            schema,
            target,
            application_host: None,
            machine: None,
            root_web: None,
            profile: None,
            path_map: PathMap::new(),
            surroundings: Vec::new(),
        }
    }
}

/// Files that are judged together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Its number.
    pub index: u32,
    /// The `applicationHost.config`.
    pub application_host: Option<FileId>,
    /// The `web.config` files.
    pub web_configs: Vec<FileId>,
    /// The transforms of one folder; a group has either these or configuration files.
    pub transforms: Vec<FileId>,
    /// Where they live.
    pub context: ContextKind,
    /// Something around configuration files, in place of such files.
    pub surrounding: Option<Surrounding>,
}

/// What a group gave.
#[derive(Debug)]
pub struct GroupReport<'s> {
    /// Findings of rules that look at sections, sites and the like.
    pub findings: Findings,
    /// What the rules on single files found in the files of the group.
    pub single: Vec<FileReport<'s>>,
    /// Files that were read beside those under test (a site's `web.config`, a `configSource` target).
    pub discovered: Vec<InputFile>,
    /// Files that IIS reads otherwise than their kind says.
    pub readings: Vec<(FileId, Reading)>,
}

/// A run.
#[derive(Debug)]
pub struct Session<'a> {
    linter: &'a Linter,
    input: SessionInput<'a>,
}

impl<'a> Session<'a> {
    /// A run over `input` with the rules of `linter`.
    pub fn new(linter: &'a Linter, input: SessionInput<'a>) -> Self {
        Self { linter, input }
    }

    pub(crate) fn linter(&self) -> &'a Linter {
        self.linter
    }

    /// The build configuration under test, where one was named.
    pub(crate) fn configuration(&self) -> Option<&str> {
        self.input.surroundings.iter().find_map(|s| s.configuration.as_deref())
    }

    pub(crate) fn working_directory(&self) -> &str {
        self.linter.working_directory()
    }

    /// The files under test.
    pub fn files(&self) -> &[InputFile] {
        &self.input.files
    }

    /// The files, when the run is over.
    pub fn into_files(self) -> Vec<InputFile> {
        self.input.files
    }

    /// Which files belong together: an `applicationHost.config` with everything below its sites; without one, the
    /// `web.config` files of one tree of folders.
    pub fn groups(&self) -> Vec<Group> {
        let of_kind = |kind: FileKind| {
            self.input.files.iter().filter(move |f| f.file.kind == kind && !self.is_framework_file(f.file.id))
        };
        let mut hosts: Vec<&InputFile> = of_kind(FileKind::ApplicationHost).collect();
        if let Some(named) = self.input.application_host {
            hosts.retain(|f| f.file.id == named);
            hosts.extend(
                self.input
                    .files
                    .iter()
                    .filter(|f| f.file.id == named && f.file.kind != FileKind::ApplicationHost),
            );
        }
        let web_configs: Vec<&InputFile> =
            of_kind(FileKind::WebConfig).filter(|f| Some(f.file.id) != self.input.application_host).collect();
        let mut groups = Vec::new();
        // Several hosts (a folder of server backups): each by itself, and the web.config files by themselves.
        let shared = hosts.len() == 1;
        for host in &hosts {
            groups.push(Group {
                index: 0,
                application_host: Some(host.file.id),
                web_configs: if shared {
                    web_configs.iter().map(|f| f.file.id).collect()
                } else {
                    Vec::new()
                },
                transforms: Vec::new(),
                context: host.context,
                surrounding: None,
            });
        }
        if !shared {
            let mut by_root: BTreeMap<String, Group> = BTreeMap::new();
            let mut folders: Vec<(&str, &InputFile)> =
                web_configs.iter().map(|f| (webconfig_files::parent(&f.file.path), *f)).collect();
            let is_other = |f: &InputFile| {
                !webconfig_files::is_same_name(webconfig_files::name(&f.file.path), "web.config")
            };
            folders.sort_by_cached_key(|(folder, file)| (folder.len(), *folder, is_other(file)));
            let mut taken: BTreeSet<&str> = BTreeSet::new();
            for (folder, file) in folders {
                // Of several in one folder folders below inherit from `web.config`; the others, backups mostly, stand alone.
                if !taken.insert(folder) {
                    let web_configs = vec![file.file.id];
                    groups.push(Group { web_configs, context: file.context, ..Group::default() });
                    continue;
                }
                let root = ancestors(folder).find(|a| by_root.contains_key(*a)).unwrap_or(folder).to_owned();
                let group = by_root
                    .entry(root)
                    .or_insert_with(|| Group { context: file.context, ..Group::default() });
                group.web_configs.push(file.file.id);
            }
            groups.extend(by_root.into_values());
        }
        groups.extend(self.input.surroundings.iter().map(|s| Group {
            context: s.context,
            surrounding: Some(s.clone()),
            ..Group::default()
        }));
        let mut by_folder: BTreeMap<&str, Group> = BTreeMap::new();
        for file in of_kind(FileKind::Transform) {
            let group = by_folder
                .entry(webconfig_files::parent(&file.file.path))
                .or_insert_with(|| Group { context: file.context, ..Group::default() });
            group.transforms.push(file.file.id);
        }
        groups.extend(by_folder.into_values());
        for (index, group) in (0u32..).zip(&mut groups) {
            group.index = index;
        }
        groups
    }

    fn is_framework_file(&self, id: FileId) -> bool {
        self.input.machine == Some(id) || self.input.root_web == Some(id)
    }

    pub(crate) fn source(&self, id: FileId) -> Option<&InputFile> {
        self.input
            .files
            .get(id.0 as usize)
            .filter(|f| f.file.id == id)
            .or_else(|| self.input.files.iter().find(|f| f.file.id == id))
    }

    /// Judges one group, and each of its files by itself.
    pub fn check(&self, group: &Group, files: &dyn Files) -> GroupReport<'_> {
        let mut report = self.judge(group, files);
        let readings: BTreeMap<FileId, Reading> = report.readings.iter().copied().collect();
        let ids = group.application_host.iter().chain(&group.web_configs).chain(&group.transforms);
        let own = ids.filter_map(|id| self.source(*id));
        report.single =
            own.map(|f| self.report(f, readings.get(&f.file.id).copied().unwrap_or_default())).collect();
        report
    }

    fn judge(&self, group: &Group, files: &dyn Files) -> GroupReport<'_> {
        if let Some(surrounding) = &group.surrounding {
            let folder = self.linter.working_directory();
            let places = Places::new(files, &self.input.files, surrounding.context, folder, group.index);
            let findings = self.linter.check_surrounding(surrounding, &places);
            let discovered = places.into_named();
            return GroupReport { findings, single: Vec::new(), discovered, readings: Vec::new() };
        }
        if !group.transforms.is_empty() {
            return self.check_transforms(group, self.first_id(group), files);
        }
        let strangers = self.strangers(group, files);
        if strangers.is_empty() {
            let mut report = self.report_of(group, 0, 0, files);
            self.judge_results(group, &mut report, files);
            return report;
        }
        let known = |id: &FileId| !strangers.contains(id);
        let reached =
            Group { web_configs: group.web_configs.iter().copied().filter(known).collect(), ..group.clone() };
        let alone = Group { application_host: None, web_configs: strangers.clone(), ..group.clone() };
        let mut report = self.report_of(&reached, 0, 0, files);
        let more = self.report_of(&alone, IDS_PER_GROUP / 2, 1, files);
        report.findings.list.extend(more.findings.list);
        report.discovered.extend(more.discovered);
        report.readings.extend(more.readings);
        report
    }

    /// The first id for files that a group discovers.
    fn first_id(&self, group: &Group) -> u32 {
        let given = self.input.files.len() as u32;
        given.saturating_add(group.index.saturating_mul(IDS_PER_GROUP))
    }

    /// The files of a group on their server; `ids_from` leaves ids to another server of the group.
    fn server(&self, group: &Group, ids_from: u32, files: &dyn Files) -> Server<'_> {
        self.server_with(group, ids_from, &[], files)
    }

    /// The same with some files in another state.
    pub(crate) fn server_with(
        &self,
        group: &Group,
        ids_from: u32,
        replaced: &[&ConfigFile],
        files: &dyn Files,
    ) -> Server<'_> {
        let mut table = FileTable::new(self.first_id(group).saturating_add(ids_from));
        let framework = self.input.machine.into_iter().chain(self.input.root_web);
        let ids = framework.chain(group.application_host).chain(group.web_configs.iter().copied());
        for id in ids {
            if let Some(file) = self.source(id) {
                let kind = match () {
                    () if self.input.machine == Some(id) => FileKind::Machine,
                    () if self.input.root_web == Some(id) => FileKind::RootWeb,
                    () if group.application_host == Some(id) => FileKind::ApplicationHost,
                    () => file.file.kind,
                };
                let state = replaced.iter().find(|r| r.id == id).copied().unwrap_or(&file.file);
                table.insert(ConfigFile { kind, ..state.clone() });
            }
        }
        let input = ServerInput {
            machine: self.input.machine,
            root_web: self.input.root_web,
            application_host: group.application_host,
            profile: self.input.profile.as_deref(),
            path_map: self.input.path_map.clone(),
            web_configs: group.web_configs.clone(),
            ..ServerInput::new(self.input.schema, self.input.target)
        };
        Server::new(input, table, files)
    }

    /// The `web.config` files that no site of an IIS Express reaches whose configuration a walk came across (`.vs`
    /// holds one, whatever else lies in the tree): it says nothing about them.
    fn strangers(&self, group: &Group, files: &dyn Files) -> Vec<FileId> {
        let was_named = self.input.application_host.is_some();
        if group.application_host.is_none() || was_named || group.context != ContextKind::Express {
            return Vec::new();
        }
        let server = self.server(group, 0, files);
        let is_reached = |id: &FileId| {
            server.levels_of(*id).iter().any(|l| server.level(*l).is_some_and(|l| l.site.is_some()))
        };
        group.web_configs.iter().copied().filter(|id| !is_reached(id)).collect()
    }

    /// `part` tells the servers of one group apart.
    fn report_of(&self, group: &Group, ids_from: u32, part: u32, files: &dyn Files) -> GroupReport<'_> {
        let server = &self.server(group, ids_from, files);
        let given = self.input.files.len() as u32;
        let core_handlers = &CoreHandlers::default();
        let context = group.context;
        let view = ServerView { server, context, is_publish_result: false, files, core_handlers };
        let mut findings = self.linter.check_server(view);
        let folder = self.linter.working_directory();
        let places = Places::new(files, &self.input.files, group.context, folder, group.index).part(part);
        findings.list.extend(self.linter.check_applications(view, &places).list);
        let read = server.table().iter().filter(|f| f.id.0 >= given && !f.is_stock);
        let discovered = read
            .map(|f| InputFile { file: f.clone(), context: group.context, is_debug: false })
            .chain(places.into_named())
            .collect();
        GroupReport { findings, single: Vec::new(), discovered, readings: readings(server) }
    }

    fn check_transforms(&self, group: &Group, first: u32, files: &dyn Files) -> GroupReport<'_> {
        let transforms: Vec<&ConfigFile> =
            group.transforms.iter().filter_map(|id| self.source(*id)).map(|f| &f.file).collect();
        let folder = transforms.first().map_or("", |f| webconfig_files::parent(&f.path));
        let wanted: BTreeSet<&str> = transforms.iter().filter_map(|f| source_name(&f.path)).collect();
        let entries = if wanted.is_empty() { None } else { files.entries(folder) };
        let mut discovered: Vec<InputFile> = Vec::new();
        let mut sources: Vec<&ConfigFile> = Vec::new();
        for entry in entries.unwrap_or_default().iter() {
            if entry.is_folder || !wanted.contains(entry.name.to_ascii_lowercase().as_str()) {
                continue;
            }
            let path = webconfig_files::join(folder, &entry.name);
            if let Some(known) = self.input.files.iter().find(|f| f.file.path == path) {
                sources.push(&known.file);
                continue;
            }
            let Ok(text) = files.text(&path) else { continue };
            let id = FileId(first.saturating_add(discovered.len() as u32));
            // Read for what the transforms do to it; nobody asked about the file itself.
            let file = ConfigFile { is_linted: false, ..ConfigFile::new(id, &path, text, None) };
            discovered.push(InputFile { file, context: group.context, is_debug: false });
        }
        sources.extend(discovered.iter().map(|f| &f.file));
        let context = group.context;
        let schema = self.input.schema;
        let target = self.input.target;
        let folder = TransformFolder { transforms, sources, context, files, schema, target };
        let findings = self.linter.check_transforms(&folder);
        GroupReport { findings, single: Vec::new(), discovered, readings: Vec::new() }
    }

    /// The whole run in one thread: every group, then everything put together. `path` is that of [`Session::finish`].
    pub fn run<'p>(&self, files: &dyn Files, path: &dyn Fn(FileId) -> &'p str) -> (Outcome, Vec<InputFile>) {
        let reports = self.groups().iter().map(|group| self.check(group, files)).collect();
        self.finish(reports, path)
    }

    /// Puts the reports together; the rules on single files run now over what belongs to no group.
    ///
    /// `path` gives the path of a file id that is no file under test (folders, missing files).
    pub fn finish<'p>(
        &self,
        reports: Vec<GroupReport<'_>>,
        path: &dyn Fn(FileId) -> &'p str,
    ) -> (Outcome, Vec<InputFile>) {
        let mut others = Vec::with_capacity(reports.len());
        let mut discovered: Vec<InputFile> = Vec::new();
        let mut readings: BTreeMap<FileId, Reading> = BTreeMap::new();
        let files = self.input.files.len();
        // By id, which those of the files under test are from 0.
        let mut known: Vec<Option<FileReport<'_>>> = std::iter::repeat_with(|| None).take(files).collect();
        for report in reports {
            for single in report.single {
                if let Some(place) = known.get_mut(single.file.id.0 as usize) {
                    *place = Some(single);
                }
            }
            others.push(report.findings);
            discovered.extend(report.discovered);
            readings.extend(report.readings);
        }
        // What is only named, as a missing file, was never read.
        let read = discovered.iter().filter(|f| f.file.is_linted || is_neighbour(f.file.id));
        let mut single = Vec::with_capacity(files);
        for file in self.input.files.iter().chain(read) {
            let reading = readings.get(&file.file.id).copied().unwrap_or_default();
            let known = known.get_mut(file.file.id.0 as usize).and_then(Option::take);
            single.push(known.unwrap_or_else(|| self.report(file, reading)));
        }
        (self.linter.finish(single, others, path), discovered)
    }
}

impl Session<'_> {
    /// The rules on single files judge configurations alone.
    fn report<'f>(&self, file: &'f InputFile, reading: Reading) -> FileReport<'f> {
        let source = SourceFile { reading, ..file.source() };
        if is_neighbour(file.file.id) { self.linter.pass_over(source) } else { self.linter.check(source) }
    }
}

/// The files of a server that IIS reads otherwise than their kind says.
fn readings(server: &Server<'_>) -> Vec<(FileId, Reading)> {
    let included: BTreeSet<FileId> = server.included_files().collect();
    let of = |file: &ConfigFile| match file.kind {
        FileKind::WebConfig if server.has_application_host() && server.levels_of(file.id).is_empty() => {
            Some((file.id, Reading::Never))
        }
        FileKind::Fragment if included.contains(&file.id) => Some((file.id, Reading::Included)),
        _ => None,
    };
    server.table().iter().filter_map(of).collect()
}

/// The folders around a folder, nearest first, itself included.
fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(
        Some(folder),
        |f| {
            if f.is_empty() { None } else { Some(webconfig_files::parent(f)) }
        },
    )
}
