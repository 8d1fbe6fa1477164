//! `SetTokenizedAttributes(a)`: as `SetAttributes`, with `$(name)` replaced by the target's attribute of that name.
//!
//! Source `<a c="x"/>`, transform `<a c="$(c);y" xdt:Transform="SetTokenizedAttributes(c)"/>`, result `<a c="x;y"/>`. What the
//! target lacks is looked for on the transform element, unless it is the attribute being set; a name that neither has
//! is an error. `{%…%}` means something only to deployment tasks and stays.

use super::set_attributes::set_all;
use super::{Run, Transform};
use crate::cause::Cause;
use crate::context::Failure;
use crate::tree::{AttributeId, NodeId};

/// `SetTokenizedAttributes`
pub(super) static SET_TOKENIZED_ATTRIBUTES: Transform = Transform {
    name: "SetTokenizedAttributes",
    uses_parents: false,
    takes_all: true,
    brings_over: false,
    apply,
};

fn apply(run: &mut Run<'_, '_>) -> Result<(), Failure> {
    set_all(run, substituted)
}

fn substituted(run: &Run<'_, '_>, from: AttributeId, target: NodeId) -> Result<String, Failure> {
    let tree = &run.engine.target;
    let text = tree.value(from);
    let own = tree.names.text(tree.attribute(from).name);
    let copy = NodeId(tree.attribute(from).owner);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("$(") {
        let inside = rest.get(at + 2..).unwrap_or("");
        let len = inside.find(|c: char| !is_name_part(c)).unwrap_or(inside.len());
        let name = inside.get(..len).unwrap_or("");
        if name.is_empty() || !inside.get(len..).unwrap_or("").starts_with(')') {
            out.push_str(rest.get(..=at).unwrap_or(""));
            rest = rest.get(at + 1..).unwrap_or("");
            continue;
        }
        out.push_str(rest.get(..at).unwrap_or(""));
        let found = tree.attribute_named(target, name).or_else(|| {
            let same = name.to_lowercase() == own.to_lowercase();
            if same { None } else { tree.attribute_named(copy, name) }
        });
        let Some(found) = found else { return Err(Failure::null(Cause::UnknownToken)) };
        out.push_str(&tree.value(found).replace('\'', "&apos;"));
        rest = inside.get(len + 1..).unwrap_or("");
    }
    out.push_str(rest);
    Ok(out)
}

fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':' | '.')
}
