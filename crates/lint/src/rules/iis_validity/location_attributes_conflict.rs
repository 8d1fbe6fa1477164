//! WC0116.

use crate::Context;
use crate::rule::rule;
use crate::views::ProblemView;
use webconfig_config::{ProblemKind, nearest};

rule! {
    /// Reports a `location` whose own attributes contradict each other or mean nothing, or that stands inside
    /// another, or that holds `configSections`.
    ///
    /// # Why
    /// IIS refuses the whole file.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <location path="admin" overrideMode="Deny" allowOverride="true">
    ///    ^^^^^^^^ `overrideMode` and `allowOverride` together
    ///     <system.webServer />
    ///   </location>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <location path="admin" overrideMode="Denied">
    ///                                        ^^^^^^ no value of `overrideMode`
    ///     <system.webServer />
    ///   </location>
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <location path="admin">
    ///     <location path="users">
    ///      ^^^^^^^^ inside another `location`
    ///       <system.webServer />
    ///     </location>
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <location path="admin/users" overrideMode="Deny">
    ///     <system.webServer />
    ///   </location>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Both at once would be wrong, one each is not.
    /// ```xml
    /// <configuration>
    ///   <location path="a" allowOverride="false" />
    ///   <location path="b" overrideMode="Inherit" inheritInChildApplications="false" />
    /// </configuration>
    /// ```
    WC0116 "location-attributes-conflict", Error, since "0.1",
    scope WC AH, profiles "rsct", P1,
    on Problem(check)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let consequence = view.consequence();
    match &view.problem.kind {
        ProblemKind::LocationConflict => {
            let message = format!(
                "`overrideMode` and `allowOverride` say the same thing twice on one `location`: {consequence}"
            );
            view.report(cx, view.name_place(), message)
                .label("`overrideMode` and `allowOverride` together")
                .help("keep `overrideMode` and delete the old `allowOverride`");
        }
        ProblemKind::LocationAttribute => {
            let name = view.written();
            let values = values(name);
            if values.is_empty() {
                let known = ["path", "overrideMode", "allowOverride", "inheritInChildApplications"];
                let meant = nearest(name, known);
                view.report(
                    cx,
                    view.attribute_name_place(),
                    format!("`location` has no attribute `{name}`: {consequence}"),
                )
                .label("not an attribute of `location`")
                .help(match meant.first() {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "delete it".to_owned(),
                });
                return;
            }
            let value = &*view.value();
            let list = values.iter().map(|v| format!("`{v}`")).collect::<Vec<_>>().join(", ");
            view.report(cx, view.value_place(), format!("`{value}` is no value of `{name}`: {consequence}"))
                .label(format!("no value of `{name}`"))
                .help(match nearest(value, values.iter().copied()).first() {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it is one of {list}"),
                });
        }
        ProblemKind::NestedLocation => {
            let name = view.element.local_name();
            view.report(cx, view.name_place(), format!("`{name}` stands inside a `location`: {consequence}"))
                .label("inside another `location`")
                .help(if name == "location" {
                    "move it out, directly into `configuration`, with the whole path"
                } else {
                    "move it out: `configSections` is the first element of `configuration`"
                });
        }
        _ => {}
    }
}

fn values(attribute: &str) -> &'static [&'static str] {
    match attribute {
        "overrideMode" => &["Inherit", "Allow", "Deny"],
        "allowOverride" | "inheritInChildApplications" => &["true", "false"],
        _ => &[],
    }
}
