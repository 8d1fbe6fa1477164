//! Sessions as a client sees them, over real framing in real pipes.
//!
//! The [`Client`](client::Client) fails on every message that no test has asked for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail by panicking")]

mod client;
mod diagnostics;
mod hover;
mod lifecycle;
mod text;
