//! WC0005.

use crate::Context;
use crate::rule::rule;
use crate::settings::Hosting;
use crate::views::PublishedView;
use webconfig_config::nearest;
use webconfig_files::Entry;
use webconfig_syntax::Document;

rule! {
    /// Reports a configuration of a site whose name IIS does not know, where no `web.config` lies beside it.
    ///
    /// Known by its content: the root `configuration` with the section of the ASP.NET Core Module or with handlers.
    ///
    /// # Why
    /// IIS reads `web.config` and nothing else. The folder is then served as it lies, and the configuration with it.
    ///
    /// # Fires
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```xml web.config.txt
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// The name in other letters is the same name on Windows.
    /// ```json Shop.runtimeconfig.json context=published
    /// { "runtimeOptions": { "frameworks": [{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }] } }
    /// ```
    /// ```text Shop.dll
    /// MZ
    /// ```
    /// ```xml Web.config
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" />
    ///     </handlers>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - CWE-552
    WC0005 "config-file-misnamed", Error, since "0.1",
    scope WC PUB, profiles "rs", P0,
    on Published(check)
}

/// Larger files are no configuration of a site.
const LARGEST: u64 = 1 << 20;

fn check(folder: &PublishedView<'_>, cx: &mut Context<'_>) {
    if cx.options().hosting == Some(Hosting::NonIis) {
        return;
    }
    let Some(name) = candidate(folder) else { return };
    let message = if is_transform(name) {
        format!(
            "there is no `web.config` beside the transform `{name}`, so IIS runs the folder without any configuration"
        )
    } else {
        format!("IIS does not read `{name}`: without a `web.config` it serves the folder's files as they lie")
    };
    cx.report(folder.whole(name), message).help("give the file the name `web.config`");
}

/// The file that was meant to be the folder's `web.config`.
pub(crate) fn candidate<'f>(folder: &'f PublishedView<'_>) -> Option<&'f str> {
    if folder.file("web.config").is_some() || !folder.holds_programs() {
        return None;
    }
    let mut near: Vec<&Entry> =
        folder.files().filter(|e| is_near(&e.name) && folder.size(&e.name) <= LARGEST).collect();
    near.sort_by_key(|e| (is_transform(&e.name), &e.name));
    near.into_iter().map(|e| e.name.as_str()).find(|name| {
        folder.text(name).is_some_and(|text| is_configuration_of_a_site(&Document::parse(text.shared_text())))
    })
}

/// A slip away from the name, with something behind it, or a copy that somebody put beside the original.
fn is_near(name: &str) -> bool {
    const OF_COPIES: [&str; 6] = ["copy", "kopie", "backup", "old", "new", "of"];
    let lower = name.to_ascii_lowercase();
    let letters: String = lower.chars().filter(char::is_ascii_alphabetic).collect();
    let bare = OF_COPIES.iter().fold(letters, |letters, word| letters.replace(word, ""));
    bare.starts_with("webconfig")
        || !nearest(&lower, ["web.config"]).is_empty()
        || !nearest(&bare, ["webconfig", "webconf", "webcfg"]).is_empty()
        || is_transform(name)
}

/// `web.X.config`
fn is_transform(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.starts_with("web.") && lower.ends_with(".config") && lower.len() > "web..config".len()
}

fn is_configuration_of_a_site(document: &Document) -> bool {
    let is_one = document.root().is_some_and(|root| root.name() == "configuration");
    is_one
        && document.elements().any(|e| {
            let of_server = e.parent().is_some_and(|p| p.name() == "system.webServer");
            of_server && matches!(e.name(), "aspNetCore" | "handlers")
        })
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn slips_endings_and_copies_are_near_and_other_files_are_not() {
        for name in [
            "web.config.txt",
            "webconfig",
            "web .config",
            "web.confg",
            "wbe.config",
            "web - Copy.config",
            "Copy of web.config",
            "web (2).config",
            "web_old.config",
            "app.config",
            "Web.Release.config",
        ] {
            assert!(is_near(name), "{name}");
        }
        for name in [
            "Shop.dll.config",
            "packages.config",
            "appsettings.json",
            "index.html",
            "connectionStrings.config",
        ] {
            assert!(!is_near(name), "{name}");
        }
    }
}
