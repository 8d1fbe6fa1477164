//! WC0101.

use super::component::component;
use crate::Context;
use crate::rule::rule;
use crate::rules::xml_form::merge_conflict_or_editor_residue::is_token_name;
use crate::views::ProblemView;
use webconfig_config::ProblemKind;

rule! {
    /// Reports an element that nothing declares: neither a section of the files above, nor the schema of its section.
    ///
    /// # Why
    /// IIS stops with 500.19. For an undeclared section it names neither the element nor the line (0x8007000d, an
    /// empty text), which is why people get stuck here: most often a module is not installed on the server.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <requestFiltering />
    ///      ^^^^^^^^^^^^^^^^ belongs inside `system.webServer/security`
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <customHeaders>
    ///      ^^^^^^^^^^^^^ belongs inside `system.webServer/httpProtocol`
    ///       <add name="X-Frame-Options" value="DENY" />
    ///     </customHeaders>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" />
    ///     <environmentVariables>
    ///      ^^^^^^^^^^^^^^^^^^^^ belongs inside `system.webServer/aspNetCore`
    ///       <environmentVariable name="A" value="1" />
    ///     </environmentVariables>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll">
    ///       <environmentVariables>
    ///         <add name="A" value="1" />
    ///          ^^^ not an element of `environmentVariables`
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// Several groups have an `authentication`; the one of IIS is meant in `system.webServer`.
    /// ```xml
    /// <configuration>
    ///   <hiddenSegments />
    ///    ^^^^^^^^^^^^^^ belongs inside `system.webServer/security/requestFiltering`
    ///   <system.webServer>
    ///     <authentication />
    ///      ^^^^^^^^^^^^^^ belongs inside `system.webServer/security`
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// A server without URL Rewrite:
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost">
    ///       <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    ///     </sectionGroup>
    ///     <sectionGroup name="system.webServer">
    ///       <section name="directoryBrowse" />
    ///     </sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <sites>
    ///       <site name="Shop" id="1">
    ///         <application path="/">
    ///           <virtualDirectory path="/" physicalPath="D:\sites\shop" />
    ///         </application>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    /// ```xml sites/shop/web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <rewrite>
    ///      ^^^^^^^ not declared on this server
    ///       <rules />
    ///     </rewrite>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <security>
    ///       <requestFiltering />
    ///     </security>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Sections that the file itself declares, and those that .NET Framework's own machine.config declares.
    /// ```xml
    /// <configuration>
    ///   <configSections>
    ///     <section name="acme" type="Acme.Section, Acme" />
    ///   </configSections>
    ///   <acme colour="red"><anything goes="here" /></acme>
    ///   <runtime>
    ///     <assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1" />
    ///   </runtime>
    ///   <system.serviceModel />
    ///   <uri />
    /// </configuration>
    /// ```
    WC0101 "unknown-section-or-element", Error, since "0.1",
    scope WC AH, profiles "rsct", P0,
    on Problem(check)
}

fn check(problem: &ProblemView<'_>, cx: &mut Context<'_>) {
    if problem.is_after_effect() || problem.is_among_alternatives() {
        return;
    }
    let is_one = matches!(
        problem.problem.kind,
        ProblemKind::UndeclaredSection { .. } | ProblemKind::UnknownElement { .. }
    );
    if is_one && cx.is_full() {
        // Only counted: finding the words takes a look at all siblings.
        cx.report(problem.name_place(), String::new());
        return;
    }
    // WC0006 says that nothing replaced it.
    if is_token_name(problem.element.name()) {
        return;
    }
    match &problem.problem.kind {
        ProblemKind::UndeclaredSection { path, nearest } => undeclared(problem, path, nearest, cx),
        ProblemKind::NothingDeclared => nothing_declared(problem, cx),
        ProblemKind::UnknownElement { nearest, belongs_in } => {
            unknown(problem, nearest, belongs_in.as_deref(), cx);
        }
        _ => {}
    }
}

fn undeclared(view: &ProblemView<'_>, path: &str, nearest: &[String], cx: &mut Context<'_>) {
    let name = view.element.local_name();
    let server = view.server.server;
    let is_known = server.schema().contains(path) || server.schema().is_group(path);
    let needed = component(path).filter(|_| is_known || nearest.is_empty());
    let inside = section_elsewhere(view, path, name, nearest)
        .or_else(|| owner(view, name))
        .or_else(|| group_elsewhere(view, path, name))
        .or_else(|| nearest.is_empty().then(|| only_owner(view, path, name)).flatten());
    let consequence = view.consequence();
    let message = match (needed, &inside) {
        (Some(_), _) => format!("`{name}` is not declared on this server: {consequence}"),
        (None, Some(_)) => format!("`{name}` is in the wrong place: {consequence}"),
        (None, None) if is_known => {
            format!("`{path}` is not declared on this server: {consequence}")
        }
        (None, None) => format!(
            "`{path}` is no section that IIS or .NET knows, and nothing above declares it: {consequence}"
        ),
    };
    let mut report = view.report(cx, view.name_place(), message);
    match (needed, inside) {
        (Some(needed), _) => report
            .label("not declared on this server")
            .help(format!("install {needed}, or delete the element")),
        (None, Some(inside)) if !inside.is_empty() => {
            report.label(format!("belongs inside `{inside}`"));
            report.help(format!("move it into `{inside}`"))
        }
        (None, Some(_)) => {
            report.label("belongs directly inside `configuration`");
            report.help("move it out, directly into `configuration`")
        }
        (None, None) => {
            report.label("not declared");
            report.help(match nearest.first() {
                Some(near) => format!("did you mean `{near}`?"),
                None if is_known => {
                    "declare it in `configSections` of applicationHost.config, or delete the element".to_owned()
                }
                None if is_directive(name) => "move it into the section that it belongs to, or delete it".to_owned(),
                None => format!(
                    "declare `{path}` in `configSections` if a module or a library reads it, or delete the element"
                ),
            })
        }
    };
}

