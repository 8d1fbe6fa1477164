//! Paths as findings print them, and back to what the system opens.
//!
//! Inside the program a path is text with `/`, relative to the working directory where it lies in it.

use std::io;
use std::path::{Component, Path, PathBuf};
use webconfig_files::is_resolved;

/// The folder that relative paths are relative to.
#[derive(Clone, Debug)]
pub struct WorkingDirectory {
    /// Absolute.
    folder: PathBuf,
}

impl WorkingDirectory {
    /// The working directory of the process.
    pub fn current() -> io::Result<Self> {
        std::env::current_dir().map(|folder| Self { folder })
    }

    /// Another folder, as if the process had been started there.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// What the system opens for a path of ours. The empty path is the working directory.
    pub fn local(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.folder.clone() } else { self.folder.join(path) }
    }

    /// The absolute form of a path of ours or of the command line, with `/`.
    pub fn absolute(&self, path: &str) -> String {
        if Path::new(path).is_absolute() && is_resolved(path) {
            return path.to_owned();
        }
        let full = self.local(path);
        let text = slashes(&full.to_string_lossy());
        let (root, rest) = match text.find('/') {
            Some(at) => text.split_at(at),
            None => ("", text.as_str()),
        };
        format!("{root}/{}", normal(rest))
    }

    /// Our name for a path of the command line: `/` only, no `.`, relative where the working directory holds it.
    ///
    /// A path elsewhere stays absolute, unless a `:` in its middle would keep builds from recognising it in a
    /// message (`msbuild.md` §2); then it climbs out with `..` if that rids it of the `:`.
    pub fn shown(&self, given: &str) -> String {
        let text = slashes(given);
        let path = Path::new(&text);
        if path.is_relative() {
            return normal(&text);
        }
        let inside = path.strip_prefix(&self.folder).ok().and_then(Path::to_str);
        if let Some(inside) = inside {
            return normal(&slashes(inside));
        }
        let colon_in_middle = text.bytes().enumerate().any(|(at, byte)| byte == b':' && at != 1);
        if colon_in_middle
            && let Some(climbing) = self.climbing(path)
            && !climbing.contains(':')
        {
            return climbing;
        }
        text
    }

    fn climbing(&self, path: &Path) -> Option<String> {
        let ours: Vec<Component<'_>> = self.folder.components().collect();
        let theirs: Vec<Component<'_>> = path.components().collect();
        let same = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
        // Different drives have no way between them.
        if same == 0 {
            return None;
        }
        let mut parts = vec!["..".to_owned(); ours.len() - same];
        for component in theirs.iter().skip(same) {
            parts.push(component.as_os_str().to_str()?.to_owned());
        }
        Some(parts.join("/"))
    }
}

/// Resolves `.` and `..` as far as the text allows. Unlike `webconfig_files::join`, which reads paths written in
/// configuration, a `\` stays what it is on this system: outside Windows a letter of a name.
fn normal(relative: &str) -> String {
    if is_resolved(relative) && !relative.starts_with('/') {
        return relative.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

fn slashes(text: &str) -> String {
    if std::path::MAIN_SEPARATOR == '\\' { text.replace('\\', "/") } else { text.to_owned() }
}

/// A path of ours with the separator of this system, as people are shown it.
pub fn native(path: &str) -> std::borrow::Cow<'_, str> {
    if std::path::MAIN_SEPARATOR == '\\' { path.replace('/', "\\").into() } else { path.into() }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_inside_the_working_directory_and_absolute_elsewhere() {
        let here = WorkingDirectory::at("/w/shop");
        for (given, shown) in [
            ("./src/../web.config", "web.config"),
            (".", ""),
            ("/w/shop/a/web.config", "a/web.config"),
            ("/w/shop", ""),
            ("../other/web.config", "../other/web.config"),
            ("/w/shopping/web.config", "/w/shopping/web.config"),
        ] {
            assert_eq!(here.shown(given), shown, "{given}");
        }
    }

    #[test]
    fn every_path_has_an_absolute_form() {
        let here = WorkingDirectory::at("/w/shop");
        for (path, absolute) in
            [("", "/w/shop"), ("a/../b", "/w/shop/b"), ("../x", "/w/x"), ("/y/./z", "/y/z"), ("/", "/")]
        {
            assert_eq!(here.absolute(path), absolute);
        }
    }

    #[test]
    fn a_colon_in_the_middle_of_an_absolute_path_is_climbed_around_where_that_helps() {
        let here = WorkingDirectory::at("/a:b/shop");
        assert_eq!(here.shown("/a:b/out/web.config"), "../out/web.config");
        assert_eq!(here.shown("/c:d/out/web.config"), "/c:d/out/web.config");
    }
}
