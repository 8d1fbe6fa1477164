//! WC0003. The bytes were read when the text was decoded; here their problems get words.

use crate::refusal::{Refusal, not_well_formed, refusal};
use crate::rule::rule;
use crate::{Context, SourceFile};
use webconfig_diagnostics::{Confidence, Evidence, Phase, Safety};
use webconfig_syntax::NodeKind;
use webconfig_text::{DecodeProblem, DecodeProblemKind, Encoding, TextEdits};

rule! {
    /// Reports bytes that are not in the encoding that the file declares or, without a declaration, not UTF-8.
    ///
    /// # Why
    /// The native reader of IIS refuses the file. Templates often leave `utf-16` behind when their text is pasted
    /// into a file that is stored as UTF-8.
    ///
    /// # Fires
    /// ```xml
    /// <?xml version="1.0" encoding="utf-16"?>
    ///                               ^^^^^^ the file is stored as utf-8
    /// <configuration />
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <?xml version="1.0" encoding="utf-8"?>
    /// <configuration />
    /// ```
    ///
    /// # Trap
    /// Nothing but ASCII is the same in both encodings.
    /// ```xml
    /// <?xml version="1.0" encoding="iso-8859-1"?>
    /// <configuration />
    /// ```
    /// Without a declaration the encoding is UTF-8.
    /// ```xml
    /// <configuration><!-- é --></configuration>
    /// ```
    ///
    /// # Fix
    /// The declaration is changed to what the bytes are. Bytes that mean nothing are left for you to decide.
    ///
    /// # References
    /// - XML 1.0, appendix F
    WC0003 "encoding-mismatch", Error, since "0.1", fix Safe,
    scope ANY, profiles "rsct", P1,
    on Text(check)
}

fn check(file: &SourceFile<'_>, cx: &mut Context<'_>) {
    let problems = file.source.problems();
    let Some(first) = problems.first() else {
        misread_letters(file, cx);
        return;
    };
    let stops_at = refusal(file, cx.options());
    let undecodable = problems.iter().filter(|p| matches!(p.kind, DecodeProblemKind::Undecodable(_))).count();
    // Bytes of another encoding come in crowds; the first place shows what is wrong.
    let mut told = false;
    for (index, problem) in problems.iter().enumerate() {
        let is_bytes = matches!(problem.kind, DecodeProblemKind::Undecodable(_));
        if is_bytes && std::mem::replace(&mut told, true) {
            continue;
        }
        let mut report = match &problem.kind {
            DecodeProblemKind::Undecodable(_) => {
                let encoding = file.source.format().encoding.name();
                let places =
                    if undecodable > 1 { format!(" in {undecodable} places") } else { String::new() };
                let mut report =
                    cx.report(problem.range, format!("the file holds bytes that are not {encoding}{places}"));
                report.detail("undecodable-bytes").label(format!("not {encoding}")).help(if file.is_binary() {
                    "restore the file from its source, or save it as UTF-8 text".to_owned()
                } else {
                    format!("store the file as {encoding}, or declare the encoding that it has, such as `windows-1252`")
                });
                report
            }
            DecodeProblemKind::Contradiction { declared, actual } => {
                let actual = actual.name();
                let mut report = cx.report(
                    problem.range,
                    format!("the declaration says `{declared}`, but the file is stored as {actual}"),
                );
                report
                    .detail("declaration-contradicts-bytes")
                    .label(format!("the file is stored as {actual}"))
                    .help(format!("write `encoding=\"{actual}\"`"))
                    .edit(
                        format!("declare `{actual}`"),
                        Safety::Safe,
                        TextEdits::single(problem.range, actual),
                    );
                report
            }
            DecodeProblemKind::UnknownEncoding { declared } => {
                let mut report = cx.report(problem.range, format!("there is no encoding `{declared}`"));
                report.detail("unknown-encoding").label("unknown").help("write `encoding=\"utf-8\"`");
                if is_readable_as_it_is(problems, first) {
                    let actual = file.source.format().encoding.name();
                    report.edit(
                        format!("declare `{actual}`"),
                        Safety::Safe,
                        TextEdits::single(problem.range, actual),
                    );
                }
                report
            }
        };
        if let Some((_, at)) = stops_at.filter(|(stop, _)| *stop == Refusal::Bytes(index)) {
            report.iis(Phase::File, not_well_formed(file, at, Evidence::Inferred));
        }
    }
}

