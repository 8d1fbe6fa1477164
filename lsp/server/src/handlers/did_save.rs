//! `textDocument/didSave`: document and file are the same now, so how the file stores its text counts again.

use crate::main_loop::State;
use crate::proto::from;
use serde_json::Value;

pub(super) fn take(state: &mut State, value: Value) -> Result<(), String> {
    let uri = from::document_uri(&value).ok_or("there is no `textDocument.uri`")?;
    let document = state.documents.saved(uri).ok_or_else(|| format!("`{uri}` is not open"))?;
    let key = document.home.key.clone();
    state.look_at(&key);
    Ok(())
}
