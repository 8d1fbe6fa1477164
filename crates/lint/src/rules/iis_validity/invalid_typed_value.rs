//! WC0104.

use crate::Context;
use crate::rule::rule;
use crate::views::ProblemView;
use webconfig_config::{ProblemKind, nearest};
use webconfig_diagnostics::{Redacted, Safety, Severity};
use webconfig_format::set_value;
use webconfig_schema::parse_time_span;

rule! {
    /// Reports a value that the type of its attribute, or what the schema says beyond the type, refuses.
    ///
    /// # Why
    /// IIS refuses the whole section. `startupTimeLimit` counts seconds up to 3600, `idleTimeout` is a time span in
    /// whole minutes, a Boolean is `true` or `false` and never `1` or `yes`.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <directoryBrowse enabled="no" />
    ///                               ^^ a Boolean is `true` or `false`
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <aspNetCore processPath="dotnet" arguments=".\Shop.dll" startupTimeLimit="00:02:00" requestTimeout="00:00:01.5" />
    ///                                                                               ^^^^^^^^ a whole number from 0 to 3600 is needed
    ///                                                                                                         ^^^^^^^^^^ it must lie within 00:00:00 to 15.00:00:00, in whole seconds
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <directoryBrowse enabled="false" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Enum and flag names compare without case and may be numbers; a placeholder is WC0110.
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpErrors errorMode="custom" />
    ///     <directoryBrowse enabled="True" showFlags="#{Flags}" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    WC0104 "invalid-typed-value", Error, since "0.1",
    scope WC AH, profiles "rsct", P0,
    on Problem(check)
}

fn check(view: &ProblemView<'_>, cx: &mut Context<'_>) {
    let name = view.written();
    if let ProblemKind::DoubtfulSiteName { characters } = &view.problem.kind {
        let message = format!(
            "`{name}` holds `{characters}`, which IIS reads but its tools let nobody give to a site: IIS Manager and \
             `appcmd` cannot change this one"
        );
        view.report(cx, view.value_place(), message)
            .label("refused by the tools of IIS")
            .help("give the site a name of letters, digits, blanks, dots and dashes")
            .graded(Severity::Warning);
        return;
    }
    let ProblemKind::InvalidValue { secret, problem } = &view.problem.kind else { return };
    let value = &*view.value();
    let shown = match () {
        () if *secret => Redacted(value).to_string(),
        () if value.chars().count() > 60 => format!("{}…", value.chars().take(60).collect::<String>()),
        () => value.to_owned(),
    };
    let why = &problem.message;
    let shown: String = shown.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let message = format!("`{shown}` is no value of `{name}`, {why}: {}", view.consequence());
    let meant = if *secret { None } else { meant(value, why).or_else(|| seconds(name, value, why)) };
    let mut report = view.report(cx, view.value_place(), message);
    report.label(why.clone());
    match (meant, view.attribute()) {
        (Some(meant), Some(attribute)) => {
            report.help(format!("did you mean `{meant}`?"));
            report.edit(format!("write `{meant}`"), Safety::Manual, set_value(attribute, &meant));
        }
        _ => {
            report.help(format!("write a value that `{name}` takes: {why}"));
        }
    }
}

/// The seconds of a time span, where an attribute that limits a time counts them.
fn seconds(name: &str, value: &str, why: &str) -> Option<String> {
    let counts = name.contains("Time") && why.starts_with("a whole number");
    parse_time_span(value).filter(|_| counts).map(|s| s.to_string())
}

/// What the value was probably meant to be.
fn meant(value: &str, why: &str) -> Option<String> {
    if why.contains("Boolean") {
        return match value.trim().to_ascii_lowercase().as_str() {
            "yes" | "on" | "1" | "true" | "enabled" => Some("true".to_owned()),
            "no" | "off" | "0" | "false" | "disabled" => Some("false".to_owned()),
            word => nearest(word, ["true", "false"]).pop(),
        };
    }
    // The names that are possible stand quoted in the reason.
    let members = || why.split('`').skip(1).step_by(2);
    if why.starts_with("it is one of") {
        return nearest(value.trim(), members()).into_iter().next();
    }
    if !why.starts_with("it is a comma list") {
        return None;
    }
    let is_member = |part: &str| members().any(|m| m.eq_ignore_ascii_case(part));
    let parts: Option<Vec<String>> = value
        .split([',', '|', ';'])
        .map(str::trim)
        .map(|part| {
            if is_member(part) { Some(part.to_owned()) } else { nearest(part, members()).into_iter().next() }
        })
        .collect();
    parts.map(|p| p.join(","))
}
