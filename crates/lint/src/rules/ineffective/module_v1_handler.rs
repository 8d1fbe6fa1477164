//! WC1106. With in-process hosting or handler settings WC0207 speaks instead.

use crate::Context;
use crate::rule::rule;
use crate::rules::core_module::inprocess_with_module_v1::is_mismatch;
use crate::rules::iis_validity::handler_references_missing_module::is_known_to_lack;
use crate::views::core_module::{SECTION, version_of};
use crate::views::{CoreModuleView, ModuleVersion, SectionView};
use webconfig_diagnostics::Safety;
use webconfig_format::set_value;

rule! {
    /// Reports a handler that names the first ASP.NET Core Module, `AspNetCoreModule`.
    ///
    /// # Why
    /// Since ASP.NET Core 2.2 there is `AspNetCoreModuleV2`, in another folder and with another schema. Today's hosting
    /// bundles no longer bring the first one: without it every request gets 500.21.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModule" />
    ///                                                         ^^^^^^^^^^^^^^^^ the first module
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" />
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
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// WC0207 tells more about this one.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModule" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Names `AspNetCoreModuleV2`, unless the server is at hand and does not have it.
    ///
    /// # References
    /// - ASP.NET Core documentation, the ASP.NET Core Module
    WC1106 "module-v1-handler", Warning, since "0.1", fix Unsafe,
    scope WC, profiles "rs", P0,
    on Section("system.webServer/handlers", check)
}

fn check(handlers: &SectionView<'_>, cx: &mut Context<'_>) {
    let is_told_elsewhere = || {
        let element = handlers.other(SECTION)?;
        let section = SectionView { path: SECTION, element, ..handlers.clone() };
        Some(is_mismatch(&CoreModuleView::new(section)))
    };
    for item in handlers.server.core_handlers(handlers.level).iter() {
        let handler = &item.element;
        if version_of(handler) == ModuleVersion::V2 {
            continue;
        }
        let Some(setting) = handler.setting("modules") else { continue };
        let Some(place) = handlers.server.value_place(setting) else { continue };
        if is_told_elsewhere() == Some(true) {
            return;
        }
        let mut report = cx.report(
            place,
            "`AspNetCoreModule` is the module of before ASP.NET Core 2.2; servers set up today do not have it",
        );
        report
            .label("the first module")
            .help("name `AspNetCoreModuleV2`, which comes with the hosting bundle since 2.2")
            .scope(handlers.scope());
        let is_there = !is_known_to_lack(handlers, "AspNetCoreModuleV2");
        if let Some(attribute) = handlers.server.attribute(setting.origin).filter(|_| is_there) {
            let edits = set_value(attribute, "AspNetCoreModuleV2");
            report.edit_in(place.file, "name `AspNetCoreModuleV2`", Safety::Unsafe, edits);
        }
    }
}
