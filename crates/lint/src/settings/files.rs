//! Which `webconfig.toml` counts where: the nearest one above a file, with those that it extends. Folders further up
//! are not asked.
//!
//! Files are asked for through [`Files`], so the command line and an editor read the same settings.

use super::Settings;
use std::collections::HashMap;
use webconfig_files::{FileProblem, Files, parent};
use webconfig_text::{ColumnUnit, FileId, LineColumn, SourceText};

/// The names of a settings file, in the order in which they are looked for.
const NAMES: [&str; 2] = ["webconfig.toml", ".webconfig.toml"];

/// How many files may extend one another.
const DEEPEST: usize = 16;

/// A settings file that was read.
#[derive(Clone, Debug)]
pub struct SettingsFile {
    /// Its absolute path.
    pub path: String,
    /// Its text.
    pub text: SourceText,
}

/// Why a settings file, or a part of it, does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsComplaint {
    /// The absolute path of the file.
    pub path: String,
    /// Where in it, counted from 0 in characters; `None` where the whole file cannot be read.
    pub at: Option<LineColumn>,
    /// What is wrong.
    pub message: String,
}

/// Finds and reads settings files; each folder is asked about once.
pub struct SettingsFiles<'a> {
    files: &'a dyn Files,
    first: Option<FileId>,
    read: Vec<SettingsFile>,
    complaints: Vec<SettingsComplaint>,
    /// Folder → the settings file above it.
    nearest: HashMap<String, Option<String>>,
}

impl std::fmt::Debug for SettingsFiles<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SettingsFiles").field("read", &self.read).finish_non_exhaustive()
    }
}

impl<'a> SettingsFiles<'a> {
    /// Settings files among `files`. Findings about them name ids from `first` on, in the order of
    /// [`SettingsFiles::all`]; without it they have no place.
    pub fn new(files: &'a dyn Files, first: Option<FileId>) -> Self {
        Self { files, first, read: Vec::new(), complaints: Vec::new(), nearest: HashMap::new() }
    }

    /// The settings file that counts in a folder (an absolute path).
    pub fn nearest(&mut self, folder: &str) -> Option<String> {
        if let Some(known) = self.nearest.get(folder) {
            return known.clone();
        }
        let mut above = folder;
        let found = loop {
            let here = NAMES.iter().map(|name| format!("{}/{name}", above.trim_end_matches('/')));
            if let Some(file) = here.into_iter().find(|file| self.files.is_file(file)) {
                break Some(file);
            }
            if above.is_empty() || parent(above) == above {
                break None;
            }
            above = parent(above);
        };
        self.nearest.insert(folder.to_owned(), found.clone());
        found
    }

    /// Reads a settings file (an absolute path) and what it extends. What cannot be read is left out and told among
    /// the [complaints](Self::complaints).
    pub fn read(&mut self, path: &str) -> Settings {
        self.read_at(path, 0)
    }

    // Recursion ends at `DEEPEST`.
    fn read_at(&mut self, path: &str, depth: usize) -> Settings {
        let text = match self.files.text(path) {
            Ok(text) if depth < DEEPEST => text,
            Ok(_) => {
                self.complain(path, None, "settings extend one another without end".to_owned());
                return Settings::default();
            }
            Err(problem) => {
                self.complain(path, None, format!("cannot read the settings: {}", reason(&problem)));
                return Settings::default();
            }
        };
        let id = self.first.map(|first| FileId(first.0.saturating_add(self.read.len() as u32)));
        self.read.push(SettingsFile { path: path.to_owned(), text: text.clone() });
        let (settings, problems) = Settings::parse(text.text(), id, parent(path));
        for problem in problems {
            let at = text.lines().position(text.text(), problem.range.start(), ColumnUnit::Utf32);
            self.complain(path, Some(at), problem.message);
        }
        let bases: Vec<Settings> =
            settings.extends.iter().map(|base| self.read_at(base, depth + 1)).collect();
        // Later ones win over earlier ones, the file itself over all that it extends.
        match bases.into_iter().reduce(|weaker, stronger| stronger.over(weaker)) {
            Some(base) => settings.over(base),
            None => settings,
        }
    }

    fn complain(&mut self, path: &str, at: Option<LineColumn>, message: String) {
        self.complaints.push(SettingsComplaint { path: path.to_owned(), at, message });
    }

    /// The files that were read, in the order of their ids.
    pub fn all(&self) -> &[SettingsFile] {
        &self.read
    }

    /// What does not count, and why.
    pub fn complaints(&self) -> &[SettingsComplaint] {
        &self.complaints
    }
}

fn reason(problem: &FileProblem) -> &str {
    match problem {
        FileProblem::Missing => "there is no such file",
        FileProblem::Unreadable(reason) => reason,
        FileProblem::TooLarge => "it is above 512 MiB",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use webconfig_files::MemoryFiles;

    #[test]
    fn the_nearest_file_counts_and_what_it_extends() {
        let files = MemoryFiles::new()
            .with("/r/webconfig.toml", "[lint]\nmax-warnings = 1\n")
            .with("/r/a/.webconfig.toml", "extends = ['../base.toml']\n[lint]\nmax-warnings = 2\n")
            .with("/r/base.toml", "[lint]\nmax-warnings = 3\nmax-findings-per-file = 4\n");
        let mut settings = SettingsFiles::new(&files, None);
        assert_eq!(settings.nearest("/r").as_deref(), Some("/r/webconfig.toml"));
        assert_eq!(settings.nearest("/elsewhere"), None);
        let file = settings.nearest("/r/a/b").unwrap();
        let read = settings.read(&file);
        assert_eq!((read.max_warnings, read.max_findings_per_file), (Some(2), Some(4)));
        assert!(settings.complaints().is_empty());
        assert_eq!(settings.all().len(), 2);
    }

    #[test]
    fn a_ring_of_settings_ends_with_a_complaint() {
        let files =
            MemoryFiles::new().with("/r/webconfig.toml", "extends = ['webconfig.toml']\n[lint]\nx = 1\n");
        let mut settings = SettingsFiles::new(&files, None);
        settings.read("/r/webconfig.toml");
        let last = settings.complaints().last().unwrap();
        assert!(settings.complaints().iter().any(|c| c.at == Some(LineColumn { line: 2, column: 0 })));
        assert!(settings.complaints().iter().any(|c| c.message.contains("without end")), "{last:?}");
    }
}
