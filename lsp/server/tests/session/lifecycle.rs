//! Beginning, end, and everything that must not bring a session down.

use crate::client::Client;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use webconfig_server::Ended;

const NO_CAPABILITIES: Value = Value::Null;

fn plain() -> Client {
    Client::with(&json!({})).0
}

#[test]
fn requests_are_refused_before_initialize_and_after_shutdown() {
    let mut client = Client::silent();
    assert_eq!(client.request("textDocument/hover", &json!({})), Err(-32002));
    assert_eq!(client.request("shutdown", &Value::Null), Err(-32002));
    client.notify("textDocument/didOpen", &json!({}));
    assert!(client.request("initialize", &json!({ "capabilities": {} })).is_ok());
    assert_eq!(client.request("initialize", &json!({ "capabilities": {} })), Err(-32600));
    assert_eq!(client.request("shutdown", &Value::Null), Ok(Value::Null));
    assert_eq!(client.request("textDocument/hover", &json!({})), Err(-32600));
    assert_eq!(client.request("shutdown", &Value::Null), Err(-32600));
    client.notify("exit", &Value::Null);
    assert_eq!(client.end(), Ended::Orderly);
}

#[test]
fn exit_without_shutdown_is_abrupt() {
    let mut client = plain();
    client.notify("exit", &Value::Null);
    assert_eq!(client.end(), Ended::Abruptly);
    let mut client = Client::silent();
    client.notify("exit", &Value::Null);
    assert_eq!(client.end(), Ended::Abruptly);
}

#[test]
fn the_end_of_the_input_ends_the_server_at_once() {
    let mut client = plain();
    client.hang_up();
    let begin = Instant::now();
    assert_eq!(client.end(), Ended::Abruptly);
    assert!(begin.elapsed() < Duration::from_secs(1));
}

#[test]
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_types, reason = "an editor that dies has to be a process")]
fn the_end_of_the_editor_ends_the_server() {
    let mut editor = std::process::Command::new("sleep").arg("60").spawn().unwrap();
    let mut client = Client::silent();
    client.request("initialize", &json!({ "processId": editor.id(), "capabilities": {} })).unwrap();
    editor.kill().unwrap();
    let begin = Instant::now();
    assert_eq!(client.end(), Ended::Abruptly);
    assert!(begin.elapsed() < Duration::from_secs(10));
    editor.wait().unwrap();
    // One that is gone already counts as well.
    let mut client = Client::silent();
    client.ask("initialize", &json!({ "processId": editor.id(), "capabilities": {} }));
    assert_eq!(client.end(), Ended::Abruptly);
}

#[test]
fn what_is_not_known_is_refused_or_passed_over() {
    let mut client = plain();
    assert_eq!(client.request("textDocument/unheardOf", &json!({})), Err(-32601));
    assert_eq!(client.request("$/unheardOf", &json!({})), Err(-32601));
    client.notify("workspace/unheardOf", &json!({}));
    client.notify("$/unheardOf", &json!({}));
    client.notify("$/cancelRequest", &json!({ "id": 999 }));
    assert_eq!(client.request("textDocument/hover", &json!({ "position": 1 })), Err(-32602));
    client.finish();
}

#[test]
fn messages_that_cannot_be_read_do_not_end_the_session() {
    let mut client = plain();
    client.send_raw(b"Content-Length: 1\r\n\r\n{");
    assert_eq!(client.refusal(), -32700);
    client.send_raw(b"Content-Length: 2\r\n\r\n[]");
    assert_eq!(client.refusal(), -32600);
    client.send_raw(b"Content-Length: 3\r\n\r\n\xFF\xFE\x00");
    assert_eq!(client.refusal(), -32700);
    client.finish();
}

#[test]
fn a_message_may_come_byte_by_byte_and_several_at_once() {
    let mut client = plain();
    let one = r#"{"jsonrpc":"2.0","id":1000,"method":"textDocument/unheardOf"}"#;
    let wire = format!(
        "content-length:{}\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n{one}",
        one.len()
    );
    for byte in wire.as_bytes() {
        client.send_raw(&[*byte]);
    }
    assert_eq!(client.answer(1000), Err(-32601));
    client.send_raw(format!("{wire}{wire}").as_bytes());
    assert_eq!(client.answer(1000), Err(-32601));
    assert_eq!(client.answer(1000), Err(-32601));
    client.finish();
}

#[test]
fn a_bug_in_a_handler_costs_one_answer_and_one_line() {
    let mut client = plain();
    for _ in 0..3 {
        assert_eq!(client.request("webconfig/fault", &json!({})), Err(-32603));
        let line = client.notification("window/logMessage");
        assert_eq!(line["type"], 1);
        assert_eq!(line["message"], "a bug in webconfig, in `webconfig/fault`: a fault on request");
    }
    assert_eq!(client.request("textDocument/unheardOf", &json!({})), Err(-32601));
    client.finish();
}

#[test]
fn messages_for_documents_that_are_not_open_are_told_in_the_log() {
    let mut client = plain();
    client.change("file:///no/web.config", 1, &json!([]));
    let line = client.notification("window/logMessage");
    assert_eq!(
        (line["type"].clone(), line["message"].as_str().unwrap().contains("is not open")),
        (json!(2), true)
    );
    client.finish();

    let mut quiet = Client::silent();
    let options = json!({ "capabilities": {}, "initializationOptions": { "logLevel": "off" } });
    quiet.request("initialize", &options).unwrap();
    quiet.change("file:///no/web.config", 1, &json!([]));
    quiet.finish();
}

#[test]
fn the_encoding_is_agreed_on() {
    for (offered, chosen) in [
        (json!({}), "utf-16"),
        (json!({ "general": {} }), "utf-16"),
        (json!({ "general": { "positionEncodings": ["utf-16"] } }), "utf-16"),
        (json!({ "general": { "positionEncodings": ["utf-16", "utf-32"] } }), "utf-32"),
        (json!({ "general": { "positionEncodings": ["utf-16", "utf-32", "utf-8"] } }), "utf-8"),
        (json!({ "general": { "positionEncodings": ["utf-7"] } }), "utf-16"),
    ] {
        let (client, answer) = Client::with(&offered);
        assert_eq!(answer["capabilities"]["positionEncoding"], chosen, "{offered}");
        client.finish();
    }
}

#[test]
fn a_trace_is_written_only_while_it_is_wanted() {
    let mut client = plain();
    client.notify("$/setTrace", &json!({ "value": "messages" }));
    assert_eq!(client.request("textDocument/unheardOf", &json!({})), Err(-32601));
    let line = client.notification("$/logTrace");
    assert!(line["message"].as_str().unwrap().contains("textDocument/unheardOf"));
    client.notify("$/setTrace", &json!({ "value": "off" }));
    assert_eq!(client.request("textDocument/unheardOf", &json!({})), Err(-32601));
    client.finish();
}

#[test]
fn a_client_that_says_nothing_about_itself_is_served() {
    let mut client = Client::silent();
    assert_eq!(client.request("initialize", &NO_CAPABILITIES), Err(-32602));
    assert!(client.request("initialize", &json!({ "capabilities": {} })).is_ok());
    client.finish();
}
