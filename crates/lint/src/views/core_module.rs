//! The ASP.NET Core Module as an application configures it.

use crate::ContextKind;
use crate::views::section::SectionView;
use crate::views::{NamedValue, ServerView};
use std::ops::Deref;
use webconfig_config::{EffectiveElement, Item, LevelId, Origin, Shared};

/// Path of the module's section.
pub(crate) const SECTION: &str = "system.webServer/aspNetCore";
/// Path of the handlers' section.
pub(crate) const HANDLERS: &str = "system.webServer/handlers";

/// Where the application runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HostingModel {
    /// In the worker process of IIS.
    InProcess,
    /// In a process of its own.
    OutOfProcess,
}

impl HostingModel {
    /// The model that the module takes a value for: any letter case, nothing around it.
    pub fn parse(value: &str) -> Option<Self> {
        match () {
            () if value.eq_ignore_ascii_case("inprocess") => Some(Self::InProcess),
            () if value.eq_ignore_ascii_case("outofprocess") => Some(Self::OutOfProcess),
            () => None,
        }
    }

    /// As prose names it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::InProcess => "in-process",
            Self::OutOfProcess => "out-of-process",
        }
    }
}

/// The two modules that go by the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ModuleVersion {
    /// `AspNetCoreModule`, before ASP.NET Core 2.2.
    V1,
    /// `AspNetCoreModuleV2`.
    V2,
}

/// The section `system.webServer/aspNetCore` where the module reads it (at the root of an application) and a file
/// under test sets it.
#[derive(Clone, Debug)]
pub struct CoreModuleView<'a> {
    /// The section.
    pub section: SectionView<'a>,
    handler: Option<Shared<'a, Item<'a>>>,
}

impl<'a> Deref for CoreModuleView<'a> {
    type Target = SectionView<'a>;

    fn deref(&self) -> &SectionView<'a> {
        &self.section
    }
}

impl<'a> CoreModuleView<'a> {
    pub(crate) fn new(section: SectionView<'a>) -> Self {
        let handler = section.server.core_handlers(section.level).first().cloned();
        Self { section, handler }
    }

    /// The model that counts. An absent attribute means out-of-process, save in a source tree, where the publish step
    /// has yet to write it, and with a `web.config` out of reach; what the module would refuse is no model.
    pub fn model(&self) -> Option<HostingModel> {
        let word = self.text("hostingModel");
        if word.is_empty() && (self.is_unfinished() || self.may_be_half_typed("hostingModel")) {
            return None;
        }
        model_of(word, if self.server.is_publish_result { ContextKind::Published } else { self.context() })
    }

    /// The handler that brings requests to the module.
    pub fn handler(&self) -> Option<&Shared<'a, Item<'a>>> {
        self.handler.as_ref()
    }

    /// The module that requests are brought to; `None` without a handler for it.
    pub fn version(&self) -> Option<ModuleVersion> {
        self.handler().map(|handler| version_of(&handler.element))
    }

    /// The environment variables that count, inherited ones first. Of equal names (without case) the last wins.
    pub fn variables(&self) -> Vec<NamedValue<'_>> {
        self.named("environmentVariables")
    }

    /// The settings in `handlerSettings`, inherited ones first. Of equal names (without case) the first wins.
    pub fn handler_settings(&self) -> Vec<NamedValue<'_>> {
        self.named("handlerSettings")
    }

    /// The handler setting of that name that counts.
    pub fn handler_setting(&self, name: &str) -> Option<NamedValue<'_>> {
        self.handler_settings().into_iter().find(|s| s.is(name))
    }

    /// Whether something was written at this level rather than inherited.
    pub fn is_own(&self, origin: Origin) -> bool {
        self.own.iter().any(|own| own.file == origin.file)
    }

    /// Whether nobody can judge command line, handler and model here: the publish step will still write them, or the
    /// application's `web.config` is out of reach.
    pub fn is_unfinished(&self) -> bool {
        self.server.awaits_publishing() || self.lacks_web_config()
    }

    fn named<'v>(&'v self, collection: &str) -> Vec<NamedValue<'v>> {
        let items = self.element.child(collection).map(|c| c.items.as_slice()).unwrap_or_default();
        items.iter().filter_map(|item| NamedValue::new(self.server, &item.element)).collect()
    }
}

/// The model that a value of `hostingModel` means where files live like this.
pub(crate) fn model_of(value: &str, context: ContextKind) -> Option<HostingModel> {
    match value {
        "" if context == ContextKind::Project => None,
        "" => Some(HostingModel::OutOfProcess),
        word => HostingModel::parse(word),
    }
}

/// The module that a handler for it names.
pub(crate) fn version_of(handler: &EffectiveElement<'_>) -> ModuleVersion {
    let is_second = |m: &str| m.trim().eq_ignore_ascii_case("AspNetCoreModuleV2");
    if handler.text("modules").split(',').any(is_second) { ModuleVersion::V2 } else { ModuleVersion::V1 }
}

/// Whether the module would read its section there: at an application's root, or where one may be for all we know.
/// Without a site that tells, whoever writes the section for a folder or a `location` takes that for an application.
pub(crate) fn is_read_at(server: ServerView<'_>, level: LevelId) -> bool {
    server.server.level(level).is_some_and(|l| l.is_application || l.site.is_none())
}
