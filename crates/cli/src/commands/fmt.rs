//! `webconfig fmt [PATH…]`: one layout for configuration files, without touching meaning, comments or encoding.

use crate::exit::{Exit, Failure, Outcome, complain};
use crate::options::Shared;
use crate::output;
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use webconfig_diagnostics::secret_ranges;
use webconfig_files::Files as _;
use webconfig_format::format_document;
use webconfig_host::{Crew, Disk, HostError, WorkingDirectory, native, stdin, walk, write};
use webconfig_render::{Side, Style, unified};
use webconfig_syntax::Document;
use webconfig_text::{SourceText, TextEdits};

/// Arguments of `fmt`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Files and folders; `-` is standard input, formatted to standard output
    #[arg(default_value = ".", value_name = "PATH", value_parser = NonEmptyStringValueParser::new())]
    paths: Vec<String>,
    /// Write nothing; exit status 1 where a file would change, and its name
    #[arg(long)]
    check: bool,
    /// Write nothing; show what would change, exit status 1 if anything
    #[arg(long)]
    diff: bool,
}

/// A file, and what formatting makes of it.
struct Formatted {
    path: String,
    source: SourceText,
    edits: TextEdits,
    errors: usize,
}

pub(crate) fn run(arguments: &Arguments, shared: &Shared) -> Outcome {
    if arguments.paths.iter().any(|path| path == "-") {
        return of_stdin(arguments, shared);
    }
    let disk = Disk::new(WorkingDirectory::current()?);
    let crew = Crew::new(None);
    let found = walk(&disk, &arguments.paths, &crew);
    let mut exit = Exit::Clean;
    for problem in &found.problems {
        complain(problem);
        exit = Exit::Unusable;
    }
    let mut changed = 0;
    for result in crew.in_order(&found.files, |path| format_file(&disk, path)) {
        match result {
            Ok(file) => {
                changed += usize::from(!file.edits.is_empty());
                exit = exit.max(finish(&file, arguments, shared, disk.working_directory()));
            }
            Err(problem) => {
                complain(problem);
                exit = Exit::Unusable;
            }
        }
    }
    let files = found.files.len();
    let verb = if arguments.check || arguments.diff { "would change" } else { "changed" };
    complain(format!("{changed} of {files} files {verb}"));
    Ok(exit)
}

fn format_file(disk: &Disk, path: &str) -> Result<Formatted, HostError> {
    let source = disk.text(path).map_err(|problem| HostError::of(path, problem))?;
    Ok(format(path, source))
}

fn format(path: &str, source: SourceText) -> Formatted {
    let document = Document::parse(source.shared_text());
    let edits = format_document(&document);
    Formatted { path: path.to_owned(), source, edits, errors: document.errors().len() }
}

/// Writes, lists or shows one file.
fn finish(file: &Formatted, arguments: &Arguments, shared: &Shared, here: &WorkingDirectory) -> Exit {
    if file.errors > 0 {
        let errors = if file.errors == 1 { "1 error".to_owned() } else { format!("{} errors", file.errors) };
        complain(format!("`{}` has {errors} of XML; what they touch is left as it is", native(&file.path)));
    }
    if file.edits.is_empty() {
        return Exit::Clean;
    }
    let told = if arguments.diff {
        output::stdout(difference(file, shared).as_bytes()).map(|()| Exit::Findings)
    } else if arguments.check {
        output::stdout(format!("{}\n", native(&file.path)).as_bytes()).map(|()| Exit::Findings)
    } else {
        let bytes = file.source.encode_edited(&file.edits);
        write(&here.local(&file.path), &file.path, &bytes).map(|()| Exit::Clean).map_err(Failure::from)
    };
    told.unwrap_or_else(|problem| {
        complain(problem);
        Exit::Unusable
    })
}

fn difference(file: &Formatted, shared: &Shared) -> String {
    let before = file.source.text();
    let after = file.edits.apply(before);
    let (old, new) = (secret_ranges(before), secret_ranges(&after));
    let style = Style { color: shared.color_on_stdout() };
    let (before, after) = (Side { text: before, secrets: &old }, Side { text: &after, secrets: &new });
    unified(&native(&file.path), before, after, style)
}

fn of_stdin(arguments: &Arguments, shared: &Shared) -> Outcome {
    if arguments.paths.len() > 1 {
        return Err(Failure("standard input stands alone: name it or files, not both".to_owned()));
    }
    let source = SourceText::decode(&stdin()?);
    let file = format("<stdin>", source.map_err(|_| Failure("standard input is too large".to_owned()))?);
    let changed = if file.edits.is_empty() { Exit::Clean } else { Exit::Findings };
    if arguments.diff {
        output::stdout(difference(&file, shared).as_bytes())?;
        return Ok(changed);
    }
    if arguments.check {
        return Ok(changed);
    }
    output::stdout(&file.source.encode_edited(&file.edits))?;
    Ok(Exit::Clean)
}
