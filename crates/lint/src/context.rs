//! How a rule reports: the builder of findings. Deliberately absent: deciding severities (see `levels`).

use crate::settings::Options;
use crate::{ContextKind, Profiles, Rule};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use webconfig_diagnostics::{
    Change, Confidence, Diagnostic, Fix, IisVerdict, Phase, Place, Related, Safety, Scope, Severity,
};
use webconfig_text::{FileId, TextEdits, TextRange};

/// A finding before anything outside the rule had a say: the diagnostic, and how the rule graded it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Boxed: findings are sorted, filtered and handed on many times, and most of their parts are empty.
    pub(crate) diagnostic: Box<Diagnostic>,
    pub(crate) rule: &'static Rule,
    /// What the rule graded for what it found; `None` = the catalogue's severity.
    pub(crate) grade: Option<Severity>,
    /// The grades of single contexts.
    pub(crate) grades_by_context: Vec<(ContextKind, Severity)>,
    /// The profiles that want it; `None` = all that have the rule.
    pub(crate) profiles: Option<Profiles>,
}

/// The findings of one file or one cross-file view.
#[derive(Debug, Default)]
pub struct Findings {
    pub(crate) list: Vec<Finding>,
    /// How many of one rule are kept for one file; 0 = all.
    pub(crate) limit: usize,
    /// How many there are of each rule for each file that rules look at.
    kept: HashMap<(&'static str, FileId), usize>,
    /// How many were above the limit, by file.
    pub(crate) left_out: BTreeMap<FileId, usize>,
}

impl Findings {
    /// No findings, and at most `limit` of one rule for one file (0 = all).
    pub(crate) fn limited(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    fn is_full(&self, rule: &Rule, file: FileId) -> bool {
        // Nearly always there are not even so many of all rules together.
        self.limit > 0
            && self.list.len() >= self.limit
            && self.kept.get(&(rule.code, file)).is_some_and(|kept| *kept >= self.limit)
    }
}

/// What a rule has while it looks: itself, the options, and a place to report to.
#[derive(Debug)]
pub struct Context<'r> {
    rule: &'static Rule,
    file: FileId,
    options: &'r Options,
    findings: &'r mut Findings,
}

/// Where a finding is: a range of the file under test, or any place.
#[derive(Clone, Copy, Debug)]
pub enum At {
    /// In the file under test.
    Range(TextRange),
    /// Anywhere.
    Place(Place),
}

impl From<TextRange> for At {
    fn from(range: TextRange) -> Self {
        Self::Range(range)
    }
}

impl From<Place> for At {
    fn from(place: Place) -> Self {
        Self::Place(place)
    }
}

impl<'r> Context<'r> {
    pub(crate) fn new(
        rule: &'static Rule,
        file: FileId,
        options: &'r Options,
        findings: &'r mut Findings,
    ) -> Self {
        Self { rule, file, options, findings }
    }

    /// The file under test.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The options of `[lint.options]`.
    pub fn options(&self) -> &'r Options {
        self.options
    }

    /// Whether further findings of this rule in this file are only counted, so that their words need not be found.
    pub fn is_full(&self) -> bool {
        self.findings.is_full(self.rule, self.file)
    }

    /// Reports a finding and gives it for more to be said about it.
    ///
    /// The message says what is wrong, where it takes effect and what follows: lower case, no final period.
    pub fn report(&mut self, at: impl Into<At>, message: impl Into<String>) -> Report<'_> {
        let place = self.place(at.into());
        let findings = &mut *self.findings;
        let index = findings.list.len();
        if findings.is_full(self.rule, self.file) {
            *findings.left_out.entry(place.file).or_default() += 1;
        } else {
            let Rule { code, name, severity, .. } = *self.rule;
            *findings.kept.entry((code, self.file)).or_default() += 1;
            findings.list.push(Finding {
                diagnostic: Box::new(Diagnostic::new(code, name, severity, place, message)),
                rule: self.rule,
                grade: None,
                grades_by_context: Vec::new(),
                profiles: None,
            });
        }
        Report { list: &mut findings.list, index, file: self.file }
    }

    fn place(&self, at: At) -> Place {
        match at {
            At::Range(range) => Place::new(self.file, range),
            At::Place(place) => place,
        }
    }
}

/// A finding that is being described. It is reported already; dropping this loses nothing.
#[derive(Debug)]
pub struct Report<'f> {
    list: &'f mut [Finding],
    /// Behind the end for a finding above the limit.
    index: usize,
    file: FileId,
}

impl Report<'_> {
    fn finding(&mut self, change: impl FnOnce(&mut Finding)) -> &mut Self {
        if let Some(finding) = self.list.get_mut(self.index) {
            change(finding);
        }
        self
    }

    /// A few words drawn at the place: where and why.
    pub fn label(&mut self, text: impl Into<String>) -> &mut Self {
        self.finding(|f| f.diagnostic.label = Some(text.into()))
    }

    /// What to do.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.finding(|f| f.diagnostic.help = Some(text.into()))
    }

    /// A second place that explains it.
    pub fn related(&mut self, at: impl Into<At>, message: impl Into<String>) -> &mut Self {
        let place = match at.into() {
            At::Range(range) => Place::new(self.file, range),
            At::Place(place) => place,
        };
        self.finding(|f| f.diagnostic.related.push(Related { message: message.into(), place }))
    }

    /// The class within the code.
    pub fn detail(&mut self, class: impl Into<Cow<'static, str>>) -> &mut Self {
        self.finding(|f| f.diagnostic.detail = Some(class.into()))
    }

    /// How sure it is; [`Confidence::High`] without a word.
    pub fn confidence(&mut self, confidence: Confidence) -> &mut Self {
        self.finding(|f| f.diagnostic.confidence = confidence)
    }

    /// What IIS says, and when. Only where IIS itself fails.
    pub fn iis(&mut self, phase: Phase, verdict: IisVerdict) -> &mut Self {
        self.finding(|f| {
            f.diagnostic.phase = Some(phase);
            f.diagnostic.iis = Some(verdict);
        })
    }

    /// How to mend it.
    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        self.finding(|f| f.diagnostic.fix = Some(fix))
    }

    /// How to mend it by edits of the file under test, as a command: "quote the value".
    pub fn edit(&mut self, title: impl Into<String>, safety: Safety, edits: TextEdits) -> &mut Self {
        let file = self.file;
        self.edit_in(file, title, safety, edits)
    }

    /// The same for any file.
    pub fn edit_in(
        &mut self,
        file: FileId,
        title: impl Into<String>,
        safety: Safety,
        edits: TextEdits,
    ) -> &mut Self {
        let changes = vec![Change::Edit { file, edits }];
        self.fix(Fix { title: title.into(), changes, safety })
    }

    /// Whom it concerns on a server.
    pub fn scope(&mut self, scope: impl Into<Option<Scope>>) -> &mut Self {
        let scope = scope.into();
        self.finding(|f| f.diagnostic.scope = scope)
    }

    /// The severity of what was found, where the catalogue grades it.
    pub fn graded(&mut self, severity: Severity) -> &mut Self {
        self.finding(|f| f.grade = Some(severity))
    }

    /// The severity in one context, where the catalogue names one for it.
    pub fn graded_in(&mut self, context: ContextKind, severity: Severity) -> &mut Self {
        self.finding(|f| f.grades_by_context.push((context, severity)))
    }

    /// Only these profiles want it: a part of the rule that belongs to a benchmark.
    pub fn only_in(&mut self, profiles: Profiles) -> &mut Self {
        self.finding(|f| f.profiles = Some(profiles))
    }
}
