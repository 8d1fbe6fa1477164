//! XDT and publish steps: a document in, a document and a trace out.
//!
//! [`publish`] is what the Web SDK does to `web.config` when a project is published.
//!
//! Deliberately absent: files (`webconfig-host`), lint rules, MSBuild itself.

pub mod publish;
