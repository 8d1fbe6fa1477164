//! WC1227. Fallback: errors of the engine that no other rule describes.

use crate::Context;
use crate::rule::rule;
use crate::views::{Instruction, TransformPairView, TransformView};
use std::collections::BTreeSet;
use webconfig_diagnostics::Place;
use webconfig_text::{TextRange, declared_encoding};
use webconfig_transform::{Cause, Event, Level, Which};

rule! {
    /// Reports an error that the engine would report and that no other rule describes.
    ///
    /// # Why
    /// One error, and publishing saves nothing: the web.config of the last step stays.
    ///
    /// # Fires
    /// ```xml web.config
    /// <configuration>
    ///   <connectionStrings>
    ///     <add name="Db" connectionString="Server=sql;Integrated Security=true" />
    ///   </connectionStrings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <connectionStrings>
    ///     <add name="Db" connectionString="$(nope)" xdt:Transform="SetTokenizedAttributes(connectionString)" xdt:Locator="Match(name)" />
    ///                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails
    ///   </connectionStrings>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.config
    /// <configuration>
    ///   <connectionStrings>
    ///     <add name="Db" connectionString="Server=sql;Integrated Security=true" />
    ///   </connectionStrings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <connectionStrings>
    ///     <add name="Db" connectionString="$(name)" xdt:Transform="SetTokenizedAttributes(connectionString)" xdt:Locator="Match(name)" />
    ///   </connectionStrings>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// An unknown name is another rule's.
    /// ```xml web.config
    /// <configuration>
    ///   <appSettings />
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings xdt:Transform="Upsert" />
    /// </configuration>
    /// ```
    WC1227 "xdt-engine-error", Error, since "0.1",
    scope XDT MULTI, profiles "rs", P1,
    on Transform(alone), TransformPair(check)
}

fn check(pair: &TransformPairView<'_>, cx: &mut Context<'_>) {
    let mut seen = BTreeSet::new();
    for event in pair.outcome.log.iter().filter(|e| e.level == Level::Error && e.cause.code() == RULE.code) {
        let step = event.step.and_then(|s| pair.outcome.steps.get(s));
        let instruction = step.and_then(|s| pair.transform.instruction_at(s.element_range.start()));
        if let Some(step) = step
            && !seen.insert(step.transform_range.start())
        {
            continue;
        }
        let in_transform = event.place.filter(|p| p.document == Which::Transform).and_then(|p| p.range);
        let removal = || {
            let last = pair.outcome.steps.iter().rfind(|s| s.transform.starts_with("Remove"));
            last.filter(|_| event.cause == Cause::RemovedNeighbours).map(|s| s.transform_range)
        };
        let range = step.map(|s| s.transform_range).or(in_transform).or_else(removal);
        let declared =
            || pair.source.and_then(|s| Some(Place::new(s.id, declared_encoding(s.source.text())?.1)));
        let (message, help) = words(event, instruction);
        let mut report = match (event.cause, range) {
            (Cause::UnknownEncoding, _) => match declared() {
                Some(place) => cx.report(place, message),
                None => cx.report(TextRange::empty(0), message),
            },
            (_, Some(range)) => cx.report(range, message),
            (_, None) => cx.report(TextRange::empty(0), message),
        };
        report.label("fails").help(help);
    }
}

fn words(event: &Event, instruction: Option<&Instruction<'_>>) -> (String, &'static str) {
    let transform = instruction.map_or("", |i| i.transform_name());
    match event.cause {
        Cause::UnknownToken => (
            format!(
                "`{transform}` fails, and publishing with it: a token names no attribute of the target or of this element"
            ),
            "write `$(name)` with the name of an attribute",
        ),
        Cause::SecondRoot | Cause::WrongTarget => (
            format!(
                "`{transform}` fails, and publishing with it: what it is applied to cannot be changed in this way"
            ),
            "put the step on an element inside the document element",
        ),
        Cause::InsertNoElement | Cause::XPathNotNodes => (
            format!(
                "`{transform}` fails, and publishing with it: its XPath gives something else than elements"
            ),
            "write a path that selects elements",
        ),
        Cause::EntityInTransform => (
            format!(
                "`{transform}` fails, and publishing with it: an entity reference cannot be brought into the source"
            ),
            "write the text of the entity in its place",
        ),
        Cause::RemovedNeighbours => (
            "publishing fails while saving: the engine stumbles where several neighbours on one line were removed"
                .to_owned(),
            "put each of the elements on a line of its own in the source, or remove the element around them",
        ),
        Cause::UnknownEncoding => (
            "publishing cannot save the transformed file: .NET knows no encoding of the declared name"
                .to_owned(),
            "declare `utf-8`",
        ),
        _ => (
            format!("publishing fails at this step: {}", event.text.trim_end_matches('.')),
            "change the step",
        ),
    }
}

/// Without a source: an insertion beside the document element fails everywhere.
fn alone(view: &TransformView<'_>, cx: &mut Context<'_>) {
    let Some(first) = view.instructions.first().filter(|i| i.element.parent().is_none()) else { return };
    if view.has_source || first.has_locator() || !first.transform_name().starts_with("Insert") {
        return;
    }
    cx.report(
        first.transform_range(),
        format!(
            "`{}` fails, and publishing with it: the document element has no parent to insert into",
            first.transform_name()
        ),
    )
    .label("fails")
    .help("put the step on an element inside the document element");
}
