//! The text of documents: edits against a reference that knows nothing of line indexes.

use crate::client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///shop/web.config";
/// Steps in each run; the encodings share them.
const STEPS: i32 = 10_000;

/// A small generator, so that a failure can be repeated from its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn text(&mut self, longest: usize) -> String {
        const PIECES: [&str; 20] = [
            "a", "é", "😀", "\n", "\r\n", "\r", "\t", "\u{2028}", "e\u{301}", "<add ", "key='", "'", "/>",
            "<b>", "</b>", "&amp;", " ", "\u{FEFF}", "漢", "-->",
        ];
        (0..self.roll(longest + 1)).map(|_| PIECES[self.roll(PIECES.len())]).collect()
    }
}

/// Columns that `c` takes.
fn width(c: char, encoding: &str) -> usize {
    match encoding {
        "utf-8" => c.len_utf8(),
        "utf-16" => c.len_utf16(),
        _ => 1,
    }
}

/// Where a place lies, found by walking from the beginning.
fn offset(text: &str, line: usize, column: usize, encoding: &str) -> usize {
    let (mut at_line, mut left) = (0, column);
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let is_end = c == '\n' || c == '\r';
        if at_line == line {
            if is_end || left < width(c, encoding) {
                return at;
            }
            left -= width(c, encoding);
        } else if is_end {
            if c == '\r' && characters.peek().is_some_and(|(_, next)| *next == '\n') {
                characters.next();
            }
            at_line += 1;
        }
    }
    text.len()
}

#[test]
fn the_text_is_what_a_naive_reference_says_after_every_step() {
    for (seed, encoding) in [(11, "utf-8"), (22, "utf-16"), (33, "utf-32")] {
        let mut client = Client::able(encoding);
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        let mut reference = dice.text(40);
        client.open(URI, 0, &reference);
        for step in 1..=STEPS / 3 {
            let mut changes = Vec::new();
            for _ in 0..=dice.roll(3) {
                let text = dice.text(6);
                if dice.roll(40) == 0 || reference.len() > 400 {
                    changes.push(json!({ "text": text }));
                    reference = text;
                    continue;
                }
                let places: Vec<(usize, usize)> = (0..2).map(|_| (dice.roll(12), dice.roll(14))).collect();
                let place =
                    |(line, character): (usize, usize)| json!({ "line": line, "character": character });
                changes.push(json!({ "range": { "start": place(places[0]), "end": place(places[1]) }, "rangeLength": 7, "text": text }));
                let ends =
                    [places[0], places[1]].map(|(line, column)| offset(&reference, line, column, encoding));
                let (start, end) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
                reference.replace_range(start..end, &text);
            }
            client.change(URI, step, &Value::Array(changes.clone()));
            assert_eq!(client.text(URI), json!(reference), "{encoding}, step {step}: {changes:?}");
        }
        client.finish_without_findings();
    }
}

#[test]
fn half_of_a_surrogate_pair_keeps_the_columns_right() {
    let mut client = Client::able("utf-16");
    client.open(URI, 1, "");
    let params = r#"{"textDocument":{"uri":"file:///shop/web.config","version":2},"contentChanges":[{"text":"a\ud83db"}]}"#;
    let message = format!(r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{params}}}"#);
    client.send_raw(format!("Content-Length: {}\r\n\r\n{message}", message.len()).as_bytes());
    let place = json!({ "line": 0, "character": 2 });
    client.change(URI, 3, &json!([{ "range": { "start": place, "end": place }, "text": "x" }]));
    assert_eq!(client.text(URI), json!("a\u{FFFD}xb"));
    client.finish_without_findings();
}

#[test]
fn spellings_of_a_path_are_one_document() {
    let mut client = Client::able("utf-16");
    client.open("file:///c%3A/shop%20a/web.config", 1, "one");
    client.change("file:///C:/shop%20a/web.config", 2, &json!([{ "text": "two" }]));
    assert_eq!(client.text("file:///c:/shop%20a/web.config"), json!("two"));
    client.open("file:///shop/ü/web.config", 1, "three");
    assert_eq!(client.text("file:///shop/%C3%BC/web.config"), json!("three"));
    client.close("file:///shop/%C3%BC/web.config");
    assert_eq!(client.text("file:///shop/ü/web.config"), Value::Null);
    client.finish_without_findings();
}
