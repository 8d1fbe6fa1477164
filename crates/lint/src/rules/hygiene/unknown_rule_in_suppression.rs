//! WC1903.

use crate::rule::rule;
use crate::settings::Settings;
use crate::{Context, Suppression, UnknownRule};
use webconfig_diagnostics::{Place, Safety};
use webconfig_text::TextEdits;

rule! {
    /// Reports a suppression or a setting that names a rule that does not exist.
    ///
    /// # Why
    /// It does nothing, and whoever wrote it believes that it does.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <!-- webconfig-ignore WC9999: reason -->
    ///                         ^^^^^^ no such rule
    ///   <appSettings />
    /// </configuration>
    /// ```
    /// ```xml
    /// <configuration>
    ///   <!-- webconfig-ignore: reason -->
    ///   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ names no rule
    ///   <appSettings />
    /// </configuration>
    /// ```
    /// ```toml webconfig.toml
    /// [lint]
    /// ignore = ["stdout-log-enable"]
    ///           ^^^^^^^^^^^^^^^^^^^ no such rule
    /// ```
    /// ```xml web.config
    /// <configuration />
    /// ```
    ///
    /// ```toml webconfig.toml
    /// [lint]
    /// select = ["WC0506", "WC9999"]
    ///                     ^^^^^^^^ no such rule
    /// ```
    /// ```xml web.config
    /// <configuration />
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <!-- webconfig-ignore WC1102: reason -->
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// A group may be named by the begin of its codes.
    /// ```xml
    /// <configuration>
    ///   <!-- webconfig-ignore-file WC11: reason -->
    /// </configuration>
    /// ```
    WC1903 "unknown-rule-in-suppression", Warning, since "0.1",
    scope ANY, profiles "rsct", P1,
    on Suppression(check_suppression), Settings(check_settings)
}

fn check_suppression(suppression: &Suppression<'_>, cx: &mut Context<'_>) {
    if suppression.file.is_none() {
        return;
    }
    if suppression.words.is_empty() {
        cx.report(suppression.comment, "a suppression names no rule")
            .label("names no rule")
            .help("name the rules before the colon: `<!-- webconfig-ignore WC1003: reason -->`");
    }
    for word in &suppression.words {
        let (Err(unknown), Some(place)) = (&word.selector, word.place) else { continue };
        let suggestion = if cx.is_full() { None } else { unknown.suggestion() };
        let mut report = report(cx, unknown, suggestion.as_deref(), place);
        if let (Some(name), Some(range)) = (suggestion, place.range) {
            report.edit(format!("write `{name}`"), Safety::Manual, TextEdits::single(range, name));
        } else if !suppression.has_reason {
            report.help("a reason stands behind a colon: `<!-- webconfig-ignore WC1003: reason -->`");
        }
    }
}

fn check_settings(settings: &Settings, cx: &mut Context<'_>) {
    for word in settings.rule_words() {
        if let (Err(unknown), Some(place)) = (&word.selector, word.place) {
            report(cx, unknown, unknown.suggestion().as_deref(), place);
        }
    }
}

fn report<'c>(
    cx: &'c mut Context<'_>,
    unknown: &UnknownRule,
    suggestion: Option<&str>,
    place: Place,
) -> crate::Report<'c> {
    let mut report = cx.report(place, format!("there is no rule `{}`", unknown.word));
    report.label("no such rule").help(match suggestion {
        Some(name) => format!("did you mean `{name}`?"),
        None => "`webconfig rules` lists all of them".to_owned(),
    });
    report
}
