//! `$/setTrace`: whether `$/logTrace` tells what is done.

use crate::main_loop::State;
use serde_json::Value;

pub(super) fn take(state: &mut State, value: Value) -> Result<(), String> {
    let word = value.get("value").and_then(Value::as_str).ok_or("there is no `value`")?;
    state.is_traced = word != "off";
    Ok(())
}
