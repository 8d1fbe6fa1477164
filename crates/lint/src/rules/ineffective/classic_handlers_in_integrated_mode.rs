//! WC1103.

use crate::Context;
use crate::rule::rule;
use crate::views::SectionView;
use webconfig_config::Origin;
use webconfig_diagnostics::{Confidence, Evidence, IisVerdict, Phase, Place, Safety, Severity};
use webconfig_format::{escape_attribute, insert_after, insert_child, remove_element};
use webconfig_syntax::Element;
use webconfig_text::TextEdits;

rule! {
    /// Reports `httpModules` or `httpHandlers` of `system.web` with content, where the pool is in integrated mode.
    ///
    /// With `validateIntegratedModeConfiguration="false"` they are ignored, which is information, and nothing where
    /// `system.webServer` has the same entries for integrated mode. What stands inside a `location` IIS does not look
    /// at.
    ///
    /// # Why
    /// Every request answers 500.22 or 500.23, those for files too; a `remove` or `clear` alone is enough.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.web>
    ///     <httpModules>
    ///      ^^^^^^^^^^^ 500.22 in integrated mode
    ///       <add name="x" type="X, Y" />
    ///     </httpModules>
    ///   </system.web>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.web>
    ///     <httpHandlers>
    ///      ^^^^^^^^^^^^ 500.23 in integrated mode
    ///       <add path="*.ping" verb="*" type="Shop.Ping, Shop" />
    ///     </httpHandlers>
    ///   </system.web>
    ///   <system.webServer>
    ///     <handlers>
    ///       <remove name="WebDAV" />
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <modules>
    ///       <add name="x" type="X, Y" preCondition="managedHandler" />
    ///     </modules>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// An empty section, and one in a `location`.
    /// ```xml
    /// <configuration>
    ///   <system.web>
    ///     <httpModules />
    ///   </system.web>
    ///   <location path="old">
    ///     <system.web>
    ///       <httpHandlers>
    ///         <add path="*.ping" verb="*" type="Shop.Ping, Shop" />
    ///       </httpHandlers>
    ///     </system.web>
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// The entries move to `modules` and `handlers` of `system.webServer`.
    WC1103 "classic-handlers-in-integrated-mode", Error, since "0.1", fix Unsafe,
    scope WC, profiles "rsl", P1,
    on Section("system.web/httpModules", check), Section("system.web/httpHandlers", check)
}

fn check(view: &SectionView<'_>, cx: &mut Context<'_>) {
    let server = view.server;
    if view.pool().is_some_and(|p| p.text(&[], "managedPipelineMode").eq_ignore_ascii_case("Classic")) {
        return;
    }
    let is_checked = view.other("system.webServer/validation").is_none_or(|v| {
        v.text("validateIntegratedModeConfiguration").is_empty()
            || v.flag("validateIntegratedModeConfiguration")
    });
    let is_modules = view.path == "system.web/httpModules";
    let (section, status, home) = if is_modules {
        ("httpModules", "500.22", "modules")
    } else {
        ("httpHandlers", "500.23", "handlers")
    };
    for origin in &view.own {
        let Some(element) = server.element(*origin) else { continue };
        let in_location = element.ancestors().any(|a| a.local_name() == "location");
        if element.child_elements().next().is_none() || in_location {
            continue;
        }
        if !is_checked && is_for_both_modes(element) {
            continue;
        }
        let place = Place::new(origin.file, element.name_range());
        let message = if is_checked {
            format!(
                "`{section}` of `system.web` has entries, and the pool runs in integrated mode: every request answers {status}"
            )
        } else {
            format!("`{section}` of `system.web` is ignored in integrated mode: its entries do nothing")
        };
        let mut report = cx.report(place, message);
        report.label(if is_checked {
            format!("{status} in integrated mode")
        } else {
            "ignored in integrated mode".to_owned()
        });
        report.help(format!(
            "move the entries to `system.webServer/{home}`, or run the site in a pool in classic mode"
        ));
        if let Some(scope) = view.scope() {
            report.scope(scope);
        }
        if is_checked {
            let verdict = IisVerdict {
                hresult: Some(0x8007_0032),
                text: None,
                file: Some(origin.file),
                line: None,
                evidence: Evidence::Reading,
            };
            report.iis(Phase::Section, verdict);
        } else {
            report.graded(Severity::Info);
        }
        if !server.has_application_host() {
            report.confidence(Confidence::Medium);
        }
        if let Some(edits) = moved(view, *origin, element, is_modules).filter(|_| is_checked) {
            report.edit(format!("move the entries to `{home}`"), Safety::Unsafe, edits);
        }
    }
}

