//! `webconfig lint` on the folders of `fixtures/lint/`, each with what must be found and what must not.
//!
//! `case.json` names the command line (`args`), the findings that must appear (`expect`), the codes that must be silent
//! beyond them (`silent`), what IIS itself would say (`iis`), whether nothing else of severity warning or error may appear (`exact`), and the highest
//! severities of others (`max`). Files that repositories refuse are made from `make`.

#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "the program is run on real folders")]

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SEVERITIES: [&str; 4] = ["hint", "info", "warning", "error"];

#[test]
fn every_case_finds_what_it_should_and_nothing_else() {
    let mut cases: Vec<PathBuf> =
        fs::read_dir(super::root().join("fixtures/lint")).unwrap().map(|e| e.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 100, "{} cases", cases.len());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let failures: Vec<String> = std::thread::scope(|scope| {
        let share = cases.len().div_ceil(threads);
        let workers: Vec<_> = cases
            .chunks(share)
            .map(|cases| scope.spawn(|| cases.iter().filter_map(|case| failure(case)).collect::<Vec<_>>()))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is wrong with a case.
fn failure(case: &Path) -> Option<String> {
    let name = case.file_name().unwrap().to_string_lossy();
    let spec: Value = serde_json::from_slice(&fs::read(case.join("case.json")).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy(case, folder.path());
    fs::remove_file(folder.path().join("case.json")).unwrap();
    for (path, text) in spec["make"].as_object().into_iter().flatten() {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.as_str().unwrap()).unwrap();
    }
    let done = Command::new(env!("CARGO_BIN_EXE_webconfig"))
        .args(spec["args"].as_array().unwrap().iter().map(|a| a.as_str().unwrap()))
        .args(["--format", "json"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    if !matches!(done.status.code(), Some(0 | 1)) {
        return Some(format!("{name}: {}", String::from_utf8_lossy(&done.stderr)));
    }
    let report: Value = serde_json::from_slice(&done.stdout).unwrap();
    problem(&spec, report["diagnostics"].as_array().unwrap()).map(|problem| format!("{name}: {problem}"))
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn problem(spec: &Value, findings: &[Value]) -> Option<String> {
    let expected: &[Value] = spec["expect"].as_array().map_or(&[], Vec::as_slice);
    // Every expectation takes a finding of its own.
    let mut taken: Vec<Option<usize>> = vec![None; findings.len()];
    for at in 0..expected.len() {
        if !place(at, expected, findings, &mut taken, &mut Vec::new()) {
            return Some(format!("not found: {}", expected[at]));
        }
    }
    for (finding, _) in findings.iter().zip(&taken).filter(|(_, taken)| taken.is_none()) {
        let code = finding["code"].as_str().unwrap();
        let is_silenced =
            spec["silent"].as_array().into_iter().flatten().any(|s| code.starts_with(s.as_str().unwrap()));
        if is_silenced {
            return Some(format!("must be silent: {}", told(finding)));
        }
        if spec["exact"] == true && severity(&finding["severity"]) >= 2 {
            return Some(format!("nothing else expected: {}", told(finding)));
        }
    }
    findings.iter().find_map(|finding| {
        let highest = &spec["max"][finding["code"].as_str().unwrap()];
        let is_above = highest.is_string() && severity(&finding["severity"]) > severity(highest);
        is_above.then(|| format!("at most {highest} expected: {}", told(finding)))
    })
}

/// Gives an expectation a finding, moving others to another one where that helps.
fn place(
    index: usize,
    expected: &[Value],
    findings: &[Value],
    taken: &mut [Option<usize>],
    seen: &mut Vec<usize>,
) -> bool {
    for (at, finding) in findings.iter().enumerate() {
        if seen.contains(&at) || !fits(&expected[index], finding) {
            continue;
        }
        seen.push(at);
        if taken[at].is_none_or(|other| place(other, expected, findings, taken, seen)) {
            taken[at] = Some(index);
            return true;
        }
    }
    false
}

fn fits(wanted: &Value, finding: &Value) -> bool {
    let file = finding["file"].as_str().unwrap();
    let is_file = match &wanted["file"] {
        Value::Null => true,
        Value::Array(any) => any.iter().any(|f| f == file),
        one => one == file,
    };
    let is_line = wanted["line"].is_null() || wanted["line"] == finding["range"]["start"]["line"];
    let is_severity = wanted["severity"].is_null() || wanted["severity"] == finding["severity"];
    wanted["code"] == finding["code"] && is_file && is_line && is_severity && fits_verdict(wanted, finding)
}

/// What IIS itself says: members that are there are compared; `null` is that it does not fail.
fn fits_verdict(wanted: &Value, finding: &Value) -> bool {
    match wanted.get("iis") {
        None => true,
        Some(Value::Object(members)) => members.iter().all(|(name, value)| finding["iis"][name] == *value),
        Some(nothing) => *nothing == finding["iis"],
    }
}

fn severity(word: &Value) -> usize {
    SEVERITIES.iter().position(|s| word == s).unwrap()
}

fn told(finding: &Value) -> String {
    let line = &finding["range"]["start"]["line"];
    format!("{} {} at {}:{line}", finding["severity"], finding["code"], finding["file"])
}
