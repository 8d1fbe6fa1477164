//! Tests of the whole: the program from outside, and the rules that the workspace holds itself to.
//!
//! - `command_lines`: the files of `tests/cli/`, each a command line with what it prints.
//! - `fixes`: what `lint --fix` does where the disk does not play along.
//! - `floor_plan`: which crate may use which, as ARCHITECTURE.md draws it.
//! - `projects`: whole projects, published and linted.
//! - `publish`: what the command writes, and when it does not.
//! - `msbuild`: the package for .NET builds against the program.
//! - `houserules`: what a reviewer should not have to say twice.
//! - `readme`: what README.md shows first is what the program prints.
//! - `interrupted`: what a transform leaves that fails or is killed.
//! - `lint_cases`: what `lint` finds in the folders of `fixtures/lint/`.
//! - `lsp`: the language server as a process, beside `lint` on the same files.
//!
//! They are a test target of the program's package. What one crate can test alone is tested there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail by panicking")]

mod command_lines;
mod fixes;
mod floor_plan;
mod houserules;
mod interrupted;
mod lint_cases;
mod lsp;
mod msbuild;
mod projects;
mod publish;
mod readme;

/// The root of the workspace.
fn root() -> &'static std::path::Path {
    std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
