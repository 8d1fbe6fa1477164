//! `webconfig publish`: the Web SDK's two `web.config` targets on a publish folder.
//!
//! The flow itself is `webconfig_transform::publish`; here are the arguments, the messages and the writing.

use crate::exit::{Exit, Failure, Outcome};
use crate::options::Shared;
use crate::output;
use clap::{Args, ValueEnum};
use std::fmt::Write as _;
use std::path::Path;
use webconfig_diagnostics::{Masked, secret_ranges};
use webconfig_files::{Files as _, is_project_file};
use webconfig_host::{Disk, WorkingDirectory};
use webconfig_project::{Given, Host, Problem, Project, Properties};
use webconfig_text::{SourceText, TextRange};
use webconfig_transform::publish::{Job, Level, Line, Outcome as Published, Sdk, publish};

/// Arguments of `publish`.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are the flags of a command line")]
pub(crate) struct Arguments {
    /// The project file, or its folder
    #[arg(
        long,
        value_name = "FILE|DIR",
        required_unless_present = "properties",
        conflicts_with = "properties"
    )]
    project: Option<String>,
    /// The folder that was published to
    #[arg(long, value_name = "DIR", required_unless_present = "properties", conflicts_with = "properties")]
    publish_dir: Option<String>,
    /// An MSBuild property; the value is literal
    #[arg(short, long = "property", value_name = "NAME=VALUE", value_parser = property, conflicts_with = "properties")]
    p: Vec<(String, String)>,
    /// All values in one file, as a build hands them over
    #[arg(long, value_name = "FILE")]
    properties: Option<String>,
    /// The line end to write
    #[arg(long, value_enum, default_value_t = Newline::Platform)]
    newline: Newline,
    /// The system whose publish is imitated (default: this one)
    #[arg(long, value_enum)]
    host: Option<System>,
    /// The SDK to imitate (default: the newest)
    #[arg(long, value_name = "VERSION", value_parser = sdk)]
    sdk: Option<Sdk>,
    /// Print the result and what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// On failure leave what the SDK would leave (default: the folder as it was)
    #[arg(long)]
    sdk_failure_state: bool,
    /// Make each silent loss of the SDK an error, and write nothing then
    #[arg(long)]
    strict: bool,
    /// Lint the result as a published folder
    #[arg(long)]
    lint: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Newline {
    Lf,
    Crlf,
    Platform,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum System {
    Windows,
    Linux,
    Macos,
}

fn property(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("a property is NAME=VALUE")?;
    if name.trim().is_empty() {
        return Err("a property needs a name".to_owned());
    }
    Ok((name.trim().to_owned(), value.to_owned()))
}

fn sdk(text: &str) -> Result<Sdk, String> {
    Sdk::parse(text).ok_or_else(|| "an SDK is named by its version, such as 8.0 or 2.1.400".to_owned())
}

/// What was asked for, once everything has been read.
struct Request {
    properties: Properties,
    is_asp_net_core: bool,
    project: String,
    folder: String,
    sdk: Sdk,
    requires_temp_folder: bool,
    warnings: Vec<Line>,
}

impl Arguments {
    fn system(&self) -> System {
        self.host.unwrap_or(if cfg!(windows) {
            System::Windows
        } else if cfg!(target_os = "macos") {
            System::Macos
        } else {
            System::Linux
        })
    }
}

pub(crate) fn run(arguments: &Arguments, shared: &Shared) -> Outcome {
    let disk = Disk::new(WorkingDirectory::current()?);
    let request = match &arguments.properties {
        Some(file) => handed_over(&disk, file, arguments)?,
        None => match evaluated(&disk, arguments)? {
            Ok(request) => request,
            Err(problem) => {
                let shown = disk.working_directory().shown(&problem.path);
                let problem = Problem { path: webconfig_host::native(&shown).into_owned(), ..problem };
                output::stdout(format!("{problem}\n").as_bytes())?;
                return Ok(Exit::Findings);
            }
        },
    };
    let system = arguments.system();
    let optout = std::env::var("DOTNET_CLI_TELEMETRY_OPTOUT").unwrap_or_default();
    let job = Job {
        files: &disk,
        properties: &request.properties,
        is_asp_net_core: request.is_asp_net_core,
        project: &request.project,
        folder: &request.folder,
        newline: match arguments.newline {
            Newline::Crlf => "\r\n",
            Newline::Platform if system == System::Windows => "\r\n",
            Newline::Lf | Newline::Platform => "\n",
        },
        is_windows: system == System::Windows,
        names_have_case: system == System::Linux,
        sdk: request.sdk,
        requires_temp_folder: request.requires_temp_folder,
        ignores_permissions: webconfig_host::ignores_permissions(),
        is_linked: is_linked(&disk, &request),
        telemetry_optout: &optout,
    };
    let published = publish(&job);
    let refused = arguments.strict && published.has_loss;
    let mut out = String::new();
    for line in request.warnings.iter().chain(&published.lines) {
        say(&disk, line, arguments.strict, shared.verbose, &mut out);
    }
    let failed = published.failed || refused;
    let keeps = refused || (published.failed && !arguments.sdk_failure_state);
    if arguments.dry_run {
        preview(&disk, &published, shared, &mut out);
    }
    output::stdout(out.as_bytes())?;
    if !keeps && !arguments.dry_run {
        for (path, bytes) in &published.writes {
            put(&disk, &request, path, bytes)?;
        }
    }
    if failed {
        return Ok(Exit::Findings);
    }
    if arguments.lint { linted(&request, &published, arguments.dry_run, shared) } else { Ok(Exit::Clean) }
}

/// Lints the folder as it is now, or as a dry run would leave it.
fn linted(request: &Request, published: &Published, is_dry_run: bool, shared: &Shared) -> Outcome {
    let disk = Disk::new(WorkingDirectory::current()?);
    for (path, bytes) in published.writes.iter().filter(|_| is_dry_run) {
        if let Ok(text) = SourceText::decode(bytes) {
            disk.place(&disk.working_directory().shown(path), text);
        }
    }
    // The file is what a publish with these very properties writes, so it needs no comparison with one without them.
    let words = ["--context", "published", "--format", "msbuild", "--ignore", "WC1209", "--project"];
    let mut line: Vec<&str> = words.to_vec();
    line.extend([request.project.as_str(), "--", request.folder.as_str()]);
    super::lint::run_line(&line, &disk, shared)
}

fn absolute(disk: &Disk, given: &str) -> String {
    let local = disk.working_directory().local(&given.replace('\\', std::path::MAIN_SEPARATOR_STR));
    let local = if cfg!(windows) { local } else { disk.working_directory().local(given) };
    let text = local.to_string_lossy().into_owned();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text };
    normal(&text)
}

