//! `processPath` and `arguments`: what is started.
//!
//! | before | with an app host | without |
//! | --- | --- | --- |
//! | `processPath="%LAUNCHER_PATH%" arguments="%LAUNCHER_ARGS%"` | `processPath=".\App.exe" arguments=""` | `processPath="dotnet" arguments=".\App.dll"` |

use super::tree::{Attribute, Name};
use super::{Places, Step, equals_ignoring_case, upper};

const LAUNCHER: &str = "%LAUNCHER_ARGS%";
const ARGUMENT_FILE: &str = "-argFile IISExeLauncherArgs.txt";

impl Step<'_> {
    /// Writes what is started.
    pub(super) fn process(&mut self, places: Places) {
        let settings = self.settings;
        let module = places.module;
        if let Some(arguments) = self.tree.attribute(module, "arguments") {
            let mut cleaned = without(arguments, LAUNCHER);
            if settings.sdk.removes_argument_file() {
                cleaned = without(&cleaned, ARGUMENT_FILE);
            }
            let cleaned = cleaned.trim().to_owned();
            self.set(
                module,
                "arguments",
                &cleaned,
                "what Visual Studio's launcher put there has no use on a server",
            );
        }
        let path = if settings.app_name.is_empty() {
            ".".to_owned()
        } else {
            format!(".\\{}", settings.app_name).replace('/', "\\")
        };
        let extension = extension_at(&path, settings.is_windows);
        let is_exe = extension
            .and_then(|at| path.get(at..))
            .is_some_and(|e| equals_ignoring_case(e, ".exe") && settings.sdk.starts_exe_directly());
        if settings.use_app_host {
            let program = with_extension(&path, extension, &settings.extension);
            self.set(module, "processPath", &program, "the program has an executable of its own");
        } else if is_exe {
            let program = with_extension(&path, extension, ".exe");
            self.set(module, "processPath", &program, "the program is an executable");
        } else {
            self.set(module, "processPath", "dotnet", "the program is started by the `dotnet` on the server");
            self.portable_arguments(places, &path);
        }
    }

    fn portable_arguments(&mut self, places: Places, path: &str) {
        let Some(element) = self.tree.element_mut(places.module) else { return };
        let old = element.attributes.iter().position(|a| a.name.is_plain("arguments"));
        let old = old.map(|at| element.attributes.remove(at).value);
        let before = old.clone();
        let old = old.unwrap_or_default();
        let prefix = if equals_ignoring_case(&old, path) { "" } else { path };
        let value = format!("{prefix} {old}").trim().to_owned();
        let at = element.attributes.iter().position(|a| a.name.local == "processPath");
        let at = at.map_or(element.attributes.len(), |i| i + 1);
        if before.as_deref() != Some(value.as_str()) {
            let doubled = old.len() > path.len()
                && old.get(..path.len()).is_some_and(|start| equals_ignoring_case(start, path));
            let why = if doubled {
                "the program's file comes first; the SDK does not notice that it stood there already"
            } else {
                "the program's file comes first"
            };
            self.trace.edit(&format!("`arguments` set to `{value}`"), why);
        }
        element.attributes.insert(at, Attribute { name: Name::plain("arguments"), value });
    }
}

/// `text` without every occurrence of `needle`, which is ASCII, ignoring case; a cut may make a new one in front of it,
/// which stays.
fn without(text: &str, needle: &str) -> String {
    let needle: Vec<char> = needle.chars().map(upper).collect();
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        let found = characters.get(at..at + needle.len());
        if found.is_some_and(|f| f.iter().map(|&c| upper(c)).eq(needle.iter().copied())) {
            at += needle.len();
        } else {
            out.push(c);
            at += 1;
        }
    }
    out
}

/// Where the extension begins, as the system that publishes sees it: elsewhere than on Windows `\` separates nothing.
fn extension_at(path: &str, is_windows: bool) -> Option<usize> {
    let name_at =
        if is_windows { path.rfind(['\\', '/', ':']) } else { path.rfind('/') }.map_or(0, |i| i + 1);
    path.get(name_at..)?.rfind('.').map(|at| name_at + at)
}

fn with_extension(path: &str, extension_at: Option<usize>, extension: &str) -> String {
    let stem = extension_at.and_then(|at| path.get(..at)).unwrap_or(path);
    if extension.trim().is_empty() {
        return stem.to_owned();
    }
    let dot = if extension.starts_with('.') { "" } else { "." };
    format!("{stem}{dot}{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_does_not_make_new_matches() {
        assert_eq!(without("%LAUNCHER_%launcher_args%ARGS%", LAUNCHER), "%LAUNCHER_ARGS%");
        assert_eq!(without("a %LAUNCHER_ARGS% b", LAUNCHER), "a  b");
    }

    #[test]
    fn backslash_is_a_separator_on_windows_only() {
        assert_eq!(with_extension(".\\test", extension_at(".\\test", false), ".exe"), ".exe");
        assert_eq!(with_extension(".\\test", extension_at(".\\test", true), ".exe"), ".\\test.exe");
        assert_eq!(with_extension(".\\My.App.dll", extension_at(".\\My.App.dll", false), ""), ".\\My.App");
    }
}
