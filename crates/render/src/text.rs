//! `text`: for a person at a terminal.
//!
//! A finding reads from top to bottom: what is wrong, where (an excerpt with the token underlined), what else to look
//! at, the words of IIS's own error page so that they can be compared with the one on the screen, what to do, and
//! whether the program can do it. The excerpts are drawn by `miette`.

use crate::excerpt::Excerpt;
use crate::{Positions, Report, Style, one_line};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan};
use std::fmt;
use std::io::{self, Write};
use webconfig_diagnostics::{Diagnostic, Fix, IisVerdict, Safety, Severity};

pub(crate) fn write(report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(usize::MAX / 2);
    let mut positions = Positions::new();
    for finding in &report.findings {
        heading(finding, style, out)?;
        excerpt(report, finding, &handler, &mut positions, out)?;
        for related in &finding.related {
            let message = one_line(&related.message);
            let path = report.shown(related.place.file);
            let excerpt = Excerpt::new(report, related.place, 0, &mut Positions::new());
            // A place without lines is named behind the message.
            let at = if excerpt.is_some() { String::new() } else { format!(" ({})", one_line(&path)) };
            writeln!(out, "  {}: {message}{at}", bold(style, "see"))?;
            if let Some(excerpt) = excerpt {
                out.write_all(drawn(&handler, excerpt, None).as_bytes())?;
            }
        }
        if let Some(verdict) = &finding.iis {
            writeln!(out, "  {}: {}", bold(style, "IIS says"), words(report, verdict))?;
        }
        if let Some(help) = &finding.help {
            writeln!(out, "  {}: {}", bold(style, "help"), one_line(help))?;
        }
        if let Some(fix) = &finding.fix {
            writeln!(out, "  {}: {}", bold(style, "fix"), offer(fix))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", figures(report))
}

fn heading(finding: &Diagnostic, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let level = format!("{}[{}]", finding.severity, finding.code);
    let level = paint(style, finding.severity, &level);
    writeln!(out, "{level} {}: {}", finding.name, bold(style, &one_line(&finding.message)))
}

fn excerpt(
    report: &Report<'_>,
    finding: &Diagnostic,
    handler: &GraphicalReportHandler,
    positions: &mut Positions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let place = finding.primary;
    if let Some(excerpt) = Excerpt::new(report, place, 1, positions) {
        let label = finding.label.as_ref().map(|label| one_line(label).into_owned());
        return out.write_all(drawn(handler, excerpt, label).as_bytes());
    }
    let path = report.shown(place.file);
    writeln!(out, "   ╭─[{}]", one_line(&path))?;
    writeln!(out, "   ╰────")
}

/// The excerpt alone: the handler insists on a message above it, and ours stands there already.
fn drawn(handler: &GraphicalReportHandler, excerpt: Excerpt, label: Option<String>) -> String {
    if excerpt.lines == "\n" {
        // The handler would draw a line of nothing.
        return format!("   ╭─[{}:1:1]\n   ╰────\n", excerpt.path);
    }
    let span = LabeledSpan::new(label, excerpt.label.start() as usize, excerpt.label.len() as usize);
    let mut drawn = String::new();
    if handler.render_report(&mut drawn, &Shown { excerpt, span }).is_err() {
        return String::new();
    }
    drawn.split_once('\n').map_or(String::new(), |(_, excerpt)| excerpt.to_owned())
}

#[derive(Debug)]
struct Shown {
    excerpt: Excerpt,
    span: LabeledSpan,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("-")
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.span.clone())))
    }
}

/// What the error page shows, in one line.
fn words(report: &Report<'_>, verdict: &IisVerdict) -> String {
    // Failures at run time (500.21, 502.5, …) bring their own number.
    let numbered = verdict.text.as_deref().is_some_and(|text| text.starts_with("HTTP Error"));
    let mut words = String::from(if numbered { "" } else { "HTTP Error 500.19" });
    if let Some(code) = verdict.hresult {
        words.push_str(&format!(", error code 0x{code:08x}"));
    }
    match verdict.text.as_deref() {
        Some("") => words.push_str(", without a text"),
        Some(text) => words.push_str(&format!(": {}", one_line(text))),
        None => {}
    }
    if let Some(file) = verdict.file {
        let path = report.shown(file);
        match verdict.line {
            Some(line) => words.push_str(&format!(" ({}, line {line})", one_line(&path))),
            None => words.push_str(&format!(" ({})", one_line(&path))),
        }
    }
    words
}

fn offer(fix: &Fix) -> String {
    let how = match fix.safety {
        Safety::Safe => "`--fix` does it",
        Safety::Unsafe => "may change behaviour: `--fix --unsafe-fixes` does it",
        Safety::Manual => "offered in editors",
    };
    format!("{} ({how})", one_line(&fix.title))
}

/// The last line: how much there is of what.
pub(crate) fn figures(report: &Report<'_>) -> String {
    let summary = report.summary;
    let mut parts = Vec::new();
    for (count, one, many) in [
        (summary.errors, "error", "errors"),
        (summary.warnings, "warning", "warnings"),
        (summary.infos, "info", "infos"),
        (summary.hints, "hint", "hints"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {}", if count == 1 { one } else { many }));
        }
    }
    let found = if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") };
    let files = if summary.files == 1 { "1 file".to_owned() } else { format!("{} files", summary.files) };
    let mut line = format!("{found} in {files}");
    if summary.suppressed > 0 {
        line.push_str(&format!(", {} suppressed", summary.suppressed));
    }
    let by = |safety| {
        report.findings.iter().filter(|f| f.fix.as_ref().is_some_and(|fix| fix.safety == safety)).count()
    };
    match (by(Safety::Safe), by(Safety::Unsafe)) {
        (0, 0) => {}
        (safe, 0) => line.push_str(&format!("; {safe} fixable with `--fix`")),
        (0, more) => line.push_str(&format!("; {more} fixable with `--fix --unsafe-fixes`")),
        (safe, more) => {
            line.push_str(&format!("; {safe} fixable with `--fix`, {more} more with `--unsafe-fixes`"));
        }
    }
    line
}

/// Text in the colour of a severity.
pub(crate) fn paint(style: Style, severity: Severity, text: &str) -> String {
    let code = match severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Info => "1;36",
        Severity::Hint => "2",
    };
    if style.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn bold(style: Style, text: &str) -> String {
    if style.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}
