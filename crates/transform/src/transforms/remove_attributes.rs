//! `RemoveAttributes(a, b)`: all targets lose these attributes; without arguments all of them.
//!
//! Source `<a x="1" y="2"/>`, transform `<a xdt:Transform="RemoveAttributes(y)"/>`, result `<a x="1"/>`. Namespace declarations
//! are no attributes here.

use super::attribute_selection::{element_target, selected};
use super::{Run, Transform};
use crate::cause::Cause;
use crate::context::Failure;
use crate::trace::Change;
use crate::tree::NodeId;
use crate::xpath::XNode;

/// `RemoveAttributes`
pub(super) static REMOVE_ATTRIBUTES: Transform =
    Transform { name: "RemoveAttributes", uses_parents: false, takes_all: true, brings_over: false, apply };

fn apply(run: &mut Run<'_, '_>) -> Result<(), Failure> {
    let attributes = selected(run, run.target)?;
    for &attribute in &attributes {
        element_target(run)?;
        let tree = &mut run.engine.target;
        let name = tree.names.text(tree.attribute(attribute).name).to_owned();
        tree.remove_attribute(attribute);
        run.change(Change::RemovedAttribute(name.clone()));
        run.verbose(format!("Removed '{name}' attribute"));
    }
    if attributes.is_empty() {
        if run.target == XNode::Node(NodeId::DOCUMENT) {
            // The warning wants the document of its place, and a document is in none.
            return Err(Failure::null(Cause::WrongTarget));
        }
        run.engine.warn_at_target(run.target);
    } else {
        run.verbose(format!("Removed {} attributes", attributes.len()));
    }
    Ok(())
}
