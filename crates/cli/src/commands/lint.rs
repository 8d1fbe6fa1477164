//! `webconfig lint [PATH…]`: the order of things; the flags and each step are a file in `lint/`.

use crate::exit::{Exit, Failure, Outcome, complain};
pub(crate) use crate::lint::flags::Arguments;
use crate::lint::flags::Mend;
use crate::lint::outputs::Outputs;
use crate::lint::run::{Job, RunResult};
use crate::lint::{baseline, fixes};
use crate::options::Shared;
use crate::output;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::Path;
use webconfig_config::Stock;
use webconfig_diagnostics::Severity;
use webconfig_files::{Files as _, is_inside};
use webconfig_host::{Crew, Disk, Watch, WorkingDirectory, expect_files, stdin, walk};
use webconfig_lint::has_web_project;
use webconfig_text::SourceText;

/// For fewer files than this another thread has hardly begun when they are done.
const SEVERAL: usize = 16;

pub(crate) fn run(arguments: &Arguments, shared: &Shared) -> Outcome {
    let outputs = Outputs::new(&arguments.report, shared)?;
    if arguments.world.watch { watch(arguments, &outputs) } else { once(arguments, &outputs) }
}

/// The arguments by themselves, for commands that lint what they wrote.
#[derive(Debug, clap::Parser)]
#[command(no_binary_name = true)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

/// Lints with the words of a command line, on files as `disk` has them.
pub(crate) fn run_line(words: &[&str], disk: &Disk, shared: &Shared) -> Outcome {
    let line =
        <Line as clap::Parser>::try_parse_from(words).map_err(|problem| Failure(problem.to_string()))?;
    let outputs = Outputs::new(&line.arguments.report, shared)?;
    on_disk(disk, &line.arguments, &outputs)
}

/// Lints again whenever something changes that could matter.
fn watch(arguments: &Arguments, outputs: &Outputs) -> Outcome {
    if arguments.paths.iter().any(|path| path == "-") {
        return Err(Failure("standard input cannot be watched".to_owned()));
    }
    let here = WorkingDirectory::current()?;
    let world = [&arguments.world.apphost, &arguments.world.machine_config, &arguments.world.root_web_config];
    let named = arguments.paths.iter().chain(world.into_iter().flatten());
    let watch = Watch::new(&named.map(|path| here.local(&here.shown(path))).collect::<Vec<_>>())?;
    // Reports that are written below a watched folder would be changes for ever.
    let written: Vec<_> = outputs.files().map(|file| here.local(file)).collect();
    let matters = |path: &Path| {
        let extensions = [
            "config", "xdt", "pubxml", "json", "toml", "csproj", "vbproj", "fsproj", "props", "targets",
            "dll", "exe",
        ];
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
        extensions.iter().any(|known| known.eq_ignore_ascii_case(extension))
            && !written.iter().any(|w| w == path)
    };
    loop {
        if let Err(failure) = once(arguments, outputs) {
            complain(failure);
        }
        complain("waiting for changes; Ctrl+C ends it");
        if !watch.wait(matters) {
            return Ok(Exit::Clean);
        }
    }
}

fn once(arguments: &Arguments, outputs: &Outputs) -> Outcome {
    on_disk(&Disk::new(WorkingDirectory::current()?), arguments, outputs)
}