/// A declaration of single bytes over bytes of UTF-8: every reader takes them, and shows `Ã©` for `é`.
fn misread_letters(file: &SourceFile<'_>, cx: &mut Context<'_>) {
    let is_single_byte = match file.source.format().encoding {
        Encoding::Latin1 => true,
        other => {
            let name = other.name().to_ascii_lowercase();
            name.starts_with("windows-125") || name.starts_with("iso-8859-")
        }
    };
    if !is_single_byte || file.text().is_ascii() {
        return;
    }
    // In a comment alone it does no harm.
    let is_read = file.document.nodes().any(|node| match node.kind() {
        NodeKind::Text | NodeKind::CData => !node.raw().is_ascii(),
        NodeKind::Element => {
            node.as_element().is_some_and(|e| e.attributes().any(|a| !a.raw_value().is_ascii()))
        }
        _ => false,
    });
    if !is_read || std::str::from_utf8(&file.source.encode()).is_err() {
        return;
    }
    let Some((declared, range)) = webconfig_text::declared_encoding(file.text()) else { return };
    let message = format!(
        "the declaration says `{declared}`, but the letters outside of ASCII are stored as utf-8, so IIS reads others"
    );
    cx.report(range, message)
        .detail("declaration-contradicts-bytes")
        .label("the file is stored as utf-8")
        .help("write `encoding=\"utf-8\"`")
        .confidence(Confidence::Medium)
        .edit("declare `utf-8`", Safety::Safe, TextEdits::single(range, "utf-8"));
}

/// Whether nothing but the declaration is wrong, so that what the text was read as is what it is.
fn is_readable_as_it_is(problems: &[DecodeProblem], declaration: &DecodeProblem) -> bool {
    problems.iter().all(|p| p == declaration)
}

#[cfg(test)]
mod tests {
    use crate::{Linter, Settings, SourceFile};
    use webconfig_config::ConfigFile;
    use webconfig_diagnostics::Diagnostic;
    use webconfig_text::{FileId, SourceText};

    fn lint(bytes: &[u8]) -> Vec<Diagnostic> {
        let file = ConfigFile::new(FileId(0), "web.config", SourceText::decode(bytes).unwrap(), None);
        let linter = Linter::new(Settings::default(), "");
        linter.finish(vec![linter.check(SourceFile::new(&file))], Vec::new(), &|_| "").diagnostics
    }

    #[test]
    fn undecodable_bytes_are_one_finding_at_the_first_place() {
        let found = lint(b"<configuration>\n<!-- caf\xE9 \xFC -->\n</configuration>");
        let [finding] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(finding.message, "the file holds bytes that are not utf-8 in 2 places");
        assert_eq!(finding.iis.as_ref().and_then(|v| v.line), Some(2));
        assert!(finding.fix.is_none());
    }

    #[test]
    fn what_is_no_text_is_told_with_its_bytes_and_nothing_else() {
        let mut bytes = vec![0x7F, b'E', b'L', b'F', 0, 0, 0, 0xFE, 0xFF, 1, 2, 3, 4, 5, 6];
        bytes.extend(b"$(I) <<<<<<< #{x}");
        let codes: Vec<_> = lint(&bytes).iter().map(|d| d.code).collect();
        assert_eq!(codes, ["WC0001", "WC0003"]);
    }

    #[test]
    fn bytes_behind_the_root_are_no_stray_text_besides() {
        let codes: Vec<_> = lint(b"<configuration />\xFF").iter().map(|d| d.code).collect();
        assert_eq!(codes, ["WC0003"]);
    }

    #[test]
    fn a_wrong_declaration_stops_the_reader_before_anything_else() {
        let found = lint(b"<?xml version='1.0' encoding='utf-16'?>\n<configuration>&</configuration>");
        let verdicts: Vec<_> = found.iter().map(|d| (d.code, d.iis.as_ref().and_then(|v| v.line))).collect();
        assert_eq!(verdicts, [("WC0003", Some(1)), ("WC0001", None)]);
    }

    #[test]
    fn letters_of_utf_8_under_a_declaration_of_single_bytes_are_told_where_they_are_read() {
        let text = |content: &str| {
            format!("<?xml version='1.0' encoding='iso-8859-1'?><configuration>{content}</configuration>")
        };
        let read = text("<appSettings><add key='a' value='é' /></appSettings>");
        let found = lint(read.as_bytes());
        let [finding] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(finding.code, "WC0003");
        assert_eq!(lint(text("<!-- é -->").as_bytes()), []);
        let latin: Vec<u8> = read.chars().map(|c| c as u8).collect();
        assert_eq!(lint(&latin), []);
    }

    #[test]
    fn an_unknown_encoding_is_replaced_by_the_one_that_fits() {
        let found = lint(b"<?xml version='1.0' encoding='utf8-bom'?>\n<configuration />");
        let [finding] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(finding.fix.as_ref().unwrap().title, "declare `utf-8`");
    }

    #[test]
    fn utf_16_with_its_mark_is_fine() {
        let text = "<?xml version='1.0' encoding='utf-16'?><configuration />";
        let bytes: Vec<u8> =
            std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(lint(&bytes), []);
    }
}
