//! Everything that IIS would refuse, for every level.

use super::Server;
use super::level::{APP_HOST, Contribution, LevelId, MACHINE, WEB_ROOT};
use crate::bound::{OverrideMode, SectionUse};
use crate::declarations::{AllowDefinition, Declaration};
use crate::effective::Origin;
use crate::problem::{Problem, ProblemKind};
use crate::validate::Validator;
use webconfig_text::FileId;

/// What locks a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SectionLock {
    /// Its declaration: `overrideModeDefault="Deny"`.
    ByDefault,
    /// A location.
    By(Origin),
}

impl Server<'_> {
    /// Everything that IIS would refuse, for every level: structure, content, locks, keys. Sorted by file and
    /// place; the same refusal reached by two paths is there once.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems: Vec<Problem> = self.place_problems.iter().map(|(_, p)| p.clone()).collect();
        let mut files: Vec<FileId> = self.bounds.keys().copied().collect();
        files.sort_unstable();
        for bound in files.iter().filter_map(|f| self.bounds.get(f)) {
            problems.extend(bound.problems.iter().cloned());
            for section in &bound.sections {
                self.validate(section, &mut problems);
            }
        }
        for (id, level) in self.levels() {
            if level.files.iter().all(|f| self.file(*f).is_some_and(|f| f.is_stock)) && id <= APP_HOST {
                continue;
            }
            for section in self.sections_at(id) {
                self.placement_problems(id, section, &mut problems);
                problems.extend(self.merge_problems(id, section).iter().cloned());
            }
        }
        problems.retain(|p| self.file(p.file).is_some_and(|f| f.is_linted));
        problems.sort_by_key(|p| (p.file, p.element, p.attribute));
        without_repeats(problems)
    }

    /// One section's content against its schema.
    pub(super) fn validate(&self, section: &SectionUse, problems: &mut Vec<Problem>) {
        let Some(schema) = self.schema.section(&section.path) else { return };
        let (id, element) = section.content;
        let Some(file) = self.file(id).filter(|f| !f.is_stock) else { return };
        let Some(element) = file.document.element(element) else { return };
        Validator::new(file, schema, self.target).section(element, problems);
    }

    /// `allowDefinition`, `allowLocation` and section locks for what is set at one level.
    pub(super) fn placement_problems(&self, level: LevelId, section: &str, problems: &mut Vec<Problem>) {
        for c in self.contributions(level, section) {
            if self.file(c.owner).is_none_or(|f| f.is_stock) {
                continue;
            }
            let Some(bound) = self.bounds.get(&c.owner) else { continue };
            let Some(declaration) = bound.declarations.section(section) else { continue };
            problems.extend(self.placement_problem(level, section, c, declaration));
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
            section: section.into(),
            related: Some(related),
        };
        if c.location.is_some() && !declaration.allow_location {
            return Some(problem(ProblemKind::LocationNotAllowed, declared));
        }
        if let Some(certain) = self.misplaced(declaration.allow_definition, c.owner_level, level) {
            let allowed = declaration.allow_definition;
            return Some(problem(ProblemKind::DefinitionNotAllowed { allowed, certain }, declared));
        }
        Some(match self.section_lock(c.owner, c.owner_level, section)? {
            SectionLock::ByDefault => problem(ProblemKind::LockedSection { by_default: true }, declared),
            SectionLock::By(location) => problem(ProblemKind::LockedSection { by_default: false }, location),
        })
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
                let below_root = owner > APP_HOST && target > APP_HOST && !level.is_application;
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

/// Without those that stand at the same place with the same kind a second time.
fn without_repeats(problems: Vec<Problem>) -> Vec<Problem> {
    let mut kept: Vec<Problem> = Vec::with_capacity(problems.len());
    let mut place_begins = 0;
    for problem in problems {
        let place = (problem.file, problem.element, problem.attribute);
        let begins = kept.get(place_begins).map(|p| (p.file, p.element, p.attribute));
        if begins != Some(place) {
            place_begins = kept.len();
        }
        let here = kept.get(place_begins..).unwrap_or_default();
        if !here.iter().any(|p| p.kind == problem.kind) {
            kept.push(problem);
        }
    }
    kept
}
