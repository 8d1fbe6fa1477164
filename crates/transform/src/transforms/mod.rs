//! What a transform element does to its targets: one transform per file.
//!
//! A transform is a plain value: its name, what it works on, what a missing target means, and a function of one
//! [`Run`]. The engine finds the targets and calls the function.

mod attribute_selection;
mod comment_out;
mod insert;
mod insert_after;
mod insert_before;
mod insert_if_missing;
mod remove;
mod remove_all;
mod remove_attributes;
mod replace;
mod set_attributes;
mod set_tokenized_attributes;
pub(crate) mod siblings;

use crate::cause::Cause;
use crate::context::{ContextId, Failure};
use crate::engine::Engine;
use crate::log::Level;
use crate::trace::Change;
use crate::tree::{Kind, NodeId};
use crate::xpath::XNode;

/// A transform.
pub(crate) struct Transform {
    pub(crate) name: &'static str,
    /// It works on the parents of what its path selects.
    pub(crate) uses_parents: bool,
    /// It works on all targets, not on the first only.
    pub(crate) takes_all: bool,
    /// The element is brought over with everything in it.
    pub(crate) brings_over: bool,
    pub(crate) apply: fn(&mut Run<'_, '_>) -> Result<(), Failure>,
}

impl Transform {
    /// How bad a missing target is.
    pub(crate) fn missing(&self) -> Level {
        if self.uses_parents { Level::Error } else { Level::Warning }
    }
}

/// All of them.
pub(crate) static TRANSFORMS: &[&Transform] = &[
    &insert::INSERT,
    &insert_if_missing::INSERT_IF_MISSING,
    &insert_before::INSERT_BEFORE,
    &insert_after::INSERT_AFTER,
    &remove::REMOVE,
    &remove_all::REMOVE_ALL,
    &replace::REPLACE,
    &set_attributes::SET_ATTRIBUTES,
    &remove_attributes::REMOVE_ATTRIBUTES,
    &set_tokenized_attributes::SET_TOKENIZED_ATTRIBUTES,
    &comment_out::COMMENT_OUT,
];

/// Types of the library that are neither transform nor locator, or cannot be made.
const OTHER_TYPES: &[&str] = &[
    "CommonErrors",
    "IXmlFormattableAttributes",
    "IXmlOriginalDocumentService",
    "IXmlTransformationLogger",
    "Locator",
    "MessageType",
    "MissingTargetMessage",
    "NamedTypeFactory",
    "PositionTrackingTextReader",
    "SetTokenizedAttributeStorage",
    "Transform",
    "TransformFlags",
    "WhitespaceTrackingTextReader",
    "XPathAxis",
    "XmlArgumentUtility",
    "XmlAttributePreservationDict",
    "XmlAttributePreservationProvider",
    "XmlAttributePreservingWriter",
    "XmlElementContext",
    "XmlFileInfoDocument",
    "XmlFormatter",
    "XmlNodeContext",
    "XmlNodeException",
    "XmlTransformableDocument",
    "XmlTransformation",
    "XmlTransformationException",
    "XmlTransformationLogger",
];

/// Transforms that are there but cannot be made.
const ABSTRACT: &[&str] = &["AttributeTransform", "InsertBase"];

/// The transform of that name.
pub(crate) fn named(name: &str) -> Result<&'static Transform, Failure> {
    if let Some(&transform) = TRANSFORMS.iter().find(|t| t.name == name) {
        return Ok(transform);
    }
    if ABSTRACT.contains(&name) {
        return Err(Failure::new(
            Cause::WrongType,
            format!(
                "Type 'Microsoft.Web.XmlTransform.{name}' must have a no-argument constructor to be instantiated by the transformation engine"
            ),
        ));
    }
    Err(unresolved(name, "Transform", crate::locators::LOCATORS.iter().any(|l| l.name == name)))
}

