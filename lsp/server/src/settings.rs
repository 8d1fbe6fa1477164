//! Which `webconfig.toml` counts for a document: the nearest one above it, with those that it extends.

use webconfig_files::{Files, parent};
use webconfig_lint::Settings;
use webconfig_text::FileId;

const NAMES: [&str; 2] = ["webconfig.toml", ".webconfig.toml"];

/// How many files may extend one another.
const DEEPEST: usize = 16;

/// The settings for a document at `path`, and what is wrong with them, each with its file.
pub(crate) fn of(path: &str, files: &dyn Files) -> (Settings, Vec<String>) {
    let mut problems = Vec::new();
    let mut folder = parent(path);
    loop {
        for name in NAMES {
            let file = format!("{folder}/{name}");
            if files.is_file(&file) {
                return (read(&file, files, 0, &mut problems), problems);
            }
        }
        if folder.is_empty() || parent(folder) == folder {
            return (Settings::default(), problems);
        }
        folder = parent(folder);
    }
}

fn read(path: &str, files: &dyn Files, depth: usize, problems: &mut Vec<String>) -> Settings {
    if depth >= DEEPEST {
        problems.push(format!("{path}: settings extend one another without end"));
        return Settings::default();
    }
    let Ok(text) = files.text(path) else {
        problems.push(format!("{path}: cannot read the settings"));
        return Settings::default();
    };
    // The settings are no document under test: their findings have no place in one.
    let (settings, wrong) = Settings::parse(text.text(), None::<FileId>, parent(path));
    for problem in wrong {
        let line = text.lines().line(problem.range.start()) + 1;
        problems.push(format!("{path}:{line}: {}", problem.message));
    }
    let bases: Vec<Settings> =
        settings.extends.iter().map(|base| read(base, files, depth + 1, problems)).collect();
    match bases.into_iter().reduce(|weaker, stronger| stronger.over(weaker)) {
        Some(base) => settings.over(base),
        None => settings,
    }
}
