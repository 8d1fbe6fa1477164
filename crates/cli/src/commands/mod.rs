//! The commands, one file each: its arguments (a clap `Args`) and a function `run` that returns an [`Outcome`].
//!
//! Add a command: a file here, a `mod` line, a variant and a match arm below.

mod completions;
mod effective;
mod explain;
mod fmt;
pub(crate) mod lint;
mod lsp;
mod man;
mod publish;
mod rules;
pub(crate) mod schema;
mod transform;

use crate::exit::Outcome;
use crate::program::Program;
use clap::Subcommand;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Validate and lint files, folders, publish folders, whole servers
    Lint(Box<lint::Arguments>),
    /// Format configuration files without touching meaning, comments or encoding
    Fmt(fmt::Arguments),
    /// Apply XDT transforms to a file, byte for byte as publish does
    Transform(transform::Arguments),
    /// Do what the Web SDK does to web.config in a publish folder
    Publish(publish::Arguments),
    /// Print the configuration that counts at a path, with the origin of every value
    Effective(effective::Arguments),
    /// Serve an editor on standard input and output
    Lsp(lsp::Arguments),
    /// Print the page of a rule or of a section
    Explain(explain::Arguments),
    /// Print the list of rules
    Rules(rules::Arguments),
    /// Print what is known about sections, elements and attributes
    Schema(schema::Arguments),
    /// Print a completion script for a shell
    Completions(completions::Arguments),
    /// Print the manual page
    Man(man::Arguments),
}

/// Runs the command that was asked for.
pub(crate) fn run(program: Program) -> Outcome {
    let Program { shared, command } = program;
    match command {
        Command::Lint(arguments) => lint::run(&arguments, &shared),
        Command::Fmt(arguments) => fmt::run(&arguments, &shared),
        Command::Completions(arguments) => completions::run(&arguments, &shared),
        Command::Lsp(_) => Ok(lsp::run()),
        Command::Man(arguments) => man::run(&arguments, &shared),
        Command::Schema(arguments) => schema::run(&arguments, &shared),
        Command::Effective(arguments) => effective::run(&arguments, &shared),
        Command::Explain(arguments) => explain::run(&arguments, &shared),
        Command::Rules(arguments) => rules::run(&arguments, &shared),
        Command::Publish(arguments) => publish::run(&arguments, &shared),
        Command::Transform(arguments) => transform::run(&arguments, &shared),
    }
}
