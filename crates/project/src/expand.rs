//! `$(Name)` in values, and functions on it.

use crate::condition::short;
use crate::functions;
use crate::properties::Properties;
use webconfig_files::Files;

/// How deep references may stand in references' arguments.
const DEPTH: usize = 32;

/// An expanded text, still escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) escaped: String,
    pub(crate) doubt: Option<String>,
}

/// What expansion reads.
pub(crate) struct Expander<'e> {
    pub(crate) files: &'e dyn Files,
    pub(crate) properties: &'e Properties,
    /// Names that the file being read gives.
    pub(crate) this_file: &'e [(String, String)],
    /// Absolute folder from which `Exists` looks.
    pub(crate) folder: &'e str,
    pub(crate) is_windows: bool,
    pub(crate) is_mac: bool,
}

/// The length of the `$(…)` that `text` begins with.
pub(crate) fn reference_length(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(q), c) if q == c => quote = None,
            (None, '\'' | '"' | '`') if depth > 1 => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

impl Expander<'_> {
    pub(crate) fn expand(&self, text: &str) -> Text {
        self.expand_at(text, 0)
    }

    fn expand_at(&self, text: &str, depth: usize) -> Text {
        let mut out = Text::default();
        let mut rest = text;
        while let Some(at) = rest.find("$(") {
            out.escaped.push_str(rest.get(..at).unwrap_or(""));
            let from = rest.get(at..).unwrap_or("");
            let Some(len) = reference_length(from).filter(|_| depth < DEPTH) else {
                out.escaped.push_str(from);
                out.doubt.get_or_insert_with(|| format!("`{}` is no complete reference", short(from)));
                return out;
            };
            let inside = from.get(2..len - 1).unwrap_or("");
            let value = self.reference(inside, depth);
            out.escaped.push_str(&value.escaped);
            if out.doubt.is_none() {
                out.doubt = value.doubt;
            }
            rest = from.get(len..).unwrap_or("");
        }
        out.escaped.push_str(rest);
        out
    }

    /// The value of a plain name.
    pub(crate) fn named(&self, name: &str) -> Text {
        if let Some((_, value)) = self.this_file.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)) {
            return Text { escaped: crate::escape(value), doubt: None };
        }
        match self.properties.get(name) {
            Some(p) => Text { escaped: p.escaped.clone(), doubt: p.doubt.clone() },
            None => Text::default(),
        }
    }

    fn reference(&self, inside: &str, depth: usize) -> Text {
        let trimmed = inside.trim();
        let is_name =
            |t: &str| !t.is_empty() && t.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        if is_name(trimmed) {
            return self.named(trimmed);
        }
        let unknown = || Text {
            escaped: String::new(),
            doubt: Some(format!("the property function `$({})` cannot be evaluated here", short(trimmed))),
        };
        let mut doubt = None;
        let mut argument = |raw: &str| {
            let text = self.expand_at(raw, depth + 1);
            if doubt.is_none() {
                doubt = text.doubt;
            }
            crate::unescape(&text.escaped)
        };
        let Some(value) = functions::evaluate(trimmed, self, &mut argument) else { return unknown() };
        Text { escaped: crate::escape(&value), doubt }
    }

    /// A path written in a project file, made absolute.
    pub(crate) fn local(&self, path: &str) -> String {
        place(self.folder, path)
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        let path = path.trim();
        if path.is_empty() {
            return false;
        }
        let local = self.local(path);
        self.files.is_file(&local) || self.files.is_folder(&local)
    }
}

/// `path` seen from `folder`; `\` and `/` both separate.
pub(crate) fn place(folder: &str, path: &str) -> String {
    let path = path.replace('\\', "/");
    if path.as_bytes().get(1) == Some(&b':') {
        return webconfig_files::join("", &path);
    }
    webconfig_files::join(folder, &path)
}
