//! `webconfig.toml` to [`Settings`]: every key has its place, every problem too.

use super::{BuildOs, Date, Hosting, Options, Override, RuleWord, Settings};
use crate::selection::Selector;
use crate::{ContextKind, Profile};
use std::fmt::Write as _;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use webconfig_config::{Stock, nearest};
use webconfig_diagnostics::{Place, Severity};
use webconfig_schema::Release;
use webconfig_text::{FileId, TextRange};

/// Something in a settings file that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsProblem {
    /// What is wrong and what to do.
    pub message: String,
    /// Where.
    pub range: TextRange,
}

/// The tables that there are, with their keys. `[lint.severity]` and `[lint.path-map]` take any key.
pub const KEYS: [(&str, &[&str]); 4] = [
    ("", &["extends", "lint"]),
    (
        "lint",
        &[
            "profile",
            "select",
            "extend-select",
            "ignore",
            "severity",
            "overrides",
            "options",
            "fail-on",
            "max-warnings",
            "max-findings-per-file",
            "context",
            "target",
            "host-profile",
            "apphost",
            "machine-config",
            "root-web-config",
            "schema-dir",
            "path-map",
            "baseline",
        ],
    ),
    ("lint.overrides", &["paths", "ignore", "severity"]),
    (
        "lint.options",
        &[
            "tls-terminated-upstream",
            "allow-in-container",
            "always-on",
            "single-instance",
            "hosting",
            "build-os",
            "allowed-startup-variables",
            "as-of",
            "max-config-kb",
        ],
    ),
];

/// What `target` takes.
const TARGETS: [&str; 8] =
    ["iis7", "iis7.5", "iis8", "iis8.5", "iis10", "iis10-1709", "iisexpress10", "azure-app-service"];

type Value<'t> = Spanned<DeValue<'t>>;

pub(super) fn read(text: &str, file: Option<FileId>, folder: &str) -> (Settings, Vec<SettingsProblem>) {
    let mut reader = Reader { file, folder, problems: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        reader.problem(error.span().unwrap_or(0..0), error.message().trim().replace('\n', ", "));
    }
    let settings = reader.top(table.get_ref());
    reader.problems.sort_by_key(|p| p.range.start());
    (settings, reader.problems)
}

struct Reader<'f> {
    file: Option<FileId>,
    folder: &'f str,
    problems: Vec<SettingsProblem>,
}

