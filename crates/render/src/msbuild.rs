//! `msbuild`: the canonical message lines, so that a build shows findings as its own.
//!
//! One line a finding. `warning` and `error` are level words of MSBuild; `info` and `hint` make a line a plain
//! message of the build, which is what they are.

use crate::{Positions, Report, one_line};
use std::io::{self, Write};

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut positions = Positions::new();
    for finding in &report.findings {
        let place = finding.primary;
        let path = report.shown(place.file);
        out.write_all(one_line(&path).as_bytes())?;
        let range = place.range.and_then(|range| positions.range(report.sources, place.file, range));
        match range {
            Some((start, end)) => {
                write!(out, "({},{},{},{})", start.line, start.column, end.line, end.column)?;
            }
            // MSBuild takes what stands before ` :` for the file.
            None => out.write_all(b" ")?,
        }
        let message = one_line(&finding.message);
        writeln!(out, ": {} {}: {}", finding.severity, finding.code, message.trim())?;
    }
    Ok(())
}
