//! A section at a level.

use crate::ContextKind;
use crate::views::ServerView;
use std::sync::Arc;
use webconfig_config::{Application, EffectiveElement, Item, LevelId, Origin, Pool, Setting, Site};
use webconfig_diagnostics::{Place, Scope};
use webconfig_syntax::Element;

/// A section as it counts at a level.
///
/// For rules on `Section(path)` the level is one at which a file under test sets the section; for rules on
/// `Effective(path)` it is the root of an application, whether anything is set there or not.
#[derive(Clone, Debug)]
pub struct SectionView<'a> {
    /// The server.
    pub server: ServerView<'a>,
    /// The level.
    pub level: LevelId,
    /// The path of the section.
    pub path: &'static str,
    /// What counts.
    pub element: Arc<EffectiveElement<'a>>,
    /// The elements in files under test that set it at this very level.
    pub own: Vec<Origin>,
}

impl<'a> SectionView<'a> {
    /// The context.
    pub fn context(&self) -> ContextKind {
        self.server.context
    }

    /// The value that counts for an attribute of the section.
    pub fn text(&self, name: &str) -> &str {
        self.element.text(name)
    }

    /// Whether an attribute counts as `true`.
    pub fn flag(&self, name: &str) -> bool {
        self.element.flag(name)
    }

    /// What was written for an attribute.
    pub fn setting(&self, name: &str) -> Option<&Setting> {
        self.element.setting(name)
    }

    /// What was written for an attribute at this level or above, in a file under test: the setting and the place of
    /// its value.
    pub fn written(&self, name: &str) -> Option<(&Setting, Place)> {
        let setting = self.element.setting(name)?;
        Some((setting, self.server.value_place(setting)?))
    }

    /// The last element in a file under test that sets the section here.
    pub fn tag(&self) -> Option<Element<'a>> {
        self.server.element(*self.own.last()?)
    }

    /// Its name in the start tag: where to report what is missing.
    pub fn here(&self) -> Option<Place> {
        self.own.iter().rev().find_map(|o| self.server.name_place(*o))
    }

    /// Another section as it counts at this level.
    pub fn other(&self, path: &str) -> Option<Arc<EffectiveElement<'a>>> {
        self.server.effective(self.level, path)
    }

    /// The items of the section's own collections (with one of these names, or all for none).
    pub fn items(&self) -> impl Iterator<Item = &Arc<Item<'a>>> {
        self.element.items.iter()
    }

    /// The place of an item's name, if a file under test wrote it.
    pub fn item_place(&self, item: &Item<'a>) -> Option<Place> {
        self.server.name_place(item.element.last_written()?)
    }

    /// The site.
    pub fn site(&self) -> Option<&'a Site<'a>> {
        self.server.site(self.level)
    }

    /// The application.
    pub fn application(&self) -> Option<&'a Application<'a>> {
        self.server.application(self.level)
    }

    /// The pool.
    pub fn pool(&self) -> Option<&'a Pool<'a>> {
        self.server.pool(self.level)
    }

    /// Whom a finding concerns.
    pub fn scope(&self) -> Option<Scope> {
        self.server.scope(self.level)
    }

    /// Whether requests here run in ASP.NET Core: an ANCM module stands in the effective handlers.
    pub fn is_core(&self) -> bool {
        self.other("system.webServer/handlers")
            .is_some_and(|handlers| handlers.items.iter().any(|item| is_core_handler(&item.element)))
    }
}

/// Whether a handler belongs to the ASP.NET Core Module, of whatever version.
pub(crate) fn is_core_handler(handler: &EffectiveElement<'_>) -> bool {
    handler.text("modules").split(',').any(|m| {
        let m = m.trim();
        m.eq_ignore_ascii_case("AspNetCoreModuleV2") || m.eq_ignore_ascii_case("AspNetCoreModule")
    })
}
