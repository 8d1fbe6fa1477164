//! WC1216. Judged as the engine splits: round parentheses hold together, quotes and brackets do not.

use crate::Context;
use crate::rule::rule;
use crate::views::TransformView;
use webconfig_diagnostics::Safety;
use webconfig_text::{TextEdits, TextRange};
use webconfig_transform::{Call, Cause, commas_in_expression};

rule! {
    /// Reports a comma in a literal or bracket of an XPath argument at which the engine splits.
    ///
    /// # Why
    /// The engine splits arguments at every comma that no round parenthesis encloses; quotes do not count. One expression
    /// becomes two arguments, and publishing fails at the step.
    ///
    /// # Fires
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add value="x" xdt:Transform="SetAttributes(value)" xdt:Locator="Condition(@key='a,b')" />
    ///                                                                      ^^^^^^^^^^^^^^^^^^^^^ split at the comma
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// A bracket holds nothing together either:
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add key="Q" value="1" xdt:Transform="InsertBefore(add[@key='a,b'])" />
    ///                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ split at the comma
    ///     <add xdt:Transform="Remove" xdt:Locator="XPath(../add[@key='a,b'])" />
    ///                                              ^^^^^^^^^^^^^^^^^^^^^^^^^ split at the comma
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add value="x" xdt:Transform="SetAttributes(value)" xdt:Locator="Condition((@key='a,b'))" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// The comma between the arguments of a function is enclosed already.
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add value="x" xdt:Transform="SetAttributes(value)" xdt:Locator="Condition(contains(@value, 'x'))" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Puts the expression, or the one in the bracket, into a pair of parentheses.
    WC1216 "xdt-argument-comma", Error, since "0.1", fix Safe,
    scope XDT, profiles "rs", P1,
    on Transform(check)
}

fn check(view: &TransformView<'_>, cx: &mut Context<'_>) {
    for instruction in &view.instructions {
        for call in instruction.transform.iter().chain(&instruction.locator) {
            if !call.problems.iter().any(|p| p.cause == Cause::SplitExpression) {
                continue;
            }
            let mut report = cx.report(
                call.value,
                format!("`{}` gets several arguments instead of one XPath, so publishing fails at this step: the comma splits, although a literal or bracket holds it", call.name),
            );
            report
                .label("split at the comma")
                .help("put the expression around the comma into round parentheses");
            if let Some(edits) = parenthesised(view, call) {
                report.edit("put it into parentheses", Safety::Safe, edits);
            }
        }
    }
}

/// Parentheses around what stands in the outermost bracket with a comma, or around the whole expression.
fn parenthesised(view: &TransformView<'_>, call: &Call) -> Option<TextEdits> {
    let written = call.value.of(view.text());
    let open = written.find('(')? + 1;
    let close = written.rfind(')')?;
    let expression = written.get(open..close)?;
    let first = call.value.start() + open as u32;
    let mut edits = TextEdits::new();
    let mut wrapped = 0usize;
    for comma in commas_in_expression(expression) {
        if comma < wrapped {
            continue;
        }
        let (start, end) = bracket_around(expression, comma).unwrap_or((0, expression.len()));
        edits.replace(TextRange::empty(first + start as u32), "(").ok()?;
        edits.replace(TextRange::empty(first + end as u32), ")").ok()?;
        wrapped = end;
    }
    (!edits.is_empty()).then_some(edits)
}

/// The content of the outermost bracket around an offset.
fn bracket_around(expression: &str, offset: usize) -> Option<(usize, usize)> {
    let (mut depth, mut start, mut quote) = (0usize, None, None);
    for (at, c) in expression.char_indices() {
        match c {
            '\'' | '"' if quote == Some(c) => quote = None,
            '\'' | '"' if quote.is_none() => quote = Some(c),
            '[' if quote.is_none() => {
                depth += 1;
                if depth == 1 {
                    start = Some(at + 1);
                }
            }
            ']' if quote.is_none() => {
                depth = depth.saturating_sub(1);
                if depth == 0
                    && let Some(start) = start.take_if(|s| *s <= offset && offset < at)
                {
                    return Some((start, at));
                }
            }
            _ => {}
        }
    }
    None
}
