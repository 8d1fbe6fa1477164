//! `cargo xtask new-rule group/name`: the file of a rule with everything that the catalogue knows, listed where rules
//! are listed.
//!
//! The file compiles and its tests fail: the page wants its examples.

use clap::Args;
use std::fs;
use std::path::Path;

/// Arguments of `new-rule`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder below `rules/` and the name in the catalogue, such as `exposure/directory-browsing-enabled`
    #[arg(value_name = "GROUP/NAME")]
    rule: String,
}

/// A row of the catalogue.
struct Row<'c> {
    code: &'c str,
    name: &'c str,
    scopes: String,
    severity: String,
    fix: String,
    profiles: &'c str,
    production: bool,
    priority: &'c str,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), String> {
    let lint = crate::root().join("crates/lint");
    let catalogue = read(&lint.join("catalogue.tsv"))?;
    let (group, name) = arguments.rule.split_once('/').ok_or("write `group/name`")?;
    let group = &group.replace('-', "_");
    let row = row(&catalogue, name).ok_or_else(|| format!("the catalogue has no rule `{name}`"))?;
    let module = name.replace('-', "_");
    let folder = lint.join("src/rules").join(group);
    let file = folder.join(format!("{module}.rs"));
    if file.exists() {
        return Err(format!("`{}` is there already", file.display()));
    }
    let list = read(&lint.join("src/rules/mod.rs"))?;
    let mut list = with_entry(&list, &catalogue, group, &module, row.code)?;
    if !folder.exists() {
        fs::create_dir(&folder).map_err(|problem| problem.to_string())?;
        write(&folder.join("mod.rs"), &format!("//! Group {}.\n", row.code.get(2..4).unwrap_or("")))?;
        list = with_module(&list, group);
    }
    let group_list = with_module(&read(&folder.join("mod.rs"))?, &module);
    write(&file, &page(&row))?;
    write(&folder.join("mod.rs"), &group_list)?;
    write(&lint.join("src/rules/mod.rs"), &list)?;
    println!("wrote {}\nnext: the page and `check`, then `cargo test -p webconfig-lint`", file.display());
    Ok(())
}

fn row<'c>(catalogue: &'c str, name: &str) -> Option<Row<'c>> {
    let cells: Vec<&str> = catalogue
        .lines()
        .map(|line| line.split('\t').collect())
        .find(|cells: &Vec<&str>| cells.get(1) == Some(&name))?;
    let [code, name, scopes, severity, fix, profiles, production, priority] = cells.try_into().ok()?;
    let capital = |word: &str| word.get(..1).unwrap_or("").to_uppercase() + word.get(1..).unwrap_or("");
    Some(Row {
        code,
        name,
        scopes: scopes.replace(',', " "),
        severity: capital(severity),
        fix: if fix == "none" { String::new() } else { format!(", fix {}", capital(fix)) },
        profiles,
        production: production == "yes",
        priority,
    })
}

fn page(row: &Row<'_>) -> String {
    let Row { code, name, scopes, severity, fix, profiles, priority, .. } = row;
    let production = if row.production { " production" } else { "" };
    format!(
        r#"//! {code}. What a reader should know before the code; where the difficulty is.

use crate::Context;
use crate::rule::rule;
use crate::views::SectionView;

rule! {{
    /// Reports ….
    ///
    /// # Why
    /// What happens to whom.
    ///
    /// # Fires
    /// ```xml
    /// <configuration />
    ///  ^^^^^^^^^^^^^ the label
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration />
    /// ```
    ///
    /// # Trap
    /// What looks like it and is not.
    /// ```xml
    /// <configuration />
    /// ```
    {code} "{name}", {severity}, since "{since}"{fix},
    scope {scopes}, profiles "{profiles}", {priority}{production},
    on Section("system.webServer/…", check)
}}

fn check(section: &SectionView<'_>, cx: &mut Context<'_>) {{
    let _ = (section, cx);
}}
"#,
        since = env!("CARGO_PKG_VERSION").rsplit_once('.').map_or("", |(minor, _)| minor),
    )
}

/// The list of rules with one more, in the order of the codes.
fn with_entry(list: &str, catalogue: &str, group: &str, module: &str, code: &str) -> Result<String, String> {
    let mut lines: Vec<String> = list.lines().map(str::to_owned).collect();
    let begin =
        lines.iter().position(|line| line.contains("static RULES")).ok_or("there is no list of rules")?;
    let end =
        lines.iter().skip(begin).position(|line| line.trim() == "];").ok_or("the list has no end")? + begin;
    let later = |line: &String| {
        let name = line.trim().split("::").nth(1).unwrap_or("").replace('_', "-");
        row(catalogue, &name).is_some_and(|row| row.code > code)
    };
    let at = lines.iter().take(end).skip(begin + 1).position(later).map_or(end, |at| begin + 1 + at);
    lines.insert(at, format!("    &{group}::{module}::RULE,"));
    Ok(lines.join("\n") + "\n")
}

/// A `mod.rs` with one more module, in alphabetical order.
fn with_module(list: &str, module: &str) -> String {
    let mut lines: Vec<String> = list.lines().map(str::to_owned).collect();
    let line = format!("pub mod {module};");
    let is_module = |line: &String| line.starts_with("pub mod ");
    let later = lines.iter().position(|other| is_module(other) && *other > line);
    let last = lines.iter().rposition(is_module).map(|at| at + 1);
    match later.or(last) {
        Some(at) => lines.insert(at, line),
        None => lines.extend([String::new(), line]),
    }
    lines.join("\n") + "\n"
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|problem| format!("cannot read `{}`: {problem}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|problem| format!("cannot write `{}`: {problem}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATALOGUE: &str = "code\tname\tscope\tseverity\tfix\tprofiles\tproduction\tpriority\n\
                             WC0101\ta-one\tWC,AH\terror\tnone\trsct\tno\tP0\n\
                             WC0102\ta-two\tWC\twarning\tsafe\trs\tyes\tP1\n\
                             WC0201\tb-one\tWC\tinfo\tnone\trs\tno\tP2\n";

    #[test]
    fn a_rule_is_listed_by_its_code() {
        let list = "pub static RULES: &[&Rule] = &[\n    &a::a_one::RULE,\n    &b::b_one::RULE,\n];\n";
        let with = with_entry(list, CATALOGUE, "a", "a_two", "WC0102").unwrap();
        assert_eq!(with, list.replace("    &b::", "    &a::a_two::RULE,\n    &b::"));
        let last = with_entry(list, CATALOGUE, "c", "c_one", "WC0301").unwrap();
        assert!(last.ends_with("    &b::b_one::RULE,\n    &c::c_one::RULE,\n];\n"));
    }

    #[test]
    fn modules_stay_in_order() {
        assert_eq!(with_module("//! X.\n", "m"), "//! X.\n\npub mod m;\n");
        let list = "//! X.\n\npub mod a;\npub mod c;\n\nuse y;\n";
        assert_eq!(with_module(list, "b"), "//! X.\n\npub mod a;\npub mod b;\npub mod c;\n\nuse y;\n");
        assert_eq!(with_module(list, "d"), "//! X.\n\npub mod a;\npub mod c;\npub mod d;\n\nuse y;\n");
    }

    #[test]
    fn the_page_has_the_facts_of_the_catalogue() {
        let page = page(&row(CATALOGUE, "a-two").unwrap());
        assert!(page.contains("WC0102 \"a-two\", Warning, since \"0.1\", fix Safe,\n    scope WC, profiles \"rs\", P1 production,"));
    }
}
