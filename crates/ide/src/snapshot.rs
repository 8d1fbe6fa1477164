//! A file as it stood at one moment.

use std::sync::{Arc, OnceLock};
use webconfig_config::{FileKind, XDT_NAMESPACE};
use webconfig_schema::Schema;
use webconfig_syntax::Document;
use webconfig_text::SourceText;

/// Names that leave no doubt, in lower case.
const NAMES: [&str; 6] = [
    "web.config",
    "app.config",
    "applicationhost.config",
    "machine.config",
    "administration.config",
    "redirection.config",
];

/// A file as it stood at one moment. Cloning is cheap; parsing happens at the first question.
#[derive(Clone, Debug)]
pub struct Snapshot {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: String,
    source: SourceText,
    document: OnceLock<Document>,
    kind: OnceLock<FileKind>,
}

impl Snapshot {
    /// A text under the path that findings print, with `/`.
    pub fn new(path: impl Into<String>, source: SourceText) -> Self {
        let inner = Inner { path: path.into(), source, document: OnceLock::new(), kind: OnceLock::new() };
        Self { inner: Arc::new(inner) }
    }

    /// Its path.
    pub fn path(&self) -> &str {
        &self.inner.path
    }

    /// Its text, with lines.
    pub fn source(&self) -> &SourceText {
        &self.inner.source
    }

    /// Its tree.
    pub fn document(&self) -> &Document {
        self.inner.document.get_or_init(|| Document::parse(self.inner.source.shared_text()))
    }

    /// Whether it is a configuration file of ours. Editors open all kinds of XML; what has another root, or the root
    /// of all .NET configuration and nothing in it that a server knows, is none.
    pub fn is_configuration(&self) -> bool {
        let name = self.path().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let is_dotted = |start: &str| name.starts_with(start) && name.ends_with(".config");
        if NAMES.contains(&name.as_str())
            || is_dotted("web.")
            || is_dotted("app.")
            || name.rsplit('.').next() == Some("xdt")
        {
            return true;
        }
        let Some(root) = self.document().root() else { return name.ends_with(".config") };
        if root.attributes().any(|a| a.is_namespace_declaration() && a.value() == XDT_NAMESPACE) {
            return true;
        }
        let schema = Schema::builtin();
        if root.local_name() == "configuration" {
            let known = |name: &str| {
                matches!(name, "configSections" | "location")
                    || schema.contains(name)
                    || schema.is_group(name)
            };
            return root.child_elements().any(|child| known(child.local_name()));
        }
        let last = |path: &str| path.rsplit('/').next() == Some(root.local_name());
        schema.paths().into_iter().any(last)
    }

    /// What it is, by name and content.
    pub fn kind(&self) -> FileKind {
        *self.inner.kind.get_or_init(|| FileKind::of(&self.inner.path, self.document()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_xml_that_an_editor_opens_is_not_ours() {
        let is_ours =
            |path: &str, text: &str| Snapshot::new(path, SourceText::from_text(text)).is_configuration();
        assert!(
            is_ours("/a/Web.config", "") && is_ours("Web.Release.config", "<x/>") && is_ours("a.xdt", "")
        );
        assert!(is_ours("untitled:1", "<configuration><system.web/></configuration>"));
        assert!(
            is_ours("a.config", "<connectionStrings/>")
                && is_ours("a.config", "<")
                && is_ours("x", "<rules>")
        );
        assert!(!is_ours("packages.config", "<packages/>") && !is_ours("pom.xml", "<project/>"));
        assert!(!is_ours("NuGet.Config", "<configuration><packageSources/></configuration>"));
        assert!(!is_ours("a.xml", "<"));
    }
}
