//! One run of the linter over files that were found: reading and parsing on several threads, the session, and the
//! result with everything that reports need.

use crate::exit::{Exit, Failure, complain};
use crate::lint::flags::Arguments;
use crate::lint::progress::Progress;
use crate::lint::settings::Grouping;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;
use webconfig_config::{ConfigFile, Stock};
use webconfig_diagnostics::{Change, Diagnostic, Severity, secret_ranges};
use webconfig_files::{FileProblem, Files as _, PathMap, is_project_file, parent};
use webconfig_host::{Crew, Disk, HostError};
use webconfig_lint::{Assembly, Linter, Session, Settings, is_script, rule_of};
use webconfig_render::{RuleText, Sources, Summary};
use webconfig_schema::Release;
use webconfig_text::{FileId, SourceText, TextRange};

/// The first id of settings files: no walk counts that far.
const SETTINGS_IDS: u32 = 0x7000_0000;

/// What stands behind a folder's name among names of files.
const FOLDER: &str = ".";

/// What is linted, and how.
pub(crate) struct Job<'a> {
    pub(crate) arguments: &'a Arguments,
    /// Names of files, sorted.
    pub(crate) files: Vec<String>,
    /// Folders that were named, and those with the files of a published application.
    pub(crate) folders: Vec<String>,
    /// Those that were named one by one.
    pub(crate) named: BTreeSet<String>,
    pub(crate) disk: &'a Disk,
    pub(crate) crew: &'a Crew,
}

/// A file that findings point into.
#[derive(Debug)]
struct Seen {
    path: String,
    text: Option<SourceText>,
    secrets: OnceLock<Vec<TextRange>>,
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct RunResult {
    /// Sorted by file, offset, code; the ids are indices into `seen`.
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) summary: Summary,
    pub(crate) fail_on: Severity,
    pub(crate) max_warnings: Option<u64>,
    pub(crate) baseline: Option<String>,
    /// [`Exit::Unusable`] where something could not be read.
    pub(crate) exit: Exit,
    /// What could not be read, in words.
    pub(crate) complaints: Vec<String>,
    seen: Vec<Seen>,
}