/// Whether `system.webServer` of the same file has every entry too: then the old ones stand there for pools in classic
/// mode, as the templates of ASP.NET MVC have it.
fn is_for_both_modes(element: Element<'_>) -> bool {
    let document = element.document();
    let class = |e: Element<'_>| {
        let kind = e.value("type")?;
        Some(kind.split(',').next().unwrap_or("").trim().to_owned())
    };
    let integrated: Vec<String> = document
        .elements()
        .filter(|e| e.local_name() == "add")
        .filter(|e| e.ancestors().any(|a| a.local_name() == "system.webServer"))
        .filter_map(class)
        .collect();
    let adds = element.child_elements().filter(|e| e.local_name() == "add");
    let mut kinds = adds.filter_map(class).peekable();
    kinds.peek().is_some() && kinds.all(|kind| integrated.contains(&kind))
}

/// The entries as `system.webServer` has them, put where they belong, and the old section deleted.
fn moved(
    view: &SectionView<'_>,
    origin: Origin,
    element: Element<'_>,
    is_modules: bool,
) -> Option<TextEdits> {
    let file = view.server.server.file(origin.file)?;
    let root = file.document.root().filter(|r| r.local_name() == "configuration")?;
    // An included file has no place for them.
    let group = element.parent().filter(|p| p.local_name() == "system.web")?;
    let entries: Vec<String> =
        element.child_elements().enumerate().filter_map(|(at, e)| entry(e, at, is_modules)).collect();
    let home = if is_modules { "modules" } else { "handlers" };
    let inserted = match root.child("system.webServer") {
        _ if entries.is_empty() => TextEdits::new(),
        Some(server) => match server.child(home) {
            Some(there) => insert_child(there, &entries.join("\n")),
            None => insert_child(server, &format!("<{home}>\n{}\n</{home}>", indented(&entries, 1))),
        },
        None => insert_after(
            group,
            &format!(
                "<system.webServer>\n\t<{home}>\n{}\n\t</{home}>\n</system.webServer>",
                indented(&entries, 2)
            ),
        ),
    };
    let mut edits = remove_element(element);
    edits.merge(&inserted).ok()?;
    Some(edits)
}

fn indented(entries: &[String], steps: usize) -> String {
    let tabs = "\t".repeat(steps);
    entries.iter().map(|e| format!("{tabs}{e}")).collect::<Vec<_>>().join("\n")
}

fn entry(classic: Element<'_>, at: usize, is_modules: bool) -> Option<String> {
    let value = |name: &str| classic.value(name).map(|v| escape_attribute(&v, '"'));
    if is_modules {
        return match classic.local_name() {
            "add" => Some(format!(
                "<add name=\"{}\" type=\"{}\" preCondition=\"managedHandler\" />",
                value("name")?,
                value("type")?
            )),
            "remove" => Some(format!("<remove name=\"{}\" />", value("name")?)),
            _ => None,
        };
    }
    // Handlers of `system.web` have no names, so there is nothing to remove by name either.
    if classic.local_name() != "add" {
        return None;
    }
    let kind = value("type")?;
    let class = kind.split(',').next().unwrap_or("").rsplit('.').next().unwrap_or("").trim().to_owned();
    Some(format!(
        "<add name=\"{class}-{}\" path=\"{}\" verb=\"{}\" type=\"{kind}\" preCondition=\"integratedMode\" />",
        at + 1,
        value("path")?,
        value("verb")?
    ))
}
