//! A section at a level.

use crate::ContextKind;
use crate::views::ServerView;
use webconfig_config::{
    Application, EffectiveElement, FileKind, Item, LevelId, Origin, Pool, Setting, Shared, Site,
};
use webconfig_diagnostics::{Place, Scope};
use webconfig_syntax::Element;
use webconfig_text::FileId;

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
    pub element: Shared<'a, EffectiveElement<'a>>,
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
    pub fn setting(&self, name: &str) -> Option<Setting<'_>> {
        self.element.setting(name)
    }

    /// What was written for an attribute at this level or above, in a file under test: the setting and the place of
    /// its value.
    pub fn written(&self, name: &str) -> Option<(Setting<'_>, Place)> {
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

    /// Whether an attribute that does not count may be there all the same: half-typed, or still to come in a tag that
    /// nobody has ended. Nothing calls such one missing.
    pub fn may_be_half_typed(&self, name: &str) -> bool {
        let tags = self.own.iter().filter_map(|o| self.server.element(*o));
        self.setting(name).is_none() && tags.into_iter().any(|tag| is_half_typed(tag, name))
    }

    /// Another section as it counts at this level.
    pub fn other(&self, path: &str) -> Option<Shared<'a, EffectiveElement<'a>>> {
        self.server.effective(self.level, path)
    }

    /// The items of the section's own collections (with one of these names, or all for none).
    pub fn items(&self) -> impl Iterator<Item = &Shared<'a, Item<'a>>> {
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

    /// The section as it counts directly above this level: what was there before the files here had their say.
    pub fn above(&self) -> Option<Shared<'a, EffectiveElement<'a>>> {
        let parent = self.server.server.level(self.level)?.parent?;
        self.server.effective(parent, self.path)
    }

    /// The items of an element of this section that were added by a file under test at this very level.
    pub fn own_items<'e>(
        &'e self,
        of: &'e EffectiveElement<'a>,
    ) -> impl Iterator<Item = &'e Shared<'a, Item<'a>>> {
        of.items.iter().filter(|item| {
            item.element.last_written().is_some_and(|o| {
                // Most items come from other files, and their elements need not be looked up.
                self.own.iter().filter(|own| own.file == o.file).any(|own| {
                    let holds = self.server.element(*own).zip(self.server.element(o));
                    holds.is_some_and(|(own, element)| own.range().contains_range(element.range()))
                })
            })
        })
    }

    /// Whether the level is, or lies in, a folder of that name below its application.
    pub fn is_below(&self, folder: &str) -> bool {
        let server = self.server.server;
        // The name of the site's level is no folder.
        let is_folder = |level: &LevelId| {
            server.level(*level).is_some_and(|l| l.parent != Some(server.application_host_level()))
        };
        let mut levels = server.chain(self.level).take_while(is_folder);
        levels.any(|level| server.level(level).is_some_and(|l| l.name.eq_ignore_ascii_case(folder)))
            || self.folder_of_file_has(folder)
    }

    fn folder_of_file_has(&self, folder: &str) -> bool {
        self.own.last().and_then(|o| self.server.server.file(o.file)).is_some_and(|f| {
            webconfig_files::parent(&f.path).split('/').any(|segment| segment.eq_ignore_ascii_case(folder))
        })
    }

    /// Whether this is where certificate authorities look for challenge files.
    pub fn is_well_known(&self) -> bool {
        self.is_below(".well-known")
    }

    /// Whether an application begins at this level.
    pub fn is_application_root(&self) -> bool {
        self.server.server.level(self.level).is_some_and(|l| l.is_application)
    }

    /// Whether the effective URL authorization here lets nobody in.
    pub fn denies_everybody(&self) -> bool {
        self.other("system.webServer/security/authorization").is_some_and(|rules| {
            let allows =
                rules.items.iter().any(|i| i.element.text("accessType").eq_ignore_ascii_case("Allow"));
            !rules.items.is_empty() && !allows
        })
    }

    /// The folder of this level, where it is at hand.
    pub fn folder(&self) -> Option<String> {
        let level = self.server.server.level(self.level)?;
        let folder = level.folder.clone().or_else(|| {
            let parent = self.server.server.level(level.parent?)?;
            Some(webconfig_files::join(parent.folder.as_deref()?, &level.name))
        })?;
        self.server.files.is_folder(&folder).then_some(folder)
    }

    /// Whether the module's handler takes every path here.
    pub fn has_catch_all(&self) -> bool {
        self.server.core_handlers(self.level).iter().any(|item| takes_every_path(&item.element))
    }

    /// Whether an application's own `web.config` may say more than we know: its folder is out of reach, or the section is
    /// set for the whole server.
    pub fn lacks_web_config(&self) -> bool {
        let server = self.server.server;
        if self.level == server.application_host_level() {
            return true;
        }
        let is_web_config = |f: &FileId| server.file(*f).is_some_and(|f| f.kind == FileKind::WebConfig);
        server.level(self.level).is_some_and(|level| {
            let is_reachable = || level.folder.as_ref().is_some_and(|f| self.server.files.is_folder(f));
            level.site.is_some() && !level.files.iter().any(is_web_config) && !is_reachable()
        })
    }

    /// Whether requests here run in ASP.NET Core: an ANCM module stands in the effective handlers.
    pub fn is_core(&self) -> bool {
        self.server.is_core_at(self.level)
    }
}

/// Whether a handler belongs to the ASP.NET Core Module, of whatever version.
pub fn is_core_handler(handler: &EffectiveElement<'_>) -> bool {
    let modules = handler.text("modules");
    let is_core =
        |m: &str| m.eq_ignore_ascii_case("AspNetCoreModuleV2") || m.eq_ignore_ascii_case("AspNetCoreModule");
    // Handlers are many, and the names of their modules mostly shorter or a single other one.
    modules.len() >= "AspNetCoreModule".len()
        && (is_core(modules)
            || memchr::memchr(b',', modules.as_bytes()).is_some()
                && modules.split(',').any(|m| is_core(m.trim())))
}

/// Whether a handler takes every path.
pub fn takes_every_path(handler: &EffectiveElement<'_>) -> bool {
    handler.text("path").split(',').any(|p| p.trim() == "*")
}

/// Whether a tag has no end, or an attribute of that name without a whole value.
pub(crate) fn is_half_typed(tag: Element<'_>, name: &str) -> bool {
    !tag.is_terminated() || tag.all_attributes().any(|a| a.name() == name && !a.is_complete())
}

/// Whether an element stands in a `location` that applications below do not inherit.
pub(crate) fn is_kept_from_applications(element: Element<'_>) -> bool {
    element.ancestors().any(|a| {
        a.local_name() == "location"
            && a.value("inheritInChildApplications").is_some_and(|v| v.eq_ignore_ascii_case("false"))
    })
}