/// Why a name is no type of `kind`.
pub(crate) fn unresolved(name: &str, kind: &str, is_other_kind: bool) -> Failure {
    if is_other_kind || OTHER_TYPES.contains(&name) || (kind == "Locator" && ABSTRACT.contains(&name)) {
        return Failure::new(
            Cause::WrongType,
            format!("'Microsoft.Web.XmlTransform.{name}' is not a type of {kind}"),
        );
    }
    let cause = if kind == "Transform" { Cause::UnknownTransform } else { Cause::UnknownLocator };
    Failure::new(cause, format!("Could not resolve '{name}' as a type of {kind}"))
}

/// One application of a transform to one target.
pub(crate) struct Run<'e, 'i> {
    pub(crate) engine: &'e mut Engine<'i>,
    pub(crate) context: ContextId,
    pub(crate) name: &'static str,
    pub(crate) arguments: Option<String>,
    pub(crate) target: XNode,
    /// How many targets there are.
    pub(crate) targets: usize,
}

impl Run<'_, '_> {
    pub(crate) fn verbose(&mut self, text: String) {
        self.engine.say(Level::Verbose, Cause::Progress, text);
    }

    /// A warning at the `Transform` attribute.
    pub(crate) fn warn(&mut self, cause: Cause, text: String) {
        self.engine.warn_at_transform(cause, text);
    }

    pub(crate) fn change(&mut self, change: Change) {
        self.engine.record(change);
    }

    pub(crate) fn expect_no_arguments(&mut self) {
        if self.arguments.as_ref().is_some_and(|a| !a.is_empty()) {
            let text = format!("{} does not expect arguments; ignoring", self.name);
            self.warn(Cause::UnexpectedArguments, text);
        }
    }

    pub(crate) fn warn_if_many(&mut self) {
        if self.targets > 1 {
            let text = format!(
                "Found multiple target elements, but the '{}' Transform only applies to the first match",
                self.name
            );
            self.warn(Cause::ManyTargets, text);
        }
    }

    /// The target as something that has a parent and can be moved.
    pub(crate) fn child_target(&self) -> Result<NodeId, Failure> {
        match self.target {
            XNode::Node(id) if self.engine.target.parent(id).is_some() => {
                self.must_be_open(id)?;
                Ok(id)
            }
            _ => Err(Failure::null(Cause::WrongTarget)),
        }
    }

    /// What came out of an entity reference cannot be changed.
    pub(crate) fn must_be_open(&self, id: NodeId) -> Result<(), Failure> {
        if self.engine.target.node(id).is_read_only {
            return Err(Failure::new(Cause::WrongTarget, "This node is read-only. It cannot be modified."));
        }
        Ok(())
    }

    /// The target's name.
    pub(crate) fn target_name(&self) -> String {
        self.engine.name_of(self.target)
    }

    /// The transform element as it is brought over.
    pub(crate) fn copy(&mut self) -> Result<NodeId, Failure> {
        self.engine.bring_over(self.context)
    }

    /// Puts the copy at the end of the target.
    pub(crate) fn append_copy(&mut self) -> Result<(), Failure> {
        let copy = self.copy()?;
        let XNode::Node(parent) = self.target else {
            return Err(wrong_type());
        };
        match self.engine.target.kind(parent) {
            Kind::Element => self.must_be_open(parent)?,
            Kind::Document if self.engine.target.root().is_some() => {
                return Err(second_root());
            }
            Kind::Document => {}
            _ => return Err(wrong_type()),
        }
        // The same copy may be put in twice only by a document that selects itself; it moves then.
        self.engine.target.detach(copy);
        self.engine.target.append(parent, copy);
        self.inserted(copy);
        Ok(())
    }

    pub(crate) fn inserted(&mut self, copy: NodeId) {
        let name = self.engine.target.display_name(copy).to_owned();
        let path = self.engine.readable_path(copy);
        self.change(Change::Inserted(path));
        self.verbose(["Inserted '", &name, "' element"].concat());
    }
}

pub(crate) fn second_root() -> Failure {
    Failure::new(Cause::SecondRoot, "This document already has a 'DocumentElement' node.")
}

fn wrong_type() -> Failure {
    Failure::new(
        Cause::WrongTarget,
        "The specified node cannot be inserted as the valid child of this node, because the specified node is the wrong type.",
    )
}
