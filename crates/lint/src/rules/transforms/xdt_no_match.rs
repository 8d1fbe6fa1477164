//! WC1203. What the engine did with the transform and its source decides; WC1221 speaks of what no source can match.

use crate::Context;
use crate::rule::rule;
use crate::views::{Instruction, TransformPairView};
use std::collections::BTreeMap;
use webconfig_diagnostics::Severity;
use webconfig_syntax::Element;
use webconfig_text::TextRange;
use webconfig_transform::{Cause, Change, Level, Miss, NearMiss, Step, Which};

rule! {
    /// Reports a step of a transform that finds nothing in its source.
    ///
    /// The source is the project's web.config behind the SDK's step, or what that step writes where the project has none.
    /// A removal that finds nothing is info: the result is the wanted one.
    ///
    /// # Why
    /// Publishing only warns and saves, and the setting reaches production unchanged; an `Insert` without its parent fails
    /// the publish. The SDK writes a `location` around what it generates, and a transform without one does not touch it, nor
    /// the reverse.
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
    ///     <add key="C" value="9" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    ///      ^^^ matches nothing
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// An `InsertIfMissing` that creates a second `aspNetCore` beside the one that counts:
    /// ```xml web.config
    /// <configuration>
    ///   <location path="." inheritInChildApplications="false">
    ///     <system.webServer>
    ///       <aspNetCore processPath="dotnet" arguments=".\App.dll" />
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <system.webServer xdt:Transform="InsertIfMissing">
    ///                                    ^^^^^^^^^^^^^^^ a second `aspNetCore`
    ///     <aspNetCore stdoutLogEnabled="false" />
    ///   </system.webServer>
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
    ///     <add key="A" value="9" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Without a source nothing is known.
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <system.webServer>
    ///     <aspNetCore stdoutLogEnabled="false" xdt:Transform="SetAttributes(stdoutLogEnabled)" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - dotnet/AspNetCore.Docs #21311
    WC1203 "xdt-no-match", Error, since "0.1",
    scope XDT MULTI, profiles "rs", P0,
    on TransformPair(check)
}

/// One thing that is missing, and the gravest step that needs it.
struct Missing<'p> {
    at: TextRange,
    severity: Severity,
    cause: Cause,
    step: &'p Step,
    instruction: &'p Instruction<'p>,
}

fn check(pair: &TransformPairView<'_>, cx: &mut Context<'_>) {
    let mut missing: BTreeMap<u32, Missing<'_>> = BTreeMap::new();
    for event in pair.outcome.log.iter().filter(|e| e.level >= Level::Warning && e.cause.code() == RULE.code)
    {
        let Some(step) = event.step.and_then(|s| pair.outcome.steps.get(s)) else { continue };
        let start = step.element_range.start();
        let Some(instruction) = pair.transform.instruction_at(start) else { continue };
        if instruction.cannot_match() || pair.matched_after_release.contains(&start) {
            continue;
        }
        let element = event.place.filter(|p| p.document == Which::Transform).and_then(|p| p.range);
        let at = match event.cause {
            Cause::NoMatch | Cause::Removed => element.unwrap_or(step.transform_range),
            _ => step.transform_range,
        };
        let is_wanted = instruction.removes() || instruction.transform_name() == "CommentOut";
        let severity = if is_wanted { Severity::Info } else { Severity::Error };
        let new = Missing { at, severity, cause: event.cause, step, instruction };
        let known = missing.entry(at.start()).or_insert_with(|| Missing { ..new });
        if known.severity < severity {
            *known = Missing { at, severity, cause: event.cause, step, instruction };
        }
    }
    for one in missing.values() {
        report(pair, one, cx);
    }
    beside_the_module(pair, cx);
}

