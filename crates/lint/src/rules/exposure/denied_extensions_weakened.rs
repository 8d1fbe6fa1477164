//! WC0504. The effective set counts: what was denied above and is not denied here any more.

use crate::Context;
use crate::rule::rule;
use crate::views::SectionView;
use webconfig_config::EffectiveElement;
use webconfig_diagnostics::{Fix, Place, Safety, Severity};
use webconfig_format::{insert_after, remove_element, set_value};
use webconfig_text::FileId;

rule! {
    /// Reports a stock denied file extension that is not denied any more.
    ///
    /// # Why
    /// The denial of `.config` is the second lock on configuration files beside the hidden segment, and the only one
    /// on `*.dll.config`. Source, resources and databases have no other.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <security>
    ///       <requestFiltering>
    ///         <fileExtensions>
    ///           <remove fileExtension=".config" />
    ///                                  ^^^^^^^ no longer denied
    ///         </fileExtensions>
    ///       </requestFiltering>
    ///     </security>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <security>
    ///       <requestFiltering>
    ///         <fileExtensions>
    ///           <add fileExtension=".json" allowed="false" />
    ///         </fileExtensions>
    ///       </requestFiltering>
    ///     </security>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Where unlisted extensions are denied, a removed entry stays denied.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <security>
    ///       <requestFiltering>
    ///         <fileExtensions allowUnlisted="false">
    ///           <remove fileExtension=".config" />
    ///         </fileExtensions>
    ///       </requestFiltering>
    ///     </security>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Deletes the `remove`, denies what was allowed, or adds the denials again behind `clear`.
    ///
    /// # References
    /// - STIG V-218745
    /// - ASVS 13.4.7
    /// - CWE-552
    WC0504 "denied-extensions-weakened", Error, since "0.1", fix Unsafe,
    scope WC AH, profiles "rst", P0,
    on Section("system.webServer/security/requestFiltering", check)
}

/// Source and data; `.config` is graver, any other stock entry milder.
const SOURCE_AND_DATA: [&str; 15] = [
    ".cs",
    ".vb",
    ".csproj",
    ".vbproj",
    ".resx",
    ".resources",
    ".mdf",
    ".ldf",
    ".mdb",
    ".ldb",
    ".java",
    ".vjsproj",
    ".licx",
    ".webinfo",
    ".jsl",
];

/// What the list says of an extension: `Some(false)` denied, `Some(true)` allowed, `None` not listed.
fn entry(filtering: &EffectiveElement<'_>, extension: &str) -> Option<bool> {
    let list = filtering.child("fileExtensions")?;
    let item = list.items.iter().find(|i| i.element.text("fileExtension").eq_ignore_ascii_case(extension))?;
    Some(item.element.flag("allowed"))
}

fn is_denied(filtering: &EffectiveElement<'_>, extension: &str) -> bool {
    let unlisted = || {
        filtering
            .child("fileExtensions")
            .is_some_and(|l| l.text("allowUnlisted").eq_ignore_ascii_case("false"))
    };
    match entry(filtering, extension) {
        Some(allowed) => !allowed,
        None => unlisted(),
    }
}

fn severity(extension: &str) -> Severity {
    if extension.eq_ignore_ascii_case(".config") {
        Severity::Error
    } else if SOURCE_AND_DATA.iter().any(|s| s.eq_ignore_ascii_case(extension)) {
        Severity::Warning
    } else {
        Severity::Info
    }
}

fn check(section: &SectionView<'_>, cx: &mut Context<'_>) {
    let Some(above) = section.above() else { return };
    let Some(before) = above.child("fileExtensions") else { return };
    // Nothing changed at this level.
    if section.element.child("fileExtensions").is_some_and(|now| std::ptr::eq(now, before)) {
        return;
    }
    let gone: Vec<String> = before
        .items
        .iter()
        .filter(|i| !i.element.flag("allowed"))
        .map(|i| i.element.text("fileExtension").to_owned())
        .filter(|e| !is_denied(&section.element, e))
        .collect();
    if gone.is_empty() {
        return;
    }
    for origin in &section.own {
        let Some(list) = section.server.element(*origin).and_then(|e| e.child("fileExtensions")) else {
            continue;
        };
        let mut left = gone.clone();
        // An entry that allows speaks before the `remove` in front of it, which only made room.
        for add in list.child_elements().filter(|d| d.local_name() == "add") {
            let (Some(name), Some(allowed)) = (add.attribute("fileExtension"), add.attribute("allowed"))
            else {
                continue;
            };
            let value = name.value();
            let Some(at) = left.iter().position(|e| e.eq_ignore_ascii_case(&value)) else { continue };
            let extension = left.remove(at);
            let edits = set_value(allowed, "false");
            report(
                origin.file,
                name.value_range(),
                &extension,
                "is allowed here, though IIS denies it as shipped",
                cx,
            )
            .label("allowed")
            .fix(Fix::edit("deny it", Safety::Unsafe, origin.file, edits));
        }
        for directive in list.child_elements() {
            match directive.local_name() {
                "remove" => {
                    let Some(name) = directive.attribute("fileExtension") else { continue };
                    let value = name.value();
                    let Some(at) = left.iter().position(|e| e.eq_ignore_ascii_case(&value)) else { continue };
                    let extension = left.remove(at);
                    let edits = remove_element(directive);
                    report(origin.file, name.value_range(), &extension, "is no longer denied here", cx)
                        .label("no longer denied")
                        .fix(Fix::edit("keep it denied", Safety::Unsafe, origin.file, edits));
                }
                "clear" if !left.is_empty() => {
                    let worst = left.iter().map(|e| severity(e)).max().unwrap_or(Severity::Info);
                    let mut names: Vec<&String> = left.iter().collect();
                    names.sort_by_key(|e| std::cmp::Reverse(severity(e)));
                    let shown: Vec<String> = names.iter().take(4).map(|e| format!("`{e}`")).collect();
                    let more = names.len().saturating_sub(shown.len());
                    let and = if more > 0 { format!(" and {more} more") } else { String::new() };
                    let lines: Vec<String> = left
                        .iter()
                        .map(|e| format!("<add fileExtension=\"{e}\" allowed=\"false\" />"))
                        .collect();
                    let edits = insert_after(directive, &lines.join("\n"));
                    let message = format!(
                        "`clear` leaves {}{and} undenied, because they are not added again",
                        shown.join(", ")
                    );
                    cx.report(Place::new(origin.file, directive.name_range()), message)
                        .label("takes the stock denials out")
                        .help("add the denials again behind `clear`, or delete `clear`")
                        .graded(worst)
                        .fix(Fix::edit("add the denials again", Safety::Unsafe, origin.file, edits));
                    left.clear();
                }
                _ => {}
            }
        }
    }
}

fn report<'c>(
    file: FileId,
    range: webconfig_text::TextRange,
    extension: &str,
    what: &str,
    cx: &'c mut Context<'_>,
) -> crate::Report<'c> {
    let message = format!("`{extension}` {what}, so such files can be requested");
    let mut report = cx.report(Place::new(file, range), message);
    report
        .help("leave the extension denied; if such files must be served on purpose, suppress this with a reason")
        .graded(severity(extension));
    report
}
