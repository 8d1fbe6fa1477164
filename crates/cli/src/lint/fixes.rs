//! Applying fixes, in memory until all is decided.
//!
//! A round takes every wanted fix that does not touch what another one of the round has touched, and lints again;
//! rounds go on until nothing is left to apply. A fix is applied as a whole or not at all, over all its files.

use crate::exit::Failure;
use crate::lint::run::{Job, RunResult};
use std::collections::{BTreeMap, BTreeSet};
use webconfig_diagnostics::{Change, Fix, Safety, secret_ranges};
use webconfig_files::Files as _;
use webconfig_host::{Disk, HostError};
use webconfig_render::{Side, Style, unified};
use webconfig_text::{SourceText, TextEdits};

/// After so many rounds two fixes are undoing each other's work.
const ROUNDS: usize = 20;

/// A file that fixes touched.
struct Changed {
    /// `None` for a file that was not there.
    before: Option<SourceText>,
    /// `None` for a file that goes away.
    after: Option<SourceText>,
}

/// What the fixes of a run changed.
#[derive(Default)]
pub(crate) struct Mended {
    files: BTreeMap<String, Changed>,
    /// Old and new path, in order. The files stand under their new paths in `files`.
    renamed: Vec<(String, String)>,
    fixed: usize,
}

/// The edits of one round, and the files that it moves.
#[derive(Default)]
struct Round {
    edits: BTreeMap<String, TextEdits>,
    moved: BTreeSet<String>,
}

/// Applies what the flags ask for; `result` becomes that of the mended files.
pub(crate) fn mend(job: &mut Job<'_>, result: &mut RunResult) -> Result<Mended, Failure> {
    let highest = if job.arguments.mend.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let mut mended = Mended::default();
    for _ in 0..ROUNDS {
        if !mended.round(job, result, highest) {
            break;
        }
        *result = job.run()?;
    }
    Ok(mended)
}

impl Mended {
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// How many findings were fixed.
    pub(crate) fn fixed(&self) -> usize {
        self.fixed
    }

    /// Applies one round; whether there was anything to apply.
    fn round(&mut self, job: &mut Job<'_>, result: &RunResult, highest: Safety) -> bool {
        let mut round = Round::default();
        let mut taken: Vec<&Fix> = Vec::new();
        for finding in &result.diagnostics {
            let Some(fix) = finding.fix.as_ref().filter(|fix| fix.safety <= highest) else { continue };
            // Several findings may share one fix: it mends them all at once.
            if taken.contains(&fix) {
                self.fixed += 1;
            } else if round.fits(fix, result, job.disk) {
                self.apply_moves(fix, result, job);
                taken.push(fix);
                self.fixed += 1;
            }
        }
        for (path, edits) in round.edits {
            let Ok(source) = job.disk.text(&path) else { continue };
            let Ok(after) = SourceText::decode(&source.encode_edited(&edits)) else { continue };
            job.disk.place(&path, after.clone());
            self.files.entry(path).or_insert(Changed { before: Some(source), after: None }).after =
                Some(after);
        }
        !taken.is_empty()
    }

    /// Creates, renames and removes files, in memory.
    fn apply_moves(&mut self, fix: &Fix, result: &RunResult, job: &mut Job<'_>) {
        for change in &fix.changes {
            match change {
                Change::Edit { .. } => {}
                Change::Create { path, text } => {
                    let source = SourceText::from_text(text.as_str());
                    job.disk.place(path, source.clone());
                    self.files.insert(path.clone(), Changed { before: None, after: Some(source) });
                }
                Change::Rename { file, to } => {
                    let from = result.path_of(*file).to_owned();
                    let text = job.disk.text(&from).ok();
                    if let Some(text) = &text {
                        job.disk.place(to, text.clone());
                    }
                    job.disk.hide(&from);
                    let earlier = self.files.remove(&from);
                    let before = earlier.map_or_else(|| text.clone(), |changed| changed.before);
                    self.files.insert(to.clone(), Changed { before, after: text });
                    for path in job.files.iter_mut().filter(|path| **path == from) {
                        path.clone_from(to);
                    }
                    self.renamed.push((from, to.clone()));
                }
                Change::Delete { file } => {
                    let path = result.path_of(*file).to_owned();
                    let before = job.disk.text(&path).ok();
                    job.disk.hide(&path);
                    job.files.retain(|other| *other != path);
                    self.files.entry(path).or_insert(Changed { before, after: None }).after = None;
                }
            }
        }
    }

