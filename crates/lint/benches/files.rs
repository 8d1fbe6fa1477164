//! From bytes to findings, at the sizes that people have: one file of 5 KB, one of 5 MB, a thousand of 5 KB.
//!
//! roxmltree's and quick-xml's parses of the same bytes run beside ours: the ratios are what counts on a noisy
//! machine. `cargo xtask bench-report` prints them.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use webconfig_config::{ConfigFile, FileTable, Server, ServerInput};
use webconfig_files::{MemoryFiles, PathMap};
use webconfig_lint::{ContextKind, InputFile, Linter, Session, SessionInput, Settings};
use webconfig_schema::{Release, Schema};
use webconfig_syntax::Document;
use webconfig_text::{FileId, SourceText};

/// A `web.config` of about that many bytes, with what real ones have: comments, collections, long values.
fn sample(bytes: usize) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<configuration>\r\n  <!-- the shop -->\r\n  <appSettings>\r\n",
    );
    let tail = "  </appSettings>\r\n  <system.webServer>\r\n    <handlers>\r\n      <add name=\"aspNetCore\" path=\"*\" verb=\"*\" \
        modules=\"AspNetCoreModuleV2\" resourceType=\"Unspecified\" />\r\n    </handlers>\r\n    <httpProtocol>\r\n      \
        <customHeaders>\r\n        <remove name=\"X-Powered-By\" />\r\n        <add name=\"X-Content-Type-Options\" \
        value=\"nosniff\" />\r\n      </customHeaders>\r\n    </httpProtocol>\r\n    <aspNetCore processPath=\"dotnet\" \
        arguments=\".\\Shop.dll\" stdoutLogEnabled=\"false\" stdoutLogFile=\".\\logs\\stdout\" hostingModel=\"inprocess\">\r\n      \
        <environmentVariables>\r\n        <environmentVariable name=\"ASPNETCORE_ENVIRONMENT\" value=\"Production\" />\r\n      \
        </environmentVariables>\r\n    </aspNetCore>\r\n  </system.webServer>\r\n</configuration>\r\n";
    let mut index = 0;
    while text.len() + tail.len() < bytes {
        let _ = write!(
            text,
            "    <add key=\"Feature:{index}:Endpoint\" value=\"https://api.example/v2/items?page={index}&amp;size=50\" />\r\n"
        );
        index += 1;
        if index % 20 == 0 {
            text.push_str("    <!-- next block of settings -->\r\n\r\n");
        }
    }
    text + tail
}

fn file(text: &str, id: u32) -> ConfigFile {
    ConfigFile::new(FileId(id), &format!("site{id}/web.config"), SourceText::from_text(text), None)
}

fn bind(text: &str) -> usize {
    let mut table = FileTable::new(1);
    table.insert(file(text, 0));
    let input = ServerInput {
        web_configs: vec![FileId(0)],
        ..ServerInput::new(Schema::builtin(), Release::default())
    };
    Server::new(input, table, &MemoryFiles::new()).check().len()
}

fn lint(linter: &Linter, texts: &[Arc<str>]) -> usize {
    let files = texts
        .iter()
        .zip(0u32..)
        .map(|(text, id)| InputFile { file: file(text, id), context: ContextKind::Server, is_debug: false })
        .collect();
    let input = SessionInput::new(files, Schema::builtin(), Release::default());
    let session = Session::new(linter, input);
    let nothing = MemoryFiles::new();
    session.run(&nothing, &|_| "").0.diagnostics.len()
}

fn quick_xml(text: &str) -> usize {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut events = 0;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) | Err(_) => return events,
            Ok(quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)) => {
                events += 1 + tag.attributes().filter_map(Result::ok).count();
            }
            Ok(_) => events += 1,
        }
    }
}

