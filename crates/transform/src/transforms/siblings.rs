//! The sibling that `InsertBefore` and `InsertAfter` name by an XPath.

use super::{Run, second_root};
use crate::cause::Cause;
use crate::context::Failure;
use crate::grammar::split_arguments;
use crate::tree::{Kind, NodeId};
use crate::xpath::{XNode, select};

/// The first node that the argument selects, seen from the first parent; it must be an element.
pub(super) fn sibling(run: &mut Run<'_, '_>) -> Result<NodeId, Failure> {
    let name = run.name;
    let arguments = run.arguments.as_deref().map(split_arguments).unwrap_or_default();
    let path = match arguments.as_slice() {
        [] => {
            return Err(Failure::new(Cause::InsertArguments, format!("{name} requires an XPath argument")));
        }
        [only] => only,
        _ => return Err(Failure::new(Cause::InsertArguments, format!("Too many arguments to {name}"))),
    };
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

/// The copy, if it may stand beside `sibling`.
pub(super) fn copy_beside(run: &mut Run<'_, '_>, sibling: NodeId) -> Result<NodeId, Failure> {
    let copy = run.copy()?;
    match run.engine.target.parent(sibling) {
        Some(NodeId::DOCUMENT) => Err(second_root()),
        Some(_) => Ok(copy),
        None => Err(Failure::null(Cause::WrongTarget)),
    }
}
