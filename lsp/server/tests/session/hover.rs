//! Hovers through the protocol: form by capability, columns by encoding. What they say is tested in `webconfig-ide`.

use crate::client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///shop/web.config";

#[test]
fn the_form_follows_the_client() {
    let text = "<configuration><appSettings/></configuration>";
    for (formats, kind, is_marked) in [
        (json!(["markdown", "plaintext"]), "markdown", true),
        (json!(["plaintext", "markdown"]), "plaintext", false),
        (Value::Null, "plaintext", false),
    ] {
        let (mut client, answer) =
            Client::with(&json!({ "textDocument": { "hover": { "contentFormat": formats } } }));
        assert_eq!(answer["capabilities"]["hoverProvider"], true);
        client.open(URI, 1, text);
        let hover = client.hover(URI, 0, 20);
        assert_eq!(hover["contents"]["kind"], kind);
        assert_eq!(hover["contents"]["value"].as_str().unwrap().contains("**"), is_marked);
        assert_eq!(client.hover(URI, 0, 15), Value::Null, "between tags");
        client.finish_without_findings();
    }
}

#[test]
fn the_range_is_the_name_in_the_columns_of_the_client() {
    let text = "<configuration>\n<!-- 😀é --><appSettings/></configuration>";
    for (encoding, start) in [("utf-8", 16), ("utf-16", 13), ("utf-32", 12)] {
        let mut client = Client::able(encoding);
        client.open(URI, 1, text);
        let hover = client.hover(URI, 1, start);
        assert_eq!(
            hover["range"],
            json!({ "start": { "line": 1, "character": start }, "end": { "line": 1, "character": start + 11 } }),
            "{encoding}"
        );
        client.finish_without_findings();
    }
}

#[test]
fn every_prefix_of_a_file_answers() {
    let mut client = Client::able("utf-16");
    let text = include_str!("../../../../fixtures/editor/every-prefix-answers/web.config");
    client.open(URI, 0, "");
    for (version, (end, _)) in (1..).zip(text.char_indices()) {
        let cut = &text[..end];
        client.change(URI, version, &json!([{ "text": cut }]));
        let line = cut.matches('\n').count() as u32;
        for back in [0, 1, 2] {
            let character = cut.rsplit('\n').next().unwrap().encode_utf16().count() as u32;
            let hover = client.hover(URI, line, character.saturating_sub(back));
            assert!(hover.is_null() || hover["range"].is_object());
        }
    }
    client.finish_without_findings();
}
