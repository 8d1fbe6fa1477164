//! WC0007. app.config belongs to no server; its sections are compared by themselves.

use crate::rule::rule;
use crate::views::ProblemView;
use crate::{Context, SourceFile};
use std::collections::HashMap;
use webconfig_config::{FileKind, ProblemKind};
use webconfig_schema::Schema;
use webconfig_syntax::Element;

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
    /// ```xml app.config
    /// <configuration>
    ///   <appSettings />
    ///   <appSettings />
    ///    ^^^^^^^^^^^ a second time
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
    on Problem(check), Syntax(check_app_config)
}

const HELP: &str = "merge the content of the two";

/// .NET refuses an app.config for the same reason.
fn check_app_config(file: &SourceFile<'_>, cx: &mut Context<'_>) {
    if file.kind != FileKind::AppConfig || !file.document.is_well_formed() {
        return;
    }
    let Some(root) = file.document.root() else { return };
    let groups = declared_groups(root);
    let is_group = |path: &str| Schema::builtin().is_group(path) || groups.iter().any(|g| g == path);
    let mut sections: Vec<(Element<'_>, String, String)> = Vec::new();
    let mut open: Vec<(Element<'_>, String, String)> = vec![(root, String::new(), String::new())];
    while let Some((owner, group, location)) = open.pop() {
        for element in owner.child_elements() {
            let name = element.local_name();
            if group.is_empty() && matches!(name, "location" | "configSections") {
                if name == "location" && location.is_empty() {
                    let path = element.value("path").map(|p| p.trim().to_lowercase()).unwrap_or_default();
                    let path = if path == "." { String::new() } else { path };
                    open.push((element, String::new(), path));
                }
                continue;
            }
            let path = if group.is_empty() { name.to_owned() } else { format!("{group}/{name}") };
            if is_group(&path) {
                open.push((element, path, location.clone()));
            } else {
                sections.push((element, location.clone(), path));
            }
        }
    }
    sections.sort_by_key(|(element, ..)| element.range().start());
    let mut seen: HashMap<(String, String), Element<'_>> = HashMap::new();
    for (element, location, section) in sections {
        let message = format!("section `{section}` stands twice in this file, so .NET refuses all of it");
        let Some(first) = seen.get(&(location.clone(), section.clone())) else {
            seen.insert((location, section), element);
            continue;
        };
        cx.report(element.name_range(), message)
            .label("a second time")
            .help(HELP)
            .related(first.name_range(), "the first one");
    }
}

/// The paths of the groups that a file declares in its `configSections`.
fn declared_groups(root: Element<'_>) -> Vec<String> {
    let mut groups = Vec::new();
    let mut open: Vec<(Element<'_>, String)> = root
        .child_elements()
        .filter(|e| e.local_name() == "configSections")
        .map(|e| (e, String::new()))
        .collect();
    while let Some((owner, above)) = open.pop() {
        for group in owner.child_elements().filter(|e| e.local_name() == "sectionGroup") {
            let Some(name) = group.value("name") else { continue };
            let path = if above.is_empty() { name.into_owned() } else { format!("{above}/{name}") };
            // Paths of a hostile file must not grow with its depth.
            if path.len() < 1_000 {
                open.push((group, path.clone()));
                groups.push(path);
            }
        }
    }
    groups
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let is_told = view.is_after_effect() || view.is_among_alternatives();
    if view.problem.kind != ProblemKind::DuplicateSection || is_told {
        return;
    }
    if cx.is_full() {
        cx.report(view.name_place(), String::new());
        return;
    }
    let section = &view.problem.section;
    let message =
        format!("section `{section}` stands twice in this file for the same path: {}", view.consequence());
    let related = view.related();
    let mut report = view.report(cx, view.name_place(), message);
    report.label("a second time").help(HELP);
    if let Some(first) = related {
        report.related(first, "the first one");
    }
}
