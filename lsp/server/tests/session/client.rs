//! A scripted client.

use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, PipeReader, PipeWriter, Read as _, Write as _};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;
use webconfig_server::{Ended, Options, serve};

/// Nothing takes this long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A client with a server of its own.
pub(crate) struct Client {
    to_server: Option<PipeWriter>,
    from_server: Receiver<Value>,
    unread: VecDeque<Value>,
    ended: Receiver<Ended>,
    next_id: i32,
}

impl Client {
    /// A client that has said nothing yet.
    pub(crate) fn silent() -> Self {
        let (input, to_server) = std::io::pipe().unwrap();
        let (from_server, output) = std::io::pipe().unwrap();
        let (end, ended) = channel();
        thread::spawn(move || {
            let options = Options { test_requests: true };
            let _ = end.send(serve(BufReader::new(input), output, options));
        });
        let (send, messages) = channel();
        thread::spawn(move || {
            let mut reader = BufReader::new(from_server);
            while let Some(message) = read(&mut reader) {
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        Self { to_server: Some(to_server), from_server: messages, unread: VecDeque::new(), ended, next_id: 0 }
    }

    /// A client that has initialized its server with these capabilities; gives the server's answer too.
    pub(crate) fn with(capabilities: &Value) -> (Self, Value) {
        let mut client = Self::silent();
        let params = json!({ "processId": null, "rootUri": null, "capabilities": capabilities });
        let answer = client.request("initialize", &params).unwrap();
        client.notify("initialized", &json!({}));
        (client, answer)
    }

    /// A client that can take everything, counting columns in `encoding`.
    pub(crate) fn able(encoding: &str) -> Self {
        Self::with(&json!({
            "general": { "positionEncodings": [encoding] },
            "textDocument": {
                "hover": { "contentFormat": ["markdown", "plaintext"] },
                "publishDiagnostics": {
                    "relatedInformation": true,
                    "versionSupport": true,
                    "tagSupport": { "valueSet": [1, 2] },
                },
            },
        }))
        .0
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        self.to_server.as_mut().unwrap().write_all(bytes).unwrap();
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub(crate) fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and gives its id.
    pub(crate) fn ask(&mut self, method: &str, params: &Value) -> i32 {
        self.next_id += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.next_id, "method": method, "params": params }));
        self.next_id
    }

    /// Sends a request and waits for its result or error code.
    pub(crate) fn request(&mut self, method: &str, params: &Value) -> Result<Value, i64> {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Waits for the answer to a request.
    pub(crate) fn answer(&mut self, id: i32) -> Result<Value, i64> {
        let message =
            self.wait(&format!("the answer to {id}"), |m| m["id"] == id && m.get("method").is_none());
        match message.get("error") {
            Some(error) => Err(error["code"].as_i64().unwrap()),
            None => Ok(message.get("result").expect("a result or an error").clone()),
        }
    }

    /// Waits for a notification and gives its parameters.
    pub(crate) fn notification(&mut self, method: &str) -> Value {
        self.wait(method, |message| message["method"] == method)["params"].clone()
    }

    /// Waits for the findings of the next version of a document.
    pub(crate) fn published(&mut self, uri: &str) -> Value {
        let is_it = |m: &Value| m["method"] == "textDocument/publishDiagnostics" && m["params"]["uri"] == uri;
        self.wait(&format!("the findings of {uri}"), is_it)["params"].clone()
    }

    /// Waits for the answer to a message that could not be read.
    pub(crate) fn refusal(&mut self) -> i64 {
        self.wait("a refusal", |m| m["id"].is_null() && m["error"].is_object())["error"]["code"]
            .as_i64()
            .unwrap()
    }

    fn wait(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.unread.iter().position(&is_it) {
            return self.unread.remove(at).unwrap();
        }
        loop {
            let message = self.from_server.recv_timeout(PATIENCE);
            let message = message.unwrap_or_else(|_| panic!("waited for {what}, have {:?}", self.unread));
            assert_eq!(message["jsonrpc"], "2.0");
            if is_it(&message) {
                return message;
            }
            self.unread.push_back(message);
        }
    }

    pub(crate) fn open(&mut self, uri: &str, version: i32, text: &str) {
        self.notify(
            "textDocument/didOpen",
            &json!({ "textDocument": { "uri": uri, "languageId": "xml", "version": version, "text": text } }),
        );
    }

    pub(crate) fn change(&mut self, uri: &str, version: i32, changes: &Value) {
        self.notify(
            "textDocument/didChange",
            &json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes }),
        );
    }

    pub(crate) fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", &json!({ "textDocument": { "uri": uri } }));
    }

    /// The text of a document as the server has it.
    pub(crate) fn text(&mut self, uri: &str) -> Value {
        self.request("webconfig/text", &json!({ "textDocument": { "uri": uri } })).unwrap()
    }

    pub(crate) fn hover(&mut self, uri: &str, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        let params = json!({ "textDocument": { "uri": uri }, "position": position });
        self.request("textDocument/hover", &params).unwrap()
    }

    /// Ends the input of the server without a word.
    pub(crate) fn hang_up(&mut self) {
        self.to_server = None;
    }

    /// Waits for the end of the server.
    pub(crate) fn end(&mut self) -> Ended {
        self.ended.recv_timeout(PATIENCE).expect("the server ends")
    }

    /// Forgets findings that the test is not about.
    pub(crate) fn pass_over_findings(&mut self) {
        self.unread.retain(|message| message["method"] != "textDocument/publishDiagnostics");
    }

    /// Shuts the server down and fails if it has said anything that nobody asked for.
    pub(crate) fn finish(mut self) {
        assert_eq!(self.request("shutdown", &Value::Null), Ok(Value::Null));
        self.notify("exit", &Value::Null);
        assert_eq!(self.end(), Ended::Orderly);
        self.hang_up();
        while let Ok(message) = self.from_server.recv_timeout(PATIENCE) {
            self.unread.push_back(message);
        }
        assert!(self.unread.is_empty(), "unread: {:#?}", self.unread);
    }

    /// The same, for a test that is not about findings.
    pub(crate) fn finish_without_findings(mut self) {
        assert_eq!(self.request("shutdown", &Value::Null), Ok(Value::Null));
        self.pass_over_findings();
        self.notify("exit", &Value::Null);
        assert_eq!(self.end(), Ended::Orderly);
    }
}

fn read(reader: &mut BufReader<PipeReader>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().unwrap(),
            _ if line == "\r\n" => break,
            _ => panic!("an odd header: {line:?}"),
        }
    }
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).ok()?;
    Some(serde_json::from_slice(&bytes).unwrap())
}
