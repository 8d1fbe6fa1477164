//! `webconfig lsp`: the language server on standard input and output.

use crate::exit::Exit;
use clap::Args;
use std::io::{BufReader, stdin, stdout};
use webconfig_server::{Ended, Options, serve};

/// Arguments of `lsp`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Use standard input and output; there is nothing else, but editors like to say so
    #[arg(long)]
    stdio: bool,
}

/// Serves until the editor is done.
pub(crate) fn run() -> Exit {
    match serve(BufReader::new(stdin()), stdout(), Options::default()) {
        Ended::Orderly => Exit::Clean,
        Ended::Abruptly => Exit::Findings,
    }
}
