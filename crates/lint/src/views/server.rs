//! The server as a whole, and one bound file of it.

use crate::ContextKind;
use crate::views::section::is_core_handler;
use std::cell::RefCell;
use std::rc::Rc;
use webconfig_config::{
    Application, Bound, ConfigFile, EffectiveElement, Item, LevelId, Origin, Pool, Server, Setting, Shared,
    Site,
};
use webconfig_diagnostics::{Evidence, IisVerdict, Place, Scope};
use webconfig_files::Files;
use webconfig_syntax::{Attribute, Element};
use webconfig_text::{FileId, TextRange};

/// A server (or the stock one that a lone file is judged against) with its files.
#[derive(Clone, Copy)]
pub struct ServerView<'a> {
    /// The configuration.
    pub server: &'a Server<'a>,
    /// Where it lives.
    pub context: ContextKind,
    /// Whether the files are what a publish makes of the sources rather than the sources.
    pub is_publish_result: bool,
    /// What else lies beside the configuration files.
    pub files: &'a dyn Files,
    /// The handlers of the ASP.NET Core Module, as far as somebody asked for them.
    pub core_handlers: &'a CoreHandlers<'a>,
}

/// The ASP.NET Core Module's handlers among those of each level. Most rules ask for them, and there are some forty
/// handlers on every level, mostly the same ones.
#[derive(Debug, Default)]
pub struct CoreHandlers<'a> {
    known: RefCell<Vec<AmongHandlers<'a>>>,
}

/// Handlers as they count, and those of the module among them.
type AmongHandlers<'a> = (Shared<'a, EffectiveElement<'a>>, Rc<[Shared<'a, Item<'a>>]>);

impl<'a> CoreHandlers<'a> {
    fn among(
        &self,
        handlers: Shared<'a, EffectiveElement<'a>>,
        server: &Server<'a>,
    ) -> Rc<[Shared<'a, Item<'a>>]> {
        /// Levels with handlers of their own that are kept.
        const MOST: usize = 16;
        let mut known = self.known.borrow_mut();
        if let Some((_, found)) = known.iter().find(|(of, _)| of.is_same(&handlers)) {
            return Rc::clone(found);
        }
        // No stock server has such a handler: applications bring it. That spares most of the look.
        // They stand together, so most files are asked for once.
        let mut last: Option<(FileId, bool)> = None;
        let mut is_stock = |item: &Item<'a>| {
            let Some(Origin { file, .. }) = item.element.last_written() else { return false };
            match last {
                Some((known, is_stock)) if known == file => is_stock,
                _ => last.insert((file, server.file(file).is_some_and(|f| f.is_stock))).1,
            }
        };
        let mut found: Vec<Shared<'a, Item<'a>>> = Vec::new();
        found.extend(handlers.items.iter().filter(|i| !is_stock(i) && is_core_handler(&i.element)).cloned());
        let found: Rc<[_]> = found.into();
        if known.len() == MOST {
            known.remove(0);
        }
        known.push((handlers, Rc::clone(&found)));
        found
    }
}

impl std::fmt::Debug for ServerView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerView").field("context", &self.context).finish_non_exhaustive()
    }
}

impl<'a> ServerView<'a> {
    /// Whether the publish step has yet to write command line, handler and model.
    pub fn awaits_publishing(self) -> bool {
        self.context == ContextKind::Project && !self.is_publish_result
    }

    /// A section as it counts at a level.
    pub fn effective(self, level: LevelId, section: &str) -> Option<Shared<'a, EffectiveElement<'a>>> {
        self.server.effective(level, section)
    }

    /// Whether an `applicationHost.config` was given; otherwise sites, pools and locks are assumptions.
    pub fn has_application_host(self) -> bool {
        self.server.has_application_host()
    }

    /// The place of a range, if it lies in a file that findings are wanted for.
    fn place(self, file: FileId, range: TextRange) -> Option<Place> {
        self.server.file(file).filter(|f| f.is_linted).map(|_| Place::new(file, range))
    }

