//! What every format is given.

use std::borrow::Cow;
use webconfig_diagnostics::{Diagnostic, Safety, Severity};
use webconfig_text::{FileId, SourceText, TextRange};

/// The files that findings point into, as a report needs them.
pub trait Sources {
    /// The path of a file or folder, with `/`.
    fn path(&self, file: FileId) -> &str;
    /// Its text; `None` for a folder or a file that could not be read.
    fn text(&self, file: FileId) -> Option<&SourceText>;
    /// The ranges that hold secrets, sorted and disjoint. They are masked wherever a line of the file is shown.
    fn secrets(&self, _file: FileId) -> &[TextRange] {
        &[]
    }
    /// What the rule of a code is about, for formats that carry rules.
    fn rule(&self, _code: &str) -> Option<RuleText<'_>> {
        None
    }
}

/// The texts of a rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleText<'a> {
    /// One sentence.
    pub summary: &'a str,
    /// The page, in Markdown.
    pub page: &'a str,
}

/// The figures of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were looked at.
    pub files: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// Findings of severity hint.
    pub hints: usize,
    /// Findings that suppression comments hide.
    pub suppressed: usize,
    /// Findings with a fix that `--fix` or `--unsafe-fixes` applies.
    pub fixable: usize,
}

impl Summary {
    /// Counts the findings.
    pub fn of(diagnostics: &[Diagnostic], files: usize, suppressed: usize) -> Self {
        let mut summary = Self { files, suppressed, ..Self::default() };
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Info => summary.infos += 1,
                Severity::Hint => summary.hints += 1,
            }
            let applied = diagnostic.fix.as_ref().is_some_and(|fix| fix.safety != Safety::Manual);
            summary.fixable += usize::from(applied);
        }
        summary
    }

    /// All findings.
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.infos + self.hints
    }
}

/// The findings of a run, sorted by file, offset and code.
#[derive(Clone)]
pub struct Report<'a> {
    pub(crate) findings: Vec<&'a Diagnostic>,
    pub(crate) sources: &'a dyn Sources,
    pub(crate) summary: Summary,
}

impl<'a> Report<'a> {
    /// Sorts the findings.
    pub fn new(diagnostics: &'a [Diagnostic], sources: &'a dyn Sources, summary: Summary) -> Self {
        let mut findings: Vec<&Diagnostic> = diagnostics.iter().collect();
        findings.sort_by(|a, b| {
            let order = sources.path(a.primary.file).cmp(sources.path(b.primary.file));
            order
                .then_with(|| a.primary.range.cmp(&b.primary.range))
                .then_with(|| a.code.cmp(b.code))
                .then_with(|| a.message.cmp(&b.message))
        });
        Self { findings, sources, summary }
    }

    /// The findings in their order.
    pub fn findings(&self) -> &[&'a Diagnostic] {
        &self.findings
    }

    /// The figures.
    pub fn summary(&self) -> Summary {
        self.summary
    }

    /// The path of a file as people are shown it: with the separator of this system, `.` for the working directory.
    pub(crate) fn shown(&self, file: FileId) -> Cow<'a, str> {
        let path = self.sources.path(file);
        if path.is_empty() {
            ".".into()
        } else if std::path::MAIN_SEPARATOR == '\\' {
            path.replace('/', "\\").into()
        } else {
            path.into()
        }
    }

    /// The path of a file as programs are shown it: with `/`, `.` for the working directory.
    pub(crate) fn path(&self, file: FileId) -> &'a str {
        let path = self.sources.path(file);
        if path.is_empty() { "." } else { path }
    }
}
