//! `json` and `jsonl`: the shape of the command-line contract.
//!
//! Members are always present, null where there is nothing to say; lines and columns count from 1, columns in code
//! points, offsets in bytes of the decoded text. Serialised finding by finding, with no tree in between.

use crate::{Position, Positions, Report};
use serde::Serialize;
use std::io::{self, Write};
use webconfig_diagnostics::{Change, Diagnostic, Fix, IisVerdict, Place};

/// One object for the run, one line for each finding in it.
pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut positions = Positions::new();
    out.write_all(b"{\"version\": 1, \"diagnostics\": [")?;
    let mut line = Vec::new();
    for (index, finding) in report.findings.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        put(finding, report, &mut positions, &mut line, out)?;
    }
    out.write_all(if report.findings.is_empty() { b"], \"summary\": " } else { b"\n], \"summary\": " })?;
    let summary = report.summary;
    let figures = Figures {
        files: summary.files,
        errors: summary.errors,
        warnings: summary.warnings,
        infos: summary.infos,
        hints: summary.hints,
        suppressed: summary.suppressed,
        fixable: summary.fixable,
    };
    serde_json::to_writer(&mut *out, &figures)?;
    out.write_all(b"}\n")
}

/// One object for each finding.
pub(crate) fn write_lines(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut positions = Positions::new();
    let mut line = Vec::new();
    for finding in &report.findings {
        put(finding, report, &mut positions, &mut line, out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// One finding, put together in `line`: `out` may be anything, and is asked once rather than for every quotation mark.
fn put(
    finding: &Diagnostic,
    report: &Report<'_>,
    positions: &mut Positions,
    line: &mut Vec<u8>,
    out: &mut dyn Write,
) -> io::Result<()> {
    line.clear();
    serde_json::to_writer(&mut *line, &Finding::new(finding, report, positions))?;
    out.write_all(line)
}

#[derive(Serialize)]
struct Figures {
    files: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    hints: usize,
    suppressed: usize,
    fixable: usize,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    name: &'a str,
    detail: Option<&'a str>,
    severity: &'a str,
    message: &'a str,
    file: &'a str,
    range: Option<Range>,
    related: Vec<RelatedPlace<'a>>,
    help: Option<&'a str>,
    /// Null until there is a site.
    url: Option<&'a str>,
    confidence: &'a str,
    phase: Option<&'a str>,
    iis: Option<Iis<'a>>,
    fix: Option<FixView<'a>>,
    scope: Option<ScopeView<'a>>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct RelatedPlace<'a> {
    message: &'a str,
    file: &'a str,
    range: Option<Range>,
}

#[derive(Serialize)]
struct Iis<'a> {
    hresult: Option<String>,
    text: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<u32>,
    evidence: &'a str,
}

#[derive(Serialize)]
struct FixView<'a> {
    title: &'a str,
    safety: &'a str,
    changes: Vec<ChangeView<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum ChangeView<'a> {
    Edit { file: &'a str, start: u32, end: u32, text: &'a str },
    Create { file: &'a str, text: &'a str },
    Rename { file: &'a str, to: &'a str },
    Delete { file: &'a str },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ScopeView<'a> {
    site: Option<&'a str>,
    path: Option<&'a str>,
    application_pool: Option<&'a str>,
}

impl<'a> Finding<'a> {
    fn new(finding: &'a Diagnostic, report: &Report<'a>, positions: &mut Positions) -> Self {
        Self {
            code: finding.code,
            name: finding.name,
            detail: finding.detail.as_deref(),
            severity: finding.severity.as_str(),
            message: &finding.message,
            file: report.path(finding.primary.file),
            range: range(finding.primary, report, positions),
            related: finding
                .related
                .iter()
                .map(|related| RelatedPlace {
                    message: &related.message,
                    file: report.path(related.place.file),
                    // Positions of other places would throw the remembered one away.
                    range: range(related.place, report, &mut Positions::new()),
                })
                .collect(),
            help: finding.help.as_deref(),
            url: None,
            confidence: finding.confidence.as_str(),
            phase: finding.phase.map(webconfig_diagnostics::Phase::as_str),
            iis: finding.iis.as_ref().map(|verdict| iis(verdict, report)),
            fix: finding.fix.as_ref().map(|fix| fix_view(fix, report)),
            scope: finding.scope.as_ref().map(|scope| ScopeView {
                site: scope.site.as_deref(),
                path: scope.path.as_deref(),
                application_pool: scope.application_pool.as_deref(),
            }),
        }
    }
}

fn range(place: Place, report: &Report<'_>, positions: &mut Positions) -> Option<Range> {
    let (start, end) = positions.range(report.sources, place.file, place.range?)?;
    Some(Range { start, end })
}

fn iis<'a>(verdict: &'a IisVerdict, report: &Report<'a>) -> Iis<'a> {
    Iis {
        hresult: verdict.hresult.map(|code| format!("0x{code:08x}")),
        text: verdict.text.as_deref(),
        file: verdict.file.map(|file| report.path(file)),
        line: verdict.line,
        evidence: verdict.evidence.label(),
    }
}

fn fix_view<'a>(fix: &'a Fix, report: &Report<'a>) -> FixView<'a> {
    let mut changes = Vec::new();
    for change in &fix.changes {
        match change {
            Change::Edit { file, edits } => {
                let file = report.path(*file);
                changes.extend(edits.iter().map(|edit| ChangeView::Edit {
                    file,
                    start: edit.range.start(),
                    end: edit.range.end(),
                    text: &edit.text,
                }));
            }
            Change::Create { path, text } => changes.push(ChangeView::Create { file: path, text }),
            Change::Rename { file, to } => changes.push(ChangeView::Rename { file: report.path(*file), to }),
            Change::Delete { file } => changes.push(ChangeView::Delete { file: report.path(*file) }),
        }
    }
    FixView { title: &fix.title, safety: fix.safety.as_str(), changes }
}
