//! Whom the configuration of an IIS Express concerns that a walk came across.

use webconfig_config::ConfigFile;
use webconfig_files::{MemoryFiles, PathMap};
use webconfig_lint::{ContextKind, InputFile, Linter, Session, SessionInput, Settings};
use webconfig_schema::{Release, Schema};
use webconfig_text::{FileId, SourceText};

const HOST: &str = r#"<configuration>
  <configSections>
    <sectionGroup name="system.applicationHost">
      <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    </sectionGroup>
    <sectionGroup name="system.webServer">
      <section name="staticContent" />
    </sectionGroup>
  </configSections>
  <system.applicationHost>
    <sites>
      <site name="Shop" id="1">
        <application path="/">
          <virtualDirectory path="/" physicalPath="D:\sites\shop" />
        </application>
      </site>
    </sites>
  </system.applicationHost>
</configuration>
"#;

const WEB: &str = r#"<configuration>
  <system.webServer>
    <directoryBrowse enabled="false" />
  </system.webServer>
</configuration>
"#;

/// The places that WC0101 speaks of.
fn undeclared(context: ContextKind, was_named: bool) -> Vec<FileId> {
    let texts =
        [(".vs/config/applicationhost.config", HOST), ("shop/web.config", WEB), ("blog/web.config", WEB)];
    let mut memory = MemoryFiles::new();
    let mut files = Vec::new();
    for (id, (path, text)) in (0..).zip(texts) {
        memory.insert(path, text);
        let file = ConfigFile::new(FileId(id), path, SourceText::from_text(text), None);
        files.push(InputFile { file, context, is_debug: false });
    }
    let mut path_map = PathMap::new();
    path_map.add(r"D:\sites", "");
    let linter = Linter::new(Settings::default(), "");
    let input = SessionInput {
        application_host: was_named.then_some(FileId(0)),
        path_map,
        ..SessionInput::new(files, Schema::builtin(), Release::default())
    };
    let session = Session::new(&linter, input);
    let found = session.run(&memory, &|_| "").0.diagnostics;
    let mut files: Vec<FileId> =
        found.iter().filter(|d| d.code == "WC0101").map(|d| d.primary.file).collect();
    files.sort_unstable();
    files
}

#[test]
fn an_iis_express_that_a_walk_found_says_nothing_about_files_that_no_site_reaches() {
    assert_eq!(undeclared(ContextKind::Express, false), [FileId(1)]);
}

#[test]
fn one_that_was_named_and_a_real_server_concern_them_all() {
    assert_eq!(undeclared(ContextKind::Express, true), [FileId(1), FileId(2)]);
    assert_eq!(undeclared(ContextKind::Server, false), [FileId(1), FileId(2)]);
}
