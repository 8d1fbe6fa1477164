//! WC0309.

use crate::Context;
use crate::rule::rule;
use crate::views::core_module::{HANDLERS, SECTION};
use crate::views::{ApplicationView, is_kept_from_applications};
use webconfig_config::{FileKind, Origin};
use webconfig_diagnostics::{Place, Safety};
use webconfig_format::{Style, insert_after, remove_element, set_attribute};
use webconfig_syntax::Element;
use webconfig_text::TextEdits;

rule! {
    /// Reports handler and section of the ASP.NET Core Module that applications below inherit.
    ///
    /// Reported where applicationHost.config shows such applications.
    ///
    /// # Why
    /// Handler, environment variables (secrets among them) and settings of the module reach every application below.
    ///
    /// # Fires
    /// ```xml applicationHost.config profile=strict
    /// <configuration>
    ///   <configSections>
    ///     <sectionGroup name="system.applicationHost">
    ///       <section name="applicationPools" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    ///       <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    ///     </sectionGroup>
    ///     <sectionGroup name="system.webServer">
    ///       <section name="aspNetCore" />
    ///       <section name="handlers" />
    ///     </sectionGroup>
    ///   </configSections>
    ///   <system.applicationHost>
    ///     <sites>
    ///       <site name="Shop" id="1">
    ///         <application path="/" applicationPool="Shop">
    ///           <virtualDirectory path="/" physicalPath="D:\sites\shop" />
    ///         </application>
    ///         <application path="/old" applicationPool="Old">
    ///           <virtualDirectory path="/" physicalPath="D:\sites\old" />
    ///         </application>
    ///       </site>
    ///     </sites>
    ///   </system.applicationHost>
    /// </configuration>
    /// ```
    /// ```xml sites/shop/web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    ///     </handlers>
    ///     <aspNetCore processPath=".\Shop.exe" hostingModel="inprocess" />
    ///      ^^^^^^^^^^ inherited by the applications below
    ///     <httpProtocol />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml profile=strict
    /// <configuration>
    ///   <location path="." inheritInChildApplications="false">
    ///     <system.webServer>
    ///       <aspNetCore processPath="dotnet" arguments=".\A.dll" />
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// No application lies below.
    /// ```xml profile=strict
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Moves `handlers` and `aspNetCore` into the `location`, and nothing else.
    ///
    /// # References
    /// - dotnet/websdk, issue 393
    WC0309 "location-wrapper-missing", Info, since "0.1", fix Safe,
    scope WC, profiles "s", P1,
    on Application(check)
}

const BEGIN: &str = "<location path=\".\" inheritInChildApplications=\"false\">";

fn check(application: &ApplicationView<'_>, cx: &mut Context<'_>) {
    let server = application.server;
    let above = application.application.path.trim_end_matches('/').to_lowercase();
    let is_below = |path: &str| {
        let path = path.to_lowercase();
        path.len() > above.len() + 1
            && path.starts_with(&above)
            && path.as_bytes().get(above.len()) == Some(&b'/')
    };
    let Some(below) = application.site.applications.iter().find(|a| is_below(&a.path)) else { return };
    let is_open = |o: &Origin| {
        let is_web_config =
            server.server.file(o.file).is_some_and(|f| f.kind == FileKind::WebConfig && f.is_linted);
        is_web_config && server.element(*o).is_some_and(|e| !is_kept_from_applications(e))
    };
    let set = |path: &str| server.server.set_at(application.level, path).into_iter().rev().find(is_open);
    let section = set(SECTION);
    let handlers = set(HANDLERS).filter(|o| server.element(*o).is_some_and(adds_handler));
    let Some(origin) = section.or(handlers).filter(|_| application.is_core()) else { return };
    let Some(element) = server.element(origin) else { return };
    let mut report = cx.report(
        Place::new(origin.file, element.name_range()),
        format!(
            "the applications below, such as `{}`, inherit the handler and the section of the ASP.NET Core Module",
            below.path
        ),
    );
    report
        .label("inherited by the applications below")
        .help("wrap both in `<location path=\".\" inheritInChildApplications=\"false\">`")
        .scope(application.scope());
    let both: Vec<Element<'_>> = [handlers, section]
        .into_iter()
        .flatten()
        .filter(|o| o.file == origin.file)
        .filter_map(|o| server.element(o))
        .collect();
    if let Some(edits) = wrapped(&both) {
        report.edit_in(origin.file, "wrap both in a `location`", Safety::Safe, edits);
    }
}

fn adds_handler(handlers: Element<'_>) -> bool {
    handlers.child_elements().any(|e| {
        let names = |m: &str| {
            m.trim().eq_ignore_ascii_case("AspNetCoreModuleV2")
                || m.trim().eq_ignore_ascii_case("AspNetCoreModule")
        };
        e.local_name() == "add" && e.value("modules").is_some_and(|m| m.split(',').any(names))
    })
}

fn wrapped(both: &[Element<'_>]) -> Option<TextEdits> {
    let web_server = both.first()?.parent().filter(|p| p.local_name() == "system.webServer")?;
    if both.iter().any(|e| e.parent().map(Element::id) != Some(web_server.id())) {
        return None;
    }
    let is_all = web_server.child_elements().count() == both.len();
    let outside = web_server.parent()?;
    if outside.local_name() == "location" {
        // A location that holds more than these must not begin to keep the rest to itself.
        let is_alone = is_all && outside.child_elements().count() == 1;
        return is_alone.then(|| set_attribute(outside, "inheritInChildApplications", "false"));
    }
    let raw = |e: &Element<'_>| e.range().of(e.document().text()).to_owned();
    if is_all {
        let block = format!("{BEGIN}\n\t{}\n</location>", raw(&web_server));
        return Some(TextEdits::single(web_server.range(), in_place(web_server, &block)));
    }
    let lines: Vec<String> = both.iter().map(|e| format!("\t\t{}", raw(e))).collect();
    let block =
        format!("{BEGIN}\n\t<system.webServer>\n{}\n\t</system.webServer>\n</location>", lines.join("\n"));
    let mut edits = insert_after(web_server, &block);
    for element in both {
        edits.merge(&remove_element(*element)).ok()?;
    }
    Some(edits)
}

/// Lines that take an element's place: all but the first get its indentation.
fn in_place(element: Element<'_>, lines: &str) -> String {
    let text = element.document().text();
    let style = Style::of(element.document());
    let before = text.get(..element.range().start() as usize).unwrap_or("");
    let line = before.rsplit(['\n', '\r']).next().unwrap_or("");
    let indent = if line.trim().is_empty() { line } else { "" };
    let mut out = String::new();
    for (at, line) in lines.lines().enumerate() {
        let rest = line.trim_start_matches('\t');
        if at > 0 {
            out.push_str(style.newline);
            out.push_str(indent);
        }
        out.push_str(&style.indent.repeat(line.len() - rest.len()));
        out.push_str(rest);
    }
    out
}
