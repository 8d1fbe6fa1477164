//! Runs the rules that look at transforms: finds the source of each, asks the engine, hands both to the rules.

use crate::ContextKind;
use crate::context::Findings;
use crate::input::On;
use crate::rules::transforms::xdt_weakens_security;
use crate::runner::Linter;
use crate::surroundings::{absolute, projects_in};
use crate::views::{TransformPairView, TransformView};
use std::collections::BTreeSet;
use webconfig_config::ConfigFile;
use webconfig_files::{Files, name, parent};
use webconfig_project::{Given, Project};
use webconfig_schema::{Release, Schema};
use webconfig_syntax::Document;
use webconfig_transform::publish::{Sdk, transform_source};
use webconfig_transform::{Cause, Options, Outcome, StepResult, transform};

/// The transforms of one folder, and what stands beside them.
pub(crate) struct TransformFolder<'a> {
    /// The transforms.
    pub(crate) transforms: Vec<&'a ConfigFile>,
    /// The files of the folder that transforms are applied to.
    pub(crate) sources: Vec<&'a ConfigFile>,
    /// Where the folder lives.
    pub(crate) context: ContextKind,
    pub(crate) files: &'a dyn Files,
    pub(crate) schema: &'a Schema,
    pub(crate) target: Release,
}

/// The name of the file that a transform of this name changes: `web.config` for `Web.Release.config`.
pub(crate) fn source_name(path: &str) -> Option<&'static str> {
    let name = name(path).to_ascii_lowercase();
    let middle = name.strip_suffix(".config")?;
    match middle.split_once('.')? {
        ("web", rest) if !rest.is_empty() => Some("web.config"),
        ("app", rest) if !rest.is_empty() => Some("app.config"),
        _ => None,
    }
}

/// Whether the configuration that a transform stands for is deployed: all but Debug.
fn is_deployable(path: &str) -> bool {
    !name(path).to_ascii_lowercase().ends_with(".debug.config")
}

/// What the engine is given as a source.
struct Source<'a> {
    file: Option<&'a ConfigFile>,
    bytes: Vec<u8>,
    document: Document,
    is_unchanged: bool,
}

impl<'a> Source<'a> {
    fn new(file: Option<&'a ConfigFile>, bytes: Vec<u8>, is_unchanged: bool) -> Self {
        // The engine reads UTF-8 whatever the declaration says; with a mark the text is that of the file.
        let text = match file.filter(|f| is_unchanged && f.source.format().bom) {
            Some(file) => file.source.text().to_owned(),
            None => {
                String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes)).into_owned()
            }
        };
        Self { file, document: Document::parse(text), bytes, is_unchanged }
    }
}

impl Linter {
    /// Looks at the transforms of a folder.
    pub(crate) fn check_transforms(&self, folder: &TransformFolder<'_>) -> Findings {
        let mut findings = Findings::limited(self.limit());
        let wants_pairs = self.on_server.iter().any(|(_, on)| matches!(on, On::TransformPair(_)));
        let wants_added = self.selected().iter().any(|r| r.code == xdt_weakens_security::RULE.code);
        let project = if wants_pairs { folder.project(self.working_directory()) } else { None };
        for file in &folder.transforms {
            let mut view = TransformView::new(file);
            let source = (wants_pairs && !view.instructions.is_empty())
                .then(|| folder.source(file, project.as_ref()))
                .flatten();
            view.has_source = source.is_some();
            for (rule, on) in &self.on_server {
                if let On::Transform(look) = *on {
                    look(&view, &mut self.context(rule, file.id, &mut findings));
                }
            }
            let Some(source) = source else { continue };
            let outcome = apply(&source.bytes, file);
            let pair = TransformPairView {
                transform: &view,
                source: source.file,
                bytes: &source.bytes,
                document: &source.document,
                is_unchanged: source.is_unchanged,
                matched_after_release: folder.matched_after_release(file, &source, &outcome),
                outcome: &outcome,
                schema: folder.schema,
                findings_added: match outcome.bytes() {
                    Some(result) if wants_added && is_deployable(&file.path) => {
                        let path = source.file.map_or("web.config", |f| f.path.as_str());
                        self.findings_added(folder, path, source.document.text(), result)
                    }
                    _ => Vec::new(),
                },
            };
            for (rule, on) in &self.on_server {
                if let On::TransformPair(look) = *on {
                    look(&pair, &mut self.context(rule, file.id, &mut findings));
                }
            }
        }
        findings
    }
}

/// The engine gets the transform as the text that ranges count in.
fn apply(source: &[u8], file: &ConfigFile) -> Outcome {
    let options = Options { explain: true, ..Options::default() };
    transform(source, file.source.text().as_bytes(), &options)
}

impl<'a> TransformFolder<'a> {
    /// The one project of the folder, if the SDK's targets transform it.
    fn project(&self, working_directory: &str) -> Option<Project> {
        let folder = parent(&self.transforms.first()?.path);
        if self.context != ContextKind::Project {
            return None;
        }
        let projects = projects_in(folder, self.files);
        let [one] = projects.as_slice() else { return None };
        let properties = vec![("Configuration".to_owned(), "Release".to_owned())];
        let given = Given { properties, ..Given::default() };
        // Absolute, for what lies above the working directory counts too.
        let project = Project::read(self.files, &absolute(working_directory, one), &given).ok()?;
        project.is_asp_net_core.then_some(project)
    }

    fn source(&self, transform: &ConfigFile, project: Option<&Project>) -> Option<Source<'a>> {
        // What was published is the result already.
        if self.context == ContextKind::Published {
            return None;
        }
        let wanted = source_name(&transform.path)?;
        let mut candidates =
            self.sources.iter().copied().filter(|f| name(&f.path).eq_ignore_ascii_case(wanted));
        let file = candidates.clone().find(|f| name(&f.path) == wanted).or_else(|| candidates.next());
        let bytes = file.map(|f| f.source.encode());
        match project.filter(|_| wanted == "web.config") {
            Some(project) => {
                let sdk = Sdk::default();
                let stepped = transform_source(self.files, project, bytes.as_deref(), sdk)?;
                let is_unchanged = Some(&stepped) == bytes.as_ref();
                Some(Source::new(file, stepped, is_unchanged))
            }
            None => Some(Source::new(file, bytes?, true)),
        }
    }

    /// Environment and profile transforms run behind that of the configuration, which may make what they change.
    fn matched_after_release(
        &self,
        file: &ConfigFile,
        source: &Source<'_>,
        outcome: &Outcome,
    ) -> BTreeSet<u32> {
        let misses = |o: &Outcome| -> BTreeSet<u32> {
            let missing = o.steps.iter().filter(|s| s.result != StepResult::Done || s.changes.is_empty());
            missing.map(|s| s.element_range.start()).collect()
        };
        let missed = misses(outcome);
        let is_release = |f: &&&ConfigFile| name(&f.path).to_ascii_lowercase().ends_with(".release.config");
        let has_missed =
            outcome.log.iter().any(|e| matches!(e.cause, Cause::NoMatch | Cause::InsertNoSibling));
        let release = self.transforms.iter().find(|f| is_release(f) && f.id != file.id);
        let (true, Some(release)) = (has_missed, release) else { return BTreeSet::new() };
        if source_name(&release.path) != source_name(&file.path) {
            return BTreeSet::new();
        }
        let Some(released) = apply(&source.bytes, release).into_bytes() else { return BTreeSet::new() };
        let left = misses(&apply(&released, file));
        missed.difference(&left).copied().collect()
    }
}
