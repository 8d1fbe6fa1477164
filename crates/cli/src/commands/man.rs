//! `webconfig man [COMMAND]`: the manual in roff on standard output.

use crate::exit::{Exit, Failure, Outcome};
use crate::options::Shared;
use crate::output;
use crate::program::Program;
use clap::{Args, CommandFactory as _};

/// Arguments of `man`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The command whose page to print; without it the page of the program.
    command: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, _shared: &Shared) -> Outcome {
    let mut program = Program::command();
    // `build` hands the shared options down to the commands, so each page is complete.
    program.build();
    let page = match &arguments.command {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .cloned()
            .map(|command| command.display_name(format!("webconfig-{name}")))
            .ok_or_else(|| Failure(format!("there is no command `{name}`")))?,
    };
    let mut roff = Vec::new();
    clap_mangen::Man::new(page).render(&mut roff)?;
    output::stdout(&roff)?;
    Ok(Exit::Clean)
}
