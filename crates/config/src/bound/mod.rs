//! One file paired with the declarations it sees: which elements are sections, where `location` tags point.

mod declare;

use crate::declarations::{Declarations, Declared};
use crate::nearest::{nearest, only_in_case};
use crate::problem::{Problem, ProblemKind};
use crate::stock_part::Shared;
use crate::validate::LOCKS;
use crate::{ConfigFile, FileKind, Origin};
use foldhash::{HashMap, HashMapExt};
use std::sync::Arc;
use webconfig_syntax::{Attribute, Element, ElementId, Node, NodeKind};
use webconfig_text::FileId;

/// What a `location` says about overriding the sections in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverrideMode {
    /// Lower files may set them.
    Allow,
    /// Lower files may not.
    Deny,
}

/// A `location` element.
#[derive(Clone, Debug, PartialEq)]
pub struct LocationUse {
    /// The element.
    pub element: ElementId,
    /// Its path without surrounding blanks and slashes; empty for "here".
    pub path: String,
    /// Whether the path can be that of a URL below: in a `web.config` it has no slash in front and no backslash.
    pub matches: bool,
    /// `inheritInChildApplications`.
    pub inherits: bool,
    /// `overrideMode` or `allowOverride`; `None` for inherit.
    pub mode: Option<OverrideMode>,
}

/// A section element.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionUse {
    /// Full path of the section.
    pub path: Arc<str>,
    /// The element in the file.
    pub element: ElementId,
    /// Index of the `location` it stands in.
    pub location: Option<usize>,
    /// Its content: the element itself, or the root of the file that `configSource` names.
    pub content: (FileId, ElementId),
}

/// A file with its sections and locations found.
#[derive(Debug)]
pub struct Bound {
    /// The file.
    pub file: FileId,
    /// Its sections in document order.
    pub sections: Vec<SectionUse>,
    /// Its locations in document order.
    pub locations: Vec<LocationUse>,
    /// What is declared here and above.
    pub declarations: Shared<'static, Declarations>,
    /// What is wrong with its structure.
    pub problems: Vec<Arc<Problem>>,
    /// Whether it has attributes that lock.
    pub(crate) has_locks: bool,
}

struct Binder<'a> {
    file: &'a ConfigFile,
    declarations: Declarations,
    sections: Vec<SectionUse>,
    locations: Vec<LocationUse>,
    problems: Vec<Arc<Problem>>,
    /// Suggestions so far, by path: a file with very many unknown elements gets them for the first ones only.
    suggestions: HashMap<String, Vec<String>>,
}

/// How many different unknown elements of a file get suggestions.
const MOST_SUGGESTIONS: usize = 50;

impl Bound {
    /// Finds the sections of a file that sees the declarations `above`.
    pub fn new(file: &ConfigFile, above: &Shared<'static, Declarations>) -> Self {
        let mut binder = Binder {
            file,
            declarations: Declarations::on(Some(above.clone())),
            sections: Vec::new(),
            locations: Vec::new(),
            problems: Vec::new(),
            suggestions: HashMap::new(),
        };
        if let Some(root) = file.document.root().filter(|r| r.local_name() == "configuration") {
            binder.declare(root);
            if above.is_empty() {
                binder.declare_implicitly(root);
            }
            binder.walk(root);
            binder.duplicates();
        }
        let declarations =
            if binder.declarations.is_empty() { above.clone() } else { Shared::new(binder.declarations) };
        Self {
            file: file.id,
            sections: binder.sections,
            locations: binder.locations,
            declarations,
            problems: binder.problems,
            has_locks: LOCKS.iter().any(|name| file.document.has_name(name)),
        }
    }
}

