//! Bringing a transform element over into the target document.

use super::Engine;
use crate::cause::Cause;
use crate::context::{ContextId, Failure};
use crate::reader::read_fragment;
use crate::save;
use crate::tree::{AttributeId, Fragment, NamespaceId, NodeId};

impl Engine<'_> {
    /// The transform element as a node of the target document: serialised, read again, cleaned of everything that is
    /// an instruction. It loses its namespace declarations and the prefixes of its attributes on the way.
    pub(crate) fn bring_over(&mut self, id: ContextId) -> Result<NodeId, Failure> {
        if let Some(copy) = self.contexts.get(id).and_then(|c| c.copy) {
            return Ok(copy);
        }
        let element = self.element_of(id);
        let xml = save::outer_xml(&self.transform, element);
        let (line, column) = self.transform.element_position(element).unwrap_or((1, 1));
        let start = self.target.buffer.len();
        self.target.buffer.push_str(&xml);
        let end = self.target.buffer.len();
        self.target.fragments.push(Fragment { start: start as u32, end: end as u32, line, column });
        let copy = read_fragment(&mut self.target, start, end)
            .map_err(|error| Failure::new(Cause::EntityInTransform, error.message))?;
        self.clean(copy);
        if let Some(context) = self.contexts.get_mut(id) {
            context.copy = Some(copy);
        }
        Ok(copy)
    }

    fn clean(&mut self, copy: NodeId) {
        let keeps_prefixes = self.preserves();
        let tree = &mut self.target;
        let mut at = Some(copy);
        while let Some(node) = at {
            let attributes: Vec<AttributeId> = tree.attributes(node).collect();
            for attribute in attributes {
                match tree.attribute(attribute).namespace {
                    NamespaceId::XDT | NamespaceId::XMLNS => tree.remove_attribute(attribute),
                    _ if keeps_prefixes => {}
                    _ => tree.clear_prefix(attribute),
                }
            }
            at = tree.following_in(node, copy);
        }
    }
}
