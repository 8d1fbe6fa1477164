//! WC0007.

use crate::Context;
use crate::rule::rule;
use crate::views::ProblemView;
use webconfig_config::ProblemKind;

rule! {
    /// Reports a section that stands twice in one file for the same path.
    ///
    /// `path="."`, an empty path and no `location` at all mean the same place; paths compare without case. Two group
    /// elements (`system.webServer`) with different sections are fine.
    ///
    /// # Why
    /// IIS refuses the whole file: a section may appear once.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpProtocol />
    ///     <httpProtocol />
    ///      ^^^^^^^^^^^^ a second time
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <staticContent />
    ///   </system.webServer>
    ///   <location path=".">
    ///     <system.webServer>
    ///       <staticContent />
    ///        ^^^^^^^^^^^^^ a second time
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpProtocol />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml
    /// <configuration>
    ///   <location path="admin">
    ///     <system.webServer>
    ///       <staticContent />
    ///     </system.webServer>
    ///   </location>
    ///   <location path="public">
    ///     <system.webServer>
    ///       <staticContent />
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    WC0007 "duplicate-section-element", Error, since "0.1",
    scope WC AH, profiles "rsct", P0,
    on Problem(check)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let is_told = view.is_after_effect() || view.is_among_alternatives();
    if view.problem.kind != ProblemKind::DuplicateSection || is_told {
        return;
    }
    let section = &view.problem.section;
    let message =
        format!("section `{section}` stands twice in this file for the same path: {}", view.consequence());
    let related = view.related();
    let mut report = view.report(cx, view.name_place(), message);
    report.label("a second time").help("merge the content of the two");
    if let Some(first) = related {
        report.related(first, "the first one");
    }
}