impl Binder<'_> {
    fn problem(&mut self, kind: ProblemKind, element: Element<'_>, related: Option<Origin>) {
        self.problem_at(kind, (element, None), related);
    }

    fn problem_at(
        &mut self,
        kind: ProblemKind,
        (element, attribute): (Element<'_>, Option<Attribute<'_>>),
        related: Option<Origin>,
    ) {
        self.problems.push(Arc::new(Problem {
            kind,
            file: self.file.id,
            element: element.id(),
            attribute: attribute.map(Attribute::id),
            section: Arc::default(),
            related,
        }));
    }

    fn walk(&mut self, root: Element<'_>) {
        struct Frame<'d> {
            children: webconfig_syntax::Children<'d>,
            owner: Element<'d>,
            group: Option<Box<str>>,
            location: Option<usize>,
        }
        let mut stack = vec![Frame { children: root.children(), owner: root, group: None, location: None }];
        let mut path = String::new();
        while let Some(frame) = stack.last_mut() {
            let Some(node) = frame.children.next() else {
                stack.pop();
                continue;
            };
            let (owner, location) = (frame.owner, frame.location);
            let Some(element) = node.as_element() else {
                self.stray_text(owner, node);
                continue;
            };
            let name = element.local_name();
            if frame.group.is_none() {
                match name {
                    _ if name.eq_ignore_ascii_case("configSections") => {
                        if location.is_some() {
                            self.problem(ProblemKind::NestedLocation, element, None);
                        }
                        continue;
                    }
                    _ if name.eq_ignore_ascii_case("location") => {
                        self.letter_case(element, "location", true);
                        if location.is_some() {
                            self.problem(ProblemKind::NestedLocation, element, None);
                            continue;
                        }
                        let index = self.location(element);
                        stack.push(Frame {
                            children: element.children(),
                            owner: element,
                            group: None,
                            location: Some(index),
                        });
                        continue;
                    }
                    _ => {}
                }
            }
            path.clear();
            if let Some(group) = &frame.group {
                path.push_str(group);
                path.push('/');
            }
            path.push_str(name);
            let mut declared = self.declarations.declared(&path);
            if declared.is_none()
                && let Some(right) = self.declarations.differing_in_case(&path).map(str::to_owned)
            {
                self.letter_case(element, right.rsplit('/').next().unwrap_or(&right), true);
                path = right;
                declared = self.declarations.declared(&path);
            }
            match declared {
                Some(Declared::Group(group)) => {
                    let (children, group) = (element.children(), Some(Box::from(&**group)));
                    stack.push(Frame { children, owner: element, group, location });
                }
                Some(Declared::Section(declaration)) => self.sections.push(SectionUse {
                    // A copy: the declaration is mostly that of the stock server, and threads that count references to
                    // the same thing wait for each other.
                    path: (*declaration.path).into(),
                    element: element.id(),
                    location,
                    content: (self.file.id, element.id()),
                }),
                None => self.undeclared(element, &path),
            }
        }
    }

    fn stray_text(&mut self, owner: Element<'_>, node: Node<'_>) {
        if let Some(problem) = stray_text(self.file.id, owner, node, None) {
            self.problems.push(problem);
        }
    }

    fn undeclared(&mut self, element: Element<'_>, path: &str) {
        let known = self.suggestions.get(path).cloned();
        let likely = known.unwrap_or_else(|| {
            if self.suggestions.len() >= MOST_SUGGESTIONS {
                return Vec::new();
            }
            let likely = self.likely(path);
            self.suggestions.insert(path.to_owned(), likely.clone());
            likely
        });
        let kind = ProblemKind::UndeclaredSection { path: path.into(), nearest: likely.into() };
        self.problem(kind, element, None);
    }

    /// Where a section of that name is, and what looks like it.
    fn likely(&self, path: &str) -> Vec<String> {
        let (group, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut likely = self.declarations.sections_named(name);
        let siblings = self.declarations.children(group);
        let prefix = if group.is_empty() { String::new() } else { format!("{group}/") };
        likely.extend(nearest(name, siblings).into_iter().map(|n| format!("{prefix}{n}")));
        likely.dedup();
        likely.truncate(3);
        likely
    }

    fn location(&mut self, element: Element<'_>) -> usize {
        let mut location = LocationUse {
            element: element.id(),
            path: String::new(),
            matches: true,
            inherits: true,
            mode: None,
        };
        let mut modes = 0;
        for attribute in element.attributes() {
            let value = attribute.value();
            let wrong = match attribute.name() {
                "path" => {
                    location.path = normal_path(&value);
                    let is_odd = value.trim().starts_with('/') || value.contains('\\');
                    location.matches =
                        self.file.kind != FileKind::WebConfig || location.path.is_empty() || !is_odd;
                    false
                }
                "overrideMode" => {
                    modes += 1;
                    match value.to_ascii_lowercase().as_str() {
                        "allow" => location.mode = Some(OverrideMode::Allow),
                        "deny" => location.mode = Some(OverrideMode::Deny),
                        _ => {}
                    }
                    !["allow", "deny", "inherit"].iter().any(|w| value.eq_ignore_ascii_case(w))
                }
                "allowOverride" => {
                    modes += 1;
                    if value.eq_ignore_ascii_case("true") {
                        location.mode = Some(OverrideMode::Allow);
                    } else if value.eq_ignore_ascii_case("false") {
                        location.mode = Some(OverrideMode::Deny);
                    }
                    !["true", "false"].iter().any(|w| value.eq_ignore_ascii_case(w))
                }
                "inheritInChildApplications" => {
                    location.inherits = !value.eq_ignore_ascii_case("false");
                    !["true", "false"].iter().any(|w| value.eq_ignore_ascii_case(w))
                }
                _ => attribute.prefix().is_none() && !attribute.is_namespace_declaration(),
            };
            if wrong {
                let kind = only_in_case(attribute.name(), &LOCATION_ATTRIBUTES)
                    .map_or(ProblemKind::LocationAttribute, ProblemKind::wrong_attribute_case);
                self.problem_at(kind, (element, Some(attribute)), None);
            }
        }
        if modes > 1 {
            self.problem(ProblemKind::LocationConflict, element, None);
        }
        self.locations.push(location);
        self.locations.len() - 1
    }

    /// The same section twice for one path.
    fn duplicates(&mut self) {
        // Locations of one path are one place.
        let mut places: HashMap<(String, bool), usize> = HashMap::new();
        let place_of: Vec<usize> = self
            .locations
            .iter()
            .map(|l| {
                let next = places.len() + 1;
                let key = (l.path.to_lowercase(), l.matches);
                if l.path.is_empty() { 0 } else { *places.entry(key).or_insert(next) }
            })
            .collect();
        let mut seen: HashMap<(usize, &str), ElementId> = HashMap::with_capacity(self.sections.len());
        let mut found = Vec::new();
        for section in &self.sections {
            let place = section.location.and_then(|l| place_of.get(l)).copied().unwrap_or(0);
            match seen.get(&(place, &*section.path)) {
                Some(first) => found.push((section.element, *first, section.path.clone())),
                None => {
                    seen.insert((place, &section.path), section.element);
                }
            }
        }
        for (element, first, path) in found {
            self.problems.push(Arc::new(Problem {
                kind: ProblemKind::DuplicateSection,
                file: self.file.id,
                element,
                attribute: None,
                section: path,
                related: Some(Origin { file: self.file.id, element: first, attribute: None }),
            }));
        }
    }
}

