//! The settings of a run, from `webconfig.toml` or from flags; both are the same type and laid over one another.
//!
//! [`SettingsFiles`] finds the file that counts and those that it extends.

mod files;
mod options;
mod read;

pub use files::{SettingsComplaint, SettingsFile, SettingsFiles};
pub use options::{BuildOs, Date, Hosting, Options};
pub use read::{KEYS, SettingsProblem};

use crate::selection::{Choice, Selector, UnknownRule};
use crate::{ContextKind, Profile};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use webconfig_diagnostics::{Place, Severity};
use webconfig_schema::Release;
use webconfig_text::FileId;

/// A word that should name rules, and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleWord {
    /// What it names, or that it names nothing (a finding of `unknown-rule-in-suppression`).
    pub selector: Result<Selector, UnknownRule>,
    /// Where it stands in a settings file; `None` for a flag.
    pub place: Option<Place>,
}

impl RuleWord {
    /// A word of the command line.
    pub fn new(word: &str) -> Self {
        Self { selector: Selector::parse(word), place: None }
    }
}

/// The settings of `lint`. `None` and empty = not told.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The settings files that this one extends, resolved against its folder; the later ones win.
    pub extends: Vec<String>,
    /// `profile`
    pub profile: Option<Profile>,
    /// `select`
    pub select: Option<Vec<RuleWord>>,
    /// `extend-select`
    pub extend_select: Vec<RuleWord>,
    /// `ignore`
    pub ignore: Vec<RuleWord>,
    /// `[lint.severity]`, the stronger entries last.
    pub severity: Vec<(RuleWord, Severity)>,
    /// `[[lint.overrides]]`, the stronger ones last.
    pub overrides: Vec<Override>,
    /// `[lint.options]`
    pub options: Options,
    /// `fail-on`
    pub fail_on: Option<Severity>,
    /// `max-warnings`
    pub max_warnings: Option<u64>,
    /// `max-findings-per-file`; 0 = no limit.
    pub max_findings_per_file: Option<usize>,
    /// `context`; `Some(None)` = `auto`.
    pub context: Option<Option<ContextKind>>,
    /// `target`
    pub target: Option<Release>,
    /// `host-profile`
    pub host_profile: Option<String>,
    /// `apphost`, resolved.
    pub apphost: Option<String>,
    /// `machine-config`, resolved.
    pub machine_config: Option<String>,
    /// `root-web-config`, resolved.
    pub root_web_config: Option<String>,
    /// `schema-dir`, resolved.
    pub schema_dirs: Vec<String>,
    /// `[lint.path-map]`: server paths to resolved local ones.
    pub path_map: Vec<(String, String)>,
    /// `baseline`, resolved.
    pub baseline: Option<String>,
}

/// What holds for some paths only.
#[derive(Clone, Debug)]
pub struct Override {
    /// The folder that the patterns are relative to.
    pub folder: String,
    /// The patterns as written.
    pub paths: Vec<String>,
    matcher: GlobSet,
    /// Findings of these rules are suppressed.
    pub ignore: Vec<RuleWord>,
    /// Severities, the stronger ones last.
    pub severity: Vec<(RuleWord, Severity)>,
}

/// How many findings of one file are reported without a setting.
pub const MAX_FINDINGS_PER_FILE: usize = 1000;

impl Settings {
    /// Reads `webconfig.toml`. `file` is its id for findings about it; `folder` is what its paths are relative to,
    /// in the same terms as the paths of the files under test (best: absolute).
    ///
    /// What is wrong is left out and told beside.
    ///
    /// ```
    /// use webconfig_lint::Settings;
    /// let (settings, problems) = Settings::parse("[lint]\nignroe = ['WC0406']\n", None, "");
    /// assert!(settings.ignore.is_empty());
    /// assert_eq!(problems[0].message, "unknown key `ignroe` in `[lint]`; did you mean `ignore`?");
    /// ```
    pub fn parse(text: &str, file: Option<FileId>, folder: &str) -> (Self, Vec<SettingsProblem>) {
        read::read(text, file, folder)
    }

