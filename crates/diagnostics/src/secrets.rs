//! Where a text holds what nobody should see in a log.
//!
//! Read letter by letter and not from a tree, so that broken XML, comments and text cut off in the middle of a value are
//! covered too. It would rather cover too much: what is covered here is only not shown, findings do not depend on it.

use webconfig_text::TextRange;

/// The ranges that hold secrets, sorted and disjoint: values of attributes, elements, settings and JSON members whose
/// names say so, connection strings, and values with credentials in them.
///
/// ```
/// use webconfig_diagnostics::secret_ranges;
/// let text = r#"<add key="ApiKey" value="hunter2" /><add key="Theme" value="dark" />"#;
/// let found: Vec<&str> = secret_ranges(text).iter().map(|range| range.of(text)).collect();
/// assert_eq!(found, ["hunter2"]);
/// ```
pub fn secret_ranges(text: &str) -> Vec<TextRange> {
    let mut found = if text.trim_start().starts_with(['{', '[']) { json(text) } else { xml(text) };
    found.retain(|range| !range.is_empty());
    found.sort_unstable();
    found.dedup_by(|next, last| {
        let touches = next.start() <= last.end();
        if touches {
            *last = last.cover(*next);
        }
        touches
    });
    found
}

/// Parts of names that mean a secret, in lower case and without separators.
const SECRET: [&str; 18] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "apikey",
    "accountkey",
    "accesskey",
    "privatekey",
    "jwtkey",
    "validationkey",
    "decryptionkey",
    "encryptionkey",
    "connectionstring",
    "encryptedvalue",
    "token",
    "credential",
    "saskey",
];

/// Endings of names that speak about a secret without being one.
const ABOUT: [&str; 18] = [
    "name",
    "url",
    "uri",
    "endpoint",
    "policy",
    "format",
    "enabled",
    "length",
    "timeout",
    "lifetime",
    "expiration",
    "checking",
    "publickeytoken",
    "forwardwindowsauthtoken",
    "passanonymoustoken",
    "provider",
    "type",
    "attempts",
];

/// Whether a name announces a secret value.
fn is_secret_name(name: &str) -> bool {
    // Names of settings are short; a text is no name.
    if name.len() > 200 {
        return false;
    }
    let name: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    SECRET.iter().any(|part| name.contains(part)) && !ABOUT.iter().any(|end| name.ends_with(end))
}

/// Whether a value holds a credential whatever its name is: `password=…`, `//user:word@host`, a key in PEM, a JWT.
fn has_credentials(value: &str) -> bool {
    // Where the word before a `=` begins.
    let mut word = 0;
    // Within `//…` up to the next `/`: whether a colon was seen.
    let mut authority = None;
    let mut last = ' ';
    for (at, c) in value.char_indices() {
        match c {
            '=' => {
                let name = value.get(word..at).unwrap_or("").trim();
                let after = value.get(at + 1..).unwrap_or("").trim_start();
                let is_given = !after.is_empty() && !after.starts_with([';', ',', '&', '=']);
                if is_given && (is_secret_name(name) || name.eq_ignore_ascii_case("sig")) {
                    return true;
                }
                word = at + 1;
            }
            ';' | ',' | '&' | '?' | '"' | '\'' | '{' | '\n' => word = at + 1,
            '/' => authority = (last == '/').then_some(false),
            ':' if authority.is_some() => authority = Some(true),
            '@' if authority == Some(true) => return true,
            c if c.is_whitespace() => authority = None,
            _ => {}
        }
        last = c;
    }
    value.contains("PRIVATE KEY-----") || value.split([' ', '"', '\'']).any(is_jwt)
}

fn is_jwt(word: &str) -> bool {
    word.starts_with("eyJ") && word.len() > 40 && word.matches('.').count() == 2
}

fn is_nothing(value: &str) -> bool {
    let value = value.trim();
    value.is_empty() || value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false")
}

/// What is known of the tag that is being read.
#[derive(Default)]
struct Tag<'t> {
    name: &'t str,
    /// Its `key` or `name` announces a secret.
    announces: bool,
    /// Its `value`.
    value: Option<TextRange>,
}

