//! Our own files that stand in for those that were not given, and the server they make, built once per process.

use super::level::APP_HOST;
use super::{Server, ServerInput};
use crate::{ConfigFile, FileKind, FileTable};
use std::sync::OnceLock;
use webconfig_files::MemoryFiles;
use webconfig_schema::{Release, Schema};
use webconfig_text::{FileId, SourceText};

/// The stock files of one profile.
#[derive(Debug)]
pub struct Stock {
    files: [ConfigFile; 3],
    server: OnceLock<Server<'static>>,
}

/// How many profiles there can be, the one with everything included.
const MOST: usize = 8;

/// The first id of stock files: at the top, where no walk ever counts to.
const FIRST: FileId = FileId(u32::MAX - 4 * MOST as u32);

impl Stock {
    /// Whether an id is that of a stock file.
    pub(crate) fn has(file: FileId) -> bool {
        file >= FIRST
    }

    /// The stock files for a profile (`None`: every add-on that we know is installed), parsed once per process.
    pub fn of(profile: Option<&str>) -> &'static Self {
        static STOCKS: [OnceLock<Stock>; MOST] = [const { OnceLock::new() }; MOST];
        let names = webconfig_facts::PROFILES;
        let at = profile.and_then(|p| names.iter().position(|(n, _)| *n == p)).map_or(0, |at| at + 1);
        let text = match at.checked_sub(1).and_then(|i| names.get(i)) {
            Some((_, text)) => text,
            None => webconfig_facts::EVERYTHING,
        };
        let make = || {
            let file = |nth: u32, path: &str, text: &'static str, kind| {
                let id = FileId(u32::MAX - (at as u32) * 4 - nth);
                let file = ConfigFile::new(id, path, SourceText::from_text(text), Some(kind));
                ConfigFile { is_stock: true, is_linted: false, ..file }
            };
            Self {
                files: [
                    file(0, "machine.config", webconfig_facts::MACHINE, FileKind::Machine),
                    file(1, "web.config", webconfig_facts::ROOT_WEB, FileKind::RootWeb),
                    file(2, "applicationHost.config", text, FileKind::ApplicationHost),
                ],
                server: OnceLock::new(),
            }
        };
        STOCKS.get(at).unwrap_or(&STOCKS[0]).get_or_init(make)
    }

    /// Makes ahead what the first check of a file on the stock server would wait for: the server, and the sections
    /// that its files set, as they count there.
    pub fn prepare(profile: Option<&str>) {
        let server = Self::of(profile).server();
        for section in server.sections_at(APP_HOST) {
            server.effective(APP_HOST, section);
        }
    }

    /// The names of the profiles.
    pub fn profiles() -> impl Iterator<Item = &'static str> {
        webconfig_facts::PROFILES.iter().map(|(n, _)| *n)
    }

    /// `machine.config`, root `web.config`, `applicationHost.config`.
    pub(super) const fn files(&self) -> &[ConfigFile; 3] {
        &self.files
    }

    /// The server of these three files and our own schema.
    pub(super) fn server(&'static self) -> &'static Server<'static> {
        self.server.get_or_init(|| {
            let input = ServerInput::new(Schema::builtin(), Release::default());
            Server::of_files(input, FileTable::new(0), self.files.to_vec(), &MemoryFiles::new())
        })
    }
}
