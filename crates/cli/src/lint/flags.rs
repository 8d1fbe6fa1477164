//! The flags of `lint` and how their words are read.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use std::num::NonZeroUsize;
use webconfig_config::{FileKind, Stock};
use webconfig_diagnostics::Severity;
use webconfig_lint::settings::RuleWord;
use webconfig_lint::{ContextKind, Profile};
use webconfig_render::Format;
use webconfig_schema::Release;

/// Arguments of `lint`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Files, folders, publish folders; `-` is standard input
    // An empty one is an unset variable of a script, and never meant as "everything here".
    #[arg(default_value = ".", value_name = "PATH", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) paths: Vec<String>,

    #[command(flatten)]
    pub(crate) rules: Rules,
    #[command(flatten)]
    pub(crate) world: World,
    #[command(flatten)]
    pub(crate) report: ReportOptions,
    #[command(flatten)]
    pub(crate) mend: Mend,
}

/// Which rules speak, and how loudly.
#[derive(Args, Debug)]
#[command(next_help_heading = "Rules")]
pub(crate) struct Rules {
    /// Use these rules instead of the profile's: codes, names, group prefixes such as `WC04`, or `ALL`
    #[arg(long, value_delimiter = ',', value_name = "RULE", value_parser = rule_word)]
    pub(crate) select: Option<Vec<RuleWord>>,
    /// Use these rules besides
    #[arg(long, value_delimiter = ',', value_name = "RULE", value_parser = rule_word)]
    pub(crate) extend_select: Vec<RuleWord>,
    /// Leave these rules out
    #[arg(long, value_delimiter = ',', value_name = "RULE", value_parser = rule_word)]
    pub(crate) ignore: Vec<RuleWord>,
    /// The set of rules to begin with: recommended, strict, cis, stig, classic
    #[arg(long, value_parser = profile)]
    pub(crate) profile: Option<Profile>,
    /// Give a rule or group another severity
    #[arg(long, value_delimiter = ',', value_name = "RULE=LEVEL", value_parser = severity_of)]
    pub(crate) severity: Vec<(RuleWord, Severity)>,
    /// The mildest severity that makes the exit status 1 [default: error]
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    pub(crate) fail_on: Option<Severity>,
    /// Exit status 1 with more warnings than this
    #[arg(long, value_name = "N")]
    pub(crate) max_warnings: Option<u64>,
    /// Exit status 0 whatever is found
    #[arg(long)]
    pub(crate) exit_zero: bool,
}

/// What the files are and where they live.
#[derive(Args, Debug)]
#[command(next_help_heading = "Context")]
pub(crate) struct World {
    /// Where the files live: auto, project, published, server, express
    #[arg(long, value_parser = context)]
    pub(crate) context: Option<ContextWord>,
    /// The version of IIS: iis7, iis7.5, iis8, iis8.5, iis10, iis10-1709, iisexpress10, azure-app-service
    /// [default: iis10-1709]
    #[arg(long, value_name = "VERSION", value_parser = target)]
    pub(crate) target: Option<Release>,
    /// The stock set of installed modules to assume
    #[arg(long, value_name = "NAME", value_parser = host_profile)]
    pub(crate) host_profile: Option<String>,
    /// The applicationHost.config above the files
    #[arg(long, value_name = "FILE")]
    pub(crate) apphost: Option<String>,
    /// The machine.config of the server's .NET Framework
    #[arg(long, value_name = "FILE")]
    pub(crate) machine_config: Option<String>,
    /// The web.config beside it
    #[arg(long, value_name = "FILE")]
    pub(crate) root_web_config: Option<String>,
    /// A folder with the schema files of a machine, laid over the built-in facts
    #[arg(long = "schema-dir", value_name = "DIR")]
    pub(crate) schema_dirs: Vec<String>,
    /// A folder of the server and the local folder that stands for it
    #[arg(long = "path-map", value_name = "FROM=TO", value_parser = pair)]
    pub(crate) path_maps: Vec<(String, String)>,
    /// The project of a publish folder [default: found beside it]
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) project: Option<String>,
    /// The build configuration under test [default: every one that has a transform, Debug left out]
    #[arg(long, value_name = "NAME")]
    pub(crate) configuration: Option<String>,
    /// What the files are: web.config, applicationHost.config, machine.config, transform, fragment
    #[arg(long = "as", value_name = "KIND", value_parser = kind)]
    pub(crate) kind: Option<FileKind>,
    /// The name that standard input is treated as
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<String>,
    /// Use no webconfig.toml
    #[arg(long)]
    pub(crate) isolated: bool,
    /// Lint again whenever a file changes
    #[arg(long)]
    pub(crate) watch: bool,
    /// How many files to look at at a time [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}

