//! Chores of the workspace: `cargo xtask ready` runs what CI runs.
//!
//! Deliberately absent: anything that the product needs to build. A clone builds with cargo alone.

#![allow(clippy::print_stdout, reason = "a chore talks to the person who runs it")]

mod bench_report;
mod new_rule;
mod plant;
mod ready;

use clap::Parser;
use std::process::ExitCode;

/// Chores of the workspace.
#[derive(Parser)]
#[command(name = "cargo xtask")]
enum Chore {
    /// Runs what CI runs: format, lints, tests, documentation
    Ready(ready::Arguments),
    /// Runs the benchmarks and prints medians, and ratios within each group
    BenchReport(bench_report::Arguments),
    /// Begins a rule of the catalogue: its file, and its words in the lists
    NewRule(new_rule::Arguments),
    /// Plants one fault in each of many valid configuration files and counts how many the linter finds
    Plant(plant::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Chore::parse() {
        Chore::Ready(arguments) => ready::run(&arguments),
        Chore::NewRule(arguments) => new_rule::run(&arguments),
        Chore::BenchReport(arguments) => bench_report::run(&arguments),
        Chore::Plant(arguments) => plant::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("xtask: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace.
fn root() -> &'static std::path::Path {
    std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
