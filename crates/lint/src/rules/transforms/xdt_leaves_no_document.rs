//! WC1219. Judged on the source as the earlier steps left it.

use crate::Context;
use crate::rule::rule;
use crate::views::{Instruction, TransformPairView, TransformView};
use webconfig_transform::{Cause, Change};

rule! {
    /// Reports a step that ends in a broken or empty file.
    ///
    /// `CommentOut` of an element that contains `--` cannot be saved, and removing the document element leaves no root.
    ///
    /// # Why
    /// The destination has been cut off when saving fails. IIS answers 500.19, or serves the folder as files.
    ///
    /// # Fires
    /// ```xml web.config
    /// <configuration>
    ///   <appSettings>
    ///     <!-- old -->
    ///     <add key="A" value="1" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings xdt:Transform="CommentOut" />
    ///                               ^^^^^^^^^^ cannot be saved
    /// </configuration>
    /// ```
    ///
    /// The document element:
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform" xdt:Transform="Remove" />
    ///                                                                                               ^^^^^^ no root is left
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
    ///   <appSettings xdt:Transform="CommentOut" />
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// One hyphen is fine.
    /// ```xml web.config
    /// <configuration>
    ///   <appSettings>
    ///     <add key="A-B" value="1 - 2" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings xdt:Transform="CommentOut" />
    /// </configuration>
    /// ```
    WC1219 "xdt-leaves-no-document", Error, since "0.1",
    scope XDT MULTI, profiles "rs", P1,
    on Transform(alone), TransformPair(check)
}

fn check(pair: &TransformPairView<'_>, cx: &mut Context<'_>) {
    let root = pair.document.root().map(|r| r.range().start());
    let cannot_save = pair.outcome.log.iter().any(|e| e.cause == Cause::BadComment);
    let mut blamed = false;
    for (step, instruction) in pair.steps() {
        let takes_away =
            step.changes.iter().any(|c| matches!(c, Change::Removed(_) | Change::CommentedOut(_)));
        if !takes_away {
            continue;
        }
        let starts: Vec<u32> =
            step.targets.iter().filter_map(|t| t.range).map(webconfig_text::TextRange::start).collect();
        if root.is_some_and(|r| starts.contains(&r)) {
            no_root(instruction, cx);
            continue;
        }
        if instruction.transform_name() != "CommentOut" {
            continue;
        }
        let texts = step.targets.iter().take(1).filter_map(|t| t.range);
        let has_hyphens = texts.into_iter().any(|r| has_two_hyphens(r.of(pair.document.text())));
        if has_hyphens {
            blamed = true;
            unsavable(instruction, cx);
        }
    }
    // What an earlier step brought in has no text in the source.
    let last =
        pair.steps().filter(|(s, i)| i.transform_name() == "CommentOut" && !s.changes.is_empty()).last();
    if let (true, false, Some((_, instruction))) = (cannot_save, blamed, last) {
        unsavable(instruction, cx);
    }
}

/// Two hyphens in a row, or where a comment would put its own behind one.
fn has_two_hyphens(text: &str) -> bool {
    text.contains("--")
}

fn alone(view: &TransformView<'_>, cx: &mut Context<'_>) {
    if view.has_source {
        return;
    }
    let Some(first) = view.instructions.first().filter(|i| i.element.parent().is_none()) else { return };
    if !first.has_locator() && matches!(first.transform_name(), "Remove" | "RemoveAll" | "CommentOut") {
        no_root(first, cx);
    }
}

fn no_root(instruction: &Instruction<'_>, cx: &mut Context<'_>) {
    cx.report(
        instruction.transform_range(),
        format!(
            "`{}` takes the document element away, so the published file has no root and IIS answers 500.19",
            instruction.transform_name()
        ),
    )
    .label("no root is left")
    .help("put the step on the elements inside that are to go");
}

fn unsavable(instruction: &Instruction<'_>, cx: &mut Context<'_>) {
    cx.report(
        instruction.transform_range(),
        format!("`{}` contains two hyphens in a row, as every comment does, which no comment may hold: publishing fails while it saves and leaves a file that is cut off", instruction.element.name()),
    )
    .label("cannot be saved")
    .help("use `Remove`, or take the comment or the hyphens out of the source");
}
