//! `webconfig publish` on real folders: what it writes, and when it writes nothing.

#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "the program is run on real folders")]

use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const PROJECT: &str = "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>";
const UPLOADS: &str = "<configuration><location path=\"uploads\" /></configuration>";
const FAILING: &str = "<configuration xmlns:xdt=\"http://schemas.microsoft.com/XML-Document-Transform\"><gone><x xdt:Transform=\"Insert\"/></gone></configuration>";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("app")).unwrap();
    fs::create_dir_all(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("app/App.csproj"), PROJECT).unwrap();
    for (path, text) in files {
        fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

/// Exit status and standard output.
fn publish(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_webconfig"))
        .args(["publish", "--project", "app", "--publish-dir", "out", "--newline", "lf"])
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap();
    assert!(done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
    (done.status.code().unwrap(), String::from_utf8(done.stdout).unwrap())
}

fn published(folder: &TempDir) -> Option<String> {
    fs::read_to_string(folder.path().join("out/web.config")).ok()
}

#[test]
fn a_fresh_folder_gets_the_default_file_and_no_word() {
    let folder = folder(&[]);
    assert_eq!(publish(folder.path(), &[]), (0, String::new()));
    assert!(published(&folder).unwrap().contains("arguments=\".\\App.dll\""));
}

#[test]
fn a_dry_run_shows_the_result_and_the_difference_and_writes_nothing() {
    let folder = folder(&[("app/web.config", UPLOADS), ("out/web.config", UPLOADS)]);
    let (status, said) =
        publish(folder.path(), &["--dry-run", "-p", "WebConfigEnvironmentVariables=Db__Password=hunter2"]);
    assert_eq!((status, published(&folder).as_deref()), (0, Some(UPLOADS)));
    assert!(said.contains("+++ out/web.config") && said.contains("processPath=\"dotnet\""), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn a_failure_leaves_the_folder_as_it_was_unless_asked_otherwise() {
    let files = [
        ("app/web.config", "<configuration/>"),
        ("out/web.config", "old"),
        ("app/web.Release.config", FAILING),
    ];
    for (arguments, failing) in
        [(["-p", "AspNetCoreHostingModel=foo"], false), (["-p", "Configuration=Release"], true)]
    {
        let folder = folder(&files);
        let (status, said) = publish(folder.path(), &arguments);
        assert_eq!((status, published(&folder).as_deref()), (1, Some("old")), "{said}");
        assert!(said.contains(": error"), "{said}");
        let (status, _) = publish(folder.path(), &[arguments[0], arguments[1], "--sdk-failure-state"]);
        let left = published(&folder).unwrap();
        assert_eq!((status, left == "<configuration/>", left.contains("aspNetCore")), (1, !failing, failing));
    }
}

#[test]
fn strict_refuses_what_the_sdk_loses_without_a_word() {
    for (project, out) in [(UPLOADS, UPLOADS), ("<other/>", "<other/>"), ("<a", "<a"), (UPLOADS, "")] {
        let folder = folder(&[("app/web.config", project)]);
        if !out.is_empty() {
            fs::write(folder.path().join("out/web.config"), out).unwrap();
        }
        let before = published(&folder);
        let (status, said) = publish(folder.path(), &["--strict"]);
        assert_eq!((status, published(&folder)), (1, before), "{said}");
        assert!(said.contains(": error :"), "{said}");
        let (status, said) = publish(folder.path(), &[]);
        assert_eq!((status, said.contains(": message :")), (0, true), "{said}");
    }
}

#[test]
fn wrong_usage_and_missing_things_are_exit_status_2() {
    let folder = folder(&[]);
    for arguments in [
        &["publish", "--project", "gone", "--publish-dir", "out"][..],
        &["publish", "--project", "app", "--publish-dir", "gone"],
        &["publish", "--properties", "gone"],
        &["publish", "--project", "app"],
        &["publish", "--project", "app", "--publish-dir", "out", "-p", "X"],
        &["publish", "--project", "app", "--publish-dir", "out", "--sdk", "next"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_webconfig"));
        let done = command.args(arguments).current_dir(folder.path()).output().unwrap();
        assert_eq!((done.status.code(), done.stderr.is_empty()), (Some(2), false), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_published_link_to_the_project_s_own_file_is_refused_and_the_file_unharmed() {
    let folder = folder(&[("app/web.config", UPLOADS)]);
    std::os::unix::fs::symlink(folder.path().join("app/web.config"), folder.path().join("out/web.config"))
        .unwrap();
    let (status, said) = publish(folder.path(), &["--sdk-failure-state"]);
    assert_eq!(status, 1);
    assert!(said.contains("being used by another process"), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join("app/web.config")).unwrap(), UPLOADS);
}

#[test]
fn the_result_is_linted_on_request() {
    let transform = "<configuration xmlns:xdt=\"http://schemas.microsoft.com/XML-Document-Transform\"><location><system.webServer><aspNetCore xdt:Transform=\"RemoveAttributes(processPath)\"/></system.webServer></location></configuration>";
    let folder = folder(&[("app/web.Release.config", transform)]);
    let release = ["-p", "Configuration=Release"];
    assert_eq!(publish(folder.path(), &release).0, 0);
    fs::remove_file(folder.path().join("out/web.config")).unwrap();
    // A dry run is linted as it would be.
    for more in [&["--lint", "--dry-run"][..], &["--lint"]] {
        let (status, said) = publish(folder.path(), &[&release[..], more].concat());
        assert_eq!(status, 1, "{said}");
        assert!(said.contains("out/web.config(") && said.contains("error WC0202"), "{said}");
        assert_eq!(published(&folder).is_some(), more.len() == 1);
    }
    let (status, said) = publish(folder.path(), &["--lint"]);
    assert_eq!((status, said.contains(": error")), (0, false), "{said}");
}

#[test]
fn a_publish_that_is_killed_leaves_the_old_file_or_the_new_one() {
    use std::fmt::Write as _;
    use std::process::Stdio;
    use std::time::Instant;
    let mut own = String::from("<configuration>\n  <appSettings>\n");
    for key in 0..20_000 {
        let _ = writeln!(own, "    <add key=\"{key}\" value=\"x\" />");
    }
    own.push_str("  </appSettings>\n</configuration>\n");
    let folder = folder(&[("app/web.config", &own)]);
    let target = folder.path().join("out/web.config");
    let start = || {
        fs::write(&target, "<configuration />").unwrap();
        Command::new(env!("CARGO_BIN_EXE_webconfig"))
            .args(["publish", "--project", "app", "--publish-dir", "out"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let begun = Instant::now();
    assert!(start().wait().unwrap().success());
    let whole = begun.elapsed();
    let new = fs::read_to_string(&target).unwrap();
    let mut olds = 0;
    for moment in 0..24 {
        let mut child = start();
        std::thread::sleep(whole * moment / 20);
        child.kill().unwrap();
        child.wait().unwrap();
        let found = fs::read_to_string(&target).unwrap();
        assert!(found == new || found == "<configuration />", "neither old nor new at {moment}");
        olds += usize::from(found != new);
    }
    assert!(olds > 0, "never killed in time");
}
