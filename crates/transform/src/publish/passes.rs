//! The second target: every transform of the chain in its order, then the list of variables.

use super::pass::{Pass, xdt};
use super::run::{Flow, Level, Stop};
use super::{chain, equals_ignoring_case, variables};

impl Flow<'_> {
    /// Runs the transforms on the file that the step left.
    pub(super) fn transforms(&mut self, runs: bool, name: &str) -> Result<(), Stop> {
        let job = self.job;
        let target = format!("{}/web.config", job.folder.trim_end_matches('/'));
        let target =
            if job.names_have_case { target } else { format!("{}/{name}", job.folder.trim_end_matches('/')) };
        let project_folder = webconfig_files::parent(job.project);
        let mut skipped_by_name = false;
        if job.sdk.has_transforms() {
            for path in chain::passes(job.files, job.properties, project_folder, job.sdk) {
                let is_folder = !job.files.is_file(&path) && job.files.is_folder(&path);
                if !job.files.is_file(&path) && !is_folder {
                    self.other_case(&path);
                    continue;
                }
                if !runs {
                    continue;
                }
                let Some(source) = self.current(&target) else {
                    skipped_by_name |= name != "web.config";
                    continue;
                };
                self.pass(&source, &target, &path, is_folder)?;
            }
        }
        if skipped_by_name {
            let text = format!(
                "no transform runs, because the file is called `{name}`; the SDK looks for `web.config`"
            );
            self.say(Level::Loss, &format!("{project_folder}/{name}"), "", text);
        }
        if job.sdk.has_all_passes() { self.variables(runs, &target) } else { Ok(()) }
    }

    /// What the file holds now.
    fn current(&self, target: &str) -> Option<Vec<u8>> {
        if let Some((_, bytes)) = self.out.writes.iter().find(|(p, _)| p == target) {
            return Some(bytes.clone());
        }
        self.job.files.bytes(target, usize::MAX).ok()
    }

    /// A transform that differs in letter case only from the one that is looked for.
    fn other_case(&mut self, path: &str) {
        let (folder, name) = (webconfig_files::parent(path), webconfig_files::name(path));
        let entries = self.job.files.entries(folder).unwrap_or_default();
        if let Some(near) = entries.iter().find(|e| !e.is_folder && equals_ignoring_case(&e.name, name)) {
            let text = format!(
                "`{}` is skipped; the SDK looks for `{name}` and minds the letter case here",
                near.name
            );
            self.say(Level::Loss, &format!("{folder}/{}", near.name), "", text);
        }
    }

    fn pass(&mut self, source: &[u8], target: &str, path: &str, is_folder: bool) -> Result<(), Stop> {
        let job = self.job;
        self.say(Level::Detail, "", "", format!("Transforming Source File: {target}"));
        let transform = if is_folder { None } else { job.files.bytes(path, usize::MAX).ok() };
        let Some(transform) = transform else {
            let text = format!("Could not open Transform file: Access to the path '{path}' is denied.");
            self.say(Level::Error, path, "", text);
            self.out.failed = true;
            return Err(Stop);
        };
        if !is_unicode(source) {
            let text = format!(
                "`{}` is read as UTF-8 by the transform, whatever its declaration says: characters outside ASCII are lost",
                webconfig_files::name(target)
            );
            if !source.is_ascii() {
                self.say(Level::Loss, target, "", text);
            }
        }
        self.say(Level::Detail, "", "", format!("  Applying Transform File: {path}"));
        let pass = Pass {
            source,
            source_path: target,
            transform: &transform,
            transform_path: path,
            ignores_errors: false,
        };
        let done = xdt(pass);
        self.out.lines.extend(done.lines);
        if let Some(saved) = done.saved {
            self.set(target, saved);
        }
        if done.failed {
            self.say(Level::Detail, "", "", "Transformation failed");
            self.out.failed = true;
            return Err(Stop);
        }
        self.say(Level::Detail, "", "", format!("  Output File: {target}"));
        self.say(Level::Detail, "", "", "Transformation succeeded");
        Ok(())
    }

    fn variables(&mut self, runs: bool, target: &str) -> Result<(), Stop> {
        let job = self.job;
        let list = job.properties.value("WebConfigEnvironmentVariables");
        if list.is_empty() {
            return Ok(());
        }
        let pairs = match variables::pairs(&list) {
            Ok(pairs) => pairs,
            Err(exception) => return self.fail(job.project, &exception, "GenerateEnvTransform"),
        };
        if pairs.is_empty() {
            return Ok(());
        }
        let temp = job.properties.value("PublishIntermediateTempPath");
        if let Some(c) = list.chars().find(|&c| !crate::xml::is_allowed(c)) {
            let text = format!(
                "System.ArgumentException: '{c}', hexadecimal value 0x{:02X}, is an invalid character.",
                u32::from(c)
            );
            return self.fail(job.project, &text, "GenerateEnvTransform");
        }
        if job.requires_temp_folder && !temp.is_empty() {
            let folder = temp.replace('\\', "/");
            let local = webconfig_files::join(webconfig_files::parent(job.project), &folder);
            if !job.files.is_folder(&local) {
                let text = format!(
                    "System.IO.DirectoryNotFoundException: Could not find a part of the path \
                     '{}/EnvironmentWithLocation.transform'.",
                    temp.trim_end_matches(['/', '\\'])
                );
                return self.fail(job.project, &text, "GenerateEnvTransform");
            }
        }
        if list.split(';').any(|piece| piece.matches('=').count() > 1) {
            let text = "an `=` inside a value of `WebConfigEnvironmentVariables` is lost";
            self.say(Level::Loss, job.project, "", text);
        }
        if !runs {
            return Ok(());
        }
        for with_location in [true, false] {
            let Some(source) = self.current(target) else { return Ok(()) };
            let transform = variables::transform(&pairs, with_location);
            let pass = Pass {
                source: &source,
                source_path: target,
                transform: transform.as_bytes(),
                transform_path: "EnvironmentWithLocation.transform",
                ignores_errors: true,
            };
            if let Some(saved) = xdt(pass).saved {
                self.set(target, saved);
            }
        }
        if pairs.iter().any(|(name, _)| name.contains('\'')) {
            let text =
                "a name in `WebConfigEnvironmentVariables` holds an apostrophe: the whole list is lost";
            self.say(Level::Loss, job.project, "", text);
        }
        Ok(())
    }
}

/// Whether a transform reads these bytes as they are meant.
fn is_unicode(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xEF, 0xBB, 0xBF])
        || bytes.starts_with(&[0xFF, 0xFE])
        || bytes.starts_with(&[0xFE, 0xFF])
        || webconfig_text::declared_encoding(
            std::str::from_utf8(bytes.get(..512.min(bytes.len())).unwrap_or(&[])).unwrap_or(""),
        )
        .is_none_or(|(name, _)| name.eq_ignore_ascii_case("utf-8"))
}
