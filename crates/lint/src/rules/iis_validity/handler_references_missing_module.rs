//! WC0112.

use crate::Context;
use crate::rule::rule;
use crate::views::SectionView;
use webconfig_config::{EffectiveElement, FileKind, Item, Origin, nearest};
use webconfig_diagnostics::{Confidence, Evidence, IisVerdict, Phase, Place, Severity};

const MODULES: &str = "system.webServer/modules";
const HANDLERS: &str = "system.webServer/handlers";

rule! {
    /// Reports a handler whose `modules` names a module that is not enabled at its level.
    ///
    /// Without an applicationHost.config only modules that are removed in the files at hand, and names that look
    /// like a known one, are errors; another unknown name may be a module from elsewhere, which is information.
    ///
    /// # Why
    /// Every request that the handler takes answers 500.21: "has a bad module in its module list".
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <modules>
    ///       <remove name="AspNetCoreModuleV2" />
    ///     </modules>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///                                                         ^^^^^^^^^^^^^^^^^^ not enabled here
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Lists of modules, and handlers of managed code.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="lib" path="lib/*" verb="GET" modules="StaticFileModule, DirectoryListingModule" />
    ///       <add name="ping" path="ping.axd" verb="GET" type="Shop.Ping" modules="ManagedPipelineHandler" />
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    WC0112 "handler-references-missing-module", Error, since "0.1",
    scope WC MULTI, profiles "rs", P0,
    on Section("system.webServer/handlers", check_handlers), Section("system.webServer/modules", check_modules)
}

/// The names of a collection's items.
fn names<'a>(modules: &'a EffectiveElement<'_>) -> impl Iterator<Item = &'a str> {
    modules.items.iter().map(|m| m.element.text("name"))
}

fn has(modules: &EffectiveElement<'_>, name: &str) -> bool {
    // Nearly always it is there as it is written.
    modules.items.named(name).is_some() || names(modules).any(|m| m.eq_ignore_ascii_case(name))
}

fn wanted(handler: &EffectiveElement<'_>) -> impl Iterator<Item = String> {
    let list = handler.setting("modules").map(|s| s.value.to_string()).unwrap_or_default();
    let names: Vec<String> = list.split(',').map(|m| m.trim().to_owned()).collect();
    names.into_iter().filter(|m| {
        !m.is_empty()
            && !m.eq_ignore_ascii_case("ManagedPipelineHandler")
            && !webconfig_config::is_placeholder(m)
    })
}

/// The verdict of the server core, which checks handlers when a request comes.
fn verdict(handler: &str, module: &str, origin: Origin) -> IisVerdict {
    IisVerdict {
        hresult: Some(0x8007_000d),
        text: Some(format!("Handler \"{handler}\" has a bad module \"{module}\" in its module list")),
        file: Some(origin.file),
        line: None,
        evidence: Evidence::Field,
    }
}

fn check_handlers(view: &SectionView<'_>, cx: &mut Context<'_>) {
    let Some(modules) = view.other(MODULES) else { return };
    // A server without any module is a snippet.
    if modules.items.is_empty() {
        return;
    }
    for item in view.items().filter(|i| is_set_here(view, i)) {
        for module in wanted(&item.element) {
            if !has(&modules, &module) {
                missing(view, &modules, item, &module, cx);
            } else if view.server.has_application_host()
                && module.starts_with("AspNetCoreModule")
                && view
                    .server
                    .server
                    .declarations(view.level)
                    .section("system.webServer/aspNetCore")
                    .is_none()
            {
                undeclared(view, item, &module, cx);
            }
        }
    }
}

/// Whether the server is known, and known not to have a module: naming that in a handler would break what runs.
pub(in crate::rules) fn is_known_to_lack(view: &SectionView<'_>, module: &str) -> bool {
    view.server.has_application_host()
        && view.other(MODULES).is_some_and(|modules| !modules.items.is_empty() && !has(&modules, module))
}

/// Whether an item stands in one of the elements that set the section at this level.
fn is_set_here(view: &SectionView<'_>, item: &Item<'_>) -> bool {
    let Some(origin) = item.element.last_written() else { return false };
    if !view.own.iter().any(|o| o.file == origin.file) {
        return false;
    }
    let Some(element) = view.server.element(origin) else { return false };
    view.own.iter().any(|o| o.file == origin.file && element.ancestors().any(|a| a.id() == o.element))
}

