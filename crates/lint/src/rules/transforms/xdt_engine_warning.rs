//! WC1228. Fallback: warnings of the engine that no other rule describes; the transform alone shows them all.

use crate::Context;
use crate::rule::rule;
use crate::views::{TransformView, is_import, xdt_attribute};
use webconfig_config::XDT_NAMESPACE;
use webconfig_transform::Cause;

rule! {
    /// Reports a warning that the engine would log and that no other rule describes.
    ///
    /// # Why
    /// The run goes on and saves, and the line in the build log is easily missed.
    ///
    /// # Fires
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <xdt:Note text="x" />
    ///    ^^^^^^^^ unknown to the engine
    ///   <appSettings xdt:Transform="Replace" />
    /// </configuration>
    /// ```
    ///
    /// A step without anything to set:
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings xdt:Transform="SetAttributes" />
    ///                               ^^^^^^^^^^^^^ nothing to set
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <!-- x -->
    ///   <appSettings xdt:Transform="Replace" />
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Its warnings are switched off.
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings xdt:Transform="SetAttributes" xdt:SupressWarnings="true" />
    /// </configuration>
    /// ```
    WC1228 "xdt-engine-warning", Warning, since "0.1",
    scope XDT MULTI, profiles "rs", P1,
    on Transform(check)
}

fn check(view: &TransformView<'_>, cx: &mut Context<'_>) {
    if !view.file.document.text().contains(XDT_NAMESPACE) {
        return;
    }
    for element in view.file.document.elements() {
        if element.namespace().as_deref() == Some(XDT_NAMESPACE) && !is_import(element) {
            cx.report(
                element.name_range(),
                format!(
                    "`{}` is an element that the engine does not know: it warns and goes on",
                    element.name()
                ),
            )
            .label("unknown to the engine")
            .help("write a comment, or delete it");
        }
    }
    for instruction in &view.instructions {
        let Some(call) = &instruction.transform else { continue };
        let is_silent = xdt_attribute(instruction.element, "SupressWarnings")
            .is_some_and(|a| a.value().trim().eq_ignore_ascii_case("true"));
        if is_silent || !call.problems.iter().any(|p| p.cause == Cause::NothingToSet) {
            continue;
        }
        cx.report(
            call.value,
            format!(
                "`{}` has no attribute to set, so `{}` stays as it is and publishing warns",
                instruction.element.name(),
                call.name
            ),
        )
        .label("nothing to set")
        .help("write the attributes to set on this element, or delete the step");
    }
}
