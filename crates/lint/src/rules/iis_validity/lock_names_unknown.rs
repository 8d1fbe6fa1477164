//! WC0118.

use crate::Context;
use crate::rule::rule;
use crate::views::ProblemView;
use webconfig_config::{ProblemKind, nearest};

rule! {
    /// Reports a name in `lockAttributes`, `lockElements` or their `…Except` forms that the element does not have.
    ///
    /// # Why
    /// IIS refuses the section, everywhere below the file. What was to be locked is not.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors lockAttributes="errorMod" />
    ///                                 ^^^^^^^^ not an attribute of `httpErrors`
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors lockAttributes="errorMode,defaultPath" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// The star stands for all of them.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors lockAttributes="*" lockElements="clear" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    WC0118 "lock-names-unknown", Error, since "0.1",
    scope WC AH, profiles "rsct", P1,
    on Problem(check)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let ProblemKind::UnknownLockName { name, is_attribute } = &view.problem.kind else { return };
    let list = view.written();
    let element = view.element.local_name();
    let what = if *is_attribute { "attribute" } else { "element" };
    let message =
        format!("`{list}` names `{name}`, which is no {what} of `{element}`: {}", view.consequence());
    let schema = view.server.server.schema().section(&view.problem.section).map(|s| &s.root);
    // The names of the section itself are at hand; those of an element deep inside are not worth the way.
    let names: Vec<&str> = schema
        .filter(|s| &*s.name == element)
        .map(|s| {
            let attributes = s.attributes.iter().map(|a| &*a.name);
            let elements = s.elements.iter().map(|e| &*e.name);
            if *is_attribute { attributes.collect() } else { elements.collect() }
        })
        .unwrap_or_default();
    let meant = nearest(name, names);
    view.report(cx, view.value_place(), message).label(format!("not an {what} of `{element}`")).help(
        match meant.first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("name what `{element}` has, or `*` for everything"),
        },
    );
}
