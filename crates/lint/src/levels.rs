//! The only place that decides how severe a finding is, and whether the run wants it at all.
//!
//! Order: what the rule graded for what it found (else the catalogue's severity), the context, Debug, then the words
//! of the user. A user's word replaces the catalogue's severity; a finding that the rule graded lower stays at most
//! at that grade.

use crate::context::Finding;
use crate::settings::{RuleWord, Settings};
use crate::{ContextKind, Profile, Rule};
use webconfig_diagnostics::Severity;

/// Where a finding stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'f> {
    /// The path of its file, in the same terms as the folders of the settings.
    pub path: &'f str,
    /// Where the file lives.
    pub context: ContextKind,
    /// Whether the file stands for the build configuration Debug.
    pub is_debug: bool,
}

/// What decides severities.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    profile: Profile,
    severity: Vec<(RuleWord, Severity)>,
    has_path_words: bool,
}

impl Levels {
    /// The levels of a run.
    pub fn new(settings: &Settings) -> Self {
        Self {
            profile: settings.profile.unwrap_or_default(),
            severity: settings.severity.clone(),
            has_path_words: settings.overrides.iter().any(|o| !o.severity.is_empty()),
        }
    }

    /// How severe a finding is; `None` where the profile does not want it.
    pub fn severity(&self, finding: &Finding, at: Standing<'_>, settings: &Settings) -> Option<Severity> {
        if finding.profiles.is_some_and(|p| !p.contains(self.profile)) {
            return None;
        }
        let rule = finding.rule;
        let of_context = finding.grades_by_context.iter().find(|(c, _)| *c == at.context).map(|(_, s)| *s);
        let graded = of_context.or(finding.grade).unwrap_or(rule.severity);
        if let Some(wished) = self.wished(rule, at.path, settings) {
            return Some(if graded < rule.severity { wished.min(graded) } else { wished });
        }
        // A grade that the catalogue names for source trees is meant for Debug too.
        let lowered = at.is_debug && rule.production_only && of_context.is_none();
        Some(if lowered { graded.min(Severity::Info) } else { graded })
    }

    /// The user's last word on a rule: overrides by path before the rest, later ones before earlier ones.
    fn wished(&self, rule: &Rule, path: &str, settings: &Settings) -> Option<Severity> {
        let last = |words: &[(RuleWord, Severity)]| {
            let named = |word: &RuleWord| word.selector.as_ref().is_ok_and(|s| s.matches(rule.code));
            words.iter().rev().find(|(word, _)| named(word)).map(|(_, severity)| *severity)
        };
        let by_path =
            || settings.overrides.iter().rev().filter(|o| o.matches(path)).find_map(|o| last(&o.severity));
        self.has_path_words.then(by_path).flatten().or_else(|| last(&self.severity))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::{Context, Findings};
    use crate::{Priority, Profiles, Report, Scopes};
    use webconfig_text::{FileId, TextRange};

    static RULE: Rule = Rule {
        code: "WC1003",
        name: "stdout-log-enabled",
        severity: Severity::Warning,
        fix: None,
        since: "0.1",
        profiles: Profiles::letters("rs"),
        production_only: true,
        scopes: Scopes::WC,
        priority: Priority::P0,
        documentation: "",
        module: "",
        on: &[],
    };

    fn level(
        settings: &str,
        context: ContextKind,
        is_debug: bool,
        grade: impl Fn(&mut Report<'_>),
    ) -> Option<Severity> {
        let (settings, _) = Settings::parse(settings, None, "");
        let mut findings = Findings::default();
        let mut cx = Context::new(&RULE, FileId(0), &settings.options, &mut findings);
        grade(&mut cx.report(TextRange::empty(0), "x"));
        let standing = Standing { path: "web.config", context, is_debug };
        Levels::new(&settings).severity(findings.list.first()?, standing, &settings)
    }

    #[test]
    fn debug_lowers_what_counts_in_production_only() {
        let ungraded = |_: &mut Report<'_>| {};
        assert_eq!(level("", ContextKind::Project, false, ungraded), Some(Severity::Warning));
        assert_eq!(level("", ContextKind::Project, true, ungraded), Some(Severity::Info));
        let hint = |r: &mut Report<'_>| {
            r.graded(Severity::Hint);
        };
        assert_eq!(
            level("", ContextKind::Project, true, hint),
            Some(Severity::Hint),
            "lowered, never raised"
        );
        let settings = "[lint.severity]\nWC1003 = 'error'";
        assert_eq!(
            level(settings, ContextKind::Project, true, ungraded),
            Some(Severity::Error),
            "the user wins"
        );
    }

    #[test]
    fn a_grade_for_a_context_holds_there_and_for_debug_too() {
        let graded = |r: &mut Report<'_>| {
            r.graded_in(ContextKind::Project, Severity::Warning);
        };
        assert_eq!(level("", ContextKind::Project, true, graded), Some(Severity::Warning));
        assert_eq!(level("", ContextKind::Server, true, graded), Some(Severity::Info));
        let error = |r: &mut Report<'_>| {
            r.graded_in(ContextKind::Published, Severity::Error);
        };
        assert_eq!(level("", ContextKind::Published, false, error), Some(Severity::Error));
        assert_eq!(level("", ContextKind::Server, false, error), Some(Severity::Warning));
    }

    #[test]
    fn parts_of_a_rule_belong_to_benchmarks_only() {
        let of_stig = |r: &mut Report<'_>| {
            r.only_in(Profiles::letters("t"));
        };
        assert_eq!(level("", ContextKind::Server, false, of_stig), None);
        assert_eq!(
            level("[lint]\nprofile = 'stig'", ContextKind::Server, false, of_stig),
            Some(Severity::Warning)
        );
    }
}
