//! A run as a whole: levels, suppressions, order, limits.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the functions of a test fail by panicking")]

use webconfig_config::ConfigFile;
use webconfig_diagnostics::Severity;
use webconfig_lint::{ContextKind, Linter, Outcome, Settings, SourceFile};
use webconfig_text::{FileId, SourceText};

const TOML: FileId = FileId(99);

fn run(settings: &str, files: &[(&str, &str)]) -> Outcome {
    let (settings, problems) = Settings::parse(settings, Some(TOML), "/repo");
    assert_eq!(problems, []);
    let parsed: Vec<ConfigFile> = files
        .iter()
        .enumerate()
        .map(|(at, (name, text))| {
            ConfigFile::new(FileId(at as u32), name, SourceText::decode(text.as_bytes()).unwrap(), None)
        })
        .collect();
    let linter = Linter::new(settings, "/repo");
    let reports = parsed.iter().map(|file| linter.check(SourceFile::new(file))).collect();
    linter.finish(reports, Vec::new(), &|id| if id == TOML { "webconfig.toml" } else { "" })
}

fn codes(outcome: &Outcome) -> Vec<(&'static str, Severity)> {
    outcome.diagnostics.iter().map(|d| (d.code, d.severity)).collect()
}

const DOCTYPE: &str = "<!DOCTYPE configuration>\n<configuration />\n";
const WRONG_ROOT: &str = "<Configuration />\n";

#[test]
fn a_word_of_the_user_replaces_the_severity() {
    let settings = "[lint.severity]\nWC00 = 'hint'\ndtd-or-external-entity = 'warning'\n";
    let outcome = run(settings, &[("a.config", DOCTYPE), ("web.config", WRONG_ROOT)]);
    assert_eq!(codes(&outcome), [("WC0004", Severity::Warning), ("WC0002", Severity::Hint)]);
    assert_eq!((outcome.summary.errors, outcome.summary.warnings, outcome.summary.hints), (0, 1, 1));
}

#[test]
fn a_lower_grade_of_the_rule_stays_at_most_where_it_is() {
    let near = format!("<configuration><!--{}--></configuration>", "x".repeat(900 - 38));
    let with = |level: &str| {
        let settings = format!("[lint.options]\nmax-config-kb = 1\n[lint.severity]\nWC0009 = '{level}'\n");
        codes(&run(&settings, &[("web.config", &near)]))
    };
    assert_eq!(with("error"), [("WC0009", Severity::Info)]);
    assert_eq!(with("warning"), [("WC0009", Severity::Info)]);
    assert_eq!(with("hint"), [("WC0009", Severity::Hint)]);
}

#[test]
fn overrides_hold_for_their_paths_only() {
    let settings = "[lint.severity]\nWC0004 = 'warning'\n\
                    [[lint.overrides]]\npaths = ['legacy/']\nseverity = { WC0004 = 'info' }\n\
                    [[lint.overrides]]\npaths = ['generated/**']\nignore = ['WC0004']\n";
    let files =
        [("generated/web.config", DOCTYPE), ("legacy/web.config", DOCTYPE), ("new/web.config", DOCTYPE)];
    let outcome = run(settings, &files);
    assert_eq!(codes(&outcome), [("WC0004", Severity::Info), ("WC0004", Severity::Warning)]);
    assert_eq!(outcome.summary.suppressed, 1);
}

#[test]
fn an_override_that_suppresses_nothing_is_a_finding_in_the_settings() {
    let settings = "[[lint.overrides]]\npaths = ['legacy/']\nignore = ['WC0004', 'WC9999']\n";
    let outcome = run(settings, &[("web.config", DOCTYPE)]);
    let found: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|d| (d.code, d.primary.file, d.primary.range.unwrap().of(settings)))
        .collect();
    let expected = [("WC0004", FileId(0), ""), ("WC1901", TOML, "'WC0004'"), ("WC1903", TOML, "'WC9999'")];
    assert_eq!(found[1..], expected[1..]);
    assert_eq!(found[0].0, "WC0004");
}

#[test]
fn suppressions_take_findings_and_are_counted() {
    let text = "<!-- webconfig-ignore-file WC0002: another program reads it -->\n<Configuration />\n";
    let outcome = run("", &[("web.config", text)]);
    assert_eq!(codes(&outcome), []);
    assert_eq!((outcome.summary.suppressed, outcome.summary.files), (1, 1));
}

#[test]
fn a_suppression_covers_the_next_element_only() {
    let text = "<configuration>\n<!-- webconfig-ignore WC0006: filled in later -->\n<a><__A__ /></a>\n\
                <b><__B__ /></b>\n</configuration>\n";
    let outcome = run("", &[("web.config", text)]);
    let [finding] = outcome.diagnostics.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    assert_eq!(finding.primary.range.unwrap().of(text), "__B__");
    assert_eq!(outcome.summary.suppressed, 1);
}

