//! WC0110.

use crate::rule::rule;
use crate::rules::xml_form::merge_conflict_or_editor_residue;
use crate::{Context, ContextKind, SourceFile};
use memchr::{memchr2_iter, memchr3, memchr3_iter};
use webconfig_text::TextRange;

rule! {
    /// Reports a placeholder that a deployment should have replaced, in a file on a server or in a publish folder:
    /// `#{Name}`, `#{Name}#`, `$(Name)`, `{{Name}}`, `@@Name@@`, `__NAME__` as a whole value, and `%LAUNCHER_PATH%`
    /// outside of `aspNetCore`.
    ///
    /// # Why
    /// The step that replaces did not run. Values with a type are refused (500.19), the others are taken literally.
    ///
    /// # Fires
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpRedirect enabled="#{RedirectEnabled}#" destination="/" />
    ///                            ^^^^^^^^^^^^^^^^^^^ was never replaced
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Clean
    /// ```xml
    /// <configuration>
    ///   <system.webServer>
    ///     <httpRedirect enabled="false" destination="/" />
    ///   </system.webServer>
    /// </configuration>
    /// ```
    ///
    /// # Trap
    /// Environment variables, back references of URL Rewrite and names with `__` are none, and in a source tree
    /// placeholders belong there.
    /// ```xml
    /// <configuration>
    ///   <appSettings>
    ///     <add key="Logging__LogLevel__Default" value="%TEMP%\{R:1}{HTTP_HOST}" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    /// ```xml context=project
    /// <configuration>
    ///   <appSettings>
    ///     <add key="Endpoint" value="#{Endpoint}" />
    ///   </appSettings>
    /// </configuration>
    /// ```
    WC0110 "unresolved-token", Error, since "0.1",
    scope WC AH PUB, profiles "rs", P1,
    on Syntax(check)
}

/// Whether this rule speaks of a placeholder in a text.
pub(super) fn speaks_of(context: ContextKind, text: &str) -> bool {
    is_judged(context) && token(text).is_some()
}

fn is_judged(context: ContextKind) -> bool {
    matches!(context, ContextKind::Published | ContextKind::Server)
}

fn check(file: &SourceFile<'_>, cx: &mut Context<'_>) {
    if !is_judged(file.context) {
        return;
    }
    let text = file.text();
    if !may_have_token(text) || file.is_binary() {
        return;
    }
    for element in file.document.elements() {
        for attribute in element.attributes() {
            let raw = attribute.raw_value();
            if let Some((start, end)) = token(raw).or_else(|| launcher(raw, element.local_name())) {
                let from = attribute.value_range().start();
                report(
                    raw.get(start..end).unwrap_or(raw),
                    TextRange::new(from + start as u32, from + end as u32),
                    cx,
                );
            }
        }
    }
    for node in file.document.nodes().filter(|n| n.kind() == webconfig_syntax::NodeKind::Text) {
        let raw = node.raw();
        // A text that is the value of its element, as in `applicationSettings`.
        if let Some((start, end)) = token(raw) {
            let from = node.range().start();
            // As the name of an element it is WC0006's business.
            if merge_conflict_or_editor_residue::speaks_of(text, from + start as u32) {
                continue;
            }
            report(
                raw.get(start..end).unwrap_or(raw),
                TextRange::new(from + start as u32, from + end as u32),
                cx,
            );
        }
    }
}

/// Whether a sign of a placeholder stands anywhere.
fn may_have_token(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_sign = |at: usize| {
        let pair = (at.checked_sub(1).and_then(|before| bytes.get(before)), bytes.get(at), bytes.get(at + 1));
        match pair {
            (Some(b'#' | b'{'), Some(b'{'), _) | (Some(b'$'), Some(b'('), _) => true,
            (_, Some(b'%'), next) => next == Some(&b'L'),
            (Some(before), Some(sign @ (b'@' | b'_')), _) => before == sign,
            _ => false,
        }
    };
    memchr3_iter(b'{', b'(', b'@', bytes).chain(memchr2_iter(b'_', b'%', bytes)).any(is_sign)
}