fn nothing_declared(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let consequence = view.consequence();
    let message = format!(
        "this file declares no section, so `{}` is unknown: {consequence}",
        view.element.local_name()
    );
    view.report(cx, view.name_place(), message)
        .label("not declared in this file")
        .help(
            "put the `configSections` of the server's own applicationHost.config in front; the rest of this excerpt is \
             judged as if the usual ones stood there",
        );
}

/// The known section that has an element of this name directly inside: `environmentVariables` belongs in `aspNetCore`.
fn owner(view: &ProblemView<'_>, name: &str) -> Option<String> {
    let schema = view.server.server.schema();
    let holds = |path: &str| {
        let section = schema.section(path);
        section.is_some_and(|s| s.root.element(name).is_some() || s.root.directive(name).is_some())
    };
    let siblings = view.sibling_sections();
    siblings.iter().find(|(sibling, path)| sibling != name && holds(path)).map(|(_, path)| path.clone())
}

/// The group of the declared section that has this name: `requestFiltering` belongs in `system.webServer/security`.
///
/// Several groups have sections and groups of one name; what is near to where the element stands is what was meant.
fn section_elsewhere(view: &ProblemView<'_>, path: &str, name: &str, declared: &[String]) -> Option<String> {
    let top = |path: &str| path.split('/').next().unwrap_or("").to_owned();
    let distance = |home: &str| match top(home) {
        near if near == top(path) => 0,
        near if near == "system.webServer" => 1,
        near if near == "system.ftpServer" => 3,
        _ => 2,
    };
    let homes = declared.iter().filter(|p| last(p) == name && *p != path).map(|p| group(p));
    let section = homes.min_by_key(|home| distance(home))?;
    let nearer = group_elsewhere(view, path, name).filter(|home| distance(home) < distance(&section));
    Some(nearer.unwrap_or(section))
}

/// The one section of the same group that has an element of this name directly inside: `customHeaders` belongs in
/// `httpProtocol`. What stands outside of every group is looked for in that of IIS.
fn only_owner(view: &ProblemView<'_>, path: &str, name: &str) -> Option<String> {
    let server = view.server.server;
    let level = server.levels_of(view.file.id).first()?;
    let declarations = server.declarations(*level);
    let group = path.split_once('/').map_or("system.webServer", |(group, _)| group);
    let mut owners = declarations.paths().into_iter().filter(|p| {
        p.strip_prefix(group).is_some_and(|rest| rest.starts_with('/'))
            && server.schema().may_name(p, name)
            && server.schema().section(p).is_some_and(|s| s.root.element(name).is_some())
    });
    let only = owners.next()?.to_owned();
    owners.next().is_none().then_some(only)
}

/// The group that has a group of this name: `security` belongs in `system.webServer`.
fn group_elsewhere(view: &ProblemView<'_>, path: &str, name: &str) -> Option<String> {
    const HOMES: [&str; 5] = [
        "system.webServer",
        "system.webServer/security",
        "system.web",
        "system.applicationHost",
        "system.ftpServer",
    ];
    let level = view.server.server.levels_of(view.file.id).first()?;
    let declarations = view.server.server.declarations(*level);
    let is_home = |home: &&str| {
        let full = format!("{home}/{name}");
        full != path && declarations.is_group(&full)
    };
    HOMES.into_iter().find(|h| is_home(h)).map(str::to_owned)
}

fn unknown(view: &ProblemView<'_>, nearest: &[String], belongs_in: Option<&str>, cx: &mut Context<'_>) {
    let name = view.written();
    let parent = view.element.parent().map_or("", |p| p.local_name());
    let message = format!("`{parent}` has no element `{name}`: {}", view.consequence());
    let mut report = view.report(cx, view.name_place(), message);
    if let Some(inside) = belongs_in {
        report.label(format!("belongs inside `{inside}`"));
        report.help(format!("move it into `{inside}`"));
    } else {
        report.label(format!("not an element of `{parent}`"));
        report.help(match nearest {
            [] if is_directive(name) => {
                format!("`{parent}` has no such directive; delete it")
            }
            [] => "delete it, or move it where it belongs".to_owned(),
            [near, ..] => format!("did you mean `{near}`?"),
        });
    }
}

fn is_directive(name: &str) -> bool {
    matches!(name, "add" | "remove" | "clear")
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn group(path: &str) -> String {
    path.rsplit_once('/').map_or("", |(group, _)| group).to_owned()
}
