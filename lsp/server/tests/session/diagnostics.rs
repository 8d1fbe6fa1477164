//! Findings as they are published.

use crate::client::Client;
use serde_json::{Value, json};
use std::path::Path;
use webconfig_config::ConfigFile;
use webconfig_lint::{ContextKind, InputFile, Linter, Session, SessionInput, Settings};
use webconfig_schema::{Release, Schema};
use webconfig_text::{FileId, SourceText};

const URI: &str = "file:///shop/web.config";

/// The codes about XML form: what other rules say of the same text is no matter of these tests.
fn codes(published: &Value) -> Vec<&str> {
    let all = published["diagnostics"].as_array().unwrap().iter().map(|d| d["code"].as_str().unwrap());
    all.filter(|code| code.starts_with("WC00")).collect()
}

#[test]
fn findings_come_with_code_source_version_and_place() {
    let mut client = Client::able("utf-16");
    client.open(URI, 7, "<configuration>\n<!-- 😀 --><a></b></configuration>");
    let published = client.published(URI);
    assert_eq!(published["version"], 7);
    let mut findings = published["diagnostics"].as_array().unwrap().iter();
    let finding = findings.find(|finding| finding["code"] == "WC0001").unwrap();
    assert_eq!(finding["source"], "webconfig");
    assert_eq!(finding["severity"], 1);
    assert_eq!(finding["range"]["start"]["line"], 1);
    assert!(finding["range"]["start"]["character"].as_u64().unwrap() >= 11, "{finding}");
    client.finish();
}

#[test]
fn a_mended_document_has_no_findings_and_a_closed_one_neither() {
    let mut client = Client::able("utf-16");
    client.open(URI, 1, "<configuration>");
    assert_eq!(codes(&client.published(URI)), ["WC0001"]);
    let end = json!({ "line": 0, "character": 15 });
    client.change(URI, 2, &json!([{ "range": { "start": end, "end": end }, "text": "</configuration>" }]));
    let published = client.published(URI);
    assert_eq!((codes(&published), published["version"].clone()), (vec![], json!(2)));
    client.change(URI, 3, &json!([{ "text": "<configuration" }]));
    assert!(!codes(&client.published(URI)).is_empty());
    client.close(URI);
    let published = client.published(URI);
    assert!(codes(&published).is_empty() && published.get("version").is_none());
    client.finish();
}

#[test]
fn findings_of_an_older_text_are_never_published() {
    let mut client = Client::able("utf-16");
    client.open(URI, 1, "<configuration");
    let mut last = 0;
    for version in 2..=200_usize {
        let text = format!("<configuration>{}", "<a>".repeat(version));
        let version = i32::try_from(version).unwrap();
        client.change(URI, version, &json!([{ "text": text }]));
    }
    while last < 200 {
        let published = client.published(URI);
        let version = published["version"].as_i64().unwrap();
        assert!(version > last, "{version} after {last}");
        last = version;
    }
    client.finish();
}

#[test]
fn a_client_that_declared_nothing_gets_nothing_more() {
    let (mut client, _) = Client::with(&json!({}));
    client.open(URI, 1, "<configuration><a b='1' b='2'></configuration>");
    let published = client.published(URI);
    assert!(!codes(&published).is_empty());
    for finding in published["diagnostics"].as_array().unwrap() {
        let members: Vec<_> = finding.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["code", "message", "range", "severity", "source"]);
    }
    client.finish();
}

#[test]
fn documents_without_a_file_are_judged_without_the_disk() {
    for uri in [
        "untitled:web.config",
        "git:/shop/web.config?%7B%7D",
        "vscode-notebook:/a/web.config",
        "file://server/share/web.config",
    ] {
        let mut client = Client::able("utf-16");
        client.open(uri, 1, "<configuration>");
        assert_eq!(codes(&client.published(uri)), ["WC0001"], "{uri}");
        client.finish();
    }
}

#[test]
fn other_xml_is_left_alone() {
    let mut client = Client::able("utf-16");
    let uri = "file:///shop/pom.xml";
    client.open(uri, 1, "<project>");
    assert_eq!(codes(&client.published(uri)), Vec::<&str>::new());
    client.finish();
}

/// What `webconfig lint` finds in a file: code, severity, message and byte offsets.
fn linted(path: &str, text: &SourceText) -> Vec<(String, u64, String, u32, u32)> {
    let file = ConfigFile::new(FileId(0), path, text.clone(), None);
    let input = SessionInput::new(
        vec![InputFile { file, context: ContextKind::Server, is_debug: false }],
        Schema::builtin(),
        Release::default(),
    );
    let linter = Linter::new(Settings::default(), "");
    let session = Session::new(&linter, input);
    let files = webconfig_files::MemoryFiles::new();
    let (outcome, _) = session.run(&files, &|_| "");
    outcome
        .diagnostics
        .iter()
        .map(|d| {
            let range = d.primary.range.unwrap_or_default();
            let severity = 4 - d.severity as u64;
            (d.code.to_owned(), severity, d.message.clone(), range.start(), range.end())
        })
        .collect()
}

