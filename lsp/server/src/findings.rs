//! One run of the linter over one document: exactly what `webconfig lint` does with the file.

use crate::buffer::Buffer;
use crate::client::Client;
use crate::documents::{Documents, OpenDocument};
use crate::open_files::OpenFiles;
use crate::proto::to::{self, Mentioned};
use std::collections::BTreeSet;
use std::sync::Arc;
use webconfig_config::{ConfigFile, schema_with_folders};
use webconfig_files::{Files, MemoryFiles, PathMap, parent};
use webconfig_host::HostError;
use webconfig_lint::settings::SettingsFiles;
use webconfig_lint::{Assembly, Linter, Session, Settings};
use webconfig_schema::{Release, Schema};
use webconfig_text::FileId;

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Findings {
    /// The findings in the document.
    pub(crate) list: Vec<lsp_types::Diagnostic>,
    /// The paths of the files that they depend on.
    pub(crate) asked: BTreeSet<String>,
    /// What is wrong with the settings.
    pub(crate) problems: Vec<String>,
}

/// The findings in `document`.
pub(crate) fn of(document: &OpenDocument, documents: &Documents, client: &Client) -> Findings {
    if !document.snapshot.is_configuration() {
        return Findings { list: Vec::new(), asked: BTreeSet::new(), problems: Vec::new() };
    }
    if !document.home.is_on_disk {
        let schema = Schema::of_release(Release::default());
        let list = judge(document, &MemoryFiles::new(), Settings::default(), schema, None, client);
        return Findings { list, asked: BTreeSet::new(), problems: Vec::new() };
    }
    let files = OpenFiles::new(documents);
    let (settings, mut problems) = settings_of(&document.home.path, &files);
    let target = settings.target.unwrap_or_default();
    let schema = match schema_with_folders(&settings.schema_dirs, target, &files) {
        Ok((schema, _)) => schema,
        Err((path, problem)) => {
            problems.push(HostError::of(&path, problem).to_string());
            Arc::clone(Schema::of_release(target))
        }
    };
    // How the file stores its text is known only while the text is that of the file.
    let saved = document.is_as_saved.then(|| files.saved_text(&document.home.path)).flatten();
    let saved = saved.filter(|saved| saved.text() == document.snapshot.source().text());
    let saved = saved.map(|source| ConfigFile { source, ..file(FileId(0), document) });
    let list = judge(document, &files, settings, &schema, saved, client);
    Findings { list, asked: files.asked(), problems }
}

/// The settings for a document at `path`, and what is wrong with them, each with its file.
fn settings_of(path: &str, files: &dyn Files) -> (Settings, Vec<String>) {
    // The settings are no document under test: their findings have no place in one.
    let mut found = SettingsFiles::new(files, None);
    let nearest = found.nearest(parent(path));
    let settings = nearest.map_or_else(Settings::default, |file| found.read(&file));
    let told = found.complaints().iter().map(|complaint| match complaint.at {
        Some(at) => format!("{}:{}: {}", complaint.path, at.line + 1, complaint.message),
        None => format!("{}: {}", complaint.path, complaint.message),
    });
    (settings, told.collect())
}

fn file(id: FileId, document: &OpenDocument) -> ConfigFile {
    let snapshot = &document.snapshot;
    ConfigFile {
        id,
        path: snapshot.path().to_owned(),
        source: snapshot.source().clone(),
        document: snapshot.document().clone(),
        kind: snapshot.kind(),
        is_stock: false,
        is_linted: true,
    }
}

fn judge(
    document: &OpenDocument,
    files: &dyn Files,
    settings: Settings,
    schema: &Schema,
    saved: Option<ConfigFile>,
    client: &Client,
) -> Vec<lsp_types::Diagnostic> {
    let file = saved.unwrap_or_else(|| file(FileId(0), document));
    let mut input = vec![file];
    let mut named = |path: &Option<String>| {
        let path = path.as_deref()?;
        if let Some(known) = input.iter().find(|f| f.path == path) {
            return Some(known.id);
        }
        let id = FileId(input.len() as u32);
        let file = ConfigFile::new(id, path, files.text(path).ok()?, None);
        input.push(ConfigFile { is_linted: false, ..file });
        Some(id)
    };
    let application_host = named(&settings.apphost);
    let machine = named(&settings.machine_config);
    let root_web = named(&settings.root_web_config);
    let mut path_map = PathMap::new();
    for (from, to) in &settings.path_map {
        path_map.add(from, to);
    }
    let assembly =
        Assembly { files: input, application_host, machine, root_web, path_map, ..Assembly::default() };
    let input = assembly.into_input(&settings, schema, files);
    let linter = Linter::new(settings, "");
    let session = Session::new(&linter, input);
    let (outcome, discovered) = session.run(files, &|_| "");
    let others = session.files().iter().skip(1).chain(&discovered).map(|input| Mentioned {
        id: input.file.id,
        uri: to::uri(&input.file.path),
        buffer: Buffer::of_file(input.file.source.clone()),
    });
    let itself = Mentioned { id: FileId(0), uri: document.uri.to_string(), buffer: document.buffer.clone() };
    let mentioned: Vec<Mentioned> = std::iter::once(itself).chain(others).collect();
    let mut here: Vec<_> =
        outcome.diagnostics.iter().filter(|finding| finding.primary.file == FileId(0)).collect();
    here.sort_by(|a, b| (a.primary.range, a.code, &a.message).cmp(&(b.primary.range, b.code, &b.message)));
    here.into_iter().map(|finding| to::diagnostic(finding, &document.buffer, &mentioned, client)).collect()
}
