//! Requests that only tests have, see [`crate::Options`].

use super::{Answer, World};
use crate::proto::from;
use lsp_server::ErrorCode;
use serde_json::Value;

/// `webconfig/text`: the text of an open document as the server has it.
pub(super) fn text(world: &World, value: Value) -> Answer {
    let uri = from::document_uri(&value).ok_or((ErrorCode::InvalidParams, "no document".to_owned()))?;
    Ok(world.documents.get(uri).map_or(Value::Null, |d| d.buffer.whole().text().into()))
}

/// `webconfig/fault`: what a bug in a handler would do.
#[expect(clippy::panic, reason = "this is what it is for")]
pub(super) fn fault(_: &World, _: Value) -> Answer {
    panic!("a fault on request");
}
