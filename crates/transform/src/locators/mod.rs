//! How a transform element finds its targets: one locator per file.
//!
//! A locator turns the path of the parent element and its own step into a path. Matching is XPath's business.

mod condition;
pub(crate) mod default;
mod matching;
mod xpath;

use crate::cause::Cause;
use crate::context::Failure;
use crate::grammar::commas_in_expression;
use crate::transforms;
use crate::tree::{NodeId, Tree};

/// A locator.
pub(crate) struct Locator {
    pub(crate) name: &'static str,
    /// The path that it gives.
    pub(crate) path: fn(&Parts<'_>) -> Result<String, Failure>,
    /// What it selects counts as the parents of inserted elements too.
    pub(crate) selects_parents: bool,
}

/// What a path is made of.
pub(crate) struct Parts<'e> {
    /// Path of the parent element; empty for the root.
    pub(crate) parent: &'e str,
    /// The element's own step.
    pub(crate) step: String,
    /// The arguments as written.
    pub(crate) written: Option<&'e str>,
    pub(crate) arguments: Vec<String>,
    pub(crate) tree: &'e Tree,
    pub(crate) element: NodeId,
}

impl Parts<'_> {
    /// A path with one step more.
    fn append(base: &str, step: &str, predicate: &str) -> String {
        let slash = if base.ends_with('/') { "" } else { "/" };
        let open = if predicate.is_empty() || predicate.starts_with('[') { "" } else { "[" };
        let close = if predicate.is_empty() || predicate.ends_with(']') { "" } else { "]" };
        [base, slash, step, open, predicate, close].concat()
    }

    fn one_argument(&self, locator: &str) -> Result<&str, Failure> {
        if let [only] = self.arguments.as_slice() {
            return Ok(only);
        }
        let split = self.written.is_some_and(|w| !commas_in_expression(w).is_empty());
        let cause = if split { Cause::SplitExpression } else { Cause::LocatorArguments };
        Err(Failure::new(cause, format!("{locator} requires exactly 1 arguments")))
    }
}

/// All of them.
pub(crate) static LOCATORS: &[&Locator] =
    &[&default::DEFAULT, &matching::MATCH, &condition::CONDITION, &xpath::XPATH];

/// The locator of that name.
pub(crate) fn named(name: &str) -> Result<&'static Locator, Failure> {
    if let Some(&locator) = LOCATORS.iter().find(|l| l.name == name) {
        return Ok(locator);
    }
    Err(transforms::unresolved(name, "Locator", transforms::TRANSFORMS.iter().any(|t| t.name == name)))
}
