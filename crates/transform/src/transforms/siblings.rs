//! The sibling that `InsertBefore` and `InsertAfter` name by an XPath.

use super::{Run, second_root};
use crate::cause::Cause;
use crate::context::Failure;
use crate::grammar::{commas_in_expression, split_arguments};
use crate::tree::{Kind, NodeId};
use crate::xpath::{XNode, select};

/// The first node that the argument selects, seen from the first parent; it must be an element.
pub(super) fn sibling(run: &mut Run<'_, '_>) -> Result<NodeId, Failure> {
    let name = run.name;
    let written = run.arguments.as_deref();
    let arguments = written.map(split_arguments).unwrap_or_default();
    let path = one_path(name, written, &arguments)?;
    let tree = &run.engine.target;
    let found = select(tree, run.target, path, None)?;
    match found.first() {
        None => Err(Failure::new(
            Cause::InsertNoSibling,
            format!("No element in the source document matches '{path}'"),
        )),
        Some(&XNode::Node(id)) if tree.kind(id) == Kind::Element => {
            run.must_be_open(id)?;
            Ok(id)
        }
        Some(_) => {
            Err(Failure::new(Cause::InsertNoElement, format!("'{path}' does not evaluate to an element")))
        }
    }
}

/// The one argument of `InsertBefore` or `InsertAfter`.
pub(crate) fn one_path<'a>(
    name: &str,
    written: Option<&str>,
    arguments: &'a [String],
) -> Result<&'a str, Failure> {
    match arguments {
        [] => Err(Failure::new(Cause::InsertArguments, format!("{name} requires an XPath argument"))),
        [only] => Ok(only),
        _ => {
            let split = written.is_some_and(|w| !commas_in_expression(w).is_empty());
            let cause = if split { Cause::SplitExpression } else { Cause::InsertArguments };
            Err(Failure::new(cause, format!("Too many arguments to {name}")))
        }
    }
}

/// The copy, if it may stand beside `sibling`.
pub(super) fn copy_beside(run: &mut Run<'_, '_>, sibling: NodeId) -> Result<NodeId, Failure> {
    let copy = run.copy()?;
    match run.engine.target.parent(sibling) {
        Some(NodeId::DOCUMENT) => Err(second_root()),
        Some(_) => Ok(copy),
        None => Err(Failure::null(Cause::WrongTarget)),
    }
}