/// Without dot segments; outside Windows a `\` is a letter.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    let joined = parts.join("/");
    if path.starts_with('/') { format!("/{joined}") } else { joined }
}

/// The request of a build: all values in a file.
fn handed_over(disk: &Disk, file: &str, arguments: &Arguments) -> Result<Request, Failure> {
    let bytes = webconfig_host::read(Path::new(file), file)?;
    let text = String::from_utf8(bytes).map_err(|_| Failure(format!("`{file}` is not UTF-8")))?;
    let mut values: Vec<(String, String)> = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty()) {
        let (name, value) = line
            .split_once('=')
            .ok_or_else(|| Failure(format!("`{file}` line {}: no NAME=VALUE", number + 1)))?;
        let value = decoded(value)
            .ok_or_else(|| Failure(format!("`{file}` line {}: its escapes are not UTF-8", number + 1)))?;
        values.push((name.to_owned(), value));
    }
    let properties = Properties::from_values(values.iter().map(|(n, v)| (n.as_str(), v.as_str())));
    let needed = |name: &str| match properties.value(name) {
        value if value.is_empty() => Err(Failure(format!("`{file}` gives no `{name}`"))),
        value => Ok(absolute(disk, &value)),
    };
    let version = properties.value("NETCoreSdkVersion");
    Ok(Request {
        is_asp_net_core: true,
        project: needed("MSBuildProjectFullPath")?,
        folder: needed("PublishIntermediateOutputPath")?,
        sdk: arguments.sdk.or_else(|| Sdk::parse(&version)).unwrap_or_default(),
        requires_temp_folder: false,
        warnings: Vec::new(),
        properties,
    })
}

