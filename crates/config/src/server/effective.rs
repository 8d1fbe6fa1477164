//! A section as it counts at a level.

use super::Server;
use super::level::{APP_HOST, Contribution, LevelId};
use crate::declarations::AllowDefinition;
use crate::effective::EffectiveElement;
use crate::merge::{Merge, Wanted};
use crate::problem::{Problem, ProblemKind};
use crate::stock_part::Shared;
use foldhash::HashMap;
use std::sync::{Arc, OnceLock, PoisonError};

/// A section at a level.
#[derive(Clone, Debug)]
pub(super) struct Merged<'s> {
    /// As it counts there.
    full: Shared<'s, EffectiveElement<'s>>,
    /// The part that applications below inherit.
    inheritable: Shared<'s, EffectiveElement<'s>>,
    /// What IIS would refuse in what is set at this very level.
    problems: Option<Arc<[Arc<Problem>]>>,
}

impl<'s> Merged<'s> {
    fn of(element: Shared<'s, EffectiveElement<'s>>) -> Self {
        Self { full: element.clone(), inheritable: element, problems: None }
    }

    /// What is left of it at a level below that sets nothing.
    fn below(self, is_same_application: bool) -> Self {
        let full = if is_same_application { self.full } else { self.inheritable.clone() };
        Self { full, inheritable: self.inheritable, problems: None }
    }
}

/// The sections of the stock server as they count there, each merged when first asked for and kept for good.
pub(super) type StockSections<'s> = HashMap<Box<str>, OnceLock<Option<EffectiveElement<'s>>>>;

/// What was merged; levels where nothing changes have no entry.
#[derive(Debug, Default)]
pub(super) struct Memo<'s> {
    kept: HashMap<LevelId, HashMap<Box<str>, Merged<'s>>>,
    /// Of sections that are not worth keeping what was asked for last: most questions come level by level.
    last: HashMap<Box<str>, (LevelId, Merged<'s>)>,
    /// Sections that nobody sets on the way to a level.
    unset: HashMap<Box<str>, Shared<'s, EffectiveElement<'s>>>,
}

impl<'s> Server<'s> {
    /// A section as it counts at a level; `None` when it has no schema.
    pub fn effective(&self, level: LevelId, section: &str) -> Option<Shared<'s, EffectiveElement<'s>>> {
        // Most questions are about sections that no file under test sets.
        if let Some(base) = self.base
            && (level <= APP_HOST || !self.set_at_levels.contains_key(section))
        {
            return base.on_stock_server(section);
        }
        let keep = self.is_worth_keeping(level, section);
        Some(self.merged(level, section, Wanted::Element, keep)?.full)
    }

    /// What IIS would refuse in merging what is set at this very level.
    pub(super) fn merge_problems(&self, level: LevelId, section: &str, problems: &mut Vec<Arc<Problem>>) {
        if self.contributions(level, section).is_empty() {
            return;
        }
        // Of what only .NET reads (application settings by the hundred) nobody asks for more than what is wrong.
        let keep = is_native(section) && self.is_worth_keeping(level, section);
        let wanted = if keep { Wanted::Element } else { Wanted::Problems };
        let found = self.merged(level, section, wanted, keep).and_then(|merged| merged.problems);
        problems.extend(found.iter().flat_map(|found| found.iter()).cloned());
    }

    /// A section that very many levels set would leave a whole collection behind for each; it is kept only for levels
    /// that others below are made of.
    fn is_worth_keeping(&self, level: LevelId, section: &str) -> bool {
        const FEW: usize = 256;
        self.levels.len() <= FEW
            || self.set_at_levels.get(section).is_none_or(|n| *n <= FEW)
            || self.levels.get(level.0).is_some_and(|l| !l.children.is_empty())
    }

