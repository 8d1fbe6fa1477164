//! `cargo xtask ready`: what CI runs, offline once the dependencies are there.

use clap::Args;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Arguments of `ready`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Also what needs tools or targets that not everybody has; what is missing is named and skipped.
    #[arg(long)]
    full: bool,
}

struct Step {
    name: &'static str,
    command: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
    /// A command that succeeds where the step can run; empty for always.
    needs: &'static [&'static str],
}

const fn step(name: &'static str, command: &'static [&'static str]) -> Step {
    Step { name, command, environment: &[], needs: &[] }
}

const STEPS: &[Step] = &[
    step("format", &["cargo", "fmt", "--all", "--check"]),
    step(
        "lints",
        &["cargo", "clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"],
    ),
    Step {
        name: "tests",
        command: &["cargo", "test", "--workspace", "--locked", "--quiet"],
        // As below: pages of rules say more behind a fence than rustdoc knows.
        environment: &[("RUSTDOCFLAGS", "-A rustdoc::invalid_codeblock_attributes")],
        needs: &[],
    },
    Step {
        name: "documentation",
        command: &[
            "cargo",
            "doc",
            "--workspace",
            "--no-deps",
            "--locked",
            "--quiet",
            "--document-private-items",
        ],
        // Pages of rules say more behind a fence than rustdoc knows (`context=project`), and pages for those who work
        // on a module link to what is private in it.
        environment: &[(
            "RUSTDOCFLAGS",
            "-D warnings -A rustdoc::invalid_codeblock_attributes -A rustdoc::private_intra_doc_links",
        )],
        needs: &[],
    },
];

const FULL: &[Step] = &[
    Step {
        name: "licences and advisories",
        command: &["cargo", "deny", "--workspace", "check"],
        environment: &[],
        needs: &["cargo", "deny", "--version"],
    },
    Step { name: "spelling", command: &["typos"], environment: &[], needs: &["typos", "--version"] },
    Step {
        name: "unused dependencies",
        command: &["cargo", "machete"],
        environment: &[],
        needs: &["cargo", "machete", "--version"],
    },
    Step {
        name: "oldest Rust",
        command: &["cargo", "+1.88", "check", "--workspace", "--locked", "--quiet"],
        environment: &[("CARGO_TARGET_DIR", "target/msrv")],
        needs: &["cargo", "+1.88", "--version"],
    },
    Step {
        name: "the pure floors on wasm32",
        command: &[
            "cargo",
            "check",
            "--locked",
            "--quiet",
            "--target",
            "wasm32-unknown-unknown",
            "-p",
            "webconfig-render",
        ],
        environment: &[],
        needs: &["rustc", "--print", "target-libdir", "--target", "wasm32-unknown-unknown"],
    },
];

pub(crate) fn run(arguments: &Arguments) -> Result<(), String> {
    for step in STEPS.iter().chain(if arguments.full { FULL } else { &[] }) {
        if !can_run(step.needs) {
            println!("── {}: skipped, `{}` fails here", step.name, step.needs.join(" "));
            continue;
        }
        println!("── {}", step.name);
        let began = Instant::now();
        let Some((program, rest)) = step.command.split_first() else { continue };
        let status = Command::new(program)
            .args(rest)
            .envs(step.environment.iter().copied())
            .current_dir(crate::root())
            .status()
            .map_err(|problem| format!("cannot run `{program}`: {problem}"))?;
        if !status.success() {
            return Err(format!("`{}` failed", step.command.join(" ")));
        }
        println!("   {:.1} s", began.elapsed().as_secs_f64());
    }
    println!("ready");
    Ok(())
}

fn can_run(needs: &[&str]) -> bool {
    let Some((program, rest)) = needs.split_first() else { return true };
    let mut command = Command::new(program);
    command.args(rest).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
