//! No locator: every element of that name below every match of the parent.
//!
//! `<appSettings>` in `<configuration>` is `/configuration/appSettings`.

use super::{Locator, Parts};

/// `DefaultLocator`, and what counts when there is none.
pub(crate) static DEFAULT: Locator = Locator {
    name: "DefaultLocator",
    path: |parts| Ok(Parts::append(parts.parent, &parts.step, "")),
    selects_parents: false,
};
