//! `webconfig transform`: XDT on the command line.
//!
//! The engine is `webconfig_transform`; here are the arguments, the messages in MSBuild's form, and the writing. Files
//! are read once and the result is written once, after the last transform succeeded.

use crate::exit::{Exit, Failure, Outcome};
use crate::options::Shared;
use crate::output;
use clap::Args;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use webconfig_transform::{
    Event, Level, Mode, Options, Outcome as Transformed, Status, Which, explain, transform,
};

/// Arguments of `transform`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The file to transform; `-` is standard input
    source: String,
    /// The transforms, applied in order
    #[arg(required = true, value_name = "TRANSFORM")]
    transforms: Vec<String>,
    /// Where the result goes; `-` is standard output, which is the default
    #[arg(short, long, value_name = "OUT")]
    output: Option<String>,
    /// Overwrite SOURCE
    #[arg(long, conflicts_with = "output")]
    in_place: bool,
    /// Keep every byte that no step changes: encoding, quotes, entities, line ends, layout
    #[arg(long)]
    preserve: bool,
    /// Say what each step matched and changed, and what almost matched when nothing did. Goes to standard output
    /// instead of the result unless the result has a place of its own
    #[arg(long)]
    explain: bool,
}

pub(crate) fn run(arguments: &Arguments, shared: &Shared) -> Outcome {
    if arguments.in_place && arguments.source == "-" {
        return Err(Failure("`--in-place` needs a file, not standard input".to_owned()));
    }
    if arguments.transforms.iter().chain([&arguments.source]).filter(|path| *path == "-").count() > 1 {
        return Err(Failure("standard input can be read only once".to_owned()));
    }
    let options = Options {
        mode: if arguments.preserve { Mode::Preserve } else { Mode::Reference },
        explain: arguments.explain,
    };
    let mut bytes = read(&arguments.source)?;
    let transforms = arguments
        .transforms
        .iter()
        .map(|path| Ok((path, read(path)?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    let mut messages = String::new();
    let mut explanation = String::new();
    let mut failed = false;
    for (path, changes) in &transforms {
        let outcome = transform(&bytes, changes, &options);
        say(&outcome, &arguments.source, path, shared.verbose, &mut messages);
        if arguments.explain {
            explanation.push_str(&explain(&outcome, &shown(&arguments.source), &shown(path)));
        }
        let Some(result) = outcome.into_bytes() else {
            failed = true;
            break;
        };
        bytes = result;
    }
    drop(std::io::stderr().lock().write_all(messages.as_bytes()));
    let place =
        if arguments.in_place { Some(arguments.source.as_str()) } else { arguments.output.as_deref() };
    if arguments.explain {
        if place == Some("-") {
            drop(std::io::stderr().lock().write_all(explanation.as_bytes()));
        } else {
            output::stdout(explanation.as_bytes())?;
        }
    }
    if failed {
        return Ok(Exit::Findings);
    }
    match place {
        Some("-") => output::stdout(&bytes)?,
        Some(path) => webconfig_host::write(Path::new(path), path, &bytes)?,
        None if arguments.explain => {}
        None => output::stdout(&bytes)?,
    }
    Ok(Exit::Clean)
}

fn read(path: &str) -> Result<Vec<u8>, Failure> {
    if path == "-" { Ok(webconfig_host::stdin()?) } else { Ok(webconfig_host::read(Path::new(path), path)?) }
}

fn shown(path: &str) -> String {
    if path == "-" { "<stdin>".to_owned() } else { path.to_owned() }
}

/// The log: warnings and errors as a build shows them, everything on request.
fn say(outcome: &Transformed, source: &str, transform: &str, verbose: bool, out: &mut String) {
    for event in &outcome.log {
        let is_loud = event.level >= Level::Warning || event.cause != webconfig_transform::Cause::Progress;
        if !is_loud && !verbose {
            continue;
        }
        let _ = writeln!(out, "{}", line(event, source, transform, outcome.status));
    }
}

fn line(event: &Event, source: &str, transform: &str, status: Status) -> String {
    let level = match event.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Message | Level::Verbose => {
            let indent = "  ".repeat(usize::from(event.depth));
            return format!("{indent}{}", event.text);
        }
    };
    let document = event.place.map(|p| p.document);
    let file = shown(match (document, status) {
        (Some(Which::Source), _) => source,
        _ => transform,
    });
    let place = match event.place.and_then(|p| p.position) {
        Some((line, column)) => format!("({line},{column}):"),
        None => " :".to_owned(),
    };
    // One finding is one line, or a build would not see its end.
    let text = event.text.replace(['\r', '\n'], " ");
    format!("{file}{place} {level} {}: {text}", event.cause.code())
}
