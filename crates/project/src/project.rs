//! A project: its evaluated properties, and which of them publishing reads.

use crate::evaluate::Evaluation;
use crate::properties::{Properties, Property, Warning};
use std::fmt;
use webconfig_files::{FileProblem, Files};

/// The properties that publishing reads. Environment variables count under these names only.
pub const USED: &[&str] = &[
    "TargetPath",
    "TargetName",
    "TargetExt",
    "AssemblyName",
    "OutputType",
    "TargetFramework",
    "TargetFrameworks",
    "TargetFrameworkIdentifier",
    "TargetFrameworkVersion",
    "Configuration",
    "Platform",
    "RuntimeIdentifier",
    "UseCurrentRuntimeIdentifier",
    "UseAppHost",
    "_UseAppHost",
    "SelfContained",
    "_ExecutableExtension",
    "PublishRuntimeIdentifier",
    "PublishSelfContained",
    "PublishSingleFile",
    "PublishTrimmed",
    "PublishReadyToRun",
    "_IsPublishing",
    "IsTestProject",
    "AspNetCoreModuleName",
    "AspNetCoreHostingModel",
    "AspNetCoreModuleHostingModel",
    "EnvironmentName",
    "PublishProvider",
    "WEBSITE_SITE_NAME",
    "DOTNET_CONFIGURE_AZURE",
    "_TransformWebConfigForAzure",
    "ProjectGuid",
    "IgnoreProjectGuid",
    "SolutionPath",
    "IsTransformWebConfigDisabled",
    "IsWebConfigTransformDisabled",
    "PublishIISAssets",
    "PublishAot",
    "RunXdt",
    "TransformXmlStackTraceEnabled",
    "PublishProfile",
    "PublishProfileName",
    "PublishProfileFullPath",
    "PublishProfileDirectory",
    "WebPublishProfileFile",
    "AppDesignerFolder",
    "CustomTransformFileName",
    "CustomTransformDirectory",
    "WebConfigEnvironmentVariables",
    "PublishIntermediateTempPath",
    "ImportDirectoryBuildProps",
    "ImportDirectoryBuildTargets",
    "DirectoryBuildPropsPath",
    "DirectoryBuildTargetsPath",
    "MSBuildTreatWarningsAsErrors",
];

/// The system that builds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Host {
    /// Windows.
    Windows,
    /// Linux.
    #[default]
    Linux,
    /// macOS.
    MacOs,
}

/// What a project is evaluated with.
#[derive(Clone, Debug)]
pub struct Given {
    /// Properties of the command line, literal, in order.
    pub properties: Vec<(String, String)>,
    /// Environment variables.
    pub environment: Vec<(String, String)>,
    /// The system that builds.
    pub host: Host,
    /// The processor of the runtime identifier that is filled in (`x64`).
    pub architecture: String,
    /// Name of the profile when none is named.
    pub default_profile: String,
    /// `PublishIISAssets` exists (SDK 5.0 and later).
    pub has_iis_assets: bool,
    /// `PublishAot` switches it off (SDK 8.0 and later).
    pub knows_aot: bool,
}

impl Default for Given {
    fn default() -> Self {
        Self {
            properties: Vec::new(),
            environment: Vec::new(),
            host: Host::Linux,
            architecture: "x64".to_owned(),
            default_profile: "Default".to_owned(),
            has_iis_assets: true,
            knows_aot: true,
        }
    }
}

/// Why a project cannot be evaluated; MSBuild would stop here too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// MSBuild's code.
    pub code: String,
    /// The file.
    pub path: String,
    /// Line and column in it.
    pub place: Option<(u32, u32)>,
}

impl Problem {
    pub(crate) fn unreadable(path: &str, problem: &FileProblem) -> Self {
        let reason = match problem {
            FileProblem::Missing => "it does not exist".to_owned(),
            FileProblem::Unreadable(reason) => reason.clone(),
            FileProblem::TooLarge => "it is too large".to_owned(),
        };
        Self {
            message: format!("The project file could not be loaded. {reason}"),
            code: "MSB4025".to_owned(),
            path: path.to_owned(),
            place: None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some((line, column)) = self.place {
            write!(f, "({line},{column})")?;
        }
        write!(f, ": error {}: {}", self.code, self.message)
    }
}

impl std::error::Error for Problem {}

/// An evaluated project.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its file, absolute.
    pub path: String,
    /// The folder of its file.
    pub folder: String,
    /// The SDK that it names.
    pub sdk: Option<String>,
    /// Whether it is an ASP.NET Core project to the SDK's targets.
    pub is_asp_net_core: bool,
    /// Its properties.
    pub properties: Properties,
    /// What could not be evaluated.
    pub warnings: Vec<Warning>,
    /// All files that were read, in order.
    pub files: Vec<String>,
}

impl Project {
    /// Evaluates the project at an absolute path.
    pub fn read(files: &dyn Files, path: &str, given: &Given) -> Result<Self, Problem> {
        let mut evaluation = Evaluation::new(files, path, given);
        evaluation.file(path)?;
        let Evaluation { properties, mut warnings, folder, sdk, has_capability, read, .. } = evaluation;
        for name in USED {
            if let Some(Property { doubt: Some(doubt), origin, .. }) = properties.get(name) {
                let message = format!("`{name}` may be wrong: {doubt}");
                warnings.push(Warning { message, origin: origin.clone() });
            }
        }
        let has_targets = sdk.as_deref().is_some_and(|s| {
            matches!(
                s,
                "Microsoft.NET.Sdk.Web" | "Microsoft.NET.Sdk.Worker" | "Microsoft.NET.Sdk.BlazorWebAssembly"
            )
        });
        let is_web = sdk.as_deref() == Some("Microsoft.NET.Sdk.Web");
        Ok(Self {
            path: path.to_owned(),
            folder,
            is_asp_net_core: is_web || (has_targets && has_capability),
            sdk,
            properties,
            warnings,
            files: read,
        })
    }

    /// A property's value; empty for none.
    pub fn value(&self, name: &str) -> String {
        self.properties.value(name)
    }

    /// The frameworks that a publish must choose from; none where the project is built for one.
    pub fn target_frameworks(&self) -> Vec<String> {
        if !self.value("TargetFramework").is_empty() {
            return Vec::new();
        }
        let list = self.value("TargetFrameworks");
        list.split(';').map(str::trim).filter(|f| !f.is_empty()).map(str::to_owned).collect()
    }
}

/// The nearest file of that name, from `folder` upwards.
pub(crate) fn nearest(files: &dyn Files, folder: &str, name: &str) -> Option<String> {
    let mut folder = folder.to_owned();
    loop {
        let candidate = format!("{folder}/{name}");
        if files.is_file(&candidate) {
            return Some(candidate);
        }
        let cut = folder.rfind('/')?;
        folder.truncate(cut);
    }
}
