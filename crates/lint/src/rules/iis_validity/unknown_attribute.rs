//! WC0102.

use crate::Context;
use crate::rule::rule;
use crate::views::ProblemView;
use webconfig_config::ProblemKind;
use webconfig_diagnostics::{Confidence, Safety, Severity};
use webconfig_format::rename_attribute;

rule! {
    /// Reports an attribute that the schema of its element does not have.
    ///
    /// Names compare with their case; a name that differs only by case is WC0103, one that a later version has is
    /// WC0114.
    ///
    /// # Why
    /// A single unknown attribute fails the whole section, and with it every request that needs the section.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" argument=".\Shop.dll" />
    ///                                      ^^^^^^^^ not an attribute of `aspNetCore`
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Lock attributes stand on any element, and attributes of .NET Framework that are newer than the native schema
    /// are legal.
    /// ```xml
    /// <configuration>
    ///   <system.web>
    ///     <httpCookies sameSite="Lax" />
    ///   </system.web>
    ///   <system.webServer>
    ///     <httpErrors lockAttributes="errorMode" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// iisnode is installed by hand in many versions: an attribute unknown there is a warning.
    WC0102 "unknown-attribute", Error, since "0.1",
    scope WC AH, profiles "rsct", P0,
    on Problem(check)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let ProblemKind::UnknownAttribute { nearest } = &view.problem.kind else { return };
    let name = view.written();
    // A prefix that nobody declares is WC0001's business.
    if view.attribute().is_some_and(|a| a.prefix().is_some() && a.namespace().is_none()) {
        return;
    }
    let element = view.element.local_name();
    let message = format!("`{element}` has no attribute `{name}`: {}", view.consequence());
    let mut report = view.report(cx, view.attribute_name_place(), message);
    report.label(format!("not an attribute of `{element}`"));
    let is_remove = element == "remove";
    match nearest.first() {
        Some(near) => {
            report.help(format!("did you mean `{near}`?"));
            if let Some(attribute) = view.attribute() {
                report.edit(format!("write `{near}`"), Safety::Manual, rename_attribute(attribute, near));
            }
        }
        None if name == "configSource" => {
            report.help("write the content here: only a section in a web.config may stand in another file");
        }
        None if is_remove => {
            report.help("delete it: a `remove` names the key and nothing else");
        }
        None => {
            report.help("delete it, or move it to the element that it belongs to");
        }
    }
    if &*view.problem.section == "system.webServer/iisnode" {
        report.graded(Severity::Warning).confidence(Confidence::Medium);
    }
}
