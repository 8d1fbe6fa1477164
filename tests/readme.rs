//! The finding that README.md begins with, printed by the program. Its commands are run by CI.

#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "the program is run on real files")]

use std::fs;
use std::process::Command;

const FILE: &str = r#"<configuration>
  <connectionStrings>
    <add name="db" connectionString="Password=hunter2" provider=x />
  </connectionStrings>
</configuration>
"#;

#[test]
fn the_first_finding_of_the_readme_is_what_the_program_prints() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("web.config"), FILE).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_webconfig"))
        .args(["lint", "--isolated", "--color", "never", "web.config"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let printed = String::from_utf8(done.stdout).unwrap();
    let page = fs::read_to_string(crate::root().join("README.md")).unwrap();
    let shown = page.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert!(printed.starts_with(shown), "{printed}");
}