/// What a `location` may have.
const LOCATION_ATTRIBUTES: [&str; 4] =
    ["path", "overrideMode", "allowOverride", "inheritInChildApplications"];

/// Text that means nothing between elements.
pub(crate) fn stray_text(
    file: FileId,
    owner: Element<'_>,
    node: Node<'_>,
    section: Option<&Arc<str>>,
) -> Option<Arc<Problem>> {
    let is_text = matches!(node.kind(), NodeKind::Text | NodeKind::CData);
    if !is_text || node.is_white_space() || node.raw().trim().is_empty() {
        return None;
    }
    let raw = node.raw();
    let inside = raw.strip_prefix("<![CDATA[").and_then(|rest| rest.strip_suffix("]]>"));
    if inside.is_some_and(|inside| inside.trim().is_empty()) {
        return None;
    }
    let start = node.range().start() + (raw.len() - raw.trim_start().len()) as u32;
    let first_line = raw.trim().lines().next().unwrap_or("").trim_end().len() as u32;
    Some(Arc::new(Problem {
        kind: ProblemKind::StrayText { start, end: start + first_line },
        file,
        element: owner.id(),
        attribute: None,
        section: section.map(Arc::clone).unwrap_or_default(),
        related: None,
    }))
}

/// A location path without blanks, slashes at its ends and `.`.
fn normal_path(path: &str) -> String {
    let path = path.trim().trim_matches('/').trim();
    if path == "." { String::new() } else { path.strip_prefix("./").unwrap_or(path).to_owned() }
}

impl Bound {
    /// Whether a kind of file is bound to sections at all.
    pub const fn applies_to(kind: FileKind) -> bool {
        kind.is_read_by_iis()
            || matches!(kind, FileKind::Redirection | FileKind::Administration | FileKind::AppConfig)
    }
}
