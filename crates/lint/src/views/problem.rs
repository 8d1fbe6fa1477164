//! Something that IIS would refuse.

use crate::views::ServerView;
use crate::{Context, ContextKind, Report};
use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;
use webconfig_config::{ConfigFile, FileKind, Origin, Problem, ProblemKind, Verdict};
use webconfig_diagnostics::{Confidence, Phase, Place, Severity};
use webconfig_syntax::{Attribute, Element, ElementId, NodeKind};
use webconfig_text::TextRange;

/// A problem with its file at hand.
#[derive(Clone, Debug)]
pub struct ProblemView<'a> {
    /// The server.
    pub server: ServerView<'a>,
    /// The problem.
    pub problem: Arc<Problem>,
    /// The file.
    pub file: &'a ConfigFile,
    /// The element whose line IIS names.
    pub element: Element<'a>,
    /// What was found out about the file so far.
    pub(crate) facts: Rc<FileFacts>,
}

/// What several problems of one file ask, answered once: a broken file has very many.
#[derive(Debug, Default)]
pub(crate) struct FileFacts {
    has_alternatives: OnceCell<bool>,
    first_condition: OnceCell<Option<usize>>,
    texts: RefCell<HashMap<ElementId, Rc<[StrayRun]>>>,
    /// The items in an element by an attribute's name and value in lower case.
    items: RefCell<HashMap<ElementId, Rc<Items>>>,
    /// The keys of what a `remove` in an element may take away.
    removable: RefCell<HashMap<ElementId, Rc<[String]>>>,
    /// The known sections that stand in an element, each once.
    sections: RefCell<HashMap<ElementId, Rc<[Sibling]>>>,
}

/// A known section: its name and its path.
type Sibling = (String, String);

/// A text between the children of an element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StrayRun {
    pub(crate) range: TextRange,
    /// Text without blank between stands right before it: the two are one.
    pub(crate) continues: bool,
    /// The element before it has no end of its start tag, so that this may be the rest of it.
    pub(crate) follows_broken_tag: bool,
}

type Items = HashMap<(String, String), Vec<ElementId>>;

