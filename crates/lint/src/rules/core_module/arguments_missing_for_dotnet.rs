//! WC0203. `dotnet run` and `dotnet watch` are WC0205's business.

use super::command_line::{Argument, arguments, contains, is_dotnet};
use crate::Context;
use crate::rule::rule;
use crate::views::{CoreModuleView, HostingModel};
use webconfig_config::is_placeholder;

rule! {
    /// Reports `dotnet` as `processPath` without a dll in `arguments`.
    ///
    /// # Why
    /// In-process the module refuses empty arguments with 500.0; out-of-process the .NET command line starts, prints
    /// its usage and ends.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" hostingModel="inprocess" />
    ///      ^^^^^^^^^^ no `arguments`
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet.exe" arguments="--flag" hostingModel="inprocess" />
    ///                                                     ^^^^^^ no dll
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll --flag" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments="exec --roll-forward Major &quot;.\My App.dll&quot;" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// What variables and tokens will bring is unknown.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments="%APP_ARGS%" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - dotnet/aspnetcore, the module's search for hostfxr
    WC0203 "arguments-missing-for-dotnet", Error, since "0.1",
    scope WC, profiles "rs", P0,
    on CoreModule(check)
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    let text = module.text("arguments");
    if module.may_be_half_typed("arguments") {
        return;
    }
    if module.is_unfinished() || !is_dotnet(module.text("processPath").trim()) {
        return;
    }
    let line = arguments(text);
    let first = line.first().map_or("", |a| &a.text);
    let is_development = ["run", "watch"].iter().any(|word| first.eq_ignore_ascii_case(word))
        || contains(text, "IISExeLauncherArgs");
    let is_open = text.matches('%').count() >= 2 || is_placeholder(text);
    if is_development || is_open || line.iter().any(Argument::is_dll) {
        return;
    }
    let written = module.written("arguments").map(|(_, place)| place);
    let Some(place) = written.or_else(|| module.here()) else { return };
    let consequence = match module.model() {
        Some(HostingModel::InProcess) if line.is_empty() => {
            "the module answers every request with 500.0 (`Application arguments are empty.`)"
        }
        Some(HostingModel::InProcess) => "the module finds no application to load and answers with an error",
        _ => "the .NET command line starts, prints its usage and ends, and requests get 502.5",
    };
    let what = match written {
        None => "`dotnet` is started without `arguments`",
        Some(_) if line.is_empty() => "`dotnet` is started with empty `arguments`",
        Some(_) => "`arguments` name no dll for `dotnet` to run",
    };
    let label = match written {
        None => "no `arguments`",
        Some(_) if line.is_empty() => "empty",
        Some(_) => "no dll",
    };
    cx.report(place, format!("{what}, so {consequence}"))
        .label(label)
        .help("name the application's dll first, as in `arguments=\".\\App.dll\"`")
        .scope(module.scope());
}