    /// The element of an origin.
    pub fn element(self, origin: Origin) -> Option<Element<'a>> {
        self.server.element(origin)
    }

    /// The attribute of an origin.
    pub fn attribute(self, origin: Origin) -> Option<Attribute<'a>> {
        self.server.file(origin.file)?.document.attribute(origin.attribute?)
    }

    /// The name in the start tag of an origin's element; `None` outside of the files under test.
    pub fn name_place(self, origin: Origin) -> Option<Place> {
        let element = self.element(origin)?;
        self.place(origin.file, element.name_range())
    }

    /// A part of the attribute of an origin: items are many, and their file is looked up once.
    fn attribute_place(self, origin: Origin, part: fn(Attribute<'a>) -> TextRange) -> Option<Place> {
        let file = self.server.file(origin.file).filter(|f| f.is_linted)?;
        Some(Place::new(file.id, part(file.document.attribute(origin.attribute?)?)))
    }

    /// The value of a setting; `None` outside of the files under test.
    pub fn value_place(self, setting: Setting<'_>) -> Option<Place> {
        self.attribute_place(setting.origin, Attribute::value_range)
    }

    /// Name and value of a setting; `None` outside of the files under test.
    pub fn setting_place(self, setting: Setting<'_>) -> Option<Place> {
        self.attribute_place(setting.origin, Attribute::range)
    }

    /// Whether an origin lies in a file that findings are wanted for.
    pub fn is_under_test(self, origin: Origin) -> bool {
        self.server.is_linted(origin)
    }

    /// The site that a level belongs to.
    pub fn site(self, level: LevelId) -> Option<&'a Site<'a>> {
        self.server.level(level).and_then(|l| l.site).and_then(|s| self.server.sites().get(s))
    }

    /// The application that a level belongs to.
    pub fn application(self, level: LevelId) -> Option<&'a Application<'a>> {
        let site = self.site(level)?;
        let root = self.server.level(level)?.application;
        let (_, path) = self.server.path_of(root);
        site.applications
            .iter()
            .find(|a| a.path.trim_end_matches('/').eq_ignore_ascii_case(path.trim_end_matches('/')))
    }

    /// The pool that a level's application runs in.
    pub fn pool(self, level: LevelId) -> Option<&'a Pool<'a>> {
        self.server.pool(&self.application(level)?.pool)
    }

    /// Whom a finding at a level concerns; `None` without an `applicationHost.config`.
    pub fn scope(self, level: LevelId) -> Option<Scope> {
        let site = self.site(level)?;
        let (_, path) = self.server.path_of(level);
        Some(Scope {
            site: Some(site.name.clone()),
            path: Some(path),
            application_pool: self.application(level).map(|a| a.pool.clone()),
        })
    }

    /// The handlers of the ASP.NET Core Module among the effective ones of a level, of whatever version, in order.
    pub fn core_handlers(self, level: LevelId) -> Rc<[Shared<'a, Item<'a>>]> {
        let handlers = self.effective(level, super::core_module::HANDLERS);
        handlers.map(|handlers| self.core_handlers.among(handlers, self.server)).unwrap_or_default()
    }

    /// Whether requests at a level run in ASP.NET Core: an ANCM module stands in the effective handlers.
    pub fn is_core_at(self, level: LevelId) -> bool {
        !self.core_handlers(level).is_empty()
    }

    /// What IIS says at an element: text, HRESULT, the line of the element's name.
    pub fn verdict(
        self,
        at: Origin,
        hresult: u32,
        text: impl Into<String>,
        evidence: Evidence,
    ) -> IisVerdict {
        let line = self
            .server
            .file(at.file)
            .zip(self.element(at))
            .map(|(file, element)| file.source.lines().line(element.range().start()) + 1);
        IisVerdict { hresult: Some(hresult), text: Some(text.into()), file: Some(at.file), line, evidence }
    }
}

/// One bound file of a server.
#[derive(Clone, Copy, Debug)]
pub struct ConfigFileView<'a> {
    /// The server.
    pub server: ServerView<'a>,
    /// The file.
    pub file: &'a ConfigFile,
    /// Its sections and locations.
    pub bound: &'a Bound,
}

impl<'a> ConfigFileView<'a> {
    /// The sections of that path with their elements.
    pub fn sections(self, path: &'a str) -> impl Iterator<Item = Element<'a>> {
        self.bound
            .sections
            .iter()
            .filter(move |s| &*s.path == path)
            .filter_map(move |s| self.file.document.element(s.element))
    }

    /// A range of the file.
    pub fn place(self, range: TextRange) -> Place {
        Place::new(self.file.id, range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use webconfig_config::{FileTable, ServerInput, Stock};
    use webconfig_files::MemoryFiles;
    use webconfig_schema::{Release, Schema};

    #[test]
    fn no_stock_server_has_a_handler_of_the_module() {
        for profile in std::iter::once(None).chain(Stock::profiles().map(Some)) {
            let input = ServerInput { profile, ..ServerInput::new(Schema::builtin(), Release::default()) };
            let server = Server::new(input, FileTable::new(0), &MemoryFiles::new());
            let handlers =
                server.effective(server.application_host_level(), "system.webServer/handlers").unwrap();
            assert!(
                !handlers.items.is_empty() && !handlers.items.iter().any(|i| is_core_handler(&i.element))
            );
        }
    }
}
