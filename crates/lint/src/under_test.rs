//! The configuration under test in a source tree: what a publish makes of the sources is what counts.
//!
//! Findings of the sources are kept where some result still has them; those rules that judge the SDK's result and never
//! the source file speak of the results alone, at the place in the source that the element comes from. What a transform makes worse is
//! WC1210's business (see `weakening`).

use crate::ContextKind;
use crate::context::Finding;
use crate::publish_result::{Alternatives, Maker, has_publish_results, publish_results};
use crate::session::{Group, GroupReport, Session};
use crate::views::{CoreHandlers, ServerView};
use std::collections::{BTreeMap, BTreeSet};
use webconfig_config::ConfigFile;
use webconfig_diagnostics::Place;
use webconfig_files::Files;
use webconfig_syntax::{Document, Element};
use webconfig_text::{FileId, TextRange};

/// What looks at the text or at the project itself is said about the sources.
const ABOUT_SOURCES: [&str; 3] = ["00", "12", "19"];
/// Rules that judge the result of the SDK's step.
pub(crate) const OF_STEP: [&str; 5] = ["WC0201", "WC0202", "WC0203", "WC0205", "WC0206"];
/// Those of them that still speak where the step is off; WC1208 has the command line there.
const WITHOUT_STEP: [&str; 2] = ["WC0201", "WC0206"];
/// What tells an element from its siblings.
const KEYS: [&str; 12] = [
    "name",
    "key",
    "path",
    "fileExtension",
    "extension",
    "segment",
    "url",
    "verb",
    "string",
    "users",
    "roles",
    "mimeType",
];

/// A step on the way from the root to an element: its name and what tells it from its siblings.
type Step = (String, String);

/// What makes two findings the same in a source and in its result.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    code: &'static str,
    detail: String,
    file: FileId,
    path: Vec<Step>,
    attribute: String,
    /// For files that a publish copies as they are.
    range: Option<TextRange>,
}

/// One file in the state that a publish leaves it in.
struct Replaced {
    file: ConfigFile,
    maker: Maker,
    is_net_framework: bool,
    name: String,
}

/// The files of a tree as one publish leaves them.
type World = Vec<Replaced>;

/// What one name of a configuration can mean, each with what it leaves; a finding counts if all of them have it.
type Readings = Vec<World>;

impl Replaced {
    /// Whether a rule about the SDK's result speaks of this one.
    fn wants(&self, code: &str, source: &ConfigFile) -> bool {
        // Only one hosting model is to be had there.
        if self.is_net_framework && code == "WC0206" {
            return false;
        }
        match self.maker {
            Maker::Step => !is_misplaced(&source.document),
            Maker::ProjectWithoutStep => WITHOUT_STEP.contains(&code),
            Maker::Transforms => false,
        }
    }
}

