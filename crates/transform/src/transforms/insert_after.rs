//! `InsertAfter(xpath)`: the element goes behind the element that the path selects, seen from the first parent.
//!
//! Source `<a><b/></a>`, transform `<a><n xdt:Transform="InsertAfter(b)"/></a>`, result `<a><b/><n/></a>`. The path is evaluated without
//! any namespace bindings, so a prefix in it is an error; it may lead anywhere in the document.

use super::siblings::{copy_beside, sibling};
use super::{Run, Transform};
use crate::context::Failure;

/// `InsertAfter`
pub(super) static INSERT_AFTER: Transform =
    Transform { name: "InsertAfter", uses_parents: true, takes_all: false, brings_over: true, apply };

fn apply(run: &mut Run<'_, '_>) -> Result<(), Failure> {
    let sibling = sibling(run)?;
    let copy = copy_beside(run, sibling)?;
    run.engine.target.insert_after(sibling, copy);
    run.inserted(copy);
    Ok(())
}
