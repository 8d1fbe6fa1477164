//! WC1217. Each locator by itself: a broken one of an ancestor is one finding.

use crate::Context;
use crate::rule::rule;
use crate::views::{Instruction, TransformView};
use webconfig_diagnostics::Safety;
use webconfig_text::{TextEdits, TextRange};
use webconfig_transform::{Call, Cause};

rule! {
    /// Reports a locator or argument whose XPath, as the engine builds it, does not compile.
    ///
    /// # Why
    /// The step is an error at publish time. A `Condition` that ends in `]` gets an opening bracket and no closing one, and
    /// `Match` pastes a value between apostrophes as it is.
    ///
    /// # Fires
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <sites>
    ///     <site xdt:Transform="Remove" xdt:Locator="Condition(@name='b' and binding[1])" />
    ///                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no XPath
    ///   </sites>
    /// </configuration>
    /// ```
    ///
    /// An apostrophe ends the literal that `Match` writes:
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add key="Bob's" value="2" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    ///                                                                           ^^^^^^^^^^ no XPath
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <sites>
    ///     <site xdt:Transform="Remove" xdt:Locator="Condition([@name='b' and binding[1]])" />
    ///   </sites>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A double quote in a value is fine.
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add key="Say &quot;hi&quot;" value="2" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    ///     <add value="2" xdt:Transform="SetAttributes" xdt:Locator="Condition([@a='1'][@b='2'])" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Writes both brackets of a `Condition` that ends in one.
    WC1217 "xdt-locator-does-not-compile", Error, since "0.1", fix Safe,
    scope XDT, profiles "rs", P1,
    on Transform(check)
}

fn check(view: &TransformView<'_>, cx: &mut Context<'_>) {
    for instruction in &view.instructions {
        for call in instruction.transform.iter().chain(&instruction.locator) {
            let ours = call.problems.iter().find(|p| p.cause.code() == RULE.code);
            let Some(problem) = ours else { continue };
            let (why, help) = reason(instruction, call, problem.cause);
            let mut report = cx.report(
                call.value,
                format!(
                    "the XPath of this `{}` does not compile, so publishing fails at this step: {why}",
                    call.name
                ),
            );
            report.label("no XPath").help(help);
            if let Some(edits) = with_brackets(view, call) {
                report.edit("write both brackets", Safety::Safe, edits);
            }
        }
    }
}

fn reason(instruction: &Instruction<'_>, call: &Call, cause: Cause) -> (String, String) {
    let arguments = call.arguments.as_deref().unwrap_or("");
    if call.name == "Match" {
        let apostrophe = webconfig_transform::arguments(arguments)
            .into_iter()
            .find(|a| instruction.element.value(a).is_some_and(|v| v.contains('\'')));
        return match apostrophe {
            Some(name) => (
                format!("the apostrophe in `{name}` ends the literal that the engine writes"),
                format!("find the element with a double-quoted literal: `Condition(@{name}=&quot;…&quot;)`"),
            ),
            None => ("the names in it make no expression".to_owned(), "list names of attributes".to_owned()),
        };
    }
    if is_half_bracketed(call) {
        return (
            "it ends in `]`, so the engine adds the opening bracket and no closing one".to_owned(),
            "write both brackets: `Condition([…])`".to_owned(),
        );
    }
    match cause {
        Cause::XPathUnknownPrefix => (
            "it uses a prefix that is not declared".to_owned(),
            "declare the prefix in the transform".to_owned(),
        ),
        Cause::XPathTooComplex => ("it is too complex".to_owned(), "write a simpler expression".to_owned()),
        _ => ("the expression is malformed".to_owned(), "check brackets, quotes and operators".to_owned()),
    }
}

fn is_half_bracketed(call: &Call) -> bool {
    let arguments = call.arguments.as_deref().unwrap_or("");
    call.name == "Condition" && arguments.ends_with(']') && !arguments.starts_with('[')
}

fn with_brackets(view: &TransformView<'_>, call: &Call) -> Option<TextEdits> {
    if !is_half_bracketed(call) {
        return None;
    }
    let written = call.value.of(view.text());
    let open = call.value.start() + written.find('(')? as u32 + 1;
    let close = call.value.start() + written.rfind(')')? as u32;
    let mut edits = TextEdits::single(TextRange::empty(open), "[");
    edits.replace(TextRange::empty(close), "]").ok()?;
    Some(edits)
}
