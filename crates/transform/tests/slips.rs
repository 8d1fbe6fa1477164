//! What the reference does by accident and everybody's files live with: kept in its own mode, absent from `--preserve`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use webconfig_transform::{Cause, Mode, Options, Outcome, Stage, Status, transform};

fn run(source: &str, steps: &str, mode: Mode) -> Outcome {
    let changes =
        format!(r#"<c xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">{steps}</c>"#);
    transform(source.as_bytes(), changes.as_bytes(), &Options { mode, explain: false })
}

fn saved(source: &str, steps: &str, mode: Mode) -> String {
    String::from_utf8(run(source, steps, mode).into_bytes().unwrap()).unwrap()
}

const REMOVE_FIRST_TWO: &str = r#"<a xdt:Transform="Remove"/><b xdt:Transform="Remove"/>"#;
const ON_ONE_LINE: &str = "<c>\n  <a/> <b/> <d/>\n</c>";

#[test]
fn blanks_at_the_very_end_of_the_file_are_lost() {
    for (source, expected) in
        [("<c><a/></c>  ", "<c></c>"), ("<c><a/></c>\n  ", "<c></c>\n"), ("<c><a/></c> \n\t", "<c></c> \n\t")]
    {
        assert_eq!(saved(source, r#"<a xdt:Transform="Remove"/>"#, Mode::Reference), expected, "{source:?}");
    }
    assert_eq!(saved("<c><a/></c>  ", r#"<a xdt:Transform="Remove"/>"#, Mode::Preserve), "<c></c>  ");
}

#[test]
fn neighbours_on_one_line_cannot_be_removed_together() {
    let outcome = run(ON_ONE_LINE, REMOVE_FIRST_TWO, Mode::Reference);
    assert_eq!(outcome.status, Status::Fatal(Stage::Save));
    assert_eq!(outcome.log.last().unwrap().cause, Cause::RemovedNeighbours);
    assert!(outcome.leftover().is_empty());
    let all = run("<c>\n  <a/> <a/>\n</c>", r#"<a xdt:Transform="RemoveAll"/>"#, Mode::Reference);
    assert_eq!(all.status, Status::Fatal(Stage::Save));
}

#[test]
fn neighbours_on_one_line_can_be_removed_one_at_a_time() {
    let first = r#"<a xdt:Transform="Remove"/>"#;
    assert_eq!(saved(ON_ONE_LINE, first, Mode::Reference), "<c>\n  <b/> <d/>\n</c>");
    let last_two = r#"<b xdt:Transform="Remove"/><d xdt:Transform="Remove"/>"#;
    assert_eq!(saved(ON_ONE_LINE, last_two, Mode::Reference), "<c>\n  <a/>\n</c>");
}

#[test]
fn preserving_removes_neighbours_with_the_blanks_between_them() {
    assert_eq!(saved(ON_ONE_LINE, REMOVE_FIRST_TWO, Mode::Preserve), "<c>\n  <d/>\n</c>");
    let all = r#"<a xdt:Transform="RemoveAll"/>"#;
    assert_eq!(saved("<c>\n  <a/> <a/>\n</c>", all, Mode::Preserve), "<c>\n</c>");
}

#[test]
fn a_root_that_an_xpath_finds_has_no_parents_to_report() {
    let changes = r#"<c xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform" xdt:Locator="XPath(/no)">
<n xdt:Transform="Insert"/></c>"#;
    let outcome = transform(b"<c></c>", changes.as_bytes(), &Options::default());
    assert_eq!(outcome.status, Status::Failure);
    assert_eq!(outcome.errors().next().unwrap().cause, Cause::WrongTarget);
}
