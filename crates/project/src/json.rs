//! JSON with comments, each value with its place: `appsettings.json`, `launchSettings.json`, `*.runtimeconfig.json`.
//!
//! The values are kept flat, under the keys that .NET's configuration gives them (`Logging:LogLevel:Default`, array
//! elements by number), because that is how rules and people name them.

use jsonc_parser::ast::Value as Node;
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use webconfig_text::TextRange;

/// Deeper nesting is not read.
const DEPTH: usize = 64;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// `{ … }`
    Object,
    /// `[ … ]`
    Array,
    /// A string.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonValue {
    /// Its key from the root, parts joined with `:`.
    pub key: String,
    /// What it is.
    pub kind: JsonKind,
    /// A string's content, a number, `true`; empty for the rest.
    pub text: String,
    /// Where its name stands, quotes included; none for the root and for array elements.
    pub name: Option<TextRange>,
    /// Where it stands, quotes included.
    pub range: TextRange,
}

/// A JSON document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Json {
    values: Vec<JsonValue>,
    /// Why it cannot be read, and where.
    pub problem: Option<(String, TextRange)>,
}

impl Json {
    /// Reads a text. What cannot be read gives no values and a problem.
    pub fn parse(text: &str) -> Self {
        if let Some(at) = too_deep(text) {
            let problem = Some(("it nests too deeply".to_owned(), TextRange::at(at as u32, 1)));
            return Self { values: Vec::new(), problem };
        }
        let options = ParseOptions { allow_loose_object_property_names: false, ..ParseOptions::default() };
        let parsed = match parse_to_ast(text, &CollectOptions::default(), &options) {
            Ok(parsed) => parsed,
            Err(problem) => {
                let range = TextRange::new(problem.range().start as u32, problem.range().end as u32);
                return Self { values: Vec::new(), problem: Some((problem.kind().to_string(), range)) };
            }
        };
        let mut values = Vec::new();
        let mut waiting: Vec<(String, Option<TextRange>, &Node<'_>)> =
            parsed.value.iter().map(|root| (String::new(), None, root)).collect();
        while let Some((key, name, node)) = waiting.pop() {
            let below = |part: &str| if key.is_empty() { part.to_owned() } else { format!("{key}:{part}") };
            let (kind, text) = match node {
                Node::StringLit(s) => (JsonKind::String, s.value.to_string()),
                Node::NumberLit(n) => (JsonKind::Number, n.value.to_owned()),
                Node::BooleanLit(b) => (JsonKind::Boolean, b.value.to_string()),
                Node::NullKeyword(_) => (JsonKind::Null, String::new()),
                Node::Object(object) => {
                    for member in object.properties.iter().rev() {
                        let name = span(member.name.range());
                        waiting.push((below(member.name.as_str()), Some(name), &member.value));
                    }
                    (JsonKind::Object, String::new())
                }
                Node::Array(array) => {
                    for (index, element) in array.elements.iter().enumerate().rev() {
                        waiting.push((below(&index.to_string()), None, element));
                    }
                    (JsonKind::Array, String::new())
                }
            };
            values.push(JsonValue { key, kind, text, name, range: span(node.range()) });
        }
        Self { values, problem: None }
    }

    /// All values in the order of the text.
    pub fn values(&self) -> &[JsonValue] {
        &self.values
    }

    /// The value under a key, compared as .NET compares configuration keys: ignoring case, the last one of a name.
    pub fn get(&self, key: &str) -> Option<&JsonValue> {
        self.values.iter().rev().find(|v| v.key.eq_ignore_ascii_case(key))
    }

    /// The values directly below a key.
    pub fn children<'j>(&'j self, key: &'j str) -> impl Iterator<Item = &'j JsonValue> {
        self.values.iter().filter(move |v| {
            let rest = if key.is_empty() {
                Some(v.key.as_str())
            } else {
                v.key
                    .get(..key.len())
                    .filter(|k| k.eq_ignore_ascii_case(key))
                    .and_then(|_| v.key.get(key.len()..).and_then(|r| r.strip_prefix(':')))
            };
            rest.is_some_and(|r| !r.is_empty() && !r.contains(':'))
        })
    }
}

fn span(range: jsonc_parser::common::Range) -> TextRange {
    TextRange::new(range.start as u32, range.end as u32)
}

/// Where brackets open more levels than are read; brackets in strings count too, which is harmless at this depth.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut in_string = false;
    let mut escaped = false;
    for (at, b) in text.bytes().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > DEPTH {
                    return Some(at);
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            // A string does not go over a line: an apostrophe in a comment cannot hide the rest of the file.
            b'\n' => in_string = false,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_configuration_and_places_are_exact() {
        let text = "{ // c\n  \"Kestrel\": { \"Endpoints\": [ { \"Url\": \"http://*:80\" }, ] },\n}";
        let json = Json::parse(text);
        let url = json.get("kestrel:endpoints:0:url").unwrap();
        assert_eq!((url.text.as_str(), url.range.of(text)), ("http://*:80", "\"http://*:80\""));
        assert_eq!(url.name.unwrap().of(text), "\"Url\"");
        assert_eq!(
            json.children("Kestrel").map(|v| v.key.as_str()).collect::<Vec<_>>(),
            ["Kestrel:Endpoints"]
        );
        assert_eq!(json.children("").count(), 1);
    }

    #[test]
    fn what_cannot_be_read_is_a_problem_with_a_place() {
        let problem = Json::parse("{ \"a\": }").problem.unwrap();
        assert!(problem.1.start() > 0);
        assert!(Json::parse(&"[".repeat(100_000)).problem.is_some());
        assert!(Json::parse("").problem.is_none());
    }
}
