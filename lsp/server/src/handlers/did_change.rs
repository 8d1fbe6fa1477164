//! `textDocument/didChange`: one or several changes, each about the text that the one before it left.

use crate::main_loop::State;
use crate::proto::from;
use lsp_types::DidChangeTextDocumentParams;
use serde_json::Value;

pub(super) fn take(state: &mut State, value: Value) -> Result<(), String> {
    let uri = from::document_uri(&value).unwrap_or_default().to_owned();
    let params = from::params::<DidChangeTextDocumentParams>(value)?;
    let document = state.documents.get(&uri).ok_or_else(|| format!("`{uri}` is not open"))?;
    let key = document.home.key.clone();
    let buffer = document.buffer.changed(&params.content_changes, state.client.unit);
    state.documents.change(&key, params.text_document.version, buffer);
    state.look_at(&key);
    Ok(())
}
