//! A file under test: what was parsed, and where it lives.

use crate::{ContextKind, Scopes};
use std::ops::Deref;
use webconfig_config::{ConfigFile, FileKind};
use webconfig_diagnostics::Place;
use webconfig_text::TextRange;

/// A file under test. It gives everything that the [`ConfigFile`] has.
#[derive(Clone, Copy, Debug)]
pub struct SourceFile<'f> {
    /// The parsed file.
    pub file: &'f ConfigFile,
    /// Where it lives.
    pub context: ContextKind,
    /// Whether it stands for the build configuration Debug.
    pub is_debug: bool,
    /// Whether and as what IIS reads it.
    pub reading: Reading,
}

/// Whether and as what IIS reads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Reading {
    /// As its kind says.
    #[default]
    AsItsKind,
    /// Never: the server has `web.config` files switched off there, or another folder serves its URL.
    Never,
    /// As the content of a section of another file.
    Included,
}

impl<'f> SourceFile<'f> {
    /// A file on a server.
    pub fn new(file: &'f ConfigFile) -> Self {
        Self { file, context: ContextKind::Server, is_debug: false, reading: Reading::AsItsKind }
    }

    /// The decoded text.
    pub fn text(&self) -> &'f str {
        self.file.source.text()
    }

    /// Whether the file holds something else than text: a picture, a program, blocks of zeros after a power failure.
    /// It has one problem, however many its bytes make.
    pub(crate) fn is_binary(&self) -> bool {
        const LOOKED_AT: usize = 4096;
        const FEW: usize = 8;
        // XML has no such characters: where there are any, there are errors.
        if self.file.document.errors().is_empty() {
            return false;
        }
        let text = self.text();
        let (mut all, mut foreign, mut zeros) = (0usize, 0usize, 0usize);
        // Undecodable bytes do not count: text in another encoding has many.
        for c in text.chars().take(LOOKED_AT) {
            all += 1;
            foreign += usize::from(c < ' ' && !matches!(c, '\t' | '\n' | '\r'));
            zeros += usize::from(c == '\0');
        }
        foreign > FEW && foreign * 20 > all || zeros > 0 && !text.trim_start().starts_with('<')
    }

    /// A range of this file.
    pub fn place(&self, range: TextRange) -> Place {
        Place::new(self.id, range)
    }
}

impl Deref for SourceFile<'_> {
    type Target = ConfigFile;

    fn deref(&self) -> &ConfigFile {
        self.file
    }
}

/// Whether a rule of this group with these scopes looks at files of this kind by themselves.
///
/// app.config shares root, secrets and transforms with web.config, and no more; a fragment is judged as a part of
/// the file that names it, so only its form counts here.
pub(crate) fn is_judged(kind: FileKind, group: &str, scopes: Scopes) -> bool {
    let meets = |more: Scopes| scopes.meets(Scopes::ANY.and(more));
    match kind {
        FileKind::WebConfig => meets(Scopes::WC),
        FileKind::ApplicationHost => meets(Scopes::AH),
        FileKind::Machine | FileKind::RootWeb => {
            meets(Scopes::NONE) || (group < "02" && meets(Scopes::WC.and(Scopes::AH)))
        }
        FileKind::Redirection => meets(Scopes::RED),
        FileKind::Administration => meets(Scopes::NONE),
        FileKind::AppConfig => matches!(group, "00" | "08" | "12" | "19") && meets(Scopes::WC),
        FileKind::Transform => meets(Scopes::XDT),
        FileKind::Fragment => matches!(group, "00" | "19") && meets(Scopes::WC),
    }
}