#[test]
fn suppressions_of_rules_that_did_not_run_are_not_judged() {
    let text = "<configuration>\n<!-- webconfig-ignore WC0004: x -->\n<a />\n</configuration>\n";
    assert_eq!(codes(&run("", &[("web.config", text)])), [("WC1901", Severity::Warning)]);
    assert_eq!(codes(&run("[lint]\nignore = ['WC0004']", &[("web.config", text)])), []);
}

#[test]
fn findings_about_suppressions_can_be_suppressed_without_end() {
    let text = "<configuration>\n<!-- webconfig-ignore-file WC1901: kept for the old build -->\n\
                <!-- webconfig-ignore WC0004: x -->\n<a />\n</configuration>\n";
    let outcome = run("", &[("web.config", text)]);
    assert_eq!((codes(&outcome), outcome.summary.suppressed), (vec![], 1));
    let unused = "<configuration>\n<!-- webconfig-ignore-file WC1901, WC1903: none -->\n</configuration>\n";
    assert_eq!(codes(&run("", &[("web.config", unused)])), [], "WC1903 is unused, and that is suppressed");
}

#[test]
fn findings_are_sorted_by_file_offset_and_code() {
    let text = "<Configuration>\n<a>&</a>\n<b x=1 />\n</Configuration>\n";
    let outcome = run("", &[("b/web.config", text), ("a/web.config", DOCTYPE)]);
    let found: Vec<_> =
        outcome.diagnostics.iter().map(|d| (d.primary.file.0, d.primary.range.unwrap().start())).collect();
    assert_eq!(found.len(), 4);
    assert_eq!(found[0].0, 1, "a/ before b/, whatever the ids");
    assert!(found[1..].is_sorted());
}

#[test]
fn the_last_finding_says_how_many_were_left_out() {
    let text = format!("<configuration>{}<__A__ /></configuration>", "<a>&</a>".repeat(5000));
    let outcome = run("", &[("web.config", &text)]);
    assert_eq!(outcome.diagnostics.len(), 1000);
    let last = outcome.diagnostics.last().unwrap();
    // 5,000 ampersands and the element, less the 999 that are shown.
    assert!(last.message.starts_with("4002 more findings in this file are not shown"), "{}", last.message);
    let few = run("[lint]\nmax-findings-per-file = 2", &[("web.config", &text)]);
    assert_eq!(few.diagnostics.len(), 2);
    let all = run("[lint]\nmax-findings-per-file = 0", &[("web.config", &text)]);
    assert_eq!(all.diagnostics.len(), 5001);
}

#[test]
fn the_gravest_findings_are_kept() {
    let text =
        format!("{}<configuration>{}</configuration>", "<!DOCTYPE configuration>", "<a>&</a>".repeat(9));
    let settings = "[lint]\nmax-findings-per-file = 3\n[lint.severity]\nWC0001 = 'info'\n";
    let outcome = run(settings, &[("web.config", &text)]);
    assert_eq!(
        codes(&outcome),
        [("WC0004", Severity::Error), ("WC0001", Severity::Info), ("WC0001", Severity::Info)]
    );
}

#[test]
fn broken_files_of_any_shape_are_judged_in_every_context() {
    let shapes = [
        "",
        "<",
        "<a",
        "</",
        "<a b",
        "<!--",
        "<!DOCTYPE",
        "\u{FEFF}\u{FEFF}",
        "<<<<<<<",
        "<__",
        "<!-- webconfig-ignore",
    ];
    for context in ContextKind::ALL {
        for text in shapes {
            let file = ConfigFile::new(FileId(0), "web.config", SourceText::from_text(text), None);
            let linter = Linter::new(Settings::default(), "");
            let report = linter.check(SourceFile { context, ..SourceFile::new(&file) });
            let outcome = linter.finish(vec![report], Vec::new(), &|_| "");
            assert!(outcome.summary.errors > 0, "{text:?}");
        }
    }
}

#[test]
fn files_of_nothing_but_errors_take_linear_time() {
    let size = 20_000;
    let unit = [
        "<",
        "</",
        "<a ",
        "<a b=\"",
        "&",
        "<<<<<<<\n",
        "<!--",
        "</a>",
        "<!-- webconfig-ignore x -->",
        "<#{",
        "<p:a/>",
        "<a>",
        "\n>>>>>>> \n",
        "]]>",
        "<__A__/>",
        " b=\"1",
        "<!-- webconfig-ignore WC0001 --><a>",
    ];
    for piece in unit {
        for before in ["", "<configuration>", "<a "] {
            let text = before.to_owned() + &piece.repeat(size / piece.len());
            let outcome = run("", &[("web.config", &text)]);
            assert!(outcome.diagnostics.len() <= 1000, "{piece}");
        }
    }
    let prefixes = (0..20_000).fold(String::new(), |all, n| all + &format!("<p{n}:a/>"));
    run("", &[("web.config", &prefixes)]);
}
