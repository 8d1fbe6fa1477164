//! What stands around a configuration file.
//!
//! [`Project`] is a project file evaluated far enough to know every property that publishing reads, each with the
//! place where it was set. What cannot be evaluated here becomes a [`Warning`], never a guess. [`PublishFolder`] is what
//! a publish left, [`Json`] a settings file with the place of every value, [`PeHeader`] the head of a program.
//!
//! Deliberately absent: MSBuild's targets and items, the disk (everything is read through
//! [`webconfig_files::Files`]), rules.
//!
//! ```
//! use webconfig_files::MemoryFiles;
//! use webconfig_project::{Given, Project};
//! let files = MemoryFiles::new().with(
//!     "/src/App.csproj",
//!     "<Project Sdk='Microsoft.NET.Sdk.Web'><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>",
//! );
//! let project = Project::read(&files, "/src/App.csproj", &Given::default()).unwrap();
//! assert_eq!(project.value("AspNetCoreHostingModel"), "inprocess");
//! assert_eq!(project.value("TargetName"), "App");
//! ```

mod condition;
mod escape;
mod evaluate;
mod expand;
mod framework;
mod functions;
mod imports;
mod json;
mod pe;
mod project;
mod properties;
mod publish_folder;
mod response_file;
mod sdk;

pub use condition::{as_boolean, equal};
pub use escape::{escape, unescape};
pub use framework::Framework;
pub use json::{Json, JsonKind, JsonValue};
pub use pe::{Machine, PE_HEAD, PeHeader};
pub use project::{Given, Host, Problem, Project, USED};
pub use properties::{Origin, Properties, Property, Warning};
pub use publish_folder::{FrameworkReference, PublishFolder, PublishedApplication};
