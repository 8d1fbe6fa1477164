//! WC1202. The prefix is free; the URI is what counts.

use crate::Context;
use crate::rule::rule;
use crate::views::TransformView;
use std::collections::BTreeSet;
use webconfig_config::XDT_NAMESPACE;
use webconfig_diagnostics::{Safety, Severity};
use webconfig_format::{add_attribute, set_value};
use webconfig_syntax::{Attribute, Element};
use webconfig_text::TextEdits;
use webconfig_transform::transform_names;

rule! {
    /// Reports instructions of a transform that are not in the namespace of the engine.
    ///
    /// The URI is wrong, the prefix is not declared, or the attributes have no prefix at all. A wrong URI that nothing uses
    /// is a warning.
    ///
    /// # Why
    /// The engine finds nothing to do, copies the source and reports success. Documentation pages print the commonest wrong
    /// form, with `https:`.
    ///
    /// # Fires
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="https://schemas.microsoft.com/XML-Document-Transform">
    ///                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ another namespace
    ///   <appSettings xdt:Transform="Remove" />
    /// </configuration>
    /// ```
    ///
    /// Attributes without a prefix are not instructions:
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings Transform="Remove" />
    ///                ^^^^^^^^^ in no namespace
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings xdt:Transform="Remove" />
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// The prefix has no meaning.
    /// ```xml web.Release.config
    /// <configuration xmlns:t="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings t:Transform="Remove" />
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Writes the URI, the declaration or the prefix.
    WC1202 "xdt-namespace-wrong", Error, since "0.1", fix Safe,
    scope XDT, profiles "rs", P0,
    on Transform(check)
}

fn check(view: &TransformView<'_>, cx: &mut Context<'_>) {
    let document = &view.file.document;
    let mut wrong: Vec<(Attribute<'_>, bool)> = Vec::new();
    let mut undeclared: BTreeSet<&str> = BTreeSet::new();
    let mut plain: Option<Attribute<'_>> = None;
    for element in document.elements() {
        for attribute in element.attributes() {
            if attribute.is_namespace_declaration() {
                if is_look_alike(attribute) {
                    wrong.push((attribute, false));
                }
                continue;
            }
            if !is_named_like_an_instruction(attribute) {
                continue;
            }
            match (attribute.prefix(), attribute.namespace()) {
                (_, Some(uri)) if uri == XDT_NAMESPACE => {}
                (Some(prefix), Some(_)) => {
                    let declaration = declaration(element, prefix);
                    if let Some(found) = wrong
                        .iter_mut()
                        .find(|(a, _)| Some(a.id()) == declaration.map(webconfig_syntax::Attribute::id))
                    {
                        found.1 = true;
                    } else if let Some(declaration) = declaration {
                        wrong.push((declaration, true));
                    }
                }
                (Some(prefix), None) => {
                    // Well-formedness is about every other prefix.
                    if prefix == "xdt" && undeclared.insert(prefix) {
                        report_undeclared(attribute, document.root(), cx);
                    }
                }
                (None, _) => {
                    if plain.is_none()
                        && element.parent().is_some()
                        && is_instruction_value(&attribute.value())
                    {
                        plain = Some(attribute);
                    }
                }
            }
        }
    }
    for (declaration, is_used) in wrong {
        let used = is_used || declaration.element().is_some_and(|e| uses(e, declaration.local_name()));
        let consequence = if used {
            "so the engine sees no instruction, copies the source and reports success"
        } else {
            "which nothing uses"
        };
        let message = format!(
            "the prefix `{}` does not stand for the namespace of transforms, {consequence}",
            declaration.local_name()
        );
        let mut report = cx.report(declaration.value_range(), message);
        report.label("another namespace").help(format!("write `{XDT_NAMESPACE}`, to the letter")).edit(
            "write the namespace of transforms",
            Safety::Safe,
            set_value(declaration, XDT_NAMESPACE),
        );
        if !used {
            report.graded(Severity::Warning);
        }
    }
    if let Some(attribute) = plain {
        report_plain(view, attribute, cx);
    }
}

/// A declaration that binds `xdt` to something else, or anything to a URI that is nearly the right one.
fn is_look_alike(declaration: Attribute<'_>) -> bool {
    if declaration.prefix().is_none() {
        return false;
    }
    let uri = declaration.value();
    if uri == XDT_NAMESPACE {
        return false;
    }
    let is_near = uri.to_ascii_lowercase().contains("xml-document-transform");
    is_near || declaration.local_name() == "xdt"
}

fn is_named_like_an_instruction(attribute: Attribute<'_>) -> bool {
    let is_known = matches!(attribute.local_name(), "Transform" | "Locator");
    is_known && (attribute.prefix() == Some("xdt") || is_instruction_value(&attribute.value()))
}

/// Whether a value begins with the name of a transform or locator.
fn is_instruction_value(value: &str) -> bool {
    let name = value.split('(').next().unwrap_or("").trim();
    transform_names().any(|n| n == name)
        || (value.contains('(') && matches!(name, "Match" | "Condition" | "XPath"))
}

/// The declaration of a prefix that counts at an element.
fn declaration<'d>(element: Element<'d>, prefix: &str) -> Option<Attribute<'d>> {
    let name = format!("xmlns:{prefix}");
    std::iter::once(element).chain(element.ancestors()).find_map(|e| e.attribute(&name))
}

/// Whether an element or attribute in `element` has a prefix.
fn uses(element: Element<'_>, prefix: &str) -> bool {
    let nodes = element.descendants();
    std::iter::once(element)
        .chain(nodes)
        .any(|e| e.prefix() == Some(prefix) || e.attributes().any(|a| a.prefix() == Some(prefix)))
}

fn report_undeclared(attribute: Attribute<'_>, root: Option<Element<'_>>, cx: &mut Context<'_>) {
    let mut report = cx.report(
        attribute.name_range(),
        "the prefix `xdt` is not declared, so publishing cannot read the transform",
    );
    report.label("not declared").help(format!("write `xmlns:xdt=\"{XDT_NAMESPACE}\"` on the root element"));
    if let Some(root) = root {
        report.edit(
            "declare the prefix `xdt`",
            Safety::Safe,
            add_attribute(root, "xmlns:xdt", XDT_NAMESPACE),
        );
    }
}

fn report_plain(view: &TransformView<'_>, first: Attribute<'_>, cx: &mut Context<'_>) {
    let Some(root) = view.file.document.root() else { return };
    let declared = root.attributes().find(|a| a.prefix().is_some() && a.value() == XDT_NAMESPACE);
    let prefix = declared.map_or("xdt", |d| d.local_name());
    let mut edits = match declared {
        Some(_) => TextEdits::new(),
        None => add_attribute(root, "xmlns:xdt", XDT_NAMESPACE),
    };
    for element in view.file.document.elements() {
        for attribute in element.attributes() {
            let is_one = matches!(attribute.name(), "Transform" | "Locator")
                && is_instruction_value(&attribute.value());
            if is_one && element.parent().is_some() {
                let _ = edits.insert(attribute.name_range().start(), format!("{prefix}:"));
            }
        }
    }
    cx.report(
        first.name_range(),
        format!("`{}` has no prefix, so the engine takes it for an attribute of the element and not for an instruction", first.name()),
    )
    .label("in no namespace")
    .help(format!("write `{prefix}:{}`", first.name()))
    .edit("write the prefix", Safety::Safe, edits);
}
