//! WC0103.

use crate::Context;
use crate::rule::rule;
use crate::views::ProblemView;
use webconfig_config::ProblemKind;
use webconfig_diagnostics::{Confidence, Safety, Severity};
use webconfig_format::{rename_attribute, rename_element};

rule! {
    /// Reports a section, element or attribute whose name is right but for its letter case.
    ///
    /// # Why
    /// IIS compares names with their case although it compares most values without. This is the commonest slip of
    /// editing by hand.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspnetcore processPath="dotnet" />
    ///      ^^^^^^^^^^ written `aspNetCore`
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <directoryBrowse Enabled="false" />
    ///                      ^^^^^^^ written `enabled`
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <staticContent>
    ///       <mimemap fileExtension=".shop" mimeType="text/plain"></mimemap>
    ///        ^^^^^^^ written `mimeMap`
    ///     </staticContent>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// ```xml
    /// <configuration>
    ///   <Location path="admin">
    ///    ^^^^^^^^ written `location`
    ///     <system.web />
    ///   </Location>
    /// </configuration>
    /// ```
    ///
    /// ```xml
    /// <configuration>
    ///   <location path="admin" AllowOverride="false">
    ///                          ^^^^^^^^^^^^^ written `allowOverride`
    ///     <system.webServer>
    ///       <httpErrors LockAttributes="errorMode" />
    ///                   ^^^^^^^^^^^^^^ written `lockAttributes`
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <configSections>
    ///     <section Name="acme" type="Acme.Section, Acme" />
    ///              ^^^^ written `name`
    ///   </configSections>
    ///   <acme />
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Values are not names.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors errorMode="custom" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// The name is written as the schema has it, in both tags.
    WC0103 "element-or-attribute-case", Error, since "0.1", fix Safe,
    scope WC AH, profiles "rsct", P0,
    on Problem(check)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let ProblemKind::WrongCase { expected, is_attribute, is_section } = &view.problem.kind else { return };
    let written = view.written();
    let what = match () {
        () if *is_attribute => "attribute",
        () if *is_section => "section",
        () => "element",
    };
    let message = format!(
        "{what} `{written}` must be written `{expected}`, names have their case: {}",
        view.consequence()
    );
    let place = if *is_attribute { view.attribute_name_place() } else { view.name_place() };
    let mut report = view.report(cx, place, message);
    report.label(format!("written `{expected}`")).help(format!("write `{expected}`"));
    let title = format!("write `{expected}`");
    if let Some(attribute) = view.attribute() {
        // Beside another of that name it is a second one, and somebody has to choose.
        let same = view.element.all_attributes().filter(|a| a.name().eq_ignore_ascii_case(expected));
        if same.take(2).count() == 1 {
            report.edit(title, Safety::Safe, rename_attribute(attribute, expected));
        }
    } else {
        let prefix = view.element.prefix().map_or(String::new(), |p| format!("{p}:"));
        report.edit(title, Safety::Safe, rename_element(view.element, &format!("{prefix}{expected}")));
    }
    if *is_attribute && &*view.problem.section == "system.webServer/iisnode" {
        report.graded(Severity::Warning).confidence(Confidence::Medium);
    }
}
