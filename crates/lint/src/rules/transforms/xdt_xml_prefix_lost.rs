//! WC1220.

use crate::Context;
use crate::rule::rule;
use crate::views::TransformView;
use webconfig_syntax::{Attribute, Element};

rule! {
    /// Reports an attribute with the prefix `xml` that a step copies into the result.
    ///
    /// # Why
    /// Copied attributes lose their prefix and get a generated one. For the namespace of `xml` XML forbids that, so the
    /// result is no longer well formed.
    ///
    /// # Fires
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <doc xml:lang="en" xdt:Transform="Insert" />
    ///        ^^^^^^^^ loses its prefix
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <doc lang="en" xdt:Transform="Insert" />
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Elements that are only steps of the path are not copied.
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings xml:space="preserve">
    ///     <add key="A" value="9" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    WC1220 "xdt-xml-prefix-lost", Error, since "0.1",
    scope XDT, profiles "rs", P1,
    on Transform(check)
}

fn check(view: &TransformView<'_>, cx: &mut Context<'_>) {
    if !view.text().contains("xml:") {
        return;
    }
    let mut copied_to = 0;
    for instruction in &view.instructions {
        let element = instruction.element;
        if instruction.copies_element() {
            // What is copied inside a copy was reported with it.
            if element.range().start() < copied_to {
                continue;
            }
            copied_to = element.range().end();
            let inside = element.descendants();
            for element in std::iter::once(element).chain(inside) {
                report(element, cx);
            }
        } else if matches!(instruction.transform_name(), "SetAttributes" | "SetTokenizedAttributes") {
            // A list cannot name them: prefixes do not work there.
            let sets_all = instruction.transform.as_ref().is_some_and(|t| t.arguments.is_none());
            if sets_all && element.range().start() >= copied_to {
                report(element, cx);
            }
        }
    }
}

fn report(element: Element<'_>, cx: &mut Context<'_>) {
    let with_prefix = |a: &Attribute<'_>| a.prefix() == Some("xml");
    for attribute in element.attributes().filter(with_prefix) {
        cx.report(
            attribute.name_range(),
            format!("`{}` gets a generated prefix when the engine copies it, and the published file is no longer well-formed XML", attribute.name()),
        )
        .label("loses its prefix")
        .help("leave the attribute away, or write it into the source file");
    }
}
