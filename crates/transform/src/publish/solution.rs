//! The project's GUID out of a solution file.
//!
//! The folder of the project and four above it are searched for `*.sln`, then `*.slnx`; a solution that is named is the
//! only one asked. Only the classic line counts:
//!
//! ```text
//! Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "App", "App.csproj", "{5B0E7C7A-93D1-4E0B-8F42-2C6D90A1B7E3}"
//! ```

use super::equals_ignoring_case;
use webconfig_files::Files;

/// The GUID for the project at an absolute path; empty when no solution has one.
pub fn solution_guid(files: &dyn Files, project: &str, solution: &str, is_windows: bool) -> String {
    let named = if is_windows { solution.replace('\\', "/") } else { solution.to_owned() };
    if !named.is_empty() && named != "*Undefined*" {
        let is_absolute = named.starts_with('/') || named.as_bytes().get(1) == Some(&b':');
        let local =
            if is_absolute { named.clone() } else { format!("{}/{named}", webconfig_files::parent(project)) };
        if files.is_file(&local) {
            // The paths in a relative solution cannot be made absolute, so nothing matches.
            let found = if is_absolute { guid_in(files, &local, project, is_windows) } else { None };
            return found.unwrap_or_default();
        }
    }
    let mut folder = webconfig_files::parent(project).to_owned();
    for _ in 0..5 {
        let Some(entries) = files.entries(if folder.is_empty() { "/" } else { &folder }) else { break };
        for extension in [".sln", ".slnx"] {
            let fits = |name: &str| {
                if is_windows { name.to_lowercase().ends_with(extension) } else { name.ends_with(extension) }
            };
            for entry in entries.iter().filter(|e| !e.is_folder && fits(&e.name)) {
                let path = format!("{folder}/{}", entry.name);
                if let Some(guid) = guid_in(files, &path, project, is_windows).filter(|g| !g.is_empty()) {
                    return guid;
                }
            }
        }
        let Some(cut) = folder.rfind('/') else { break };
        folder.truncate(cut);
    }
    String::new()
}

/// The GUID of the first line for the project, which may be empty.
fn guid_in(files: &dyn Files, solution: &str, project: &str, is_windows: bool) -> Option<String> {
    let source = files.text(solution).ok()?;
    let folder = webconfig_files::parent(solution);
    for line in source.text().split(['\n', '\r']) {
        let Some((path, guid)) = project_line(line) else { continue };
        let path = path.trim();
        if path.contains('\0') {
            return None;
        }
        if path.ends_with('/') || path.is_empty() {
            continue;
        }
        let written = if is_windows { path.replace('\\', "/") } else { path.to_owned() };
        if !is_windows && written.starts_with(".\\") {
            continue;
        }
        let unescaped = unreserved(&written);
        let absolute = normal(folder, &unescaped);
        let ours = normal("", project);
        if equals_ignoring_case(&absolute, &ours) {
            return Some(guid.trim().to_owned());
        }
    }
    None
}

/// Path and GUID of a line in the classic form.
fn project_line(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("Project")?.trim_start().strip_prefix("(\"")?;
    let (_, rest) = rest.split_once('"')?;
    let rest = rest.strip_prefix(')')?.trim_start().strip_prefix('=')?;
    let (_, rest) = quoted(rest)?;
    let (path, rest) = quoted(rest.trim_start().strip_prefix(',')?)?;
    let (guid, rest) = quoted(rest.trim_start().strip_prefix(',')?)?;
    rest.trim().is_empty().then_some((path, guid))
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('"')?.split_once('"')
}

/// Escapes of unreserved characters, which a file address resolves; others stay.
fn unreserved(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        out.push_str(rest.get(..at).unwrap_or(""));
        let byte = rest.get(at + 1..at + 3).and_then(|d| u8::from_str_radix(d, 16).ok());
        let plain = byte.filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'));
        if let Some(byte) = plain {
            out.push(char::from(byte));
            rest = rest.get(at + 3..).unwrap_or("");
        } else {
            out.push('%');
            rest = rest.get(at + 1..).unwrap_or("");
        }
    }
    out.push_str(rest);
    out
}

/// An absolute path without dot segments; a `\` is a letter here.
fn normal(folder: &str, path: &str) -> String {
    let whole = if path.starts_with('/') || path.as_bytes().get(1) == Some(&b':') || folder.is_empty() {
        path.to_owned()
    } else {
        format!("{folder}/{path}")
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use webconfig_files::MemoryFiles;

    const LINE: &str = "Project(\"{9A}\") = \"App\", \"App.csproj\", \"{5B}\"";

    fn found(path: &str, text: &str) -> String {
        let files = MemoryFiles::new().with(path, text).with("/a/b/c/d/e/f/App.csproj", "");
        solution_guid(&files, "/a/b/c/d/e/f/App.csproj", "", false)
    }

    #[test]
    fn five_folders_are_searched() {
        let at = |path: &str, up: &str| found(path, &LINE.replace("App.csproj", &format!("{up}App.csproj")));
        assert_eq!(at("/a/b/c/d/e/f/x.sln", ""), "{5B}");
        assert_eq!(at("/a/b/x.sln", "c/d/e/f/"), "{5B}");
        assert_eq!(at("/a/x.sln", "b/c/d/e/f/"), "");
    }

    #[test]
    fn a_relative_solution_is_found_and_gives_nothing() {
        let files = MemoryFiles::new()
            .with("/a/x/S.sln", LINE.replace("App.csproj", "../App.csproj"))
            .with("/a/App.sln", LINE);
        assert_eq!(solution_guid(&files, "/a/App.csproj", "/a/x/S.sln", false), "{5B}");
        assert_eq!(solution_guid(&files, "/a/App.csproj", "x/S.sln", false), "");
        assert_eq!(solution_guid(&files, "/a/App.csproj", "gone/S.sln", false), "{5B}");
    }

    #[test]
    fn blanks_around_a_guid_do_not_belong_to_it() {
        assert_eq!(found("/a/b/c/d/e/f/x.sln", &LINE.replace("{5B}", " {5B}\t")), "{5B}");
        let files = MemoryFiles::new().with("/a/App.sln", LINE.replace("{5B}", "  ")).with("/a/B.sln", LINE);
        assert_eq!(solution_guid(&files, "/a/App.csproj", "", false), "{5B}");
    }

    #[test]
    fn only_the_classic_line_counts() {
        for wrong in [
            format!(" {LINE}"),
            LINE.replace("Project", "project"),
            LINE.replace("(\"", "( \""),
            format!("{LINE} x"),
            "<Project Path=\"App.csproj\" />".to_owned(),
        ] {
            assert_eq!(found("/a/b/c/d/e/f/x.sln", &wrong), "", "{wrong}");
        }
        assert_eq!(found("/a/b/c/d/e/f/x.slnx", &LINE.replace(" = ", "=")), "{5B}");
        assert_eq!(found("/a/b/c/d/e/f/x.sln", &LINE.replace("App.csproj", "App%2Ecsproj")), "{5B}");
    }
}
