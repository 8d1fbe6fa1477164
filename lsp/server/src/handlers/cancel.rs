//! `$/cancelRequest`: the request is answered at once; whatever its job still gives is dropped.

use crate::main_loop::State;
use lsp_server::RequestId;
use serde_json::Value;

pub(super) fn take(state: &mut State, mut value: Value) -> Result<(), String> {
    let id = value.get_mut("id").map(Value::take).unwrap_or_default();
    let id: RequestId = serde_json::from_value(id).map_err(|problem| problem.to_string())?;
    state.cancel(id);
    Ok(())
}
