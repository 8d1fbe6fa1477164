//! Which files below the paths of a command line are looked at.
//!
//! Folders are walked with `.gitignore` rules, as git reads them: `bin` and `node_modules` are left out where a
//! `.gitignore` says so and not otherwise. What is named on the command line is always looked at. Links to folders are
//! not followed (a link to a file counts as the file), so no walk goes round in circles.

use crate::{Crew, Disk, HostError, WorkingDirectory};
use ignore::gitignore::GitignoreBuilder;
use ignore::{DirEntry, WalkBuilder, WalkState};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use webconfig_files::{Files as _, is_project_file};

/// What a walk found. All paths are our names of files: `/`, relative to the working directory inside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Files to look at, sorted, each once.
    pub files: Vec<String>,
    /// Publish folders (they hold a `*.runtimeconfig.json` or `*.deps.json`), sorted, each once; the working
    /// directory itself is the empty path.
    pub publish_folders: Vec<String>,
    /// Folders that hold a project file, sorted, each once.
    pub project_folders: Vec<String>,
    /// The folders that were named, sorted, each once: context is looked for in them.
    pub folders: Vec<String>,
    /// What could not be opened.
    pub problems: Vec<HostError>,
}

/// Finds what counts below `paths` (as given on the command line). Files that are named are read into `disk` at once:
/// opening a file tells whether it is a folder, and asking before would cost almost as much as reading it.
pub fn walk(disk: &Disk, paths: &[String], crew: &Crew) -> Found {
    let here = disk.working_directory();
    let mut found = Found::default();
    let looked = crew.in_order(paths, |given| {
        let shown = here.shown(given);
        let is_folder = match disk.text(&shown) {
            Ok(_) => Ok(false),
            // What is there and cannot be read is a file as well; whoever wants to read it is told.
            Err(_) => std::fs::metadata(here.local(&shown)).map(|metadata| metadata.is_dir()),
        };
        (shown, is_folder)
    });
    for (given, (shown, is_folder)) in paths.iter().zip(looked) {
        match is_folder {
            Err(problem) => found.problems.push(HostError::reading(given, &problem)),
            Ok(true) => {
                walk_folder(here, &here.local(&shown), crew.threads(), &mut found);
                found.folders.push(shown);
            }
            Ok(false) => found.files.push(shown),
        }
    }
    let Found { files, publish_folders, project_folders, folders, .. } = &mut found;
    for list in [files, publish_folders, project_folders, folders] {
        list.sort_unstable();
        list.dedup();
    }
    found.problems.sort_unstable_by(|a, b| a.path().cmp(b.path()));
    found
}

/// Whether a file of that name is looked at when a folder is walked.
fn counts(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(
        name.as_str(),
        "web.config"
            | "applicationhost.config"
            | "machine.config"
            | "redirection.config"
            | "administration.config"
            | "app.config"
    ) || (name.starts_with("web.") && name.ends_with(".config"))
        || ends_with_extension(&name, ".xdt")
        || ends_with_extension(&name, ".pubxml")
}

fn marks_publish_folder(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ends_with_extension(&name, ".runtimeconfig.json") || ends_with_extension(&name, ".deps.json")
}

/// A name that is nothing but the extension is another kind of file.
fn ends_with_extension(name: &str, extension: &str) -> bool {
    name.len() > extension.len() && name.ends_with(extension)
}

fn walk_folder(here: &WorkingDirectory, root: &Path, threads: NonZeroUsize, found: &mut Found) {
    let collected = Mutex::new(found);
    let mut builder = WalkBuilder::new(root);
    builder
        .threads(threads.get())
        // IIS Express keeps its configuration in `.vs/config`: a leading dot hides nothing here.
        .hidden(false)
        // Files of ripgrep, and settings of one user's git, would make the result differ between machines.
        .ignore(false)
        .git_global(false)
        .git_exclude(false)
        // Sources that were unpacked from an archive have the same rules as their repository.
        .require_git(false)
        .ignore_case_insensitive(cfg!(any(windows, target_os = "macos")))
        // A folder that is named although it is ignored is wanted: the rules above it do not count in it.
        .parents(!is_ignored(root))
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git");
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            let seen = match entry {
                Ok(entry) => see(here, &entry),
                Err(problem) => failure(here, root, &problem),
            };
            if let Some(seen) = seen {
                let mut found = collected.lock().unwrap_or_else(PoisonError::into_inner);
                match seen {
                    Seen::File(path) => found.files.push(path),
                    Seen::PublishFolder(path) => found.publish_folders.push(path),
                    Seen::ProjectFolder(path) => found.project_folders.push(path),
                    Seen::Problem(problem) => found.problems.push(problem),
                }
            }
            WalkState::Continue
        })
    });
}

