//! Sites, applications, bindings and pools of a given `applicationHost.config`.

use crate::views::{HostingModel, NamedValue, ServerView};
use webconfig_config::{Application, Binding, LevelId, Pool, Site};
use webconfig_diagnostics::{Place, Scope};

/// A site.
#[derive(Clone, Copy, Debug)]
pub struct SiteView<'a> {
    /// The server.
    pub server: ServerView<'a>,
    /// The site.
    pub site: &'a Site<'a>,
    /// Its level.
    pub level: LevelId,
}

impl SiteView<'_> {
    /// Where it is defined.
    pub fn here(&self) -> Option<Place> {
        self.server.name_place(self.site.origin()?)
    }

    /// Whom a finding concerns.
    pub fn scope(&self) -> Option<Scope> {
        self.server.scope(self.level)
    }
}

/// An application.
#[derive(Clone, Copy, Debug)]
pub struct ApplicationView<'a> {
    /// The server.
    pub server: ServerView<'a>,
    /// Its site.
    pub site: &'a Site<'a>,
    /// The application.
    pub application: &'a Application<'a>,
    /// Its level.
    pub level: LevelId,
}

impl<'a> ApplicationView<'a> {
    /// Where it is defined.
    pub fn here(&self) -> Option<Place> {
        self.server.name_place(self.application.origin()?)
    }

    /// Its pool.
    pub fn pool(&self) -> Option<&'a Pool<'a>> {
        self.server.server.pool(&self.application.pool)
    }

    /// Whom a finding concerns.
    pub fn scope(&self) -> Option<Scope> {
        self.server.scope(self.level)
    }

    /// Whether it runs in ASP.NET Core.
    pub fn is_core(&self) -> bool {
        self.server.is_core_at(self.level)
    }
}

/// A binding of a site.
#[derive(Clone, Copy, Debug)]
pub struct BindingView<'a> {
    /// Its site.
    pub site: SiteView<'a>,
    /// The binding.
    pub binding: &'a Binding<'a>,
}

impl BindingView<'_> {
    /// The value of `bindingInformation`, else the binding's name.
    pub fn here(&self) -> Option<Place> {
        let element = &self.binding.item.element;
        let value = element.setting("bindingInformation").and_then(|s| self.site.server.value_place(s));
        value.or_else(|| self.site.server.name_place(element.last_written()?))
    }
}

/// An application pool.
#[derive(Clone, Copy, Debug)]
pub struct PoolView<'a> {
    /// The server.
    pub server: ServerView<'a>,
    /// The pool.
    pub pool: &'a Pool<'a>,
}

impl<'a> PoolView<'a> {
    /// Where it is defined.
    pub fn here(&self) -> Option<Place> {
        self.server.name_place(self.pool.origin()?)
    }

    /// Whom findings about it concern.
    pub fn scope(&self) -> Scope {
        Scope { application_pool: Some(self.pool.name().to_owned()), ..Scope::default() }
    }

    /// The applications that run in it, with their sites.
    pub fn applications(&self) -> impl Iterator<Item = (&'a Site<'a>, &'a Application<'a>)> {
        let name = self.pool.name();
        self.server.server.sites().iter().flat_map(move |s| {
            s.applications.iter().filter(move |a| a.pool.eq_ignore_ascii_case(name)).map(move |a| (s, a))
        })
    }

    /// Its environment variables; of equal names (without case) the last wins.
    pub fn variables(&self) -> Vec<NamedValue<'a>> {
        let items = self.pool.child("environmentVariables").map(|c| c.items.as_slice()).unwrap_or_default();
        items.iter().filter_map(|item| NamedValue::new(self.server, &item.element)).collect()
    }

    /// The hosting models of its ASP.NET Core applications.
    pub fn hosting_models(&self) -> Vec<HostingModel> {
        let server = self.server;
        self.applications()
            .filter_map(|(site, application)| server.server.find_level(&site.name, &application.path))
            .filter(|level| server.is_core_at(*level))
            .filter_map(|level| server.effective(level, super::core_module::SECTION))
            .filter_map(|section| super::core_module::model_of(section.text("hostingModel"), server.context))
            .collect()
    }
}
