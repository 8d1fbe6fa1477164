//! The flags and steps of `lint`: settings, the run itself, fixes, baseline, outputs.
//!
//! Deliberately absent: what is wrong with a file (`webconfig-lint`), how it is shown (`webconfig-render`).

pub(crate) mod baseline;
pub(crate) mod fixes;
pub(crate) mod flags;
pub(crate) mod outputs;
mod progress;
pub(crate) mod run;
pub(crate) mod settings;