/// A word of `--context`; `None` is `auto`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ContextWord(pub(crate) Option<ContextKind>);

/// How findings are reported.
#[derive(Args, Debug)]
#[command(next_help_heading = "Report")]
pub(crate) struct ReportOptions {
    /// text, concise, json, jsonl, sarif, msbuild, github, azure, gitlab, junit, teamcity or checkstyle; with `=FILE`
    /// into a file, as often as wanted
    #[arg(long = "format", value_name = "FORMAT[=FILE]", value_parser = Output::parse)]
    pub(crate) formats: Vec<Output>,
    /// Write the report into a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<String>,
    /// Print how often each rule speaks instead of the findings
    #[arg(long)]
    pub(crate) statistics: bool,
    /// Leave out the findings that this file lists
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<String>,
    /// Write all findings into a baseline file
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<String>,
}

/// Mending what was found.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Fixes")]
pub(crate) struct Mend {
    /// Apply the safe fixes
    #[arg(long)]
    pub(crate) fix: bool,
    /// Apply also fixes that may change behaviour
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,
    /// Show what the fixes would change and write nothing
    #[arg(long)]
    pub(crate) diff: bool,
}

/// A format and where it goes; `None` is standard output, or the file of `--output`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) format: Format,
    pub(crate) file: Option<String>,
}

impl Output {
    /// Reads `json` and `sarif=report.sarif`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        let Some(format) = Format::named(name) else {
            let all: Vec<String> = Format::ALL.iter().map(|format| format!("`{}`", format.name())).collect();
            let mut message = format!("it is one of {}", all.join(", "));
            if let Some(near) =
                webconfig_config::nearest(name, Format::ALL.iter().map(|format| format.name())).first()
            {
                message.push_str(&format!("; did you mean `{near}`?"));
            }
            return Err(message);
        };
        if file.is_some_and(str::is_empty) {
            return Err("there is no file behind `=`".to_owned());
        }
        Ok(Self { format, file: file.map(str::to_owned) })
    }
}

fn rule_word(word: &str) -> Result<RuleWord, String> {
    let word = RuleWord::new(word.trim());
    match &word.selector {
        Ok(_) => Ok(word),
        Err(unknown) => Err(unknown.to_string()),
    }
}

fn profile(word: &str) -> Result<Profile, String> {
    one_of(word, &Profile::ALL.map(|profile| (profile.as_str(), profile)))
}

fn level(word: &str) -> Result<Severity, String> {
    one_of(word, &Severity::ALL.map(|severity| (severity.as_str(), severity)))
}

fn severity_of(text: &str) -> Result<(RuleWord, Severity), String> {
    let (word, severity) = text.split_once('=').ok_or("write `RULE=LEVEL`")?;
    Ok((rule_word(word)?, level(severity)?))
}

fn context(word: &str) -> Result<ContextWord, String> {
    let mut words = vec![("auto", ContextWord(None))];
    words.extend(ContextKind::ALL.map(|context| (context.as_str(), ContextWord(Some(context)))));
    one_of(word, &words)
}

fn target(word: &str) -> Result<Release, String> {
    const WORDS: [&str; 8] =
        ["iis7", "iis7.5", "iis8", "iis8.5", "iis10", "iis10-1709", "iisexpress10", "azure-app-service"];
    match Release::of_target(word) {
        Some(release) => Ok(release),
        None => one_of(word, &WORDS.map(|word| (word, Release::Iis7))),
    }
}

fn host_profile(word: &str) -> Result<String, String> {
    let words: Vec<(&str, &str)> = Stock::profiles().map(|name| (name, name)).collect();
    one_of(word, &words).map(str::to_owned)
}

fn kind(word: &str) -> Result<FileKind, String> {
    let words = ["web.config", "applicationHost.config", "machine.config", "transform", "fragment"];
    let word = one_of(word, &words.map(|word| (word, word)))?;
    FileKind::parse(word).ok_or_else(|| "unknown".to_owned())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (from, to) = text.split_once('=').ok_or("write `FROM=TO`")?;
    Ok((from.to_owned(), to.to_owned()))
}

fn one_of<T: Copy>(word: &str, words: &[(&str, T)]) -> Result<T, String> {
    words.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, value)| *value).ok_or_else(|| {
        let all: Vec<String> = words.iter().map(|(name, _)| format!("`{name}`")).collect();
        match webconfig_config::nearest(word, words.iter().map(|(name, _)| *name)).first() {
            Some(near) => format!("it is one of {}; did you mean `{near}`?", all.join(", ")),
            None => format!("it is one of {}", all.join(", ")),
        }
    })
}
