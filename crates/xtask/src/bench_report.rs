//! `cargo xtask bench-report`: runs the criterion benchmarks and prints what they measured.
//!
//! Within a group the first benchmark in alphabetical order named `ours…`, else the first of all, is 1.00.

use clap::Args;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Arguments of `bench-report`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Report what was measured last, without running anything.
    #[arg(long)]
    no_run: bool,
    /// Only benchmarks whose name contains this.
    filter: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), String> {
    if !arguments.no_run {
        let mut command = Command::new("cargo");
        command.args(["bench", "--workspace", "--locked", "--quiet", "--benches", "--"]);
        command.args(&arguments.filter).current_dir(crate::root());
        let status = command.status().map_err(|problem| format!("cannot run cargo: {problem}"))?;
        if !status.success() {
            return Err("`cargo bench` failed".to_owned());
        }
    }
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from);
    let measured = collect(&target.join("criterion"));
    if measured.is_empty() {
        return Err("nothing was measured yet".to_owned());
    }
    for (group, benchmarks) in &measured {
        println!("{group}");
        let base = benchmarks
            .iter()
            .find(|(name, _)| name.starts_with("ours"))
            .or_else(|| benchmarks.first_key_value())
            .map_or(1.0, |(_, nanoseconds)| *nanoseconds);
        for (name, nanoseconds) in benchmarks {
            println!("  {name:<40} {:>12}  {:>8.2}×", time(*nanoseconds), nanoseconds / base);
        }
    }
    Ok(())
}

/// Group → benchmark → median in nanoseconds.
fn collect(folder: &Path) -> BTreeMap<String, BTreeMap<String, f64>> {
    let mut measured: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        waiting.extend(entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_dir()));
        if folder.file_name().is_none_or(|name| name != "new") {
            continue;
        }
        let (Some(what), Some(result)) = (json(&folder, "benchmark.json"), json(&folder, "estimates.json"))
        else {
            continue;
        };
        let text = |key: &str| what.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
        let name = match (text("function_id"), text("value_str")) {
            (function, value) if value.is_empty() => function,
            (function, value) => format!("{function}/{value}"),
        };
        let median = result.pointer("/median/point_estimate").and_then(Value::as_f64);
        if let Some(median) = median {
            measured.entry(text("group_id")).or_default().insert(name, median);
        }
    }
    measured
}

fn json(folder: &Path, name: &str) -> Option<Value> {
    serde_json::from_str(&fs::read_to_string(folder.join(name)).ok()?).ok()
}

fn time(nanoseconds: f64) -> String {
    for (unit, size) in [("s", 1e9), ("ms", 1e6), ("µs", 1e3)] {
        if nanoseconds >= size {
            return format!("{:.2} {unit}", nanoseconds / size);
        }
    }
    format!("{nanoseconds:.0} ns")
}
