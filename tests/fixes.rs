//! `webconfig lint --fix` where the disk does not play along. What fixes change is tested beside their rules.

#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "the program is run on real files")]

use std::fs;
use std::process::Command;

const OPEN: &str = "<configuration><system.webServer><directoryBrowse enabled=\"true\" /></system.webServer></configuration>";

#[test]
fn a_file_that_cannot_be_written_keeps_its_finding_and_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).join("web.config");
    for name in ["a", "b"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(path(name), OPEN).unwrap();
    }
    let mut permissions = fs::metadata(path("a")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(path("a"), permissions).unwrap();

    let done = Command::new(env!("CARGO_BIN_EXE_webconfig"))
        .args(["lint", "--isolated", "--context", "server", "--format", "concise", "--fix", "a", "b"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let (printed, told) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert_eq!(done.status.code(), Some(2), "{printed}{told}");
    assert!(told.contains("cannot write") && told.contains("read-only"), "{told}");
    assert!(printed.contains("WC0506") && printed.contains("1 error in 2 files"), "{printed}");
    assert_eq!(fs::read_to_string(path("a")).unwrap(), OPEN);
    assert_eq!(fs::read_to_string(path("b")).unwrap(), OPEN.replace("true", "false"));
}