fn report(pair: &TransformPairView<'_>, missing: &Missing<'_>, cx: &mut Context<'_>) {
    let Missing { at, severity, cause, step, instruction } = missing;
    let transform = instruction.transform_name();
    let source = pair.source_name();
    let consequence = match severity {
        Severity::Info => format!("so `{transform}` has nothing to do"),
        _ if transform.starts_with("Insert") => format!("so `{transform}` fails, and publishing with it"),
        _ => format!("so `{transform}` changes nothing, and publishing only warns"),
    };
    let element = instruction.element;
    let missed = std::iter::once(element)
        .chain(element.ancestors())
        .find(|e| e.name_range() == *at)
        .unwrap_or(element);
    let what = match cause {
        Cause::InsertNoSibling => format!("nothing in {source} matches the argument of `{transform}`"),
        Cause::ArgumentWithoutTarget | Cause::NothingToRemove => {
            format!("`{}` in {source} has no such attribute", step.element)
        }
        Cause::Removed => format!("an earlier step took away or changed what `{}` names", shown(missed)),
        _ => format!("nothing in {source} matches `{}`", shown(missed)),
    };
    let near = step.near_misses.first().filter(|_| matches!(cause, Cause::NoMatch | Cause::Removed));
    let mut finding = cx.report(*at, format!("{what}, {consequence}"));
    finding.label("matches nothing").graded(*severity).help(near.map_or_else(
        || {
            match severity {
                Severity::Info => "delete the step, unless another source has what it takes away".to_owned(),
                _ => "nest the step like the source, with the same names, keys and namespaces, or delete it"
                    .to_owned(),
            }
        },
        hint,
    ));
    if let Some(place) = near.and_then(|n| n.range).and_then(|r| {
        let name = pair.source_element(Some(r))?.name_range();
        pair.source_place(name)
    }) {
        finding.related(place, "this almost matches");
    }
}

fn hint(near: &NearMiss) -> String {
    let path = &near.path;
    match near.kind {
        Miss::Removed => "put this step in front of the one that takes it away".to_owned(),
        Miss::Case => format!("`{path}` differs in letter case only: names and values compare with case"),
        Miss::Location => {
            format!("`{path}` is there: write the `location` around the step exactly where the source has it")
        }
        Miss::Namespace => {
            format!("`{path}` is in another namespace: declare the same `xmlns` in the transform")
        }
        Miss::WrongParent => format!("`{path}` is there: nest the step in the same way"),
        Miss::OtherKey => format!("the nearest one there is `{path}`"),
        Miss::Condition => format!("`{path}` is there, and the condition does not hold for it"),
    }
}

/// The element as a path of names, with what tells it from its siblings.
fn shown(element: Element<'_>) -> String {
    let mut names: Vec<String> = element.ancestors().map(|a| a.name().to_owned()).collect();
    names.reverse();
    let key = ["key", "name", "path"].into_iter().find_map(|k| Some((k, element.value(k)?)));
    names.push(match key {
        Some((key, value)) => format!("{}[@{key}='{value}']", element.name()),
        None => element.name().to_owned(),
    });
    format!("/{}", names.join("/"))
}

/// An insertion that lands beside the `aspNetCore` that the module reads.
fn beside_the_module(pair: &TransformPairView<'_>, cx: &mut Context<'_>) {
    let is_module = |e: &Element<'_>| e.local_name() == "aspNetCore";
    let mut there = pair.document.elements().filter(is_module).map(in_location).peekable();
    if there.peek().is_none() {
        return;
    }
    let there: Vec<Option<String>> = there.collect();
    for (step, instruction) in pair.steps() {
        if !step.changes.iter().any(|c| matches!(c, Change::Inserted(_))) {
            continue;
        }
        let element = instruction.element;
        let inside = || element.descendants().find(is_module);
        let module = std::iter::once(element).chain(element.ancestors()).find(is_module).or_else(inside);
        let Some(module) = module else { continue };
        let place = in_location(module);
        let speaks_of_folder = place.as_deref().is_some_and(|p| !p.is_empty());
        if speaks_of_folder || there.contains(&place) {
            continue;
        }
        cx.report(
            instruction.transform_range(),
            format!(
                "`{}` makes a second `aspNetCore` beside the one in {}, and what stands in it need not count",
                instruction.transform_name(),
                pair.source_name()
            ),
        )
        .label("a second `aspNetCore`")
        .help(if place.is_none() {
            "write the `location` around the step that the source has"
        } else {
            "leave the `location` away, as the source does"
        })
        .graded(Severity::Warning);
    }
}

/// The path of the `location` around an element, `.` as empty.
fn in_location(element: Element<'_>) -> Option<String> {
    let location = element.ancestors().find(|a| a.local_name() == "location")?;
    let path = location.value("path").unwrap_or_default();
    Some(if path == "." { String::new() } else { path.into_owned() })
}