impl<'a> ProblemView<'a> {
    /// The attribute that is meant.
    pub fn attribute(&self) -> Option<Attribute<'a>> {
        self.file.document.attribute(self.problem.attribute?)
    }

    /// The name that the problem is about: the attribute's, else the element's.
    pub fn written(&self) -> &'a str {
        self.attribute().map_or_else(|| self.element.local_name(), Attribute::name)
    }

    /// The value of the attribute that is meant.
    pub fn value(&self) -> Cow<'a, str> {
        self.attribute().map(Attribute::value).unwrap_or_default()
    }

    /// The element's origin.
    pub fn origin(&self) -> Origin {
        Origin { file: self.file.id, element: self.element.id(), attribute: self.problem.attribute }
    }

    /// The element's name.
    pub fn name_place(&self) -> Place {
        Place::new(self.file.id, self.element.name_range())
    }

    /// The attribute's name, else the element's.
    pub fn attribute_name_place(&self) -> Place {
        self.attribute().map_or_else(|| self.name_place(), |a| Place::new(self.file.id, a.name_range()))
    }

    /// The attribute's value, else the element's name.
    pub fn value_place(&self) -> Place {
        self.attribute().map_or_else(|| self.name_place(), |a| Place::new(self.file.id, a.value_range()))
    }

    /// The items beside the element that have this attribute with this value too, letter case aside.
    pub(crate) fn items_with(&self, attribute: Attribute<'a>) -> Vec<Element<'a>> {
        let Some(parent) = self.element.parent() else { return Vec::new() };
        let key = |a: Attribute<'_>| (a.name().to_owned(), a.value().to_lowercase());
        let mut known = self.facts.items.borrow_mut();
        let items = known.entry(parent.id()).or_insert_with(|| {
            let mut items = Items::new();
            for item in parent.child_elements().filter(|e| !matches!(e.local_name(), "remove" | "clear")) {
                for attribute in item.attributes() {
                    items.entry(key(attribute)).or_default().push(item.id());
                }
            }
            Rc::new(items)
        });
        let ids = items.get(&key(attribute)).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.file.document.element(*id)).collect()
    }

    /// The keys of what may be removed beside the element, found once for all that stand there.
    pub(crate) fn removable(&self, find: impl FnOnce() -> Vec<String>) -> Rc<[String]> {
        let Some(parent) = self.element.parent() else { return Rc::new([]) };
        let mut known = self.facts.removable.borrow_mut();
        Rc::clone(known.entry(parent.id()).or_insert_with(|| find().into()))
    }

    /// The sections with a schema that stand beside the element: name and path, each once.
    pub(crate) fn sibling_sections(&self) -> Rc<[Sibling]> {
        let Some(parent) = self.element.parent() else { return Rc::new([]) };
        let mut known = self.facts.sections.borrow_mut();
        let sections = known.entry(parent.id()).or_insert_with(|| {
            let schema = self.server.server.schema();
            let mut ways: Vec<&str> = std::iter::once(parent)
                .chain(parent.ancestors())
                .map(Element::local_name)
                .filter(|n| *n != "configuration" && *n != "location")
                .collect();
            ways.reverse();
            let group = ways.join("/");
            let mut seen = HashSet::new();
            let names = parent.child_elements().map(Element::local_name).filter(|n| seen.insert(*n));
            let path =
                |name: &str| if group.is_empty() { name.to_owned() } else { format!("{group}/{name}") };
            let all = names.map(|name| (name.to_owned(), path(name)));
            all.filter(|(_, path)| schema.contains(path)).collect()
        });
        Rc::clone(sections)
    }

    /// The text between the children of the element that stands at an offset.
    pub(crate) fn text_at(&self, offset: u32) -> Option<StrayRun> {
        let mut known = self.facts.texts.borrow_mut();
        let runs = known.entry(self.element.id()).or_insert_with(|| text_runs(self.element));
        let after = runs.partition_point(|run| run.range.start() <= offset);
        runs.get(after.checked_sub(1)?).filter(|run| offset < run.range.end()).copied()
    }

    /// What IIS itself says, and when; `None` where it does not fail.
    pub fn verdict(&self) -> Option<Verdict> {
        self.server.server.verdict(&self.problem)
    }

    /// What follows, as the end of a message.
    pub fn consequence(&self) -> &'static str {
        if self.is_never_read() {
            return "IIS reads this section for the whole server alone, so that nothing fails";
        }
        match self.verdict().map(|v| v.phase) {
            Some(Phase::File) => "IIS refuses the whole file and answers every request below it with 500.19",
            Some(Phase::Section) if is_native(&self.problem.section) => {
                "IIS refuses the section and answers requests that need it with 500.19"
            }
            Some(Phase::Section) => "the section cannot be read",
            // .NET alone reads the section.
            None if matches!(self.problem.kind, ProblemKind::ConfigSource { .. }) => {
                "the section cannot be read"
            }
            None => "IIS passes over it without a word",
        }
    }

    /// The other place that explains the problem, if it lies in a file under test.
    pub fn related(&self) -> Option<Place> {
        let origin = self.problem.related?;
        match self.server.attribute(origin) {
            Some(attribute) => {
                self.server.is_under_test(origin).then(|| Place::new(origin.file, attribute.range()))
            }
            None => self.server.name_place(origin),
        }
    }

    /// Whether the other place is in one of our stock files: only a given `applicationHost.config` or
    /// `machine.config` could tell.
    pub fn is_assumed(&self) -> bool {
        let other = self.problem.related.and_then(|o| self.server.server.file(o.file));
        other.is_some_and(|f| f.is_stock)
    }

    /// Whether the other place is in a folder above whose relation to this one no `applicationHost.config` tells.
    pub fn is_of_unknown_relation(&self) -> bool {
        let other = self.problem.related.is_some_and(|o| o.file != self.file.id);
        other && !self.server.has_application_host() && !self.is_assumed()
    }

    /// Whether the element only stands where it stands because an end tag is missing around it: the one problem of
    /// form has many after-effects.
    pub fn is_after_effect(&self) -> bool {
        !self.file.document.is_well_formed()
            && self.element.ancestors().any(|a| !a.is_closed() && a.parent().is_some())
    }

    /// Whether alternatives stand side by side in the file, so that what is there twice may be there once: a template
    /// of Visual Studio, or a merge that nobody finished.
    pub fn is_among_alternatives(&self) -> bool {
        *self.facts.has_alternatives.get_or_init(|| {
            let text = self.file.document.text();
            text.contains("$if$") || text.contains("\n<<<<<<< ")
        })
    }

    /// Where the first `$if$` of a template stands, if the file is one.
    pub(crate) fn first_condition(&self) -> Option<usize> {
        *self.facts.first_condition.get_or_init(|| self.file.document.text().find("$if$"))
    }

    /// Whether the section is one that IIS reads for the whole server alone, and this is for a part of it: tools write
    /// such blocks, and nothing ever fails for them.
    fn is_never_read(&self) -> bool {
        &*self.problem.section == "system.webServer/httpCompression"
            && self.file.kind == FileKind::ApplicationHost
            && self.element.ancestors().any(|a| {
                a.local_name() == "location" && a.value("path").is_some_and(|p| !matches!(p.trim(), "" | "."))
            })
    }

    /// Reports the problem with the verdict of IIS and whom it concerns.
    pub fn report<'c>(&self, cx: &'c mut Context<'_>, at: Place, message: impl Into<String>) -> Report<'c> {
        let mut report = cx.report(at, message);
        if let Some(verdict) = self.verdict() {
            report.iis(verdict.phase, verdict.iis);
        }
        let level = self.server.server.levels_of(self.file.id).first();
        if let Some(scope) = level.and_then(|l| self.server.scope(*l)) {
            report.scope(scope);
        }
        if self.is_never_read() {
            report.graded(Severity::Warning).confidence(Confidence::Medium);
        }
        report
    }
}

