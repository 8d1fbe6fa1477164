//! What must not be shown.

use webconfig_diagnostics::Redacted;
use webconfig_schema::AttributeSchema;

/// Words in a key that make its value a secret. Compared without case, `_`, `-`, `.`, `:` and blanks.
const KEY_WORDS: [&str; 14] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "accountkey",
    "privatekey",
    "encryptionkey",
    "signingkey",
    "connectionstring",
    "credential",
];

/// Parts of a connection string or URL that hold a secret.
const VALUE_WORDS: [&str; 6] =
    ["password=", "pwd=", "accountkey=", "sharedaccesskey=", "sharedaccesssignature=", "clientsecret="];

/// A value as it may be shown; `key` is the text of the attribute that names it (`key`, `name`), if it has one.
pub(super) fn shown(schema: Option<&AttributeSchema>, name: &str, key: Option<&str>, value: &str) -> String {
    // An encrypted value names its provider; that much may be known.
    let token = value.strip_prefix("[enc:").and_then(|t| t.strip_suffix(":enc]"));
    if let Some((provider, data)) = token.and_then(|t| t.split_once(':')) {
        return if data.is_empty() {
            value.to_owned()
        } else {
            format!("[enc:{provider}:{}:enc]", Redacted(data))
        };
    }
    let by_key = name == "value" && key.is_some_and(|k| has_word(k, &KEY_WORDS));
    let is_secret = schema.is_some_and(|s| s.secret) || by_key || has_word(value, &VALUE_WORDS);
    if is_secret && !value.is_empty() { Redacted(value).to_string() } else { value.to_owned() }
}

fn has_word(text: &str, words: &[&str]) -> bool {
    let folded: String = text
        .chars()
        .filter(|c| !matches!(c, '_' | '-' | '.' | ':' | ' '))
        .flat_map(char::to_lowercase)
        .collect();
    words.iter().any(|w| folded.contains(w))
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn secrets_are_told_by_schema_key_and_content() {
        let hidden = "•••";
        assert_eq!(shown(None, "value", Some("Smtp:Password"), "hunter2"), hidden);
        assert_eq!(shown(None, "value", Some("Theme"), "dark"), "dark");
        assert_eq!(shown(None, "x", None, "Server=a;User Id=b;Password=c"), hidden);
        assert_eq!(shown(None, "x", None, "[enc:AesProvider:AAAA:enc]"), "[enc:AesProvider:•••:enc]");
        assert_eq!(shown(None, "x", None, "[enc:AesProvider::enc]"), "[enc:AesProvider::enc]");
        assert_eq!(shown(None, "value", Some("Password"), ""), "");
    }
}
