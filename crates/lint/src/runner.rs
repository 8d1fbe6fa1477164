//! Files in, findings out.
//!
//! A [`Linter`] is made once per run; [`Linter::check`] looks at one file and may run on any thread;
//! [`Linter::finish`] puts everything together: levels, suppressions, order, the limit per file.

use crate::catalogue;
use crate::context::{Context, Finding, Findings};
use crate::input::On;
use crate::levels::{Levels, Standing};
use crate::server_run::{SectionCheck, by_section};
use crate::settings::{MAX_FINDINGS_PER_FILE, Settings};
use crate::source_file::is_judged;
use crate::suppression::{SuppressedRule, Suppression, suppressions};
use crate::surroundings::is_neighbour;
use crate::{ContextKind, RULES, Rule, SourceFile};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use webconfig_config::FileKind;
use webconfig_diagnostics::{Diagnostic, Safety, Severity};
use webconfig_text::{FileId, TextRange};

/// The code whose own suppressions are never called unused.
const UNUSED_SUPPRESSION: &str = "WC1901";

type FileCheck = fn(&SourceFile<'_>, &mut Context<'_>);
type SuppressionCheck = fn(&Suppression<'_>, &mut Context<'_>);
type SettingsCheck = fn(&Settings, &mut Context<'_>);

const KINDS: [FileKind; 9] = [
    FileKind::WebConfig,
    FileKind::ApplicationHost,
    FileKind::Machine,
    FileKind::RootWeb,
    FileKind::Redirection,
    FileKind::Administration,
    FileKind::AppConfig,
    FileKind::Transform,
    FileKind::Fragment,
];

/// A rule that the run uses, and the kinds of file that it judges.
struct Check<F> {
    rule: &'static Rule,
    kinds: u16,
    look: F,
}

impl<F> Check<F> {
    fn new(rule: &'static Rule, look: F) -> Self {
        let kinds = KINDS.into_iter().filter(|k| is_judged(*k, rule.group(), rule.scopes));
        Self { rule, kinds: kinds.fold(0, |all, kind| all | 1 << kind as u16), look }
    }

    fn judges(&self, kind: FileKind) -> bool {
        self.kinds & (1 << kind as u16) != 0
    }
}

/// Everything that is decided before the first file: settings, the rules in use, levels.
pub struct Linter {
    settings: Settings,
    levels: Levels,
    working_directory: String,
    selected: Vec<&'static Rule>,
    files: Vec<Check<FileCheck>>,
    suppressions: Vec<Check<SuppressionCheck>>,
    used_suppressions: Vec<Check<SuppressionCheck>>,
    about_settings: Vec<Check<SettingsCheck>>,
    /// What looks at a configured server, with its input.
    pub(crate) on_server: Vec<(&'static Rule, On)>,
    /// Those of them that look at sections.
    pub(crate) by_section: BTreeMap<&'static str, Vec<SectionCheck>>,
}

/// What one file gave.
#[derive(Debug)]
pub struct FileReport<'f> {
    /// The file.
    pub file: SourceFile<'f>,
    findings: Findings,
    suppressions: Vec<Suppression<'f>>,
}

impl FileReport<'_> {
    pub(crate) fn into_findings(self) -> Findings {
        self.findings
    }
}

/// What a run gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The findings, by file, offset and code.
    pub diagnostics: Vec<Diagnostic>,
    /// Their numbers.
    pub summary: Summary,
}

/// The numbers of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were judged.
    pub files: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// Findings of severity hint.
    pub hints: usize,
    /// Findings that a suppression took.
    pub suppressed: usize,
    /// Findings with a fix that `--fix` or `--unsafe-fixes` applies.
    pub fixable: usize,
}

impl Summary {
    /// How many findings have this severity.
    pub fn of(&self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.warnings,
            Severity::Info => self.infos,
            Severity::Hint => self.hints,
        }
    }

    fn count(&mut self, diagnostic: &Diagnostic) {
        match diagnostic.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
            Severity::Hint => self.hints += 1,
        }
        self.fixable += usize::from(diagnostic.fix.as_ref().is_some_and(|f| f.safety != Safety::Manual));
    }
}

