//! WC1215.

use crate::Context;
use crate::rule::rule;
use crate::views::{TransformView, is_import};

rule! {
    /// Reports an `xdt:Import` element in a transform.
    ///
    /// # Why
    /// It names an assembly whose code the engine loads and runs at publish time, so a transform becomes a program. This
    /// program never loads one.
    ///
    /// # Fires
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <xdt:Import assembly="Contoso.Transforms" namespace="Contoso.Xdt" />
    ///    ^^^^^^^^^^ code of its own
    ///   <appSettings xdt:Transform="Replace" />
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings xdt:Transform="Replace" />
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// An element of that name in no namespace is content.
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <tasks>
    ///     <Import assembly="Contoso.Transforms" namespace="Contoso.Xdt" xdt:Transform="Insert" />
    ///   </tasks>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - CWE-829
    WC1215 "xdt-import", Error, since "0.1",
    scope XDT, profiles "rs", P1,
    on Transform(check)
}

fn check(view: &TransformView<'_>, cx: &mut Context<'_>) {
    if !view.has_import {
        return;
    }
    for element in view.file.document.elements().filter(|e| is_import(*e)) {
        let from = element.value("assembly").or_else(|| element.value("path")).unwrap_or_default();
        let message = if from.is_empty() {
            "this transform asks the engine to load and run code of an assembly at publish time".to_owned()
        } else {
            format!("this transform makes the engine load and run code of `{from}` at publish time")
        };
        cx.report(element.name_range(), message)
            .label("code of its own")
            .help("write the change with the transforms that the engine has, and delete the import");
    }
}
