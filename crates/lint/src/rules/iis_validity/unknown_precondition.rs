//! WC0117.

use crate::Context;
use crate::rule::rule;
use crate::views::ConfigFileView;
use webconfig_config::{SectionUse, nearest};
use webconfig_diagnostics::{Place, Severity};
use webconfig_syntax::Attribute;
use webconfig_text::{FileId, TextRange};

rule! {
    /// Reports a word in the `preCondition` of a module, handler or ISAPI filter that IIS does not know.
    ///
    /// # Why
    /// The configuration loads, and then every request of the path answers 500.0: "has a bad precondition". A word
    /// that differs by letter case only is a warning. One finding a file and word, at the first place.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="Shop" path="*.shop" verb="*" type="Shop.Handler" preCondition="integratedMod" />
    ///                                                                                 ^^^^^^^^^^^^^ not a precondition
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="Shop" path="*.shop" verb="*" type="Shop.Handler" preCondition="integratedMode" />
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// References are read as what they stand for.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <handlers>
    ///       <add name="x" path="*.x" verb="*" modules="StaticFileModule" preCondition="&#105;ntegratedMode" />
    ///     </handlers>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    /// Several words, and none.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <modules>
    ///       <add name="a" type="Shop.A" preCondition="managedHandler, runtimeVersionv4.0,bitness64" />
    ///       <add name="b" type="Shop.B" preCondition="" />
    ///     </modules>
    ///   </system.webServer>
    /// </configuration>
    /// ```
    WC0117 "unknown-precondition", Error, since "0.1",
    scope WC AH, profiles "rsct", P1,
    on File(check)
}

const KNOWN: [&str; 9] = [
    "bitness32",
    "bitness64",
    "integratedMode",
    "classicMode",
    "ISAPIMode",
    "runtimeVersionv1.1",
    "runtimeVersionv2.0",
    "runtimeVersionv4.0",
    "managedHandler",
];

/// The sections whose items have preconditions, and what an item is.
const SECTIONS: [(&str, &str); 4] = [
    ("system.webServer/handlers", "handler"),
    ("system.webServer/modules", "module"),
    ("system.webServer/globalModules", "module"),
    ("system.webServer/isapiFilters", "ISAPI filter"),
];

/// A word that is no precondition, the places that have it, and the first item with it.
struct Unknown {
    token: String,
    item: String,
    places: Vec<Place>,
}

fn check(view: &ConfigFileView<'_>, cx: &mut Context<'_>) {
    let document = |file| view.server.server.file(file).map(|f| &f.document);
    let has_any = |s: &SectionUse| document(s.content.0).is_some_and(|d| d.has_name("preCondition"));
    if !view.bound.sections.iter().any(has_any) {
        return;
    }
    // A word that somebody replaced everywhere is one mistake.
    let mut unknown: Vec<Unknown> = Vec::new();
    for section in &view.bound.sections {
        let Some((_, what)) = SECTIONS.iter().find(|(path, _)| *path == &*section.path) else { continue };
        let Some(file) = view.server.server.file(section.content.0).filter(|f| f.is_linted) else { continue };
        let Some(element) = file.document.element(section.content.1) else { continue };
        for item in element.child_elements().filter(|e| e.local_name() != "remove") {
            let Some(attribute) = item.attribute("preCondition") else { continue };
            let name = || format!("{what} `{}`", item.value("name").unwrap_or_default());
            collect(file.id, attribute, name, &mut unknown);
        }
    }
    for Unknown { token, item, places } in unknown {
        let Some((first, rest)) = places.split_first() else { continue };
        let and_more = match rest.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let token = &*token;
        let same = KNOWN.iter().find(|k| k.eq_ignore_ascii_case(token));
        let message = match same {
            Some(known) => format!(
                "the precondition `{token}` of {item}{and_more} is known as `{known}`, and IIS may compare the case"
            ),
            None => format!(
                "IIS knows no precondition `{token}` ({item}{and_more}): every request below answers 500.0"
            ),
        };
        let mut report = cx.report(*first, message);
        report.label("not a precondition").help(match (same, nearest(token, KNOWN).first()) {
            (Some(known), _) => format!("write `{known}`"),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => {
                "delete it; what IIS knows is `bitness32`, `bitness64`, `integratedMode`, `classicMode`, \
                             `runtimeVersionv2.0`, `runtimeVersionv4.0`, `managedHandler`"
                    .to_owned()
            }
        });
        for place in rest.iter().take(10) {
            report.related(*place, "here too");
        }
        if same.is_some() {
            report.graded(Severity::Warning);
        }
    }
}

fn collect(file: FileId, attribute: Attribute<'_>, name: impl Fn() -> String, unknown: &mut Vec<Unknown>) {
    let value = attribute.value();
    // With references in it the parts of the value are no parts of the text.
    let is_plain = *value == *attribute.raw_value();
    let mut start = attribute.value_range().start();
    for part in value.split(',') {
        let token = part.trim();
        let at = start + (part.len() - part.trim_start().len()) as u32;
        start += part.len() as u32 + 1;
        if token.is_empty() || KNOWN.contains(&token) || webconfig_config::is_placeholder(token) {
            continue;
        }
        let range =
            if is_plain { TextRange::new(at, at + token.len() as u32) } else { attribute.value_range() };
        let place = Place::new(file, range);
        // A hostile file has a new word in every item.
        let is_full = unknown.len() >= 100;
        match unknown.iter_mut().find(|u| u.token == token) {
            Some(known) => known.places.push(place),
            None if is_full => {}
            None => unknown.push(Unknown { token: token.to_owned(), item: name(), places: vec![place] }),
        }
    }
}
