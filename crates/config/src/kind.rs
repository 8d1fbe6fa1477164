//! What a file is.

use webconfig_syntax::{Document, Element};

/// What a configuration file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A site's, application's or folder's `web.config`.
    WebConfig,
    /// The server's `applicationHost.config`.
    ApplicationHost,
    /// The .NET Framework's `machine.config`.
    Machine,
    /// The .NET Framework's root `web.config`.
    RootWeb,
    /// `redirection.config`.
    Redirection,
    /// `administration.config`.
    Administration,
    /// `app.config` or `App.exe.config`: the same root, never read by IIS.
    AppConfig,
    /// An XDT transform.
    Transform,
    /// A section's content in a file of its own, or some other XML.
    Fragment,
}

/// The namespace of XDT instructions.
pub const XDT_NAMESPACE: &str = "http://schemas.microsoft.com/XML-Document-Transform";

fn is_xdt(root: Element<'_>) -> bool {
    root.attributes().any(|a| a.is_namespace_declaration() && a.value() == XDT_NAMESPACE)
}

impl FileKind {
    /// The kind of that name, as `--as` takes it.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "web.config" => Self::WebConfig,
            "applicationhost.config" => Self::ApplicationHost,
            "machine.config" => Self::Machine,
            "transform" => Self::Transform,
            "fragment" => Self::Fragment,
            _ => return None,
        })
    }

    /// The kind of a file by its name, else by its content.
    pub fn of(path: &str, doc: &Document) -> Self {
        let name = webconfig_files::name(path).to_ascii_lowercase();
        match name.as_str() {
            "web.config" => return Self::WebConfig,
            "applicationhost.config" => return Self::ApplicationHost,
            "machine.config" => return Self::Machine,
            "redirection.config" => return Self::Redirection,
            "administration.config" => return Self::Administration,
            "app.config" => return Self::AppConfig,
            _ => {}
        }
        let is_transform_name = name.strip_suffix(".xdt").is_some()
            || name
                .strip_prefix("web.")
                .or_else(|| name.strip_prefix("app."))
                .and_then(|rest| rest.strip_suffix(".config"))
                .is_some_and(|middle| !middle.is_empty());
        if is_transform_name {
            return Self::Transform;
        }
        if name.ends_with(".exe.config") || name.ends_with(".dll.config") {
            return Self::AppConfig;
        }
        let Some(root) = doc.root() else { return Self::Fragment };
        let is_transform = is_xdt(root);
        // NuGet's `web.config.transform` is laid over a web.config; by itself it is none.
        if name.ends_with(".transform") && !is_transform {
            return Self::Fragment;
        }
        if is_transform {
            return Self::Transform;
        }
        if root.local_name() != "configuration" {
            return Self::Fragment;
        }
        let declares_hosting = |sections: webconfig_syntax::Element<'_>| {
            sections.child_elements().any(|g| g.value("name").as_deref() == Some("system.applicationHost"))
        };
        let is_apphost = root.child("system.applicationHost").is_some()
            || root.child("configSections").is_some_and(declares_hosting);
        if is_apphost { Self::ApplicationHost } else { Self::WebConfig }
    }

    /// Whether IIS reads the file as configuration of a server or a site.
    pub const fn is_read_by_iis(self) -> bool {
        matches!(self, Self::WebConfig | Self::ApplicationHost | Self::Machine | Self::RootWeb)
    }
}
