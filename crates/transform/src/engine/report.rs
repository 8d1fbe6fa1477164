//! What a run says: the log with the engine's texts and places, and the trace of its steps.

use super::Engine;
use crate::cause::Cause;
use crate::context::{At, ContextId, Failure};
use crate::log::{Event, Level, Place, Which};
use crate::near_miss;
use crate::trace::{Change, Step, StepResult, Target};
use crate::tree::{AttributeId, Kind, NamespaceId, NodeId};
use crate::xpath::XNode;
use webconfig_text::TextRange;

impl Engine<'_> {
    pub(super) fn say_target(&mut self, target: XNode) {
        let name = self.name_of(target);
        let position = self.position_of(target);
        let text = match position {
            Some((line, column)) => {
                format!("Applying to '{name}' element (source line {line}, {column})")
            }
            None => format!("Applying to '{name}' element (no source line info)"),
        };
        self.say(Level::Verbose, Cause::Progress, text);
        if !self.options.explain {
            return;
        }
        let path = match target {
            XNode::Node(node) => self.readable_path(node),
            XNode::Attribute(attribute) => {
                let owner = crate::tree::some(self.target.attribute(attribute).owner);
                format!("{}/@{name}", owner.map_or(String::new(), |o| self.readable_path(o)))
            }
            XNode::Namespace(node, _) => format!("{}/namespace::{name}", self.readable_path(node)),
        };
        let range = match target {
            XNode::Node(node) => self.source_range(node),
            _ => None,
        };
        if let Some(step) = self.steps.last_mut() {
            step.targets.push(Target { path, position, range });
        }
    }

    pub(super) fn source_range(&self, node: NodeId) -> Option<TextRange> {
        let data = self.target.node(node);
        (data.end <= self.target.source_len && data.kind != Kind::Document)
            .then(|| TextRange::new(data.start, data.end))
    }

    /// The name that the document model of the reference gives a node.
    pub(crate) fn name_of(&self, node: XNode) -> String {
        let tree = &self.target;
        match node {
            XNode::Node(id) => tree.display_name(id).to_owned(),
            XNode::Attribute(id) | XNode::Namespace(_, Some(id)) => {
                tree.names.text(tree.attribute(id).name).to_owned()
            }
            XNode::Namespace(_, None) => "xmlns:xml".to_owned(),
        }
    }

    pub(super) fn position_of(&self, node: XNode) -> Option<(u32, u32)> {
        match node {
            XNode::Node(id) => self.target.element_position(id),
            XNode::Attribute(id) | XNode::Namespace(_, Some(id)) => Some(self.target.attribute_position(id)),
            XNode::Namespace(_, None) => None,
        }
    }

    /// A path for people: names, and what tells an element from its siblings. Empty when nobody will read it.
    pub(crate) fn readable_path(&self, node: NodeId) -> String {
        if self.options.explain { near_miss::readable_path(&self.target, node) } else { String::new() }
    }

    pub(super) fn push(&mut self, level: Level, cause: Cause, place: Option<Place>, text: String) {
        let step = if self.in_step { self.steps.len().checked_sub(1) } else { None };
        self.failed |= level == Level::Error;
        self.log.push(Event { level, cause, depth: self.depth, place, text, step });
    }

    pub(crate) fn say(&mut self, level: Level, cause: Cause, text: String) {
        self.push(level, cause, None, text);
    }

    fn place(&self, at: At) -> Place {
        let tree = &self.transform;
        let (position, range) = match at {
            At::Element(node) => {
                let start = tree.node(node).start + 1;
                let len = tree.names.text(tree.node(node).name).len() as u32;
                (tree.position(start), TextRange::at(start, len))
            }
            At::Attribute(id) => {
                let attribute = tree.attribute(id);
                (tree.position(attribute.start), TextRange::new(attribute.start, attribute.raw_value.1 + 1))
            }
        };
        Place { document: Which::Transform, position: Some(position), range: Some(range) }
    }

    pub(crate) fn place_event(&mut self, level: Level, at: At, cause: Cause, text: String) {
        let place = Some(self.place(at));
        self.push(level, cause, place, text);
    }

    /// A warning, which is a mere message where warnings are suppressed.
    pub(crate) fn warn_at(&mut self, at: At, cause: Cause, text: String) {
        if self.suppress {
            self.say(Level::Message, cause, text);
        } else {
            self.place_event(Level::Warning, at, cause, text);
        }
    }

    pub(crate) fn warn_at_transform(&mut self, cause: Cause, text: String) {
        match self.current {
            Some(attribute) => self.warn_at(At::Attribute(attribute), cause, text),
            None => self.say(Level::Warning, cause, text),
        }
    }

    /// The one warning that stands at the target.
    pub(crate) fn warn_at_target(&mut self, target: XNode) {
        let text = "No attributes found to remove".to_owned();
        if self.suppress {
            return self.say(Level::Message, Cause::NothingToRemove, text);
        }
        let range = match target {
            XNode::Node(node) => self.source_range(node).map(|range| {
                let len = self.target.names.text(self.target.node(node).name).len() as u32;
                TextRange::at(range.start() + 1, len)
            }),
            _ => None,
        };
        let place = Place { document: Which::Source, position: self.position_of(target), range };
        self.push(Level::Warning, Cause::NothingToRemove, Some(place), text);
    }

    pub(crate) fn fail(&mut self, failure: Failure) {
        let place = failure.at.map(|at| self.place(at));
        self.push(Level::Error, failure.cause, place, failure.text);
    }

    pub(super) fn begin_step(
        &mut self,
        id: ContextId,
        attribute: AttributeId,
        name: &str,
        arguments: Option<&str>,
    ) {
        let element = self.element_of(id);
        let tree = &self.transform;
        let value_range = |a: AttributeId| {
            let (start, end) = tree.attribute(a).raw_value;
            TextRange::new(start, end)
        };
        let node = tree.node(element);
        let step = Step {
            transform: name.to_owned(),
            arguments: arguments.map(str::to_owned),
            element: tree.display_name(element).to_owned(),
            position: tree.attribute_position(attribute),
            element_range: TextRange::new(node.start, node.end),
            transform_range: value_range(attribute),
            locator_range: tree.attribute_in(element, "Locator", NamespaceId::XDT).map(value_range),
            path: None,
            suppresses_warnings: false,
            is_nested: self.contexts.get(id).is_some_and(|c| c.is_brought_over),
            result: StepResult::NotExecuted,
            matched: 0,
            targets: Vec::new(),
            changes: Vec::new(),
            missing: None,
            near_misses: Vec::new(),
        };
        self.steps.push(step);
        self.in_step = true;
    }

    pub(super) fn end_step(&mut self, result: StepResult) {
        if let Some(step) = self.steps.last_mut() {
            step.result = result;
        }
        self.in_step = false;
    }

    pub(crate) fn record(&mut self, change: Change) {
        if !self.options.explain {
            return;
        }
        if let Some(step) = self.steps.last_mut() {
            step.changes.push(change);
        }
    }
}
