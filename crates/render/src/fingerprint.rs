//! Names of findings that survive edits elsewhere in the file.

use crate::Report;
use std::collections::HashMap;
use std::fmt;
use webconfig_diagnostics::{Diagnostic, Masked};

/// Names a finding by its code, its file, and the text of its line; equal ones are counted.
///
/// Line numbers do not take part, so a finding keeps its name when lines are added above it. Secrets do not either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u64);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Fingerprint {
    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok().map(Self)).flatten()
    }
}

/// The fingerprints of a report's findings, in their order.
pub fn fingerprints(report: &Report<'_>) -> Vec<Fingerprint> {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    report
        .findings
        .iter()
        .map(|finding| {
            let base = hash(report, finding);
            let count = seen.entry(base).or_default();
            let fingerprint = fnv(base, &count.to_le_bytes());
            *count += 1;
            Fingerprint(fingerprint)
        })
        .collect()
}

fn hash(report: &Report<'_>, finding: &Diagnostic) -> u64 {
    let mut hash = fnv(0xcbf2_9ce4_8422_2325, finding.code.as_bytes());
    hash = fnv(hash, finding.detail.as_deref().unwrap_or("").as_bytes());
    hash = fnv(hash, report.path(finding.primary.file).as_bytes());
    let place = finding.primary;
    if let (Some(range), Some(source)) = (place.range, report.sources.text(place.file)) {
        let mut line = source.lines().line_content(source.text(), source.lines().line(range.start()));
        // Of a minified file only the surroundings: all of it would change with every edit.
        if line.len() > 2000 {
            line = range;
        }
        let masked = Masked::new(source.text(), line, report.sources.secrets(place.file));
        for word in masked.text().split_whitespace() {
            hash = fnv(hash, word.as_bytes());
        }
    }
    hash
}

/// FNV-1a with a separator behind each part: short, stable between releases, and nobody attacks it here.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .chain(&[0xff])
        .fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
