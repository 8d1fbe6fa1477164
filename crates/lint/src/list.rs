//! All rules, there and planned, as a list: text, JSON, Markdown.

use crate::catalogue::{self, Entry};
use crate::page::Page;
use serde::Serialize;
use std::fmt::Write as _;
use webconfig_diagnostics::Safety;

/// One rule in the JSON list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    fix: &'static str,
    scopes: Vec<&'static str>,
    profiles: Vec<&'static str>,
    production_only: bool,
    priority: &'static str,
    since: Option<&'static str>,
    summary: Option<String>,
}

impl Row {
    fn new(entry: &Entry) -> Self {
        let rule = entry.rule();
        Self {
            code: entry.code,
            name: entry.name,
            severity: entry.severity.as_str(),
            fix: fix(entry),
            scopes: entry.scopes.words().collect(),
            profiles: profiles(entry),
            production_only: entry.production_only,
            priority: entry.priority.as_str(),
            since: rule.map(|r| r.since),
            summary: rule.map(|r| Page::of(r).summary().to_owned()),
        }
    }
}

fn fix(entry: &Entry) -> &'static str {
    entry.fix.map_or("none", Safety::as_str)
}

fn profiles(entry: &Entry) -> Vec<&'static str> {
    let all = crate::Profile::ALL.into_iter();
    all.filter(|p| entry.profiles.contains(*p)).map(crate::Profile::as_str).collect()
}

/// One line a rule: code, name, severity, fix, profiles; planned ones say so.
pub fn text() -> String {
    let mut out = String::new();
    let width = catalogue::entries().iter().map(|e| e.name.len()).max().unwrap_or(0);
    for entry in catalogue::entries() {
        let _ = write!(
            out,
            "{}  {:<width$}  {:<7}  {:<6}  {}",
            entry.code,
            entry.name,
            entry.severity,
            fix(entry),
            profiles(entry).join(",")
        );
        out.push_str(if entry.rule().is_some() { "\n" } else { "  (planned)\n" });
    }
    out
}

/// A JSON array with an object for each rule; `since` and `summary` are null for planned ones.
pub fn json() -> String {
    let rows: Vec<Row> = catalogue::entries().iter().map(Row::new).collect();
    // Strings, lists and flags serialise always.
    let mut out = serde_json::to_string_pretty(&rows).unwrap_or_default();
    out.push('\n');
    out
}

/// A page of Markdown with a table for each group: the file `RULES.md`.
pub fn markdown() -> String {
    let all = catalogue::entries();
    // No number of rules: two branches that add one each would clash over it.
    let mut out = "# Rules\n\nA planned rule is known by name and finds nothing yet.\n\
                   `webconfig explain CODE` shows a rule's page.\n\
                   This page is made by `webconfig rules --format markdown`.\n"
        .to_owned();
    for (group, title) in catalogue::GROUPS {
        let _ = write!(
            out,
            "\n## {group} {title}\n\n| Code | Name | Severity | Fix | Profiles | Reports |\n| --- | --- | --- | --- | --- | --- |\n"
        );
        for entry in all.iter().filter(|e| e.code.get(2..4) == Some(group)) {
            let summary =
                entry.rule().map_or_else(|| "planned".to_owned(), |r| Page::of(r).summary().to_owned());
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} |",
                entry.code,
                entry.name,
                entry.severity,
                fix(entry),
                profiles(entry).join(", "),
                summary.replace('|', "\\|")
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_in_every_list() {
        let (text, json, markdown) = (text(), json(), markdown());
        let parsed: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(parsed.as_array().unwrap().len(), catalogue::entries().len());
        for entry in catalogue::entries() {
            assert!(text.lines().any(|l| l.starts_with(entry.code)));
            assert!(markdown.contains(&format!("| {} | {} |", entry.code, entry.name)));
        }
    }

    #[test]
    fn a_line_of_text_has_the_facts_in_columns() {
        let text = text();
        let line = text.lines().find(|l| l.starts_with("WC0003")).unwrap();
        let words: Vec<_> = line.split_whitespace().collect();
        assert_eq!(
            words,
            ["WC0003", "encoding-mismatch", "error", "safe", "recommended,strict,cis,stig,classic"]
        );
    }
}
