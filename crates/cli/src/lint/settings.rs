//! Finding and reading `webconfig.toml`, and laying the flags over it.
//!
//! The nearest file above a file under test counts, and what it extends; folders further up are not asked.

use crate::commands::lint::Arguments;
use crate::exit::Exit;
use std::collections::HashMap;
use webconfig_files::{Files as _, parent};
use webconfig_host::Disk;
use webconfig_lint::Settings;
use webconfig_render::one_line;
use webconfig_text::{ColumnUnit, FileId, SourceText};

/// The names of a settings file, in the order in which they are looked for.
pub(crate) const NAMES: [&str; 2] = ["webconfig.toml", ".webconfig.toml"];

/// How many files may extend one another.
const DEEPEST: usize = 16;

/// A settings file that was read, for findings about it.
#[derive(Clone, Debug)]
pub(crate) struct SettingsFile {
    pub(crate) path: String,
    pub(crate) text: SourceText,
}

/// Reads settings files, each once.
pub(crate) struct Finder<'a> {
    flags: &'a Arguments,
}

/// All settings of a run: which file counts for which folder.
pub(crate) struct AllSettings {
    /// The settings files, with ids counted from `first`.
    pub(crate) files: Vec<SettingsFile>,
    first: u32,
    /// Folder → the settings file above it.
    nearest: HashMap<String, Option<String>>,
    pub(crate) exit: Exit,
    pub(crate) complaints: Vec<String>,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(flags: &'a Arguments) -> Self {
        Self { flags }
    }

    /// The paths grouped by the settings file that counts for them, in the order of first appearance, each group with
    /// its settings; `first` is the first free file id.
    pub(crate) fn groups<'p>(
        &self,
        disk: &Disk,
        paths: impl Iterator<Item = &'p str>,
        first: u32,
    ) -> (Vec<(Settings, Vec<&'p str>)>, AllSettings) {
        let mut all = AllSettings {
            files: Vec::new(),
            first,
            nearest: HashMap::new(),
            exit: Exit::Clean,
            complaints: Vec::new(),
        };
        let mut groups: Vec<(Option<String>, Vec<&'p str>)> = Vec::new();
        for path in paths {
            let file = if self.flags.world.isolated { None } else { all.nearest(disk, parent(path)) };
            match groups.iter_mut().find(|(other, _)| *other == file) {
                Some((_, members)) => members.push(path),
                None => groups.push((file, vec![path])),
            }
        }
        let groups = groups
            .into_iter()
            .map(|(file, members)| {
                let base = file.map_or_else(Settings::default, |file| all.read(disk, &file, 0));
                (self.over(disk, base), members)
            })
            .collect();
        (groups, all)
    }

    /// The flags over the settings of a file.
    fn over(&self, disk: &Disk, base: Settings) -> Settings {
        let Arguments { rules, world, report, .. } = self.flags;
        let here = disk.working_directory();
        let path = |given: &String| here.absolute(given);
        let flags = Settings {
            profile: rules.profile,
            select: rules.select.clone(),
            extend_select: rules.extend_select.clone(),
            ignore: rules.ignore.clone(),
            severity: rules.severity.clone(),
            fail_on: rules.fail_on,
            max_warnings: rules.max_warnings,
            context: world.context.map(|word| word.0),
            target: world.target,
            host_profile: world.host_profile.clone(),
            apphost: world.apphost.as_ref().map(path),
            machine_config: world.machine_config.as_ref().map(path),
            root_web_config: world.root_web_config.as_ref().map(path),
            schema_dirs: world.schema_dirs.iter().map(path).collect(),
            path_map: world.path_maps.iter().map(|(from, to)| (from.clone(), path(to))).collect(),
            baseline: report.baseline.as_ref().map(path),
            ..Settings::default()
        };
        flags.over(base)
    }
}

impl AllSettings {
    /// The settings file that counts in a folder.
    fn nearest(&mut self, disk: &Disk, folder: &str) -> Option<String> {
        if let Some(known) = self.nearest.get(folder) {
            return known.clone();
        }
        let absolute = disk.working_directory().absolute(folder);
        let mut above = absolute.as_str();
        let found = loop {
            let here = NAMES.iter().map(|name| format!("{}/{name}", above.trim_end_matches('/')));
            if let Some(file) = here.into_iter().find(|file| disk.is_file(file)) {
                break Some(file);
            }
            if above.is_empty() {
                break None;
            }
            above = parent(above);
        };
        self.nearest.insert(folder.to_owned(), found.clone());
        found
    }

    /// Reads a settings file (an absolute path) and what it extends.
    fn read(&mut self, disk: &Disk, path: &str, depth: usize) -> Settings {
        let shown = disk.working_directory().shown(path);
        let text = match disk.text(path) {
            Ok(text) if depth < DEEPEST => text,
            Ok(_) => {
                self.complain(&shown, "settings extend one another without end");
                return Settings::default();
            }
            Err(problem) => {
                self.complain(&shown, &format!("cannot read the settings: {}", reason(&problem)));
                return Settings::default();
            }
        };
        let id = FileId(self.first + self.files.len() as u32);
        self.files.push(SettingsFile { path: shown.clone(), text: text.clone() });
        let (settings, problems) = Settings::parse(text.text(), Some(id), parent(path));
        for problem in problems {
            let at = text.lines().position(text.text(), problem.range.start(), ColumnUnit::Utf32);
            let place = format!("{shown}:{}:{}", at.line + 1, at.column + 1);
            self.complain(&place, &problem.message);
        }
        let bases: Vec<Settings> =
            settings.extends.clone().iter().map(|base| self.read(disk, base, depth + 1)).collect();
        // Later ones win over earlier ones, the file itself over all that it extends.
        let base = bases.into_iter().reduce(|weaker, stronger| stronger.over(weaker));
        base.map_or(settings.clone(), |base| settings.over(base))
    }

    fn complain(&mut self, place: &str, message: &str) {
        self.complaints.push(format!("{place}: {}", one_line(message)));
        self.exit = Exit::Unusable;
    }
}

fn reason(problem: &webconfig_files::FileProblem) -> &str {
    match problem {
        webconfig_files::FileProblem::Missing => "there is no such file",
        webconfig_files::FileProblem::Unreadable(reason) => reason,
        webconfig_files::FileProblem::TooLarge => "it is above 512 MiB",
    }
}
