//! Every folder of `fixtures/transform` against the engine: bytes, outcome, and the whole log in order.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads its fixtures")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use webconfig_transform::{Event, Level, Options, Outcome, Stage, Status, Which, transform};

/// Exceptions that are the engine's own; the texts of all others belong to the runtime.
const ENGINE_TYPES: [&str; 2] = ["XmlTransformationException", "XmlNodeException"];

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/transform");
    let mut cases: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("log.txt").exists())
        .collect();
    cases.sort();
    cases
}

fn read(case: &Path, name: &str) -> Option<Vec<u8>> {
    fs::read(case.join(name)).ok()
}

fn difference(name: &str, expected: &[u8], actual: &[u8]) -> Option<String> {
    if expected == actual {
        return None;
    }
    let at = expected.iter().zip(actual).take_while(|(a, b)| a == b).count();
    let around = |bytes: &[u8]| {
        let end = bytes.len().min(at + 60);
        String::from_utf8_lossy(&bytes[at.saturating_sub(40).min(end)..end]).into_owned()
    };
    Some(format!("{name} differs at byte {at}: expected {:?}, got {:?}", around(expected), around(actual)))
}

/// A line of a recorded log, with the runtime's own texts taken out.
fn recorded(line: &str) -> Option<String> {
    if line.starts_with("RESULT:") || line.starts_with("FATAL-INNER") {
        return None;
    }
    let line = match line.strip_prefix("FATAL ") {
        Some(fatal) => format!("EXCEPTION ?:{}", fatal.split_once(':')?.1),
        None => line.to_owned(),
    };
    let Some((head, rest)) = line.split_once('[') else { return Some(line) };
    if !line.starts_with("EXCEPTION") || !head.trim_end().ends_with(':') {
        return Some(line);
    }
    let (kind, text) = rest.split_once("] ")?;
    Some(if ENGINE_TYPES.contains(&kind) { format!("{head}{text}") } else { format!("{head}*") })
}

fn shown(event: &Event, expected: Option<&String>, is_last: bool, outcome: &Outcome) -> String {
    let place = match event.place {
        _ if is_last && matches!(outcome.status, Status::Fatal(_)) => "?".to_owned(),
        None => "-".to_owned(),
        Some(place) => {
            let file = if place.document == Which::Source { "source.xml" } else { "transform.xml" };
            place.position.map_or(file.to_owned(), |(line, column)| format!("{file}({line},{column})"))
        }
    };
    let head = match event.level {
        Level::Verbose => "VERBOSE: ".to_owned(),
        Level::Message => "MESSAGE: ".to_owned(),
        Level::Warning => format!("WARNING {place}: "),
        Level::Error => format!("EXCEPTION {place}: "),
    };
    let indent = "  ".repeat(usize::from(event.depth));
    let is_foreign = expected.is_some_and(|e| e.ends_with('*'));
    let text = if is_foreign { "*" } else { &event.text };
    format!("{head}{indent}{text}")
}

fn problem(case: &Path) -> Option<String> {
    let source = read(case, "source.xml").unwrap();
    let changes = read(case, "transform.xml").unwrap();
    let outcome = transform(&source, &changes, &Options::default());
    let log = String::from_utf8_lossy(&read(case, "log.txt").unwrap()).into_owned();
    let error = read(case, "expected-error.txt").map(|e| String::from_utf8_lossy(&e).into_owned());
    let status = match error.as_deref().and_then(|e| e.lines().next()) {
        None => Status::Success,
        Some("outcome: failure") => Status::Failure,
        Some("outcome: fatal load-source") => Status::Fatal(Stage::LoadSource),
        Some("outcome: fatal load-transform") => Status::Fatal(Stage::LoadTransform),
        Some("outcome: fatal save") => Status::Fatal(Stage::Save),
        Some(other) => return Some(format!("the fixture says {other:?}")),
    };
    let mut problems = String::new();
    if outcome.status != status {
        let _ = writeln!(problems, "ended with {:?}, expected {status:?}", outcome.status);
    }
    assert_eq!(outcome.bytes().is_some(), outcome.status == Status::Success);
    for name in ["expected.xml", "saved-after-error.xml"] {
        if let Some(found) = read(case, name).and_then(|e| difference(name, &e, outcome.leftover())) {
            let _ = writeln!(problems, "{found}");
        }
    }
    let expected: Vec<String> = log.lines().filter_map(recorded).collect();
    // What we say about an import that is not loaded has no counterpart.
    let events: Vec<&Event> =
        outcome.log.iter().filter(|e| e.cause != webconfig_transform::Cause::ImportNotLoaded).collect();
    let actual: Vec<String> = events
        .iter()
        .enumerate()
        .map(|(index, event)| shown(event, expected.get(index), index + 1 == events.len(), &outcome))
        .collect();
    if expected != actual {
        let at = expected.iter().zip(&actual).take_while(|(a, b)| a == b).count();
        let _ = writeln!(
            problems,
            "log line {}: expected {:?}, got {:?}",
            at + 1,
            expected.get(at),
            actual.get(at)
        );
    }
    (!problems.is_empty()).then_some(problems)
}

#[test]
fn every_fixture_gives_the_recorded_bytes_and_log() {
    let cases = cases();
    assert!(cases.len() > 300, "only {} fixtures found", cases.len());
    let mut failed = String::new();
    for case in &cases {
        if let Some(problem) = problem(case) {
            let _ = writeln!(failed, "{}: {problem}", case.file_name().unwrap().to_string_lossy());
        }
    }
    assert!(failed.is_empty(), "{failed}");
}
