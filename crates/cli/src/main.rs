//! The program `webconfig`: arguments in, exit status out.
//!
//! Each command is one file in `commands/`; what all commands share is in `options`, `exit` and `output`.
//!
//! Deliberately absent: anything that a library or the editor would want too. A command reads its arguments, calls
//! the floors below and prints.

mod commands;
mod exit;
mod lint;
mod options;
mod output;
mod program;

use clap::Parser as _;
use std::process::ExitCode;

/// A large file is hundreds of thousands of small allocations that are freed together at the end. glibc merges its
/// free lists then, which took a third of the time of a lint; this allocator does not.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Every argument may be a file.
    webconfig_host::expect_files(std::env::args_os().len());
    exit::guard(|| match program::Program::try_parse() {
        Ok(program) => commands::run(program),
        Err(problem) => Ok(exit::usage(&problem)),
    })
}
