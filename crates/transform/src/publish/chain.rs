//! Which transforms run behind the step, in which order.
//!
//! | group | files |
//! | --- | --- |
//! | 1–3 | `web.<configuration>.config`, `web.<profile>.config`, `web.<environment>.config` beside the project |
//! | 4 | `<profile>.transform` beside the profile |
//! | 5–6 | the custom file, beside the project and in the custom folder |
//!
//! Each group is a list of MSBuild items: `;` separates, `*` and `?` are wildcards, and of the items that are the same
//! but for letter case only the first counts, whether its file exists or not.

use super::Sdk;
use webconfig_files::Files;
use webconfig_project::{Properties, escape, unescape};

/// The name of the profile and the folder of its file, as target 2 sees them.
pub(crate) fn profile(properties: &Properties) -> (String, String) {
    let file = properties.escaped("WebPublishProfileFile");
    if file.is_empty() {
        let directory = properties.escaped("PublishProfileDirectory");
        return (properties.escaped("PublishProfileName").to_owned(), directory.to_owned());
    }
    let slashed = file.replace('\\', "/");
    let (folder, name) = slashed.rsplit_once('/').unwrap_or(("", &slashed));
    let stem = name.rfind('.').and_then(|at| name.get(..at)).unwrap_or(name);
    (stem.to_owned(), folder.to_owned())
}

/// The files of passes 1 to 6 as items, in order, each absolute.
pub(crate) fn passes(
    files: &dyn Files,
    properties: &Properties,
    project_folder: &str,
    sdk: Sdk,
) -> Vec<String> {
    let home = escape(project_folder);
    let (profile, profile_folder) = profile(properties);
    let beside = |name: &str| format!("{home}/web.{name}.config");
    let custom = properties.escaped("CustomTransformFileName");
    let custom_folder = properties.escaped("CustomTransformDirectory");
    let old = !sdk.has_all_passes();
    let mut first = Vec::new();
    for name in [properties.escaped("Configuration"), profile.as_str(), properties.escaped("EnvironmentName")]
    {
        if !name.is_empty() || old {
            first.push(beside(name));
        }
    }
    let mut second = Vec::new();
    let mut third = Vec::new();
    if !profile.is_empty() && !old {
        second.push(format!("{profile_folder}/{profile}.transform"));
    }
    if !custom.is_empty() {
        third.push(format!("{home}/{custom}"));
        if !custom_folder.is_empty() && !old {
            third.push(format!("{custom_folder}/{custom}"));
        }
    }
    let mut out = Vec::new();
    for group in [first, second, third] {
        let mut seen: Vec<String> = Vec::new();
        for item in group.iter().flat_map(|text| items(files, text, project_folder)) {
            let key = item.to_lowercase();
            if old || !seen.contains(&key) {
                seen.push(key);
                out.push(located(project_folder, &item));
            }
        }
    }
    out
}

/// The items of one text, `%XX` resolved.
fn items(files: &dyn Files, text: &str, project_folder: &str) -> Vec<String> {
    let mut out = Vec::new();
    for piece in text.split(';').map(str::trim).filter(|p| !p.is_empty()) {
        let piece = piece.replace('\\', "/");
        if piece.contains(['*', '?']) {
            out.extend(wildcard(files, &piece, project_folder));
        } else {
            out.push(unescape(&piece));
        }
    }
    out
}

/// The path of an item; relative to the project's folder, dots left as they are.
fn located(project_folder: &str, item: &str) -> String {
    if item.starts_with('/') || item.as_bytes().get(1) == Some(&b':') {
        return item.to_owned();
    }
    format!("{project_folder}/{item}")
}

/// Files whose name fits a pattern; wildcards in folders are not followed.
fn wildcard(files: &dyn Files, piece: &str, project_folder: &str) -> Vec<String> {
    let (folder, pattern) = piece.rsplit_once('/').unwrap_or(("", piece));
    let shown = unescape(folder);
    if folder.contains(['*', '?']) {
        return Vec::new();
    }
    let place = if folder.is_empty() { project_folder.to_owned() } else { located(project_folder, &shown) };
    let pattern = unescape(pattern);
    let entries = files.entries(&place).unwrap_or_default();
    let fitting = entries.iter().filter(|e| !e.is_folder && fits(&pattern, &e.name));
    fitting.map(|e| if folder.is_empty() { e.name.clone() } else { format!("{shown}/{}", e.name) }).collect()
}

/// Whether a name fits a pattern of `*` and `?`, ignoring case.
fn fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || name.get(n) == Some(c) => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_ignoring_case() {
        assert!(fits("web.*.config", "Web.Release.config") && fits("*", "") && fits("a?c", "abc"));
        assert!(!fits("web.*.config", "web.config") && !fits("a?c", "ac"));
    }
}