#[test]
fn the_server_finds_what_the_command_line_finds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/editor");
    let mut waiting = vec![folder];
    let mut compared = 0;
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let source = SourceText::decode(&std::fs::read(&path).unwrap()).unwrap();
            let expected = linted(&name, &source);
            for encoding in ["utf-8", "utf-16", "utf-32"] {
                let unit = match encoding {
                    "utf-8" => webconfig_text::ColumnUnit::Utf8,
                    "utf-16" => webconfig_text::ColumnUnit::Utf16,
                    _ => webconfig_text::ColumnUnit::Utf32,
                };
                let mut client = Client::able(encoding);
                let uri = format!("untitled:{name}");
                client.open(&uri, 1, source.text());
                let published = client.published(&uri);
                let offset = |place: &Value| {
                    let number = |key: &str| place[key].as_u64().unwrap() as u32;
                    let at = webconfig_text::LineColumn { line: number("line"), column: number("character") };
                    source.lines().offset(source.text(), at, unit)
                };
                let found: Vec<_> = published["diagnostics"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|d| {
                        let word = |key: &str| d[key].as_str().unwrap().to_owned();
                        let (start, end) = (offset(&d["range"]["start"]), offset(&d["range"]["end"]));
                        (word("code"), d["severity"].as_u64().unwrap(), word("message"), start, end)
                    })
                    .collect();
                assert_eq!(found, expected, "{} in {encoding}", path.display());
                compared += found.len();
                client.finish();
            }
        }
    }
    assert!(compared > 10, "the fixtures have findings");
}

#[test]
fn settings_above_the_document_count() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop");
    std::fs::create_dir(&path).unwrap();
    std::fs::write(folder.path().join("webconfig.toml"), "[lint]\nignore = ['WC0001']\nodd = 1\n").unwrap();
    let uri = format!("file://{}/web.config", path.display());
    let mut client = Client::able("utf-16");
    client.open(&uri, 1, "<configuration>");
    assert!(codes(&client.published(&uri)).is_empty());
    let line = client.notification("window/logMessage");
    assert!(line["message"].as_str().unwrap().contains("unknown key `odd`"), "{line}");
    // The same complaint once is enough.
    client.change(&uri, 2, &json!([{ "text": "<configuration >" }]));
    assert_eq!(client.published(&uri)["version"], 2);
    client.finish();
}

#[test]
fn the_schema_is_that_of_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    let uri = format!("file://{}/web.config", folder.path().display());
    std::fs::create_dir(folder.path().join("schema")).unwrap();
    let extension = "<configSchema><sectionSchema name='system.webServer/shop'><attribute name='size' type='uint'/>\
                     </sectionSchema></configSchema>";
    std::fs::write(folder.path().join("schema/shop.xml"), extension).unwrap();
    let settings = |text: &str| std::fs::write(folder.path().join("webconfig.toml"), text).unwrap();
    let text = "<configuration><configSections><sectionGroup name='system.webServer'><section name='shop' />\
                </sectionGroup></configSections><system.webServer><shop siez='1' /></system.webServer></configuration>";
    let found = |about: &str| {
        let mut client = Client::able("utf-16");
        client.open(&uri, 1, text);
        let published = client.published(&uri);
        assert_eq!(published.to_string().contains("WC0102"), about == "known", "{about}: {published}");
        if about == "missing" {
            let line = client.notification("window/logMessage");
            assert!(line["message"].as_str().unwrap().contains("there is no such file or folder"), "{line}");
        }
        client.finish();
    };
    found("unknown");
    settings("[lint]\nschema-dir = ['schema']\n");
    found("known");
    settings("[lint]\nschema-dir = ['nowhere']\n");
    found("missing");
}

#[test]
fn how_a_file_stores_its_text_counts_until_somebody_types() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("web.config");
    let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?>\n<configuration />\n";
    std::fs::write(&path, text).unwrap();
    let uri = format!("file://{}", path.display());
    let mut client = Client::able("utf-16");
    client.open(&uri, 1, text);
    let before = client.published(&uri);
    assert_eq!(codes(&before), ["WC0003"], "{before}");
    client.finish();
}

#[test]
fn an_open_document_stands_in_front_of_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("webconfig.toml");
    let host = format!("file://{}/web.config", folder.path().display());
    let toml = format!("file://{}", settings.display());
    let mut client = Client::able("utf-16");
    client.open(&host, 1, "<configuration>");
    assert_eq!(codes(&client.published(&host)), ["WC0001"]);
    // There is no such file yet, only a document; whoever has looked for it is judged again.
    client.open(&toml, 1, "[lint]\nignore = ['WC0001']\n");
    assert_eq!(codes(&client.published(&host)), Vec::<&str>::new());
    client.change(&toml, 2, &json!([{ "text": "[lint]\n" }]));
    assert_eq!(codes(&client.published(&host)), ["WC0001"]);
    client.change(&toml, 3, &json!([{ "text": "[lint]\nignore = ['WC00']\n" }]));
    assert_eq!(codes(&client.published(&host)), Vec::<&str>::new());
    client.close(&toml);
    assert_eq!(codes(&client.published(&host)), ["WC0001"]);
    client.finish_without_findings();
}
