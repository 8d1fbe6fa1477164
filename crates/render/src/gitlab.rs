//! `gitlab`: the Code Quality report of GitLab.

use crate::{Positions, Report, fingerprints};
use serde::Serialize;
use std::io::{self, Write};
use webconfig_diagnostics::Severity;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'a str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut positions = Positions::new();
    out.write_all(b"[")?;
    let names = fingerprints(report);
    for (index, (finding, name)) in report.findings.iter().zip(names).enumerate() {
        let place = finding.primary;
        let range = place.range.and_then(|range| positions.range(report.sources, place.file, range));
        let issue = Issue {
            description: format!("{} {}: {}", finding.code, finding.name, finding.message),
            check_name: finding.code,
            fingerprint: name.to_string(),
            severity: match finding.severity {
                Severity::Error => "critical",
                Severity::Warning => "major",
                Severity::Info => "minor",
                Severity::Hint => "info",
            },
            location: Location {
                path: report.path(place.file),
                // A line is required: a folder or a missing file has its first.
                lines: range.map_or(Lines { begin: 1, end: 1 }, |(start, end)| Lines {
                    begin: start.line,
                    end: end.line,
                }),
            },
        };
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &issue)?;
    }
    out.write_all(b"\n]\n")
}
