//! WC1225. The engine reads UTF-8 without a mark, whatever is declared, and saves as declared.

use crate::Context;
use crate::rule::rule;
use crate::views::{TransformPairView, is_instruction};
use webconfig_diagnostics::Place;
use webconfig_text::{TextRange, declared_encoding};
use webconfig_transform::{character_lost, is_known_encoding};

rule! {
    /// Reports a source whose declared encoding makes a transform damage it.
    ///
    /// The engine reads a file without a byte order mark as UTF-8 whatever it declares, and saves it as declared; what the
    /// encoding lacks becomes something similar or a question mark.
    ///
    /// # Why
    /// Accents become replacement characters, and a curly quote becomes a straight one, which can end an attribute value.
    /// Nothing is said about it.
    ///
    /// # Fires
    /// ```xml web.config
    /// <?xml version="1.0" encoding="iso-8859-1"?>
    ///                               ^^^^^^^^^^ read as UTF-8
    /// <configuration>
    ///   <appSettings>
    ///     <add key="A" value="café" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add key="A" value="tea" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// A transform that adds what the encoding lacks:
    /// ```xml web.config
    /// <?xml version="1.0" encoding="windows-1252"?>
    /// <configuration>
    ///   <appSettings>
    ///     <add key="A" value="1" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add key="A" value="Ł" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    ///                         ^^ not in `windows-1252`
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.config
    /// <?xml version="1.0" encoding="utf-8"?>
    /// <configuration>
    ///   <appSettings>
    ///     <add key="A" value="café" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add key="A" value="tea" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// ASCII has nothing to lose.
    /// ```xml web.config
    /// <?xml version="1.0" encoding="iso-8859-1"?>
    /// <configuration>
    ///   <appSettings>
    ///     <add key="A" value="cafe" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add key="A" value="tea" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    WC1225 "xdt-source-encoding", Warning, since "0.1",
    scope XDT MULTI, profiles "rs", P1,
    on TransformPair(check)
}

fn check(pair: &TransformPairView<'_>, cx: &mut Context<'_>) {
    if has_mark(pair.bytes) {
        return;
    }
    let Some((encoding, _)) = declared_encoding(pair.document.text()) else { return };
    if is_unicode(encoding) || !is_known_encoding(encoding) {
        return;
    }
    if !pair.bytes.is_ascii() {
        let declared =
            pair.source.and_then(|s| Some(Place::new(s.id, declared_encoding(s.source.text())?.1)));
        let message = format!(
            "a transform reads {} as UTF-8, although it declares `{encoding}`, so the characters beyond ASCII are damaged when publishing",
            pair.source_name()
        );
        let mut report = match declared {
            Some(place) => cx.report(place, message),
            None => cx.report(TextRange::empty(0), message),
        };
        report.label("read as UTF-8").help("save the file as UTF-8 and declare `utf-8`");
        // What is lost of the transform besides is the same encoding's fault.
        return;
    }
    for (step, instruction) in pair.steps() {
        if step.changes.is_empty() {
            continue;
        }
        let element = instruction.element;
        let inside = element.descendants().filter(|_| instruction.copies_element());
        let sets = matches!(instruction.transform_name(), "SetAttributes" | "SetTokenizedAttributes");
        if !sets && !instruction.copies_element() {
            continue;
        }
        for element in std::iter::once(element).chain(inside) {
            for attribute in element.attributes().filter(|a| !is_instruction(*a)) {
                let Some(lost) = character_lost(&attribute.value(), encoding) else { continue };
                cx.report(
                    attribute.value_range(),
                    format!("`{lost}` is not in `{encoding}`, which {} declares, so publishing writes something similar or `?`", pair.source_name()),
                )
                .label(format!("not in `{encoding}`"))
                .help(format!("save {} as UTF-8 and declare `utf-8`", pair.source_name()));
            }
        }
    }
}

fn has_mark(bytes: &[u8]) -> bool {
    [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"].iter().any(|mark| bytes.starts_with(mark))
}

fn is_unicode(encoding: &str) -> bool {
    let lower = encoding.to_ascii_lowercase();
    lower.starts_with("utf") || lower.starts_with("unicode") || lower.starts_with("ucs")
}
