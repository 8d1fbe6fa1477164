//! `Match(a, b)`: elements whose attributes `a` and `b` equal those of the transform element.
//!
//! `<add key="x" xdt:Locator="Match(key)"/>` is `add[@key='x']`. The value goes between apostrophes as it is, so one that
//! holds an apostrophe makes a path that does not compile; the reference has it so.

use super::{Locator, Parts};
use crate::cause::Cause;
use crate::context::Failure;

/// `Match`
pub(super) static MATCH: Locator = Locator { name: "Match", path, selects_parents: false };

fn path(parts: &Parts<'_>) -> Result<String, Failure> {
    if parts.arguments.is_empty() {
        return Err(Failure::new(Cause::LocatorArguments, "Match requires at least 1 arguments"));
    }
    let mut predicate = String::new();
    for key in &parts.arguments {
        let Some(attribute) = parts.tree.attribute_named(parts.element, key) else {
            return Err(Failure::new(
                Cause::MatchAttributeMissing,
                format!("No attribute '{key}' exists for the Match Locator"),
            ));
        };
        if !predicate.is_empty() {
            predicate.push_str(" and ");
        }
        predicate.push_str(&["@", key, "='", parts.tree.value(attribute), "'"].concat());
    }
    Ok(Parts::append(parts.parent, &parts.step, &predicate))
}
