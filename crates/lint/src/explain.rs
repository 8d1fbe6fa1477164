//! A rule's page as text for a terminal, also for rules that are only planned.

use crate::catalogue::{self, Entry};
use crate::page::{Block, Page};
use crate::{Profile, UnknownRule};
use std::fmt::Write as _;
use webconfig_diagnostics::Safety;

/// The page of the rule with this code or name, at most `width` columns wide where it is prose.
///
/// ```
/// let page = webconfig_lint::explain("wc0004", 80).unwrap();
/// assert!(page.starts_with("WC0004 dtd-or-external-entity\n"));
/// ```
pub fn explain(code_or_name: &str, width: usize) -> Result<String, UnknownRule> {
    match catalogue::find(code_or_name.trim()) {
        Some(entry) => Ok(page(entry, width)),
        None => Err(crate::Selector::parse(code_or_name).err().unwrap_or_else(|| UnknownRule {
            // The begin of codes names many rules, and none to explain.
            word: code_or_name.to_owned(),
        })),
    }
}

fn page(entry: &Entry, width: usize) -> String {
    let mut out = format!("{} {}\n\n", entry.code, entry.name);
    let group = catalogue::GROUPS.iter().find(|(g, _)| entry.code.get(2..4) == Some(*g)).map_or("", |g| g.1);
    let profiles: Vec<&str> =
        Profile::ALL.into_iter().filter(|p| entry.profiles.contains(*p)).map(Profile::as_str).collect();
    let mut facts = vec![
        (
            "Severity",
            entry.severity.to_string() + if entry.production_only { ", info for Debug" } else { "" },
        ),
        ("Group", group.to_owned()),
        ("Fix", entry.fix.map_or("none", Safety::as_str).to_owned()),
        ("Profiles", profiles.join(", ")),
    ];
    if let Some(rule) = entry.rule() {
        facts.push(("Since", rule.since.to_owned()));
    }
    for (name, value) in facts {
        let _ = writeln!(out, "{name:<10}{value}");
    }
    let Some(rule) = entry.rule() else {
        out.push_str("\nThis rule is planned and not there yet.\n");
        return out;
    };
    let page = Page::of(rule);
    for paragraph in &page.what {
        out.push('\n');
        wrap(&mut out, paragraph, "", width);
    }
    for section in &page.sections {
        let _ = write!(out, "\n{}\n", section.heading);
        for (at, block) in section.blocks.iter().enumerate() {
            match block {
                Block::Text(text) => text.lines().for_each(|line| wrap(&mut out, line, "  ", width)),
                Block::Example(example) => {
                    if at > 0 {
                        out.push('\n');
                    }
                    for file in &example.files {
                        if file.is_named {
                            let _ = writeln!(out, "  {}", file.name);
                        }
                        for line in file.shown.lines() {
                            out.push_str(format!("    {line}").trim_end());
                            out.push('\n');
                        }
                    }
                }
            }
        }
    }
    out
}

fn wrap(out: &mut String, text: &str, indent: &str, width: usize) {
    let begin = out.len();
    out.push_str(indent);
    let mut column = indent.len();
    for word in text.split(' ') {
        let len = word.chars().count();
        if column > indent.len() && column + 1 + len > width {
            out.push('\n');
            out.push_str(indent);
            column = indent.len();
        } else if out.len() > begin + indent.len() {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += len;
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shows_facts_reasons_and_examples() {
        insta::assert_snapshot!(explain("dtd-or-external-entity", 60).unwrap(), @r#"
        WC0004 dtd-or-external-entity

        Severity  error
        Group     XML and file form
        Fix       none
        Profiles  recommended, strict, cis, stig, classic
        Since     0.1

        Reports a DOCTYPE, with or without entities in it.

        Why
          Configuration has no use for a DTD, and IIS refuses a file
          with one. Other parsers of the tool chain may open the
          files and addresses that it names, or expand it to
          gigabytes. This program does neither.

        Fires
            <!DOCTYPE configuration [ <!ENTITY x "y"> ]>
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not allowed in configuration
            <configuration />

            <!DOCTYPE configuration SYSTEM "https://example.com/configuration.dtd">
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not allowed in configuration
            <configuration />

        Clean
            <configuration />

        Trap
          In a comment it is only text.

            <configuration><!-- <!DOCTYPE configuration> --></configuration>

        References
          - CWE-611, CWE-776
        "#);
    }

    #[test]
    fn planned_rules_say_so_and_unknown_ones_get_a_suggestion() {
        let planned = catalogue::entries().iter().find(|e| e.rule().is_none());
        if let Some(entry) = planned {
            assert!(explain(entry.code, 80).unwrap().ends_with("This rule is planned and not there yet.\n"));
        }
        assert_eq!(
            explain("dtd-or-external-entitty", 80).unwrap_err().to_string(),
            "there is no rule `dtd-or-external-entitty`; did you mean `dtd-or-external-entity`?"
        );
        assert!(explain("WC00", 80).is_err());
    }

    #[test]
    fn no_page_is_wider_than_asked() {
        for entry in catalogue::entries() {
            let page = explain(entry.code, 72).unwrap();
            let prose = page.lines().filter(|l| !l.starts_with("    ") && l.contains(' '));
            for line in prose.filter(|l| !l.starts_with("Profiles")) {
                assert!(line.chars().count() <= 72, "{line}");
            }
        }
    }
}