enum Seen {
    File(String),
    PublishFolder(String),
    ProjectFolder(String),
    Problem(HostError),
}

fn see(here: &WorkingDirectory, entry: &DirEntry) -> Option<Seen> {
    let kind = entry.file_type()?;
    if kind.is_dir() {
        return None;
    }
    let name = entry.file_name().to_string_lossy();
    let wanted = counts(&name);
    let is_project = is_project_file(&name);
    if !wanted && !is_project && !marks_publish_folder(&name) {
        return None;
    }
    // A link to a folder of such a name is a folder; a link that leads nowhere is a file that cannot be opened.
    if !kind.is_file() && std::fs::metadata(entry.path()).is_ok_and(|metadata| !metadata.is_file()) {
        return None;
    }
    let of = if wanted { entry.path() } else { entry.path().parent()? };
    let Some(text) = of.to_str() else {
        let path = of.to_string_lossy().into_owned();
        let reason = "its name is not Unicode".to_owned();
        return Some(Seen::Problem(HostError::Unreadable { path, reason }));
    };
    let path = here.shown(text);
    Some(match (wanted, is_project) {
        (true, _) => Seen::File(path),
        (_, true) => Seen::ProjectFolder(path),
        _ => Seen::PublishFolder(path),
    })
}

fn failure(here: &WorkingDirectory, root: &Path, problem: &ignore::Error) -> Option<Seen> {
    let path = path_of(problem).unwrap_or(root);
    let shown = here.shown(&path.to_string_lossy());
    let shown = if shown.is_empty() { ".".to_owned() } else { shown };
    Some(Seen::Problem(match problem.io_error() {
        Some(problem) => HostError::reading(&shown, problem),
        // A line of a `.gitignore` that git could not read either is not ours to report.
        None => return None,
    }))
}

fn path_of(problem: &ignore::Error) -> Option<&Path> {
    let mut problem = problem;
    loop {
        match problem {
            ignore::Error::WithPath { path, .. } => return Some(path),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => problem = err,
            _ => return None,
        }
    }
}

/// Whether a `.gitignore` above hides this folder. The nearest file that says something decides, as in git, and
/// nothing above the folder that holds `.git` is asked.
fn is_ignored(folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else { return false };
    let mut hidden = false;
    for above in repository_folders(&folder) {
        let file = above.join(".gitignore");
        if !file.is_file() {
            continue;
        }
        let mut rules = GitignoreBuilder::new(&above);
        // Lines that are no patterns are skipped, as git does.
        drop(rules.add(&file));
        let Ok(rules) = rules.build() else { continue };
        let verdict = rules.matched_path_or_any_parents(&folder, true);
        if !verdict.is_none() {
            hidden = verdict.is_ignore();
        }
    }
    hidden
}

