//! `azure`: logging commands of Azure Pipelines.
//!
//! The pipeline knows errors and warnings only; what is milder is printed as an ordinary line of the log.

use crate::{Positions, Report, one_line};
use std::io::{self, Write};
use webconfig_diagnostics::Severity;

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut positions = Positions::new();
    for finding in &report.findings {
        let place = finding.primary;
        let path = report.path(place.file);
        let range = place.range.and_then(|range| positions.range(report.sources, place.file, range));
        if finding.severity < Severity::Warning {
            let at = range.map_or_else(String::new, |(start, _)| format!(":{}:{}", start.line, start.column));
            let (path, message) = (one_line(path), one_line(&finding.message));
            writeln!(out, "{path}{at}: {} {}: {message}", finding.severity, finding.code)?;
            continue;
        }
        write!(out, "##vso[task.logissue type={};sourcepath={};", finding.severity, property(path))?;
        if let Some((start, _)) = range {
            write!(out, "linenumber={};columnnumber={};", start.line, start.column)?;
        }
        writeln!(out, "code={};]{}", finding.code, data(&finding.message))?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(']', "%5D").replace(';', "%3B")
}
