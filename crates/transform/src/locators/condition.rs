//! `Condition(e)`: elements of that name for which the XPath predicate `e` holds.
//!
//! `Condition(@a='1' or @b)` is `x[@a='1' or @b]`. Brackets are added only where the text does not begin or end with
//! one, so `Condition([@a][@b])` works and `Condition(@a and y[1])` does not.

use super::{Locator, Parts};

/// `Condition`
pub(super) static CONDITION: Locator = Locator {
    name: "Condition",
    path: |parts| Ok(Parts::append(parts.parent, &parts.step, parts.one_argument("Condition")?)),
    selects_parents: false,
};
