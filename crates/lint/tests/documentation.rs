//! The pages of the rules are true: examples fire where they say, stay silent where they say, and fixes mend them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the functions of a test fail by panicking"
)]

use std::collections::BTreeMap;
use webconfig_config::{ConfigFile, FileKind};
use webconfig_diagnostics::{Change, Diagnostic, Safety};
use webconfig_files::{MemoryFiles, PathMap, is_project_file};
use webconfig_lint::page::{Example, Page};
use webconfig_lint::settings::RuleWord;
use webconfig_lint::{
    ContextKind, InputFile, Linter, Profile, RULES, Rule, Session, SessionInput, Settings, is_script, script,
    surroundings,
};
use webconfig_schema::Schema;
use webconfig_text::{FileId, SourceText, TextRange};

/// The files of an example by name.
type Files = BTreeMap<String, String>;

/// The id of the settings file; files under test count from 0, discovered ones behind them.
const SETTINGS: FileId = FileId(1 << 30);

fn files(example: &Example) -> Files {
    example.files.iter().map(|f| (f.name.clone(), f.text.clone())).collect()
}

/// Whether a walk takes a file of this name as one under test.
fn is_walked(path: &str) -> bool {
    let name = webconfig_files::name(path).to_ascii_lowercase();
    let known =
        ["web.config", "applicationhost.config", "machine.config", "redirection.config", "app.config"];
    known.contains(&name.as_str())
        || (name.starts_with("web.") && name.ends_with(".config"))
        || [".xdt", ".pubxml"].iter().any(|ending| name.ends_with(ending))
}

/// What a rule found, and the names of the files that it speaks of.
struct Found {
    diagnostics: Vec<Diagnostic>,
    names: BTreeMap<FileId, String>,
}

impl Found {
    fn name(&self, id: FileId) -> &str {
        self.names.get(&id).map_or("", String::as_str)
    }
}

/// What the rule finds in the files.
///
/// All rules run, because suppressions are about the others. `D:\sites` of an applicationHost.config is the folder
/// `sites` of the example.
fn lint(rule: &Rule, files: &Files, example: &Example) -> Found {
    let mut settings = Settings { extend_select: vec![RuleWord::new("ALL")], ..Settings::default() };
    if let Some(text) = files.get("webconfig.toml") {
        let (read, problems) = Settings::parse(text, Some(SETTINGS), "");
        assert_eq!(problems, [], "{}", rule.code);
        settings = settings.over(read);
    }
    settings.profile = example.profile.or(settings.profile).or(Some(Profile::Recommended));
    let none_walked = !files.keys().any(|name| is_walked(name));
    let under_test =
        files.iter().filter(|(name, _)| is_walked(name) || (none_walked && name.ends_with(".config")));
    let context = example.context.unwrap_or(ContextKind::Server);
    let inputs: Vec<InputFile> = under_test
        .enumerate()
        .map(|(id, (name, text))| InputFile {
            file: ConfigFile::new(
                FileId(id as u32),
                name,
                SourceText::decode(text.as_bytes()).unwrap(),
                None,
            ),
            context,
            is_debug: example.is_debug,
        })
        .collect();
    let mut memory = MemoryFiles::new();
    for (name, text) in files {
        memory.insert(name, text.as_str());
    }
    let mut path_map = PathMap::new();
    path_map.add(r"D:\sites", "sites");
    let of_kind = |kind: FileKind| inputs.iter().find(|f| f.file.kind == kind).map(|f| f.file.id);
    let scripts = files.keys().filter(|name| is_script(webconfig_files::name(name)));
    let mut around: Vec<_> = scripts.map(|name| script(name, context)).collect();
    around.extend(surroundings(&inputs, &[(String::new(), context)], &memory));
    let project = files.keys().find(|name| context == ContextKind::Published && is_project_file(name));
    for surrounding in &mut around {
        surrounding.project = project.cloned();
    }
    let linter = Linter::new(settings, "");
    let session = Session::new(
        &linter,
        SessionInput {
            application_host: of_kind(FileKind::ApplicationHost),
            machine: of_kind(FileKind::Machine),
            path_map,
            surroundings: around,
            ..SessionInput::new(inputs, Schema::builtin(), example.target.unwrap_or_default())
        },
    );
    let (outcome, discovered) =
        session.run(&memory, &|id| if id == SETTINGS { "webconfig.toml" } else { "" });
    let known = session.files().iter().chain(&discovered);
    let mut names: BTreeMap<FileId, String> = known.map(|f| (f.file.id, f.file.path.clone())).collect();
    names.insert(SETTINGS, "webconfig.toml".to_owned());
    let diagnostics = outcome.diagnostics.into_iter().filter(|d| d.code == rule.code).collect();
    Found { diagnostics, names }
}