    /// The difference that the fixes make.
    pub(crate) fn diff(&self, style: Style) -> String {
        let mut out = String::new();
        for (from, to) in &self.renamed {
            out.push_str(&format!("rename from {from}\nrename to {to}\n"));
        }
        for (path, Changed { before, after }) in &self.files {
            let [before, after] = [before, after].map(|text| text.as_ref().map_or("", SourceText::text));
            let (old, new) = (secret_ranges(before), secret_ranges(after));
            let (before, after) = (Side { text: before, secrets: &old }, Side { text: after, secrets: &new });
            out.push_str(&unified(&webconfig_host::native(path), before, after, style));
        }
        out
    }

    /// The bytes of a file after the fixes.
    pub(crate) fn bytes_of(&self, path: &str, disk: &Disk) -> Vec<u8> {
        let changed = self.files.get(path).and_then(|changed| changed.after.clone());
        changed.or_else(|| disk.text(path).ok()).map_or_else(Vec::new, |source| source.encode())
    }

    /// Writes every changed file, each in one step; `except` came from standard input. One that cannot be written
    /// keeps nobody from the others: it is as it was again, in memory too.
    pub(crate) fn write(&self, disk: &Disk, except: Option<&str>) -> Vec<HostError> {
        let here = disk.working_directory();
        let mut problems = Vec::new();
        let mut unmoved: Vec<&str> = Vec::new();
        for (from, to) in &self.renamed {
            if let Err(problem) = webconfig_host::rename(&here.local(from), &here.local(to), from) {
                problems.push(problem);
                unmoved.push(to);
            }
        }
        for (path, changed) in self.files.iter().filter(|(path, _)| Some(path.as_str()) != except) {
            if unmoved.contains(&path.as_str()) {
                continue;
            }
            let text = |source: &Option<SourceText>| source.as_ref().map(SourceText::encode);
            let written = match &changed.after {
                Some(after) if text(&changed.before).as_ref() != Some(&after.encode()) => {
                    webconfig_host::write(&here.local(path), path, &after.encode())
                }
                None if here.local(path).exists() => webconfig_host::remove(&here.local(path), path),
                _ => Ok(()),
            };
            if let Err(problem) = written {
                problems.push(problem);
                match &changed.before {
                    Some(before) => disk.place(path, before.clone()),
                    None => disk.hide(path),
                }
            }
        }
        problems
    }
}

impl Round {
    /// Adds a fix unless it clashes with what the round holds.
    fn fits(&mut self, fix: &Fix, result: &RunResult, disk: &Disk) -> bool {
        let mut edited: BTreeMap<&str, TextEdits> = BTreeMap::new();
        let mut moved: Vec<&str> = Vec::new();
        for change in &fix.changes {
            let fits = match change {
                Change::Edit { file, edits } => {
                    let path = result.path_of(*file);
                    let so_far = || self.edits.get(path).cloned().unwrap_or_default();
                    let fits = !edits.is_empty() && !self.moved.contains(path);
                    fits && edited.entry(path).or_insert_with(so_far).merge(edits).is_ok()
                }
                Change::Create { path, .. } => {
                    moved.push(path);
                    !disk.is_file(path)
                }
                Change::Rename { file, to } => {
                    moved.extend([result.path_of(*file), to]);
                    true
                }
                Change::Delete { file } => {
                    moved.push(result.path_of(*file));
                    true
                }
            };
            // A fix that edits a file and moves it does so in its own order; nobody else may in the same round.
            let free =
                moved.iter().all(|path| !self.moved.contains(*path) && !self.edits.contains_key(*path));
            if !fits || !free {
                return false;
            }
        }
        if fix.changes.is_empty() || moved.iter().any(|path| edited.contains_key(path)) {
            return false;
        }
        self.edits.extend(edited.into_iter().map(|(path, edits)| (path.to_owned(), edits)));
        self.moved.extend(moved.into_iter().map(str::to_owned));
        true
    }
}
