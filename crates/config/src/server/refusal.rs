//! What IIS refuses first when a path or a section is read.

use super::Server;
use super::level::{APP_HOST, LevelId};
use crate::ConfigFile;
use crate::declarations::Declarations;
use crate::nearest::nearest;
use crate::problem::{Problem, ProblemKind};
use crate::verdict::written;
use std::sync::Arc;
use webconfig_diagnostics::Phase;
use webconfig_syntax::{NodeKind, SyntaxErrorKind};

/// Why a section cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// IIS's text, or ours where its words were never recorded.
    pub text: String,
    /// The HRESULT, where it is known.
    pub hresult: Option<u32>,
    /// The file that IIS names.
    pub file: Option<String>,
    /// The line that helps: IIS's own, else that of the element.
    pub line: Option<u32>,
    /// What IIS itself leaves out: the element, or our words.
    pub note: Option<String>,
    /// When IIS notices.
    pub phase: Phase,
}

/// The size that IIS reads of a `web.config` or an included file.
const MAX_FILE_BYTES: usize = 250 * 1024;

impl Server<'_> {
    /// What IIS refuses on loading the files of a level and those above it: the first problem, highest file first.
    pub fn file_refusal(&self, level: LevelId) -> Option<Refusal> {
        let mut chain: Vec<LevelId> = self.chain(level).collect();
        chain.reverse();
        for id in chain {
            let Some(level) = self.level(id) else { continue };
            if let Some((_, problem)) = self.place_problems.iter().find(|(at, _)| *at == id) {
                return self.refusal(problem);
            }
            for file in level.files.iter().filter_map(|f| self.file(*f)) {
                if let Some(refusal) = unusable(file, id > APP_HOST) {
                    return Some(refusal);
                }
                let problems = self.bound(file.id).map(|b| b.problems.as_slice()).unwrap_or_default();
                let mut first: Vec<&Arc<Problem>> =
                    problems.iter().filter(|p| self.phase(p) == Some(Phase::File)).collect();
                first.sort_by_key(|p| p.element);
                if let Some(refusal) = first.into_iter().find_map(|p| self.refusal(p)) {
                    return Some(refusal);
                }
            }
        }
        None
    }

    /// What IIS refuses on reading a section at a level: the first problem, highest level first.
    pub fn section_refusal(&self, level: LevelId, section: &str) -> Option<Refusal> {
        let bare = |text: String, hresult| Refusal {
            text,
            hresult: Some(hresult),
            file: None,
            line: None,
            note: None,
            phase: Phase::Section,
        };
        let declarations = self.declarations(level);
        if declarations.section(section).is_none() {
            let text = format!(
                "The configuration section '{section}' cannot be read because it is missing a section declaration"
            );
            let note = meant(&declarations, section).map(|near| format!("did you mean `{near}`?"));
            return Some(Refusal { note, ..bare(text, 0x8007_0032) });
        }
        if !self.schema.contains(section) {
            let text =
                format!("The configuration section '{section}' cannot be read because it is missing schema");
            return Some(bare(text, 0x8007_0002));
        }
        let mut chain: Vec<LevelId> = self.chain(level).collect();
        chain.reverse();
        for id in chain {
            let mut problems = Vec::new();
            self.placement_problems(id, section, &mut problems);
            for c in self.contributions(id, section) {
                let Some(bound) = self.bounds.get(&c.owner) else { continue };
                let included = self.file(c.content.0).filter(|f| f.id != c.owner && id > APP_HOST);
                if let Some(refusal) = included.filter(|f| is_too_large(f)).map(too_large) {
                    return Some(refusal);
                }
                if let Some(used) = bound.sections.iter().find(|s| s.element == c.element) {
                    problems.extend(bound.problems.iter().filter(|p| p.element == c.element).cloned());
                    self.validate(used, &mut problems);
                }
            }
            self.merge_problems(id, section, &mut problems);
            problems.sort_by_key(|p| (p.file, p.element, p.attribute));
            let first = problems.iter().filter(|p| self.phase(p) == Some(Phase::Section));
            if let Some(refusal) = first.into_iter().find_map(|p| self.refusal(p)) {
                return Some(refusal);
            }
        }
        None
    }

    fn phase(&self, problem: &Problem) -> Option<Phase> {
        self.verdict(problem).map(|v| v.phase)
    }

    /// A problem as IIS tells it; `None` where IIS would not fail.
    pub fn refusal(&self, problem: &Problem) -> Option<Refusal> {
        let verdict = self.verdict(problem)?;
        let named = verdict.iis.file.and_then(|f| self.file(f));
        let file = self.file(problem.file)?;
        let element = file.document.element(problem.element);
        let note = match (&verdict.iis.text, element) {
            (Some(text), Some(element)) if text.is_empty() => {
                Some(format!("element `{}` is not declared", element.local_name()))
            }
            _ => None,
        };
        let same_file = named.is_some_and(|n| n.id == file.id);
        Some(Refusal {
            text: match verdict.iis.text {
                Some(text) => text,
                None => in_our_words(problem, written(file, problem)),
            },
            hresult: verdict.iis.hresult,
            file: named.map(|f| f.path.clone()),
            line: element.filter(|_| same_file).map(|e| file.line(e.range().start())),
            note,
            phase: verdict.phase,
        })
    }
}

