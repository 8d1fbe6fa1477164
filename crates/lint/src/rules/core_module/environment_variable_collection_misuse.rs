//! WC0213. The pool's collection of variables is another one: it uses `add` and has keys.

use crate::Context;
use crate::rule::rule;
use crate::views::core_module::SECTION;
use crate::views::{CoreModuleView, NamedValue, ProblemView, is_kept_from_applications};
use std::collections::HashMap;
use webconfig_config::{ProblemKind, is_placeholder};
use webconfig_diagnostics::Severity;
use webconfig_syntax::Element;

rule! {
    /// Reports what cannot work in `aspNetCore/environmentVariables`.
    ///
    /// Errors are `add` and `remove` (the collection knows `environmentVariable` and `clear`), a name that stands there
    /// twice (without case), and names with `=` or blanks. A name that a parent application has set already is a
    /// warning, one with `:` a mention.
    ///
    /// # Why
    /// `add` and `remove` are a 500.19. Repeated names are accepted, because the collection has no key: the last one
    /// wins, and old modules joined the values with `;`. A `:` in a name works on Windows only; `__` works everywhere.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <environmentVariable name="A" value="1" />
    ///         <environmentVariable name="a" value="2" />
    ///                                    ^ set before
    ///         <environmentVariable name="B =" value="1" />
    ///                                    ^^^ not in a name
    ///         <environmentVariable name="ConnectionStrings:Db" value="Server=." />
    ///                                    ^^^^^^^^^^^^^^^^^^^^ works on Windows only
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <remove name="A" />
    ///          ^^^^^^ not in this collection
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <environmentVariable name="A" value="1" />
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    ///   <location path="child">
    ///     <system.webServer>
    ///       <aspNetCore processPath="dotnet" arguments=".\B.dll" hostingModel="inprocess">
    ///         <environmentVariables>
    ///           <environmentVariable name="A" value="2" />
    ///                                      ^ set before
    ///         </environmentVariables>
    ///       </aspNetCore>
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <clear />
    ///         <environmentVariable name="ConnectionStrings__Db" value="Server=." />
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <environmentVariable name="A" value="1" />
    ///         <clear />
    ///         <environmentVariable name="A" value="2" />
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// What a `location` keeps from applications below is not inherited there.
    /// ```xml
    /// <configuration>
    ///   <location path="." inheritInChildApplications="false">
    ///     <system.webServer>
    ///       <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///         <environmentVariables>
    ///           <environmentVariable name="A" value="1" />
    ///         </environmentVariables>
    ///       </aspNetCore>
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    /// ```xml child/web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\B.dll" hostingModel="inprocess">
    ///       <environmentVariables>
    ///         <environmentVariable name="A" value="2" />
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - dotnet/websdk, issue 564
    WC0213 "environment-variable-collection-misuse", Error, since "0.1",
    scope WC, profiles "rs", P1,
    on CoreModule(check), Problem(directive)
}

/// Whether a problem is a directive that this collection does not have. WC0101 says so as well: each has its readers.
fn is_wrong_directive(view: &ProblemView<'_>) -> bool {
    matches!(view.problem.kind, ProblemKind::UnknownElement { .. })
        && &*view.problem.section == SECTION
        && matches!(view.written(), "add" | "remove")
        && view.element.parent().is_some_and(|p| p.local_name() == "environmentVariables")
}

fn directive(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    if !is_wrong_directive(view) {
        return;
    }
    let name = view.element.local_name();
    let help = if name == "add" {
        "write `environmentVariable` instead of `add`"
    } else {
        "only `<clear />` takes inherited variables away; set again what is to stay"
    };
    let mut report = cx.report(
        view.name_place(),
        format!(
            "`environmentVariables` of the ASP.NET Core Module knows no `{name}`, so IIS answers with 500.19"
        ),
    );
    report.label("not in this collection").help(help);
    if let Some(verdict) = view.server.server.verdict(&view.problem) {
        report.iis(verdict.phase, verdict.iis);
    }
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    let variables = module.variables();
    let mut latest: HashMap<String, &NamedValue<'_>> = HashMap::with_capacity(variables.len());
    for variable in &variables {
        let earlier = latest.insert(variable.name.to_ascii_lowercase(), variable);
        let Some(place) = variable.name_place.filter(|_| module.is_own(variable.origin)) else { continue };
        let name = variable.name;
        if name.is_empty() || is_placeholder(name) {
            continue;
        }
        if name.contains('=') || name.contains(char::is_whitespace) {
            cx.report(
                place,
                format!(
                    "`{name}` cannot be the name of an environment variable, so the application never sees it"
                ),
            )
            .label("not in a name")
            .help("a name has neither blanks nor `=`")
            .scope(module.scope());
        } else if name.contains(':') {
            cx.report(place, format!("`:` in the variable `{name}` works on Windows only"))
                .label("works on Windows only")
                .graded(Severity::Info)
                .help(format!("write `{}`, which works everywhere", name.replace(':', "__")))
                .scope(module.scope());
        }
        if let Some(first) = earlier {
            repeated(module, variable, first, cx);
        }
    }
}

/// Whether two variables stand in one collection, and not in those of two levels.
fn are_neighbours(first: &NamedValue<'_>, second: &NamedValue<'_>) -> bool {
    let collection = |v: &NamedValue<'_>| v.element().parent().map(Element::id);
    first.file() == second.file() && collection(first) == collection(second)
}

fn repeated(
    module: &CoreModuleView<'_>,
    variable: &NamedValue<'_>,
    first: &NamedValue<'_>,
    cx: &mut Context<'_>,
) {
    let Some(place) = variable.name_place else { return };
    let name = variable.name;
    let is_inherited = !are_neighbours(first, variable);
    // Who gives a folder a module of its own makes it an application, which such a `location` does not reach.
    if is_inherited && !module.server.has_application_host() && is_kept_from_applications(first.element()) {
        return;
    }
    let message = if is_inherited {
        format!(
            "the variable `{name}` is inherited from a parent application and set again; the last value wins"
        )
    } else {
        format!("the variable `{name}` is set twice; the last value wins, and old modules join both with `;`")
    };
    let help = if is_inherited {
        "begin with `<clear />`, or keep the parent's section to itself with `inheritInChildApplications=\"false\"`"
    } else {
        "remove one of the two"
    };
    let mut report = cx.report(place, message);
    report.label("set before").help(help).scope(module.scope());
    if is_inherited {
        report.graded(Severity::Warning);
    }
    if let Some(place) = first.name_place {
        report.related(place, "first set here");
    }
}
