//! The language server: protocol loop and conversions.
//!
//! [`serve`] talks until the client is done. One thread reads messages, one writes them; the main loop between them
//! owns the state and is the only one that changes it, in the order in which messages arrive. Requests are answered
//! by worker threads on snapshots of the state, findings are computed by a thread of their own that only ever looks
//! at the newest text of a document. Whatever comes back too late is dropped by the main loop.
//!
//! Where things are: `main_loop` (order), `handlers` (one file per message), `proto` (columns, URIs, LSP types),
//! `documents` and `buffer` (what is open), `findings` (one run of the linter), `jobs` (threads).
//!
//! Deliberately absent: features (`webconfig-ide`), rules (`webconfig-lint`), async, the network, and every write.

mod buffer;
mod capabilities;
mod client;
mod documents;
mod findings;
mod handlers;
mod jobs;
mod main_loop;
mod open_files;
mod parent;
mod proto;
mod transport;

use std::io::{BufRead, Write};

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The client asked for `shutdown` first.
    Orderly,
    /// It did not.
    Abruptly,
}

/// What differs between the program and its tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Answers the requests that exist for tests: `webconfig/text` gives the text of a document, `webconfig/fault`
    /// panics. The program never sets it.
    pub test_requests: bool,
}

/// Talks to a client over `input` and `output` until it is done, its process is gone or its output has ended.
pub fn serve(
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
    options: Options,
) -> Ended {
    main_loop::run(input, output, options)
}
