//! `webconfig effective`: the configuration that counts at a path.

use crate::commands::schema;
use crate::exit::{Exit, Failure, Outcome, complain};
use crate::options::Shared;
use crate::output;
use clap::{Args, ValueEnum};
use webconfig_config::{FileKind, FileTable, LevelId, Refusal, Server, ServerInput, Stock, ViewOptions};
use webconfig_files::{FileId, Files as _, PathMap};
use webconfig_host::{Disk, HostError, WorkingDirectory};
use webconfig_render::{effective_json, effective_xml};
use webconfig_schema::Release;

/// Arguments of `effective`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The applicationHost.config of the server [default: a stock one]
    #[arg(long, value_name = "FILE")]
    apphost: Option<String>,
    /// The site; without it the server level
    #[arg(long, value_name = "NAME")]
    site: Option<String>,
    /// The path below the site
    #[arg(long, value_name = "/URL", default_value = "/", requires = "site")]
    path: String,
    /// The section, or a group of them [default: all]
    #[arg(long, value_name = "SECTION")]
    section: Option<String>,
    /// The shape of the output
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    format: Shape,
    /// Say in comments where each value comes from
    #[arg(long)]
    show_origin: bool,
    /// Print inherited defaults too, not only what files set
    #[arg(long)]
    all: bool,
    /// Leave out what lies below a level
    #[arg(long, value_enum, value_name = "LEVEL")]
    stop_at: Option<StopAt>,
    /// The machine.config of the server's .NET Framework
    #[arg(long, value_name = "FILE")]
    machine_config: Option<String>,
    /// The web.config beside it
    #[arg(long, value_name = "FILE")]
    root_web_config: Option<String>,
    /// A folder with the schema files of a machine, laid over the built-in facts
    #[arg(long = "schema-dir", value_name = "DIR")]
    schema_dirs: Vec<String>,
    /// A folder of the server and the local folder that stands for it
    #[arg(long = "path-map", value_name = "FROM=TO", value_parser = pair)]
    path_maps: Vec<(String, String)>,
    /// The version of IIS [default: the newest]
    #[arg(long, value_name = "VERSION", value_parser = target)]
    target: Option<Release>,
    /// The stock set of installed modules to assume without an applicationHost.config
    #[arg(long, value_name = "NAME", value_parser = profile)]
    host_profile: Option<String>,
    /// Print secrets as they are
    #[arg(long)]
    show_secrets: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// XML as `appcmd list config` prints it
    Text,
    /// Every value with its type, origin and lock
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StopAt {
    /// No web.config counts
    Apphost,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((from, to)) if !from.is_empty() && !to.is_empty() => Ok((from.to_owned(), to.to_owned())),
        _ => Err("expected SERVER-PATH=LOCAL-PATH".to_owned()),
    }
}

fn target(text: &str) -> Result<Release, String> {
    Release::of_target(text).ok_or_else(|| {
        "expected iis7, iis7.5, iis8, iis8.5, iis10, iis10-1709, iisexpress10 or azure-app-service".to_owned()
    })
}

fn profile(text: &str) -> Result<String, String> {
    let known: Vec<&str> = Stock::profiles().collect();
    if known.contains(&text) { Ok(text.to_owned()) } else { Err(format!("expected {}", known.join(", "))) }
}

pub(crate) fn run(arguments: &Arguments, _shared: &Shared) -> Outcome {
    let target = arguments.target.unwrap_or_default();
    let disk = Disk::new(WorkingDirectory::current()?);
    let schema = schema::schema(&arguments.schema_dirs, target, &disk)?;
    let mut table = FileTable::new(0);
    let mut load = |path: &Option<String>, kind| given(path.as_deref(), kind, &disk, &mut table);
    let mut path_map = PathMap::new();
    for (from, to) in &arguments.path_maps {
        path_map.add(from, &disk.working_directory().shown(to));
    }
    let input = ServerInput {
        machine: load(&arguments.machine_config, FileKind::Machine)?,
        root_web: load(&arguments.root_web_config, FileKind::RootWeb)?,
        application_host: load(&arguments.apphost, FileKind::ApplicationHost)?,
        profile: arguments.host_profile.as_deref(),
        path_map,
        ..ServerInput::new(&schema, target)
    };
    let path = arguments.site.as_deref().map(|site| (site, arguments.path.as_str()));
    let stop = arguments.stop_at == Some(StopAt::Apphost);
    let (server, level) = Server::for_path(input, table, &disk, path, stop);
    let server_level = server.application_host_level();
    if let Some(refusal) = server.file_refusal(level.as_ref().copied().unwrap_or(server_level)) {
        return Ok(refuse(&refusal));
    }
    let level = match level {
        Ok(level) => level,
        Err(problem) => {
            complain(format!("error 0x80070002: {problem}"));
            return Ok(Exit::Findings);
        }
    };
    let sections = sections(arguments.section.as_deref(), &server, level);
    let sections: Vec<&str> = sections.iter().map(String::as_str).collect();
    for section in &sections {
        if let Some(refusal) = server.section_refusal(level, section) {
            return Ok(refuse(&refusal));
        }
    }
    let options = ViewOptions { all: arguments.all, show_secrets: arguments.show_secrets };
    let view = server.view(level, &sections, options);
    let text = match arguments.format {
        Shape::Text => effective_xml(&view, arguments.show_origin),
        Shape::Json => effective_json(&view),
    };
    output::stdout(text.as_bytes())?;
    Ok(Exit::Clean)
}

/// A file that an option names.
fn given(
    path: Option<&str>,
    kind: FileKind,
    disk: &Disk,
    table: &mut FileTable,
) -> Result<Option<FileId>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let shown = disk.working_directory().shown(path);
    let source = disk.text(&shown).map_err(|problem| HostError::of(&shown, problem))?;
    Ok(Some(table.add(&shown, source, Some(kind), true)))
}

/// The section that was asked for; of a group, or when none was, those that are declared and have a schema.
fn sections(asked: Option<&str>, server: &Server<'_>, level: LevelId) -> Vec<String> {
    let declarations = server.declarations(level);
    let prefix = match asked {
        None => String::new(),
        Some(section) if declarations.section(section).is_none() && declarations.is_group(section) => {
            format!("{section}/")
        }
        Some(section) => return vec![section.to_owned()],
    };
    let declared = declarations.paths().into_iter().filter(|p| p.starts_with(&prefix));
    declared.filter(|p| server.schema().contains(p)).map(str::to_owned).collect()
}

/// Says what IIS would say.
fn refuse(refusal: &Refusal) -> Exit {
    let place = match (&refusal.file, refusal.line) {
        (Some(file), Some(line)) => format!("{file}({line}): "),
        (Some(file), None) => format!("{file}: "),
        _ => String::new(),
    };
    let code = refusal.hresult.map_or_else(String::new, |code| format!(" 0x{code:08x}"));
    let note = refusal.note.as_ref().map_or_else(String::new, |note| format!(" ({note})"));
    complain(format!("{place}error{code}: {}{note}", refusal.text));
    Exit::Findings
}
