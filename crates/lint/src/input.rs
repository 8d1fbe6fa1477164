//! What rules look at: one variant of [`On`] per kind of input, each with one read-only view.
//!
//! A rule sees neither paths on the disk nor flags of the command line; what it may know is in its view.
//! To add an input: a variant here, its view, and a loop over the checks of that input in `runner`.

use crate::views::{
    AppSettingsView, ApplicationView, BindingView, ConfigFileView, CoreModuleView, PoolView, ProblemView,
    ProjectView, PublishedView, ScriptView, SectionView, ServerView, SiteView, TransformPairView,
    TransformView,
};
use crate::{Context, Settings, SourceFile, Suppression};

/// What a rule looks at, with the function that looks.
#[derive(Clone, Copy, Debug)]
pub enum On {
    /// The decoded text and its bytes of any configuration file.
    Text(fn(&SourceFile<'_>, &mut Context<'_>)),
    /// The syntax tree of any configuration file.
    Syntax(fn(&SourceFile<'_>, &mut Context<'_>)),
    /// A suppression: a comment, or an entry of the settings.
    Suppression(fn(&Suppression<'_>, &mut Context<'_>)),
    /// The same, after the run decided what each suppression suppressed.
    UsedSuppression(fn(&Suppression<'_>, &mut Context<'_>)),
    /// The settings of the run.
    Settings(fn(&Settings, &mut Context<'_>)),
    /// Something that IIS would refuse, found while files were bound and merged.
    Problem(fn(&ProblemView<'_>, &mut Context<'_>)),
    /// A configuration file with its sections and locations.
    File(fn(&ConfigFileView<'_>, &mut Context<'_>)),
    /// A section, as it counts at each level at which a file under test sets it.
    Section(&'static str, fn(&SectionView<'_>, &mut Context<'_>)),
    /// A section, as it counts at the root of each application, whether set or not.
    Effective(&'static str, fn(&SectionView<'_>, &mut Context<'_>)),
    /// The ASP.NET Core Module's section, at each root of an application where a file under test sets it.
    CoreModule(fn(&CoreModuleView<'_>, &mut Context<'_>)),
    /// A whole server with an `applicationHost.config`.
    Server(fn(&ServerView<'_>, &mut Context<'_>)),
    /// A site of an `applicationHost.config`.
    Site(fn(&SiteView<'_>, &mut Context<'_>)),
    /// An application of a site.
    Application(fn(&ApplicationView<'_>, &mut Context<'_>)),
    /// A binding of a site.
    Binding(fn(&BindingView<'_>, &mut Context<'_>)),
    /// A publish folder.
    Published(fn(&PublishedView<'_>, &mut Context<'_>)),
    /// A project file with what lies around it.
    Project(fn(&ProjectView<'_>, &mut Context<'_>)),
    /// The settings files of an ASP.NET Core application.
    AppSettings(fn(&AppSettingsView<'_, '_>, &mut Context<'_>)),
    /// A script, a pipeline or instructions.
    Script(fn(&ScriptView<'_>, &mut Context<'_>)),
    /// An application pool.
    Pool(fn(&PoolView<'_>, &mut Context<'_>)),
    /// A transform by itself: what its text says.
    Transform(fn(&TransformView<'_>, &mut Context<'_>)),
    /// A transform with the file beside it that it changes, and what the engine does with the two.
    TransformPair(fn(&TransformPairView<'_>, &mut Context<'_>)),
}

/// The four places in which a configuration can live, as `--context` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum ContextKind {
    /// A source tree.
    Project,
    /// A publish folder or package.
    Published,
    /// IIS.
    #[default]
    Server,
    /// IIS Express.
    Express,
}

impl ContextKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Project, Self::Published, Self::Server, Self::Express];

    /// The word of the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Published => "published",
            Self::Server => "server",
            Self::Express => "express",
        }
    }

    /// The context of that name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.as_str().eq_ignore_ascii_case(word))
    }
}
