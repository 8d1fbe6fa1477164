//! Runs the rules that look at a configured server.

use crate::ContextKind;
use crate::context::{Context, Findings};
use crate::input::On;
use crate::rule::Rule;
use crate::runner::Linter;
use crate::surroundings::{Places, Surrounding, SurroundingKind};
use crate::views::core_module::{self, is_read_at};
use crate::views::{
    AppSettingsView, ApplicationView, BindingView, ConfigFileView, CoreModuleView, PoolView, ProblemView,
    ProjectView, PublishedView, ScriptView, SectionView, ServerView, SiteView,
};
use std::collections::BTreeMap;
use std::rc::Rc;
use webconfig_config::{FileKind, LevelId, Origin, Problem, ProblemKind};
use webconfig_syntax::Element;
use webconfig_text::FileId;

/// A check of a section.
#[derive(Clone, Copy)]
pub(crate) struct SectionCheck {
    rule: &'static Rule,
    look: SectionLook,
}

#[derive(Clone, Copy)]
enum SectionLook {
    Section(fn(&SectionView<'_>, &mut Context<'_>)),
    CoreModule(fn(&CoreModuleView<'_>, &mut Context<'_>)),
}

/// The checks of the run that look at sections where files set them, by the path of the section.
pub(crate) fn by_section(checks: &[(&'static Rule, On)]) -> BTreeMap<&'static str, Vec<SectionCheck>> {
    let mut by_section: BTreeMap<&'static str, Vec<SectionCheck>> = BTreeMap::new();
    for (rule, on) in checks {
        let (path, look) = match *on {
            On::Section(path, look) => (path, SectionLook::Section(look)),
            On::CoreModule(look) => (core_module::SECTION, SectionLook::CoreModule(look)),
            _ => continue,
        };
        by_section.entry(path).or_default().push(SectionCheck { rule, look });
    }
    by_section
}

impl Linter {
    /// Looks at a configured server: problems and sections first, then files, sites and pools in configuration order.
    pub fn check_server(&self, server: ServerView<'_>) -> Findings {
        let mut all = Findings::limited(self.limit());
        let findings = &mut all;
        self.problems(server, findings);
        self.sections(server, findings);
        let sites = sites(server);
        for (rule, on) in &self.on_server {
            match *on {
                On::File(look) => {
                    for file in server.server.table().iter().filter(|f| f.is_linted) {
                        let Some(bound) = server.server.bound(file.id) else { continue };
                        let view = ConfigFileView { server, file, bound };
                        look(&view, &mut self.context(rule, file.id, findings));
                    }
                }
                On::Effective(path, look) => {
                    for level in application_roots(server) {
                        let Some(element) = server.effective(level, path) else { continue };
                        let own = own(server, level, path);
                        let file = own.last().map_or_else(|| file_of(server, level), |o| o.file);
                        let view = SectionView { server, level, path, element, own };
                        look(&view, &mut self.context(rule, file, findings));
                    }
                }
                On::Server(look) if server.has_application_host() => {
                    let file = file_of(server, server.server.application_host_level());
                    look(&server, &mut self.context(rule, file, findings));
                }
                On::Site(look) => {
                    for site in &sites {
                        let file = site.site.origin().map_or(FileId(0), |o| o.file);
                        look(site, &mut self.context(rule, file, findings));
                    }
                }
                On::Binding(look) => {
                    for &site in &sites {
                        let file = site.site.origin().map_or(FileId(0), |o| o.file);
                        for binding in &site.site.bindings {
                            look(&BindingView { site, binding }, &mut self.context(rule, file, findings));
                        }
                    }
                }
                On::Application(look) => {
                    for site in &sites {
                        for application in &site.site.applications {
                            let Some(level) = server.server.find_level(&site.site.name, &application.path)
                            else {
                                continue;
                            };
                            let file = application.origin().map_or(FileId(0), |o| o.file);
                            let view = ApplicationView { server, site: site.site, application, level };
                            look(&view, &mut self.context(rule, file, findings));
                        }
                    }
                }
                On::Pool(look) if server.has_application_host() => {
                    for pool in server.server.pools() {
                        let file = pool.origin().map_or(FileId(0), |o| o.file);
                        look(&PoolView { server, pool }, &mut self.context(rule, file, findings));
                    }
                }
                _ => {}
            }
        }
        all
    }

    /// Level by level, so that what counts at one level is put together once for all rules.
    fn sections(&self, server: ServerView<'_>, findings: &mut Findings) {
        for (level, _) in server.server.given_levels() {
            for path in server.server.sections_at(level) {
                let Some((&path, checks)) = self.by_section.get_key_value(path) else { continue };
                let own = own(server, level, path);
                let Some(file) = own.last().map(|o| o.file) else { continue };
                let Some(element) = server.effective(level, path) else { continue };
                let section = SectionView { server, level, path, element, own };
                let is_core = path == core_module::SECTION && is_read_at(server, level);
                let module = is_core.then(|| CoreModuleView::new(section.clone()));
                for SectionCheck { rule, look } in checks {
                    let mut context = self.context(rule, file, findings);
                    match (look, &module) {
                        (SectionLook::Section(look), _) => look(&section, &mut context),
                        (SectionLook::CoreModule(look), Some(module)) => look(module, &mut context),
                        (SectionLook::CoreModule(_), None) => {}
                    }
                }
            }
        }
    }

    /// Looks at what stands around configuration files.
    pub(crate) fn check_surrounding(&self, surrounding: &Surrounding, places: &Places<'_>) -> Findings {
        let mut findings = Findings::limited(self.limit());
        let file = || places.id(&surrounding.path);
        match surrounding.kind {
            SurroundingKind::Published => {
                let view = PublishedView::new(surrounding, places);
                for (rule, on) in &self.on_server {
                    if let On::Published(look) = on {
                        look(&view, &mut self.context(rule, file(), &mut findings));
                    }
                }
                self.app_settings(|| AppSettingsView::of_published(&view), &mut findings);
            }
            SurroundingKind::Project => {
                let Some(view) = ProjectView::new(surrounding, places) else { return findings };
                for (rule, on) in &self.on_server {
                    if let On::Project(look) = on {
                        look(&view, &mut self.context(rule, file(), &mut findings));
                    }
                }
                self.app_settings(|| AppSettingsView::of_project(&view), &mut findings);
            }
            SurroundingKind::Script => {
                let Some(view) = ScriptView::new(surrounding, places) else { return findings };
                for (rule, on) in &self.on_server {
                    if let On::Script(look) = on {
                        look(&view, &mut self.context(rule, file(), &mut findings));
                    }
                }
            }
        }
        findings
    }

    /// Looks at the settings files of the applications of a server.
    pub(crate) fn check_applications<'a>(&self, server: ServerView<'a>, places: &Places<'a>) -> Findings {
        let mut findings = Findings::limited(self.limit());
        // Publish folders and projects are surroundings of their own.
        if !matches!(server.context, ContextKind::Server | ContextKind::Express) {
            return findings;
        }
        for level in application_roots(server) {
            self.app_settings(|| AppSettingsView::of_application(server, level, places), &mut findings);
        }
        findings
    }

    /// The files are read only where a rule of the run wants them.
    fn app_settings<'v, 'a: 'v>(
        &self,
        view: impl FnOnce() -> Option<AppSettingsView<'v, 'a>>,
        findings: &mut Findings,
    ) {
        let mut looks = self.on_server.iter().filter_map(|(rule, on)| match on {
            On::AppSettings(look) => Some((*rule, *look)),
            _ => None,
        });
        let Some(first) = looks.next() else { return };
        let Some(view) = view() else { return };
        for (rule, look) in std::iter::once(first).chain(looks) {
            let file = view.files.first().or(view.launch.as_ref());
            let file = file.map_or(FileId(0), |f| view.places.id(&f.path));
            look(&view, &mut self.context(rule, file, findings));
        }
    }

    fn problems(&self, server: ServerView<'_>, findings: &mut Findings) {
        let wanted = self.on_server.iter().filter_map(|(rule, on)| match on {
            On::Problem(look) => Some((*rule, *look)),
            _ => None,
        });
        let wanted: Vec<_> = wanted.collect();
        if wanted.is_empty() {
            return;
        }
        let mut facts = (FileId(u32::MAX), Rc::default());
        for problem in server.server.check() {
            let Some(file) = server.server.file(problem.file) else { continue };
            let Some(element) = file.document.element(problem.element) else { continue };
            // app.config is no configuration of IIS: its sections are nobody's business here.
            if file.kind == FileKind::AppConfig {
                continue;
            }
            if is_name_half_typed(&problem, element) {
                continue;
            }
            // The problems of a file stand together.
            if facts.0 != file.id {
                facts = (file.id, Rc::default());
            }
            let view = ProblemView { server, problem, file, element, facts: Rc::clone(&facts.1) };
            for (rule, look) in &wanted {
                look(&view, &mut self.context(rule, file.id, findings));
            }
        }
    }
}

/// Whether a problem is about the name of an element that somebody may still be typing: `<asp` will be `<aspNetCore`.
fn is_name_half_typed(problem: &Problem, element: Element<'_>) -> bool {
    !element.is_terminated()
        && problem.attribute.is_none()
        && !matches!(problem.kind, ProblemKind::StrayText { .. })
        && element.all_attributes().next().is_none()
}

/// The elements in files under test that set a section at a level.
fn own(server: ServerView<'_>, level: LevelId, path: &str) -> Vec<Origin> {
    let mut own = server.server.set_at(level, path);
    own.retain(|o| server.is_under_test(*o));
    own
}

/// The levels at which applications begin: those of the sites, and the roots of files that no site is known for.
fn application_roots(server: ServerView<'_>) -> Vec<LevelId> {
    server.server.levels().filter(|(_, l)| l.is_application).map(|(id, _)| id).collect()
}

/// The file to name for a level where a section is not set.
fn file_of(server: ServerView<'_>, level: LevelId) -> FileId {
    let mut at = Some(level);
    while let Some(l) = at.and_then(|id| server.server.level(id)) {
        let linted = |f: &&FileId| server.server.file(**f).is_some_and(|x| x.is_linted);
        if let Some(file) = l.files.iter().rev().find(linted) {
            return *file;
        }
        at = l.parent;
    }
    FileId(0)
}

fn sites(server: ServerView<'_>) -> Vec<SiteView<'_>> {
    if !server.has_application_host() {
        return Vec::new();
    }
    server
        .server
        .sites()
        .iter()
        .filter_map(|site| {
            let level = server.server.find_level(&site.name, "/")?;
            Some(SiteView { server, site, level })
        })
        .collect()
}
