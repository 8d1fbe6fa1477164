//! What the configuration system does, fact by fact: one module per subject.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::disallowed_methods, reason = "whether time grows with size is measured")]

mod collections;
mod declarations;
mod hostile;
mod laws;
mod locations;
mod locks;
mod refusals;
mod support;
