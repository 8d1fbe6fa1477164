//! A file of the server's own levels that declares no section: an excerpt, judged with the declarations of our stock file.
//! Deliberately absent: what the stock file sets, which nobody said of this server.

use super::Server;
use super::level::{APP_HOST, LevelId, Override};
use crate::ConfigFile;
use crate::bound::Bound;
use crate::declarations::Declarations;
use crate::problem::{Problem, ProblemKind};
use crate::stock_part::Shared;
use std::sync::Arc;
use webconfig_syntax::Element;
use webconfig_text::FileId;

impl Server<'_> {
    /// The stock file in whose place a file stands that declares no section at all: such an excerpt is judged with the
    /// declarations of the stock file.
    pub(super) fn stock_bound(
        &self,
        id: FileId,
        level: LevelId,
        above: &Shared<'static, Declarations>,
    ) -> Option<Bound> {
        let stock = self.stand_ins.get(level.0).filter(|stock| stock.id != id)?;
        let file = self.file(id)?;
        let is_excerpt = Bound::applies_to(file.kind) && !declares(file);
        is_excerpt.then(|| Bound::new(stock, above))
    }

    /// Enters what a stock file says about its sections, but none of what it sets.
    pub(super) fn stand_in(&mut self, stock: &Bound, bound: &mut Bound, level: LevelId) {
        self.level_of.entry(stock.file).or_insert_with(|| vec![level]);
        for section in &stock.sections {
            let location =
                section.location.and_then(|at| stock.locations.get(at)).filter(|l| l.path.is_empty());
            let Some((location, mode)) = location.and_then(|l| Some((l.element, l.mode?))) else { continue };
            let word = Override { mode, by: stock.file, by_level: level, location };
            if let Some(l) = self.levels.get_mut(level.0) {
                l.overrides.entry(section.path.clone()).or_default().push(word);
            }
        }
        if level == APP_HOST {
            bound.problems.extend(self.nothing_declared(bound, stock.file).map(Arc::new));
        }
    }

    /// IIS itself finds nothing declared in an `applicationHost.config` without declarations: said once, at the first
    /// element that needs one. Only `system.webServer` it passes over, because machine.config says so.
    fn nothing_declared(&self, bound: &Bound, stock: FileId) -> Option<Problem> {
        let document = &self.file(bound.file)?.document;
        let is_missing = |path: &str| {
            bound.declarations.section(path).is_some_and(|d| d.file == stock)
                && !path.starts_with("system.webServer/")
        };
        let first = bound.sections.iter().find(|s| is_missing(&s.path))?;
        let groups = first.path.matches('/').count();
        let outermost = document.element(first.element)?.ancestors().take(groups).last();
        let element = outermost.map_or(first.element, Element::id);
        Some(Problem {
            kind: ProblemKind::NothingDeclared,
            file: bound.file,
            element,
            attribute: None,
            section: "".into(),
            related: None,
        })
    }
}

/// Whether a file declares any section or group.
fn declares(file: &ConfigFile) -> bool {
    let declaring = file.document.root().and_then(|root| root.child("configSections"));
    declaring
        .is_some_and(|d| d.child_elements().any(|e| matches!(e.local_name(), "section" | "sectionGroup")))
}
