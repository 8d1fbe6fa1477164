//! Everything that IIS would refuse, for every level.

use super::Server;
use super::level::{APP_HOST, Contribution, LevelId, MACHINE, Override, WEB_ROOT};
use crate::FileKind;
use crate::bound::{OverrideMode, SectionUse};
use crate::declarations::{AllowDefinition, Declaration};
use crate::effective::Origin;
use crate::problem::{Problem, ProblemKind};
use crate::validate::Validator;
use foldhash::{HashMap, HashSet};
use std::sync::Arc;
use webconfig_diagnostics::Phase;
use webconfig_text::FileId;

/// What locks a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SectionLock {
    /// Its declaration: `overrideModeDefault="Deny"`.
    ByDefault,
    /// A location.
    By(Origin),
}

/// Words that open a section for a path below a level.
pub(super) type Opened = HashMap<LevelId, HashMap<Arc<str>, Override>>;

impl Server<'_> {
    /// Everything that IIS would refuse, for every level: structure, content, locks, keys. Sorted by file and
    /// place; the same refusal reached by two paths is there once.
    pub fn check(&self) -> Vec<Arc<Problem>> {
        let mut problems: Vec<Arc<Problem>> =
            self.place_problems.iter().map(|(_, p)| Arc::clone(p)).collect();
        let mut files: Vec<FileId> = self.bounds.keys().copied().collect();
        files.sort_unstable();
        for bound in files.iter().filter_map(|f| self.bounds.get(f)) {
            problems.extend(bound.problems.iter().cloned());
            for section in &bound.sections {
                self.validate(section, &mut problems);
            }
        }
        for (id, level) in self.given_levels() {
            if level.files.iter().all(|f| self.file(*f).is_some_and(|f| f.is_stock)) && id <= APP_HOST {
                continue;
            }
            for section in self.sections_at(id) {
                self.placement_problems(id, section, &mut problems);
                self.merge_problems(id, section, &mut problems);
            }
        }
        problems.retain(|p| self.file(p.file).is_some_and(|f| f.is_linted) || self.breaks_the_server(p));
        problems.sort_by_key(|p| (p.file, p.element, p.attribute));
        drop_repeats(&mut problems);
        problems
    }

    /// Whether a problem lies in a file that is only read for what it says, and keeps IIS from loading that file:
    /// then nothing below works.
    fn breaks_the_server(&self, problem: &Problem) -> bool {
        self.file(problem.file).is_some_and(|f| !f.is_stock && f.kind != FileKind::AppConfig)
            && self.verdict(problem).is_some_and(|v| v.phase == Phase::File)
    }

    /// One section's content against its schema.
    pub(super) fn validate(&self, section: &SectionUse, problems: &mut Vec<Arc<Problem>>) {
        let Some(schema) = self.schema.section(&section.path) else { return };
        let (id, element) = section.content;
        let Some(file) = self.file(id).filter(|f| !f.is_stock) else { return };
        let Some(element) = file.document.element(element) else { return };
        Validator::new(file, &section.path, schema, self.target).section(element, problems);
    }

    /// `allowDefinition`, `allowLocation` and section locks for what is set at one level.
    pub(super) fn placement_problems(&self, level: LevelId, section: &str, problems: &mut Vec<Arc<Problem>>) {
        for c in self.contributions(level, section) {
            if self.file(c.owner).is_none_or(|f| f.is_stock) {
                continue;
            }
            let Some(bound) = self.bounds.get(&c.owner) else { continue };
            let Some(declaration) = bound.declarations.section(section) else { continue };
            problems.extend(self.placement_problem(level, section, c, declaration).map(Arc::new));
        }
    }

    fn placement_problem(
        &self,
        level: LevelId,
        section: &str,
        c: &Contribution,
        declaration: &Declaration,
    ) -> Option<Problem> {
        let declared = Origin { file: declaration.file, element: declaration.element, attribute: None };
        let problem = |kind, related| Problem {
            kind,
            file: c.owner,
            element: c.element,
            attribute: None,
            section: Arc::clone(&declaration.path),
            related: Some(related),
        };
        if c.location.is_some() && !declaration.allow_location {
            return Some(problem(ProblemKind::LocationNotAllowed, declared));
        }
        if let Some(certain) = self.misplaced(declaration.allow_definition, c.owner_level, level) {
            let allowed = declaration.allow_definition;
            return Some(problem(ProblemKind::DefinitionNotAllowed { allowed, certain }, declared));
        }
        let Some(lock) = self.section_lock(c.owner, c.owner_level, section) else {
            let opened = self.opened_below(level, section, c)?;
            return Some(problem(ProblemKind::LockAboveOpened, opened));
        };
        Some(match lock {
            SectionLock::ByDefault => problem(ProblemKind::LockedSection { by_default: true }, declared),
            SectionLock::By(location) => problem(ProblemKind::LockedSection { by_default: false }, location),
        })
    }

    /// Where a file above opens a section for a path below a level, though this contribution locks it there.
    fn opened_below(&self, level: LevelId, section: &str, c: &Contribution) -> Option<Origin> {
        let words = self.level(level)?.overrides.get(section)?;
        let is_lock =
            |w: &Override| w.mode == OverrideMode::Deny && w.by == c.owner && Some(w.location) == c.location;
        if !words.iter().any(is_lock) {
            return None;
        }
        let word = self.opened.get_or_init(|| self.find_opened()).get(&level)?.get(section)?;
        let is_higher = self.is_above(word.by_level, c.owner_level);
        is_higher.then_some(Origin { file: word.by, element: word.location, attribute: None })
    }

    /// For each level and section the highest file that opens the section for a path below.
    fn find_opened(&self) -> Opened {
        let mut opened = Opened::default();
        for (id, level) in self.levels() {
            for (section, words) in &level.overrides {
                let Some(word) = words.iter().find(|w| w.mode == OverrideMode::Allow) else { continue };
                for above in self.chain(id).skip(1).take_while(|l| *l != word.by_level) {
                    let known = opened.entry(above).or_default().entry(section.clone()).or_insert(*word);
                    if self.depth_of(word.by_level) < self.depth_of(known.by_level) {
                        *known = *word;
                    }
                }
            }
        }
        opened
    }

    /// Whether a section must not be set there: `Some(certain)`.
    fn misplaced(&self, allowed: AllowDefinition, owner: LevelId, target: LevelId) -> Option<bool> {
        let level = self.level(target)?;
        match allowed {
            AllowDefinition::Everywhere => None,
            AllowDefinition::MachineOnly => {
                (owner > APP_HOST || owner == WEB_ROOT || target > APP_HOST).then_some(true)
            }
            AllowDefinition::MachineToWebRoot => (owner > APP_HOST || target > APP_HOST).then_some(true),
            AllowDefinition::AppHostOnly => (owner != APP_HOST || target != APP_HOST).then_some(true),
            AllowDefinition::MachineToApplication => {
                // applicationHost.config may well have a block for a site that is not there.
                let is_read = owner > APP_HOST || level.site.is_some();
                let below_root = is_read && target > APP_HOST && !level.is_application;
                below_root.then_some(level.site.is_some())
            }
        }
    }

    /// What locks a section for a file at a level.
    pub(super) fn section_lock(&self, file: FileId, level: LevelId, section: &str) -> Option<SectionLock> {
        let bound = self.bound(file)?;
        let declaration = bound.declarations.section(section)?;
        if declaration.file == file {
            return None;
        }
        self.lock_at(level, Some(file), section, declaration)
    }

    /// What locks a section for a file at a level, whether or not there is one.
    pub(crate) fn lock_at(
        &self,
        level: LevelId,
        file: Option<FileId>,
        section: &str,
        declaration: &Declaration,
    ) -> Option<SectionLock> {
        for id in self.chain(level) {
            let Some(words) = self.level(id).and_then(|l| l.overrides.get(section)) else { continue };
            // Only files above this one bind it; of several words for one level the nearest file's counts.
            for word in words.iter().rev() {
                if Some(word.by) == file || !self.is_above(word.by_level, level) {
                    continue;
                }
                match word.mode {
                    OverrideMode::Deny => {
                        let by = Origin { file: word.by, element: word.location, attribute: None };
                        return Some(SectionLock::By(by));
                    }
                    // Only who may set the section can open it.
                    OverrideMode::Allow if self.section_lock(word.by, word.by_level, section).is_none() => {
                        return None;
                    }
                    OverrideMode::Allow => {}
                }
            }
        }
        let declared_at = self.levels_of(declaration.file).first().copied().unwrap_or(MACHINE);
        (!declaration.override_default && self.is_above(declared_at, level)).then_some(SectionLock::ByDefault)
    }

    fn is_above(&self, above: LevelId, level: LevelId) -> bool {
        above != level && self.chain(level).any(|l| l == above)
    }
}

/// Takes out what stands at the same place with the same kind a second time; in place, for there can be very many,
/// of one place too.
fn drop_repeats(problems: &mut Vec<Arc<Problem>>) {
    let place = |p: &Problem| (p.file, p.element, p.attribute);
    let mut is_first = Vec::with_capacity(problems.len());
    for at_one_place in problems.chunk_by(|a, b| place(a) == place(b)) {
        if at_one_place.len() == 1 {
            is_first.push(true);
            continue;
        }
        let mut seen: HashSet<&ProblemKind> = HashSet::default();
        is_first.extend(at_one_place.iter().map(|p| seen.insert(&p.kind)));
    }
    let mut is_first = is_first.into_iter();
    problems.retain(|_| is_first.next().unwrap_or(true));
}
