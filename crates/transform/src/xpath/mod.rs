//! XPath 1.0 over the working tree.
//!
//! Our own, because no crate has nodes for white space, entity references that are transparent, text runs that count
//! as one node, and a tree that changes between evaluations. Expressions come from transform files, so they are
//! bounded: nesting by [`MAX_DEPTH`], work by [`MAX_WORK`].
//!
//! What follows the reference's engine rather than the recommendation: adjacent text and CDATA is one node and is
//! reported as its first part, blanks outside the document element are invisible, `string-length` and `substring`
//! count UTF-16 units, `id()` finds nothing.

#![allow(clippy::cast_precision_loss, reason = "counts and positions are far below 2^52")]

mod ast;
mod axes;
mod evaluate;
mod functions;
mod lexer;
mod order;
mod parser;
mod value;

pub(crate) use ast::{Axis, Expression, Literal, NodeTest, Path, Start, Step};
pub(crate) use parser::parse;

use crate::tree::{AttributeId, NodeId, Tree};
use std::fmt;

/// How deep an expression may nest.
pub(crate) const MAX_DEPTH: usize = 192;
/// How many nodes and characters one evaluation may look at.
pub(crate) const MAX_WORK: u64 = 100_000_000;

/// A node as XPath sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum XNode {
    /// Document, element, text run, comment or instruction.
    Node(NodeId),
    /// An attribute that is no namespace declaration.
    Attribute(AttributeId),
    /// A namespace of an element; the attribute that declares it, none for `xml`.
    Namespace(NodeId, Option<AttributeId>),
}

/// What is wrong with an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum XPathErrorKind {
    /// It is no XPath.
    Syntax,
    /// A prefix where none can be used.
    PrefixWithoutBindings,
    /// A prefix that nobody bound.
    UnknownPrefix,
    /// A number, string or boolean where nodes are needed.
    NotNodes,
    /// Beyond the bounds.
    TooComplex,
}

/// Why an expression gave nothing. The text is close to the runtime's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct XPathError {
    pub(crate) kind: XPathErrorKind,
    pub(crate) message: String,
}

impl fmt::Display for XPathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl XPathError {
    fn new(kind: XPathErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// Prefixes and what they stand for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bindings<'t> {
    /// Prefix and namespace name.
    pub(crate) pairs: Vec<(&'t str, &'t str)>,
}

impl Bindings<'_> {
    fn uri(&self, prefix: &str) -> Option<&str> {
        self.pairs.iter().find(|(p, _)| *p == prefix).map(|(_, u)| *u)
    }
}

/// The nodes that an expression selects, in document order. Without bindings any prefix is an error.
pub(crate) fn select(
    tree: &Tree,
    context: XNode,
    expression: &str,
    bindings: Option<&Bindings<'_>>,
) -> Result<Vec<XNode>, XPathError> {
    let parsed = parse(expression, tree, bindings)?;
    if !parsed.is_node_set() {
        return Err(XPathError::new(XPathErrorKind::NotNodes, "Expression must evaluate to a node-set."));
    }
    evaluate::Evaluator::new(tree, context).select(&parsed, context)
}

#[cfg(test)]
mod tests;
