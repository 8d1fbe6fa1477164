//! The root of the command line, as clap sees it.
//!
//! Completions and the manual are generated from the same value, so they cannot say something else.

use crate::commands::Command;
use crate::options::Shared;
use clap::Parser;

/// Validates, lints, formats and transforms web.config and applicationHost.config.
#[derive(Debug, Parser)]
#[command(
    name = "webconfig",
    version,
    propagate_version = false,
    disable_help_subcommand = true,
    after_help = "Exit status: 0 clean, 1 findings or a failed transform, 2 could not run, 3 a bug in the program."
)]
pub(crate) struct Program {
    #[command(flatten)]
    pub(crate) shared: Shared,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definition_of_the_command_line_is_sound() {
        Program::command().debug_assert();
    }
}
