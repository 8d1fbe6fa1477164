//! WC0204.

use crate::Context;
use crate::rule::rule;
use crate::views::{CoreModuleView, HostingModel};
use webconfig_config::{is_placeholder, nearest};
use webconfig_diagnostics::Safety;
use webconfig_format::set_value;

rule! {
    /// Reports a `hostingModel` that the ASP.NET Core Module does not know.
    ///
    /// The module knows `inprocess` and `outofprocess`, in any letter case and without blanks around.
    ///
    /// # Why
    /// To the schema it is any text, so IIS reads it without complaint; the module then answers every request with
    /// 500.0.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="in-process" />
    ///                                                                          ^^^^^^^^^^ no such model
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// Also where a `location` names the folder that an application begins in.
    /// ```xml
    /// <configuration>
    ///   <location path="api">
    ///     <system.webServer>
    ///       <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="oop" />
    ///                                                                            ^^^ no such model
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="InProcess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="OUTOFPROCESS" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\App.dll" hostingModel="#{HostingModel}" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Writes the word that is meant, where that is plain.
    ///
    /// # References
    /// - dotnet/aspnetcore, the options that the module reads
    WC0204 "hosting-model-invalid", Error, since "0.1", fix Safe,
    scope WC, profiles "rs", P0,
    on CoreModule(check)
}

fn check(module: &CoreModuleView<'_>, cx: &mut Context<'_>) {
    let Some((setting, place)) = module.written("hostingModel") else { return };
    let value = setting.value;
    if value.is_empty() || HostingModel::parse(value).is_some() || is_placeholder(value) {
        return;
    }
    let mut report = cx.report(
        place,
        format!("`{value}` is no hosting model, so the module answers every request with 500.0"),
    );
    report
        .label("no such model")
        .help("write `inprocess` or `outofprocess`, without blanks around it")
        .scope(module.scope());
    if let (Some(word), Some(attribute)) = (meant(value), module.server.attribute(setting.origin)) {
        report.edit_in(place.file, format!("write `{word}`"), Safety::Safe, set_value(attribute, word));
    }
}

fn meant(value: &str) -> Option<&'static str> {
    const WORDS: [&str; 2] = ["inprocess", "outofprocess"];
    let letters: String =
        value.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    match letters.as_str() {
        "inproc" | "ip" | "inp" => return Some("inprocess"),
        "oop" | "outofproc" | "outproc" | "outprocess" => return Some("outofprocess"),
        _ => {}
    }
    let near = nearest(&letters, WORDS);
    WORDS.into_iter().find(|w| near.first().is_some_and(|n| n == w))
}
