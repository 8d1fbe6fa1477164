//! WC1223. The engine reads its own spelling only.

use crate::Context;
use crate::rule::rule;
use crate::views::{TransformView, xdt_attribute};
use webconfig_diagnostics::{Safety, Severity};
use webconfig_text::{TextEdits, TextRange};

rule! {
    /// Reports `xdt:SuppressWarnings`, which the engine does not read, and a bad value of `xdt:SupressWarnings`, which it does.
    ///
    /// # Why
    /// The warnings that were to be silent come all the same; with a value that is neither `true` nor `false` the step does
    /// not run.
    ///
    /// # Fires
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <system.web xdt:Transform="Remove" xdt:SuppressWarnings="true" />
    ///                                      ^^^^^^^^^^^^^^^^^^^^ not read
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <system.web xdt:Transform="Remove" xdt:SupressWarnings="true" />
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Other attributes of the namespace are ignored on purpose.
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <system.web xdt:Transform="Remove" xdt:Comment="not needed" />
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Writes the name as the engine spells it.
    WC1223 "xdt-suppress-warnings-spelling", Warning, since "0.1", fix Safe,
    scope XDT, profiles "rs", P1,
    on Transform(check)
}

fn check(view: &TransformView<'_>, cx: &mut Context<'_>) {
    if !view.text().contains("ressWarnings") {
        return;
    }
    for element in view.file.document.elements() {
        if let Some(attribute) = xdt_attribute(element, "SuppressWarnings") {
            let name = attribute.name_range();
            let local = TextRange::new(name.end() - attribute.local_name().len() as u32, name.end());
            let mut report = cx.report(
                name,
                format!(
                    "`{}` is not read by the engine, so the warnings of this step come all the same",
                    attribute.name()
                ),
            );
            report.label("not read").help("write `SupressWarnings`: the engine spells it with one `p`");
            if xdt_attribute(element, "SupressWarnings").is_none() {
                report.edit(
                    "write `SupressWarnings`",
                    Safety::Safe,
                    TextEdits::single(local, "SupressWarnings"),
                );
            }
        }
        let Some(attribute) = xdt_attribute(element, "SupressWarnings") else { continue };
        let value = attribute.value();
        let word = value.trim();
        let is_boolean = word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false");
        if !is_boolean && xdt_attribute(element, "Transform").is_some() {
            cx.report(
                attribute.value_range(),
                format!("`{word}` is neither `true` nor `false`, so this step and those below it do not run, and publishing fails"),
            )
            .label("not a Boolean")
            .help("write `true` or `false`")
            .graded(Severity::Error);
        }
    }
}
