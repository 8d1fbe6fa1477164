//! `textDocument/didOpen`: from now on the editor has the truth about the document.

use crate::main_loop::State;
use crate::proto::from;
use lsp_types::DidOpenTextDocumentParams;
use serde_json::Value;

pub(super) fn take(state: &mut State, value: Value) -> Result<(), String> {
    let uri = from::document_uri(&value).unwrap_or_default().to_owned();
    let document = from::params::<DidOpenTextDocumentParams>(value)?.text_document;
    let key = state.documents.open(&uri, document.version, document.text).home.key.clone();
    state.look_at(&key);
    Ok(())
}
