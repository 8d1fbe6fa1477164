//! Which files of an application nobody outside has a right to read.

use webconfig_files::{Files, join};

/// How deep below a folder files are looked for, and how many at most.
const DEEPEST: usize = 8;
const MOST: usize = 10_000;

/// Extensions of programs, keys, data and logs.
const EXTENSIONS: [&str; 22] = [
    "dll", "exe", "pdb", "pfx", "p12", "key", "pem", "zip", "bak", "db", "sqlite", "sqlite3", "mdf", "ldf",
    "mdb", "sql", "log", "config", "env", "cs", "cshtml", "csproj",
];

/// Whether a file is one of those, by its name. `web.config` is not: IIS keeps it to itself.
pub(super) fn is_sensitive(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let extension = lower.rsplit_once('.').map_or("", |(_, e)| e);
    match extension {
        "config" => lower != "web.config",
        "json" => {
            let is_settings = lower.starts_with("appsettings") || lower.starts_with("secrets");
            is_settings
                || lower.ends_with(".deps.json")
                || lower.contains(".runtimeconfig.")
                || matches!(lower.as_str(), "bundleconfig.json" | "launchsettings.json")
        }
        other => EXTENSIONS.contains(&other),
    }
}

/// Whether IIS serves such a file as it is shipped: a MIME map is there, and no denied extension.
pub(super) fn is_served(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let extension = lower.rsplit_once('.').map_or("", |(_, e)| e);
    matches!(extension, "json" | "dll" | "exe" | "pfx" | "p12" | "zip")
}

/// The sensitive files that lie in a folder itself.
pub(super) fn directly_in(files: &dyn Files, folder: &str) -> Vec<String> {
    let entries = files.entries(folder).unwrap_or_default();
    let found = entries.iter().filter(|e| !e.is_folder && is_sensitive(&e.name));
    found.map(|e| e.name.clone()).collect()
}

/// Whether a folder, with those below it, holds nothing of the kind.
pub(super) fn is_clean(files: &dyn Files, folder: &str) -> bool {
    let mut left = vec![(folder.to_owned(), 0usize)];
    let mut seen = 0usize;
    while let Some((at, depth)) = left.pop() {
        for entry in files.entries(&at).unwrap_or_default().iter() {
            seen += 1;
            if seen > MOST || (!entry.is_folder && is_sensitive(&entry.name)) {
                return false;
            }
            if entry.is_folder && depth < DEEPEST {
                left.push((join(&at, &entry.name), depth + 1));
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use webconfig_files::MemoryFiles;

    #[test]
    fn settings_and_programs_are_sensitive_and_pages_are_not() {
        for name in [
            "AppSettings.Production.json",
            "Shop.deps.json",
            "Shop.dll",
            "cert.PFX",
            ".env",
            "Shop.dll.config",
        ] {
            assert!(is_sensitive(name), "{name}");
        }
        for name in ["manifest.json", "en.json", "web.config", "a.png", "index.html", "README"] {
            assert!(!is_sensitive(name), "{name}");
        }
    }

    #[test]
    fn folders_below_count_too() {
        let files = MemoryFiles::new().with("s/a.png", "").with("s/b/c/key.pfx", "").with("t/a.png", "");
        assert!(!is_clean(&files, "s") && is_clean(&files, "t"));
        assert!(directly_in(&files, "s").is_empty());
    }
}
