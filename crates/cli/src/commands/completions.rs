//! `webconfig completions SHELL`: a completion script on standard output.

use crate::exit::{Exit, Outcome};
use crate::options::Shared;
use crate::output;
use crate::program::Program;
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

/// Arguments of `completions`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments, _shared: &Shared) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Program::command(), "webconfig", &mut script);
    output::stdout(&script)?;
    Ok(Exit::Clean)
}
