//! What the .NET SDK and the Web SDK put around a project's body: files, and the properties that they derive.

use crate::condition::as_boolean;
use crate::evaluate::Evaluation;
use crate::framework::{Framework, dotted};
use crate::project::{Host, Problem, nearest};
use crate::properties::Property;

impl Evaluation<'_> {
    fn is(&self, name: &str, value: bool) -> bool {
        as_boolean(&self.properties.value(name)) == Some(value)
    }

    fn directory_file(&mut self, name: &str, switch: &str, path: &str) -> Result<(), Problem> {
        if self.is(switch, false) {
            return Ok(());
        }
        let given = self.properties.value(path);
        let found = if given.is_empty() {
            nearest(self.files, &self.folder, name)
        } else {
            Some(crate::expand::place(&self.folder, &given))
        };
        match found {
            Some(found) => self.file_if_there(&found).map(|_| ()),
            None => Ok(()),
        }
    }

    /// What restore wrote: packages may set properties through it.
    fn restored(&mut self, extension: &str) -> Result<(), Problem> {
        let prefix = format!("{}.", webconfig_files::name(&self.project));
        let folder = self.properties.value("MSBuildProjectExtensionsPath");
        let folder = crate::expand::place(&self.folder, &folder);
        let names: Vec<String> = self
            .files
            .entries(&folder)
            .unwrap_or_default()
            .iter()
            .filter(|e| !e.is_folder && e.name.starts_with(&prefix) && e.name.ends_with(extension))
            .map(|e| e.name.clone())
            .collect();
        for name in names {
            self.file(&format!("{folder}/{name}"))?;
        }
        Ok(())
    }

    /// What stands in front of the project's body.
    pub(crate) fn before_body(&mut self) -> Result<(), Problem> {
        self.properties.derive("UsingMicrosoftNETSdk", "true");
        if self.sdk.as_deref() == Some("Microsoft.NET.Sdk.Web") {
            self.properties.derive("UsingMicrosoftNETSdkWeb", "true");
        }
        self.directory_file("Directory.Build.props", "ImportDirectoryBuildProps", "DirectoryBuildPropsPath")?;
        self.properties.fill("BaseIntermediateOutputPath", "obj\\");
        self.copy("MSBuildProjectExtensionsPath", &["BaseIntermediateOutputPath"]);
        self.restored(".props")?;
        let name = self.properties.value("MSBuildProjectName");
        for (property, value) in [
            ("Configuration", "Debug"),
            ("Platform", "AnyCPU"),
            ("OutputType", "Exe"),
            ("AssemblyName", name.as_str()),
            ("RootNamespace", name.as_str()),
        ] {
            self.properties.fill(property, value);
        }
        Ok(())
    }

    /// What stands behind it.
    pub(crate) fn behind_body(&mut self) -> Result<(), Problem> {
        // The profile comes first: it may name another framework, and cannot see what follows from one.
        self.profile()?;
        self.framework();
        self.runtime();
        let user = format!("{}.user", self.project);
        self.file_if_there(&user)?;
        // .NET forces `.dll`; elsewhere a program has the extension that its kind has.
        let identifier = self.properties.value("TargetFrameworkIdentifier");
        let is_net = [".NETCoreApp", ".NETStandard"].iter().any(|i| identifier.eq_ignore_ascii_case(i));
        let is_library = self.properties.value("OutputType").eq_ignore_ascii_case("Library");
        self.properties.fill("TargetExt", if is_net || is_library { ".dll" } else { ".exe" });
        self.copy("TargetName", &["AssemblyName"]);
        self.copy("TargetPath", &["TargetName", "TargetExt"]);
        self.restored(".targets")?;
        self.directory_file(
            "Directory.Build.targets",
            "ImportDirectoryBuildTargets",
            "DirectoryBuildTargetsPath",
        )?;
        self.web();
        Ok(())
    }

    /// Fills `target` with other properties put together.
    fn copy(&mut self, target: &str, sources: &[&str]) {
        if !self.properties.escaped(target).is_empty() || self.properties.is_global(target) {
            return;
        }
        let escaped: String = sources.iter().map(|s| self.properties.escaped(s)).collect();
        let doubt = sources.iter().find_map(|s| self.properties.get(s).and_then(|p| p.doubt.clone()));
        self.properties.set(target, Property { escaped, origin: None, doubt });
    }

    fn framework(&mut self) {
        let moniker = self.properties.value("TargetFramework");
        if let Some(framework) = Framework::parse(&moniker) {
            self.properties.fill("TargetFrameworkIdentifier", &framework.identifier);
            self.properties.fill("TargetFrameworkVersion", &framework.version_text());
        } else if !moniker.is_empty() && self.properties.value("TargetFrameworkIdentifier").is_empty() {
            let shown = crate::condition::short(&moniker).into_owned();
            self.warn(format!("the target framework `{shown}` is not known here"), None);
        }
        let names_none = ["TargetFramework", "TargetFrameworks", "TargetFrameworkIdentifier"]
            .iter()
            .all(|name| self.properties.get(name).is_none_or(|p| p.escaped.is_empty() && p.doubt.is_none()));
        if names_none {
            self.warn("the project names no target framework, so no SDK builds it".to_owned(), None);
        }
    }

    fn core_version(&self) -> Option<(u32, u32)> {
        let is_core = self.properties.value("TargetFrameworkIdentifier").eq_ignore_ascii_case(".NETCoreApp");
        if is_core { dotted(&self.properties.value("TargetFrameworkVersion")) } else { None }
    }

    /// The publish profile, if it is a file of the project.
    fn profile(&mut self) -> Result<(), Problem> {
        self.name_of_profile();
        let name = self.properties.value("PublishProfileName");
        let designer = self.properties.value("AppDesignerFolder");
        let designer = if designer.is_empty() { "Properties" } else { &designer };
        if !name.is_empty() {
            let full =
                crate::expand::place(&self.folder, &format!("{designer}/PublishProfiles/{name}.pubxml"));
            self.properties.fill("PublishProfileFullPath", &full);
        }
        let full = self.properties.value("PublishProfileFullPath");
        if !full.is_empty() && self.files.is_file(&crate::expand::place(&self.folder, &full)) {
            self.properties.fill("WebPublishProfileFile", &full);
        }
        let profile = self.properties.value("WebPublishProfileFile");
        let local = crate::expand::place(&self.folder, &profile);
        if profile.is_empty() || !self.files.is_file(&local) {
            if !name.is_empty() && profile.is_empty() && !name.starts_with("Default") {
                // The SDK speaks of the profile, not of the name that it looked for.
                let given = self.properties.value("PublishProfile");
                let shown = if given.is_empty() { &self.given.default_profile } else { &given };
                self.warn(
                    format!(
                        "NETSDK1198: A publish profile with the name '{shown}' was not found in the project. Set the \
                         PublishProfile property to a valid file name."
                    ),
                    None,
                );
            }
            return Ok(());
        }
        if !profile.starts_with(['/', '\\']) && profile.as_bytes().get(1) != Some(&b':') {
            // Tested from the project's folder, imported from the SDK's: MSBuild does not find it there.
            return Err(Problem {
                message: format!("The imported project \"{profile}\" was not found."),
                code: "MSB4019".to_owned(),
                path: self.project.clone(),
                place: None,
            });
        }
        self.file(&local)?;
        self.file_if_there(&format!("{local}.user")).map(|_| ())
    }

    fn name_of_profile(&mut self) {
        let profile = self.properties.value("PublishProfile");
        let file = webconfig_files::name(&profile);
        let stem = file.rfind('.').and_then(|at| file.get(..at)).unwrap_or(file).to_owned();
        if !stem.is_empty() {
            self.properties.fill("PublishProfileName", &stem);
        }
    }

    fn host_runtime(&self) -> String {
        let system = match self.given.host {
            Host::Windows => "win",
            Host::Linux => "linux",
            Host::MacOs => "osx",
        };
        format!("{system}-{}", self.given.architecture)
    }

    /// Runtime identifier, `SelfContained` and `UseAppHost`, as the .NET SDK derives them.
    fn runtime(&mut self) {
        let core = self.core_version();
        let is_executable = ["Exe", "WinExe"]
            .iter()
            .any(|kind| self.properties.value("OutputType").eq_ignore_ascii_case(kind));
        let is_publishing = self.is("_IsPublishing", true);
        self.self_contained_of_publish(core, is_publishing);
        let wants_runtime = self.properties.value("RuntimeIdentifier").is_empty()
            && is_executable
            && !self.is("IsTestProject", true)
            && (self.is("SelfContained", true)
                || (is_publishing
                    && ["PublishReadyToRun", "PublishSingleFile", "PublishTrimmed", "PublishAot"]
                        .iter()
                        .any(|p| self.is(p, true))));
        if wants_runtime && self.properties.value("UseCurrentRuntimeIdentifier").is_empty() {
            self.properties.fill("UseCurrentRuntimeIdentifier", "true");
        }
        if self.is("UseCurrentRuntimeIdentifier", true) {
            let host = self.host_runtime();
            self.properties.derive("RuntimeIdentifier", &host);
        }
        let of_publish = self.properties.value("PublishRuntimeIdentifier");
        if is_publishing && !of_publish.is_empty() {
            self.properties.derive("RuntimeIdentifier", &of_publish);
        }
        let runtime = self.properties.value("RuntimeIdentifier");
        let Some((major, minor)) = core else { return };
        let contained = !runtime.is_empty() && major <= 7 && is_executable;
        self.properties.fill("SelfContained", if contained { "true" } else { "false" });
        let barred = ["browser", "wasi", "ios", "tvos", "maccatalyst", "android"];
        let without = runtime == "any" || barred.iter().any(|b| runtime.starts_with(b));
        let is_known =
            major >= 3 || self.is("SelfContained", true) || (!runtime.is_empty() && (major, minor) >= (2, 1));
        let host = if is_executable && !without && is_known { "true" } else { "false" };
        self.properties.fill("UseAppHost", host);
    }

    /// `PublishSelfContained`, which trimmed and single-file publishes imply from .NET 8 on, counts when publishing.
    fn self_contained_of_publish(&mut self, core: Option<(u32, u32)>, is_publishing: bool) {
        let is_open = ["SelfContained", "PublishSelfContained"]
            .iter()
            .all(|name| self.properties.value(name).is_empty());
        let implies = ["PublishTrimmed", "PublishSingleFile", "PublishAot"].iter().any(|p| self.is(p, true));
        if is_open && implies && core.is_some_and(|(major, _)| major >= 8) {
            self.properties.fill("PublishSelfContained", "true");
        }
        for value in ["true", "false"] {
            if is_publishing && self.is("PublishSelfContained", value == "true") {
                self.properties.derive("SelfContained", value);
            }
        }
    }

    /// What the Web SDK fills in last.
    fn web(&mut self) {
        let default = self.given.default_profile.clone();
        self.properties.fill("PublishProfile", &default);
        self.name_of_profile();
        let core = self.core_version();
        if self.sdk.as_deref() == Some("Microsoft.NET.Sdk.Web") && core.is_some_and(|v| v >= (3, 0)) {
            self.properties.fill("AspNetCoreHostingModel", "inprocess");
            self.properties.fill("AspNetCoreModuleName", "AspNetCoreModuleV2");
        }
        let runtime = self.properties.value("RuntimeIdentifier");
        let foreign = !runtime.is_empty() && !runtime.starts_with("win");
        if self.given.has_iis_assets && core.is_some_and(|v| v >= (5, 0)) && foreign {
            self.properties.fill("PublishIISAssets", "false");
        }
        if self.given.knows_aot && self.is("PublishAot", true) {
            self.properties.fill("PublishIISAssets", "false");
        }
    }
}
