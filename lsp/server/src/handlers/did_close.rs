//! `textDocument/didClose`: its findings go away, and for everybody else the file on the disk counts again.

use crate::main_loop::State;
use crate::proto::from;
use serde_json::Value;

pub(super) fn take(state: &mut State, value: Value) -> Result<(), String> {
    let uri = from::document_uri(&value).ok_or("there is no `textDocument.uri`")?;
    let document = state.documents.close(uri).ok_or_else(|| format!("`{uri}` is not open"))?;
    state.withdraw(&document.home.key, &document.uri);
    state.look_at_readers_of(&document.home.path);
    Ok(())
}
