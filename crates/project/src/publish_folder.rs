//! A publish folder: which applications it holds, what they need, which configuration belongs to them.

use crate::json::{Json, JsonKind};
use crate::pe::{PE_HEAD, PeHeader};
use std::sync::Arc;
use webconfig_files::{Entry, Files};

/// A framework that an application needs, or brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameworkReference {
    /// Its name (`Microsoft.AspNetCore.App`).
    pub name: String,
    /// Its version.
    pub version: String,
    /// It lies in the folder.
    pub is_included: bool,
}

/// One application of the folder, known by its `*.runtimeconfig.json` or `*.deps.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says whether one file is there")]
pub struct PublishedApplication {
    /// Its name, without extension.
    pub name: String,
    /// `NAME.dll` is there.
    pub has_library: bool,
    /// `NAME.exe` and its headers, if it can be read.
    pub executable: Option<Option<PeHeader>>,
    /// `NAME` is there: the executable of another system.
    pub has_unix_executable: bool,
    /// `NAME.runtimeconfig.json` is there.
    pub has_runtime_config: bool,
    /// `NAME.deps.json` is there.
    pub has_deps: bool,
    /// The target framework of its runtime configuration (`net8.0`).
    pub framework: Option<String>,
    /// The frameworks it names.
    pub frameworks: Vec<FrameworkReference>,
    /// The target of its `*.deps.json` (`.NETCoreApp,Version=v8.0/win-x64`).
    pub runtime_target: Option<String>,
}

impl PublishedApplication {
    /// Whether it brings its runtime along.
    pub fn is_self_contained(&self) -> bool {
        self.frameworks.iter().any(|f| f.is_included)
    }

    /// Whether it is an ASP.NET Core application; `None` when its runtime configuration is missing.
    pub fn is_asp_net_core(&self) -> Option<bool> {
        if !self.has_runtime_config {
            return None;
        }
        Some(self.frameworks.iter().any(|f| f.name.starts_with("Microsoft.AspNetCore.")))
    }

    /// The runtime identifier that it was published for.
    pub fn runtime_identifier(&self) -> Option<&str> {
        self.runtime_target.as_deref()?.split_once('/').map(|(_, runtime)| runtime)
    }
}

/// What a publish folder holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishFolder {
    /// Its path.
    pub path: String,
    /// Its files and folders.
    pub entries: Arc<[Entry]>,
    /// Its applications by name.
    pub applications: Vec<PublishedApplication>,
    /// The names of its `web.config` files, any letter case.
    pub web_configs: Vec<String>,
    /// The names of its `appsettings*.json` files.
    pub app_settings: Vec<String>,
}

impl PublishFolder {
    /// Reads a folder; `None` when it is no publish folder: neither `*.runtimeconfig.json` nor `*.deps.json` is in it.
    pub fn read(files: &dyn Files, path: &str) -> Option<Self> {
        let entries = files.entries(path)?;
        let mut names: Vec<&str> = entries
            .iter()
            .filter(|e| !e.is_folder)
            .filter_map(|e| {
                without(&e.name, ".runtimeconfig.json").or_else(|| without(&e.name, ".deps.json"))
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            return None;
        }
        let applications = names.iter().map(|name| application(files, path, &entries, name)).collect();
        let called = |fits: fn(&str) -> bool| -> Vec<String> {
            let found = entries.iter().filter(|e| !e.is_folder && fits(&e.name.to_lowercase()));
            found.map(|e| e.name.clone()).collect()
        };
        Some(Self {
            path: path.to_owned(),
            applications,
            web_configs: called(|n| n == "web.config"),
            app_settings: called(|n| {
                n.strip_prefix("appsettings").is_some_and(|r| {
                    r == ".json"
                        || (r.starts_with('.') && r.rsplit_once('.').is_some_and(|(_, e)| e == "json"))
                })
            }),
            entries,
        })
    }

    /// The file of that name, ignoring case.
    pub fn file(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| !e.is_folder && e.name.eq_ignore_ascii_case(name))
    }
}

fn without<'n>(name: &'n str, extension: &str) -> Option<&'n str> {
    let at = name.len().checked_sub(extension.len())?;
    name.get(at..).filter(|e| e.eq_ignore_ascii_case(extension))?;
    name.get(..at).filter(|n| !n.is_empty())
}

fn application(files: &dyn Files, folder: &str, entries: &[Entry], name: &str) -> PublishedApplication {
    let has = |file: &str| entries.iter().any(|e| !e.is_folder && e.name.eq_ignore_ascii_case(file));
    let place = |file: &str| webconfig_files::join(folder, file);
    let json = |file: &str| files.text(&place(file)).map(|t| Json::parse(t.text())).unwrap_or_default();
    let executable = format!("{name}.exe");
    let runtime_config = format!("{name}.runtimeconfig.json");
    let deps = format!("{name}.deps.json");
    let options = json(&runtime_config);
    let text = |key: &str| options.get(key).filter(|v| v.kind == JsonKind::String).map(|v| v.text.clone());
    let mut frameworks = Vec::new();
    let mut reference = |at: &str, is_included: bool| {
        if let Some(name) = text(&format!("{at}:name")) {
            let version = text(&format!("{at}:version")).unwrap_or_default();
            frameworks.push(FrameworkReference { name, version, is_included });
        }
    };
    reference("runtimeOptions:framework", false);
    for (list, is_included) in
        [("runtimeOptions:frameworks", false), ("runtimeOptions:includedFrameworks", true)]
    {
        let elements: Vec<&str> = options.children(list).map(|v| v.key.as_str()).collect();
        for key in elements {
            reference(key, is_included);
        }
    }
    PublishedApplication {
        has_library: has(&format!("{name}.dll")),
        executable: has(&executable)
            .then(|| files.bytes(&place(&executable), PE_HEAD).ok().and_then(|head| PeHeader::read(&head))),
        has_unix_executable: has(name),
        has_runtime_config: has(&runtime_config),
        has_deps: has(&deps),
        framework: text("runtimeOptions:tfm"),
        frameworks,
        runtime_target: json(&deps).get("runtimeTarget:name").map(|v| v.text.clone()),
        name: name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use webconfig_files::MemoryFiles;

    #[test]
    fn an_application_is_described_by_its_files() {
        let files = MemoryFiles::new()
            .with("out/Shop.dll", "MZ")
            .with("out/Shop.exe", "MZ")
            .with("out/Web.config", "<configuration/>")
            .with("out/appsettings.json", "{}")
            .with(
                "out/Shop.runtimeconfig.json",
                r#"{"runtimeOptions":{"tfm":"net8.0","frameworks":[{"name":"Microsoft.NETCore.App","version":"8.0.0"},
                   {"name":"Microsoft.AspNetCore.App","version":"8.0.0"}]}}"#,
            )
            .with("out/Shop.deps.json", r#"{"runtimeTarget":{"name":".NETCoreApp,Version=v8.0/win-x64"}}"#);
        let folder = PublishFolder::read(&files, "out").unwrap();
        let shop = &folder.applications[0];
        assert_eq!((shop.name.as_str(), shop.has_library, shop.executable), ("Shop", true, Some(None)));
        assert_eq!((shop.is_asp_net_core(), shop.is_self_contained()), (Some(true), false));
        assert_eq!((shop.framework.as_deref(), shop.runtime_identifier()), (Some("net8.0"), Some("win-x64")));
        assert_eq!(
            (folder.web_configs, folder.app_settings),
            (vec!["Web.config".into()], vec!["appsettings.json".into()])
        );
        assert_eq!(PublishFolder::read(&MemoryFiles::new().with("a/b", ""), "a"), None);
    }
}
