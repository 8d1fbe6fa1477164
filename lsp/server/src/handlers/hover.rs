//! `textDocument/hover`.

use super::{Answer, World, params, result};
use crate::proto::{from, to};
use lsp_types::HoverParams;
use serde_json::Value;

pub(super) fn answer(world: &World, value: Value) -> Answer {
    let uri = from::document_uri(&value).unwrap_or_default().to_owned();
    let params: HoverParams = params(value)?;
    let Some(document) = world.documents.get(&uri) else { return Ok(Value::Null) };
    let offset =
        from::offset(&document.buffer, params.text_document_position_params.position, world.client.unit);
    let hover = webconfig_ide::hover(&document.snapshot, offset);
    result(hover.map(|hover| to::hover(&document.buffer, &hover, &world.client)))
}
