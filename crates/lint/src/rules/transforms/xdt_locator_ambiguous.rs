//! WC1211. With a source the engine counts; without one the schema says what repeats.

use crate::Context;
use crate::rule::rule;
use crate::views::{Instruction, TransformPairView, TransformView, collection_of};
use webconfig_schema::Schema;
use webconfig_transform::{Step, StepResult};

rule! {
    /// Reports a step that several elements match although it means one of them.
    ///
    /// `Remove`, `Replace` and `CommentOut` take the first only; `SetAttributes` changes all.
    ///
    /// # Why
    /// The wrong entry goes, or every entry gets the same key.
    ///
    /// # Fires
    /// ```xml web.config
    /// <configuration>
    ///   <appSettings>
    ///     <add key="A" value="1" />
    ///     <add key="B" value="2" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add key="A" value="1" xdt:Transform="SetAttributes" />
    ///                                           ^^^^^^^^^^^^^ matches 2 elements
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.config
    /// <configuration>
    ///   <appSettings>
    ///     <add key="A" value="1" />
    ///     <add key="B" value="2" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add key="A" value="1" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// `RemoveAll` means all, and elements of several parents are no siblings.
    /// ```xml web.config
    /// <configuration>
    ///   <location path="a"><system.web><compilation debug="true" /></system.web></location>
    ///   <location path="b"><system.web><compilation debug="true" /></system.web></location>
    ///   <appSettings>
    ///     <add key="A" value="1" />
    ///     <add key="B" value="2" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <location><system.web><compilation debug="false" xdt:Transform="SetAttributes" /></system.web></location>
    ///   <appSettings>
    ///     <add xdt:Transform="RemoveAll" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    WC1211 "xdt-locator-ambiguous", Warning, since "0.1",
    scope XDT, profiles "rs", P1,
    on Transform(alone), TransformPair(check)
}

fn check(pair: &TransformPairView<'_>, cx: &mut Context<'_>) {
    for (step, instruction) in pair.steps() {
        if step.matched < 2 || step.suppresses_warnings || step.result != StepResult::Done {
            continue;
        }
        let locator = instruction.locator.as_ref().map_or("", |l| l.name.as_str());
        let transform = instruction.transform_name();
        let is_ambiguous = match transform {
            "Remove" | "Replace" | "CommentOut" => true,
            "SetAttributes" | "SetTokenizedAttributes" | "RemoveAttributes" => match locator {
                "XPath" => false,
                "Match" | "Condition" => transform != "RemoveAttributes",
                _ => has_siblings(pair, step),
            },
            _ => false,
        };
        if !is_ambiguous {
            continue;
        }
        let effect = if matches!(transform, "Remove" | "Replace" | "CommentOut") {
            "takes the first of them only"
        } else {
            "changes all of them"
        };
        cx.report(
            instruction.transform_range(),
            format!(
                "{} elements of {} match this step, and `{transform}` {effect}",
                step.matched,
                pair.source_name()
            ),
        )
        .label(format!("matches {} elements", step.matched))
        .help(if locator.is_empty() {
            "say which one with `xdt:Locator`, such as `Match(key)`; `RemoveAll` takes all"
        } else {
            "make the locator, or those of the elements around it, say which one"
        });
    }
}

/// Whether two of the targets stand beside each other.
fn has_siblings(pair: &TransformPairView<'_>, step: &Step) -> bool {
    let mut parents: Vec<_> = step
        .targets
        .iter()
        .filter_map(|t| pair.source_element(t.range)?.parent().map(|p| p.range().start()))
        .collect();
    let all = parents.len();
    parents.sort_unstable();
    parents.dedup();
    parents.len() < all
}

/// Without a source: an item of a collection that no locator tells from the others.
fn alone(view: &TransformView<'_>, cx: &mut Context<'_>) {
    if view.has_source {
        return;
    }
    for instruction in &view.instructions {
        if instruction.has_locator() || !is_of_one(instruction) {
            continue;
        }
        if collection_of(Schema::builtin(), instruction.element).is_none() || is_located(instruction) {
            continue;
        }
        let (name, transform) = (instruction.element.name(), instruction.transform_name());
        cx.report(
            instruction.transform_range(),
            format!("`{name}` is an entry of a list and has no locator, so `{transform}` does not know which entry is meant"),
        )
        .label("which one?")
        .help("say which one with `xdt:Locator`, such as `Match(key)`; `RemoveAll` takes all");
    }
}

fn is_of_one(instruction: &Instruction<'_>) -> bool {
    matches!(instruction.transform_name(), "Remove" | "Replace" | "SetAttributes" | "SetTokenizedAttributes")
}

/// A transform with one entry of a list that is the only one may know its source well.
fn is_located(instruction: &Instruction<'_>) -> bool {
    !instruction.element.attributes().any(|a| matches!(a.name(), "key" | "name" | "path" | "fileExtension"))
}
