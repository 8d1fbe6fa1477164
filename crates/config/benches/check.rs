//! What binding and checking one ordinary web.config costs, warm: the schema and the stock server are there already.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use webconfig_config::{ConfigFile, FileKind, FileTable, Server, ServerInput};
use webconfig_files::{FileId, MemoryFiles};
use webconfig_schema::{Release, Schema};
use webconfig_syntax::Document;
use webconfig_text::SourceText;

const ORDINARY: &str = include_str!("ordinary.config");

fn input(web_config: FileId) -> ServerInput<'static> {
    ServerInput { web_configs: vec![web_config], ..ServerInput::new(Schema::builtin(), Release::default()) }
}

fn table(source: &SourceText, document: &Document) -> (FileTable, FileId) {
    let mut table = FileTable::new(0);
    let id = table.insert(ConfigFile {
        id: FileId(0),
        path: "web.config".to_owned(),
        source: source.clone(),
        document: document.clone(),
        kind: FileKind::WebConfig,
        is_stock: false,
        is_linted: true,
    });
    (table, id)
}

fn check(c: &mut Criterion) {
    let files = MemoryFiles::new();
    let source = SourceText::from_text(ORDINARY);
    let document = Document::parse(ORDINARY);
    c.bench_function("parse", |b| b.iter(|| Document::parse(black_box(source.shared_text()))));
    c.bench_function("bind", |b| {
        b.iter(|| {
            let (table, id) = table(&source, &document);
            Server::new(input(id), table, &files)
        });
    });
    c.bench_function("bind and check", |b| {
        b.iter(|| {
            let (table, id) = table(&source, &document);
            let problems = Server::new(input(id), table, &files).check();
            assert!(problems.len() < 4, "{problems:#?}");
            problems
        });
    });
    c.bench_function("one effective section", |b| {
        b.iter(|| {
            let (table, id) = table(&source, &document);
            let server = Server::new(input(id), table, &files);
            let level = *server.levels_of(id).first().unwrap();
            server.effective(level, "system.webServer/staticContent").unwrap()
        });
    });
}

criterion_group!(benches, check);
criterion_main!(benches);
