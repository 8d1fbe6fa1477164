//! `junit`: each file a suite, each finding a test case; errors and warnings are failures.
//!
//! A run without findings is one case that passed: build servers take an empty report for a broken one.

use crate::xml::{clean, writer};
use crate::{Positions, Report, one_line};
use quick_xml::events::{BytesText, Event};
use std::io::{self, Write};
use webconfig_diagnostics::{Diagnostic, Severity};

pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut positions = Positions::new();
    let mut xml = writer(out)?;
    let tests = report.findings.len().max(1).to_string();
    let failures = failing(&report.findings).to_string();
    xml.create_element("testsuites")
        .with_attributes([("name", "webconfig"), ("tests", tests.as_str()), ("failures", failures.as_str())])
        .write_inner_content(|xml| {
            if report.findings.is_empty() {
                xml.create_element("testsuite")
                    .with_attributes([("name", "webconfig"), ("tests", "1"), ("failures", "0")])
                    .write_inner_content(|xml| {
                        xml.create_element("testcase")
                            .with_attributes([("name", "no findings"), ("classname", "webconfig")])
                            .write_empty()?;
                        Ok(())
                    })?;
            }
            for of_file in report.findings.chunk_by(|a, b| a.primary.file == b.primary.file) {
                let Some(first) = of_file.first() else { continue };
                let path = clean(report.path(first.primary.file));
                let (tests, failures) = (of_file.len().to_string(), failing(of_file).to_string());
                xml.create_element("testsuite")
                    .with_attributes([
                        ("name", path.as_ref()),
                        ("tests", tests.as_str()),
                        ("failures", failures.as_str()),
                    ])
                    .write_inner_content(|xml| {
                        of_file
                            .iter()
                            .try_for_each(|finding| case(report, finding, &path, &mut positions, xml))
                    })?;
            }
            Ok(())
        })?;
    xml.write_event(Event::Text(BytesText::new("\n")))
}

fn fails(finding: &Diagnostic) -> bool {
    finding.severity >= Severity::Warning
}

fn failing(findings: &[&Diagnostic]) -> usize {
    findings.iter().filter(|finding| fails(finding)).count()
}

fn case(
    report: &Report<'_>,
    finding: &Diagnostic,
    path: &str,
    positions: &mut Positions,
    xml: &mut quick_xml::Writer<&mut dyn Write>,
) -> io::Result<()> {
    let place = finding.primary;
    let range = place.range.and_then(|range| positions.range(report.sources, place.file, range));
    let line = range.map_or_else(String::new, |(start, _)| format!(", line {}", start.line));
    let name = format!("{} {}{line}", finding.code, finding.name);
    let message = one_line(&finding.message);
    let mut body = format!("{path}{line}: {message}");
    if let Some(help) = &finding.help {
        body.push_str("\nhelp: ");
        body.push_str(&one_line(help));
    }
    let case = xml.create_element("testcase").with_attributes([("name", name.as_str()), ("classname", path)]);
    case.write_inner_content(|xml| {
        let text = clean(&body);
        let text = BytesText::new(&text);
        let element = xml.create_element(if fails(finding) { "failure" } else { "system-out" });
        let element = if fails(finding) {
            element
                .with_attributes([("message", clean(&message).as_ref()), ("type", finding.severity.as_str())])
        } else {
            element
        };
        element.write_text_content(text)?;
        Ok(())
    })?;
    Ok(())
}