impl std::fmt::Debug for Linter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Linter").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Linter {
    /// Decides which rules the run uses. `working_directory` is what relative paths of files are relative to, in
    /// the terms of the settings' folders (both empty, or both absolute).
    pub fn new(settings: Settings, working_directory: &str) -> Self {
        let choice = settings.choice();
        let mut linter = Self {
            levels: Levels::new(&settings),
            working_directory: working_directory.to_owned(),
            selected: RULES.iter().copied().filter(|r| choice.selects(r)).collect(),
            files: Vec::new(),
            suppressions: Vec::new(),
            used_suppressions: Vec::new(),
            about_settings: Vec::new(),
            on_server: Vec::new(),
            by_section: BTreeMap::new(),
            settings,
        };
        for &rule in &linter.selected {
            for on in rule.on {
                match *on {
                    On::Text(look) | On::Syntax(look) => linter.files.push(Check::new(rule, look)),
                    On::Suppression(look) => linter.suppressions.push(Check::new(rule, look)),
                    On::UsedSuppression(look) => linter.used_suppressions.push(Check::new(rule, look)),
                    On::Settings(look) => linter.about_settings.push(Check::new(rule, look)),
                    _ => linter.on_server.push((rule, *on)),
                }
            }
        }
        linter.by_section = by_section(&linter.on_server);
        linter
    }

    /// The settings of the run.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The rules that the run uses, by code.
    pub fn selected(&self) -> &[&'static Rule] {
        &self.selected
    }

    /// Looks at one file.
    pub fn check<'f>(&self, file: SourceFile<'f>) -> FileReport<'f> {
        let mut findings = Findings::limited(self.limit());
        for check in self.files.iter().filter(|c| c.judges(file.kind)) {
            (check.look)(
                &file,
                &mut Context::new(check.rule, file.id, &self.settings.options, &mut findings),
            );
        }
        FileReport { file, findings, suppressions: suppressions(file) }
    }

    /// A file that findings point at and that no rule on single files looks at.
    pub(crate) fn pass_over<'f>(&self, file: SourceFile<'f>) -> FileReport<'f> {
        FileReport { file, findings: Findings::limited(self.limit()), suppressions: Vec::new() }
    }

    /// What relative paths are relative to.
    pub(crate) fn working_directory(&self) -> &str {
        &self.working_directory
    }

    /// Puts the reports of the files, and the findings of what looks at several files, together.
    ///
    /// `path` gives the path of a file that has findings and no report (a folder, a missing file, the settings).
    pub fn finish<'p>(
        &self,
        reports: Vec<FileReport<'_>>,
        others: Vec<Findings>,
        path: &dyn Fn(FileId) -> &'p str,
    ) -> Outcome {
        let judged = reports.iter().filter(|r| !is_neighbour(r.file.id)).count();
        let mut summary = Summary { files: judged, ..Summary::default() };
        let mut files: BTreeMap<FileId, SourceFile<'_>> = BTreeMap::new();
        let mut held: Vec<Suppression<'_>> = Vec::new();
        let mut all: Vec<Finding> = Vec::new();
        let mut left_out: Vec<(FileId, usize)> = Vec::new();
        for report in reports {
            let FileReport { file, findings, suppressions } = report;
            files.insert(file.id, file);
            all.extend(findings.list);
            left_out.extend(findings.left_out);
            held.extend(suppressions);
        }
        for findings in others {
            all.extend(findings.list);
            left_out.extend(findings.left_out);
        }
        held.extend(self.settings.overrides.iter().map(of_override));
        for word in held.iter_mut().flat_map(|s| &mut s.words) {
            word.is_judged = self.judges(word);
        }

        let mut hygiene = Findings::limited(self.limit());
        for check in &self.about_settings {
            let file = self.settings.rule_words().find_map(|w| w.place).map_or(FileId(u32::MAX), |p| p.file);
            (check.look)(&self.settings, &mut self.context(check.rule, file, &mut hygiene));
        }
        self.about_suppressions(&self.suppressions, &held, &mut hygiene);
        all.append(&mut hygiene.list);
        let mut kept = self.grade(all, &files, |id| path(id));
        summary.suppressed += self.suppress(&mut kept, &mut held);

        self.about_suppressions(&self.used_suppressions, &held, &mut hygiene);
        let mut unused = self.grade(hygiene.list, &files, |id| path(id));
        summary.suppressed += self.suppress(&mut unused, &mut held);
        kept.append(&mut unused);

        kept.sort_by(|a, b| order(a).cmp(&order(b)));
        kept.dedup_by(|a, b| order(a) == order(b));
        left_out.extend(hygiene.left_out);
        let left_out = |file| left_out.iter().filter(|(f, _)| *f == file).map(|(_, n)| n).sum();
        let diagnostics = cut(kept, self.limit(), left_out);
        for diagnostic in &diagnostics {
            summary.count(diagnostic);
        }
        Outcome { diagnostics, summary }
    }

    pub(crate) fn limit(&self) -> usize {
        self.settings.max_findings_per_file.unwrap_or(MAX_FINDINGS_PER_FILE)
    }

    pub(crate) fn context<'r>(
        &'r self,
        rule: &'static Rule,
        file: FileId,
        findings: &'r mut Findings,
    ) -> Context<'r> {
        Context::new(rule, file, &self.settings.options, findings)
    }

    /// Whether the run could have had a finding for this word to suppress.
    fn judges(&self, word: &SuppressedRule) -> bool {
        let Ok(selector) = &word.selector else { return false };
        let itself = catalogue::find(UNUSED_SUPPRESSION);
        let is_itself = itself.is_some_and(|e| *selector == crate::Selector::Rule(e));
        !is_itself && self.selected.iter().any(|r| selector.matches(r.code))
    }

    fn about_suppressions(
        &self,
        checks: &[Check<SuppressionCheck>],
        held: &[Suppression<'_>],
        findings: &mut Findings,
    ) {
        for check in checks {
            for suppression in held {
                let file = match suppression.file {
                    Some(file) => file.id,
                    None => match suppression.words.iter().find_map(|w| w.place) {
                        Some(place) => place.file,
                        None => continue,
                    },
                };
                (check.look)(suppression, &mut self.context(check.rule, file, findings));
            }
        }
    }

    fn grade<'g>(
        &self,
        findings: Vec<Finding>,
        files: &BTreeMap<FileId, SourceFile<'g>>,
        path: impl Fn(FileId) -> &'g str,
    ) -> Vec<Graded<'g>> {
        let mut graded = Vec::with_capacity(findings.len());
        for mut finding in findings {
            let file = finding.diagnostic.primary.file;
            let known = files.get(&file);
            let shown = known.map_or_else(|| path(file), |f| f.file.path.as_str());
            let absolute = if shown.starts_with('/') || shown.get(1..2) == Some(":") {
                Cow::Borrowed(shown)
            } else {
                webconfig_files::join(&self.working_directory, shown).into()
            };
            let standing = Standing {
                path: &absolute,
                context: known.map_or(ContextKind::default(), |f| f.context),
                is_debug: known.is_some_and(|f| f.is_debug),
            };
            if let Some(severity) = self.levels.severity(&finding, standing, &self.settings) {
                finding.diagnostic.severity = severity;
                graded.push(Graded { diagnostic: finding.diagnostic, path: shown, absolute });
            }
        }
        graded
    }

    /// Takes out what is suppressed and gives its number.
    fn suppress(&self, findings: &mut Vec<Graded<'_>>, held: &mut [Suppression<'_>]) -> usize {
        if held.is_empty() {
            return 0;
        }
        let before = findings.len();
        let overrides = &self.settings.overrides;
        let (comments, by_path) = held.split_at_mut(held.len() - overrides.len());
        findings.retain(|finding| {
            let Diagnostic { code, primary, .. } = &*finding.diagnostic;
            let in_comment = comments
                .iter_mut()
                .filter(|s| s.file.is_some_and(|f| f.id == primary.file))
                .any(|s| s.takes(code, primary.range));
            let mut in_override = || {
                overrides
                    .iter()
                    .zip(by_path.iter_mut())
                    .any(|(o, s)| !s.words.is_empty() && o.matches(&finding.absolute) && s.takes(code, None))
            };
            !in_comment && !in_override()
        });
        before - findings.len()
    }
}

