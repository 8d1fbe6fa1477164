//! The language server as a process: it finds what `lint` finds in the same file, and it ends as its client says.

#![allow(clippy::disallowed_types, reason = "the program is run as an editor runs it")]

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use webconfig_text::{ColumnUnit, LineColumn, SourceText};

const PROGRAM: &str = env!("CARGO_BIN_EXE_webconfig");

/// An editor of few words.
struct Editor {
    server: Child,
    to_server: ChildStdin,
    from_server: BufReader<ChildStdout>,
}

impl Editor {
    fn new(encoding: &str) -> Self {
        let mut command = Command::new(PROGRAM);
        let mut server =
            command.args(["lsp", "--stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let to_server = server.stdin.take().unwrap();
        let from_server = BufReader::new(server.stdout.take().unwrap());
        let mut editor = Self { server, to_server, from_server };
        let capabilities = json!({ "general": { "positionEncodings": [encoding] } });
        editor.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": capabilities } }));
        assert_eq!(editor.next()["result"]["capabilities"]["positionEncoding"], encoding);
        editor
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.to_server, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.to_server.flush().unwrap();
    }

    fn next(&mut self) -> Value {
        let mut header = String::new();
        self.from_server.read_line(&mut header).unwrap();
        let length: usize = header.trim_start_matches("Content-Length: ").trim().parse().unwrap();
        let mut bytes = vec![0; length + 2];
        self.from_server.read_exact(&mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    fn findings(&mut self, uri: &str, text: &str) -> Vec<Value> {
        let document = json!({ "uri": uri, "languageId": "xml", "version": 1, "text": text });
        self.send(&json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": document } }));
        let published = self.next();
        assert_eq!(published["params"]["uri"], uri);
        self.send(&json!({ "jsonrpc": "2.0", "method": "textDocument/didClose", "params": { "textDocument": { "uri": uri } } }));
        assert_eq!(self.next()["params"]["diagnostics"], json!([]));
        published["params"]["diagnostics"].as_array().unwrap().clone()
    }

    fn leave(mut self) {
        self.send(&json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }));
        assert_eq!(self.next(), json!({ "jsonrpc": "2.0", "id": 2, "result": null }));
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        assert_eq!(self.server.wait().unwrap().code(), Some(0));
    }
}

/// Every configuration file of the fixtures that says by its name what it is.
fn fixtures() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![crate::root().join("fixtures").canonicalize().unwrap()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_lowercase();
            if path.is_dir() {
                waiting.push(path);
            } else if name == "applicationhost.config"
                || name.starts_with("web.") && name.ends_with(".config")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Code, severity, message, first and last byte.
type Finding = (String, String, String, u64, u64);

fn linted(path: &Path) -> Vec<Finding> {
    let output = Command::new(PROGRAM).args(["lint", "--format", "json"]).arg(path).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let here = |d: &&Value| path.to_str().unwrap().ends_with(d["file"].as_str().unwrap());
    let mut found: Vec<Finding> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(here)
        .map(|d| {
            let offset = |end: &str| d["range"][end]["offset"].as_u64().unwrap_or(0);
            (word(&d["code"]), word(&d["severity"]), word(&d["message"]), offset("start"), offset("end"))
        })
        .collect();
    found.sort();
    found
}

fn shown(diagnostic: &Value, text: &SourceText, unit: ColumnUnit) -> Finding {
    let word = |key: &str| diagnostic[key].as_str().unwrap().to_owned();
    let offset = |end: &str| {
        let number = |key: &str| u32::try_from(diagnostic["range"][end][key].as_u64().unwrap()).unwrap();
        let place = LineColumn { line: number("line"), column: number("character") };
        u64::from(text.lines().offset(text.text(), place, unit))
    };
    let severity =
        ["error", "warning", "info", "hint"][diagnostic["severity"].as_u64().unwrap() as usize - 1];
    (word("code"), severity.to_owned(), word("message"), offset("start"), offset("end"))
}

#[test]
fn an_editor_and_the_command_line_are_told_the_same() {
    let mut editors = [
        (Editor::new("utf-8"), ColumnUnit::Utf8),
        (Editor::new("utf-16"), ColumnUnit::Utf16),
        (Editor::new("utf-32"), ColumnUnit::Utf32),
    ];
    let (mut files, mut findings) = (0, 0);
    for path in fixtures() {
        let Ok(text) = SourceText::decode(&std::fs::read(&path).unwrap()) else { continue };
        let expected = linted(&path);
        let uri = format!("file://{}", path.display()).replace(' ', "%20");
        for (editor, unit) in &mut editors {
            let published = editor.findings(&uri, text.text());
            let mut found: Vec<Finding> = published.iter().map(|d| shown(d, &text, *unit)).collect();
            found.sort();
            assert_eq!(found, expected, "{} in {unit:?}", path.display());
        }
        files += 1;
        findings += expected.len();
    }
    assert!(files >= 5 && findings >= 20, "{findings} findings in {files} files");
    for (editor, _) in editors {
        editor.leave();
    }
}

#[test]
fn a_document_that_was_never_saved_is_part_of_its_project() {
    let folder = tempfile::tempdir().unwrap();
    let project = "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>";
    std::fs::write(folder.path().join("shop.csproj"), project).unwrap();
    let uri = format!("file://{}/web.config", folder.path().canonicalize().unwrap().to_str().unwrap());
    let text = "<configuration><system.webServer><directoryBrowse enabled=\"true\" /></system.webServer></configuration>";
    let mut editor = Editor::new("utf-8");
    let codes: Vec<Value> = editor.findings(&uri, text).iter().map(|d| d["code"].clone()).collect();
    assert_eq!(codes, ["WC0506"]);
    editor.leave();
}

#[test]
fn exit_without_shutdown_is_status_1_and_the_end_of_input_an_end() {
    let mut editor = Editor::new("utf-16");
    editor.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(editor.server.wait().unwrap().code(), Some(1));
    let Editor { mut server, to_server, from_server } = Editor::new("utf-16");
    drop(to_server);
    assert_eq!(server.wait().unwrap().code(), Some(1));
    drop(from_server);
}
