//! Sites, applications, virtual directories, bindings and pools with their defaults elements resolved.

use crate::effective::{EffectiveElement, Item, Origin};
use crate::stock_part::Shared;
use crate::written::Setting;
use std::sync::Arc;

/// The value of an attribute of an item: its own, else the nearest defaults element's, else the schema's.
fn resolve<'e>(
    chain: &[Option<&'e EffectiveElement<'_>>],
    path: &[&str],
    name: &str,
) -> (&'e str, Option<Setting<'e>>) {
    let mut schema_default = "";
    for element in chain.iter().flatten() {
        let mut at = *element;
        let mut schema = Some(at.schema);
        let mut found = true;
        for part in path {
            schema = schema.and_then(|s| s.element(part));
            if let Some(child) = at.child(part) {
                at = child;
            } else {
                found = false;
                break;
            }
        }
        if found {
            if let Some(setting) = at.setting(name) {
                return (setting.value, Some(setting));
            }
            schema = Some(at.schema);
        } else {
            let mut full = Some(element.schema);
            for part in path {
                full = full.and_then(|s| s.element(part));
            }
            schema = full;
        }
        if schema_default.is_empty() {
            schema_default = schema
                .and_then(|s| s.attribute(name))
                .map_or("", webconfig_schema::AttributeSchema::default_text);
        }
    }
    (schema_default, None)
}

/// A virtual directory.
#[derive(Clone, Debug)]
pub struct VirtualDirectory<'s> {
    /// Its path below its application, `/` for the root.
    pub path: String,
    /// The folder on the server as written.
    pub physical_path: String,
    /// The element.
    pub item: Shared<'s, Item<'s>>,
    /// Where its sub-folders may have their own `web.config`.
    pub allows_sub_folder_config: bool,
}

/// An application.
#[derive(Clone, Debug)]
pub struct Application<'s> {
    /// Its path below its site, `/` for the root.
    pub path: String,
    /// The name of its pool.
    pub pool: String,
    /// Its virtual directories.
    pub virtual_directories: Box<[VirtualDirectory<'s>]>,
    /// The element.
    pub item: Shared<'s, Item<'s>>,
    defaults: Arc<[Shared<'s, EffectiveElement<'s>>]>,
}

/// A binding.
#[derive(Clone, Debug)]
pub struct Binding<'s> {
    /// `http`, `https`, `net.tcp`, …
    pub protocol: String,
    /// As written.
    pub information: String,
    /// Bits: 1 SNI, 2 central store, 4 HTTP/2 off, ….
    pub ssl_flags: i64,
    /// The element.
    pub item: Shared<'s, Item<'s>>,
}

/// A site.
#[derive(Clone, Debug)]
pub struct Site<'s> {
    /// Its name.
    pub name: String,
    /// Its id as written.
    pub id: String,
    /// Its applications.
    pub applications: Box<[Application<'s>]>,
    /// Its bindings.
    pub bindings: Box<[Binding<'s>]>,
    /// The element.
    pub item: Shared<'s, Item<'s>>,
    defaults: Option<Shared<'s, EffectiveElement<'s>>>,
}

/// An application pool.
#[derive(Clone, Debug)]
pub struct Pool<'s> {
    /// The element.
    pub item: Shared<'s, Item<'s>>,
    defaults: Option<Shared<'s, EffectiveElement<'s>>>,
}

impl<'s> Pool<'s> {
    /// Its name.
    pub fn name(&self) -> &str {
        self.item.element.text("name")
    }

    /// The value that counts for an attribute of a nested element (`&[]` for the pool's own), and who set it.
    pub fn setting(&self, path: &[&str], name: &str) -> (&str, Option<Setting<'_>>) {
        resolve(&[Some(&self.item.element), self.defaults.as_deref()], path, name)
    }

    /// The value that counts.
    pub fn text(&self, path: &[&str], name: &str) -> &str {
        self.setting(path, name).0
    }

    /// Whether it is `true`.
    pub fn flag(&self, path: &[&str], name: &str) -> bool {
        self.text(path, name).eq_ignore_ascii_case("true")
    }

    /// A nested element that was written: the pool's own, else that of the defaults element.
    pub fn child(&self, name: &str) -> Option<&EffectiveElement<'s>> {
        self.item.element.child(name).or_else(|| self.defaults.as_ref()?.child(name))
    }

    /// Where it is defined.
    pub fn origin(&self) -> Option<Origin> {
        self.item.element.last_written()
    }

    /// All pools of the effective `system.applicationHost/applicationPools`.
    pub fn all(section: &EffectiveElement<'s>) -> Vec<Self> {
        let defaults =
            section.children.iter().find(|c| &*c.schema.name == "applicationPoolDefaults").cloned();
        section.items.iter().map(|item| Self { item: item.clone(), defaults: defaults.clone() }).collect()
    }
}