impl Reader<'_> {
    fn problem(&mut self, span: Range<usize>, message: impl Into<String>) {
        let range = TextRange::new(span.start as u32, span.end as u32);
        self.problems.push(SettingsProblem { message: message.into(), range });
    }

    /// Calls `take` for each key that the table called `name` may have.
    fn keys<'t>(
        &mut self,
        table: &'t DeTable<'t>,
        name: &str,
        mut take: impl FnMut(&mut Self, &str, &'t Value<'t>),
    ) {
        let known = KEYS.iter().find(|(n, _)| *n == name).map_or(&[][..], |(_, keys)| keys);
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            if known.contains(&word) {
                take(self, word, value);
                continue;
            }
            let mut message = format!("unknown key `{word}`");
            if !name.is_empty() {
                let _ = write!(message, " in `[{name}]`");
            }
            let elsewhere = KEYS.iter().filter(|(n, _)| *n != name).find(|(_, keys)| keys.contains(&word));
            if let Some((table, _)) = elsewhere {
                let _ = match *table {
                    "" => write!(message, "; `{word}` stands at the top of the file"),
                    table => write!(message, "; `{word}` belongs into `[{table}]`"),
                };
            } else if let Some(near) = nearest(word, known.iter().copied()).first() {
                let _ = write!(message, "; did you mean `{near}`?");
            }
            self.problem(key.span(), message);
        }
    }

    fn wrong<T>(&mut self, value: &Value<'_>, key: &str, expected: &str) -> Option<T> {
        self.problem(value.span(), format!("`{key}` takes {expected}, not {}", kind(value.get_ref())));
        None
    }

    fn string<'t>(&mut self, key: &str, value: &'t Value<'t>) -> Option<&'t str> {
        match value.get_ref() {
            DeValue::String(text) => Some(text),
            _ => self.wrong(value, key, "a string"),
        }
    }

    fn boolean(&mut self, key: &str, value: &Value<'_>) -> Option<bool> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => self.wrong(value, key, "`true` or `false`"),
        }
    }

    fn number(&mut self, key: &str, value: &Value<'_>) -> Option<u32> {
        match value.get_ref() {
            DeValue::Integer(number) => {
                let found = u32::from_str_radix(number.as_str().trim_start_matches('+'), number.radix()).ok();
                found.or_else(|| {
                    self.problem(
                        value.span(),
                        format!("`{key}` takes a whole number from 0 to {}", u32::MAX),
                    );
                    None
                })
            }
            _ => self.wrong(value, key, "a whole number"),
        }
    }

    fn table<'t>(&mut self, key: &str, value: &'t Value<'t>) -> Option<&'t DeTable<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => self.wrong(value, key, "a table"),
        }
    }

    /// A list of strings; a lone string is a list of one.
    fn strings<'t>(&mut self, key: &str, value: &'t Value<'t>) -> Vec<(&'t str, Range<usize>)> {
        match value.get_ref() {
            DeValue::String(text) => vec![(text.as_ref(), value.span())],
            DeValue::Array(items) => {
                items.iter().filter_map(|v| Some((self.string(key, v)?, v.span()))).collect()
            }
            _ => self.wrong(value, key, "a list of strings").unwrap_or_default(),
        }
    }

    fn one_of<T: Copy>(&mut self, key: &str, value: &Value<'_>, words: &[(&str, T)]) -> Option<T> {
        let word = self.string(key, value)?;
        let found = words.iter().find(|(w, _)| w.eq_ignore_ascii_case(word)).map(|(_, t)| *t);
        if found.is_none() {
            let list: Vec<String> = words.iter().map(|(w, _)| format!("`{w}`")).collect();
            let mut message = format!("`{key}` takes one of {}", list.join(", "));
            if let Some(near) = nearest(word, words.iter().map(|(w, _)| *w)).first() {
                let _ = write!(message, "; did you mean `{near}`?");
            }
            self.problem(value.span(), message);
        }
        found
    }

    fn severity(&mut self, key: &str, value: &Value<'_>) -> Option<Severity> {
        if matches!(value.get_ref(), DeValue::String(word) if matches!(word.as_ref(), "off" | "none" | "allow"))
        {
            self.problem(value.span(), format!("a rule is switched off by `ignore = [\"{key}\"]`"));
            return None;
        }
        self.one_of(key, value, &Severity::ALL.map(|s| (s.as_str(), s)))
    }

    /// A path of the file system, resolved against the folder of the settings.
    fn path(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        let path = self.string(key, value)?;
        Some(resolve(self.folder, path))
    }

    fn rule_word(&self, word: &str, span: Range<usize>) -> RuleWord {
        let range = TextRange::new(span.start as u32, span.end as u32);
        RuleWord { selector: Selector::parse(word), place: self.file.map(|f| Place::new(f, range)) }
    }

    fn rule_words(&mut self, key: &str, value: &Value<'_>) -> Vec<RuleWord> {
        let words = self.strings(key, value);
        words.into_iter().map(|(word, span)| self.rule_word(word, span)).collect()
    }

    fn severities(&mut self, key: &str, value: &Value<'_>) -> Vec<(RuleWord, Severity)> {
        let mut found = Vec::new();
        for (rule, value) in self.table(key, value).into_iter().flatten() {
            if let Some(severity) = self.severity(rule.get_ref(), value) {
                found.push((self.rule_word(rule.get_ref(), rule.span()), severity));
            }
        }
        // Narrow words are stronger than wide ones, whatever the order in the file: tables have none.
        found.sort_by_key(|(word, _)| word.selector.as_ref().map_or(0, Selector::rank));
        found
    }

    fn top(&mut self, table: &DeTable<'_>) -> Settings {
        let mut settings = Settings::default();
        self.keys(table, "", |this, key, value| match key {
            "extends" => {
                let paths = this.strings(key, value);
                settings.extends = paths.into_iter().map(|(p, _)| resolve(this.folder, p)).collect();
            }
            _ => {
                if let Some(table) = this.table(key, value) {
                    this.lint(table, &mut settings);
                }
            }
        });
        settings
    }

    fn lint(&mut self, table: &DeTable<'_>, settings: &mut Settings) {
        self.keys(table, "lint", |this, key, value| match key {
            "profile" => settings.profile = this.one_of(key, value, &Profile::ALL.map(|p| (p.as_str(), p))),
            "select" => settings.select = Some(this.rule_words(key, value)),
            "extend-select" => settings.extend_select = this.rule_words(key, value),
            "ignore" => settings.ignore = this.rule_words(key, value),
            "severity" => settings.severity = this.severities(key, value),
            "overrides" => settings.overrides = this.overrides(key, value),
            "options" => {
                if let Some(table) = this.table(key, value) {
                    settings.options = this.options(table);
                }
            }
            "fail-on" => settings.fail_on = this.severity(key, value),
            "max-warnings" => settings.max_warnings = this.number(key, value).map(u64::from),
            "max-findings-per-file" => {
                settings.max_findings_per_file = this.number(key, value).map(|n| n as usize);
            }
            "context" => {
                let mut words = vec![("auto", None)];
                words.extend(ContextKind::ALL.map(|c| (c.as_str(), Some(c))));
                settings.context = this.one_of(key, value, &words);
            }
            "target" => {
                let words = TARGETS.map(|word| (word, Release::of_target(word)));
                settings.target = this.one_of(key, value, &words).flatten();
            }
            "host-profile" => {
                let words: Vec<_> = Stock::profiles().map(|name| (name, name)).collect();
                settings.host_profile = this.one_of(key, value, &words).map(str::to_owned);
            }
            "apphost" => settings.apphost = this.path(key, value),
            "machine-config" => settings.machine_config = this.path(key, value),
            "root-web-config" => settings.root_web_config = this.path(key, value),
            "schema-dir" => {
                let paths = this.strings(key, value);
                settings.schema_dirs = paths.into_iter().map(|(p, _)| resolve(this.folder, p)).collect();
            }
            "path-map" => {
                for (from, to) in this.table(key, value).into_iter().flatten() {
                    if let Some(to) = this.path(from.get_ref(), to) {
                        settings.path_map.push((from.get_ref().to_string(), to));
                    }
                }
            }
            _ => settings.baseline = this.path(key, value),
        });
    }

    fn overrides(&mut self, key: &str, value: &Value<'_>) -> Vec<Override> {
        let DeValue::Array(items) = value.get_ref() else {
            return self.wrong(value, key, "tables, each `[[lint.overrides]]`").unwrap_or_default();
        };
        items.iter().filter_map(|item| self.one_override(key, item)).collect()
    }

    fn one_override(&mut self, key: &str, item: &Value<'_>) -> Option<Override> {
        let table = self.table(key, item)?;
        let (mut paths, mut ignore, mut severity) = (Vec::new(), Vec::new(), Vec::new());
        self.keys(table, "lint.overrides", |this, key, value| match key {
            "paths" => paths = this.strings(key, value).into_iter().map(|(p, _)| p.to_owned()).collect(),
            "ignore" => ignore = this.rule_words(key, value),
            _ => severity = this.severities(key, value),
        });
        if paths.is_empty() {
            self.problem(item.span(), "an override needs `paths`, a list of patterns");
            return None;
        }
        match Override::new(self.folder, paths) {
            Ok(made) => Some(Override { ignore, severity, ..made }),
            Err(reason) => {
                self.problem(item.span(), format!("a pattern of `paths` is wrong: {reason}"));
                None
            }
        }
    }

    fn options(&mut self, table: &DeTable<'_>) -> Options {
        let mut options = Options::default();
        self.keys(table, "lint.options", |this, key, value| match key {
            "tls-terminated-upstream" => options.tls_terminated_upstream = this.boolean(key, value),
            "allow-in-container" => options.allow_in_container = this.boolean(key, value),
            "always-on" => options.always_on = this.boolean(key, value),
            "single-instance" => options.single_instance = this.boolean(key, value),
            "hosting" => {
                let words = [("iis", Hosting::Iis), ("non-iis", Hosting::NonIis)];
                options.hosting = this.one_of(key, value, &words);
            }
            "build-os" => {
                let words = [("windows", BuildOs::Windows), ("linux", BuildOs::Linux)];
                options.build_os = this.one_of(key, value, &words);
            }
            "allowed-startup-variables" => {
                let names = this.strings(key, value);
                options.allowed_startup_variables = names.into_iter().map(|(n, _)| n.to_owned()).collect();
            }
            "as-of" => {
                let text = match value.get_ref() {
                    DeValue::Datetime(date) => Some(date.to_string()),
                    _ => this.string(key, value).map(str::to_owned),
                };
                if let Some(text) = text {
                    options.as_of = Date::parse(&text);
                    if options.as_of.is_none() {
                        this.problem(value.span(), "`as-of` takes a day such as `2026-01-31`");
                    }
                }
            }
            _ => options.max_config_kb = this.number(key, value),
        });
        options
    }
}

