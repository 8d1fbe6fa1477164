//! WC1224.

use crate::Context;
use crate::rule::rule;
use crate::views::{Instruction, TransformView};
use webconfig_syntax::Element;

rule! {
    /// Reports a step inside an element that another step inserts or replaces as a whole.
    ///
    /// # Why
    /// The inner element is copied with its parent and then runs as a step of its own: an inner `Insert` comes out twice, an
    /// inner `Remove` takes away what was just put there.
    ///
    /// # Fires
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <system.web xdt:Transform="Insert">
    ///     <customErrors mode="RemoteOnly" xdt:Transform="Insert" />
    ///                                                    ^^^^^^ runs on top of the copy
    ///   </system.web>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <system.web xdt:Transform="Insert">
    ///     <customErrors mode="RemoteOnly" />
    ///   </system.web>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A path is built level by level with `InsertIfMissing`; what is set or removed in it afterwards is the same either way.
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <system.webServer xdt:Transform="InsertIfMissing">
    ///     <httpProtocol xdt:Transform="InsertIfMissing">
    ///       <customHeaders xdt:Transform="InsertIfMissing" />
    ///     </httpProtocol>
    ///     <httpErrors errorMode="Custom" xdt:Transform="SetAttributes" />
    ///     <handlers xdt:Transform="InsertIfMissing">
    ///       <add name="A" xdt:Transform="RemoveAll" xdt:Locator="Match(name)" />
    ///       <add name="A" path="*.a" verb="*" xdt:Transform="Insert" />
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    WC1224 "xdt-nested-instruction", Warning, since "0.1",
    scope XDT, profiles "rs", P1,
    on Transform(check)
}

fn check(view: &TransformView<'_>, cx: &mut Context<'_>) {
    // The copying elements that are open, outermost first.
    let mut open: Vec<&Instruction<'_>> = Vec::new();
    for instruction in &view.instructions {
        let start = instruction.element.range().start();
        while open.last().is_some_and(|o| o.element.range().end() <= start) {
            open.pop();
        }
        if let (Some(outer), Some(call)) = (open.last(), &instruction.transform) {
            let only_if_missing = open.iter().all(|o| o.transform_name() == "InsertIfMissing");
            let is_harmless = only_if_missing && ends_the_same(view, instruction);
            if !is_harmless && !call.name.is_empty() {
                report(outer, instruction, cx);
            }
        }
        if instruction.copies_element() {
            open.push(instruction);
        }
    }
}

/// Whether a step gives the same result on a fresh copy of its element as on an element that was there: a removal does,
/// and an insertion behind a removal of all that are alike.
fn ends_the_same(view: &TransformView<'_>, step: &Instruction<'_>) -> bool {
    if !matches!(step.transform_name(), "Insert" | "InsertBefore" | "InsertAfter") {
        return true;
    }
    let parent = step.element.parent().map(Element::id);
    let beside = view.instructions.iter().take_while(|i| i.element.id() != step.element.id());
    beside.filter(|i| i.transform_name() == "RemoveAll" && i.element.parent().map(Element::id) == parent).any(
        |i| {
            let keys = i.locator.as_ref().filter(|l| l.name == "Match").and_then(|l| l.arguments.as_deref());
            i.element.name() == step.element.name()
                && keys.is_some_and(|keys| {
                    webconfig_transform::arguments(keys)
                        .iter()
                        .all(|k| i.element.value(k) == step.element.value(k))
                })
        },
    )
}

fn report(outer: &Instruction<'_>, inner: &Instruction<'_>, cx: &mut Context<'_>) {
    let (name, transform) = (inner.element.name(), inner.transform_name());
    let effect = match transform {
        "Insert" | "InsertBefore" | "InsertAfter" => "comes out twice".to_owned(),
        "Remove" | "RemoveAll" | "CommentOut" | "RemoveAttributes" => "is changed again at once".to_owned(),
        _ => format!("runs through `{transform}` besides"),
    };
    cx.report(
        inner.transform_range(),
        format!(
            "`{name}` is copied with `{}`, which `{}` puts in as a whole, and then runs as a step of its own, so it {effect}",
            outer.element.name(),
            outer.transform_name()
        ),
    )
    .label("runs on top of the copy")
    .help("delete this `xdt:Transform`, or that of the element around it")
    .related(outer.transform_range(), "the element around it is copied here");
}
