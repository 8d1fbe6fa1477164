//! WC0002. Fragments and transforms are not asked: their roots are their own affair.

use crate::rule::rule;
use crate::{Context, SourceFile};
use webconfig_config::FileKind;
use webconfig_diagnostics::Safety;
use webconfig_text::TextEdits;

/// The default namespace that Visual Studio 2005 wrote; everybody still tolerates it.
const OLD_NAMESPACE: &str = "http://schemas.microsoft.com/.NetConfiguration/v2.0";

rule! {
    /// Reports a configuration file whose root element is not `configuration`.
    ///
    /// Names compare with case. A namespace other than the old `.NetConfiguration/v2.0` makes it another element.
    ///
    /// # Why
    /// IIS refuses the file, and the Web SDK treats it as if there were none: it replaces it when publishing.
    ///
    /// # Fires
    /// ```xml
    /// <Configuration>
    ///  ^^^^^^^^^^^^^ not `configuration`
    ///   <system.webServer />
    /// </Configuration>
    /// ```
    /// ```xml
    /// <configuration xmlns="urn:example:settings">
    ///                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ another namespace
    ///   <system.webServer />
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer />
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// What `configSource` and `file` name has the section as its root.
    /// ```xml connectionStrings.config
    /// <connectionStrings />
    /// ```
    /// ```xml
    /// <configuration xmlns="http://schemas.microsoft.com/.NetConfiguration/v2.0" />
    /// ```
    ///
    /// # References
    /// - dotnet/sdk, the task that transforms web.config
    WC0002 "wrong-root-element", Error, since "0.1",
    scope WC AH, profiles "rsct", P0,
    on Syntax(check)
}

fn check(file: &SourceFile<'_>, cx: &mut Context<'_>) {
    if file.kind == FileKind::Fragment || file.is_binary() {
        return;
    }
    let Some(root) = file.document.root() else { return };
    let namespace = root.namespace().unwrap_or_default();
    let has_namespace = namespace.is_empty() || namespace == OLD_NAMESPACE;
    if root.local_name() != "configuration" || root.prefix().is_some() && !has_namespace {
        let mut report = cx.report(
            root.name_range(),
            format!(
                "the root element is `{}` instead of `configuration`, so IIS and the SDK refuse the file",
                root.name()
            ),
        );
        let is_case = root.name().eq_ignore_ascii_case("configuration");
        report.label("not `configuration`").help(if is_case {
            "write `<configuration>`; names compare with case"
        } else {
            "put the content into `<configuration>`, or give a file that another one includes a name of its own"
        });
        if is_case {
            let mut edits = TextEdits::single(root.name_range(), "configuration");
            let closes = root.end_name_range().is_none_or(|end| edits.replace(end, "configuration").is_ok());
            if closes {
                report.edit("write `configuration`", Safety::Manual, edits);
            }
        }
        return;
    }
    let Some(declaration) = root.attribute("xmlns") else { return };
    let namespace = declaration.value();
    if !namespace.is_empty() && namespace != OLD_NAMESPACE {
        cx.report(
            declaration.range(),
            "the root element has a namespace that is not that of configuration, so IIS and the SDK refuse the file",
        )
        .label("another namespace")
        .help("delete the `xmlns` attribute");
    }
}
