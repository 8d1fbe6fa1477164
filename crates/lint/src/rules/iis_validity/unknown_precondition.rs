//! WC0117.

use crate::Context;
use crate::rule::rule;
use crate::views::SectionView;
use webconfig_config::nearest;
use webconfig_diagnostics::{Place, Severity};
use webconfig_text::TextRange;

rule! {
    /// Reports a word in the `preCondition` of a module, handler or ISAPI filter that IIS does not know.
    ///
    /// # Why
    /// The configuration loads, and then every request of the path answers 500.0: "has a bad precondition". A word
    /// that differs by letter case only is a warning.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="Shop" path="*.shop" verb="*" type="Shop.Handler" preCondition="integratedMod" />
    ///                                                                                 ^^^^^^^^^^^^^ not a precondition
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
    ///       <add name="Shop" path="*.shop" verb="*" type="Shop.Handler" preCondition="integratedMode" />
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Several words, and none.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <modules>
    ///       <add name="a" type="Shop.A" preCondition="managedHandler, runtimeVersionv4.0,bitness64" />
    ///       <add name="b" type="Shop.B" preCondition="" />
    ///     </modules>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    WC0117 "unknown-precondition", Error, since "0.1",
    scope WC AH, profiles "rsct", P1,
    on Section("system.webServer/handlers", check), Section("system.webServer/modules", check),
        Section("system.webServer/globalModules", check), Section("system.webServer/isapiFilters", check)
}

const KNOWN: [&str; 9] = [
    "bitness32",
    "bitness64",
    "integratedMode",
    "classicMode",
    "ISAPIMode",
    "runtimeVersionv1.1",
    "runtimeVersionv2.0",
    "runtimeVersionv4.0",
    "managedHandler",
];

fn check(view: &SectionView<'_>, cx: &mut Context<'_>) {
    for item in view.items() {
        let Some(setting) = item.element.setting("preCondition") else { continue };
        if !view.server.is_under_test(setting.origin) {
            continue;
        }
        let is_here = view.own.iter().any(|o| o.file == setting.origin.file);
        let Some(attribute) = view.server.attribute(setting.origin).filter(|_| is_here) else { continue };
        let raw = attribute.raw_value();
        let mut start = attribute.value_range().start();
        for part in raw.split(',') {
            let token = part.trim();
            let at = start + (part.len() - part.trim_start().len()) as u32;
            start += part.len() as u32 + 1;
            if token.is_empty() || KNOWN.contains(&token) || webconfig_config::is_placeholder(token) {
                continue;
            }
            let what = match view.path {
                "system.webServer/handlers" => "handler",
                "system.webServer/isapiFilters" => "ISAPI filter",
                _ => "module",
            };
            let name = item.element.text("name");
            let place = Place::new(setting.origin.file, TextRange::new(at, at + token.len() as u32));
            let same = KNOWN.iter().find(|k| k.eq_ignore_ascii_case(token));
            let meant = nearest(token, KNOWN);
            let mut report = cx.report(
                place,
                match same {
                    Some(known) => format!("the precondition `{token}` of {what} `{name}` is known as `{known}`, and IIS may compare the case"),
                    None => format!("IIS knows no precondition `{token}` ({what} `{name}`): every request below answers 500.0"),
                },
            );
            report.label("not a precondition").help(match (same, meant.first()) {
                (Some(known), _) => format!("write `{known}`"),
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => {
                    "delete it; what IIS knows is `bitness32`, `bitness64`, `integratedMode`, `classicMode`, \
                     `runtimeVersionv2.0`, `runtimeVersionv4.0`, `managedHandler`"
                        .to_owned()
                }
            });
            if same.is_some() {
                report.graded(Severity::Warning);
            }
        }
    }
}
