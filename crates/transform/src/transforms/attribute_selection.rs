//! Which attributes the attribute transforms work on.

use super::Run;
use crate::cause::Cause;
use crate::context::Failure;
use crate::grammar::split_arguments;
use crate::tree::{AttributeId, NodeId};
use crate::xpath::{XNode, select};

/// The attributes of an element that the arguments select: all without arguments, else `@A|@B|…`. Each argument is
/// asked alone first, and one that finds nothing is worth a warning. No prefix can be used.
pub(super) fn selected(run: &mut Run<'_, '_>, element: XNode) -> Result<Vec<AttributeId>, Failure> {
    let arguments = run.arguments.as_deref().map(split_arguments).unwrap_or_default();
    if arguments.is_empty() {
        return attributes(run, element, "@*");
    }
    let mut found = Vec::new();
    for argument in &arguments {
        found = attributes(run, element, &format!("@{argument}"))?;
        if found.is_empty() {
            let text = format!("Argument '{argument}' did not match any attributes");
            let cause = if run.name == "RemoveAttributes" {
                Cause::ArgumentWithoutTarget
            } else {
                Cause::ArgumentWithoutAttributes
            };
            run.warn(cause, text);
        }
    }
    if arguments.len() > 1 {
        found = attributes(run, element, &format!("@{}", arguments.join("|@")))?;
    }
    Ok(found)
}

fn attributes(run: &Run<'_, '_>, element: XNode, path: &str) -> Result<Vec<AttributeId>, Failure> {
    let found = select(&run.engine.target, element, path, None)?;
    found
        .into_iter()
        .map(|node| match node {
            XNode::Attribute(id) => Ok(id),
            _ => Err(Failure::new(
                Cause::WrongTarget,
                "Unable to cast the selected node to type 'System.Xml.XmlAttribute'.",
            )),
        })
        .collect()
}

/// The target, if it can have attributes.
pub(super) fn element_target(run: &Run<'_, '_>) -> Result<NodeId, Failure> {
    match run.target {
        XNode::Node(id) if run.engine.target.kind(id) == crate::tree::Kind::Element => {
            run.must_be_open(id)?;
            Ok(id)
        }
        _ => Err(Failure::null(Cause::WrongTarget)),
    }
}
