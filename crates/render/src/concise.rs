//! `concise`: one line a finding, `path:line:column: severity CODE message`, and the figures.

use crate::text::{figures, paint};
use crate::{Positions, Report, Style, one_line};
use std::io::{self, Write};
use webconfig_diagnostics::Safety;

pub(crate) fn write(report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut positions = Positions::new();
    for finding in &report.findings {
        let place = finding.primary;
        let path = report.shown(place.file);
        write!(out, "{}:", one_line(&path))?;
        let range = place.range.and_then(|range| positions.range(report.sources, place.file, range));
        if let Some((start, _)) = range {
            write!(out, "{}:{}:", start.line, start.column)?;
        }
        // A star where `--fix` alone would mend it.
        let star =
            if finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe) { "[*] " } else { "" };
        let level = paint(style, finding.severity, finding.severity.as_str());
        writeln!(out, " {level} {} {star}{}", finding.code, one_line(&finding.message).trim())?;
    }
    writeln!(out, "{}", figures(report))
}
