//! Several configuration files in one folder: `web.config` is what folders below inherit from.

use webconfig_config::ConfigFile;
use webconfig_files::MemoryFiles;
use webconfig_lint::{ContextKind, InputFile, Linter, Session, SessionInput, Settings};
use webconfig_schema::{Release, Schema};
use webconfig_text::{FileId, SourceText};

fn adding(extension: &str) -> String {
    format!(
        "<configuration>\n  <system.webServer>\n    <staticContent>\n      <mimeMap fileExtension=\"{extension}\" \
         mimeType=\"text/plain\" />\n    </staticContent>\n  </system.webServer>\n</configuration>\n"
    )
}

/// The files with a key that is there already.
fn with_duplicates(files: &[(&str, &str)]) -> Vec<String> {
    let memory = files.iter().fold(MemoryFiles::new(), |all, (path, add)| all.with(path, adding(add)));
    let input = files.iter().zip(0..).map(|((path, add), id)| InputFile {
        file: ConfigFile::new(FileId(id), path, SourceText::from_text(adding(add)), None),
        context: ContextKind::Server,
        is_debug: false,
    });
    let linter = Linter::new(Settings::default(), "");
    let input = SessionInput::new(input.collect(), Schema::builtin(), Release::default());
    let session = Session::new(&linter, input);
    let found = session.run(&memory, &|_| "").0.diagnostics;
    let twice = found.iter().filter(|d| d.code == "WC0106");
    twice.map(|d| files.get(d.primary.file.0 as usize).map_or("", |(path, _)| *path).to_owned()).collect()
}

#[test]
fn folders_below_inherit_from_web_config_whatever_stands_beside_it() {
    let beside = |other: &str, own: &str| {
        with_duplicates(&[
            ("shop/copy.config", other),
            ("shop/Web.config", own),
            ("shop/zz.config", other),
            ("shop/api/web.config", ".shop"),
        ])
    };
    assert_eq!(beside(".other", ".own"), [""; 0]);
    assert_eq!(beside(".shop", ".own"), [""; 0], "the copies are nobody's parents");
    assert_eq!(beside(".other", ".shop"), ["shop/api/web.config"]);
}
