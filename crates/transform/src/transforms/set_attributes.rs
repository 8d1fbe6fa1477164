//! `SetAttributes(a, b)`: all targets get the attributes of the transform element; without arguments all of them.
//!
//! Source `<a x="1"/>`, transform `<a x="2" y="3" xdt:Transform="SetAttributes"/>`, result `<a x="2" y="3"/>`.

use super::attribute_selection::{element_target, selected};
use super::{Run, Transform};
use crate::cause::Cause;
use crate::context::Failure;
use crate::trace::Change;
use crate::tree::{AttributeId, NodeId};
use crate::xpath::XNode;

/// `SetAttributes`
pub(super) static SET_ATTRIBUTES: Transform =
    Transform { name: "SetAttributes", uses_parents: false, takes_all: true, brings_over: false, apply };

fn apply(run: &mut Run<'_, '_>) -> Result<(), Failure> {
    set_all(run, |run, from, _| Ok(run.engine.target.value(from).to_owned()))
}

/// Sets each selected attribute to what `value` makes of it; `value` gets the attribute of the transform element and
/// the target.
pub(super) fn set_all(
    run: &mut Run<'_, '_>,
    value: fn(&Run<'_, '_>, AttributeId, NodeId) -> Result<String, Failure>,
) -> Result<(), Failure> {
    let copy = run.copy()?;
    let preserves = run.engine.preserves();
    let attributes = selected(run, XNode::Node(copy))?;
    for &from in &attributes {
        let target = element_target(run)?;
        let name = {
            let tree = &run.engine.target;
            tree.names.text(tree.attribute(from).name).to_owned()
        };
        let value = value(run, from, target)?;
        let tree = &mut run.engine.target;
        // The prefix was lost on the way, so the reference looks for a namespaced attribute under its local name.
        let existing = if preserves {
            let (local, namespace) =
                (tree.names.local(tree.attribute(from).name), tree.attribute(from).namespace);
            let local = tree.names.text(local).to_owned();
            tree.attribute_in(target, &local, namespace)
        } else {
            tree.attribute_named(target, &name)
        };
        if let Some(existing) = existing {
            tree.set_value(existing, &value);
        } else {
            let added = tree.append_copy(target, from);
            if tree.value(added) != value {
                tree.set_value(added, &value);
            }
        }
        run.change(Change::SetAttribute { name: name.clone(), is_new: existing.is_none() });
        run.verbose(["Set '", &name, "' attribute"].concat());
    }
    if attributes.is_empty() {
        run.warn(Cause::NothingToSet, "No attributes found to set".to_owned());
    } else {
        run.verbose(format!("Set {} attributes", attributes.len()));
    }
    Ok(())
}
