//! WC1212. The result decides, so that a removal before or behind the insertion counts.

use crate::Context;
use crate::rule::rule;
use crate::views::{TransformPairView, has_same_key, has_same_path, key_locator};
use webconfig_diagnostics::Safety;
use webconfig_schema::CollectionSchema;
use webconfig_syntax::{Document, Element};
use webconfig_transform::Change;

rule! {
    /// Reports an `Insert` of an entry whose key the source has already.
    ///
    /// # Why
    /// After publishing the entry is there twice, and IIS answers 500.19, or the wrong one of the two counts.
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
    ///     <add key="A" value="2" xdt:Transform="Insert" />
    ///                                           ^^^^^^ there already
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
    ///     <add key="A" value="2" xdt:Transform="InsertIfMissing" xdt:Locator="Match(key)" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// What an earlier step took away is not there any more.
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
    ///     <add key="A" xdt:Transform="Remove" xdt:Locator="Match(key)" />
    ///     <add key="A" value="2" xdt:Transform="Insert" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Inserts only if the key is missing. The old value stays then.
    ///
    /// # References
    /// - nil4/dotnet-transform-xdt #35
    WC1212 "xdt-duplicate-insert", Warning, since "0.1", fix Unsafe,
    scope XDT MULTI, profiles "rs", P1,
    on TransformPair(check)
}

fn check(pair: &TransformPairView<'_>, cx: &mut Context<'_>) {
    let mut result: Option<Document> = None;
    for (step, instruction) in pair.steps() {
        let inserts = matches!(instruction.transform_name(), "Insert" | "InsertBefore" | "InsertAfter")
            && step.changes.iter().any(|c| matches!(c, Change::Inserted(_)));
        if !inserts {
            continue;
        }
        let element = instruction.element;
        let Some(collection) = pair.collection_of(element) else { continue };
        let has_key = collection.item.keys().any(|k| element.attribute(&k.name).is_some());
        if !has_key {
            continue;
        }
        let result = result.get_or_insert_with(|| pair.result());
        let (count, _) = most(result, collection, element);
        let (before, known) = most(pair.document, collection, element);
        if count < 2 || count <= before {
            continue;
        }
        let mut report = cx.report(
            instruction.transform_range(),
            format!(
                "`{}` adds an entry to {} whose key is there already, so it is there twice after publishing",
                instruction.transform_name(),
                pair.source_name()
            ),
        );
        report
            .label("there already")
            .help("use `InsertIfMissing` with `Match`, or `SetAttributes` or `Replace` with `Match` to change the entry");
        if let Some(place) = known.and_then(|e| pair.source_place(e.name_range())) {
            report.related(place, "the entry with this key");
        }
        if instruction.transform_name() == "Insert"
            && !instruction.has_locator()
            && let Some(mut edits) = key_locator(instruction, collection)
            && edits.replace(instruction.transform_range(), "InsertIfMissing").is_ok()
        {
            report.edit("insert only if the key is missing", Safety::Unsafe, edits);
        }
    }
}

/// How often the key stands in one parent at most, and the first element with it.
fn most<'d>(
    document: &'d Document,
    collection: &CollectionSchema,
    wanted: Element<'_>,
) -> (usize, Option<Element<'d>>) {
    let same = |e: &Element<'_>| {
        e.local_name() == wanted.local_name()
            && has_same_path(*e, wanted)
            && has_same_key(collection, *e, wanted)
    };
    let found: Vec<Element<'d>> = document.elements().filter(same).collect();
    let of_parent = |e: &Element<'d>| {
        found
            .iter()
            .filter(|o| {
                o.parent().map(webconfig_syntax::Element::id) == e.parent().map(webconfig_syntax::Element::id)
            })
            .count()
    };
    // More copies than this are the same finding.
    let most = found.iter().take(64).map(of_parent).max().unwrap_or(0);
    (most, found.first().copied())
}
