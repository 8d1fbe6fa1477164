//! `github`: workflow commands, which GitHub Actions shows at the changed lines.

use crate::{Positions, Report};
use std::io::{self, Write};
use webconfig_diagnostics::Severity;

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut positions = Positions::new();
    for finding in &report.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info | Severity::Hint => "notice",
        };
        let place = finding.primary;
        write!(out, "::{command} file={}", property(report.path(place.file)))?;
        let range = place.range.and_then(|range| positions.range(report.sources, place.file, range));
        if let Some((start, end)) = range {
            write!(out, ",line={}", start.line)?;
            // Columns are honoured only where both ends stand in one line.
            if start.line == end.line {
                write!(out, ",col={},endColumn={}", start.column, end.column)?;
            } else {
                write!(out, ",endLine={}", end.line)?;
            }
        }
        let title = property(&format!("{} {}", finding.code, finding.name));
        writeln!(out, ",title={title}::{}", data(&finding.message))?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