fn place(view: &SectionView<'_>, item: &Item<'_>) -> Option<(Place, Origin)> {
    let setting = item.element.setting("modules")?;
    Some((view.server.value_place(setting)?, setting.origin))
}

fn missing(
    view: &SectionView<'_>,
    modules: &EffectiveElement<'_>,
    item: &Item<'_>,
    module: &str,
    cx: &mut Context<'_>,
) {
    let Some((place, origin)) = place(view, item) else { return };
    let server = view.server;
    let handler = item.element.text("name");
    let above = server.effective(server.server.application_host_level(), MODULES);
    let was_there = above.as_ref().is_some_and(|a| has(a, module));
    let is_sure = server.has_application_host();
    let meant = nearest(module, names(modules));
    let so = "every request that it takes answers 500.21";
    let message = if was_there {
        format!("handler `{handler}` needs the module `{module}`, which is removed at this level: {so}")
    } else {
        format!("handler `{handler}` needs the module `{module}`, which is not enabled on this server: {so}")
    };
    let help = match meant.first() {
        _ if was_there => {
            format!("take the `remove` (or `clear`) of `{module}` out of `modules`, or delete the handler")
        }
        Some(near) => format!("did you mean `{near}`?"),
        None if is_sure => {
            format!(
                "install what brings `{module}`, or add it to `globalModules` and `modules` of applicationHost.config"
            )
        }
        None => format!("give `--apphost` to find out whether the server has `{module}`"),
    };
    let mut report = cx.report(place, message);
    report.label("not enabled here").help(help).iis(Phase::Section, verdict(handler, module, origin));
    if let Some(scope) = view.scope() {
        report.scope(scope);
    }
    if !is_sure && !was_there {
        if meant.is_empty() {
            report.graded(Severity::Info).confidence(Confidence::NeedsContext);
        } else {
            report.confidence(Confidence::Medium);
        }
    }
}

fn undeclared(view: &SectionView<'_>, item: &Item<'_>, module: &str, cx: &mut Context<'_>) {
    let Some((place, _)) = place(view, item) else { return };
    let handler = item.element.text("name");
    cx.report(
        place,
        format!(
            "handler `{handler}` needs `{module}`, and the section `system.webServer/aspNetCore` that it reads is not declared on this server: requests fail"
        ),
    )
    .label("its section is not declared")
    .help("repair the installation of the ASP.NET Core Hosting Bundle");
}

/// A level that takes modules away which handlers of a web.config above still need.
fn check_modules(view: &SectionView<'_>, cx: &mut Context<'_>) {
    let server = view.server;
    if !server.server.set_at(view.level, HANDLERS).is_empty() {
        return;
    }
    let Some(parent) = server.server.level(view.level).and_then(|l| l.parent) else { return };
    let (Some(handlers), Some(before)) = (view.other(HANDLERS), server.effective(parent, MODULES)) else {
        return;
    };
    for item in &handlers.items {
        let Some(origin) = item.element.last_written() else { continue };
        let of_application = server.server.file(origin.file).is_some_and(|f| f.kind == FileKind::WebConfig);
        if !of_application || !server.is_under_test(origin) {
            continue;
        }
        for module in wanted(&item.element).filter(|m| has(&before, m) && !has(&view.element, m)) {
            let Some(removal) = removal(view, &module) else { continue };
            let handler = item.element.text("name");
            let mut report = cx.report(
                removal,
                format!("module `{module}` is removed here, and the inherited handler `{handler}` needs it: every request that it takes answers 500.21"),
            );
            report
                .label("still needed")
                .help(format!("remove the handler `{handler}` here as well, or keep the module"))
                .iis(Phase::Section, verdict(handler, &module, origin));
            if let Some(place) = server.name_place(origin) {
                report.related(place, "the handler");
            }
        }
    }
}

fn removal(view: &SectionView<'_>, module: &str) -> Option<Place> {
    view.own.iter().rev().find_map(|o| {
        let section = view.server.element(*o)?;
        let removes = |e: &webconfig_syntax::Element<'_>| match e.local_name() {
            "remove" => e.value("name").is_some_and(|n| n.eq_ignore_ascii_case(module)),
            "clear" => true,
            _ => false,
        };
        let element = section.child_elements().find(removes)?;
        Some(Place::new(o.file, element.name_range()))
    })
}
