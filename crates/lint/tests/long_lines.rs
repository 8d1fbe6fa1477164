//! Configuration of one line with nothing but problems in it: with a look at the whole line, or at all that stands
//! beside it, for each of them these would take minutes.

#![allow(clippy::unwrap_used, reason = "the functions of a test fail by panicking")]

use webconfig_config::ConfigFile;
use webconfig_files::MemoryFiles;
use webconfig_lint::{ContextKind, InputFile, Linter, Session, SessionInput, Settings};
use webconfig_schema::{Release, Schema};
use webconfig_text::{FileId, SourceText};

const PROBLEMS: usize = 20_000;

/// How many findings there are of a `web.config` that holds this.
fn findings(content: &str) -> usize {
    let text = format!("<configuration>{content}</configuration>");
    let memory = MemoryFiles::new().with("web.config", text.as_str());
    let file = ConfigFile::new(FileId(0), "web.config", SourceText::from_text(text), None);
    let files = vec![InputFile { file, context: ContextKind::Server, is_debug: false }];
    let linter = Linter::new(Settings::default(), "");
    let session = Session::new(&linter, SessionInput::new(files, Schema::builtin(), Release::default()));
    session.run(&memory, &|_| "").0.diagnostics.len()
}

#[test]
fn problems_of_elements_and_text_take_linear_time() {
    let in_server =
        ["<directoryBrowse/>& text ", "<directoryBrowse <!-- --> text ", "<handlers/>text", "<unknown/>"];
    for piece in in_server {
        let content = format!("<system.webServer>{}</system.webServer>", piece.repeat(PROBLEMS));
        assert_eq!(findings(&content), 1000, "{piece}");
    }
    let removes =
        (0..PROBLEMS).fold(String::new(), |all, n| all + &format!("<remove fileExtension=\".{n}\"/>"));
    let content = format!("<system.webServer><staticContent>{removes}</staticContent></system.webServer>");
    assert_eq!(findings(&content), 1000);
}

#[test]
fn declarations_that_stand_again_and_again_take_linear_time() {
    for piece in ["<configSections/>", "<configSections><section name=\"s\"/></configSections>"] {
        assert_eq!(findings(&piece.repeat(PROBLEMS)), 1000, "{piece}");
    }
    let again = format!("<configSections>{}</configSections>", "<section name=\"s\"/>".repeat(PROBLEMS));
    assert_eq!(findings(&again), 1000);
}

#[test]
fn names_in_one_attribute_take_linear_time() {
    let names = (0..PROBLEMS).fold(String::new(), |all, n| all + &format!("n{n},"));
    let content = format!("<system.webServer><httpErrors lockAttributes=\"{names}\"/></system.webServer>");
    assert_eq!(findings(&content), 1000);
}

#[test]
fn the_conditions_of_a_template_are_one_finding_however_many_there_are() {
    // More of them would be above the size that IIS reads.
    assert_eq!(findings(&"$if$ x <appSettings/> $endif$ ".repeat(PROBLEMS / 4)), 1);
}
