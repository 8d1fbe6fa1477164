//! Any bytes: decoding gives them back, the tokens are the text, every rule looks, nothing panics.

#![no_main]

use libfuzzer_sys::fuzz_target;
use webconfig_config::ConfigFile;
use webconfig_files::{MemoryFiles, PathMap};
use webconfig_lint::{ContextKind, InputFile, Linter, Session, SessionInput, Settings};
use webconfig_schema::{Release, Schema};
use webconfig_text::{FileId, SourceText};

fuzz_target!(|data: &[u8]| {
    let Ok(source) = SourceText::decode(data) else { return };
    assert_eq!(source.encode(), data, "the bytes come back");
    // The first byte chooses the name, and with it the kind of file.
    let name = match data.first().copied().unwrap_or(0) % 4 {
        0 => "applicationHost.config",
        1 => "web.Release.config",
        2 => "x.config",
        _ => "web.config",
    };
    let file = ConfigFile::new(FileId(0), name, source, None);
    let text = file.source.text();
    let tokens: String = file.document.tokens().map(|t| t.range.of(text)).collect();
    assert_eq!(tokens, text, "the tokens are the text");
    let linter = Linter::new(Settings::default(), "");
    let input = SessionInput::new(vec![InputFile { file, context: ContextKind::Server, is_debug: false }], Schema::builtin(), Release::default());
    let session = Session::new(&linter, input);
    let files = MemoryFiles::new();
    let _ = session.run(&files, &|_| "");
});
