//! What a file is: by word of the user, else by its name, else by its content.

use crate::Scopes;
use webconfig_syntax::Document;

/// The kinds of configuration file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// web.config at any level below a site.
    WebConfig,
    /// applicationHost.config.
    ApplicationHost,
    /// machine.config and the root web.config of .NET Framework.
    MachineConfig,
    /// redirection.config.
    Redirection,
    /// administration.config.
    Administration,
    /// app.config, which IIS never reads.
    AppConfig,
    /// An XDT transform.
    Transform,
    /// A file whose root is a section: what `configSource` and `file` name.
    Fragment,
    /// A publish profile (`*.pubxml`).
    PublishProfile,
}

/// The namespace of XDT transforms.
pub const XDT_NAMESPACE: &str = "http://schemas.microsoft.com/XML-Document-Transform";

impl FileKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::WebConfig,
        Self::ApplicationHost,
        Self::MachineConfig,
        Self::Redirection,
        Self::Administration,
        Self::AppConfig,
        Self::Transform,
        Self::Fragment,
        Self::PublishProfile,
    ];

    /// The words that `--as` takes, with their kinds.
    pub const NAMED: [(&'static str, Self); 5] = [
        ("web.config", Self::WebConfig),
        ("applicationHost.config", Self::ApplicationHost),
        ("machine.config", Self::MachineConfig),
        ("transform", Self::Transform),
        ("fragment", Self::Fragment),
    ];

    /// The kind that `--as` calls `word` (any case).
    pub fn named(word: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, kind)| kind)
    }

    /// The kind of a file that nobody gave a kind: its name, else its content.
    pub fn of(path: &str, document: &Document) -> Self {
        Self::of_name(path).unwrap_or_else(|| Self::of_content(document))
    }

    /// What the name of a file alone tells.
    ///
    /// ```
    /// use webconfig_lint::FileKind;
    /// assert_eq!(FileKind::of_name("shop/Web.config"), Some(FileKind::WebConfig));
    /// assert_eq!(FileKind::of_name("Web.Release.config"), Some(FileKind::Transform));
    /// assert_eq!(FileKind::of_name("connectionStrings.config"), None);
    /// ```
    pub fn of_name(path: &str) -> Option<Self> {
        let name = webconfig_files::name(path).to_ascii_lowercase();
        Some(match name.as_str() {
            "web.config" => Self::WebConfig,
            "applicationhost.config" => Self::ApplicationHost,
            "machine.config" => Self::MachineConfig,
            "redirection.config" => Self::Redirection,
            "administration.config" => Self::Administration,
            "app.config" => Self::AppConfig,
            other => {
                let ends = |ending: &str| other.ends_with(ending);
                if ends(".xdt") || (other.starts_with("web.") && ends(".config")) {
                    Self::Transform
                } else if ends(".pubxml") {
                    Self::PublishProfile
                } else {
                    return None;
                }
            }
        })
    }

    /// What the content of a file alone tells.
    pub fn of_content(document: &Document) -> Self {
        let Some(root) = document.root() else { return Self::WebConfig };
        let is_transform =
            root.attributes().any(|a| a.is_namespace_declaration() && a.raw_value().trim() == XDT_NAMESPACE);
        if is_transform {
            return Self::Transform;
        }
        if root.local_name() != "configuration" {
            return Self::Fragment;
        }
        let declares_host = root.child("configSections").is_some_and(|declarations| {
            declarations.child_elements().any(|g| {
                g.name() == "sectionGroup" && g.value("name").as_deref() == Some("system.applicationHost")
            })
        });
        if declares_host || root.child("system.applicationHost").is_some() {
            Self::ApplicationHost
        } else {
            Self::WebConfig
        }
    }

    /// Whether the configuration system of IIS reads such a file and so would refuse it.
    pub fn is_read_by_iis(self) -> bool {
        matches!(
            self,
            Self::WebConfig
                | Self::ApplicationHost
                | Self::MachineConfig
                | Self::Redirection
                | Self::Administration
        )
    }

    /// Whether a rule of this group with these scopes looks at such a file by itself.
    ///
    /// app.config shares root, secrets and transforms with web.config, and no more; a fragment is judged as a part
    /// of the file that names it, so only its form counts here.
    pub fn is_judged(self, group: &str, scopes: Scopes) -> bool {
        match self {
            Self::WebConfig => scopes.meets(Scopes::ANY.and(Scopes::WC)),
            Self::ApplicationHost => scopes.meets(Scopes::ANY.and(Scopes::AH)),
            Self::MachineConfig => {
                scopes.meets(Scopes::ANY) || (group < "02" && scopes.meets(Scopes::WC.and(Scopes::AH)))
            }
            Self::Redirection => scopes.meets(Scopes::ANY.and(Scopes::RED)),
            Self::Administration => scopes.meets(Scopes::ANY),
            Self::AppConfig => {
                matches!(group, "00" | "08" | "12" | "19") && scopes.meets(Scopes::ANY.and(Scopes::WC))
            }
            Self::Transform => scopes.meets(Scopes::ANY.and(Scopes::XDT)),
            Self::Fragment => matches!(group, "00" | "19") && scopes.meets(Scopes::ANY.and(Scopes::WC)),
            Self::PublishProfile => scopes.meets(Scopes::ANY.and(Scopes::PRJ)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str) -> FileKind {
        FileKind::of("stdin", &Document::parse(text))
    }

    #[test]
    fn content_decides_where_the_name_says_nothing() {
        assert_eq!(content("<configuration />"), FileKind::WebConfig);
        assert_eq!(content(""), FileKind::WebConfig);
        assert_eq!(content("<connectionStrings />"), FileKind::Fragment);
        assert_eq!(
            content("<configuration><system.applicationHost /></configuration>"),
            FileKind::ApplicationHost
        );
        assert_eq!(
            content(
                "<configuration><configSections><sectionGroup name='system.applicationHost' /></configSections>\
                 </configuration>"
            ),
            FileKind::ApplicationHost
        );
        assert_eq!(
            content(&format!(
                "<configuration xmlns:xdt='{XDT_NAMESPACE}'><system.applicationHost /></configuration>"
            )),
            FileKind::Transform,
            "a transform of applicationHost.config"
        );
    }

    #[test]
    fn the_name_is_asked_before_the_content() {
        let transform = Document::parse(format!("<configuration xmlns:xdt='{XDT_NAMESPACE}' />"));
        assert_eq!(FileKind::of("x/web.config", &transform), FileKind::WebConfig);
        assert_eq!(
            FileKind::of("applicationHost.xdt", &Document::parse("<configuration />")),
            FileKind::Transform
        );
        assert_eq!(FileKind::of(r"c:\p\Default.PUBXML", &transform), FileKind::PublishProfile);
    }
}