fn xml(text: &str) -> Vec<TextRange> {
    let mut found = Vec::new();
    let mut tag = Tag::default();
    // The content of the elements that follow belongs to a setting whose name announces a secret.
    let mut inside = false;
    let mut at = 0;
    while let Some(step) = text.get(at..).and_then(|rest| rest.find(['<', '>', '='])) {
        let here = at + step;
        at = here + 1;
        match text.as_bytes().get(here) {
            Some(b'<') => {
                let rest = text.get(at..).unwrap_or("");
                let name = rest.split(|c: char| c.is_whitespace() || matches!(c, '>' | '=' | '<')).next();
                tag = Tag { name: name.unwrap_or(""), ..Tag::default() };
                if tag.name.starts_with('/') && !tag.name.eq_ignore_ascii_case("/value") {
                    inside = false;
                }
            }
            Some(b'>') => {
                if tag.announces {
                    found.extend(tag.value);
                    inside |= !text.get(..here).is_some_and(|before| before.ends_with('/'));
                }
                let content = at + text.get(at..).and_then(|rest| rest.find('<')).unwrap_or(text.len() - at);
                let range = TextRange::new(at as u32, content as u32);
                let words = range.of(text);
                let named = !tag.name.starts_with(['/', '!', '?']) && is_secret_name(tag.name);
                let valued = inside && tag.name.eq_ignore_ascii_case("value");
                if ((named || valued) && !is_nothing(words)) || has_credentials(words) {
                    found.push(range);
                }
                tag = Tag::default();
                at = content;
            }
            _ => {
                let Some((name, value)) = attribute(text, here) else { continue };
                let words = value.of(text);
                at = value.end() as usize;
                if (is_secret_name(name) && !is_nothing(words)) || has_credentials(words) {
                    found.push(value);
                }
                match name.to_ascii_lowercase().as_str() {
                    "key" | "name" => tag.announces |= is_secret_name(words),
                    "value" if !is_nothing(words) => tag.value = Some(value),
                    _ => {}
                }
            }
        }
    }
    // A tag that was cut off.
    if tag.announces {
        found.extend(tag.value);
    }
    found
}

/// Name and value of the attribute whose `=` is at `equals`. A value without its closing quote ends with its line.
fn attribute(text: &str, equals: usize) -> Option<(&str, TextRange)> {
    // Names are short: a bound keeps `= = = =` linear.
    let begin = text.floor_boundary(equals.saturating_sub(200));
    let before = text.get(begin..equals)?.trim_end();
    let name = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'')).next()?;
    let after = text.get(equals + 1..)?;
    let blanks = after.len() - after.trim_start_matches([' ', '\t', '\r', '\n']).len();
    let quote = after.get(blanks..)?.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let start = equals + 1 + blanks + 1;
    let rest = text.get(start..)?;
    // The line is looked for within the value only, so that many values in one line are read once each.
    let quoted = rest.find(quote);
    let value = quoted.map_or(rest, |end| rest.get(..end).unwrap_or(""));
    let line = value.find(['\n', '\r']);
    let end = match (quoted, line) {
        (Some(end), None) => end,
        (Some(end), Some(_)) if !value.contains(['<', '>']) => end,
        (_, line) => line.unwrap_or(rest.len()),
    };
    Some((name, TextRange::new(start as u32, (start + end) as u32)))
}

fn json(text: &str) -> Vec<TextRange> {
    let mut found = Vec::new();
    let mut key = "";
    let mut at = 0;
    while let Some(step) = text.get(at..).and_then(|rest| rest.find('"')) {
        let start = at + step + 1;
        let range = TextRange::new(start as u32, string_end(text, start) as u32);
        let words = range.of(text);
        at = range.end() as usize + 1;
        if text.get(at..).is_some_and(|rest| rest.trim_start().starts_with(':')) {
            key = words;
        } else if (is_secret_name(key) && !is_nothing(words)) || has_credentials(words) {
            found.push(range);
        }
    }
    found
}