impl Application<'_> {
    /// The value that counts for an attribute, and who set it.
    pub fn setting(&self, name: &str) -> (&str, Option<Setting<'_>>) {
        let mut chain = vec![Some(&self.item.element)];
        chain.extend(self.defaults.iter().map(|d| Some(&**d)));
        resolve(&chain, &[], name)
    }

    /// The value that counts.
    pub fn text(&self, name: &str) -> &str {
        self.setting(name).0
    }

    /// Whether it is `true`.
    pub fn flag(&self, name: &str) -> bool {
        self.text(name).eq_ignore_ascii_case("true")
    }

    /// Where it is defined.
    pub fn origin(&self) -> Option<Origin> {
        self.item.element.last_written()
    }
}

impl<'s> Site<'s> {
    /// The value that counts for an attribute of a nested element (`&[]` for the site's own), and who set it.
    pub fn setting(&self, path: &[&str], name: &str) -> (&str, Option<Setting<'_>>) {
        resolve(&[Some(&self.item.element), self.defaults.as_deref()], path, name)
    }

    /// The value that counts.
    pub fn text(&self, path: &[&str], name: &str) -> &str {
        self.setting(path, name).0
    }

    /// Where it is defined.
    pub fn origin(&self) -> Option<Origin> {
        self.item.element.last_written()
    }

    /// All sites of the effective `system.applicationHost/sites`.
    pub fn all(section: &EffectiveElement<'s>) -> Vec<Self> {
        let child = |of: &EffectiveElement<'s>, name: &str| {
            of.children.iter().find(|c| &*c.schema.name == name).cloned()
        };
        let site_defaults = child(section, "siteDefaults");
        let application_defaults = child(section, "applicationDefaults");
        let directory_defaults = child(section, "virtualDirectoryDefaults");
        section
            .items
            .iter()
            .map(|item| {
                let own = &item.element;
                let application_chain: Arc<[_]> =
                    [child(own, "applicationDefaults"), application_defaults.clone()]
                        .into_iter()
                        .flatten()
                        .collect();
                let applications = own
                    .items
                    .iter()
                    .filter(|i| i.name == "application")
                    .map(|application| {
                        let chain = [
                            child(&application.element, "virtualDirectoryDefaults"),
                            child(own, "virtualDirectoryDefaults"),
                            directory_defaults.clone(),
                        ];
                        let mut made = Application {
                            path: application.element.text("path").to_owned(),
                            pool: String::new(),
                            virtual_directories: directories(&application.element, &chain),
                            item: application.clone(),
                            defaults: Arc::clone(&application_chain),
                        };
                        made.pool = match made.text("applicationPool") {
                            "" => "DefaultAppPool".to_owned(),
                            name => name.to_owned(),
                        };
                        made
                    })
                    .collect();
                let bindings = own.child("bindings").map(bindings).unwrap_or_default();
                Self {
                    name: own.text("name").to_owned(),
                    id: own.text("id").to_owned(),
                    applications,
                    bindings,
                    item: item.clone(),
                    defaults: site_defaults.clone(),
                }
            })
            .collect()
    }
}

fn directories<'s>(
    application: &EffectiveElement<'s>,
    defaults: &[Option<Shared<'s, EffectiveElement<'s>>>],
) -> Box<[VirtualDirectory<'s>]> {
    application
        .items
        .iter()
        .filter(|i| i.name == "virtualDirectory")
        .map(|item| {
            let mut chain = vec![Some(&item.element)];
            chain.extend(defaults.iter().map(Option::as_deref));
            VirtualDirectory {
                path: item.element.text("path").to_owned(),
                physical_path: resolve(&chain, &[], "physicalPath").0.to_owned(),
                allows_sub_folder_config: resolve(&chain, &[], "allowSubDirConfig")
                    .0
                    .eq_ignore_ascii_case("true"),
                item: item.clone(),
            }
        })
        .collect()
}

fn bindings<'s>(element: &EffectiveElement<'s>) -> Box<[Binding<'s>]> {
    element
        .items
        .iter()
        .map(|item| Binding {
            protocol: item.element.text("protocol").to_owned(),
            information: item.element.text("bindingInformation").to_owned(),
            ssl_flags: item.element.number("sslFlags").unwrap_or(0),
            item: item.clone(),
        })
        .collect()
}
