//! `InsertBefore(xpath)`: the element goes in front of the element that the path selects, seen from the first parent.
//!
//! Source `<a><b/></a>`, transform `<a><n xdt:Transform="InsertBefore(b)"/></a>`, result `<a><n/><b/></a>`. The path is evaluated without
//! any namespace bindings, so a prefix in it is an error; it may lead anywhere in the document.

use super::siblings::{copy_beside, sibling};
use super::{Run, Transform};
use crate::context::Failure;

/// `InsertBefore`
pub(super) static INSERT_BEFORE: Transform =
    Transform { name: "InsertBefore", uses_parents: true, takes_all: false, brings_over: true, apply };

fn apply(run: &mut Run<'_, '_>) -> Result<(), Failure> {
    let sibling = sibling(run)?;
    let copy = copy_beside(run, sibling)?;
    run.engine.target.insert_before(sibling, copy);
    run.inserted(copy);
    Ok(())
}