impl Job<'_> {
    /// Lints everything once.
    pub(crate) fn run(&self) -> Result<RunResult, Failure> {
        // A folder counts with the settings that a file in it would have.
        let folders: Vec<String> = self
            .folders
            .iter()
            .map(|f| if f.is_empty() { FOLDER.to_owned() } else { format!("{f}/{FOLDER}") })
            .collect();
        let paths = self.files.iter().chain(&folders).map(String::as_str);
        let Grouping { groups, files: settings_files, complaints } =
            Grouping::of(paths, self.arguments, self.disk, FileId(SETTINGS_IDS));
        let mut result = RunResult {
            diagnostics: Vec::new(),
            summary: Summary::default(),
            fail_on: Severity::Error,
            max_warnings: None,
            baseline: None,
            exit: if complaints.is_empty() { Exit::Clean } else { Exit::Unusable },
            complaints,
            seen: Vec::new(),
        };
        let (mut files, mut suppressed) = (0, 0);
        for (index, (settings, paths)) in groups.into_iter().enumerate() {
            let level = settings.fail_on.unwrap_or(Severity::Error);
            // One exit status for all: the strictest of the settings that apply.
            result.fail_on = if index == 0 { level } else { result.fail_on.min(level) };
            result.max_warnings = [result.max_warnings, settings.max_warnings].into_iter().flatten().min();
            result.baseline = result.baseline.take().or_else(|| settings.baseline.clone());
            let texts = |id: FileId| {
                let index = id.0.checked_sub(SETTINGS_IDS)? as usize;
                settings_files.get(index).map(|file| (file.path.clone(), Some(file.text.clone())))
            };
            let summary = self.run_group(settings, &paths, &texts, &mut result)?;
            files += summary.files;
            suppressed += summary.suppressed;
        }
        result.sort();
        result.summary = Summary::of(&result.diagnostics, files, suppressed);
        Ok(result)
    }

    fn run_group(
        &self,
        settings: Settings,
        paths: &[&str],
        settings_file: &dyn Fn(FileId) -> Option<(String, Option<SourceText>)>,
        result: &mut RunResult,
    ) -> Result<webconfig_lint::Summary, Failure> {
        let here = self.disk.working_directory();
        let target = settings.target.unwrap_or(Release::Iis10v1709);
        let schema = crate::commands::schema::schema(&settings.schema_dirs, target, self.disk)?;
        if let Some(profile) = &settings.host_profile
            && !Stock::profiles().any(|known| known == profile)
        {
            return Err(Failure(format!("there is no host profile `{profile}`")));
        }
        let mut path_map = PathMap::new();
        for (from, to) in &settings.path_map {
            path_map.add(from, &here.shown(to));
        }
        // Files that are named by flags or settings, and may be among those that were found.
        let shown = |path: &Option<String>| path.as_ref().map(|path| here.shown(path));
        let servers = [&settings.apphost, &settings.machine_config, &settings.root_web_config].map(shown);
        let is_other = |path: &str| self.is_named_as_other(path);
        let mut all: Vec<&str> =
            paths.iter().copied().filter(|path| !is_other(path) && !is_folder(path)).collect();
        for server in servers.iter().flatten() {
            if !all.contains(&server.as_str()) {
                all.push(server);
            }
        }
        let progress = Progress::new("read", all.len());
        // Where files live is told by what their folders hold: those are listed while files are parsed.
        let mut folders: BTreeMap<&str, &str> = BTreeMap::new();
        if settings.context.flatten().is_none() && self.crew.threads().get() > 1 {
            for path in &all {
                folders.entry(parent(path)).or_insert(path);
            }
        }
        let parsed = self.crew.in_order(&all, |path| {
            progress.step();
            let folder = parent(path);
            if folders.get(folder).is_some_and(|first| first == path) {
                drop(self.disk.entries(folder));
            }
            let kind = self.arguments.world.kind.filter(|_| self.named.contains(*path));
            self.disk.text(path).map(|text| ConfigFile::new(FileId(0), path, text, kind))
        });
        drop(progress);
        let mut ids: HashMap<&str, FileId> = HashMap::new();
        let mut files: Vec<ConfigFile> = Vec::with_capacity(parsed.len());
        for (path, parsed) in all.iter().zip(parsed) {
            match parsed {
                Ok(file) => {
                    let id = FileId(files.len() as u32);
                    ids.insert(path, id);
                    // The server's own .NET files are read for what they say, not judged.
                    let is_framework = servers.iter().skip(1).flatten().any(|server| server == path);
                    files.push(ConfigFile { id, is_linted: !is_framework, ..file });
                }
                Err(problem) => result.cannot_read(path, problem),
            }
        }
        let id_of = |path: &Option<String>| path.as_ref().and_then(|path| ids.get(path.as_str()).copied());
        let world = &self.arguments.world;
        let assembly = Assembly {
            files,
            application_host: id_of(&servers[0]),
            machine: id_of(&servers[1]),
            root_web: id_of(&servers[2]),
            path_map,
            folders: paths.iter().filter(|p| is_folder(p)).map(|p| parent(p).to_owned()).collect(),
            others: paths.iter().filter(|p| is_other(p)).map(|&p| p.to_owned()).collect(),
            configuration: world.configuration.clone(),
            project: world.project.as_deref().map(|path| here.shown(path)),
        };
        let input = assembly.into_input(&settings, &schema, self.disk);
        let linter = Linter::new(settings, &here.absolute(""));
        let session = Session::new(&linter, input);
        let groups = session.groups();
        let progress = Progress::new("checked", groups.len());
        let reports = self.crew.in_order(&groups, |group| {
            progress.step();
            session.check(group, self.disk)
        });
        drop(progress);
        let (outcome, discovered) = session.finish(reports, &|_| "");
        let known = |id: FileId| {
            let file = session.files().get(id.0 as usize).filter(|file| file.file.id == id);
            let file = file.or_else(|| discovered.iter().find(|file| file.file.id == id));
            file.map(|file| {
                let ConfigFile { path, source, .. } = &file.file;
                // What findings only point at was never read.
                let is_read = !source.text().is_empty();
                (path.clone(), if is_read { Some(source.clone()) } else { self.disk.text(path).ok() })
            })
        };
        result.take(outcome.diagnostics, &|id| settings_file(id).or_else(|| known(id)));
        // Nobody waits for the trees to be taken down.
        let files = session.into_files();
        self.crew.begin(move || drop(files));
        Ok(outcome.summary)
    }

    /// Whether a path was named and is no configuration: a script, a project file.
    fn is_named_as_other(&self, path: &str) -> bool {
        let name = webconfig_files::name(path);
        let is_other = is_script(name) || is_project_file(name);
        is_other && self.arguments.world.kind.is_none() && self.named.contains(path)
    }
}

