//! WC0108.

use crate::rule::rule;
use crate::views::{ConfigFileView, ProblemView};
use crate::{Context, ContextKind};
use webconfig_config::{AllowDefinition, FileKind, ProblemKind};
use webconfig_diagnostics::{Evidence, IisVerdict, Phase, Place, Severity};
use webconfig_schema::Release;

rule! {
    /// Reports a section at a level, or inside a `location`, where its declaration does not allow it.
    ///
    /// A section for application roots (`modules`, `isapiFilters`) that stands in a folder below is a warning: IIS
    /// passes over it without a word. Without an applicationHost.config nobody knows which folders are applications.
    ///
    /// # Why
    /// Delegation does not help: what is declared for applicationHost.config alone works nowhere else.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <globalModules>
    ///      ^^^^^^^^^^^^^ only in applicationHost.config
    ///       <add name="ExampleModule" image="C:\tools\example.dll" />
    ///     </globalModules>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// IIS Express allows compression in its applicationhost.config alone:
    /// ```xml context=express
    /// <configuration>
    ///   <system.webServer>
    ///     <httpCompression minFileSizeForComp="2700" />
    ///      ^^^^^^^^^^^^^^^ only in applicationHost.config
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <urlCompression doDynamicCompression="false" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Current IIS 10 lets a site set its own compression.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpCompression minFileSizeForComp="2700" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    WC0108 "section-not-allowed-here", Error, since "0.1",
    scope WC, profiles "rsct", P0,
    on Problem(check), File(check_compression)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let section = &view.problem.section;
    let related = view.related();
    let mut report = match &view.problem.kind {
        ProblemKind::LocationNotAllowed => {
            let message = format!(
                "section `{section}` is declared with `allowLocation=\"false\"` and stands in a `location`: {}",
                view.consequence()
            );
            let mut report = view.report(cx, view.name_place(), message);
            report.label("not inside `location`").help("move it out of the `location`");
            report
        }
        ProblemKind::DefinitionNotAllowed { allowed: AllowDefinition::MachineToApplication, certain } => {
            if !certain {
                return;
            }
            let message = format!(
                "section `{section}` counts at the root of an application only: below it IIS passes over it without a word"
            );
            let mut report = view.report(cx, view.name_place(), message);
            report
                .label("only at the root of an application")
                .help("move it into the web.config of the application's root, or make this folder an application")
                .graded(Severity::Warning);
            report
        }
        ProblemKind::DefinitionNotAllowed { allowed, .. } => {
            let place = only_in(*allowed);
            let in_host = view.file.kind == FileKind::ApplicationHost;
            let message = if in_host {
                format!(
                    "section `{section}` holds for the whole server and cannot be set for one path: {}",
                    view.consequence()
                )
            } else {
                format!("section `{section}` is allowed in {place} only: {}", view.consequence())
            };
            let mut report = view.report(cx, view.name_place(), message);
            report.label(if in_host {
                "only for the whole server".to_owned()
            } else {
                format!("only in {place}")
            });
            report.help(if in_host {
                "move it out of the `location`".to_owned()
            } else {
                format!("set it in {place}, or delete it here")
            });
            report
        }
        _ => return,
    };
    if let Some(declaration) = related {
        report.related(declaration, "the declaration");
    }
}

fn only_in(allowed: AllowDefinition) -> &'static str {
    match allowed {
        AllowDefinition::MachineOnly => "machine.config",
        AllowDefinition::MachineToWebRoot => "machine.config and the root web.config",
        _ => "applicationHost.config",
    }
}

/// The one section whose declaration changed between versions: our stock files are those of the newest.
fn check_compression(view: &ConfigFileView<'_>, cx: &mut Context<'_>) {
    let server = view.server;
    let is_older = server.server.target() < Release::Iis10 || server.context == ContextKind::Express;
    if view.file.kind != FileKind::WebConfig || server.has_application_host() || !is_older {
        return;
    }
    let declared = view.bound.declarations.section("system.webServer/httpCompression");
    // A stock profile that was chosen says it itself.
    if declared.is_none_or(|d| d.allow_definition != AllowDefinition::Everywhere) {
        return;
    }
    for element in view.sections("system.webServer/httpCompression") {
        let message = "section `system.webServer/httpCompression` is allowed in applicationHost.config only, before \
                       IIS 10 and in IIS Express: IIS refuses the section and answers requests that need it with 500.19";
        cx.report(Place::new(view.file.id, element.name_range()), message)
            .label("only in applicationHost.config")
            .help("set it in applicationHost.config, or delete it here")
            .iis(
                Phase::Section,
                IisVerdict {
                    hresult: None,
                    text: None,
                    file: Some(view.file.id),
                    line: Some(view.file.line(element.range().start())),
                    evidence: Evidence::Documented,
                },
            );
    }
}
