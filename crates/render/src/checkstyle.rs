//! `checkstyle`: the XML that many build servers read.

use crate::xml::{clean, writer};
use crate::{Positions, Report, one_line};
use quick_xml::events::{BytesText, Event};
use std::io::{self, Write};
use webconfig_diagnostics::{Diagnostic, Severity};

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut positions = Positions::new();
    let mut xml = writer(out)?;
    xml.create_element("checkstyle").with_attribute(("version", "4.3")).write_inner_content(|xml| {
        // Findings are sorted by file: each file is one run of them.
        for of_file in report.findings.chunk_by(|a, b| a.primary.file == b.primary.file) {
            let Some(first) = of_file.first() else { continue };
            let path = clean(report.path(first.primary.file));
            xml.create_element("file").with_attribute(("name", path.as_ref())).write_inner_content(
                |xml| of_file.iter().try_for_each(|finding| error(report, finding, &mut positions, xml)),
            )?;
        }
        Ok(())
    })?;
    // The writer indents the next event, which is the end of the file: one line break.
    xml.write_event(Event::Text(BytesText::new("\n")))
}

fn error(
    report: &Report<'_>,
    finding: &Diagnostic,
    positions: &mut Positions,
    xml: &mut quick_xml::Writer<&mut dyn Write>,
) -> io::Result<()> {
    let place = finding.primary;
    let range = place.range.and_then(|range| positions.range(report.sources, place.file, range));
    let mut element = xml.create_element("error");
    if let Some((start, _)) = range {
        element = element
            .with_attribute(("line", start.line.to_string().as_str()))
            .with_attribute(("column", start.column.to_string().as_str()));
    }
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "info",
    };
    element
        .with_attribute(("severity", level))
        .with_attribute(("message", clean(&one_line(&finding.message)).as_ref()))
        .with_attribute(("source", format!("webconfig.{}.{}", finding.code, finding.name).as_str()))
        .write_empty()?;
    Ok(())
}
