//! WC1213.

use crate::Context;
use crate::rule::rule;
use crate::views::ConfigFileView;
use webconfig_config::{FileKind, Problem, ProblemKind, XDT_NAMESPACE};
use webconfig_diagnostics::{Place, Safety};
use webconfig_format::remove_attribute;
use webconfig_syntax::{Attribute, Document};

rule! {
    /// Reports instructions of a transform (`xdt:Transform`, `xdt:Locator`) in a web.config.
    ///
    /// One finding a file, at the first of them. The declaration of the namespace alone does no harm.
    ///
    /// # Why
    /// IIS and .NET know no such attributes and answer 500.19. Most often a transform was deployed as it is, or the
    /// step that applies it did not run.
    ///
    /// # Fires
    /// ```xml
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings xdt:Transform="Replace" />
    ///                ^^^^^^^^^^^^^ an instruction of a transform
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <appSettings />
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings />
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings xdt:Transform="Replace" />
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// The attributes and the declaration of their namespace are deleted.
    WC1213 "xdt-attributes-in-deployed-file", Error, since "0.1", fix Safe,
    scope WC PUB, profiles "rs", P1,
    on File(check)
}

fn check(view: &ConfigFileView<'_>, cx: &mut Context<'_>) {
    let document = &view.file.document;
    // Machines and hosts have no transforms; app.config is transformed too.
    let may_hold = matches!(view.file.kind, FileKind::WebConfig | FileKind::AppConfig);
    if !may_hold || !document.names().any(|name| name.starts_with("xmlns:")) {
        return;
    }
    let found: Vec<Attribute<'_>> = instructions(document).collect();
    let Some((first, rest)) = found.split_first() else { return };
    let place = |a: &Attribute<'_>| Place::new(view.file.id, a.name_range());
    let element = first.element();
    let consequence = if view.file.kind == FileKind::WebConfig {
        "IIS and .NET know no such attribute and answer 500.19"
    } else {
        ".NET knows no such attribute"
    };
    let number = match rest.len() {
        0 => String::new(),
        more => format!(" (and {more} more in this file)"),
    };
    let mut report = cx.report(
        place(first),
        format!("`{}` is an instruction of a transform and stands in a file that is no transform{number}: {consequence}", first.name()),
    );
    report.label("an instruction of a transform").help(
        "apply the transform (`webconfig transform`) and deploy its result, or delete the instructions",
    );
    for other in rest.iter().take(10) {
        report.related(place(other), "another one");
    }
    let mut edits = webconfig_text::TextEdits::new();
    let declarations = document
        .elements()
        .flat_map(webconfig_syntax::Element::attributes)
        .filter(|a| a.is_namespace_declaration() && a.value() == XDT_NAMESPACE);
    let complete =
        found.iter().copied().chain(declarations).all(|a| edits.merge(&remove_attribute(a)).is_ok());
    if complete {
        report.edit("delete the instructions", Safety::Safe, edits);
    }
    let Some(element) = element else { return };
    let section = view
        .bound
        .sections
        .iter()
        .find(|s| s.element == element.id() || element.ancestors().any(|a| a.id() == s.element));
    // Without native schema IIS does not look at the section.
    let Some(section) = section.filter(|s| view.server.server.schema().contains(&s.path)) else { return };
    let problem = Problem {
        kind: ProblemKind::TransformAttribute,
        file: view.file.id,
        element: element.id(),
        attribute: Some(first.id()),
        section: section.path.clone(),
        related: None,
    };
    if let Some(verdict) = view.server.server.verdict(&problem) {
        report.iis(verdict.phase, verdict.iis);
    }
}

fn instructions(document: &Document) -> impl Iterator<Item = Attribute<'_>> {
    document
        .elements()
        .flat_map(webconfig_syntax::Element::attributes)
        .filter(|a| a.prefix().is_some() && !a.is_namespace_declaration())
        .filter(|a| a.namespace().as_deref() == Some(XDT_NAMESPACE))
}
