//! Baselines: findings that are known and shall not stop anybody today.
//!
//! A baseline names findings by fingerprint, so that it survives lines moving. It is JSON, sorted, one finding a line:
//! it lives in version control and its differences are read.

use crate::exit::Failure;
use crate::lint::run::RunResult;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use webconfig_host::WorkingDirectory;
use webconfig_render::{Fingerprint, Report, fingerprints};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Baseline {
    version: u32,
    findings: Vec<Known>,
}

#[derive(Deserialize, Serialize)]
struct Known {
    code: String,
    file: String,
    fingerprint: String,
}

/// Reads the fingerprints of a baseline.
pub(crate) fn read(here: &WorkingDirectory, file: &str) -> Result<HashSet<Fingerprint>, Failure> {
    let bytes = webconfig_host::read(&here.local(file), &here.shown(file))?;
    let wrong = |why: &dyn std::fmt::Display| Failure(format!("`{file}` is no baseline: {why}"));
    let baseline: Baseline = serde_json::from_slice(&bytes).map_err(|problem| wrong(&problem))?;
    if baseline.version != 1 {
        return Err(wrong(&format!("version {} is not known", baseline.version)));
    }
    let parsed = baseline.findings.iter().map(|known| Fingerprint::parse(&known.fingerprint));
    parsed.collect::<Option<_>>().ok_or_else(|| wrong(&"a fingerprint has the wrong form"))
}

/// Takes the known findings out of a result; they count as suppressed.
pub(crate) fn leave_out(known: &HashSet<Fingerprint>, result: &mut RunResult) {
    let names = fingerprints(&Report::new(&result.diagnostics, result, result.summary));
    // The report sorts; the findings of a run are sorted the same way, so names and findings go together.
    let mut names = names.into_iter();
    let before = result.diagnostics.len();
    result.diagnostics.retain(|_| names.next().is_none_or(|name| !known.contains(&name)));
    let suppressed = result.summary.suppressed + before - result.diagnostics.len();
    result.count(suppressed);
}

/// Writes the findings of a result as a baseline.
pub(crate) fn write(here: &WorkingDirectory, file: &str, result: &RunResult) -> Result<(), Failure> {
    let report = Report::new(&result.diagnostics, result, result.summary);
    let names = fingerprints(&report);
    let mut lines = Vec::with_capacity(names.len());
    for (finding, name) in report.findings().iter().zip(names) {
        let known = Known {
            code: finding.code.to_owned(),
            file: result.path_of(finding.primary.file).to_owned(),
            fingerprint: name.to_string(),
        };
        lines.push(serde_json::to_string(&known)?);
    }
    let text = format!("{{\"version\": 1, \"findings\": [\n{}\n]}}\n", lines.join(",\n"));
    webconfig_host::write(&here.local(file), file, text.as_bytes())?;
    Ok(())
}