impl ProblemView<'_> {
    /// Whether IIS itself reads the section for requests (else .NET, IIS Manager and appcmd do).
    pub fn is_native(&self) -> bool {
        is_native(&self.problem.section)
    }
}

fn text_runs(element: Element<'_>) -> Rc<[StrayRun]> {
    let mut runs = Vec::new();
    let (mut text_ends, mut is_tag_broken) = (None, false);
    for node in element.children() {
        let is_text = matches!(node.kind(), NodeKind::Text | NodeKind::CData);
        if is_text {
            let continues = text_ends == Some(node.range().start());
            runs.push(StrayRun { range: node.range(), continues, follows_broken_tag: is_tag_broken });
        } else if let Some(child) = node.as_element() {
            is_tag_broken = !child.is_terminated();
        }
        text_ends = (is_text && !node.is_white_space()).then(|| node.range().end());
    }
    runs.into()
}

/// Whether IIS itself reads the section for requests (else .NET, IIS Manager and appcmd do).
fn is_native(section: &str) -> bool {
    section.split('/').next().is_some_and(|group| {
        matches!(group, "system.webServer" | "system.applicationHost" | "system.ftpServer" | "webFarms")
    })
}

/// A finding that only a file which was not given could settle: a warning, and in a source tree information.
pub(crate) fn unsettled<'r, 'f>(report: &'r mut Report<'f>) -> &'r mut Report<'f> {
    report
        .graded(Severity::Warning)
        .graded_in(ContextKind::Project, Severity::Info)
        .confidence(Confidence::NeedsContext)
}