impl Session<'_> {
    /// Brings a report about the sources of a project in line with what is published.
    pub(crate) fn judge_results(&self, group: &Group, report: &mut GroupReport<'_>, files: &dyn Files) {
        if group.context != ContextKind::Project || group.application_host.is_some() {
            return;
        }
        let Some(worlds) = self.worlds(group, files) else { return };
        let mut outlasting: BTreeMap<Key, Finding> = BTreeMap::new();
        for alternatives in worlds {
            let mut common: Option<BTreeMap<Key, Finding>> = None;
            for world in alternatives {
                let found = self.findings_of(group, &world, files);
                common = Some(match common {
                    None => found,
                    Some(mut before) => {
                        before.retain(|key, _| found.contains_key(key));
                        before
                    }
                });
            }
            for (key, finding) in common.into_iter().flatten() {
                outlasting.entry(key).or_insert(finding);
            }
        }
        let replaced: BTreeSet<FileId> = group.web_configs.iter().copied().collect();
        report.findings.list.retain(|finding| {
            let place = finding.diagnostic.primary;
            let of_source = self.source(place.file).filter(|f| replaced.contains(&f.file.id));
            let is_about_it = ABOUT_SOURCES.contains(&finding.rule.group());
            is_about_it
                || OF_STEP.contains(&finding.rule.code)
                || of_source.is_none_or(|f| outlasting.contains_key(&key(finding, &f.file)))
        });
        let news = outlasting.into_values().filter(|f| OF_STEP.contains(&f.rule.code));
        report.findings.list.extend(news);
    }

    /// The files as each configuration under test publishes them. `None` where that changes nothing, or cannot be known.
    fn worlds(&self, group: &Group, files: &dyn Files) -> Option<Vec<Readings>> {
        let sources: Vec<&ConfigFile> =
            group.web_configs.iter().filter_map(|id| self.source(*id)).map(|f| &f.file).collect();
        if !sources.iter().any(|file| has_publish_results(file, files)) {
            return None;
        }
        let configuration = self.configuration();
        let folder = self.working_directory();
        let mut by_name: BTreeMap<String, Vec<(usize, Alternatives)>> = BTreeMap::new();
        for (index, source) in sources.iter().enumerate() {
            for alternatives in publish_results(source, configuration, files, folder) {
                let Some(first) = alternatives.first() else { continue };
                by_name.entry(first.name.to_lowercase()).or_default().push((index, alternatives));
            }
        }
        let mut worlds = Vec::new();
        for of_name in by_name.into_values() {
            // Several files under one name are published together; several results of one file one by one.
            let rounds = of_name
                .iter()
                .map(|(i, _)| of_name.iter().filter(|(j, _)| i == j).count())
                .max()
                .unwrap_or(0);
            for round in 0..rounds {
                let mut taken: Vec<&Alternatives> = Vec::new();
                let mut indices: Vec<usize> = Vec::new();
                for index in 0..sources.len() {
                    let mut own = of_name.iter().filter(|(i, _)| *i == index).map(|(_, a)| a);
                    if let Some(own) = own.clone().nth(round).or_else(|| own.next()) {
                        taken.push(own);
                        indices.push(index);
                    }
                }
                let most = taken.iter().map(|a| a.len()).max().unwrap_or(0);
                let mut alternatives = Readings::new();
                for at in 0..most {
                    let mut world = World::new();
                    for (index, own) in indices.iter().zip(&taken) {
                        let source = sources.get(*index)?;
                        let result = own.get(at).or_else(|| own.first())?;
                        let text = result.text.clone()?;
                        let file = ConfigFile::new(source.id, &source.path, text, Some(source.kind));
                        let file = ConfigFile { is_linted: source.is_linted, ..file };
                        world.push(Replaced {
                            file,
                            maker: result.maker,
                            is_net_framework: result.is_net_framework,
                            name: result.name.clone(),
                        });
                    }
                    alternatives.push(world);
                }
                worlds.push(alternatives);
            }
        }
        (!worlds.is_empty()).then_some(worlds)
    }

    /// What the rules find in a published state, at places of the sources.
    fn findings_of(&self, group: &Group, world: &[Replaced], files: &dyn Files) -> BTreeMap<Key, Finding> {
        let replaced: Vec<&ConfigFile> = world.iter().map(|r| &r.file).collect();
        let server = self.server_with(group, 0, &replaced, files);
        let core_handlers = &CoreHandlers::default();
        let context = group.context;
        let view = ServerView { server: &server, context, is_publish_result: true, files, core_handlers };
        let findings = self.linter().check_server(view);
        let mut found = BTreeMap::new();
        for mut finding in findings.list {
            let id = finding.diagnostic.primary.file;
            let Some(source) = self.source(id).map(|f| &f.file) else { continue };
            let result = world.iter().find(|r| r.file.id == id);
            let document = result.map_or(source, |r| &r.file);
            let key = key(&finding, document);
            if OF_STEP.contains(&finding.rule.code) {
                let speaks = result.is_some_and(|r| r.wants(finding.rule.code, source));
                if !speaks {
                    continue;
                }
                if let Some(result) = result {
                    at_source(&mut finding, result, source);
                }
            }
            found.entry(key).or_insert(finding);
        }
        found
    }
}

