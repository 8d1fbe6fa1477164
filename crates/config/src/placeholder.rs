//! Values that are none yet.

/// A value that some build or release step will still fill in: `#{name}`, `__NAME__`, `$(NAME)`, `{{name}}`,
/// `@@name@@`, `[NAME]`.
pub fn is_placeholder(value: &str) -> bool {
    if !value.bytes().any(|b| matches!(b, b'#' | b'$' | b'{' | b'@' | b'_' | b'[')) {
        return false;
    }
    let inside = |open: &str, close: &str| {
        value.find(open).is_some_and(|s| {
            value.get(s + open.len()..).and_then(|rest| rest.find(close)).is_some_and(|e| e > 0)
        })
    };
    let underscores = value.len() > 4
        && value.find("__").is_some_and(|s| {
            let rest = value.get(s + 2..).unwrap_or("");
            rest.find("__").is_some_and(|e| {
                e > 0
                    && rest
                        .get(..e)
                        .unwrap_or("")
                        .chars()
                        .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
            })
        });
    // `[PORT]`, `[POOL]`: capitals in brackets, as test templates write them; no IPv6 address has no colon.
    let brackets = value.find('[').is_some_and(|s| {
        let rest = value.get(s + 1..).unwrap_or("");
        rest.find(']').is_some_and(|e| {
            let name = rest.get(..e).unwrap_or("");
            e > 2 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        })
    });
    inside("#{", "}")
        || inside("$(", ")")
        || inside("{{", "}}")
        || inside("@@", "@@")
        || underscores
        || brackets
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn placeholders_of_every_form_are_known_and_values_are_none() {
        for value in
            ["#{Name}", "#{Name}#", "x-#{Name}-y", "$(Name)", "{{Name}}", "@@Name@@", "__Name__", "[PORT]"]
        {
            assert!(is_placeholder(value), "{value}");
        }
        for value in ["true", "", "a@b.test", "$1", "{R:1}", "[::1]", "Logging__Level", "@@", "#{}"] {
            assert!(!is_placeholder(value), "{value}");
        }
    }
}
