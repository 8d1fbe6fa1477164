//! One transform element on the way down: its path, its targets, its copy.
//!
//! Paths and targets are computed at the first question and kept while the element's children are processed. That a
//! kept empty answer still speaks after an earlier step made a match is the reference's behaviour.

use crate::cause::Cause;
use crate::engine::Engine;
use crate::grammar;
use crate::locators::{self, Locator, Parts};
use crate::tree::{AttributeId, NameId, NamespaceId, NodeId, Tree};
use crate::xpath::{Bindings, XNode, XPathError, XPathErrorKind, select};
use std::rc::Rc;

/// Where a failure is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Element(NodeId),
    Attribute(AttributeId),
}

/// Why something could not be done.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) cause: Cause,
    pub(crate) text: String,
    /// In the transform; none until somebody knows a place.
    pub(crate) at: Option<At>,
}

impl Failure {
    pub(crate) fn new(cause: Cause, text: impl Into<String>) -> Self {
        Self { cause, text: text.into(), at: None }
    }

    /// What the runtime says when something is not there.
    pub(crate) fn null(cause: Cause) -> Self {
        Self::new(cause, "Object reference not set to an instance of an object.")
    }

    /// Gives it a place unless it has one already: the nearest place is the most accurate.
    pub(crate) fn placed(mut self, at: At) -> Self {
        self.at = self.at.or(Some(at));
        self
    }
}

impl From<XPathError> for Failure {
    fn from(error: XPathError) -> Self {
        let cause = match error.kind {
            XPathErrorKind::Syntax => Cause::XPathSyntax,
            XPathErrorKind::PrefixWithoutBindings => Cause::XPathPrefix,
            XPathErrorKind::UnknownPrefix => Cause::XPathUnknownPrefix,
            XPathErrorKind::NotNodes => Cause::XPathNotNodes,
            XPathErrorKind::TooComplex => Cause::XPathTooComplex,
        };
        Self::new(cause, error.message)
    }
}

/// The state of one transform element.
#[derive(Default)]
pub(crate) struct Context {
    pub(crate) element: Option<NodeId>,
    pub(crate) parent: Option<usize>,
    path: Option<Rc<str>>,
    parent_path: Option<Rc<str>>,
    targets: Option<Rc<[XNode]>>,
    target_parents: Option<Rc<[XNode]>>,
    /// The element as brought over, once it was.
    pub(crate) copy: Option<NodeId>,
    /// It is inserted or replaces something, with everything in it.
    pub(crate) is_brought_over: bool,
}

impl Context {
    pub(crate) fn new(element: NodeId, parent: Option<ContextId>, is_brought_over: bool) -> Self {
        Self { element: Some(element), parent, is_brought_over, ..Self::default() }
    }
}

/// Paths above this length are refused: they come from a transform that nests thousands deep.
const MAX_PATH: usize = 32 << 10;

/// An index into [`Engine::contexts`].
pub(crate) type ContextId = usize;

