//! WC1201. What the engine cannot resolve; expressions that do not compile are WC1216 to WC1218.

use crate::Context;
use crate::rule::rule;
use crate::views::{Instruction, TransformView, is_instruction};
use webconfig_config::nearest;
use webconfig_diagnostics::Safety;
use webconfig_text::{TextEdits, TextRange};
use webconfig_transform::{Call, Cause, Problem, locator_names, transform_names};

rule! {
    /// Reports a value of `xdt:Transform` or `xdt:Locator` that the engine does not understand.
    ///
    /// Names compare with case. `Match`, `SetAttributes` and `SetTokenizedAttributes` list attributes that the element has;
    /// a single argument is not trimmed.
    ///
    /// # Why
    /// The step fails or does nothing at publish time, when nobody looks.
    ///
    /// # Fires
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings xdt:Transform="replace" />
    ///                               ^^^^^^^ no such transform
    /// </configuration>
    /// ```
    ///
    /// A list that names an attribute which the element does not have:
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add key="A" value="9" xdt:Transform="SetAttributes(valeu)" xdt:Locator="Match( key )" />
    ///                                           ^^^^^^^^^^^^^^^^^^^^ no such attribute
    ///                                                                              ^^^^^^^^^^^^ no such attribute
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings xdt:Transform="Replace" />
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// In a list of two or more, blanks do no harm, and a name that an `xdt:Import` may supply is not unknown.
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <location path="a" inheritInChildApplications="false" xdt:Transform="Remove" xdt:Locator="Match( path , inheritInChildApplications )" />
    /// </configuration>
    /// ```
    ///
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <xdt:Import assembly="Contoso.Transforms" namespace="Contoso.Xdt" />
    ///   <appSettings xdt:Transform="Merge" />
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Writes the name that is nearest, if one is near enough.
    WC1201 "xdt-unknown-transform-or-locator", Error, since "0.1", fix Safe,
    scope XDT, profiles "rs", P0,
    on Transform(check)
}

fn check(view: &TransformView<'_>, cx: &mut Context<'_>) {
    for instruction in &view.instructions {
        let calls = [("Transform", &instruction.transform), ("Locator", &instruction.locator)];
        for (kind, call) in calls {
            let Some(call) = call else { continue };
            let ours = call.problems.iter().find(|p| p.cause.code() == RULE.code);
            let Some(problem) = ours else { continue };
            let may_be_imported = matches!(problem.cause, Cause::UnknownTransform | Cause::UnknownLocator);
            if !(may_be_imported && view.has_import) {
                report(view, instruction, kind, call, problem, cx);
            }
        }
    }
}

fn report(
    view: &TransformView<'_>,
    instruction: &Instruction<'_>,
    kind: &str,
    call: &Call,
    problem: &Problem,
    cx: &mut Context<'_>,
) {
    let element = instruction.element;
    let name = &call.name;
    let argument = problem.argument.as_deref().unwrap_or("");
    let (message, label, help): (String, &str, String) = match problem.cause {
        Cause::UnknownTransform | Cause::UnknownLocator | Cause::WrongType => {
            let what = kind.to_lowercase();
            (
                format!("`{name}` is no {what} of the engine, so publishing fails at this step"),
                if kind == "Transform" { "no such transform" } else { "no such locator" },
                format!("there are {}; names compare with case", listed(kind)),
            )
        }
        Cause::BadGrammar => (
            format!(
                "the value of `xdt:{kind}` is no name with arguments in parentheses, so publishing fails at this step"
            ),
            "not a name",
            format!("write one of {}, with arguments in one pair of parentheses", listed(kind)),
        ),
        Cause::MatchAttributeMissing | Cause::ArgumentWithoutAttributes => {
            let consequence = if problem.cause == Cause::MatchAttributeMissing {
                "so publishing fails at this step"
            } else {
                "so nothing is set for it, and publishing only warns"
            };
            (
                format!(
                    "`{name}` names the attribute `{argument}`, which `{}` does not have, {consequence}",
                    element.name()
                ),
                "no such attribute",
                if argument.trim() == argument {
                    format!(
                        "name an attribute of this `{}`, or give it one called `{argument}`",
                        element.name()
                    )
                } else {
                    "delete the blanks: a single argument is not trimmed".to_owned()
                },
            )
        }
        Cause::UnexpectedArguments => (
            format!("`{name}` takes no arguments: the engine warns and works on the whole element"),
            "no arguments expected",
            "delete the parentheses, or use `SetAttributes` or `RemoveAttributes` for single attributes"
                .to_owned(),
        ),
        _ => (
            format!("wrong number of arguments, so publishing fails at this step: {}", problem.text),
            "wrong number of arguments",
            match name.as_str() {
                "Match" => "name the attributes to compare, as in `Match(key)`".to_owned(),
                _ => format!("give `{name}` one XPath"),
            },
        ),
    };
    let mut finding = cx.report(call.value, message);
    finding.label(label).help(help);
    if let Some((title, edits)) = mend(view, instruction, call, problem) {
        finding.edit(title, Safety::Safe, edits);
    }
}

fn listed(kind: &str) -> String {
    let names: Vec<&str> = if kind == "Transform" {
        transform_names().collect()
    } else {
        locator_names().filter(|n| *n != "DefaultLocator").collect()
    };
    let quoted: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    quoted.join(", ")
}

/// The nearest name in place of the wrong one.
fn mend(
    view: &TransformView<'_>,
    instruction: &Instruction<'_>,
    call: &Call,
    problem: &Problem,
) -> Option<(String, TextEdits)> {
    let (wrong, right) = match problem.cause {
        Cause::UnknownTransform => (call.name.as_str(), nearest(&call.name, transform_names())),
        Cause::UnknownLocator => (call.name.as_str(), nearest(&call.name, locator_names())),
        Cause::MatchAttributeMissing | Cause::ArgumentWithoutAttributes => {
            let wrong = problem.argument.as_deref()?;
            let attributes = instruction.element.attributes().filter(|a| !is_instruction(*a));
            let names: Vec<&str> = attributes.map(webconfig_syntax::Attribute::name).collect();
            let exact = names.iter().find(|n| **n == wrong.trim()).map(|n| vec![(*n).to_owned()]);
            (wrong, exact.unwrap_or_else(|| nearest(wrong.trim(), names)))
        }
        _ => return None,
    };
    let right = right.into_iter().next()?;
    let at = word(call.value.of(view.text()), wrong)?;
    let range = TextRange::at(call.value.start() + at, wrong.len() as u32);
    Some((format!("write `{right}`"), TextEdits::single(range, right)))
}

/// Where a word stands by itself in a value.
fn word(value: &str, word: &str) -> Option<u32> {
    let is_part =
        |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
    let mut places = value.match_indices(word).filter(|(at, _)| {
        let before = value.get(..*at).and_then(|b| b.chars().next_back());
        let behind = value.get(at + word.len()..).and_then(|b| b.chars().next());
        !is_part(before) && !is_part(behind)
    });
    places.next().map(|(at, _)| at as u32)
}
