//! WC0210.

use super::command_line::contains;
use super::handler_setting;
use crate::rule::rule;
use crate::views::{CoreModuleView, HostingModel};
use crate::{Context, ContextKind};
use webconfig_diagnostics::Safety;
use webconfig_format::{remove_attribute, remove_element};

rule! {
    /// Reports a setting of the ASP.NET Core Module that the application's hosting model never reads.
    ///
    /// Only what is written is reported, and only where the model is known.
    ///
    /// # Why
    /// The setting looks as if it did something: a time limit that limits nothing, a stack size of nobody's threads.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="outofprocess">
    ///       <handlerSettings>
    ///         <handlerSetting name="stackSize" value="200000" />
    ///                               ^^^^^^^^^ read in-process only
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" requestTimeout="00:20:00" />
    ///                                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^ read out-of-process only
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
    ///         <handlerSetting name="stackSize" value="200000" />
    ///       </handlerSettings>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// `false` asks for nothing.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" forwardWindowsAuthToken="false" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// The publish step has yet to write the model.
    /// ```xml context=project
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" requestTimeout="00:20:00" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Removes the setting.
    ///
    /// # References
    /// - ASP.NET Core documentation, attributes of the `aspNetCore` element
    WC0210 "setting-has-no-effect-in-this-model", Info, since "0.1", fix Safe,
    scope WC, profiles "rs", P0,
    on CoreModule(check)
}

/// The attributes that are read out-of-process only.
const OUT_OF_PROCESS: [&str; 4] =
    ["requestTimeout", "rapidFailsPerMinute", "processesPerApplication", "forwardWindowsAuthToken"];

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    let Some(model) = module.model() else { return };
    // What Visual Studio writes for its IIS Express is not worth anybody's time.
    if module.context() == ContextKind::Express && contains(module.text("processPath"), "%LAUNCHER_PATH%") {
        return;
    }
    if model == HostingModel::InProcess {
        attributes(module, cx);
    }
    for setting in module.handler_settings() {
        let Some(only_in) = handler_setting::find(setting.name).and_then(|s| s.only_in) else { continue };
        let Some(place) = setting.name_place.filter(|_| only_in != model && module.is_own(setting.origin))
        else {
            continue;
        };
        let message = format!(
            "`{}` has no effect: the module reads it {} only, and the application runs {}",
            setting.name,
            only_in.words(),
            model.words()
        );
        cx.report(place, message)
            .label(format!("read {} only", only_in.words()))
            .help("remove the setting")
            .scope(module.scope())
            .edit_in(place.file, "remove the setting", Safety::Safe, remove_element(setting.element()));
    }
}

fn attributes(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    for name in OUT_OF_PROCESS {
        let Some(setting) = module.setting(name).filter(|s| module.is_own(s.origin)) else { continue };
        if name == "forwardWindowsAuthToken" && !module.flag(name) {
            continue;
        }
        let (Some(place), Some(attribute)) =
            (module.server.setting_place(setting), module.server.attribute(setting.origin))
        else {
            continue;
        };
        let message = format!(
            "`{name}` has no effect: the module reads it out-of-process only, and the application runs in-process"
        );
        cx.report(place, message)
            .label("read out-of-process only")
            .help("remove the attribute")
            .scope(module.scope())
            .edit_in(place.file, "remove the attribute", Safety::Safe, remove_attribute(attribute));
    }
}
