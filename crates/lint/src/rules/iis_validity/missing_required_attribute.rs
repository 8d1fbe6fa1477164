//! WC0105.

use crate::Context;
use crate::rule::rule;
use crate::views::ProblemView;
use webconfig_config::ProblemKind;

rule! {
    /// Reports an element without an attribute that its schema requires.
    ///
    /// The attribute must stand on the element itself: no default, inherited value or defaults element stands in for
    /// it. A `remove` needs the keys alone.
    ///
    /// # Why
    /// IIS refuses the section.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll">
    ///       <environmentVariables>
    ///         <environmentVariable name="X" />
    ///          ^^^^^^^^^^^^^^^^^^^ `value` is missing
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll">
    ///       <environmentVariables>
    ///         <environmentVariable name="X" value="" />
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// `system.diagnostics` is read by .NET alone, which wants no `type` on a switch.
    /// ```xml
    /// <configuration>
    ///   <system.diagnostics>
    ///     <switches>
    ///       <add name="Shop" value="4" />
    ///     </switches>
    ///   </system.diagnostics>
    /// </configuration>
    /// ```
    WC0105 "missing-required-attribute", Error, since "0.1",
    scope WC AH, profiles "rsct", P0,
    on Problem(check)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let ProblemKind::MissingAttributes { names } = &view.problem.kind else { return };
    let quoted: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    let list = quoted.join(", ");
    let element = view.element.local_name();
    let consequence = view.consequence();
    let message = match &**names {
        [_] => format!("`{element}` lacks the required attribute {list}: {consequence}"),
        _ => format!("`{element}` lacks the required attributes {list}: {consequence}"),
    };
    let verb = if names.len() == 1 { "is" } else { "are" };
    view.report(cx, view.name_place(), message)
        .label(format!("{list} {verb} missing"))
        .help(format!("add {list}; neither defaults nor inherited values stand in for it"));
}
