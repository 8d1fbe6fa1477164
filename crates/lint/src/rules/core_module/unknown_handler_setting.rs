//! WC0212.

use super::handler_setting;
use crate::Context;
use crate::rule::rule;
use crate::views::{CoreModuleView, NamedValue};
use webconfig_config::{is_placeholder, nearest};

rule! {
    /// Reports a handler setting that the ASP.NET Core Module does not know, and one that stands there twice.
    ///
    /// # Why
    /// The collection takes any name, so a slip has no symptom: the setting is ignored. Of two settings of one name
    /// (without case) the first wins, an inherited one before one's own.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="stacksizes" value="200000" />
    ///                               ^^^^^^^^^^ unknown
    ///         <handlerSetting name="debugLevel" value="error" />
    ///         <handlerSetting name="debuglevel" value="trace" />
    ///                               ^^^^^^^^^^ never read
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="DebugLevel" value="error" />
    ///         <handlerSetting name="experimentalEnableShadowCopy" value="true" />
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <clear />
    ///         <handlerSetting name="#{SettingName}" value="#{SettingValue}" />
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - dotnet/aspnetcore, the options that the module reads
    WC0212 "unknown-handler-setting", Warning, since "0.1",
    scope WC, profiles "rs", P1,
    on CoreModule(check)
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    let settings = module.handler_settings();
    for (at, setting) in settings.iter().enumerate() {
        let Some(place) = setting.name_place.filter(|_| module.is_own(setting.origin)) else { continue };
        let name = setting.name;
        if name.is_empty() || is_placeholder(name) {
            continue;
        }
        if handler_setting::find(name).is_none() {
            let known = nearest(name, handler_setting::SETTINGS.iter().map(|s| s.name));
            let help = match known.first() {
                Some(known) => format!("did you mean `{known}`?"),
                None => "see the documentation of the module for the names that it reads".to_owned(),
            };
            cx.report(
                place,
                format!("the module knows no handler setting `{name}` and ignores it without a word"),
            )
            .label("unknown")
            .help(help)
            .scope(module.scope());
        } else if let Some(first) = earlier(&settings, at) {
            // Where both say the same nothing is lost.
            if first.file() != setting.file() && first.value == setting.value {
                continue;
            }
            let help = if first.file() == setting.file() {
                "remove one of the two"
            } else {
                "begin `handlerSettings` with `<clear />` to leave the inherited settings behind"
            };
            let mut report = cx.report(
                place,
                format!("the handler setting `{name}` is set before, and the first value counts"),
            );
            report.label("never read").help(help).scope(module.scope());
            if let Some(place) = first.name_place {
                report.related(place, "this one counts");
            }
        }
    }
}

fn earlier<'n, 'v>(settings: &'n [NamedValue<'v>], at: usize) -> Option<&'n NamedValue<'v>> {
    let name = settings.get(at)?.name;
    settings.iter().take(at).find(|s| s.is(name))
}
