//! The package for .NET builds: its files hold together, and the program takes what they hand over.

#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "builds run the program")]

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use webconfig_files::MemoryFiles;
use webconfig_project::{Given, Project};
use webconfig_syntax::{Document, Element};

fn package() -> PathBuf {
    crate::root().join("crates/cli/msbuild")
}

fn targets() -> Document {
    let text = fs::read_to_string(package().join("build/Webconfig.MSBuild.targets")).unwrap();
    Document::parse(text)
}

fn attribute(element: Element<'_>, name: &str) -> String {
    element.attributes().find(|a| a.name() == name).map(|a| a.value().into_owned()).unwrap_or_default()
}

/// The names that the targets hand over, in order.
fn handed_over() -> Vec<String> {
    let document = targets();
    let items = document.elements().filter(|e| e.name() == "_WebConfigValue");
    items.map(|e| attribute(e, "Include")).collect()
}

/// A values file as the targets write it.
fn values_file(values: &[(String, String)]) -> String {
    let encoded =
        |v: &str| v.replace('%', "%25").replace('\\', "%5C").replace('\r', "%0D").replace('\n', "%0A");
    let lines: Vec<String> =
        values.iter().map(|(name, value)| format!("{name}={}\n", encoded(value))).collect();
    lines.concat()
}

#[test]
fn the_files_of_the_package_are_well_formed_and_named_alike() {
    let document = targets();
    assert!(document.is_well_formed(), "{:?}", document.errors());
    let nuspec = Document::parse(fs::read_to_string(package().join("Webconfig.MSBuild.nuspec")).unwrap());
    assert!(nuspec.is_well_formed(), "{:?}", nuspec.errors());
    let text = |name: &str| {
        let element = nuspec.elements().find(|e| e.name() == name).unwrap();
        element.children().map(|n| n.content().into_owned()).collect::<String>()
    };
    assert_eq!((text("id"), text("developmentDependency")), ("Webconfig.MSBuild".into(), "true".into()));
    assert_eq!(text("version"), env!("CARGO_PKG_VERSION"));
}

#[test]
fn every_property_of_the_page_is_read_by_the_targets() {
    let page = fs::read_to_string(package().join("README.md")).unwrap();
    let document = targets();
    let text = document.text();
    for line in page.lines().filter_map(|l| l.strip_prefix("| `")) {
        let name = line.split('`').next().unwrap();
        assert!(text.contains(&format!("$({name})")), "{name}");
    }
    for code in ["WCB001", "WCB002", "WCB003", "WCB004"] {
        assert!(text.contains(code) && page.contains(code), "{code}");
    }
}

#[test]
fn the_sdk_is_switched_off_only_under_the_mark_of_the_replacement() {
    let document = targets();
    let marks: Vec<_> = document.elements().filter(|e| e.name() == "_WebConfigReplaces").collect();
    assert_eq!(marks.len(), 1);
    let step = document.elements().find(|e| attribute(*e, "Name") == "WebConfigPublishStep").unwrap();
    for name in ["IsTransformWebConfigDisabled", "RunXdt", "WebConfigEnvironmentVariables"] {
        let set = document.elements().find(|e| e.name() == name).unwrap();
        let group = set.parent().unwrap();
        assert_eq!(attribute(group, "Condition"), "'$(_WebConfigReplaces)' == 'true'", "{name}");
        assert_eq!(group.parent(), Some(step), "{name}");
    }
}

#[test]
fn what_is_handed_over_is_what_publishing_reads() {
    let handed: BTreeSet<String> = handed_over().into_iter().collect();
    for name in ["MSBuildProjectFullPath", "PublishIntermediateOutputPath", "TargetPath", "NETCoreSdkVersion"]
    {
        assert!(handed.contains(name), "{name}");
    }
    // The last value stands at the end of the file and must be one that never ends in a blank.
    assert_eq!(handed_over().last().map(String::as_str), Some("NETCoreSdkVersion"));
}

/// The command lines with the properties of a build put in.
fn command_lines(folder: &Path, tool: &str) -> Vec<String> {
    let shown = |p: &Path| p.to_str().unwrap().to_owned();
    let document = targets();
    let execs = document.elements().filter(|e| e.name() == "Exec").map(|e| attribute(e, "Command"));
    execs
        .map(|line| {
            line.replace("$(_WebConfigRun)", &format!("\"{tool}\""))
                .replace("$(_WebConfigFolder)", &format!("{}/", shown(folder)))
                .replace("$(WebConfigLintArguments)", "")
                .replace("@(WebConfigLintFile->'\"%(Identity)\"', ' ')", "\"web.config\"")
                .replace("$(MSBuildProjectFullPath)", &shown(&folder.join("App.csproj")))
                .replace("$(_WebConfigPublished.TrimEnd('\\/'))", &shown(&folder.join("out")))
        })
        .collect()
}

