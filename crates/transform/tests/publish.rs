//! The cases of `fixtures/publish` in memory: same bytes, same failures, same words; and the same once more from the
//! values that a build hands over.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test may fail by panicking and read its cases"
)]

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use webconfig_files::MemoryFiles;
use webconfig_project::{Given, Project, Properties, USED};
use webconfig_transform::publish::{Job, Outcome, Sdk, publish};

const PROJECT: &str = "/w/project";
const PUBLISH: &str = "/w/publish";

type Folder = BTreeMap<String, Vec<u8>>;

fn text<'v>(case: &'v Value, key: &str) -> &'v str {
    case.get(key).and_then(Value::as_str).unwrap_or("")
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.bytes().filter(|b| *b != b'=') {
        let digit = DIGITS.iter().position(|d| *d == byte).expect("base64") as u32;
        bits = (bits << 6) | digit;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}

fn folder(case: &Value, key: &str) -> Folder {
    let none = Map::new();
    let files = case.get(key).and_then(Value::as_object).unwrap_or(&none);
    files
        .iter()
        .map(|(path, content)| {
            let bytes = match content {
                Value::String(text) => text.clone().into_bytes(),
                Value::Object(how) => match (how.get("base64"), how.get("same")) {
                    (Some(encoded), _) => base64(encoded.as_str().unwrap()),
                    (None, Some(other)) => folder(case, other.as_str().unwrap())[path].clone(),
                    (None, None) => panic!("content of {path}"),
                },
                _ => panic!("content of {path}"),
            };
            (path.clone(), bytes)
        })
        .collect()
}

fn pairs(case: &Value, key: &str, project_folder: &str) -> Vec<(String, String)> {
    let none = Map::new();
    let members = case.get(key).and_then(Value::as_object).unwrap_or(&none);
    let value = |v: &Value| v.as_str().unwrap().replace("@PROJECTDIR@", project_folder);
    members.iter().map(|(name, v)| (name.clone(), value(v))).collect()
}

struct Case {
    name: String,
    value: Value,
}

fn cases() -> Vec<Case> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/publish");
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let all: Map<String, Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        out.extend(all.into_iter().map(|(name, value)| Case { name, value }));
    }
    assert!(out.len() > 400);
    out
}

impl Case {
    fn project(&self) -> String {
        let file = text(&self.value, "projectFile");
        format!("{PROJECT}/{}", if file.is_empty() { "App.csproj" } else { file })
    }

    fn files(&self) -> MemoryFiles {
        let mut files = MemoryFiles::new();
        files.insert_folder(PUBLISH);
        for (place, key) in [(PROJECT, "project"), (PUBLISH, "publish")] {
            for (path, bytes) in folder(&self.value, key) {
                files.insert(&format!("{place}/{path}"), bytes);
            }
        }
        files
    }

    fn read(&self, files: &MemoryFiles) -> Project {
        let project = self.project();
        let given = Given {
            properties: pairs(&self.value, "properties", webconfig_files::parent(&project)),
            environment: pairs(&self.value, "environment", ""),
            ..Given::default()
        };
        Project::read(files, &project, &given).unwrap()
    }

    fn publish(
        &self,
        files: &MemoryFiles,
        project: &Project,
        properties: &Properties,
        from_project: bool,
    ) -> Outcome {
        let optout = pairs(&self.value, "environment", "");
        let optout = optout.iter().find(|(n, _)| n == "DOTNET_CLI_TELEMETRY_OPTOUT");
        publish(&Job {
            files,
            properties,
            is_asp_net_core: project.is_asp_net_core,
            project: &self.project(),
            folder: PUBLISH,
            newline: if text(&self.value, "newline") == "crlf" { "\r\n" } else { "\n" },
            is_windows: false,
            names_have_case: true,
            sdk: Sdk::default(),
            requires_temp_folder: from_project,
            ignores_permissions: false,
            is_linked: false,
            telemetry_optout: optout.map_or("", |(_, v)| v),
        })
    }

    fn check(&self, outcome: &Outcome) -> Result<(), String> {
        if outcome.failed != self.value.get("fails").is_some() {
            return Err(format!("failed: {}, {:?}", outcome.failed, outcome.lines));
        }
        let mut after = folder(&self.value, "publish");
        for (path, bytes) in &outcome.writes {
            after.insert(path.strip_prefix("/w/publish/").unwrap().to_owned(), bytes.clone());
        }
        let expected = folder(&self.value, "expected");
        for name in expected.keys().chain(after.keys()) {
            if expected.get(name) != after.get(name) {
                let shown = |f: &Folder| f.get(name).map(|b| String::from_utf8_lossy(b).into_owned());
                return Err(format!("{name}\nexpected {:?}\nactual   {:?}", shown(&expected), shown(&after)));
            }
        }
        let said: Vec<&str> = outcome.lines.iter().map(|l| l.text.as_str()).collect();
        for due in self.value.get("says").and_then(Value::as_array).into_iter().flatten() {
            // A stack trace and MSBuild's own advice are not ours to repeat.
            let due = due.as_str().unwrap();
            let due =
                due.rsplit_once(" : ").filter(|(kind, _)| !kind.contains(' ')).map_or(due, |(_, text)| text);
            let due = match due.split_once(": ") {
                Some((kind, text)) if kind.ends_with("Exception") && !kind.contains('.') => text,
                _ => due,
            };
            if !due.starts_with("The condition ") && !said.iter().any(|s| s.contains(due)) {
                return Err(format!("not said: {due}\nbut {said:#?}"));
            }
        }
        Ok(())
    }
}

#[test]
fn every_case_gives_the_recorded_bytes_and_words() {
    let mut wrong = Vec::new();
    for case in cases() {
        let files = case.files();
        let project = case.read(&files);
        let outcome = case.publish(&files, &project, &project.properties, true);
        if let Err(problem) = case.check(&outcome) {
            wrong.push(format!("{}: {problem}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn the_values_that_a_build_hands_over_give_the_same() {
    let mut wrong = Vec::new();
    for case in cases() {
        let files = case.files();
        let project = case.read(&files);
        let temp = project.value("PublishIntermediateTempPath");
        // The one wanted difference: a missing folder for temporary files is no failure.
        // `;` and wildcards that the command line meant literally cannot be told apart any more.
        let literal = USED.iter().filter(|name| **name != "SolutionPath").any(|name| {
            let escaped = project.properties.escaped(name);
            escaped.contains("%3b") || escaped.contains("%2a") || escaped.contains("%3f")
        });
        if !temp.is_empty() || !project.is_asp_net_core || literal {
            continue;
        }
        let values: Vec<(&str, String)> = USED.iter().map(|name| (*name, project.value(name))).collect();
        let properties = Properties::from_values(values.iter().map(|(n, v)| (*n, v.as_str())));
        let outcome = case.publish(&files, &project, &properties, false);
        if let Err(problem) = case.check(&outcome) {
            wrong.push(format!("{}: {problem}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n\n"));
}
