//! The trace in words, for people.

use crate::log::Level;
use crate::near_miss::{Miss, NearMiss};
use crate::outcome::{Outcome, Status};
use crate::trace::{Change, Step, StepResult};
use std::fmt::Write as _;

/// Says of each step what it matched and changed, and of one that matched nothing what almost matched. The names are
/// those of the two files.
pub fn explain(outcome: &Outcome, source: &str, transform: &str) -> String {
    let mut out = String::new();
    for (index, step) in outcome.steps.iter().enumerate() {
        explain_step(outcome, index, step, source, transform, &mut out);
    }
    let ending = match outcome.status {
        Status::Success if outcome.steps.is_empty() => "no steps; the file is only written anew",
        Status::Success => "succeeded",
        Status::Failure => "failed: publish would save nothing",
        Status::Fatal(_) => "could not run",
    };
    let _ = writeln!(out, "{transform}: {ending}");
    out
}

fn explain_step(
    outcome: &Outcome,
    index: usize,
    step: &Step,
    source: &str,
    transform: &str,
    out: &mut String,
) {
    let (line, column) = step.position;
    let arguments = step.arguments.as_ref().map_or(String::new(), |a| format!("({a})"));
    let _ = writeln!(
        out,
        "step {}: {transform}({line},{column}): {}{arguments} of `{}`",
        index + 1,
        step.transform,
        step.element
    );
    if step.is_nested {
        out.push_str("  runs although the element around it was brought over with everything in it\n");
    }
    if let Some(path) = &step.path {
        let _ = writeln!(out, "  path {path}");
    }
    for target in &step.targets {
        let place = placed(source, target.position);
        let _ = writeln!(out, "  matched {}{place}", target.path);
    }
    let more = step.matched.saturating_sub(step.targets.len());
    if more > 0 {
        let _ = writeln!(out, "  matched {more} more, which stay as they are");
    }
    for change in &step.changes {
        let _ = writeln!(out, "  {}", described(change));
    }
    if step.result == StepResult::Done && step.changes.is_empty() {
        out.push_str("  changed nothing\n");
    }
    if let Some(missing) = &step.missing {
        let _ = writeln!(out, "  nothing matches {missing}");
    }
    for miss in &step.near_misses {
        let _ = writeln!(out, "  {}", near(miss, source));
    }
    for event in outcome.log.iter().filter(|e| e.step == Some(index) && e.level >= Level::Warning) {
        let level = if event.level == Level::Error { "error" } else { "warning" };
        let _ = writeln!(out, "  {level} {}: {}", event.cause.code(), event.text);
    }
}

fn placed(source: &str, position: Option<(u32, u32)>) -> String {
    position.map_or(String::new(), |(line, column)| format!(" at {source}({line},{column})"))
}

fn described(change: &Change) -> String {
    match change {
        Change::Inserted(path) => format!("inserted {path}"),
        Change::Removed(path) => format!("removed {path}"),
        Change::Replaced(path) => format!("replaced {path}"),
        Change::CommentedOut(path) => format!("commented out {path}"),
        Change::SetAttribute { name, is_new: true } => format!("added the attribute `{name}`"),
        Change::SetAttribute { name, is_new: false } => format!("set the attribute `{name}`"),
        Change::RemovedAttribute(name) => format!("removed the attribute `{name}`"),
        Change::AlreadyThere => "inserted nothing: it is there already".to_owned(),
    }
}

fn near(miss: &NearMiss, source: &str) -> String {
    let what = format!("{}{}", miss.path, placed(source, miss.position));
    match miss.kind {
        Miss::Removed => match miss.step {
            Some(step) => format!("step {} took away or changed {what}", step + 1),
            None => format!("an earlier step took away or changed {what}"),
        },
        Miss::Case => format!("letter case: there is {what}"),
        Miss::Location => format!("`location`: there is {what}"),
        Miss::Namespace => format!("another namespace: there is {what}"),
        Miss::WrongParent => format!("another parent: there is {what}"),
        Miss::OtherKey => format!("another key: there is {what}"),
        Miss::Condition => format!("the condition does not hold for {what}"),
    }
}