#[cfg(unix)]
#[test]
fn every_command_line_is_accepted_by_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let project = "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>";
    fs::create_dir(root.join("out")).unwrap();
    fs::write(root.join("App.csproj"), project).unwrap();
    for place in ["web.config", "out/web.config"] {
        fs::write(
            root.join(place),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration>\n</configuration>\n",
        )
        .unwrap();
    }
    let value = |name: &str| match name {
        "MSBuildProjectFullPath" => root.join("App.csproj").to_str().unwrap().to_owned(),
        "PublishIntermediateOutputPath" => format!("{}/out/", root.to_str().unwrap()),
        "TargetPath" => "/x/App.dll".to_owned(),
        "NETCoreSdkVersion" => "10.0.401".to_owned(),
        _ => String::new(),
    };
    let values: Vec<_> = handed_over().into_iter().map(|n| (n.clone(), value(&n))).collect();
    fs::write(root.join("publish.properties"), values_file(&values)).unwrap();
    let lines = command_lines(root, env!("CARGO_BIN_EXE_webconfig"));
    assert_eq!(lines.len(), 3);
    for line in lines {
        assert!(!line.contains("$(") && !line.contains("@("), "{line}");
        let done = Command::new("sh").args(["-c", &line]).current_dir(root).output().unwrap();
        let said = fs::read_to_string(root.join("stderr.txt")).unwrap();
        assert!(matches!(done.status.code(), Some(0 | 1)), "{line}\n{said}");
        assert_eq!(said, "", "{line}");
    }
    assert!(fs::read_to_string(root.join("out/web.config")).unwrap().contains(".\\App.dll"));
}

type Folder = BTreeMap<String, Vec<u8>>;

fn folder(case: &Value, key: &str) -> Folder {
    let none = Map::new();
    let files = case.get(key).and_then(Value::as_object).unwrap_or(&none);
    let content = |path: &String, content: &Value| match content {
        Value::String(text) => Some(text.clone().into_bytes()),
        Value::Object(how) => folder(case, how.get("same")?.as_str()?).get(path).cloned(),
        _ => None,
    };
    files.iter().filter_map(|(path, c)| Some((path.clone(), content(path, c)?))).collect()
}

fn pairs(case: &Value, key: &str, project_folder: &str) -> Vec<(String, String)> {
    let none = Map::new();
    let members = case.get(key).and_then(Value::as_object).unwrap_or(&none);
    members
        .iter()
        .map(|(n, v)| (n.clone(), v.as_str().unwrap().replace("@PROJECTDIR@", project_folder)))
        .collect()
}

fn write_all(root: &Path, files: &Folder) {
    fs::create_dir_all(root).unwrap();
    for (path, bytes) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn read_all(root: &Path) -> Folder {
    let mut found = Folder::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// One recorded case through the program, with nothing but a values file; `None` when it cannot be said that way.
fn differs(case: &Value, root: &Path) -> Option<String> {
    let file = case.get("projectFile").and_then(Value::as_str).unwrap_or("App.csproj");
    let project_path = root.join("project").join(file);
    let project_path = project_path.to_str().unwrap();
    let mut memory = MemoryFiles::new();
    for (path, bytes) in folder(case, "project") {
        memory.insert(&format!("{}/project/{path}", root.to_str().unwrap()), bytes);
    }
    let given = Given {
        properties: pairs(case, "properties", Path::new(project_path).parent().unwrap().to_str().unwrap()),
        environment: pairs(case, "environment", ""),
        ..Given::default()
    };
    let project = Project::read(&memory, project_path, &given).unwrap();
    let names = handed_over();
    let is_literal = names.iter().any(|n| {
        let escaped = project.properties.escaped(n);
        n != "SolutionPath" && (escaped.contains("%3b") || escaped.contains("%2a") || escaped.contains("%3f"))
    });
    // Not our project, a wanted difference, or `;` and `*` that a final value cannot tell from lists.
    if !project.is_asp_net_core || is_literal || !project.value("PublishIntermediateTempPath").is_empty() {
        return None;
    }
    let value = |name: &str| match name {
        "MSBuildProjectFullPath" => project_path.to_owned(),
        "PublishIntermediateOutputPath" => format!("{}/publish/", root.to_str().unwrap()),
        "NETCoreSdkVersion" => "10.0.401".to_owned(),
        name => project.value(name),
    };
    let values: Vec<_> = names.iter().map(|n| (n.clone(), value(n))).collect();
    write_all(&root.join("project"), &folder(case, "project"));
    write_all(&root.join("publish"), &folder(case, "publish"));
    fs::write(root.join("values"), values_file(&values)).unwrap();
    let newline = case.get("newline").and_then(Value::as_str).unwrap_or("lf");
    let mut command = Command::new(env!("CARGO_BIN_EXE_webconfig"));
    command.args(["publish", "--properties", "values", "--newline", newline, "--sdk-failure-state"]);
    command.current_dir(root).env_clear().envs(pairs(case, "environment", ""));
    let done = command.output().unwrap();
    let due = i32::from(case.get("fails").is_some());
    if done.status.code() != Some(due) || !done.stderr.is_empty() {
        return Some(format!("{:?} {}", done.status.code(), String::from_utf8_lossy(&done.stdout)));
    }
    let (expected, actual) = (folder(case, "expected"), read_all(&root.join("publish")));
    (expected != actual).then(|| format!("{:?}", actual.keys().collect::<Vec<_>>()))
}

#[cfg(target_os = "linux")]
#[test]
fn a_values_file_gives_the_recorded_bytes() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(crate::root().join("fixtures/publish")).unwrap().map(Result::unwrap) {
        if entry.path().extension().is_none_or(|e| e != "json") {
            continue;
        }
        let all: Map<String, Value> = serde_json::from_slice(&fs::read(entry.path()).unwrap()).unwrap();
        for (name, case) in all {
            if case.to_string().contains("\"base64\"") {
                // Other encodings do not depend on how the values came.
                continue;
            }
            let scratch = tempfile::tempdir().unwrap();
            count += 1;
            if let Some(problem) = differs(&case, scratch.path()) {
                wrong.push(format!("{name}: {problem}"));
            }
        }
    }
    assert!(count > 300 && wrong.is_empty(), "{} of {count} wrong\n{}", wrong.len(), wrong.join("\n"));
}
