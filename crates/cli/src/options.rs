//! Options that every command takes.

use clap::{Args, ValueEnum};
use std::io::IsTerminal as _;

/// Options of every command.
#[derive(Args, Clone, Debug)]
pub(crate) struct Shared {
    /// When to use colour; `NO_COLOR` is obeyed.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
    /// Follow `configSource`, `file` and other paths that lead outside the folders that were given.
    #[arg(long, global = true)]
    pub(crate) allow_outside: bool,
    /// Say more about what is done, on standard error.
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Shared {
    /// Whether standard output gets colour.
    pub(crate) fn color_on_stdout(&self) -> bool {
        self.color.wanted(std::io::stdout().is_terminal())
    }

    /// Whether standard error gets colour.
    pub(crate) fn color_on_stderr(&self) -> bool {
        self.color.wanted(std::io::stderr().is_terminal())
    }
}

impl Color {
    fn wanted(self, terminal: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
                let dumb = std::env::var_os("TERM").is_some_and(|v| v == "dumb");
                terminal && !refused && !dumb
            }
        }
    }
}
