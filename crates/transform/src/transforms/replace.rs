//! `Replace`: the element takes the place of the first target.
//!
//! Source `<a><b x="1"><c/></b></a>`, transform `<a><b y="2" xdt:Transform="Replace"/></a>`, result `<a><b y="2"/></a>`.

use super::{Run, Transform, second_root};
use crate::context::Failure;
use crate::trace::Change;

/// `Replace`
pub(super) static REPLACE: Transform =
    Transform { name: "Replace", uses_parents: false, takes_all: false, brings_over: true, apply };

fn apply(run: &mut Run<'_, '_>) -> Result<(), Failure> {
    run.expect_no_arguments();
    run.warn_if_many();
    let target = run.child_target()?;
    let copy = run.copy()?;
    let tree = &mut run.engine.target;
    let beside_root = tree.parent(target) == Some(crate::tree::NodeId::DOCUMENT)
        && tree.root().is_some_and(|root| root != target);
    if beside_root {
        // The old node goes before the new one is refused.
        run.engine.target.detach(target);
        return Err(second_root());
    }
    let path = run.engine.readable_path(target);
    let name = run.target_name();
    run.engine.target.insert_before(target, copy);
    run.engine.target.detach(target);
    run.change(Change::Replaced(path));
    run.verbose(format!("Replaced '{name}' element"));
    Ok(())
}
