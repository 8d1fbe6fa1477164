//! WC0115.

use crate::rule::rule;
use crate::views::ProblemView;
use crate::{Context, ContextKind};
use webconfig_config::ProblemKind;
use webconfig_diagnostics::Severity;

rule! {
    /// Reports a `configSource` whose file is missing, leaves the folder, has another root, or stands beside content.
    ///
    /// In a source tree a missing file is a warning: files with secrets are often kept out of it.
    ///
    /// # Why
    /// IIS and .NET refuse the section: "Specified configSource cannot be parsed".
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <rewrite>
    ///       <rewriteMaps configSource="maps.config" />
    ///                                  ^^^^^^^^^^^ cannot be read
    ///     </rewrite>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <rewrite>
    ///       <rewriteMaps configSource="maps.config" />
    ///     </rewrite>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml maps.config
    /// <rewriteMaps>
    ///   <rewriteMap name="Moved" />
    /// </rewriteMaps>
    /// ```
    ///
    /// # Trap
    /// What a deployment fills in is not known yet.
    /// ```xml context=project
    /// <configuration>
    ///   <connectionStrings configSource="#{Stage}.config" />
    /// </configuration>
    /// ```
    WC0115 "config-source-broken", Error, since "0.1",
    scope WC AH, profiles "rsct", P1,
    on Problem(check)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let ProblemKind::ConfigSource { path, reason } = &view.problem.kind else { return };
    let section = &view.problem.section;
    let message = format!("the `configSource` `{path}` of `{section}` {reason}: {}", view.consequence());
    let is_missing = &**reason == "cannot be read";
    let help = match &**reason {
        "cannot be read" => {
            format!(
                "put the file `{path}` into the folder of this one, with the root `{}`",
                view.element.local_name()
            )
        }
        "names no file" => "name a file below this folder, or delete the attribute".to_owned(),
        "stands beside content" => "move the content into that file, or delete `configSource`".to_owned(),
        _ if reason.contains("folder") => {
            "name a file below this folder, without drive, leading slash or `..`".to_owned()
        }
        _ => format!("let its root be `{}`, without `configSource` of its own", view.element.local_name()),
    };
    let mut report = view.report(cx, view.value_place(), message);
    report.label(&**reason).help(help);
    if is_missing {
        report.graded_in(ContextKind::Project, Severity::Warning);
    }
}
