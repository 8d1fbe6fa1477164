//! Whole projects of `fixtures/projects/`: what a publish writes and says, and what `lint` finds in the sources.
//!
//! The publish folder begins with the project's `web.config`, as the SDK's copying leaves it. With
//! `WEBCONFIG_WRITE_EXPECTED` set the expectations are written instead; whoever does that reads them.

#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "the program is run on real folders")]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(super::root().join("fixtures/projects")).unwrap();
    let folders = entries.map(|e| e.unwrap().path()).filter(|p| p.join("case.json").is_file());
    let mut cases: Vec<PathBuf> = folders.collect();
    cases.sort();
    cases
}

/// All files below a folder by their path in it.
fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files_below(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Exit status and what was said, the working directory's own path left out.
fn run(folder: &Path, environment: &Value, arguments: &[String]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_webconfig"));
    command.args(arguments).current_dir(folder).env_clear().env("DOTNET_CLI_TELEMETRY_OPTOUT", "0");
    for (name, value) in environment.as_object().into_iter().flatten() {
        command.env(name, value.as_str().unwrap());
    }
    let done = command.output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    let here = folder.canonicalize().unwrap();
    let said = said.replace(here.to_str().unwrap(), "").replace(folder.to_str().unwrap(), "");
    format!("{said}exit status {}\n", done.status.code().unwrap())
}

fn texts(of: &[&str]) -> Vec<String> {
    of.iter().map(|&s| s.to_owned()).collect()
}

#[test]
fn real_life_projects_are_published_and_linted_as_expected() {
    let writes = std::env::var_os("WEBCONFIG_WRITE_EXPECTED").is_some();
    let cases = cases();
    assert_eq!(cases.len(), 10);
    for case in cases {
        let told: Value = serde_json::from_slice(&fs::read(case.join("case.json")).unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        copy(&case.join("source"), folder.path());
        let out = folder.path().join("out");
        fs::create_dir(&out).unwrap();
        let project = told["project"].as_str().unwrap();
        let web_config = folder.path().join(project).with_file_name("web.config");
        if web_config.is_file() {
            fs::copy(&web_config, out.join("web.config")).unwrap();
        }
        let mut arguments = texts(&[
            "publish",
            "--project",
            project,
            "--publish-dir",
            "out",
            "--newline",
            "lf",
            "--host",
            "linux",
            "--verbose",
        ]);
        for (name, value) in told["properties"].as_object().into_iter().flatten() {
            arguments.extend(["-p".to_owned(), format!("{name}={}", value.as_str().unwrap())]);
        }
        let said = run(folder.path(), &told["environment"], &arguments);
        let published = files_below(&out);
        fs::remove_dir_all(&out).unwrap();
        let linted = run(folder.path(), &Value::Null, &texts(&["lint", "--format", "concise", "."]));
        let reports = [("publish.txt", said), ("lint.txt", linted)];
        if writes {
            fs::remove_dir_all(case.join("expected")).ok();
            for (name, bytes) in &published {
                fs::create_dir_all(case.join("expected")).unwrap();
                fs::write(case.join("expected").join(name), bytes).unwrap();
            }
            for (name, text) in &reports {
                fs::write(case.join(name), text).unwrap();
            }
            continue;
        }
        let case_name = case.file_name().unwrap().to_string_lossy();
        for (name, text) in reports {
            assert_eq!(text, fs::read_to_string(case.join(name)).unwrap(), "{case_name}: {name}");
        }
        let shown = |files: BTreeMap<String, Vec<u8>>| -> BTreeMap<String, String> {
            files.into_iter().map(|(n, b)| (n, String::from_utf8_lossy(&b).into_owned())).collect()
        };
        assert_eq!(shown(published), shown(files_below(&case.join("expected"))), "{case_name}");
    }
}
