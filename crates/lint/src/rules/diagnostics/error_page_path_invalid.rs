//! WC1008. An error page that is there twice is WC0106's business.

use crate::Context;
use crate::rule::rule;
use crate::views::SectionView;
use webconfig_config::{FileKind, is_placeholder};
use webconfig_diagnostics::{Evidence, IisVerdict, Phase};
use webconfig_text::FileId;

rule! {
    /// Reports error pages that IIS cannot use: an absolute path of a file in web.config, and a redirect to a relative URL.
    ///
    /// # Why
    /// Absolute paths are locked for web.config (`allowAbsolutePathsWhenDelegated`): every error of the site becomes a
    /// 500.19. A redirect needs a whole URL.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors>
    ///       <remove statusCode="404" />
    ///       <error statusCode="404" path="C:\errors\404.htm" responseMode="File" />
    ///                                     ^^^^^^^^^^^^^^^^^ absolute path
    ///     </httpErrors>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors>
    ///       <remove statusCode="404" />
    ///       <error statusCode="404" path="/not-found" responseMode="Redirect" />
    ///                                     ^^^^^^^^^^ no whole URL
    ///     </httpErrors>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors>
    ///       <remove statusCode="404" />
    ///       <error statusCode="404" path="/404.html" responseMode="ExecuteURL" />
    ///     </httpErrors>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors>
    ///       <remove statusCode="404" />
    ///       <error statusCode="404" path="errors\404.htm" responseMode="File" />
    ///       <remove statusCode="500" />
    ///       <error statusCode="500" path="https://status.contoso.com/" responseMode="Redirect" />
    ///     </httpErrors>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - IIS configuration reference, `httpErrors`
    WC1008 "error-page-path-invalid", Error, since "0.1",
    scope WC, profiles "rs", P2,
    on Section("system.webServer/httpErrors", check)
}

/// What the module refuses itself; a page that cannot be shown is only a worse answer.
const ABSOLUTE: &str = "absolute path";

fn check(errors: &SectionView<'_>, cx: &mut Context<'_>) {
    let allows_absolute = errors.flag("allowAbsolutePathsWhenDelegated");
    for item in errors.items() {
        let page = &item.element;
        let is_own = page.last_written().is_some_and(|o| {
            let is_web_config =
                errors.server.server.file(o.file).is_some_and(|f| f.kind == FileKind::WebConfig);
            is_web_config && errors.own.iter().any(|own| own.file == o.file)
        });
        if !is_own {
            continue;
        }
        let mode = page.text("responseMode");
        let attribute =
            ["prefixLanguageFilePath", "path"].into_iter().find(|name| is_absolute(page.text(name)));
        let (attribute, message, label, help) = match attribute {
            Some(attribute) if mode.eq_ignore_ascii_case("File") && !allows_absolute => (
                attribute,
                "the error page is an absolute path, which the server does not allow in web.config, so IIS answers with \
                 500.19",
                ABSOLUTE,
                "name the file from the site's folder, or use `responseMode=\"ExecuteURL\"` with a URL path",
            ),
            _ if mode.eq_ignore_ascii_case("Redirect") && is_relative_url(page.text("path")) => (
                "path",
                "a redirect to an error page needs a whole URL with its scheme",
                "no whole URL",
                "write the whole URL, or use `responseMode=\"ExecuteURL\"` with this path",
            ),
            _ => continue,
        };
        let Some(place) = page.setting(attribute).and_then(|s| errors.server.value_place(s)) else {
            continue;
        };
        let mut report = cx.report(place, message);
        report.label(label).help(help).scope(errors.scope());
        if label == ABSOLUTE {
            report.iis(Phase::Section, refused(place.file, page.text(attribute)));
        }
    }
}

/// What the module for error pages says; it names no line.
fn refused(file: FileId, path: &str) -> IisVerdict {
    let text = format!(
        "Absolute physical path \"{path}\" is not allowed in system.webServer/httpErrors section in web.config file. \
         Use relative path instead."
    );
    IisVerdict {
        hresult: Some(0x8007_000d),
        text: Some(text),
        file: Some(file),
        line: None,
        evidence: Evidence::Field,
    }
}

fn is_absolute(path: &str) -> bool {
    let is_drive = path.get(1..2) == Some(":");
    let roots = ["%systemdrive%", "%windir%", "%systemroot%", "%programfiles%"];
    let lower = path.to_ascii_lowercase();
    is_drive || path.starts_with("\\\\") || roots.iter().any(|root| lower.starts_with(root))
}

fn is_relative_url(url: &str) -> bool {
    let has_scheme = url.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    !has_scheme && !url.is_empty() && !url.starts_with('%') && !is_placeholder(url)
}
