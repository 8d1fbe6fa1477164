//! WC1222.

use crate::Context;
use crate::rule::rule;
use crate::views::{TransformPairView, has_same_key, has_same_path, key_locator};
use webconfig_diagnostics::Safety;
use webconfig_syntax::Document;
use webconfig_transform::Change;

rule! {
    /// Reports an `InsertIfMissing` of a list entry without a locator that inserts nothing because of another entry.
    ///
    /// # Why
    /// Without a locator, missing means that there is no element of this name at all, so nothing is inserted as soon as one
    /// sibling exists.
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
    ///     <add key="New" value="1" xdt:Transform="InsertIfMissing" />
    ///                                             ^^^^^^^^^^^^^^^ any `add` counts as present
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
    ///     <add key="New" value="1" xdt:Transform="InsertIfMissing" xdt:Locator="Match(key)" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Elements that occur once are the honest use, and an entry that is there already is not missing.
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
    ///   <appSettings xdt:Transform="InsertIfMissing" />
    ///   <appSettings>
    ///     <add key="B" value="2" xdt:Transform="InsertIfMissing" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Adds `xdt:Locator` with the key of the list.
    WC1222 "xdt-insert-if-missing-without-locator", Warning, since "0.1", fix Unsafe,
    scope XDT MULTI, profiles "rs", P1,
    on TransformPair(check)
}

fn check(pair: &TransformPairView<'_>, cx: &mut Context<'_>) {
    let mut result: Option<Document> = None;
    for (step, instruction) in pair.steps() {
        let does_nothing = instruction.transform_name() == "InsertIfMissing"
            && !instruction.has_locator()
            && step.changes.iter().any(|c| matches!(c, Change::AlreadyThere));
        if !does_nothing {
            continue;
        }
        let element = instruction.element;
        let Some(collection) = pair.collection_of(element) else { continue };
        if !collection.item.keys().any(|k| element.attribute(&k.name).is_some()) {
            continue;
        }
        let result = result.get_or_insert_with(|| pair.result());
        let is_there = result.elements().any(|e| {
            e.local_name() == element.local_name()
                && has_same_path(e, element)
                && has_same_key(collection, e, element)
        });
        if is_there {
            continue;
        }
        let name = element.name();
        let mut report = cx.report(
            instruction.transform_range(),
            format!("nothing is inserted, although {} has no entry with this key: without a locator any `{name}` counts as present", pair.source_name()),
        );
        report
            .label(format!("any `{name}` counts as present"))
            .help("add `xdt:Locator=\"Match(…)\"` with the key");
        if let Some(edits) = key_locator(instruction, collection) {
            report.edit("look for the key", Safety::Unsafe, edits);
        }
    }
}
