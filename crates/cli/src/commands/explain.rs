//! `webconfig explain CODE|NAME|SECTION[@ATTRIBUTE]`: the page of a rule or of a section, offline.

use crate::exit::{Exit, Failure, Outcome};
use crate::options::Shared;
use crate::output;
use clap::Args;
use webconfig_config::nearest;
use webconfig_host::{Disk, WorkingDirectory};
use webconfig_render::{attribute_page, section_page};
use webconfig_schema::{Release, Schema, SectionSchema};

/// Columns of prose.
const WIDTH: usize = 96;

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// A rule's code or name, or a section such as `system.webServer/httpErrors`, with `@` and an attribute or without
    #[arg(value_name = "CODE|NAME|SECTION[@ATTRIBUTE]")]
    what: String,
    /// A folder with the schema files of a machine, laid over the built-in facts
    #[arg(long = "schema-dir", value_name = "DIR")]
    schema_dirs: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments, _shared: &Shared) -> Outcome {
    let what = arguments.what.trim();
    if let Ok(page) = webconfig_lint::explain(what, WIDTH) {
        output::stdout(page.as_bytes())?;
        return Ok(Exit::Clean);
    }
    let schema = super::schema::schema(
        &arguments.schema_dirs,
        Release::default(),
        &Disk::new(WorkingDirectory::current()?),
    )?;
    let (path, attribute) = what.split_once('@').map_or((what, None), |(path, name)| (path, Some(name)));
    let Some(section) = find(&schema, path) else { return Err(unknown(&schema, what, path)) };
    let page = match attribute {
        None => section_page(section),
        Some(name) => attribute_page(section, name),
    };
    if page.is_empty() {
        return Err(Failure(format!("`{}` has no attribute `{}`", section.path, attribute.unwrap_or(""))));
    }
    output::stdout(page.as_bytes())?;
    Ok(Exit::Clean)
}

/// The section of a path in any letter case; by its last parts where that is clear, those of the web server first.
fn find<'s>(schema: &'s Schema, path: &str) -> Option<&'s SectionSchema> {
    let paths = schema.paths();
    let exact = paths.iter().find(|known| known.eq_ignore_ascii_case(path)).copied();
    let named = named(&paths, path);
    let of_web_server =
        || match named.iter().filter(|p| p.starts_with("system.webServer/")).collect::<Vec<_>>()[..] {
            [only] => Some(*only),
            _ => None,
        };
    let only = if let [only] = named[..] { Some(only) } else { None };
    exact.or(only).or_else(of_web_server).and_then(|path| schema.section(path))
}

/// The sections whose last part or parts are `name`, in any letter case.
fn named<'p>(paths: &[&'p str], name: &str) -> Vec<&'p str> {
    let ending = format!("/{name}").to_ascii_lowercase();
    let is_named =
        |path: &&str| path.eq_ignore_ascii_case(name) || path.to_ascii_lowercase().ends_with(&ending);
    paths.iter().copied().filter(is_named).collect()
}

fn unknown(schema: &Schema, what: &str, path: &str) -> Failure {
    let mut message = format!("there is no rule and no section `{what}`");
    let paths = schema.paths();
    let names = webconfig_lint::catalogue::entries().iter().flat_map(|rule| [rule.code, rule.name]);
    let sections = paths.iter().flat_map(|path| [Some(&**path), path.rsplit('/').next()]).flatten();
    let near = nearest(path, names.chain(sections));
    let several: Vec<String> = named(&paths, path).iter().map(|known| format!("`{known}`")).collect();
    if !several.is_empty() {
        message = format!("there are several sections `{what}`: {}", several.join(", "));
    } else if let Some(near) = near.first() {
        message.push_str(&format!("; did you mean `{near}`?"));
    }
    Failure(message)
}
