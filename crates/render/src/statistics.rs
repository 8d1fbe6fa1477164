//! How often each rule speaks.

use crate::Report;
use std::collections::BTreeMap;
use webconfig_diagnostics::Safety;

/// A line for each rule with findings, the most frequent first: count, code, `[*]` where all are fixable, name.
pub fn statistics(report: &Report<'_>) -> String {
    let mut rules: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for finding in &report.findings {
        let (count, fixable) = rules.entry((finding.code, finding.name)).or_default();
        *count += 1;
        *fixable += usize::from(finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe));
    }
    let mut rows: Vec<_> = rules.into_iter().collect();
    rows.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    let width = rows.first().map_or(1, |(_, (count, _))| count.to_string().len());
    let mut out = String::new();
    for ((code, name), (count, fixable)) in rows {
        let star = match fixable {
            0 => "[ ]",
            some if some == count => "[*]",
            _ => "[-]",
        };
        out.push_str(&format!("{count:>width$}  {code}  {star}  {name}\n"));
    }
    out
}