/// `%XX` as bytes of UTF-8.
fn decoded(value: &str) -> Option<String> {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let hex = behind.get(..2).filter(|d| first == b'%' && d.iter().all(u8::is_ascii_hexdigit));
        let code = hex.and_then(|d| std::str::from_utf8(d).ok()).and_then(|d| u8::from_str_radix(d, 16).ok());
        out.push(code.unwrap_or(first));
        rest = if code.is_some() { behind.get(2..).unwrap_or(&[]) } else { behind };
    }
    String::from_utf8(out).ok()
}

/// The request of a command line: the project is read. The inner error is MSBuild's.
fn evaluated(disk: &Disk, arguments: &Arguments) -> Result<Result<Request, Problem>, Failure> {
    let (Some(given), Some(given_folder)) = (&arguments.project, &arguments.publish_dir) else {
        return Err(Failure("`--project` and `--publish-dir` are needed".to_owned()));
    };
    let mut project = absolute(disk, given);
    if disk.is_folder(&project) {
        let entries = disk.entries(&project).unwrap_or_default();
        let mut found = entries.iter().filter(|e| !e.is_folder && is_project_file(&e.name));
        project = match (found.next(), found.next()) {
            (Some(one), None) => format!("{project}/{}", one.name),
            (None, _) => return Err(Failure(format!("there is no project in `{given}`"))),
            _ => return Err(Failure(format!("there are several projects in `{given}`; name one"))),
        };
    }
    if !disk.is_file(&project) {
        return Err(Failure(format!("cannot open `{given}`: there is no such file or folder")));
    }
    let folder = absolute(disk, given_folder);
    if !disk.is_folder(&folder) {
        return Err(Failure(format!("there is no publish folder `{given_folder}`")));
    }
    let system = arguments.system();
    let sdk = arguments.sdk.unwrap_or_default();
    let given = Given {
        properties: arguments.p.clone(),
        environment: environment(),
        host: match system {
            System::Windows => Host::Windows,
            System::Linux => Host::Linux,
            System::Macos => Host::MacOs,
        },
        architecture: if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" }.to_owned(),
        default_profile: if sdk.defaults_to_default_profile() { "Default" } else { "FileSystem" }.to_owned(),
        has_iis_assets: sdk.has_iis_assets(),
        knows_aot: sdk.knows_aot(),
    };
    let read = match Project::read(disk, &project, &given) {
        Ok(read) => read,
        Err(problem) => return Ok(Err(problem)),
    };
    if read.value("TargetFramework").is_empty() && !read.value("TargetFrameworks").is_empty() {
        let frameworks = read.value("TargetFrameworks");
        let text = format!(
            "the project has several frameworks (`{frameworks}`); name one with `-p TargetFramework=…`"
        );
        return Err(Failure(text));
    }
    let warnings = read.warnings.iter().map(|w| warning(disk, w)).collect();
    Ok(Ok(Request {
        is_asp_net_core: read.is_asp_net_core,
        project,
        folder,
        sdk,
        requires_temp_folder: true,
        warnings,
        properties: read.properties,
    }))
}

fn environment() -> Vec<(String, String)> {
    let pairs = std::env::vars_os();
    pairs.filter_map(|(n, v)| Some((n.into_string().ok()?, v.into_string().ok()?))).collect()
}

