//! WC1005.

use crate::rule::rule;
use crate::views::{CoreModuleView, NamedValue};
use crate::{Context, ContextKind};
use webconfig_diagnostics::{Safety, Severity};
use webconfig_format::remove_element;
use webconfig_text::TextEdits;

rule! {
    /// Reports the debug log of the ASP.NET Core Module in a deployed configuration: the handler settings `debugLevel` and `debugFile`, and
    /// variables `ASPNETCORE_MODULE_DEBUG…`. A file below the web root is an error.
    ///
    /// # Why
    /// The file is never cut or rotated, and tells paths, arguments and more of the application. Below the web root it can
    /// be fetched by everybody.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="debugLevel" value="file,trace" />
    ///                                                  ^^^^^^^^^^ left on
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="debugLevel" value="file,trace" />
    ///         <handlerSetting name="debugFile" value=".\wwwroot\module.log" />
    ///                                                 ^^^^^^^^^^^^^^^^^^^^ served to everybody
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
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml context=project
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="debugLevel" value="file,trace" />
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Removes the settings.
    ///
    /// # References
    /// - CWE-532
    WC1005 "module-debug-log-enabled", Warning, since "0.1", fix Safe,
    scope WC, profiles "rs", P1 production,
    on CoreModule(check)
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    if matches!(module.context(), ContextKind::Project | ContextKind::Express) {
        return;
    }
    let is_on = |v: &NamedValue<'_>| !v.value.trim().is_empty() && !v.is_open() && v.value_place.is_some();
    let settings = module.handler_settings().into_iter().filter(|s| s.is("debugLevel") || s.is("debugFile"));
    let variables = module.variables().into_iter().filter(|v| {
        v.name.get(..23).is_some_and(|begin| begin.eq_ignore_ascii_case("ASPNETCORE_MODULE_DEBUG"))
    });
    let mut found: Vec<NamedValue<'_>> = settings.chain(variables).filter(is_on).collect();
    // One log, one finding: at the file that everybody can fetch, if there is one.
    found.sort_by_key(|v| !is_served(v));
    let Some((first, others)) = found.split_first() else { return };
    let Some(place) = first.value_place else { return };
    let served = is_served(first);
    let message = if served {
        "the debug log of the ASP.NET Core Module lies below the web root, where everybody can fetch it"
    } else {
        "the debug log of the ASP.NET Core Module is on: it is never rotated and tells much of the application"
    };
    let mut report = cx.report(place, message);
    report
        .label(if served { "served to everybody" } else { "left on" })
        .graded(if served { Severity::Error } else { Severity::Warning })
        .help("remove `debugLevel` and `debugFile`; set them only to find out why the application does not start")
        .scope(module.scope());
    let mut edits = TextEdits::new();
    for value in std::iter::once(first).chain(others).filter(|v| v.file() == place.file) {
        // Two settings on one line may share a blank; the next round takes the second.
        let _ = edits.merge(&remove_element(value.element()));
    }
    report.edit_in(place.file, "remove the settings", Safety::Safe, edits);
    for other in others.iter().filter_map(|v| v.value_place) {
        report.related(other, "belongs to it");
    }
}

/// Whether it is a file below the web root.
fn is_served(value: &NamedValue<'_>) -> bool {
    let is_file = value.is("debugFile") || value.is("ASPNETCORE_MODULE_DEBUG_FILE");
    is_file && value.value.split(['\\', '/']).any(|folder| folder.eq_ignore_ascii_case("wwwroot")) && {
        // `C:\inetpub\wwwroot` is where sites live, not a web root inside one.
        !value.value.to_ascii_lowercase().replace('/', "\\").contains("inetpub\\wwwroot\\")
            || value.value.to_ascii_lowercase().matches("wwwroot").count() > 1
    }
}