impl Engine<'_> {
    fn context(&self, id: ContextId) -> Option<&Context> {
        self.contexts.get(id)
    }

    pub(crate) fn element_of(&self, id: ContextId) -> NodeId {
        self.context(id).and_then(|c| c.element).unwrap_or(NodeId::DOCUMENT)
    }

    pub(crate) fn parent_of(&self, id: ContextId) -> Option<ContextId> {
        self.context(id).and_then(|c| c.parent)
    }

    /// The path of an element in the target document.
    pub(crate) fn path(&mut self, id: ContextId) -> Result<Rc<str>, Failure> {
        if let Some(path) = self.context(id).and_then(|c| c.path.clone()) {
            return Ok(path);
        }
        // Ancestors first, so that depth costs no stack.
        for ancestor in self.ancestors_without_path(id) {
            let parent = self.known_parent_path(ancestor);
            let path: Rc<str> = self.build_path(ancestor, &parent, false)?.into();
            if let Some(context) = self.contexts.get_mut(ancestor) {
                context.path = Some(path);
            }
        }
        Ok(self.context(id).and_then(|c| c.path.clone()).unwrap_or_default())
    }

    fn ancestors_without_path(&self, id: ContextId) -> Vec<ContextId> {
        let mut all: Vec<ContextId> = std::iter::successors(Some(id), |&i| self.parent_of(i))
            .take_while(|&i| self.context(i).is_some_and(|c| c.path.is_none()))
            .collect();
        all.reverse();
        all
    }

    fn known_parent_path(&self, id: ContextId) -> Rc<str> {
        self.parent_of(id).and_then(|p| self.context(p)).and_then(|c| c.path.clone()).unwrap_or_default()
    }

    /// The path of the nodes that the element would be inserted into.
    pub(crate) fn parent_path(&mut self, id: ContextId) -> Result<Rc<str>, Failure> {
        if let Some(path) = self.context(id).and_then(|c| c.parent_path.clone()) {
            return Ok(path);
        }
        let element = self.element_of(id);
        let parent: Rc<str> = match self.parent_of(id) {
            Some(parent) => self.path(parent)?,
            None => Rc::from(""),
        };
        let path: Rc<str> =
            self.build_path(id, &parent, true).map_err(|f| f.placed(At::Element(element)))?.into();
        if let Some(context) = self.contexts.get_mut(id) {
            context.parent_path = Some(Rc::clone(&path));
        }
        Ok(path)
    }

    fn build_path(&self, id: ContextId, parent: &str, of_parents: bool) -> Result<String, Failure> {
        let element = self.element_of(id);
        let (locator, arguments) = self.locator(element)?;
        if of_parents && !locator.selects_parents {
            return Ok(parent.to_owned());
        }
        if parent.len() > MAX_PATH {
            return Err(Failure::new(Cause::XPathTooComplex, "The xpath query is too complex."));
        }
        let tree = &self.transform;
        let parts = Parts {
            parent,
            step: step_name(tree, element),
            written: arguments,
            arguments: arguments.map(grammar::split_arguments).unwrap_or_default(),
            tree,
            element,
        };
        (locator.path)(&parts).map_err(|f| f.placed(At::Element(element)))
    }

    /// The locator of an element, and its arguments.
    pub(crate) fn locator(&self, element: NodeId) -> Result<(&'static Locator, Option<&str>), Failure> {
        let Some(attribute) = self.transform.attribute_in(element, "Locator", NamespaceId::XDT) else {
            return Ok((&locators::default::DEFAULT, None));
        };
        let value = self.transform.value(attribute);
        let named = grammar::call(value)
            .ok_or_else(|| Failure::new(Cause::BadGrammar, BAD_GRAMMAR))
            .and_then(|call| locators::named(call.name).map(|l| (l, call.arguments)));
        named.map_err(|f| f.placed(At::Attribute(attribute)))
    }

    fn select(&self, path: &str, id: ContextId) -> Result<Rc<[XNode]>, Failure> {
        let bindings = bindings(&self.transform, self.element_of(id));
        Ok(select(&self.target, XNode::Node(NodeId::DOCUMENT), path, Some(&bindings))?.into())
    }

    /// The nodes that the element's path selects.
    pub(crate) fn targets(&mut self, id: ContextId) -> Result<Rc<[XNode]>, Failure> {
        if let Some(targets) = self.context(id).and_then(|c| c.targets.clone()) {
            return Ok(targets);
        }
        let path = self.path(id)?;
        let targets = self.select(&path, id)?;
        if let Some(context) = self.contexts.get_mut(id) {
            context.targets = Some(Rc::clone(&targets));
        }
        Ok(targets)
    }

    /// The nodes that the element would be inserted into; the root of the transform has none.
    pub(crate) fn target_parents(&mut self, id: ContextId) -> Result<Option<Rc<[XNode]>>, Failure> {
        if let Some(targets) = self.context(id).and_then(|c| c.target_parents.clone()) {
            return Ok(Some(targets));
        }
        if self.parent_of(id).is_none() {
            return Ok(None);
        }
        let path = self.parent_path(id)?;
        let targets = self.select(&path, id)?;
        if let Some(context) = self.contexts.get_mut(id) {
            context.target_parents = Some(Rc::clone(&targets));
        }
        Ok(Some(targets))
    }

    /// The targets of the parent element; none for the root.
    pub(crate) fn parent_targets(&mut self, id: ContextId) -> Option<Rc<[XNode]>> {
        let parent = self.parent_of(id)?;
        self.targets(parent).ok()
    }

    /// For an element whose targets are none: the topmost element that matches nothing either.
    pub(crate) fn topmost_without_target(&mut self, id: ContextId) -> Result<ContextId, Failure> {
        let mut failed = id;
        while let Some(parent) = self.parent_of(failed) {
            if !self.targets(parent)?.is_empty() {
                break;
            }
            failed = parent;
        }
        Ok(failed)
    }

    /// The same for an element whose parents are none.
    pub(crate) fn topmost_without_parent(&mut self, id: ContextId) -> Result<ContextId, Failure> {
        let mut failed = id;
        while let Some(parent) = self.parent_of(failed) {
            if self.parent_path(parent)?.is_empty() {
                break;
            }
            // A root that is found by an XPath has a path of parents, but no parents.
            let parents = self.target_parents(parent)?.ok_or_else(|| Failure::null(Cause::WrongTarget))?;
            if !parents.is_empty() {
                break;
            }
            failed = parent;
        }
        Ok(failed)
    }

    /// Whether a path matches in the source as it was before the first step, in the bindings of `id`.
    pub(crate) fn existed(&mut self, path: &str, id: ContextId) -> Result<bool, Failure> {
        let bindings = bindings(&self.transform, self.element_of(id));
        let original = self.original();
        let found = select(original, XNode::Node(NodeId::DOCUMENT), path, Some(&bindings))?;
        Ok(!found.is_empty())
    }
}

