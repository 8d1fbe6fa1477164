//! `Remove`: the first target goes.
//!
//! Source `<a><b/><b/></a>`, transform `<a><b xdt:Transform="Remove"/></a>`, result `<a><b/></a>` and a warning that there
//! were two.

use super::{Run, Transform};
use crate::context::Failure;
use crate::trace::Change;

/// `Remove`
pub(super) static REMOVE: Transform =
    Transform { name: "Remove", uses_parents: false, takes_all: false, brings_over: false, apply };

fn apply(run: &mut Run<'_, '_>) -> Result<(), Failure> {
    run.warn_if_many();
    remove(run)
}

/// Takes the target out.
pub(super) fn remove(run: &mut Run<'_, '_>) -> Result<(), Failure> {
    run.expect_no_arguments();
    let target = run.child_target()?;
    let (name, path) = (run.target_name(), run.engine.readable_path(target));
    run.engine.target.detach(target);
    run.change(Change::Removed(path));
    run.verbose(["Removed '", &name, "' element"].concat());
    Ok(())
}