/// What the program allocates with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn one_file(c: &mut Criterion) {
    let linter = Linter::new(Settings::default(), "");
    for (name, size) in [("5KB", 5_000), ("5MB", 5_000_000)] {
        let text = sample(size);
        let shared: Arc<str> = text.as_str().into();
        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(if size > 100_000 {
            15
        } else {
            100
        });
        group.bench_function("decode", |b| b.iter(|| SourceText::decode(black_box(text.as_bytes()))));
        group.bench_function("ours-parse", |b| b.iter(|| Document::parse(Arc::clone(&shared))));
        group.bench_function("parse+bind", |b| b.iter(|| bind(black_box(&text))));
        group.bench_function("parse+bind+rules", |b| b.iter(|| lint(&linter, std::slice::from_ref(&shared))));
        group.bench_function("roxmltree-parse", |b| {
            b.iter(|| roxmltree::Document::parse(black_box(&text)).map(|d| d.root().children().count()));
        });
        group.bench_function("quick-xml-events", |b| b.iter(|| quick_xml(black_box(&text))));
        group.finish();
    }
}

fn a_thousand_files(c: &mut Criterion) {
    let linter = Linter::new(Settings::default(), "");
    let texts: Vec<Arc<str>> = (0..1000).map(|i| sample(4_500 + i).into()).collect();
    let mut group = c.benchmark_group("1000x5KB");
    group.sample_size(15);
    group.bench_function("parse+bind+rules", |b| {
        b.iter_batched(|| texts.clone(), |texts| lint(&linter, &texts), BatchSize::LargeInput);
    });
    group.bench_function("roxmltree-parse", |b| {
        b.iter(|| texts.iter().filter(|t| roxmltree::Document::parse(t).is_ok()).count());
    });
    group.finish();
}

/// A server of 50 sites with four `web.config` files each, judged as one.
fn a_server(c: &mut Criterion) {
    const SITES: usize = 50;
    let host =
        webconfig_facts::PROFILES.iter().find(|(name, _)| *name == "iis10-ancm").map_or("", |(_, t)| *t);
    let (head, tail) = host.split_once("<sites>").unwrap_or_default();
    let (_, tail) = tail.split_once("</sites>").unwrap_or_default();
    let site = |n: usize| {
        format!(
            r#"<site name="Shop{n}" id="{n}"><application path="/"><virtualDirectory path="/" physicalPath="C:\w\s{n}" /></application>
<bindings><binding protocol="http" bindingInformation="*:80:s{n}.example.com" /></bindings></site>
"#
        )
    };
    let sites: String = (1..=SITES).map(site).collect();
    let host = format!("{head}<sites>{sites}</sites>{tail}");
    let paths = (1..=SITES)
        .flat_map(|n| ["", "/api", "/img", "/files/x"].map(|below| format!("w/s{n}{below}/web.config")));
    let paths: Vec<String> = paths.collect();
    let small = sample(1_500);
    let memory = paths.iter().fold(MemoryFiles::new(), |memory, path| memory.with(path, small.as_str()));
    let linter = Linter::new(Settings::default(), "");
    let judge = || {
        let named = std::iter::once(("applicationHost.config", host.as_str()));
        let files = named.chain(paths.iter().map(|path| (path.as_str(), small.as_str()))).zip(0u32..);
        let files = files.map(|((path, text), id)| InputFile {
            file: ConfigFile::new(FileId(id), path, SourceText::from_text(text), None),
            context: ContextKind::Server,
            is_debug: false,
        });
        let mut path_map = PathMap::new();
        path_map.add("C:\\w", "w");
        let input = SessionInput {
            application_host: Some(FileId(0)),
            path_map,
            ..SessionInput::new(files.collect(), Schema::builtin(), Release::default())
        };
        let session = Session::new(&linter, input);
        session.run(&memory, &|_| "").0.summary.files
    };
    assert_eq!(judge(), 1 + paths.len(), "all of them are judged");
    let mut group = c.benchmark_group("server");
    group.sample_size(15);
    group.bench_function("50 sites with 200 web.config", |b| b.iter(judge));
    group.finish();
}

criterion_group!(benches, one_file, a_thousand_files, a_server);
criterion_main!(benches);
