//! `XPath(e)`: whatever `e` selects.
//!
//! An absolute path forgets all ancestors. A relative one begins *below the element's own name*:
//! `<a xdt:Locator="XPath(b)"/>` is `/…/a/b`, and `XPath(../c)` the useful form.

use super::{Locator, Parts};

/// `XPath`
pub(super) static XPATH: Locator = Locator {
    name: "XPath",
    path: |parts| {
        let expression = parts.one_argument("XPath")?;
        if expression.starts_with('/') {
            return Ok(expression.to_owned());
        }
        let own = Parts::append(parts.parent, &parts.step, "");
        Ok(Parts::append(&own, expression, "").replace("/./", "/"))
    },
    selects_parents: true,
};
