//! WC1218. Only what the engine evaluates without bindings; locators know the prefixes.

use crate::Context;
use crate::rule::rule;
use crate::views::TransformView;
use webconfig_transform::Cause;

rule! {
    /// Reports a namespace prefix in the argument of a transform.
    ///
    /// # Why
    /// The engine evaluates the arguments of `InsertBefore`, `InsertAfter` and of the attribute transforms without any
    /// namespace bindings, so a prefix always fails there, whether it is declared or not.
    ///
    /// # Fires
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <a xmlns:p="urn:p" xdt:Transform="RemoveAttributes(p:c)" />
    ///                                     ^^^^^^^^^^^^^^^^^^^^^ a prefix
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <a xdt:Transform="RemoveAttributes(c)" />
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Locators know the prefixes, and an axis is none.
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <a xmlns:p="urn:p" xdt:Transform="Remove" xdt:Locator="Condition(p:b/@c='1')" />
    ///   <b xdt:Transform="InsertAfter(child::a)" />
    /// </configuration>
    /// ```
    WC1218 "xdt-prefix-in-argument", Error, since "0.1",
    scope XDT, profiles "rs", P1,
    on Transform(check)
}

fn check(view: &TransformView<'_>, cx: &mut Context<'_>) {
    for call in view.instructions.iter().filter_map(|i| i.transform.as_ref()) {
        if !call.problems.iter().any(|p| p.cause == Cause::XPathPrefix) {
            continue;
        }
        let help = if call.name.starts_with("Insert") {
            "write `*[local-name()='…']` in place of the prefixed name"
        } else {
            "replace the whole element, or choose attributes by `@*[local-name()='…']` in a locator"
        };
        cx.report(
            call.value,
            format!("the argument of `{}` has a prefix, which the engine knows nowhere in arguments, so publishing fails at this step", call.name),
        )
        .label("a prefix")
        .help(help);
    }
}
