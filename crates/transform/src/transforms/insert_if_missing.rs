//! `InsertIfMissing`: as `Insert`, unless the element's own path selects something.
//!
//! Without a locator that is any child of the same name, under any parent that matches; in a collection one usually
//! wants `Match`.

use super::{Run, Transform};
use crate::context::Failure;
use crate::trace::Change;

/// `InsertIfMissing`
pub(super) static INSERT_IF_MISSING: Transform =
    Transform { name: "InsertIfMissing", uses_parents: true, takes_all: false, brings_over: true, apply };

fn apply(run: &mut Run<'_, '_>) -> Result<(), Failure> {
    run.expect_no_arguments();
    if !run.engine.targets(run.context)?.is_empty() {
        run.change(Change::AlreadyThere);
        return Ok(());
    }
    run.append_copy()
}
