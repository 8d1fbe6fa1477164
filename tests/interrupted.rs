//! `webconfig transform` that fails or is killed: the file is the old one or the new one, at any moment.

#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "the program is run on real files")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const CHANGES: &str = "<configuration xmlns:xdt=\"http://schemas.microsoft.com/XML-Document-Transform\"><appSettings><add key=\"7\" value=\"new\" xdt:Transform=\"SetAttributes\" xdt:Locator=\"Match(key)\"/></appSettings></configuration>";
const FAILING: &str = "<configuration xmlns:xdt=\"http://schemas.microsoft.com/XML-Document-Transform\"><appSettings><add key=\"7\" xdt:Transform=\"Remove\" xdt:Locator=\"Match(key)\"/></appSettings><gone><x xdt:Transform=\"Insert\"/></gone></configuration>";

fn settings(count: usize) -> String {
    let mut text = String::from("<configuration>\n  <appSettings>\n");
    for key in 0..count {
        let _ = writeln!(text, "    <add key=\"{key}\" value=\"old\" />");
    }
    text + "  </appSettings>\n</configuration>\n"
}

fn transform(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_webconfig"));
    command.arg("transform").args(arguments).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn a_failed_transform_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let source = settings(10);
    fs::write(path("web.config"), &source).unwrap();
    fs::write(path("changes.config"), CHANGES).unwrap();
    fs::write(path("failing.config"), FAILING).unwrap();
    fs::write(path("there.config"), "mine").unwrap();
    let lists: [&[&str]; 4] = [
        &["web.config", "failing.config", "--in-place"],
        // The first of two worked; nothing of it stays.
        &["web.config", "changes.config", "failing.config", "--in-place"],
        &["web.config", "failing.config", "-o", "there.config"],
        &["web.config", "failing.config", "-o", "fresh.config"],
    ];
    for list in lists {
        for mode in [&[] as &[&str], &["--preserve"]] {
            let done = transform(folder.path(), list).args(mode).status().unwrap();
            assert_eq!(done.code(), Some(1), "{list:?}");
            assert_eq!(fs::read_to_string(path("web.config")).unwrap(), source, "{list:?}");
            assert_eq!(fs::read_to_string(path("there.config")).unwrap(), "mine", "{list:?}");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "{list:?}");
        }
    }
}

#[test]
fn a_transform_that_is_killed_leaves_the_old_file_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("web.config");
    let old = settings(20_000);
    fs::write(folder.path().join("changes.config"), CHANGES).unwrap();
    let start = || {
        fs::write(&target, &old).unwrap();
        transform(folder.path(), &["web.config", "changes.config", "--in-place"]).spawn().unwrap()
    };
    let begun = Instant::now();
    assert!(start().wait().unwrap().success());
    let whole = begun.elapsed();
    let new = fs::read_to_string(&target).unwrap();
    assert_eq!(new, old.replacen("key=\"7\" value=\"old\"", "key=\"7\" value=\"new\"", 1));
    let (mut olds, mut news) = (0, 0);
    // At moments all over a run and a little beyond.
    for moment in 0..40 {
        let mut child = start();
        std::thread::sleep(whole * moment / 32);
        child.kill().unwrap();
        child.wait().unwrap();
        let found = fs::read_to_string(&target).unwrap();
        if found == new {
            news += 1;
        } else {
            assert!(found == old, "neither old nor new after {moment} of 32 parts of {whole:?}");
            olds += 1;
        }
    }
    assert!(olds > 0, "never killed in time, {news} times too late");
}