fn warning(disk: &Disk, warning: &webconfig_project::Warning) -> Line {
    let place = warning.origin.as_ref().and_then(|o| {
        let source = disk.text(&o.path).ok()?;
        let at = source.lines().position(source.text(), o.range.start(), webconfig_text::ColumnUnit::Utf16);
        Some((at.line + 1, at.column + 1))
    });
    let (code, text) = match warning.message.strip_prefix("NETSDK1198: ") {
        Some(text) => ("NETSDK1198", text.to_owned()),
        None => ("", warning.message.clone()),
    };
    let file = warning.origin.as_ref().map_or(String::new(), |o| o.path.clone());
    Line { level: Level::Warning, file, place, code, text }
}

/// One line in MSBuild's form.
fn say(disk: &Disk, line: &Line, is_strict: bool, is_verbose: bool, out: &mut String) {
    let level = match line.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Loss if is_strict => "error",
        Level::Loss => "message",
        Level::Detail if is_verbose => {
            let _ = writeln!(out, "{}", line.text);
            return;
        }
        Level::Detail => return,
    };
    let shown = disk.working_directory().shown(&line.file);
    let file = if line.file.is_empty() { "webconfig".into() } else { webconfig_host::native(&shown) };
    let place = line.place.map_or(String::new(), |(l, c)| format!("({l},{c})"));
    for text in line.text.split('\n') {
        let code = if line.code.is_empty() { String::new() } else { format!(" {}", line.code) };
        let gap = if line.code.is_empty() { " " } else { "" };
        let colon = if place.is_empty() { " : " } else { ": " };
        let _ = writeln!(out, "{file}{place}{colon}{level}{code}{gap}: {text}");
    }
}

fn is_linked(disk: &Disk, request: &Request) -> bool {
    let project_folder = webconfig_files::parent(&request.project);
    let entries = disk.entries(&request.folder).unwrap_or_default();
    let mut names =
        entries.iter().filter(|e| e.name.eq_ignore_ascii_case("web.config")).map(|e| e.name.as_str());
    names.any(|name| {
        let local = |folder: &str| disk.working_directory().local(&format!("{folder}/{name}"));
        webconfig_host::is_same_file(&local(project_folder), &local(&request.folder))
    })
}

fn put(disk: &Disk, request: &Request, path: &str, bytes: &[u8]) -> Result<(), Failure> {
    let local = disk.working_directory().local(path);
    let shown = disk.working_directory().shown(path);
    let name = webconfig_files::name(path);
    let attributes = disk.attributes(path);
    let source = format!("{}/{name}", webconfig_files::parent(&request.project));
    let is_copied = attributes.is_some() && disk.is_file(&source);
    if attributes.is_some_and(|a| a.is_read_only) && webconfig_host::ignores_permissions() {
        webconfig_host::allow_writing(&local, &shown)?;
    }
    webconfig_host::write(&local, &shown, bytes)?;
    if is_copied {
        // The SDK copies the project's file first, and its permissions come with it.
        webconfig_host::copy_permissions(&disk.working_directory().local(&source), &local, &shown)?;
    }
    Ok(())
}

fn preview(disk: &Disk, published: &Published, shared: &Shared, out: &mut String) {
    if published.writes.is_empty() {
        out.push_str("nothing would be written\n");
    }
    for (path, bytes) in &published.writes {
        let shown = disk.working_directory().shown(path);
        let before = disk.text(path).ok();
        let before = before.as_ref().map_or("", SourceText::text);
        let Ok(after) = SourceText::decode(bytes) else { continue };
        // What is shown goes into logs; the file itself would hold everything.
        let secrets = secret_ranges(after.text());
        let whole = TextRange::new(0, after.text().len() as u32);
        let _ = writeln!(out, "{}", Masked::new(after.text(), whole, &secrets).text());
        let style = webconfig_render::Style { color: shared.color_on_stdout() };
        let before_secrets = secret_ranges(before);
        let old = webconfig_render::Side { text: before, secrets: &before_secrets };
        let new = webconfig_render::Side { text: after.text(), secrets: &secrets };
        out.push_str(&webconfig_render::unified(&shown, old, new, style));
    }
}
