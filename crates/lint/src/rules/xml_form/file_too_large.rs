//! WC0009.

use crate::refusal::{is_too_large, size};
use crate::rule::rule;
use crate::{Context, Reading, SourceFile};
use webconfig_config::FileKind;
use webconfig_diagnostics::{Evidence, IisVerdict, Phase, Severity};
use webconfig_text::TextRange;

rule! {
    /// Reports a web.config, or a file that one includes, above the size that IIS reads.
    ///
    /// The limit is 250 × 1024 bytes; a server with another one is told by `max-config-kb`. Above four fifths of it
    /// the finding is only information. applicationHost.config has no limit.
    ///
    /// # Why
    /// IIS refuses to read the file, and everything below it answers 500.19. The usual cause is a rewrite map; each
    /// file that `configSource` names has the whole limit for itself.
    ///
    /// # Fires
    /// ```toml webconfig.toml
    /// [lint.options]
    /// max-config-kb = 0
    /// ```
    /// ```xml web.config
    /// <configuration>
    ///  ^^^^^^^^^^^^^ the whole file counts
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
    /// The limit is for files below a site.
    /// ```toml webconfig.toml
    /// [lint.options]
    /// max-config-kb = 0
    /// ```
    /// ```xml applicationHost.config
    /// <configuration>
    ///   <system.applicationHost />
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - the registry value `MaxWebConfigFileSizeInKB` below `HKLM\SOFTWARE\Microsoft\InetStp\Configuration`
    WC0009 "file-too-large", Error, since "0.1",
    scope WC, profiles "rsct", P1,
    on Text(check)
}

fn check(file: &SourceFile<'_>, cx: &mut Context<'_>) {
    let limit = cx.options().max_config_bytes();
    // No encoding that we know stores a text in less than half of its UTF-8 bytes or in more than four times of it.
    if file.text().len() as u64 * 4 + 4 <= limit * 4 / 5 {
        return;
    }
    if !matches!(file.kind, FileKind::WebConfig | FileKind::Fragment) || file.reading == Reading::Never {
        return;
    }
    let size = size(file);
    let near = limit * 4 / 5;
    if size <= near {
        return;
    }
    let at = file.document.root().map_or(TextRange::empty(0), webconfig_syntax::Element::name_range);
    let is_above = size > limit;
    let is_refused = is_too_large(file, cx.options());
    let message = if is_above {
        format!(
            "the file has {size} bytes and IIS reads at most {limit}, so everything below it answers 500.19"
        )
    } else {
        format!("the file has {size} bytes, which is near the {limit} bytes that IIS reads at most")
    };
    let mut report = cx.report(at, message);
    report
        .label("the whole file counts")
        .help("move large sections, such as `rewriteMaps`, into files of their own with `configSource`");
    if !is_above {
        report.graded(Severity::Info);
    }
    if is_refused {
        let text = "Cannot read configuration file because it exceeds the maximum file size";
        let verdict = IisVerdict {
            hresult: None,
            text: Some(text.to_owned()),
            file: Some(file.id),
            line: None,
            evidence: Evidence::Field,
        };
        report.iis(Phase::File, verdict);
    }
}

#[cfg(test)]
mod tests {
    use crate::{Linter, Settings, SourceFile};
    use webconfig_config::ConfigFile;
    use webconfig_diagnostics::Severity;
    use webconfig_text::{FileId, SourceText};

    fn lint(bytes: &[u8]) -> Vec<(Severity, bool)> {
        let file = ConfigFile::new(FileId(0), "web.config", SourceText::decode(bytes).unwrap(), None);
        let (settings, _) = Settings::parse("[lint.options]\nmax-config-kb = 1", None, "");
        let linter = Linter::new(settings, "");
        let outcome = linter.finish(vec![linter.check(SourceFile::new(&file))], Vec::new(), &|_| "");
        outcome.diagnostics.iter().map(|d| (d.severity, d.iis.is_some())).collect()
    }

    fn padded(size: usize) -> Vec<u8> {
        let mut text = b"<configuration><!--".to_vec();
        text.resize(size - 19, b'x');
        text.extend_from_slice(b"--></configuration>");
        text
    }

    #[test]
    fn the_limit_itself_is_still_read() {
        assert_eq!(lint(&padded(819)), []);
        assert_eq!(lint(&padded(820)), [(Severity::Info, false)]);
        assert_eq!(lint(&padded(1024)), [(Severity::Info, false)]);
        assert_eq!(lint(&padded(1025)), [(Severity::Error, true)]);
    }

    #[test]
    fn stored_bytes_count_not_characters() {
        let text = String::from_utf8(padded(600)).unwrap();
        let utf16: Vec<u8> =
            std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(lint(&utf16), [(Severity::Error, true)]);
    }
}
