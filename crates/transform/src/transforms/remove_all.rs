//! `RemoveAll`: all targets go, nested ones too.

use super::Transform;
use super::remove::remove;

/// `RemoveAll`
pub(super) static REMOVE_ALL: Transform =
    Transform { name: "RemoveAll", uses_parents: false, takes_all: true, brings_over: false, apply: remove };