/// Where a JSON string ends that begins at `start`: at its quote, or with its line.
fn string_end(text: &str, start: usize) -> usize {
    let mut escaped = false;
    for (at, c) in text.get(start..).unwrap_or("").char_indices() {
        match c {
            '\n' => return start + at,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return start + at,
            _ => {}
        }
    }
    text.len()
}

trait FloorBoundary {
    fn floor_boundary(&self, at: usize) -> usize;
}

impl FloorBoundary for str {
    fn floor_boundary(&self, at: usize) -> usize {
        (0..=at).rev().find(|at| self.is_char_boundary(*at)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(text: &str) -> Vec<&str> {
        secret_ranges(text).into_iter().map(|range| range.of(text)).collect()
    }

    #[test]
    fn names_announce_secrets_wherever_they_stand() {
        assert_eq!(secrets("<identity userName='svc' password='p1' />"), ["p1"]);
        assert_eq!(
            secrets("<machineKey validationKey = \"AB\"\n decryptionKey='CD' validation='HMACSHA256' />"),
            ["AB", "CD"]
        );
        assert_eq!(secrets("<add value='v1' key='Smtp:Password' /><add key='Page' value='x' />"), ["v1"]);
        assert_eq!(secrets("<environmentVariable name='JWT__KEY' value='abc' />"), ["abc"]);
        assert_eq!(secrets("<add name='db' connectionString='Server=x' />"), ["Server=x"]);
        assert_eq!(secrets("<UserPWD>p2</UserPWD><UserName>me</UserName>"), ["p2"]);
        assert_eq!(secrets("<setting name='ApiSecret'><value>p3</value></setting><value>no</value>"), ["p3"]);
    }

    #[test]
    fn names_that_only_speak_about_secrets_do_not() {
        for text in [
            "<assemblyIdentity publicKeyToken='31bf3856ad364e35' />",
            "<add key='TokenEndpoint' value='https://x/y' />",
            "<aspNetCore forwardWindowsAuthToken='false' />",
            "<add connectionStringName='Default' passwordFormat='Hashed' />",
            "<add key='Secret' value='' />",
            "<a b='x=1;y=2' c='http://host:80/a@b' />",
        ] {
            assert_eq!(secrets(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn credentials_are_found_in_values_comments_and_text() {
        assert_eq!(
            secrets("<add value='Server=x; Password = hunter2; y' />"),
            ["Server=x; Password = hunter2; y"]
        );
        assert_eq!(secrets("<add value='amqp://user:word@host/x' />"), ["amqp://user:word@host/x"]);
        assert_eq!(secrets("<add value='https://x/?sv=1&amp;sig=abc' />"), ["https://x/?sv=1&amp;sig=abc"]);
        assert_eq!(secrets("<!-- <add password='old' /> -->"), ["old"]);
        assert_eq!(secrets("<value>Server=x;Pwd=p</value>"), ["Server=x;Pwd=p"]);
    }

    #[test]
    fn broken_text_is_covered_up_to_the_end_of_the_line() {
        assert_eq!(secrets("<add password='hun\n<next a='b'>"), ["hun"]);
        assert_eq!(secrets("<add password='hunter2"), ["hunter2"]);
        assert_eq!(secrets("<add key='Password' value='hunter2"), ["hunter2"]);
        assert_eq!(secrets("<add key='Password' value='hunter2' "), ["hunter2"]);
    }

    #[test]
    fn json_members_are_read_as_well() {
        let text = "{ // x\n \"Db\": {\"Password\": \"a\\\"b\", \"Port\": 1, \"Name\": \"n\"},\n \"Url\": \"amqp://u:w@h\" }";
        assert_eq!(secrets(text), ["a\\\"b", "amqp://u:w@h"]);
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for piece in ["=", "<a=", "='", "<a b='", "=\"", "<a>", "{\"", "://x:y", "a@", "<value>", "password="]
        {
            let text = piece.repeat(200_000 / piece.len());
            let found = secret_ranges(&text);
            assert!(found.len() <= text.len());
        }
    }
}
