//! WC1226. One finding a file; what is form only (quotes, blanks around `=`) counts for nothing.

use crate::Context;
use crate::rule::rule;
use crate::views::TransformPairView;
use webconfig_diagnostics::Place;
use webconfig_syntax::NodeKind;
use webconfig_text::{TextRange, declared_encoding};

rule! {
    /// Reports that saving changes bytes of the source that no step asked for.
    ///
    /// A byte order mark appears, a line break in an attribute value becomes a reference, or a CDATA section or DOCTYPE loses
    /// a blank before `/>`.
    ///
    /// # Why
    /// Differences grow, and readers that choke on a byte order mark or compare bytes are surprised.
    /// `webconfig transform --preserve` keeps the bytes.
    ///
    /// # Fires
    /// ```xml web.config profile=strict
    /// <?xml version="1.0" encoding="utf-8"?>
    ///                               ^^^^^ gains a byte order mark
    /// <configuration>
    ///   <appSettings>
    ///     <add key="A" value="1" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config profile=strict
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add key="A" value="9" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml web.config profile=strict
    /// <configuration>
    ///   <appSettings>
    ///     <add key="A" value="1" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config profile=strict
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add key="A" value="9" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Single quotes and blanks around `=` are form.
    /// ```xml web.config profile=strict
    /// <configuration>
    ///   <appSettings>
    ///     <add key = 'A' value='1'/>
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml web.Release.config profile=strict
    /// <configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">
    ///   <appSettings>
    ///     <add key="A" value="9" xdt:Transform="SetAttributes" xdt:Locator="Match(key)" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    WC1226 "xdt-rewrites-bytes", Info, since "0.1",
    scope XDT MULTI, profiles "s", P2,
    on TransformPair(check)
}

fn check(pair: &TransformPairView<'_>, cx: &mut Context<'_>) {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    let Some(saved) = pair.outcome.bytes() else { return };
    let found = if saved.starts_with(MARK) && !pair.bytes.starts_with(MARK) {
        let declared =
            pair.source.and_then(|s| Some(Place::new(s.id, declared_encoding(s.source.text())?.1)));
        Some((
            declared,
            "a byte order mark appears",
            "gains a byte order mark",
            "save the file with a byte order mark, or delete `encoding` from its declaration",
        ))
    } else if let Some(range) = broken_value(pair) {
        Some((
            pair.source_place(range),
            "a line break in an attribute value becomes a character reference",
            "a line break",
            "write the value on one line",
        ))
    } else {
        let place = blank_lost(pair).map(|r| pair.source_place(r));
        place.map(|p| {
            (
                p,
                "a blank before `/>` is lost in text that is no markup",
                "loses a blank",
                "write it without the blank",
            )
        })
    };
    let Some((place, what, label, help)) = found else { return };
    let message =
        format!("saving a transformed {} changes bytes that no step asked for: {what}", pair.source_name());
    let root = pair
        .transform
        .file
        .document
        .root()
        .map_or(TextRange::empty(0), webconfig_syntax::Element::name_range);
    let mut report = match place {
        Some(place) => cx.report(place, message),
        None => cx.report(root, message),
    };
    report.label(label).help(help);
}

fn broken_value(pair: &TransformPairView<'_>) -> Option<TextRange> {
    let mut attributes = pair.document.elements().flat_map(webconfig_syntax::Element::attributes);
    attributes.find(|a| a.raw_value().contains(['\n', '\r'])).map(webconfig_syntax::Attribute::value_range)
}

fn blank_lost(pair: &TransformPairView<'_>) -> Option<TextRange> {
    let is_kept =
        |kind| matches!(kind, NodeKind::CData | NodeKind::Doctype | NodeKind::ProcessingInstruction);
    let mut nodes = pair.document.nodes().filter(|n| is_kept(n.kind()));
    nodes.find(|n| n.raw().contains(" />")).map(webconfig_syntax::Node::range)
}