/// The declared section that a path may be meant for: in another letter case, without its group, a slip away.
fn meant(declarations: &Declarations, section: &str) -> Option<String> {
    let section = section.trim_matches('/');
    let last = section.rsplit('/').next().unwrap_or(section);
    let is_declared = |path: &&str| declarations.section(path).is_some();
    Some(section)
        .filter(is_declared)
        .or_else(|| declarations.differing_in_case(section).filter(is_declared))
        .map(str::to_owned)
        .or_else(|| declarations.sections_named(last).into_iter().next())
        .or_else(|| nearest(section, declarations.paths()).into_iter().next())
}

fn is_too_large(file: &ConfigFile) -> bool {
    // UTF-16 has up to twice the bytes of the text; only then is it worth writing them out to count them.
    file.source.text().len() > MAX_FILE_BYTES / 2 && file.source.encode().len() > MAX_FILE_BYTES
}

fn too_large(file: &ConfigFile) -> Refusal {
    Refusal {
        text: "Cannot read configuration file because it exceeds the maximum file size".to_owned(),
        hresult: None,
        file: Some(file.path.clone()),
        line: None,
        note: None,
        phase: Phase::File,
    }
}

/// What is wrong with a file before its content is looked at.
fn unusable(file: &ConfigFile, has_limit: bool) -> Option<Refusal> {
    let refusal = |text: &str, hresult, line| Refusal {
        text: text.to_owned(),
        hresult,
        file: Some(file.path.clone()),
        line,
        note: None,
        phase: Phase::File,
    };
    if has_limit && is_too_large(file) {
        return Some(too_large(file));
    }
    let text = "Configuration file is not well-formed XML";
    let document = &file.document;
    let doctype = document.children().find(|n| n.kind() == NodeKind::Doctype).map(|n| n.range().start());
    let error = document.errors().iter().map(|e| match e.kind {
        // What is never closed is noticed at the end of the file.
        SyntaxErrorKind::UnclosedElement => document.text().len() as u32,
        _ => e.range.start(),
    });
    if let Some(at) = error.chain(doctype).min() {
        return Some(refusal(text, Some(0x8007_000d), Some(file.line(at))));
    }
    let root = document.root().filter(|r| r.local_name() != "configuration")?;
    let text = format!("the root element is `{}`, not `configuration`", root.name());
    Some(refusal(&text, Some(0x8007_000d), Some(file.line(root.range().start()))))
}

/// For the few refusals whose text nobody wrote down.
fn in_our_words(problem: &Problem, name: &str) -> String {
    let section = &problem.section;
    match &problem.kind {
        ProblemKind::InvalidValue { problem, .. } => {
            format!("The '{name}' attribute is invalid: {}", problem.message)
        }
        ProblemKind::DefinitionNotAllowed { allowed, .. } => {
            format!("section `{section}` is declared {} and cannot be set here", allowed.name())
        }
        ProblemKind::LocationNotAllowed => format!("section `{section}` cannot be set in a location"),
        ProblemKind::LocationConflict => "a location has both `overrideMode` and `allowOverride`".to_owned(),
        ProblemKind::LocationAttribute => format!("attribute `{name}` of a location is not valid"),
        ProblemKind::UnknownLockName { name: unknown, .. } => {
            format!("{name} contains unknown name '{unknown}'")
        }
        _ => "the section cannot be read".to_owned(),
    }
}
