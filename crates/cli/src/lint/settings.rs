//! Which settings count for which paths: those of the nearest `webconfig.toml`, with the flags laid over them.

use crate::lint::flags::Arguments;
use webconfig_files::parent;
use webconfig_host::Disk;
use webconfig_lint::Settings;
use webconfig_lint::settings::{SettingsComplaint, SettingsFile, SettingsFiles};
use webconfig_render::one_line;
use webconfig_text::FileId;

/// Paths by the settings that count for them.
pub(crate) struct Grouping<'p> {
    /// In the order of first appearance.
    pub(crate) groups: Vec<(Settings, Vec<&'p str>)>,
    /// The settings files that were read, in the order of their ids, named as findings print them.
    pub(crate) files: Vec<SettingsFile>,
    /// What does not count of them, in words.
    pub(crate) complaints: Vec<String>,
}

impl<'p> Grouping<'p> {
    /// Groups paths; the settings files have ids from `first` on.
    pub(crate) fn of(
        paths: impl Iterator<Item = &'p str>,
        flags: &Arguments,
        disk: &Disk,
        first: FileId,
    ) -> Self {
        let here = disk.working_directory();
        let mut files = SettingsFiles::new(disk, Some(first));
        let mut groups: Vec<(Option<String>, Vec<&'p str>)> = Vec::new();
        for path in paths {
            let isolated = flags.world.isolated;
            let file = if isolated { None } else { files.nearest(&here.absolute(parent(path))) };
            match groups.iter_mut().find(|(other, _)| *other == file) {
                Some((_, members)) => members.push(path),
                None => groups.push((file, vec![path])),
            }
        }
        let groups = groups
            .into_iter()
            .map(|(file, members)| {
                let base = file.map_or_else(Settings::default, |file| files.read(&file));
                (over(flags, disk, base), members)
            })
            .collect();
        let shown = |file: &SettingsFile| SettingsFile { path: here.shown(&file.path), ..file.clone() };
        Self {
            groups,
            files: files.all().iter().map(shown).collect(),
            complaints: files.complaints().iter().map(|c| complaint(c, disk)).collect(),
        }
    }
}

fn complaint(complaint: &SettingsComplaint, disk: &Disk) -> String {
    let file = disk.working_directory().shown(&complaint.path);
    let message = one_line(&complaint.message);
    match complaint.at {
        Some(at) => format!("{file}:{}:{}: {message}", at.line + 1, at.column + 1),
        None => format!("{file}: {message}"),
    }
}

/// The flags over the settings of a file.
fn over(flags: &Arguments, disk: &Disk, base: Settings) -> Settings {
    let Arguments { rules, world, report, .. } = flags;
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
