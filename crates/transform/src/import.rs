//! `xdt:` elements: everything that happens before the first step.
//!
//! `Import` registers an assembly whose types become transforms, so loading it would run code that an input names. We
//! check its attributes as the engine does and then say that it was not loaded.

use crate::cause::Cause;
use crate::context::{At, Failure};
use crate::engine::Engine;
use crate::log::Level;
use crate::tree::{Kind, NamespaceId, NodeId};

impl Engine<'_> {
    /// Looks at all `xdt:` elements; an error means that the transform cannot be used at all.
    pub(crate) fn preprocess(&mut self) -> Result<(), Failure> {
        let mut at = self.transform.first_child(NodeId::DOCUMENT);
        while let Some(node) = at {
            if self.transform.kind(node) == Kind::Element
                && self.transform.node(node).namespace == NamespaceId::XDT
            {
                let name = self.transform.names.local(self.transform.node(node).name);
                if self.transform.names.text(name) == "Import" {
                    if let Err(failure) = self.import(node) {
                        self.fail(failure.clone());
                        return Err(failure);
                    }
                } else {
                    let text = format!("Unknown tag '{}'", self.transform.display_name(node));
                    self.warn_at(At::Element(node), Cause::UnknownTag, text);
                }
            }
            at = self.transform.following_in(node, NodeId::DOCUMENT);
        }
        Ok(())
    }

    fn import(&mut self, element: NodeId) -> Result<(), Failure> {
        let tree = &self.transform;
        let (mut assembly, mut path, mut namespace) = (None, None, None);
        for attribute in tree.attributes(element) {
            let name = tree.names.text(tree.attribute(attribute).name);
            let slot = match name {
                "assembly" => &mut assembly,
                "path" => &mut path,
                "namespace" => &mut namespace,
                _ => {
                    return Err(Failure::new(
                        Cause::BadImport,
                        format!("Import tag does not support '{name}' attribute"),
                    )
                    .placed(At::Attribute(attribute)));
                }
            };
            *slot = Some(tree.value(attribute));
        }
        let problem = match (assembly, path, namespace) {
            (Some(_), Some(_), _) => "Import tag cannot have both a 'path' and an 'assembly'",
            (None, None, _) => "Import tag must have a 'path' or an 'assembly'",
            (_, _, None) => "Import tag must have a 'namespace'",
            (Some(what), ..) | (_, Some(what), _) => {
                let text = format!(
                    "`xdt:Import` of `{what}` is not loaded: a transform file must not bring code of its own"
                );
                self.place_event(Level::Warning, At::Element(element), Cause::ImportNotLoaded, text);
                return Ok(());
            }
        };
        Err(Failure::new(Cause::BadImport, problem).placed(At::Element(element)))
    }
}
