//! Messages on the wire: a few headers, an empty line, JSON.
//!
//! Framing is ours rather than that of `lsp-server`, because that one gives up on the first message it cannot read,
//! and a session has to survive it.

use lsp_server::Message;
use serde::Serialize;
use serde_json::{Value, json};
use std::io::{self, BufRead, Read as _, Write};

/// A message longer than this is passed over.
const LONGEST: u64 = 1 << 30;

/// What one step of reading gave.
#[derive(Debug)]
pub(crate) enum Incoming {
    /// A message.
    Message(Message),
    /// Something that is no JSON.
    Malformed(String),
    /// JSON that is no message, with its `id` if it has one.
    Invalid(Value),
    /// The client has gone.
    End,
}

/// Reads the next message.
pub(crate) fn read(input: &mut impl BufRead) -> Incoming {
    match body(input) {
        Ok(Some(bytes)) => parse(bytes),
        Ok(None) => Incoming::Malformed("a message without a usable `Content-Length`".to_owned()),
        Err(_) => Incoming::End,
    }
}

/// The bytes of the next message; `None` where its headers do not say how many they are.
fn body(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    let mut any = false;
    loop {
        let mut line = Vec::new();
        // A header is short; a stream without line ends must not be collected for ever.
        if input.by_ref().take(64 * 1024).read_until(b'\n', &mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            if any {
                break;
            }
            continue;
        }
        any = true;
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse::<u64>().ok();
        }
    }
    let Some(length) = length else { return Ok(None) };
    let mut rest = input.by_ref().take(length);
    if length > LONGEST {
        io::copy(&mut rest, &mut io::sink())?;
        return Ok(None);
    }
    let mut bytes = Vec::new();
    if rest.read_to_end(&mut bytes)? as u64 == length {
        Ok(Some(bytes))
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

fn parse(bytes: Vec<u8>) -> Incoming {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(problem) => return Incoming::Malformed(problem.to_string()),
    };
    let value = serde_json::from_str::<Value>(&text).or_else(|problem| {
        // An editor that cuts a surrogate pair in two sends half of it; as U+FFFD it keeps all columns right.
        mend_surrogates(&text).and_then(|mended| serde_json::from_str(&mended).ok()).ok_or(problem)
    });
    let value = match value {
        Ok(value) => value,
        Err(problem) => return Incoming::Malformed(problem.to_string()),
    };
    let id = value.get("id").cloned().unwrap_or_default();
    let is_message =
        value.get("method").is_some() || value.get("result").is_some() || value.get("error").is_some();
    // A request whose id is of the wrong type must not be taken for a notification.
    let id_is_usable =
        id.is_null() || id.is_string() || id.as_i64().is_some_and(|id| i32::try_from(id).is_ok());
    if !is_message || !id_is_usable {
        return Incoming::Invalid(id);
    }
    serde_json::from_value(value).map_or(Incoming::Invalid(id), Incoming::Message)
}

/// The JSON text with every escaped half of a surrogate pair replaced; `None` where there is none.
fn mend_surrogates(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut mended = false;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let unit = |from: usize| {
            let digits = escape.get(from..from + 6)?.strip_prefix("\\u")?;
            u16::from_str_radix(digits, 16).ok()
        };
        let len = match (unit(0), unit(6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                mended = true;
                out.push_str("\\ufffd");
                rest = escape.get(6..)?;
                continue;
            }
            (Some(_), _) => 6,
            (None, _) => 1 + escape.get(1..)?.chars().next()?.len_utf8(),
        };
        out.push_str(escape.get(..len)?);
        rest = escape.get(len..)?;
    }
    out.push_str(rest);
    mended.then_some(out)
}

/// Writes one message.
pub(crate) fn write(output: &mut impl Write, message: &Outgoing) -> io::Result<()> {
    #[derive(Serialize)]
    struct Framed<'a> {
        jsonrpc: &'static str,
        #[serde(flatten)]
        message: &'a Message,
    }
    let text = match message {
        Outgoing::Message(message) => serde_json::to_vec(&Framed { jsonrpc: "2.0", message })?,
        Outgoing::Refusal { id, code, message } => serde_json::to_vec(
            &json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } }),
        )?,
    };
    write!(output, "Content-Length: {}\r\n\r\n", text.len())?;
    output.write_all(&text)?;
    output.flush()
}

/// A message to the client.
#[derive(Debug)]
pub(crate) enum Outgoing {
    /// An ordinary one.
    Message(Message),
    /// The answer to something whose id is no request id.
    Refusal {
        /// The id as it came, or null.
        id: Value,
        /// The error code.
        code: i32,
        /// Why.
        message: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(wire: &str) -> Vec<String> {
        let mut input = wire.as_bytes();
        let mut all = Vec::new();
        loop {
            all.push(match read(&mut input) {
                Incoming::Message(Message::Request(request)) => format!("request {}", request.method),
                Incoming::Message(Message::Notification(notification)) => notification.method,
                Incoming::Message(Message::Response(response)) => format!("response {}", response.id),
                Incoming::Malformed(_) => "malformed".to_owned(),
                Incoming::Invalid(id) => format!("invalid {id}"),
                Incoming::End => return all,
            });
        }
    }

    fn framed(json: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{json}", json.len())
    }

    #[test]
    fn headers_in_any_case_and_order_are_read() {
        let json = r#"{"jsonrpc":"2.0","method":"a"}"#;
        let wire = format!(
            "content-type: application/vscode-jsonrpc; charset=utf-8\r\nCONTENT-LENGTH:{}\r\n\r\n{json}{}",
            json.len(),
            framed(r#"{"jsonrpc":"2.0","id":1,"method":"b"}"#)
        );
        assert_eq!(shown(&wire), ["a", "request b"]);
    }

    #[test]
    fn what_is_no_message_does_not_end_the_session() {
        let next = framed(r#"{"jsonrpc":"2.0","method":"a"}"#);
        for (wrong, expected) in [
            (framed("{"), "malformed"),
            (framed("[]"), "invalid null"),
            (framed(r#"{"id":7}"#), "invalid 7"),
            (framed(r#"{"id":99999999999,"method":"x"}"#), "invalid 99999999999"),
            (framed(r#"{"id":[1],"method":"x"}"#), "invalid [1]"),
            (framed(r#"{"id":7,"method":5}"#), "invalid 7"),
            ("X-Header: 1\r\n\r\n".to_owned(), "malformed"),
            ("Content-Length: many\r\n\r\n".to_owned(), "malformed"),
        ] {
            assert_eq!(shown(&format!("{wrong}{next}")), [expected, "a"], "{wrong}");
        }
    }

    #[test]
    fn a_cut_message_is_the_end() {
        assert!(shown("Content-Length: 100\r\n\r\n{}").is_empty());
        assert!(shown("Content-Len").is_empty());
    }

    #[test]
    fn half_a_surrogate_pair_becomes_one_replacement() {
        let mended = |text: &str| mend_surrogates(text);
        assert_eq!(mended(r#""\ud83d\ude00""#), None);
        assert_eq!(mended(r#""a\ud83d""#).as_deref(), Some(r#""a\ufffd""#));
        assert_eq!(
            mended(r#""\ude00\ud83d\ude00\\ud83d\n""#).as_deref(),
            Some(r#""\ufffd\ud83d\ude00\\ud83d\n""#)
        );
        let json = r#"{"method":"a","params":"\ud83d"}"#;
        assert_eq!(shown(&framed(json)), ["a"]);
    }
}
