//! WC0106.

use crate::rule::rule;
use crate::rules::hosting::subapp_duplicates_core_handler;
use crate::views::{ProblemView, is_kept_from_applications, unsettled};
use crate::{Context, Report};
use webconfig_config::ProblemKind;
use webconfig_diagnostics::{Confidence, Place, Safety, Severity};
use webconfig_format::{escape_attribute, insert_before, remove_element};
use webconfig_schema::Release;
use webconfig_syntax::Element;

rule! {
    /// Reports an item whose key the effective collection has already: from earlier in the file, from a folder
    /// above, or from applicationHost.config.
    ///
    /// # Why
    /// "Cannot add duplicate collection entry" is among the most reported failures of IIS: a MIME type that a newer
    /// version brings itself, a header that the site above sets, a handler that a child application repeats. Every
    /// request of the path fails, files included.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <staticContent>
    ///       <mimeMap fileExtension=".json" mimeType="application/json" />
    ///                               ^^^^^ is there already
    ///     </staticContent>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpProtocol>
    ///       <customHeaders>
    ///         <add name="X-Frame-Options" value="DENY" />
    ///         <add name="x-frame-options" value="SAMEORIGIN" />
    ///                    ^^^^^^^^^^^^^^^ is there already
    ///       </customHeaders>
    ///     </httpProtocol>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpProtocol>
    ///       <customHeaders>
    ///         <add name="X-Frame-Options" value="DENY" />
    ///       </customHeaders>
    ///     </httpProtocol>
    ///   </system.webServer>
    ///   <location path="embedded">
    ///     <system.webServer>
    ///       <httpProtocol>
    ///         <customHeaders>
    ///           <add name="X-Frame-Options" value="SAMEORIGIN" />
    ///                      ^^^^^^^^^^^^^^^ is there already
    ///         </customHeaders>
    ///       </httpProtocol>
    ///     </system.webServer>
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <staticContent>
    ///       <remove fileExtension=".json" />
    ///       <mimeMap fileExtension=".json" mimeType="application/json" />
    ///     </staticContent>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A collection without a key has no duplicates.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll">
    ///       <environmentVariables>
    ///         <environmentVariable name="X" value="1" />
    ///         <environmentVariable name="X" value="2" />
    ///       </environmentVariables>
    ///     </aspNetCore>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// A `remove` goes before an item that is inherited; the second of two items of one element is deleted.
    WC0106 "duplicate-collection-key", Error, since "0.1", fix Unsafe,
    scope WC AH MULTI, profiles "rsct", P0,
    on Problem(check)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let ProblemKind::DuplicateKey { keys, combined, same_file, remove, .. } = &view.problem.kind else {
        return;
    };
    let is_sub_application = subapp_duplicates_core_handler::is_meant(view);
    let is_other = is_sub_application || (*same_file && view.is_among_alternatives());
    if is_other || (view.is_assumed() && !is_stock_in(view, keys)) {
        return;
    }
    // .NET lets a deeper file set again what a higher one has, and IIS does not look.
    if !same_file && !view.is_native() && !view.server.has_application_host() {
        return;
    }
    let other = view.problem.related.and_then(|o| view.server.element(o));
    let equal = if *combined { keys.iter().collect() } else { equal_keys(keys, other) };
    let shown =
        equal.iter().map(|(name, value)| format!("`{name}` \"{value}\"")).collect::<Vec<_>>().join(", ");
    let collection = view.element.parent().map_or("", |p| p.local_name());
    let is_ignored = &*view.problem.section == "appSettings";
    let collection_of = |e: Element<'_>| e.parent().map(Element::id);
    let is_inherited_here =
        *same_file && other.is_some_and(|o| collection_of(o) != collection_of(view.element));
    let whence = match () {
        () if is_inherited_here => "inherited from further out in this file",
        () if *same_file => "from earlier in this file",
        () if view.is_assumed() => "from the server's applicationHost.config",
        () if view.problem.related.is_some_and(|o| o.file == view.file.id) => {
            "from this very file, which counts at two levels"
        }
        () => "from a file above",
    };
    let consequence = if is_ignored { "the last value counts" } else { view.consequence() };
    let message = format!("`{collection}` has an item with {shown} already, {whence}: {consequence}");
    let place = equal
        .first()
        .and_then(|(name, _)| view.element.attribute(name))
        .map_or_else(|| view.name_place(), |a| Place::new(view.file.id, a.value_range()));
    let related = view.related();
    let mut report = view.report(cx, place, message);
    report.label("is there already");
    if let Some(other) = related {
        report.related(other, "the first one");
    }
    let meets_itself = !same_file && view.problem.related.is_some_and(|o| o.file == view.file.id);
    if *same_file && !is_inherited_here {
        report.help("delete one of the two");
        report.edit("delete the second item", Safety::Unsafe, remove_element(view.element));
    } else if let Some(directive) = remove.as_deref().filter(|_| !meets_itself) {
        insert_remove(view, directive, keys, &mut report);
    } else if meets_itself {
        report.help(
            "let one of the two virtual directories have a folder of its own, or wrap the content in \
                     `<location path=\".\" inheritInChildApplications=\"false\">` of the outer one",
        );
    } else {
        report.help("delete one of the two; this collection has no `remove`");
    }
    if is_ignored || (!same_file && !view.is_native()) {
        report.graded(Severity::Info);
    } else if view.is_assumed() {
        unsettled(&mut report);
    } else if view.is_of_unknown_relation() || (is_inherited_here && may_be_kept_away(view, other)) {
        report.graded(Severity::Warning).confidence(Confidence::NeedsContext);
    }
}

