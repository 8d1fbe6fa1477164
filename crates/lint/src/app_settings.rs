//! What rules ask of an `appsettings.json`.

use jsonc_parser::{JsonValue, ParseOptions};

/// The text of `AllowedHosts`, in whatever letter case the key has; `None` where it is not set or the file is no JSON.
pub(crate) fn allowed_hosts(json: &str) -> Option<String> {
    let Ok(Some(JsonValue::Object(object))) = jsonc_parser::parse_to_value(json, &ParseOptions::default())
    else {
        return None;
    };
    object.into_iter().find_map(|(key, value)| match value {
        JsonValue::String(hosts) if key.eq_ignore_ascii_case("AllowedHosts") => Some(hosts.into_owned()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::allowed_hosts;

    #[test]
    fn comments_and_letter_case_do_not_matter() {
        let json = "{ // hosts\n \"allowedHosts\": \"a.example;b.example\", }";
        assert_eq!(allowed_hosts(json).as_deref(), Some("a.example;b.example"));
        assert_eq!(allowed_hosts("{"), None);
    }
}
