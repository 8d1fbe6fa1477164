//! `sarif`: SARIF 2.1.0, one run, columns in code points (`columnKind` says so).

use crate::excerpt::snippet;
use crate::{Position, Positions, Report, fingerprints};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use webconfig_diagnostics::{Change, Diagnostic, Fix, Place, Safety, Severity};

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: BTreeMap<&str, Rule<'_>> = BTreeMap::new();
    for finding in &report.findings {
        rules.entry(finding.code).or_insert_with(|| Rule::new(finding, report));
    }
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, code)| (*code, at)).collect();
    let mut positions = Positions::new();
    let results = report
        .findings
        .iter()
        .zip(fingerprints(report))
        .map(|(finding, name)| Outcome {
            rule_id: finding.code,
            rule_index: index.get(finding.code).copied().unwrap_or(0),
            level: level(finding.severity),
            message: Text { text: &finding.message },
            locations: vec![Location::new(report, finding.primary, None, &mut positions)],
            related_locations: finding
                .related
                .iter()
                .map(|r| Location::new(report, r.place, Some(&r.message), &mut Positions::new()))
                .collect(),
            partial_fingerprints: Fingerprints { line: name.to_string() },
            fixes: finding.fix.iter().filter_map(|fix| sarif_fix(report, fix)).collect(),
            properties: Properties {
                confidence: finding.confidence.as_str(),
                detail: finding.detail.as_deref(),
                help: finding.help.as_deref(),
                iis: finding.iis.as_ref().and_then(|verdict| verdict.text.as_deref()),
            },
        })
        .collect();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "webconfig",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: rules.into_values().collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    serde_json::to_writer(&mut *out, &log)?;
    out.write_all(b"\n")
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    version: &'a str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'a str,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'a str,
    semantic_version: &'a str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Page<'a>>,
}

impl<'a> Rule<'a> {
    fn new(finding: &'a Diagnostic, report: &Report<'a>) -> Self {
        let texts = report.sources.rule(finding.code);
        Self {
            id: finding.code,
            name: finding.name,
            short_description: texts.map(|rule| Text { text: rule.summary }),
            help: texts.map(|rule| Page { text: rule.page, markdown: rule.page }),
        }
    }
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Page<'a> {
    text: &'a str,
    markdown: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'a str,
    message: Text<'a>,
    locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix<'a>>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "codeFileLine/v1")]
    line: String,
}

#[derive(Serialize)]
struct Properties<'a> {
    confidence: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iis: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: Physical<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical<'a> {
    artifact_location: Artifact<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact<'a> {
    uri: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Snippet>,
}

#[derive(Serialize)]
struct Snippet {
    text: String,
}

impl Region {
    fn new((start, end): (Position, Position), snippet: Option<String>) -> Self {
        Self {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
            snippet: snippet.map(|text| Snippet { text }),
        }
    }
}

impl<'a> Location<'a> {
    fn new(report: &Report<'a>, place: Place, message: Option<&'a str>, positions: &mut Positions) -> Self {
        let region = place.range.and_then(|range| {
            let ends = positions.range(report.sources, place.file, range)?;
            Some(Region::new(ends, snippet(report, place.file, range)))
        });
        Self {
            physical_location: Physical { artifact_location: artifact(report.path(place.file)), region },
            message: message.map(|text| Text { text }),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix<'a> {
    description: Text<'a>,
    artifact_changes: Vec<ArtifactChange<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: Artifact<'a>,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    #[serde(skip_serializing_if = "Option::is_none")]
    inserted_content: Option<Text<'a>>,
}

/// SARIF knows edits only, and no grades: a fix with anything else in it is left out, as is a manual one.
fn sarif_fix<'a>(report: &Report<'a>, fix: &'a Fix) -> Option<SarifFix<'a>> {
    if fix.safety == Safety::Manual {
        return None;
    }
    let mut changes = Vec::new();
    for change in &fix.changes {
        let Change::Edit { file, edits } = change else { return None };
        let mut positions = Positions::new();
        let mut replacements = Vec::new();
        for edit in edits {
            let ends = positions.range(report.sources, *file, edit.range)?;
            replacements.push(Replacement {
                deleted_region: Region::new(ends, None),
                inserted_content: (!edit.text.is_empty()).then_some(Text { text: &edit.text }),
            });
        }
        changes.push(ArtifactChange { artifact_location: artifact(report.path(*file)), replacements });
    }
    Some(SarifFix { description: Text { text: &fix.title }, artifact_changes: changes })
}

/// A path as a URI reference: everything that is no plain path character percent-encoded.
fn artifact(path: &str) -> Artifact<'_> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&b);
    let drive = path.as_bytes().get(1) == Some(&b':');
    let prefix = match (path.starts_with('/'), drive) {
        (true, _) => "file://",
        (_, true) => "file:///",
        _ => "",
    };
    if prefix.is_empty() && path.bytes().all(plain) {
        return Artifact { uri: path.into() };
    }
    let mut uri = prefix.to_owned();
    for (at, byte) in path.bytes().enumerate() {
        if plain(byte) || (drive && at == 1) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    Artifact { uri: uri.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(artifact("src/web.config").uri, "src/web.config");
        assert_eq!(artifact("a b/é:x").uri, "a%20b/%C3%A9%3Ax");
        assert_eq!(artifact("/srv/x").uri, "file:///srv/x");
        assert_eq!(artifact("C:/x y").uri, "file:///C:/x%20y");
    }
}
