//! WC0805. Nothing is ever decrypted here.

use crate::rule::rule;
use crate::views::ConfigFileView;
use crate::{Context, ContextKind};
use webconfig_config::{FileKind, Problem, ProblemKind, SectionUse, is_placeholder};
use webconfig_diagnostics::{Confidence, Place, Severity};
use webconfig_syntax::Element;

rule! {
    /// Reports a section that is encrypted as a whole in a way that cannot be read: a provider without encrypted data,
    /// encrypted data without a provider, a provider that nobody declares, or a section that IIS itself reads.
    ///
    /// In a source tree or a publish folder, encryption with the keys of one machine is information: another machine
    /// cannot read it.
    ///
    /// # Why
    /// .NET decrypts a section by its `configProtectionProvider`, and IIS not at all: "Configuration section encryption
    /// is not supported".
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <connectionStrings configProtectionProvider="RsaProtectedConfigurationProvider">
    ///                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nothing is encrypted
    ///     <add name="Db" connectionString="x" />
    ///   </connectionStrings>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <connectionStrings>
    ///     <EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#" />
    ///      ^^^^^^^^^^^^^ no provider
    ///   </connectionStrings>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <connectionStrings configProtectionProvider="RsaProtectedConfigurationProvider">
    ///     <EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#" />
    ///   </connectionStrings>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ```xml web.config
    /// <configuration>
    ///   <connectionStrings configSource="connections.config" />
    /// </configuration>
    /// ```
    /// ```xml connections.config
    /// <connectionStrings />
    /// ```
    ///
    /// # References
    /// - OWASP .NET security cheat sheet
    WC0805 "encrypted-section-broken", Error, since "0.1",
    scope WC, profiles "rs", P2,
    on File(check)
}

/// What machine.config and applicationHost.config declare on every server.
const STOCK: [&str; 9] = [
    "RsaProtectedConfigurationProvider",
    "DataProtectionConfigurationProvider",
    "IISWASOnlyRsaProvider",
    "AesProvider",
    "IISWASOnlyAesProvider",
    "IISCngProvider",
    "IISWASOnlyCngProvider",
    "IISRsaProvider",
    "DpapiProtectedConfigurationProvider",
];

fn check(view: &ConfigFileView<'_>, cx: &mut Context<'_>) {
    if view.file.kind == FileKind::Machine {
        return;
    }
    let document = &view.file.document;
    if !document.has_name("configProtectionProvider") && !document.has_name("EncryptedData") {
        return;
    }
    for section in &view.bound.sections {
        if let Some(element) = view.file.document.element(section.element) {
            judge(view, section, element, cx);
        }
    }
}

fn judge(view: &ConfigFileView<'_>, section: &SectionUse, element: Element<'_>, cx: &mut Context<'_>) {
    let path = &section.path;
    let data = element.child("EncryptedData");
    let Some(provider) = element.attribute("configProtectionProvider") else {
        if let Some(data) = data {
            let at = Place::new(view.file.id, data.name_range());
            cx.report(
                at,
                format!("section `{path}` holds encrypted data and names no provider: nobody can read it"),
            )
            .label("no provider")
            .help("add `configProtectionProvider` with the name of the provider that encrypted it");
        }
        return;
    };
    let at = Place::new(view.file.id, provider.value_range());
    let name = provider.value();
    if is_placeholder(&name) {
        return;
    }
    let problem = Problem {
        kind: ProblemKind::EncryptedSection,
        file: view.file.id,
        element: element.id(),
        attribute: Some(provider.id()),
        section: path.clone(),
        related: None,
    };
    let verdict = view.server.server.verdict(&problem).filter(|_| is_read_by_iis(path));
    let mut report = if is_read_by_iis(path) {
        let mut report = cx.report(
            at,
            format!("section `{path}` is encrypted as a whole, and IIS reads it without .NET: requests that need it answer 500.19"),
        );
        report.label("IIS cannot decrypt it").help(
            "decrypt it with `aspnet_regiis -pdf`, and encrypt single attributes in applicationHost.config instead",
        );
        report
    } else if data.is_none() {
        let mut report = cx.report(
            at,
            format!("section `{path}` names a provider and holds no `EncryptedData`: .NET refuses it"),
        );
        report
            .label("nothing is encrypted")
            .help("encrypt it with `aspnet_regiis -pef`, or delete the attribute");
        report
    } else if !is_declared(view, &name) {
        let mut report = cx.report(
            at,
            format!("no `configProtectedData` declares the provider `{name}` of section `{path}`: .NET cannot read the section"),
        );
        report
            .label("not declared")
            .help("declare it in `configProtectedData/providers` above this file, or mend the name")
            // Somebody may have entered it into machine.config.
            .graded(Severity::Warning)
            .confidence(Confidence::NeedsContext);
        report
    } else if matches!(view.server.context, ContextKind::Project | ContextKind::Published)
        && STOCK.iter().take(2).any(|s| name.eq_ignore_ascii_case(s))
    {
        let mut report = cx.report(
            at,
            format!("section `{path}` is encrypted with the keys of one machine: another cannot read it unless it has them"),
        );
        report
            .label("keys of one machine")
            .help("encrypt it on the server, or export the key container to every server")
            .graded(Severity::Info);
        report
    } else {
        return;
    };
    if let Some(verdict) = verdict {
        report.iis(verdict.phase, verdict.iis);
    }
}

/// Sections that native code reads for requests.
fn is_read_by_iis(section: &str) -> bool {
    section == "system.web/identity"
        || section.starts_with("system.webServer/")
        || section.starts_with("system.applicationHost/")
        || section.starts_with("system.ftpServer/")
}

fn is_declared(view: &ConfigFileView<'_>, name: &str) -> bool {
    let server = view.server;
    let is_stock = STOCK.iter().any(|s| s.eq_ignore_ascii_case(name));
    let by_level = || {
        let level = server.server.levels_of(view.file.id).first()?;
        let data = server.effective(*level, "configProtectedData")?;
        let providers = data.child("providers")?;
        Some(providers.items.iter().any(|p| p.element.text("name").eq_ignore_ascii_case(name)))
    };
    is_stock || by_level().unwrap_or(false)
}
