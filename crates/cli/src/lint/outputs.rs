//! Where reports go: standard output, files, several at a time.

use crate::exit::Failure;
use crate::lint::flags::{Output, ReportOptions};
use crate::lint::run::RunResult;
use crate::options::Shared;
use crate::output;
use std::io::Write as _;
use webconfig_host::WorkingDirectory;
use webconfig_render::{Format, Report, Style, render, statistics};

/// All outputs of a run.
pub(crate) struct Outputs {
    all: Vec<Output>,
    statistics: bool,
    pub(crate) style: Style,
    stderr_style: Style,
}

impl Outputs {
    pub(crate) fn new(options: &ReportOptions, shared: &Shared) -> Result<Self, Failure> {
        let mut outputs = options.formats.clone();
        if outputs.is_empty() {
            outputs.push(Output { format: Format::Text, file: None });
        }
        if outputs.iter().filter(|output| output.file.is_none()).count() > 1 {
            return Err(Failure("several formats need files: write `--format FORMAT=FILE`".to_owned()));
        }
        if let Some(file) = &options.output {
            let Some(output) = outputs.iter_mut().find(|output| output.file.is_none()) else {
                return Err(Failure("`--output` is for a `--format` without a file of its own".to_owned()));
            };
            // `-` is standard output everywhere.
            output.file = Some(file.clone()).filter(|file| file != "-");
        }
        let style = Style { color: shared.color_on_stdout() };
        Ok(Self {
            all: outputs,
            statistics: options.statistics,
            style,
            stderr_style: Style { color: shared.color_on_stderr() },
        })
    }

    /// The files that reports go to.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.all.iter().filter_map(|output| output.file.as_deref())
    }

    /// Writes every report; `aside` sends what is meant for standard output to standard error.
    pub(crate) fn write(&self, result: &RunResult, aside: bool) -> Result<(), Failure> {
        let report = Report::new(&result.diagnostics, result, result.summary);
        for output in &self.all {
            let bytes = self.bytes(&report, output, aside)?;
            match &output.file {
                Some(file) => {
                    let here = WorkingDirectory::current()?;
                    webconfig_host::write(&here.local(file), file, &bytes)?;
                }
                None if aside => drop(std::io::stderr().lock().write_all(&bytes)),
                None => output::stdout(&bytes)?,
            }
        }
        Ok(())
    }

    fn bytes(&self, report: &Report<'_>, output: &Output, aside: bool) -> Result<Vec<u8>, Failure> {
        let style = match (&output.file, aside) {
            (Some(_), _) => Style::default(),
            (None, true) => self.stderr_style,
            (None, false) => self.style,
        };
        let for_people = matches!(output.format, Format::Text | Format::Concise);
        if self.statistics && for_people {
            return Ok(statistics(report).into_bytes());
        }
        // So many bytes a finding takes in `json`: a report of megabytes would be copied each time it doubles.
        let mut bytes = Vec::with_capacity(report.findings().len().saturating_mul(1024));
        render(output.format, report, style, &mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_may_bring_its_file() {
        let parsed = |text| Output::parse(text).map(|output| (output.format, output.file));
        assert_eq!(parsed("json"), Ok((Format::Json, None)));
        assert_eq!(parsed("sarif=a=b.sarif"), Ok((Format::Sarif, Some("a=b.sarif".to_owned()))));
        assert!(parsed("jsn").unwrap_err().ends_with("did you mean `json`?"));
        assert!(parsed("json=").is_err());
    }
}