/// Those of several keys, each of which is unique by itself, that the other item has too.
fn equal_keys<'k>(keys: &'k [(String, String)], other: Option<Element<'_>>) -> Vec<&'k (String, String)> {
    let is_equal = |(name, value): &&(String, String)| {
        other.and_then(|o| o.value(name)).is_some_and(|v| v.to_lowercase() == value.to_lowercase())
    };
    let equal: Vec<_> = keys.iter().filter(is_equal).collect();
    if equal.is_empty() { keys.iter().collect() } else { equal }
}

/// Whether the other item reaches this place only if no application begins here, which nobody tells.
fn may_be_kept_away(view: &ProblemView<'_>, other: Option<Element<'_>>) -> bool {
    !view.server.has_application_host() && other.is_some_and(is_kept_from_applications)
}

fn insert_remove(
    view: &ProblemView<'_>,
    directive: &str,
    keys: &[(String, String)],
    report: &mut Report<'_>,
) {
    // A part of the key that is not written has its default, in the `remove` as in the item.
    let written: String = keys
        .iter()
        .filter(|(name, _)| view.element.attribute(name).is_some())
        .map(|(name, value)| format!(" {name}=\"{}\"", escape_attribute(value, '"')))
        .collect();
    let line = format!("<{directive}{written} />");
    let or_wrap = if view.is_assumed() || view.problem.related.is_some_and(|o| o.file == view.file.id) {
        String::new()
    } else {
        ", or wrap the content of the file above in `<location path=\".\" inheritInChildApplications=\"false\">`".to_owned()
    };
    let only_newer = if view.is_assumed() && came_with_iis_8(view.element) {
        "; IIS 8 and later bring it, IIS 7.x does not"
    } else {
        ""
    };
    report.help(format!("write `{line}` before it{or_wrap}{only_newer}"));
    report.edit(format!("insert `{line}`"), Safety::Unsafe, insert_before(view.element, &line));
}

/// Whether the version of IIS that is meant brings the item itself; our stock files are those of the newest.
fn is_stock_in(view: &ProblemView<'_>, keys: &[(String, String)]) -> bool {
    let target = view.server.server.target();
    if view.element.local_name() != "mimeMap" || target >= Release::Iis10 {
        return true;
    }
    let Some((_, extension)) = keys.first() else { return true };
    let since = match () {
        () if is_one_of(&[".woff2"], extension) => Release::Iis10,
        () if is_one_of(SINCE_IIS_8, extension) => Release::Iis8,
        () => Release::Iis7,
    };
    target >= since
}

fn came_with_iis_8(item: Element<'_>) -> bool {
    item.local_name() == "mimeMap" && item.value("fileExtension").is_some_and(|e| is_one_of(SINCE_IIS_8, &e))
}

fn is_one_of(list: &[&str], extension: &str) -> bool {
    list.iter().any(|e| e.eq_ignore_ascii_case(extension))
}

/// MIME types that came with IIS 8.
const SINCE_IIS_8: &[&str] = &[
    ".3g2", ".3gp", ".3gp2", ".3gpp", ".aac", ".adt", ".adts", ".cab", ".dvr-ms", ".eot", ".json", ".jsonld",
    ".m2ts", ".m4a", ".m4v", ".mp4", ".mp4v", ".oga", ".ogg", ".ogv", ".ogx", ".otf", ".spx", ".svg",
    ".svgz", ".ts", ".tts", ".webm", ".woff", ".wtv", ".xht", ".xhtml",
];
