//! `initialize`: what the client can take, and what we can do.

use super::{Answer, params, result};
use crate::capabilities;
use crate::client::Client;
use crate::main_loop::State;
use lsp_types::{InitializeParams, TraceValue};
use serde_json::Value;
use std::sync::Arc;

pub(crate) fn answer(state: &mut State, value: Value) -> Answer {
    let params: InitializeParams = params(value)?;
    state.client = Arc::new(Client::new(&params));
    state.is_traced = params.trace.is_some_and(|trace| trace != TraceValue::Off);
    if let Some(process) = params.process_id {
        state.watch(process);
    }
    result(capabilities::of(&state.client))
}