struct Graded<'g> {
    diagnostic: Box<Diagnostic>,
    path: &'g str,
    absolute: Cow<'g, str>,
}

/// The `ignore` list of a path override as a suppression of the whole of its files.
fn of_override<'f>(of: &crate::settings::Override) -> Suppression<'f> {
    let words = of.ignore.iter().map(|w| SuppressedRule {
        selector: w.selector.clone(),
        place: w.place,
        used: 0,
        is_judged: false,
    });
    Suppression {
        file: None,
        comment: TextRange::empty(0),
        covers: None,
        has_reason: true,
        words: words.collect(),
    }
}

/// File, offset, code; the rest makes equal findings neighbours, the scope left out: the first place is the one.
fn order(finding: &Graded<'_>) -> impl Ord {
    let d = &finding.diagnostic;
    (finding.path, d.primary.range, d.code, d.primary.file, &d.message)
}

/// Keeps at most `limit` findings of a file, the gravest; the last one then says how many were left out.
fn cut(findings: Vec<Graded<'_>>, limit: usize, left_out: impl Fn(FileId) -> usize) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(findings.len());
    let mut findings = findings.into_iter().map(|f| *f.diagnostic).peekable();
    while let Some(first) = findings.next() {
        let file = first.primary.file;
        let mut of_file = vec![first];
        while let Some(next) = findings.next_if(|d| d.primary.file == file) {
            of_file.push(next);
        }
        let number = of_file.len() + left_out(file);
        if limit > 0 && number > limit {
            of_file = gravest(of_file, number, limit);
        }
        kept.append(&mut of_file);
    }
    kept
}

fn gravest(findings: Vec<Diagnostic>, number: usize, limit: usize) -> Vec<Diagnostic> {
    let mut numbered: Vec<(usize, Diagnostic)> = findings.into_iter().enumerate().collect();
    // The note stands last, wherever the findings are that it stands for.
    let last = numbered.iter().map(|(_, d)| d.primary).max();
    numbered.sort_by_key(|(at, d)| (Reverse(d.severity), *at));
    let mut rest = numbered.split_off((limit - 1).min(numbered.len().saturating_sub(1)));
    let missing = number - numbered.len();
    numbered.sort_by_key(|(at, _)| *at);
    let mut kept: Vec<Diagnostic> = numbered.into_iter().map(|(_, d)| d).collect();
    // The note bears the code and severity of the gravest finding that it stands for.
    if !rest.is_empty() {
        let (_, first) = rest.swap_remove(0);
        let Diagnostic { code, name, severity, .. } = first;
        let primary = last.unwrap_or(first.primary);
        let message =
            format!("{missing} more findings in this file are not shown, the gravest of them {code}");
        let mut note = Diagnostic::new(code, name, severity, primary, message);
        note.help =
            Some("mend the first ones, or raise `max-findings-per-file` in `webconfig.toml`".to_owned());
        kept.push(note);
    }
    kept
}