/// What the reference says to every value that is no name with arguments.
pub(crate) const BAD_GRAMMAR: &str = "Transform and Locator attributes must contain only a type name, or a type name followed by a list of attributes in parentheses.";

/// The prefix that stands for the default namespace in paths.
pub(crate) const DEFAULT_PREFIX: &str = "_defaultNamespace";

/// The name of an element as a step of a path.
pub(crate) fn step_name(tree: &Tree, element: NodeId) -> String {
    let node = tree.node(element);
    let name = tree.names.text(node.name);
    if node.namespace != NamespaceId::NONE && tree.names.prefix(node.name) == NameId::EMPTY {
        format!("{DEFAULT_PREFIX}:{name}")
    } else {
        name.to_owned()
    }
}

/// The prefixes in scope at a transform element; the default namespace has a prefix of its own.
pub(crate) fn bindings(tree: &Tree, element: NodeId) -> Bindings<'_> {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    let mut undeclared = false;
    let mut at = Some(element);
    while let Some(node) = at {
        for attribute in tree.attributes(node) {
            if !tree.is_declaration(attribute) {
                continue;
            }
            let name = tree.names.text(tree.attribute(attribute).name);
            let prefix = name.strip_prefix("xmlns:").unwrap_or(DEFAULT_PREFIX);
            let uri = tree.value(attribute);
            if uri.is_empty() {
                undeclared = true;
            } else if !(pairs.iter().any(|(p, _)| *p == prefix) || undeclared && !name.contains(':')) {
                pairs.push((prefix, uri));
            }
        }
        at = tree.parent(node);
    }
    pairs.push(("xml", crate::tree::XML_NAMESPACE));
    pairs.push(("xmlns", crate::tree::XMLNS_NAMESPACE));
    Bindings { pairs }
}
