//! What a run over a whole server asks the outside world for.

#![allow(clippy::unwrap_used, reason = "the functions of a test fail by panicking")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use webconfig_config::ConfigFile;
use webconfig_files::{Attributes, Entry, FileProblem, Files, MemoryFiles, PathMap};
use webconfig_lint::{ContextKind, InputFile, Linter, Session, SessionInput, Settings};
use webconfig_schema::{Release, Schema};
use webconfig_text::{FileId, SourceText};

/// Files that count how often each is read.
struct Counted {
    files: MemoryFiles,
    read: Mutex<BTreeMap<String, usize>>,
}

impl Files for Counted {
    fn text(&self, path: &str) -> Result<SourceText, FileProblem> {
        *self.read.lock().unwrap().entry(path.to_owned()).or_default() += 1;
        self.files.text(path)
    }

    fn bytes(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileProblem> {
        self.files.bytes(path, limit)
    }

    fn entries(&self, path: &str) -> Option<Arc<[Entry]>> {
        self.files.entries(path)
    }

    fn attributes(&self, path: &str) -> Option<Attributes> {
        self.files.attributes(path)
    }

    fn is_file(&self, path: &str) -> bool {
        self.files.is_file(path)
    }
}

#[test]
fn a_server_reads_each_file_once_and_none_that_it_was_given() {
    const SITES: usize = 12;
    let site = |n: usize| {
        format!(
            r#"<site name="S{n}" id="{n}"><application path="/"><virtualDirectory path="/" physicalPath="C:\w\s{n}"/>
<virtualDirectory path="/again" physicalPath="C:\w\s{n}"/></application><application path="/shared"><virtualDirectory path="/" physicalPath="C:\w\shared"/></application></site>"#
        )
    };
    let sites: String = (1..=SITES).map(site).collect();
    let host = format!(
        r#"<configuration><configSections><sectionGroup name="system.applicationHost"><section name="sites"/></sectionGroup>
<sectionGroup name="system.webServer"><section name="staticContent"/><section name="directoryBrowse"/></sectionGroup></configSections>
<system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>"#
    );
    let web = r#"<configuration><system.webServer><staticContent configSource="static.config"/><directoryBrowse enabled="flase"/></system.webServer></configuration>"#;
    let mut memory = MemoryFiles::new().with("server/applicationHost.config", host.as_str());
    for folder in (1..=SITES).map(|n| format!("s{n}")).chain(["shared".to_owned()]) {
        memory.insert(&format!("w/{folder}/web.config"), web);
        memory.insert(&format!("w/{folder}/static.config"), "<staticContent/>");
    }
    let given = [("server/applicationHost.config", host.as_str()), ("w/s1/web.config", web)];
    let files = (0..)
        .zip(given)
        .map(|(id, (path, text))| InputFile {
            file: ConfigFile::new(FileId(id), path, SourceText::from_text(text), None),
            context: ContextKind::Server,
            is_debug: false,
        })
        .collect();
    let mut path_map = PathMap::new();
    path_map.add(r"C:\w", "w");
    let linter = Linter::new(Settings::default(), "");
    let input = SessionInput {
        application_host: Some(FileId(0)),
        path_map,
        ..SessionInput::new(files, Schema::builtin(), Release::default())
    };
    let world = Counted { files: memory, read: Mutex::default() };
    let session = Session::new(&linter, input);
    let (outcome, discovered) = session.run(&world, &|_| "");
    let wrong = outcome.diagnostics.iter().filter(|d| d.code == "WC0104").count();
    assert_eq!(wrong, SITES + 1, "each web.config was judged");
    // 11 sites' files and the shared one that were not given, and 13 that they include.
    assert_eq!(discovered.iter().filter(|f| f.file.is_linted).count(), 2 * SITES + 1);
    let read = world.read.into_inner().unwrap();
    assert_eq!(read.len(), 2 * SITES + 1, "{read:?}");
    assert!(read.values().all(|times| *times == 1), "{read:?}");
}
