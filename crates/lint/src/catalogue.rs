//! The catalogue: the facts of every rule that exists or is planned, implemented here or not.
//!
//! `catalogue.tsv` is data; a test holds the rules of `rules/` to it. What is in the catalogue and not among
//! [`crate::RULES`] is a known name: it can be selected, suppressed and explained as "not yet".

use crate::{Priority, Profiles, Rule, Scopes};
use std::sync::OnceLock;
use webconfig_diagnostics::{Safety, Severity};

/// What the catalogue says about one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: &'static str,
    /// The name.
    pub name: &'static str,
    /// What it is about.
    pub scopes: Scopes,
    /// Its severity.
    pub severity: Severity,
    /// The grade of its fix.
    pub fix: Option<Safety>,
    /// The profiles with it.
    pub profiles: Profiles,
    /// Whether it drops to info for Debug.
    pub production_only: bool,
    /// How urgent it is.
    pub priority: Priority,
}

impl Entry {
    /// The rule, where it is implemented.
    pub fn rule(&self) -> Option<&'static Rule> {
        crate::rule_of(self.code)
    }

    /// Whether an error of this rule is a matter of security: bindings, exposure, transport, authentication,
    /// secrets, filtering, disclosure by errors, key stores, classic ASP.NET.
    pub fn is_security(&self) -> bool {
        matches!(self.code.get(2..4), Some("04" | "05" | "06" | "07" | "08" | "09" | "10" | "14" | "17"))
    }
}

/// The groups with their titles, in order.
pub const GROUPS: [(&str, &str); 19] = [
    ("00", "XML and file form"),
    ("01", "Schema and IIS validity"),
    ("02", "ASP.NET Core Module"),
    ("03", "Hosting, applications and pools"),
    ("04", "Bindings and host names"),
    ("05", "Sensitive files and exposure"),
    ("06", "Transport and headers"),
    ("07", "Authentication and authorization"),
    ("08", "Secrets"),
    ("09", "Request filtering and limits"),
    ("10", "Errors, diagnostics and logging"),
    ("11", "Ineffective and deprecated configuration"),
    ("12", "Transforms"),
    ("13", "Publish folder"),
    ("14", "Data protection"),
    ("15", "Application initialization, idle and recycling"),
    ("16", "Server installation and shared configuration"),
    ("17", "Classic ASP.NET"),
    ("19", "Tool hygiene"),
];

/// Former names of rules, with the code they have today. Codes never change.
const RENAMED: &[(&str, &str)] = &[];

/// Every entry, by code.
pub fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| include_str!("../catalogue.tsv").lines().skip(1).filter_map(entry).collect())
}

/// The entry of a code (any letter case) or a name, former names included.
pub fn find(code_or_name: &str) -> Option<&'static Entry> {
    let all = entries();
    let by_code = |code: &str| all.binary_search_by(|e| e.code.cmp(code)).ok().and_then(|at| all.get(at));
    by_code(&code_or_name.to_ascii_uppercase())
        .or_else(|| all.iter().find(|e| e.name.eq_ignore_ascii_case(code_or_name)))
        .or_else(|| {
            RENAMED.iter().find(|(old, _)| old.eq_ignore_ascii_case(code_or_name)).and_then(|r| by_code(r.1))
        })
}

fn entry(line: &'static str) -> Option<Entry> {
    let mut cells = line.split('\t');
    let mut cell = || cells.next();
    Some(Entry {
        code: cell()?,
        name: cell()?,
        scopes: Scopes::parse(cell()?),
        severity: Severity::parse(cell()?)?,
        fix: match cell()? {
            "safe" => Some(Safety::Safe),
            "unsafe" => Some(Safety::Unsafe),
            _ => None,
        },
        profiles: Profiles::letters(cell()?),
        production_only: cell()? == "yes",
        priority: match cell()? {
            "P0" => Priority::P0,
            "P1" => Priority::P1,
            _ => Priority::P2,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_complete_sorted_and_readable() {
        assert_eq!(entries().len(), include_str!("../catalogue.tsv").lines().count() - 1);
        assert_eq!(entries().len(), 250);
        assert!(entries().is_sorted_by(|a, b| a.code < b.code));
        assert!(entries().iter().all(|e| GROUPS.iter().any(|(g, _)| e.code.get(2..4) == Some(*g))));
    }

    #[test]
    fn rules_are_found_by_code_and_name_in_any_case() {
        for word in ["WC0104", "wc0104", "invalid-typed-value", "Invalid-Typed-Value"] {
            assert_eq!(find(word).map(|e| e.code), Some("WC0104"));
        }
        assert_eq!(find("WC01"), None);
    }
}
