//! WC0503. The effective set counts, and only what a directive here took out of it.

use crate::Context;
use crate::rule::rule;
use crate::views::SectionView;
use webconfig_config::EffectiveElement;
use webconfig_diagnostics::{Fix, Safety, Severity};
use webconfig_format::{insert_after, remove_element};
use webconfig_syntax::Element;

rule! {
    /// Reports a stock hidden segment that was removed.
    ///
    /// # Why
    /// Once a static handler runs, these segments are all that stands between a client and `web.config`, `bin` or
    /// `App_Data`. An uploaded `web.config` takes out exactly these.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <security>
    ///       <requestFiltering>
    ///         <hiddenSegments>
    ///           <remove segment="web.config" />
    ///                            ^^^^^^^^^^ becomes a URL
    ///         </hiddenSegments>
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
    ///         <hiddenSegments>
    ///           <add segment="private" />
    ///         </hiddenSegments>
    ///       </requestFiltering>
    ///     </security>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Cleared and added again, the set is complete.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <security>
    ///       <requestFiltering>
    ///         <hiddenSegments>
    ///           <clear />
    ///           <add segment="web.config" />
    ///           <add segment="bin" />
    ///           <add segment="App_code" />
    ///           <add segment="App_GlobalResources" />
    ///           <add segment="App_LocalResources" />
    ///           <add segment="App_WebReferences" />
    ///           <add segment="App_Data" />
    ///           <add segment="App_Browsers" />
    ///         </hiddenSegments>
    ///       </requestFiltering>
    ///     </security>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Fix
    /// Deletes the `remove`, or adds the stock segments again behind `clear`.
    ///
    /// # References
    /// - CWE-552, CWE-434
    WC0503 "hidden-segments-weakened", Error, since "0.1", fix Unsafe,
    scope WC AH, profiles "rs", P0,
    on Section("system.webServer/security/requestFiltering", check)
}

/// What IIS with ASP.NET hides.
const STOCK: [&str; 8] = [
    "web.config",
    "bin",
    "App_code",
    "App_GlobalResources",
    "App_LocalResources",
    "App_WebReferences",
    "App_Data",
    "App_Browsers",
];

fn is_hidden(filtering: Option<&EffectiveElement<'_>>, segment: &str) -> bool {
    filtering.and_then(|f| f.child("hiddenSegments")).is_some_and(|list| {
        list.items.iter().any(|i| i.element.text("segment").eq_ignore_ascii_case(segment))
    })
}

fn check(section: &SectionView<'_>, cx: &mut Context<'_>) {
    let above = section.above();
    let gone: Vec<&str> = STOCK
        .into_iter()
        .filter(|s| is_hidden(above.as_deref(), s) && !is_hidden(Some(&section.element), s))
        .collect();
    if gone.is_empty() {
        return;
    }
    for origin in &section.own {
        let Some(list) = section.server.element(*origin).and_then(|e| e.child("hiddenSegments")) else {
            continue;
        };
        let mut told: Vec<&str> = Vec::new();
        for directive in list.child_elements() {
            match directive.local_name() {
                "remove" => {
                    let Some(attribute) = directive.attribute("segment") else { continue };
                    let value = attribute.value();
                    let Some(segment) = gone.iter().find(|s| s.eq_ignore_ascii_case(&value)) else {
                        continue;
                    };
                    if told.contains(segment) {
                        continue;
                    }
                    told.push(segment);
                    let place = webconfig_diagnostics::Place::new(origin.file, attribute.value_range());
                    let message =
                        format!("`{segment}` is no longer a hidden segment here, so URLs can reach it");
                    cx.report(place, message)
                        .label("becomes a URL")
                        .help("delete the `remove`; to serve a folder of that name, give it another name")
                        .graded(severity(section, segment))
                        .fix(Fix::edit(
                            "keep the segment hidden",
                            Safety::Unsafe,
                            origin.file,
                            remove_element(directive),
                        ));
                }
                "clear" => {
                    let left: Vec<&str> = gone.iter().filter(|s| !told.contains(s)).copied().collect();
                    if left.is_empty() {
                        continue;
                    }
                    told.extend(&left);
                    cleared(section, origin.file, directive, &left, cx);
                }
                _ => {}
            }
        }
    }
}

fn cleared(
    section: &SectionView<'_>,
    file: webconfig_text::FileId,
    clear: Element<'_>,
    gone: &[&str],
    cx: &mut Context<'_>,
) {
    let names = gone.iter().map(|s| format!("`{s}`")).collect::<Vec<_>>().join(", ");
    let worst = gone.iter().map(|s| severity(section, s)).max().unwrap_or(Severity::Warning);
    let lines = gone.iter().map(|s| format!("<add segment=\"{s}\" />")).collect::<Vec<_>>().join("\n");
    let place = webconfig_diagnostics::Place::new(file, clear.name_range());
    cx.report(place, format!("`clear` leaves {names} reachable by URL, because they are not added again"))
        .label("takes the stock segments out")
        .help("add the stock segments again behind `clear`, or delete `clear`")
        .graded(worst)
        .fix(Fix::edit("add the stock segments again", Safety::Unsafe, file, insert_after(clear, &lines)));
}

fn severity(section: &SectionView<'_>, segment: &str) -> Severity {
    match segment {
        "web.config" => Severity::Error,
        // An ASP.NET Core application keeps nothing in `bin`.
        "bin" if section.is_core() => Severity::Info,
        _ => Severity::Warning,
    }
}
