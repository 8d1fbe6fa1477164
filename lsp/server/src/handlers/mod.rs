//! The messages, one file each. Requests are functions of a snapshot; notifications change the state.
//!
//! Add a message: a file here, a `mod` line and a row below.

#![allow(
    clippy::needless_pass_by_value,
    reason = "all handlers have one signature, and most take their parameters apart"
)]

mod cancel;
mod did_change;
mod did_close;
mod did_open;
mod did_save;
mod hover;
pub(crate) mod initialize;
mod set_trace;
mod testing;

use crate::Options;
use crate::client::Client;
use crate::documents::Documents;
use crate::main_loop::State;
use lsp_server::ErrorCode;
use serde_json::Value;
use std::sync::Arc;

/// What a request sees: everything as it was when it came.
#[derive(Debug)]
pub(crate) struct World {
    /// What the client can take.
    pub(crate) client: Arc<Client>,
    /// The open documents.
    pub(crate) documents: Documents,
}

/// A result, or why there is none.
pub(crate) type Answer = Result<Value, (ErrorCode, String)>;

type RequestHandler = fn(&World, Value) -> Answer;
type NotificationHandler = fn(&mut State, Value) -> Result<(), String>;

const REQUESTS: &[(&str, RequestHandler)] = &[("textDocument/hover", hover::answer)];

const TEST_REQUESTS: &[(&str, RequestHandler)] =
    &[("webconfig/fault", testing::fault), ("webconfig/text", testing::text)];

const NOTIFICATIONS: &[(&str, NotificationHandler)] = &[
    ("$/cancelRequest", cancel::take),
    ("$/setTrace", set_trace::take),
    ("textDocument/didChange", did_change::take),
    ("textDocument/didClose", did_close::take),
    ("textDocument/didOpen", did_open::take),
    ("textDocument/didSave", did_save::take),
];

/// The handler of a request.
pub(crate) fn request(method: &str, options: Options) -> Option<RequestHandler> {
    let testing = TEST_REQUESTS.iter().filter(|_| options.test_requests);
    REQUESTS.iter().chain(testing).find(|(name, _)| *name == method).map(|(_, handler)| *handler)
}

/// The handler of a notification.
pub(crate) fn notification(method: &str) -> Option<NotificationHandler> {
    NOTIFICATIONS.iter().find(|(name, _)| *name == method).map(|(_, handler)| *handler)
}

/// Reads the parameters of a request.
fn params<P: serde::de::DeserializeOwned>(value: Value) -> Result<P, (ErrorCode, String)> {
    crate::proto::from::params(value).map_err(|why| (ErrorCode::InvalidParams, why))
}

/// A result as JSON.
fn result(value: impl serde::Serialize) -> Answer {
    serde_json::to_value(value).map_err(|why| (ErrorCode::InternalError, why.to_string()))
}