/// Moves a finding about a result to where its source has the element.
fn at_source(finding: &mut Finding, result: &Replaced, source: &ConfigFile) {
    let is_same = result.file.source.text() == source.source.text();
    if is_same {
        return;
    }
    let diagnostic = &mut finding.diagnostic;
    let moved = |place: Place| match place.range {
        Some(range) if place.file == source.id => {
            Place { range: Some(in_source(&result.file.document, range, &source.document)), ..place }
        }
        _ => place,
    };
    diagnostic.primary = moved(diagnostic.primary);
    for related in &mut diagnostic.related {
        related.place = moved(related.place);
    }
    // Its edits are those of another text.
    diagnostic.fix = None;
    diagnostic.message.push_str(&format!(" (in what `{}` publishes)", result.name));
}

/// Whether the SDK's step writes elsewhere than where the application's section stands: WC1206 says so.
fn is_misplaced(source: &Document) -> bool {
    let locations = |e: &Element<'_>| e.name() == "location";
    let Some(first) = source.elements().find(locations) else { return false };
    let module = source.elements().find(|e| e.name() == "aspNetCore");
    match module.map(|m| m.ancestors().find(locations)) {
        Some(Some(own)) => own.id() != first.id(),
        Some(None) => false,
        None => !matches!(first.value("path").unwrap_or_default().trim(), "" | "."),
    }
}

fn key(finding: &Finding, file: &ConfigFile) -> Key {
    let diagnostic = &finding.diagnostic;
    let detail = diagnostic.detail.as_deref().unwrap_or("").to_owned();
    let range = diagnostic.primary.range;
    let element = range.and_then(|r| file.document.element_at(r.start()));
    let attribute = range.and_then(|r| attribute_at(element?, r)).unwrap_or_default();
    let path = element.map(steps).unwrap_or_default();
    let range = if element.is_none() { range } else { None };
    Key { code: diagnostic.code, detail, file: file.id, path, attribute, range }
}

/// The name of the attribute that a range lies in.
fn attribute_at(element: Element<'_>, range: TextRange) -> Option<String> {
    let attribute = element.attributes().find(|a| a.range().contains_range(range))?;
    Some(attribute.name().to_owned())
}

fn steps(element: Element<'_>) -> Vec<Step> {
    let mut steps: Vec<Step> = std::iter::once(element).chain(element.ancestors()).map(step).collect();
    steps.reverse();
    steps
}

fn step(element: Element<'_>) -> Step {
    let key = KEYS.iter().find_map(|k| element.value(k));
    (element.local_name().to_owned(), key.map(std::borrow::Cow::into_owned).unwrap_or_default())
}

/// The place in a source of what stands at a range of its result: the attribute, else the name of the element or of the
/// nearest one around it.
fn in_source(result: &Document, range: TextRange, source: &Document) -> TextRange {
    let whole = TextRange::empty(0);
    let (Some(element), Some(root)) = (result.element_at(range.start()), source.root()) else { return whole };
    let wanted = steps(element);
    let mut at = root;
    let mut depth = 1;
    for next in wanted.iter().skip(1) {
        let exact = at.child_elements().find(|c| step(*c) == *next);
        // A `location` around everything is the SDK's doing.
        let Some(child) = exact else { continue };
        at = child;
        depth += 1;
    }
    let is_it = depth == wanted.len() || step(at) == step(element);
    let attribute = attribute_at(element, range).filter(|_| is_it);
    let attribute = attribute.and_then(|name| at.attribute(&name));
    attribute.map_or(at.name_range(), webconfig_syntax::Attribute::value_range)
}
