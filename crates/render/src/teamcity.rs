//! `teamcity`: inspections as service messages.

use crate::{Positions, Report};
use std::collections::BTreeSet;
use std::io::{self, Write};
use webconfig_diagnostics::Severity;

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut positions = Positions::new();
    let mut declared = BTreeSet::new();
    for finding in &report.findings {
        let (code, name) = (finding.code, finding.name);
        // A type is declared before its first use.
        if declared.insert(code) {
            let summary = report.sources.rule(code).map_or(name, |rule| rule.summary);
            writeln!(
                out,
                "##teamcity[inspectionType id='{code}' name='{name}' description='{}' category='webconfig']",
                value(summary)
            )?;
        }
        let place = finding.primary;
        let range = place.range.and_then(|range| positions.range(report.sources, place.file, range));
        let level = match finding.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "WEAK WARNING",
            Severity::Hint => "INFO",
        };
        write!(
            out,
            "##teamcity[inspection typeId='{code}' message='{}' file='{}'",
            value(&finding.message),
            value(report.path(place.file))
        )?;
        if let Some((start, _)) = range {
            write!(out, " line='{}'", start.line)?;
        }
        writeln!(out, " SEVERITY='{level}']")?;
    }
    Ok(())
}

/// A value between single quotes: the escapes are the server's own, UTF-16 unit by unit outside ASCII.
fn value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("|n"),
            '\r' => out.push_str("|r"),
            '\'' | '|' | '[' | ']' => {
                out.push('|');
                out.push(c);
            }
            ' '..='~' => out.push(c),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("|0x{unit:04X}"));
                }
            }
        }
    }
    out
}