/// A range as carets can show it: on one line, and at least one wide.
fn as_carets(text: &str, range: TextRange) -> TextRange {
    let line_end =
        text[range.start() as usize..].find('\n').map_or(text.len() as u32, |n| range.start() + n as u32);
    TextRange::new(range.start(), range.end().min(line_end).max(range.start() + 1))
}

fn fire(rule: &Rule, example: &Example) {
    let files = files(example);
    let found = lint(rule, &files, example);
    let mut expected: Vec<(String, Option<TextRange>, String)> = example
        .files
        .iter()
        .flat_map(|f| f.marks.iter().map(|m| (f.name.clone(), Some(m.range), m.label.clone())))
        .collect();
    let has_marks = !expected.is_empty();
    let mut actual: Vec<(String, Option<TextRange>, String)> = found
        .diagnostics
        .iter()
        .map(|d| {
            let name = found.name(d.primary.file);
            let range = d.primary.range.map(|r| as_carets(&files[name], r));
            (name.to_owned(), range, d.label.clone().unwrap_or_default())
        })
        .collect();
    if has_marks {
        expected.sort();
        actual.sort();
        assert_eq!(actual, expected, "{} {}: {:#?}", rule.code, rule.name, example);
    } else {
        // Nothing to point at: the finding is about a file or folder as a whole.
        assert!(actual.len() == 1 && actual[0].1.is_none(), "{}: {actual:?} in {example:#?}", rule.code);
    }
}

/// The files after all fixes of this grade; `None` when there is none.
fn mended(found: &Found, files: &Files, safety: Safety) -> Option<Files> {
    let mut edits: BTreeMap<String, webconfig_text::TextEdits> = BTreeMap::new();
    let mut after = files.clone();
    let mut any = false;
    let fixes = found.diagnostics.iter().filter_map(|d| d.fix.as_ref()).filter(|f| f.safety == safety);
    for change in fixes.flat_map(|f| &f.changes) {
        any = true;
        match change {
            // Clashing edits wait for the next round, as they do at the command line.
            Change::Edit { file, edits: more } => {
                let _ = edits.entry(found.name(*file).to_owned()).or_default().merge(more);
            }
            Change::Create { path, text } => {
                after.insert(path.clone(), text.clone());
            }
            Change::Rename { file, to } => {
                let text = after.remove(found.name(*file)).unwrap();
                after.insert(to.clone(), text);
            }
            Change::Delete { file } => {
                after.remove(found.name(*file));
            }
        }
    }
    for (name, edits) in edits {
        let text = edits.apply(&after[&name]);
        after.insert(name, text);
    }
    any.then_some(after)
}

#[test]
fn examples_fire_exactly_at_their_marks() {
    for rule in RULES {
        for example in Page::of(rule).examples("Fires") {
            fire(rule, example);
        }
    }
}

#[test]
fn clean_examples_and_traps_stay_silent() {
    for rule in RULES {
        let page = Page::of(rule);
        for example in page.examples("Clean").chain(page.examples("Trap")) {
            let found = lint(rule, &files(example), example);
            assert!(found.diagnostics.is_empty(), "{}: {:#?} in {example:#?}", rule.code, found.diagnostics);
        }
    }
}