fn resolve(folder: &str, path: &str) -> String {
    let has_drive = path.get(1..2) == Some(":");
    if has_drive { path.replace('\\', "/") } else { webconfig_files::join(folder, path) }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        Settings::parse(text, None, "").1.into_iter().map(|p| p.message).collect()
    }

    #[test]
    fn all_keys_are_read() {
        let text = r#"
            extends = "../base.toml"
            [lint]
            profile = "strict"
            select = ["WC04", "stdout-log-enabled"]
            extend-select = "WC0406"
            ignore = ["WC0401"]
            fail-on = "warning"
            max-warnings = 5
            max-findings-per-file = 10
            context = "auto"
            target = "iis10"
            host-profile = "iis10-bare"
            apphost = "conf/applicationHost.config"
            machine-config = 'C:\conf\machine.config'
            root-web-config = "web.config"
            schema-dir = ["schema"]
            baseline = "baseline.json"
            [lint.path-map]
            'D:\sites' = "sites"
            [lint.severity]
            WC0401 = "warning"
            WC04 = "info"
            [[lint.overrides]]
            paths = ["legacy/**"]
            ignore = ["WC1003"]
            severity = { WC0401 = "hint" }
            [lint.options]
            tls-terminated-upstream = true
            allow-in-container = false
            always-on = true
            single-instance = true
            hosting = "non-iis"
            build-os = "linux"
            allowed-startup-variables = ["CORECLR_*"]
            as-of = 2026-01-31
            max-config-kb = 512
        "#;
        let (s, problems) = Settings::parse(text, Some(FileId(7)), "/repo/conf");
        assert_eq!(problems, []);
        assert_eq!(s.extends, ["/repo/base.toml"]);
        assert_eq!(s.profile, Some(Profile::Strict));
        assert_eq!((s.select.as_ref().map(Vec::len), s.extend_select.len(), s.ignore.len()), (Some(2), 1, 1));
        assert_eq!((s.fail_on, s.max_warnings), (Some(Severity::Warning), Some(5)));
        assert_eq!((s.max_findings_per_file, s.context), (Some(10), Some(None)));
        assert_eq!((s.target, s.host_profile.as_deref()), (Some(Release::Iis10), Some("iis10-bare")));
        assert_eq!(s.apphost.as_deref(), Some("/repo/conf/conf/applicationHost.config"));
        assert_eq!(s.machine_config.as_deref(), Some("C:/conf/machine.config"));
        assert_eq!(s.root_web_config.as_deref(), Some("/repo/conf/web.config"));
        assert_eq!((s.schema_dirs.len(), s.baseline.is_some()), (1, true));
        assert_eq!(s.path_map, [(r"D:\sites".to_owned(), "/repo/conf/sites".to_owned())]);
        let strongest = s.severity.last().map(|(word, severity)| (word.selector.clone(), *severity));
        assert_eq!(
            strongest,
            Some((Selector::parse("WC0401"), Severity::Warning)),
            "the narrow word is stronger"
        );
        assert!(s.overrides.first().unwrap().matches("/repo/conf/legacy/web.config"));
        let o = &s.options;
        let flags = [o.tls_terminated_upstream, o.allow_in_container, o.always_on, o.single_instance];
        assert_eq!(flags, [Some(true), Some(false), Some(true), Some(true)]);
        assert_eq!((o.hosting, o.build_os), (Some(Hosting::NonIis), Some(BuildOs::Linux)));
        assert_eq!((o.as_of, o.max_config_bytes()), (Date::parse("2026-01-31"), 512 * 1024));
        assert_eq!(o.allowed_startup_variables, ["CORECLR_*"]);
    }

    #[test]
    fn unknown_keys_say_what_was_meant() {
        assert_eq!(problems("lnit = 1"), ["unknown key `lnit`; did you mean `lint`?"]);
        assert_eq!(
            problems("[lint]\nmax-config-kb = 3"),
            ["unknown key `max-config-kb` in `[lint]`; `max-config-kb` belongs into `[lint.options]`"]
        );
        assert_eq!(problems("[lint.options]\nfoo = 3"), ["unknown key `foo` in `[lint.options]`"]);
    }

    #[test]
    fn wrong_values_say_what_is_expected() {
        assert_eq!(
            problems("[lint]\nprofile = 'strickt'\nselect = 3"),
            [
                "`profile` takes one of `recommended`, `strict`, `cis`, `stig`, `classic`; did you mean `strict`?",
                "`select` takes a list of strings, not a whole number"
            ]
        );
        assert_eq!(
            problems("[lint.severity]\nWC0401 = 'off'"),
            ["a rule is switched off by `ignore = [\"WC0401\"]`"]
        );
        assert_eq!(
            problems("[lint.options]\nas-of = '2026-02-30'"),
            ["`as-of` takes a day such as `2026-01-31`"]
        );
        assert_eq!(
            problems("[lint.options]\nmax-config-kb = -1"),
            ["`max-config-kb` takes a whole number from 0 to 4294967295"]
        );
        assert_eq!(
            problems("[[lint.overrides]]\nignore = []"),
            ["an override needs `paths`, a list of patterns"]
        );
        assert_eq!(problems("[lint").len(), 1);
    }

    #[test]
    fn unknown_rules_are_kept_with_their_places_for_a_finding() {
        let text = "[lint]\nignore = ['WC9999']\n";
        let (settings, problems) = Settings::parse(text, Some(FileId(3)), "");
        assert_eq!(problems, []);
        let word = settings.rule_words().next().unwrap();
        assert!(word.selector.is_err());
        assert_eq!(word.place.unwrap().range.unwrap().of(text), "'WC9999'");
    }
}