fn report(token: &str, at: TextRange, cx: &mut Context<'_>) {
    cx.report(
        at,
        format!("the placeholder `{token}` was never replaced: it is taken as it stands, or refused"),
    )
    .label("was never replaced")
    .help("run the step of the deployment that fills it in, or write the value");
}

fn launcher(value: &str, element: &str) -> Option<(usize, usize)> {
    if element == "aspNetCore" || !value.as_bytes().contains(&b'%') {
        return None;
    }
    ["%LAUNCHER_PATH%", "%LAUNCHER_ARGS%"].iter().find_map(|t| value.find(t).map(|at| (at, at + t.len())))
}

/// Where the first placeholder is.
fn token(value: &str) -> Option<(usize, usize)> {
    let whole = value.trim();
    if let Some(name) = whole.strip_prefix("__").and_then(|v| v.strip_suffix("__"))
        && is_name(name, true)
    {
        let start = value.len() - value.trim_start().len();
        return Some((start, start + whole.len()));
    }
    // Most values hold no sign at all, and that is told at once.
    memchr3(b'{', b'(', b'@', value.as_bytes())?;
    [("#{", "}"), ("$(", ")"), ("{{", "}}"), ("@@", "@@")]
        .into_iter()
        .filter_map(|(open, close)| delimited(value, open, close))
        .min_by_key(|(start, _)| *start)
}

fn delimited(value: &str, open: &str, close: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(at) = value.get(from..)?.find(open) {
        let start = from + at;
        let inner = start + open.len();
        let length = value.get(inner..)?.find(close)?;
        if is_name(value.get(inner..inner + length)?.trim(), open == "$(") {
            let end = inner + length + close.len();
            let hash = usize::from(open == "#{" && value.get(end..)?.starts_with('#'));
            return Some((start, end + hash));
        }
        from = inner;
    }
    None
}

/// A name as deployment tools have it: a letter, then letters, digits, `.`, `_`, `-`, `:`, and, unless `strict`,
/// blanks, brackets and the bar of a filter.
fn is_name(text: &str, strict: bool) -> bool {
    let begins = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    begins
        && text.len() <= 200
        && text.chars().all(|c| {
            c.is_alphanumeric()
                || matches!(c, '.' | '_' | '-' | ':')
                || (!strict && matches!(c, ' ' | '[' | ']' | '|' | '/'))
        })
}

#[cfg(test)]
mod tests {
    use super::{may_have_token, token};

    #[test]
    fn a_sign_is_seen_wherever_it_stands() {
        for sign in ["#{", "$(", "{{", "@@", "__", "%LAUNCHER_PATH%"] {
            for length in [0, 1, 254, 255, 256, 257, 600] {
                assert!(may_have_token(&format!("{}{sign}", "a".repeat(length))), "{sign} behind {length}");
            }
        }
        assert!(!may_have_token("a#b{c$d(e{f@g_h%i") && !may_have_token(""));
    }

    #[test]
    fn placeholders_are_found_and_ordinary_values_are_not() {
        let found = |value: &'static str| token(value).map(|(s, e)| &value[s..e]);
        assert_eq!(found("Server=#{Db.Host};"), Some("#{Db.Host}"));
        assert_eq!(found("#{On}#"), Some("#{On}#"));
        assert_eq!(found("x$(Build.Number)"), Some("$(Build.Number)"));
        assert_eq!(found(" __STAGE__ "), Some("__STAGE__"));
        assert_eq!(found("{{ Region }}"), Some("{{ Region }}"));
        assert_eq!(found("@@Region@@"), Some("@@Region@@"));
        for value in ["^[a-z]#{2,3}$", "{R:1}", "a__b__c", "____", "$(", "{{}}", "^(a)$(b|c)", "{Map:{R:1}}"]
        {
            assert_eq!(found(value), None, "{value}");
        }
    }
}
