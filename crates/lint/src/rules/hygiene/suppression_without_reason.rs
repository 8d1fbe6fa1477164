//! WC1902.

use crate::rule::rule;
use crate::{Context, Suppression};
use webconfig_diagnostics::Severity;

rule! {
    /// Reports the suppression of a security rule of severity error without a reason.
    ///
    /// # Why
    /// Whoever reviews the file next has to find out again whether the exception is still right. The reason stands
    /// behind a colon: an XML comment cannot hold `--`.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <!-- webconfig-ignore WC0506 -->
    ///                         ^^^^^^ why?
    ///   <system.webServer>
    ///     <directoryBrowse enabled="true" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <!-- webconfig-ignore WC0506: public download area, ticket 42 -->
    ///   <system.webServer>
    ///     <directoryBrowse enabled="true" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A warning needs no reason.
    /// ```xml
    /// <configuration>
    ///   <!-- webconfig-ignore WC1003 -->
    ///   <system.webServer />
    /// </configuration>
    /// ```
    WC1902 "suppression-without-reason", Info, since "0.1",
    scope ANY, profiles "s", P1,
    on Suppression(check)
}

fn check(suppression: &Suppression<'_>, cx: &mut Context<'_>) {
    if suppression.has_reason || suppression.file.is_none() {
        return;
    }
    let entries = crate::catalogue::entries();
    let is_grave = |code: &crate::Selector| {
        entries.iter().any(|e| e.severity == Severity::Error && e.is_security() && code.matches(e.code))
    };
    for word in &suppression.words {
        let (Ok(selector), Some(place)) = (&word.selector, word.place) else { continue };
        if is_grave(selector) {
            cx.report(place, "an error of security is suppressed without a reason")
                .label("why?")
                .help("write the reason behind a colon: `<!-- webconfig-ignore WC0506: reason -->`");
        }
    }
}