#[test]
fn fixes_of_the_promised_grade_make_the_examples_clean() {
    for rule in RULES {
        let Some(promised) = rule.fix else { continue };
        let mut mended_any = false;
        for example in Page::of(rule).examples("Fires") {
            let mut files = files(example);
            let mut found = lint(rule, &files, example);
            let offers =
                |safety| found.diagnostics.iter().any(|d| d.fix.as_ref().is_some_and(|f| f.safety == safety));
            // To delete or rename a file is never safe, whatever the catalogue promises.
            let moves = |d: &Diagnostic| {
                let changes = d.fix.iter().flat_map(|f| &f.changes);
                changes.into_iter().any(|c| matches!(c, Change::Rename { .. } | Change::Delete { .. }))
            };
            let safety = if found.diagnostics.iter().any(moves) { Safety::Unsafe } else { promised };
            let fixable = offers(safety);
            for _ in 0..4 {
                let Some(after) = mended(&found, &files, safety) else { break };
                files = after;
                found = lint(rule, &files, example);
            }
            if fixable {
                mended_any = true;
                let left = found.diagnostics;
                assert!(left.is_empty(), "{} after its fix: {left:#?} in {files:#?}", rule.code);
            }
        }
        assert!(mended_any, "{} promises a fix and no example shows it", rule.code);
    }
}

#[test]
fn a_fix_is_never_bolder_than_the_catalogue_allows() {
    for rule in RULES {
        for example in Page::of(rule).examples("Fires") {
            for finding in lint(rule, &files(example), example).diagnostics {
                let Some(fix) = finding.fix else { continue };
                let is_quiet = fix.safety == Safety::Manual;
                assert!(is_quiet || rule.fix.is_some_and(|f| f <= fix.safety), "{}: {fix:?}", rule.code);
                let removes = |c: &Change| matches!(c, Change::Rename { .. } | Change::Delete { .. });
                assert!(
                    fix.safety != Safety::Safe || !fix.changes.iter().any(removes),
                    "{}: {fix:?}",
                    rule.code
                );
            }
        }
    }
}

#[test]
fn every_page_has_its_parts() {
    for rule in RULES {
        let page = Page::of(rule);
        assert!(page.summary().starts_with("Reports ") && page.summary().ends_with('.'), "{}", rule.code);
        for heading in ["Why", "Fires", "Clean", "Trap"] {
            let there = page.sections.iter().any(|s| s.heading == heading && !s.blocks.is_empty());
            assert!(there, "{} has no `# {heading}`", rule.code);
        }
        for heading in ["Fires", "Clean", "Trap"] {
            assert!(
                page.examples(heading).next().is_some(),
                "{} has no example below `# {heading}`",
                rule.code
            );
        }
        let known = ["Why", "Fires", "Clean", "Trap", "Fix", "References"];
        let odd: Vec<_> = page.sections.iter().filter(|s| !known.contains(&s.heading.as_str())).collect();
        assert!(odd.is_empty(), "{}: {odd:?}", rule.code);
        let promises = page.sections.iter().any(|s| s.heading == "Fix");
        assert!(rule.fix.is_none() || promises, "{} has a fix and no `# Fix`", rule.code);
    }
}

#[test]
fn messages_are_written_as_the_house_writes_them() {
    for rule in RULES {
        for example in Page::of(rule).examples("Fires") {
            for finding in lint(rule, &files(example), example).diagnostics {
                let said = [Some(&finding.message), finding.label.as_ref(), finding.help.as_ref()];
                for text in said.into_iter().flatten() {
                    let shouts = text.chars().next().is_some_and(char::is_uppercase)
                        && !text
                            .split_whitespace()
                            .next()
                            .is_some_and(|w| w.chars().skip(1).any(char::is_uppercase));
                    assert!(!shouts && !text.ends_with('.') && !text.contains('\n'), "{}: {text}", rule.code);
                }
                assert!(finding.help.is_some(), "{}: what to do?", rule.code);
            }
        }
    }
}
