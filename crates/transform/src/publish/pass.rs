//! One XDT pass in the words of the SDK's task.

use super::run::{Level, Line};
use crate::{Event, Level as Loudness, Options, Outcome, Stage, Status, Which, transform};

/// One XDT pass.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pass<'a> {
    /// The document's bytes.
    pub(crate) source: &'a [u8],
    /// Its path, for messages.
    pub(crate) source_path: &'a str,
    /// The transform's bytes.
    pub(crate) transform: &'a [u8],
    /// Its path.
    pub(crate) transform_path: &'a str,
    /// Errors are ignored: the first one ends the pass without a word, and nothing is saved.
    pub(crate) ignores_errors: bool,
}

/// What a pass did.
#[derive(Clone, Debug, Default)]
pub(crate) struct PassOutcome {
    /// What it saved; a file cut off while saving counts too.
    pub(crate) saved: Option<Vec<u8>>,
    /// Whether it failed.
    pub(crate) failed: bool,
    /// What it said.
    pub(crate) lines: Vec<Line>,
}

/// Runs the XDT engine as the SDK's task does.
pub(crate) fn xdt(pass: Pass<'_>) -> PassOutcome {
    let outcome = transform(pass.source, pass.transform, &Options::default());
    let failed = outcome.status != Status::Success;
    // A file that broke while it was being saved stays as it was left.
    let saved = match outcome.status {
        Status::Success | Status::Fatal(Stage::Save) => Some(outcome.leftover().to_vec()),
        _ => None,
    };
    if pass.ignores_errors {
        return PassOutcome { saved, failed: false, lines: Vec::new() };
    }
    let count = outcome.log.len();
    let lines = outcome
        .log
        .iter()
        .enumerate()
        .map(|(index, event)| line(pass, &outcome, event, index + 1 == count))
        .collect();
    PassOutcome { saved, failed, lines }
}

fn line(pass: Pass<'_>, outcome: &Outcome, event: &Event, is_last: bool) -> Line {
    let level = match event.level {
        Loudness::Error => Level::Error,
        Loudness::Warning => Level::Warning,
        Loudness::Message | Loudness::Verbose => Level::Detail,
    };
    let indent =
        if level == Level::Detail { "  ".repeat(usize::from(event.depth) + 1) } else { String::new() };
    let file = match event.place.map(|p| p.document) {
        Some(Which::Source) => pass.source_path,
        Some(Which::Transform) => pass.transform_path,
        None => "",
    };
    let place = event.place.and_then(|p| p.position);
    let mut text = format!("{indent}{}", event.text);
    let mut file = file.to_owned();
    if let (Status::Fatal(stage), true, None) = (outcome.status, is_last, place) {
        // What is no parse error is wrapped and told at the task.
        let is_limit = text.contains("MaxCharactersFromEntities");
        if !is_limit {
            let what = match stage {
                Stage::LoadSource => "open Source",
                Stage::LoadTransform => "open Transform",
                Stage::Save => "write Destination",
            };
            text = format!("Could not {what} file: {text}");
            file = String::new();
        }
    }
    Line { level, file, place, code: "", text }
}