    /// These settings, and where they say nothing, those of `base`. Lists that add (`extend-select`, `ignore`,
    /// severities, overrides, schema folders, path maps) are put together, the entries of these settings last.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        fn both<T>(mut weaker: Vec<T>, stronger: Vec<T>) -> Vec<T> {
            weaker.extend(stronger);
            weaker
        }
        Self {
            extends: self.extends,
            profile: self.profile.or(base.profile),
            select: self.select.or(base.select),
            extend_select: both(base.extend_select, self.extend_select),
            ignore: both(base.ignore, self.ignore),
            severity: both(base.severity, self.severity),
            overrides: both(base.overrides, self.overrides),
            options: self.options.over(base.options),
            fail_on: self.fail_on.or(base.fail_on),
            max_warnings: self.max_warnings.or(base.max_warnings),
            max_findings_per_file: self.max_findings_per_file.or(base.max_findings_per_file),
            context: self.context.or(base.context),
            target: self.target.or(base.target),
            host_profile: self.host_profile.or(base.host_profile),
            apphost: self.apphost.or(base.apphost),
            machine_config: self.machine_config.or(base.machine_config),
            root_web_config: self.root_web_config.or(base.root_web_config),
            schema_dirs: both(base.schema_dirs, self.schema_dirs),
            path_map: both(base.path_map, self.path_map),
            baseline: self.baseline.or(base.baseline),
        }
    }

    /// Which rules the run uses.
    pub fn choice(&self) -> Choice {
        let known =
            |words: &[RuleWord]| words.iter().filter_map(|w| w.selector.clone().ok()).collect::<Vec<_>>();
        let mut extend_select = known(&self.extend_select);
        // Who selects a rule that does not exist would otherwise hear nothing at all.
        if self.select.iter().flatten().any(|w| w.selector.is_err()) {
            extend_select.extend(Selector::parse("WC1903").ok());
        }
        Choice {
            profile: self.profile.unwrap_or_default(),
            select: self.select.as_deref().map(known),
            extend_select,
            ignore: known(&self.ignore),
        }
    }

    /// Every word that should name rules.
    pub fn rule_words(&self) -> impl Iterator<Item = &RuleWord> {
        let lists = self.select.iter().flatten().chain(&self.extend_select).chain(&self.ignore);
        let overrides =
            self.overrides.iter().flat_map(|o| o.ignore.iter().chain(o.severity.iter().map(|s| &s.0)));
        lists.chain(self.severity.iter().map(|s| &s.0)).chain(overrides)
    }
}

impl Override {
    /// Patterns as in `.gitignore`: without a `/` they mean a name in any folder, else a path below `folder`;
    /// a pattern for a folder means all in it.
    pub fn new(folder: &str, paths: Vec<String>) -> Result<Self, String> {
        let mut set = GlobSetBuilder::new();
        let mut add = |pattern: &str| {
            let glob = GlobBuilder::new(pattern).literal_separator(true).case_insensitive(true).build();
            set.add(glob.map_err(|e| e.kind().to_string())?);
            Ok::<(), String>(())
        };
        for path in &paths {
            let pattern = path.replace('\\', "/");
            let anchored = pattern.trim_end_matches('/').contains('/');
            let pattern = pattern.trim_start_matches("./").trim_matches('/');
            let pattern = if anchored { pattern.to_owned() } else { format!("**/{pattern}") };
            add(&pattern)?;
            add(&format!("{pattern}/**"))?;
        }
        let matcher = set.build().map_err(|e| e.kind().to_string())?;
        Ok(Self { folder: folder.to_owned(), paths, matcher, ignore: Vec::new(), severity: Vec::new() })
    }

    /// Whether the file at `path` (in the same terms as the folder) is meant.
    pub fn matches(&self, path: &str) -> bool {
        let path = webconfig_files::join("", path);
        let folder = webconfig_files::join("", &self.folder);
        let relative = if folder.is_empty() {
            Some(path.as_str())
        } else {
            path.strip_prefix(folder.as_str()).and_then(|p| p.strip_prefix('/'))
        };
        relative.is_some_and(|r| self.matcher.is_match(r))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Override::new("/repo", vec![pattern.to_owned()]).unwrap().matches(path)
    }

    #[test]
    fn patterns_are_relative_to_the_settings_file() {
        assert!(matches("legacy/**", "/repo/legacy/a/web.config"));
        assert!(matches("legacy", "/repo/legacy/a/web.config"));
        assert!(matches("legacy/", "/repo/src/legacy/web.config"));
        assert!(
            matches("/legacy", "/repo/legacy/web.config")
                && !matches("/legacy", "/repo/src/legacy/web.config")
        );
        assert!(matches("web.*.config", "/repo/x/Web.Release.config"));
        assert!(!matches("legacy/*", "/elsewhere/legacy/web.config"));
        assert!(!matches("a/*.config", "/repo/a/b/web.config"));
    }

    #[test]
    fn flags_win_over_files_and_lists_add_up() {
        let file = Settings {
            profile: Some(Profile::Strict),
            ignore: vec![RuleWord::new("WC0406")],
            max_warnings: Some(3),
            ..Settings::default()
        };
        let flags = Settings {
            profile: Some(Profile::Cis),
            ignore: vec![RuleWord::new("WC0401")],
            ..Settings::default()
        };
        let both = flags.over(file);
        assert_eq!((both.profile, both.ignore.len(), both.max_warnings), (Some(Profile::Cis), 2, Some(3)));
    }
}
