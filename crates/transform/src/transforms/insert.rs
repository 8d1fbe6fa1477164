//! `Insert`: the element becomes the last child of the first parent.
//!
//! Source `<a><b/></a>`, transform `<a><c xdt:Transform="Insert"/></a>`, result `<a><b/><c/></a>`. Nothing is compared: what
//! is there already is there twice afterwards.

use super::{Run, Transform};
use crate::context::Failure;

/// `Insert`
pub(super) static INSERT: Transform =
    Transform { name: "Insert", uses_parents: true, takes_all: false, brings_over: true, apply };

fn apply(run: &mut Run<'_, '_>) -> Result<(), Failure> {
    run.expect_no_arguments();
    run.append_copy()
}