fn on_disk(disk: &Disk, arguments: &Arguments, outputs: &Outputs) -> Outcome {
    let here = disk.working_directory();
    // Asking how many cores there are takes longer than parsing a file.
    let is_one_file =
        matches!(arguments.paths.as_slice(), [one] if one == "-" || disk.is_file(&here.shown(one)));
    let crew = Crew::new(if is_one_file { Some(NonZeroUsize::MIN) } else { arguments.world.jobs });

    prepare(&crew, arguments, arguments.paths.len());

    let mut named: Vec<String> = arguments.paths.iter().filter(|path| *path != "-").cloned().collect();
    let mut found = walk(disk, &named, &crew);
    let from_stdin = arguments.paths.iter().any(|path| path == "-");
    let stdin_name = here.shown(arguments.world.stdin_filename.as_deref().unwrap_or("<stdin>"));
    if from_stdin {
        let text = SourceText::decode(&stdin()?);
        disk.place(&stdin_name, text.map_err(|_| Failure("standard input is too large".to_owned()))?);
        named.push(stdin_name.clone());
    }
    // What was placed is found like what the disk has.
    let named: BTreeSet<String> = named.iter().map(|path| here.shown(path)).collect();
    let is_named = |path: &String| named.contains(path) || named.iter().any(|n| is_inside(n, path));
    found.files.extend(disk.placed().into_iter().filter(is_named));
    found.files.sort_unstable();
    found.files.dedup();
    expect_files(found.files.len());
    prepare(&crew, arguments, found.files.len());
    let mut exit = Exit::Clean;
    for problem in &found.problems {
        complain(problem);
        exit = Exit::Unusable;
    }
    found.project_folders.retain(|folder| has_web_project(folder, disk));
    let nothing = [&found.files, &found.publish_folders, &found.project_folders].iter().all(|l| l.is_empty());
    if nothing && exit == Exit::Clean {
        complain(format!("there are no configuration files in `{}`", arguments.paths.join("`, `")));
    }

    let mut folders = found.publish_folders;
    folders.extend(found.project_folders);
    folders.extend(found.folders);
    folders.sort_unstable();
    folders.dedup();
    let mut job = Job { arguments, files: found.files, folders, named, disk, crew: &crew };
    let mut result = job.run()?;
    result.complain();
    exit = exit.max(result.exit);

    let Mend { fix, unsafe_fixes, diff } = arguments.mend;
    let mut fixed = None;
    if fix || unsafe_fixes || diff {
        let mended = fixes::mend(&mut job, &mut result)?;
        if diff {
            output::stdout(mended.diff(outputs.style).as_bytes())?;
            return Ok(exit.max(if mended.is_empty() { Exit::Clean } else { Exit::Findings }));
        }
        if from_stdin {
            output::stdout(&mended.bytes_of(&stdin_name, disk))?;
        }
        let unwritten = mended.write(disk, from_stdin.then_some(stdin_name.as_str()));
        fixed = Some(mended.fixed());
        for problem in &unwritten {
            complain(problem);
            exit = Exit::Unusable;
            fixed = None;
        }
        if !unwritten.is_empty() {
            result = job.run()?;
        }
    }
    if let Some(file) = &arguments.report.write_baseline {
        baseline::write(here, file, &result)?;
        let count = result.diagnostics.len();
        complain(format!("wrote {count} finding{} into `{file}`", if count == 1 { "" } else { "s" }));
        return Ok(exit);
    }
    if let Some(file) = &result.baseline {
        let known = baseline::read(here, file)?;
        baseline::leave_out(&known, &mut result);
    }
    // With the mended text on standard output, what remains goes to standard error.
    outputs.write(&result, from_stdin && (fix || unsafe_fixes))?;
    if let Some(fixed) = fixed.filter(|fixed| *fixed > 0) {
        complain(format!("{fixed} fixed, {} left", result.diagnostics.len()));
    }
    Ok(exit.max(verdict(arguments, &result)))
}

/// Has the stock server built while paths are looked at, where most of the files will stand on it. What is built already
/// is not built again.
fn prepare(crew: &Crew, arguments: &Arguments, files: usize) {
    let world = &arguments.world;
    let is_stock = world.host_profile.is_none() && world.apphost.is_none() && world.schema_dirs.is_empty();
    if is_stock && files >= SEVERAL {
        crew.begin(|| Stock::prepare(None));
    }
}

/// What the findings make of the exit status.
fn verdict(arguments: &Arguments, result: &RunResult) -> Exit {
    let fails = result.diagnostics.iter().any(|finding| finding.severity >= result.fail_on);
    let warnings = result.diagnostics.iter().filter(|finding| finding.severity == Severity::Warning).count();
    let too_many = result.max_warnings.is_some_and(|most| warnings as u64 > most);
    if (fails || too_many) && !arguments.rules.exit_zero { Exit::Findings } else { Exit::Clean }
}
