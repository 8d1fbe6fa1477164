//! WC1007.

use crate::Context;
use crate::rule::rule;
use crate::views::SectionView;
use crate::views::core_module::SECTION;
use webconfig_config::Item;

rule! {
    /// Reports error pages of IIS in the place of an ASP.NET Core application's own.
    ///
    /// That is `existingResponse="Replace"`, or `errorMode="Custom"` with pages for 4xx or 5xx and without
    /// `existingResponse="PassThrough"`.
    ///
    /// # Why
    /// The bodies that the application writes with an error status vanish: problem details of an API become HTML.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors existingResponse="Replace" />
    ///                                   ^^^^^^^ the application's answers vanish
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors existingResponse="PassThrough" />
    ///     <aspNetCore processPath="dotnet" arguments=".\A.dll" hostingModel="inprocess" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// No ASP.NET Core application.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors existingResponse="Replace" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # References
    /// - IIS configuration reference, `httpErrors`
    WC1007 "http-errors-swallow-app-responses", Warning, since "0.1",
    scope WC, profiles "rs", P1,
    on Section("system.webServer/httpErrors", check)
}

fn check(errors: &SectionView<'_>, cx: &mut Context<'_>) {
    let is_core = || {
        errors.is_core()
            || errors
                .other(SECTION)
                .is_some_and(|s| s.last_written().is_some_and(|o| errors.server.is_under_test(o)))
    };
    let existing = errors.text("existingResponse");
    let is_replaced = existing.eq_ignore_ascii_case("Replace");
    let is_custom = errors.text("errorMode").eq_ignore_ascii_case("Custom");
    let page = || errors.items().find(|item| is_own_page(errors, item));
    let at = if is_replaced {
        errors.written("existingResponse")
    } else if is_custom && !existing.eq_ignore_ascii_case("PassThrough") && page().is_some() {
        errors.written("errorMode")
    } else {
        None
    };
    let Some((_, place)) = at.filter(|_| is_core()) else { return };
    let message = if is_replaced {
        "IIS replaces every error answer of the application, so its own bodies (problem details, JSON) vanish"
    } else {
        "IIS answers errors with pages of its own instead of the application's, so its bodies (problem details, JSON) \
         vanish"
    };
    let mut report = cx.report(place, message);
    report
        .label("the application's answers vanish")
        .help("write `existingResponse=\"PassThrough\"`, and let the application make its error pages")
        .scope(errors.scope());
    if let Some(place) = page().filter(|_| !is_replaced).and_then(|p| errors.item_place(p)) {
        report.related(place, "such as this one");
    }
}

/// A page for a client's or server's error that a file under test names.
fn is_own_page(errors: &SectionView<'_>, item: &Item<'_>) -> bool {
    let is_written = item.element.last_written().is_some_and(|o| errors.server.is_under_test(o));
    let is_error = item.element.number("statusCode").is_some_and(|n| (400..600).contains(&n));
    let mode = item.element.text("responseMode");
    is_written && is_error && (mode.eq_ignore_ascii_case("ExecuteURL") || mode.eq_ignore_ascii_case("File"))
}