/// Whether a name among names of files is that of a folder.
fn is_folder(path: &str) -> bool {
    webconfig_files::name(path) == FOLDER
}

impl RunResult {
    /// Says on standard error what could not be read.
    pub(crate) fn complain(&self) {
        self.complaints.iter().for_each(complain);
    }

    /// The path of a file of this result.
    pub(crate) fn path_of(&self, file: FileId) -> &str {
        self.seen.get(file.0 as usize).map_or("", |seen| seen.path.as_str())
    }

    /// Counts anew after findings were taken out.
    pub(crate) fn count(&mut self, suppressed: usize) {
        self.summary = Summary::of(&self.diagnostics, self.summary.files, suppressed);
    }

    fn cannot_read(&mut self, path: &str, problem: FileProblem) {
        self.complaints.push(HostError::of(path, problem).to_string());
        self.exit = Exit::Unusable;
    }

    /// Takes findings over, with ids of this result in place of the session's.
    fn take(
        &mut self,
        diagnostics: Vec<Diagnostic>,
        known: &dyn Fn(FileId) -> Option<(String, Option<SourceText>)>,
    ) {
        let mut ids: HashMap<FileId, FileId> = HashMap::new();
        let seen = &mut self.seen;
        let mut renumber = |id: &mut FileId| {
            *id = *ids.entry(*id).or_insert_with(|| {
                let (path, text) = known(*id).unwrap_or_default();
                seen.push(Seen { path, text, secrets: OnceLock::new() });
                FileId(seen.len() as u32 - 1)
            });
        };
        for mut finding in diagnostics {
            renumber(&mut finding.primary.file);
            finding.related.iter_mut().for_each(|related| renumber(&mut related.place.file));
            if let Some(file) = finding.iis.as_mut().and_then(|verdict| verdict.file.as_mut()) {
                renumber(file);
            }
            for change in finding.fix.iter_mut().flat_map(|fix| &mut fix.changes) {
                match change {
                    Change::Edit { file, .. } | Change::Rename { file, .. } | Change::Delete { file } => {
                        renumber(file);
                    }
                    Change::Create { .. } => {}
                }
            }
            self.diagnostics.push(finding);
        }
    }

    fn sort(&mut self) {
        let seen = &self.seen;
        let path = |finding: &Diagnostic| seen.get(finding.primary.file.0 as usize).map(|seen| &seen.path);
        self.diagnostics.sort_by(|a, b| {
            let by_file = path(a).cmp(&path(b));
            let by_place = || a.primary.range.cmp(&b.primary.range);
            by_file.then_with(by_place).then_with(|| (a.code, &a.message).cmp(&(b.code, &b.message)))
        });
        // A server file that files under several settings share is judged with each of them.
        self.diagnostics.dedup_by(|a, b| {
            let same_place = path(a) == path(b) && a.primary.range == b.primary.range;
            same_place && a.code == b.code && a.message == b.message
        });
    }
}

impl Sources for RunResult {
    fn path(&self, file: FileId) -> &str {
        self.path_of(file)
    }

    fn text(&self, file: FileId) -> Option<&SourceText> {
        self.seen.get(file.0 as usize)?.text.as_ref()
    }

    fn secrets(&self, file: FileId) -> &[TextRange] {
        let Some(seen) = self.seen.get(file.0 as usize) else { return &[] };
        let find = || seen.text.as_ref().map_or_else(Vec::new, |text| secret_ranges(text.text()));
        seen.secrets.get_or_init(find)
    }

    fn rule(&self, code: &str) -> Option<RuleText<'_>> {
        let page = rule_of(code)?.documentation.trim();
        Some(RuleText { summary: page.lines().next().unwrap_or(page).trim(), page })
    }
}