/// The folders above `folder`, outermost first, down from its repository.
fn repository_folders(folder: &Path) -> Vec<PathBuf> {
    let mut above = Vec::new();
    for ancestor in folder.ancestors().skip(1) {
        above.push(ancestor.to_path_buf());
        if ancestor.join(".git").exists() {
            break;
        }
    }
    above.reverse();
    above
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A folder with these files; a name that ends with `/` is a folder, `.gitignore:…` has the rest as its lines.
    fn tree(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let (name, text) = name.split_once(':').unwrap_or((name, ""));
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            if name.ends_with('/') {
                fs::create_dir_all(&path).unwrap();
            } else {
                fs::write(path, text.replace(' ', "\n")).unwrap();
            }
        }
        folder
    }

    fn walked(folder: &tempfile::TempDir, paths: &[&str]) -> Found {
        let paths: Vec<String> = paths.iter().map(|p| (*p).to_owned()).collect();
        walk(&Disk::new(WorkingDirectory::at(folder.path())), &paths, &Crew::new(NonZeroUsize::new(2)))
    }

    #[test]
    fn names_count_in_any_case_and_near_names_do_not() {
        let folder = tree(&[
            "Web.Config",
            "a/WEB.release.CONFIG",
            "a/applicationhost.config",
            "a/x.XDT",
            "b/Properties/PublishProfiles/f.pubxml",
            "b/f.pubxml.user",
            "b/myweb.config",
            "b/nuget.config",
            "b/web.config.bak",
            "b/.xdt",
            ".vs/config/applicationhost.config",
        ]);
        assert_eq!(
            walked(&folder, &["."]).files,
            [
                ".vs/config/applicationhost.config",
                "Web.Config",
                "a/WEB.release.CONFIG",
                "a/applicationhost.config",
                "a/x.XDT",
                "b/Properties/PublishProfiles/f.pubxml"
            ]
        );
    }

    #[test]
    fn gitignore_hides_and_nothing_else_does() {
        let folder = tree(&[
            ".gitignore:bin/ *.Local.config",
            "web.config",
            "web.Local.config",
            "bin/web.config",
            "obj/web.config",
            "node_modules/x/web.config",
            "sub/.gitignore:!web.Local.config",
            "sub/web.Local.config",
            ".git/web.config",
        ]);
        assert_eq!(
            walked(&folder, &["."]).files,
            ["node_modules/x/web.config", "obj/web.config", "sub/web.Local.config", "web.config"]
        );
    }

    #[test]
    fn what_is_named_is_looked_at_though_ignored() {
        for rule in ["bin/", "bin/**", "publish", "*"] {
            let ignore = format!(".gitignore:{rule}");
            let folder =
                tree(&[&ignore, ".git/", "bin/Release/publish/web.config", "bin/web.config", "web.config"]);
            let found = walked(&folder, &["bin/Release/publish"]);
            assert_eq!(found.files, ["bin/Release/publish/web.config"], "{rule}");
            let found = walked(&folder, &["bin/web.config"]);
            assert_eq!(found.files, ["bin/web.config"], "{rule}");
        }
    }

    #[test]
    fn rules_above_a_named_folder_that_they_do_not_hide_count_in_it() {
        let folder = tree(&[".gitignore:bin/", ".git/", "src/web.config", "src/bin/web.config"]);
        assert_eq!(walked(&folder, &["src"]).files, ["src/web.config"]);
    }

    #[test]
    fn folders_of_projects_are_found_and_ignored_ones_are_not() {
        let folder =
            tree(&[".gitignore:bin", "src/App/App.csproj", "src/Lib.vbproj", "bin/x.csproj", ".fsproj"]);
        let found = walked(&folder, &["."]);
        assert_eq!(found.project_folders, ["src", "src/App"]);
        assert!(found.files.is_empty() && found.publish_folders.is_empty());
    }

    #[test]
    fn publish_folders_are_found_by_their_runtime_files() {
        let folder =
            tree(&["out/App.runtimeconfig.json", "out/App.deps.json", "plain/app.json", "z/B.Deps.json"]);
        let found = walked(&folder, &["."]);
        assert_eq!(found.publish_folders, ["out", "z"]);
        assert_eq!(found.folders, [""]);
        assert_eq!(walked(&folder, &["./out/"]).publish_folders, ["out"]);
    }

    #[test]
    fn a_missing_path_is_a_problem_and_the_rest_is_still_walked() {
        let folder = tree(&["web.config"]);
        let found = walked(&folder, &["nowhere", "web.config", ".", "./web.config"]);
        assert_eq!(found.files, ["web.config"]);
        assert_eq!(found.problems, [HostError::Missing { path: "nowhere".into() }]);
    }

    #[cfg(unix)]
    #[test]
    fn links_never_lead_round_in_circles() {
        let folder = tree(&["a/web.config", "b/"]);
        std::os::unix::fs::symlink("..", folder.path().join("a/up")).unwrap();
        std::os::unix::fs::symlink("../a/web.config", folder.path().join("b/web.config")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("b/app.config")).unwrap();
        let found = walked(&folder, &["."]);
        assert_eq!(found.files, ["a/web.config", "b/app.config", "b/web.config"]);
    }
}