    fn remembered(&self, level: LevelId, section: &str) -> Option<Merged<'s>> {
        let memo = self.memo.read().unwrap_or_else(PoisonError::into_inner);
        let last = memo.last.get(section).filter(|(of, _)| *of == level).map(|(_, merged)| merged);
        memo.kept.get(&level).and_then(|at_level| at_level.get(section)).or(last).cloned()
    }

    fn remember(&self, level: LevelId, section: &str, merged: &Merged<'s>, keep: bool) {
        let mut memo = self.memo.write().unwrap_or_else(PoisonError::into_inner);
        if keep {
            memo.kept.entry(level).or_default().insert(section.into(), merged.clone());
        } else {
            memo.last.insert(section.into(), (level, merged.clone()));
        }
    }

    fn merged(&self, level: LevelId, section: &str, wanted: Wanted, keep: bool) -> Option<Merged<'s>> {
        // Levels where nothing is set are passed over: there are very many of them.
        let mut todo = Vec::new();
        let mut known: Option<(LevelId, Merged<'s>)> = None;
        for id in self.chain(level) {
            if id <= APP_HOST
                && let Some(base) = self.base
            {
                known = Some((APP_HOST, Merged::of(base.on_stock_server(section)?)));
                break;
            }
            if self.contributions(id, section).is_empty() {
                continue;
            }
            if let Some(found) = self.remembered(id, section) {
                known = Some((id, found));
                break;
            }
            todo.push(id);
        }
        let (mut above, mut at) = match known {
            Some((id, merged)) => (id, merged),
            None => (todo.last().copied().unwrap_or(level), Merged::of(self.unset(section)?)),
        };
        for id in todo.into_iter().rev() {
            let wanted = if id == level { wanted } else { Wanted::Element };
            at = self.step(at.below(self.is_same_application(above, id)), id, section, wanted);
            above = id;
            // What only tells problems is no element.
            if wanted == Wanted::Element {
                self.remember(id, section, &at, keep || id != level);
            }
        }
        Some(if above == level { at } else { at.below(self.is_same_application(above, level)) })
    }

    fn is_same_application(&self, a: LevelId, b: LevelId) -> bool {
        let application = |l: LevelId| self.level(l).map(|l| l.application);
        application(a) == application(b)
    }

    /// A section that nobody sets.
    fn unset(&self, section: &str) -> Option<Shared<'s, EffectiveElement<'s>>> {
        let known = || self.memo.read().unwrap_or_else(PoisonError::into_inner).unset.get(section).cloned();
        if let Some(known) = known() {
            return Some(known);
        }
        let absent = Shared::new(EffectiveElement::absent(&self.schema.section(section)?.root));
        let mut memo = self.memo.write().unwrap_or_else(PoisonError::into_inner);
        Some(memo.unset.entry(section.into()).or_insert(absent).clone())
    }

    /// From what the levels above leave to what counts at this one.
    fn step(&self, above: Merged<'s>, level: LevelId, section: &str, wanted: Wanted) -> Merged<'s> {
        let Merged { mut full, mut inheritable, .. } = above;
        let contributions = self.contributions(level, section);
        let mut problems = Vec::new();
        for (at, contribution) in contributions.iter().enumerate() {
            // Only after the last one nobody asks for the result.
            let wanted = if at + 1 < contributions.len() { Wanted::Element } else { wanted };
            if self.is_passed_over(contribution, level, section) {
                continue;
            }
            let same = full.is_same(&inheritable);
            full.update(|full| self.apply(full, contribution, section, wanted, &mut problems));
            if contribution.inherits {
                if same {
                    inheritable = full.clone();
                } else if wanted == Wanted::Element {
                    inheritable.update(|into| {
                        self.apply(into, contribution, section, wanted, &mut Vec::new());
                    });
                }
            }
        }
        let problems = (!problems.is_empty()).then(|| problems.into());
        Merged { full, inheritable, problems }
    }

    /// What stands below an application's root though its section is for the root alone, IIS never reads.
    fn is_passed_over(&self, contribution: &Contribution, level: LevelId, section: &str) -> bool {
        let Some(l) = self.level(level) else { return false };
        if l.is_application || l.site.is_none() || level <= APP_HOST {
            return false;
        }
        self.bound(contribution.owner)
            .and_then(|b| b.declarations.section(section))
            .is_some_and(|d| d.allow_definition == AllowDefinition::MachineToApplication)
    }

    fn apply(
        &self,
        into: &mut EffectiveElement<'s>,
        c: &Contribution,
        section: &str,
        wanted: Wanted,
        problems: &mut Vec<Arc<Problem>>,
    ) {
        let Some(file) = self.file(c.content.0) else { return };
        let Some(element) = file.document.element(c.content.1) else { return };
        let depth = self.depth_of(c.owner_level);
        if let Some(lock) = into.locks().and_then(|l| l.on_item(depth)) {
            problems.push(Arc::new(Problem {
                kind: ProblemKind::LockViolation { what: "section".into() },
                file: c.owner,
                element: c.element,
                attribute: None,
                section: section.into(),
                related: Some(lock.by),
            }));
        }
        let knows_inherited = self.knows_inherited(section);
        let is_included = file.id != c.owner;
        let has_locks = is_included || self.bound(c.owner).is_none_or(|bound| bound.has_locks);
        Merge { file: file.id, depth, section, knows_inherited, wanted, has_locks, problems }
            .apply(into, element);
    }

    /// Our stock `machine.config` and root `web.config` declare what .NET reads and hold none of it.
    fn knows_inherited(&self, section: &str) -> bool {
        is_native(section) || self.knows_framework
    }
}

impl Server<'static> {
    /// A section of the stock server, which all threads share: found without waiting for each other.
    fn on_stock_server(&'static self, section: &str) -> Option<Shared<'static, EffectiveElement<'static>>> {
        let by_section = self.stock_sections.get_or_init(|| {
            let paths = self.schema.paths().into_iter();
            paths.map(|path| (path.into(), OnceLock::new())).collect()
        });
        let make = || Some(self.merged(APP_HOST, section, Wanted::Element, false)?.full.for_good());
        by_section.get(section)?.get_or_init(make).as_ref().map(Shared::Stock)
    }
}

/// Whether IIS itself reads a section.
fn is_native(section: &str) -> bool {
    let groups = ["system.webServer/", "system.applicationHost/", "system.ftpServer/"];
    groups.iter().any(|group| section.starts_with(group))
}
