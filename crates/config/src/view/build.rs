//! From effective elements to what is shown of them.

use super::{
    ElementView, FREE_TYPE, FileLine, LockMode, LockView, SectionView, ValueOrigin, ValueView, View,
    ViewOptions, secret,
};
use crate::bound::OverrideMode;
use crate::effective::{EffectiveElement, Item, Lock, Origin};
use crate::keys::{KeySchema, Keys};
use crate::server::{LevelId, SectionLock, Server};
use crate::stock_part::Shared;
use webconfig_schema::{AttributeSchema, ElementSchema, Release};

/// Elements that hold the values of one element, the element itself first, then its defaults elements, nearest first.
/// What nobody wrote is absent.
type Sources<'e, 's> = Vec<Source<'e, 's>>;

#[derive(Clone, Copy)]
struct Source<'e, 's> {
    element: &'e EffectiveElement<'s>,
    is_defaults: bool,
}

impl Server<'_> {
    /// Sections at a level; those without schema are left out.
    pub fn view(&self, level: LevelId, sections: &[&str], options: ViewOptions) -> View {
        View {
            path: self.configuration_path(level),
            sections: sections.iter().filter_map(|s| self.section_view(level, s, options)).collect(),
        }
    }

    fn section_view(&self, level: LevelId, section: &str, options: ViewOptions) -> Option<SectionView> {
        let element = self.effective(level, section)?;
        let lock = self.section_lock_view(level, section);
        let builder = Builder {
            server: self,
            options,
            target: self.target(),
            depth: self.depth_of(level),
            section_lock: lock.clone(),
        };
        let source = Source { element: &element, is_defaults: false };
        let mut view = builder.element(element.schema, &[source], &[], &element.schema.name);
        if lock.is_locked {
            view.lock = lock.clone();
        }
        Some(SectionView { path: section.to_owned(), lock, element: view })
    }

    /// What holds for files of a level that want to set a section.
    fn section_lock_view(&self, level: LevelId, section: &str) -> LockView {
        let mode = match self.written_mode(level, section) {
            None => LockMode::Inherit,
            Some(OverrideMode::Allow) => LockMode::Allow,
            Some(OverrideMode::Deny) => LockMode::Deny,
        };
        let declarations = self.declarations(level);
        let Some(declaration) = declarations.section(section) else {
            return LockView { mode, ..LockView::default() };
        };
        let by = match self.lock_at(level, None, section, declaration) {
            None => return LockView { mode, ..LockView::default() },
            Some(SectionLock::By(location)) => location,
            Some(SectionLock::ByDefault) => {
                Origin { file: declaration.file, element: declaration.element, attribute: None }
            }
        };
        LockView { mode, is_locked: true, by: self.file_line(by) }
    }

    /// A place as people read it.
    pub fn file_line(&self, origin: Origin) -> Option<FileLine> {
        let file = self.file(origin.file)?;
        let element = file.document.element(origin.element)?;
        let attribute = origin.attribute.and_then(|a| file.document.attribute(a));
        let at = attribute.map_or(element.range().start(), |a| a.range().start());
        let path = if file.is_stock { format!("stock {}", file.path) } else { file.path.clone() };
        Some(FileLine { file: path, line: file.line(at) })
    }
}

struct Builder<'a, 's> {
    server: &'a Server<'s>,
    options: ViewOptions,
    target: Release,
    /// Of the level that is looked at.
    depth: usize,
    section_lock: LockView,
}

impl<'s> Builder<'_, 's> {
    /// One element. `around` are the elements that it lies in, nearest first: defaults of its items may stand there.
    /// Recursion follows the schema.
    fn element(
        &self,
        schema: &'s ElementSchema,
        sources: &[Source<'_, 's>],
        around: &[&EffectiveElement<'s>],
        name: &str,
    ) -> ElementView {
        let own = sources.iter().find(|s| !s.is_defaults).map(|s| s.element);
        let mut children = Vec::new();
        for inner in schema.elements.iter().filter(|e| !e.runtime_only) {
            let below: Sources<'_, 's> = sources
                .iter()
                .filter_map(|s| Some(Source { element: s.element.child(&inner.name)?, ..*s }))
                .collect();
            let is_written = own.is_some_and(|o| o.child(&inner.name).is_some());
            let by_default = self.options.all && self.exists(inner.since.as_deref());
            if !is_written && !by_default {
                continue;
            }
            // Without an own element the path still leads through it.
            let mut outer: Vec<&EffectiveElement<'s>> = own.into_iter().collect();
            outer.extend_from_slice(around);
            children.push(self.element(inner, &below, &outer, &inner.name));
        }
        let mut outer: Vec<&EffectiveElement<'s>> = own.into_iter().collect();
        outer.extend_from_slice(around);
        for (item, is_defaults) in self.items(sources) {
            let mut below = vec![Source { element: &item.element, is_defaults }];
            if self.options.all {
                let holder =
                    schema.collections.get(item.collection).and_then(|c| c.default_element.as_deref());
                below.extend(holder.into_iter().flat_map(|holder| {
                    let found = outer.iter().filter_map(move |e| e.child(holder));
                    found.map(|element| Source { element, is_defaults: true })
                }));
            }
            let mut view = self.element(item.element.schema, &below, &outer, item.name);
            view.is_item = true;
            if let Some(lock) = item.element.locks().and_then(|l| l.item.as_ref()) {
                view.lock = self.lock(lock);
            }
            children.push(view);
        }
        ElementView {
            name: name.to_owned(),
            is_item: false,
            lock: self.element_lock(own),
            values: self.values(schema, sources, own),
            children,
        }
    }

    fn element_lock(&self, own: Option<&EffectiveElement<'s>>) -> LockView {
        match own.and_then(|o| o.locks()?.item.as_ref()) {
            Some(lock) => self.lock(lock),
            None => LockView::default(),
        }
    }

    /// The items: with all defaults, those of defaults elements come first unless an own one has their key.
    fn items<'e>(&self, sources: &[Source<'e, 's>]) -> Vec<(&'e Shared<'s, Item<'s>>, bool)> {
        let of = |is_defaults: bool| {
            sources.iter().rev().filter(move |s| s.is_defaults == is_defaults).flat_map(|s| &s.element.items)
        };
        let own: Vec<_> = of(false).map(|i| (i, false)).collect();
        if !self.options.all {
            return own;
        }
        let keys = |item: &'e Item<'s>| Some(KeySchema::of(item.element.schema).keys(item.element.source()?));
        let is_own = |item: &&'e Shared<'s, Item<'s>>| {
            let wanted = keys(item).filter(|k| *k != Keys::None);
            wanted.is_some() && own.iter().any(|(o, _)| o.collection == item.collection && keys(o) == wanted)
        };
        let mut all: Vec<_> = of(true).filter(|i| !is_own(i)).map(|i| (i, true)).collect();
        all.extend(own);
        all
    }

    fn values(
        &self,
        schema: &'s ElementSchema,
        sources: &[Source<'_, 's>],
        own: Option<&EffectiveElement<'s>>,
    ) -> Vec<ValueView> {
        let key = schema.attributes.iter().find(|a| matches!(&*a.name, "key" | "name"));
        let key = key.and_then(|k| own?.setting(&k.name)).map(|s| s.value.to_string());
        let mut values = Vec::new();
        for attribute in schema.attributes.iter().filter(|a| !a.runtime_only) {
            let name = &*attribute.name;
            let written = own.and_then(|o| o.setting(name)).map(|s| (s, false));
            let inherited = || sources.iter().find_map(|s| Some((s.element.setting(name)?, s.is_defaults)));
            let found = if self.options.all { inherited() } else { written };
            let (value, origin) = match found {
                Some((setting, is_defaults)) => (setting.value, self.origin(setting.origin, is_defaults)),
                None if self.options.all && self.exists(attribute.since.as_deref()) => {
                    (attribute.default_text(), ValueOrigin::SchemaDefault)
                }
                None => continue,
            };
            values.push(self.value(Some(attribute), name, key.as_deref(), value, origin, own));
        }
        // What the schema leaves open is shown as it was written.
        for setting in own.into_iter().flat_map(EffectiveElement::settings) {
            if schema.attribute(setting.name).is_none() {
                let origin = self.origin(setting.origin, false);
                values.push(self.value(None, setting.name, key.as_deref(), setting.value, origin, own));
            }
        }
        values
    }

    fn value(
        &self,
        schema: Option<&AttributeSchema>,
        name: &str,
        key: Option<&str>,
        value: &str,
        origin: ValueOrigin,
        own: Option<&EffectiveElement<'s>>,
    ) -> ValueView {
        let shown = if self.options.show_secrets || origin == ValueOrigin::SchemaDefault {
            value.to_owned()
        } else {
            secret::shown(schema, name, key, value)
        };
        let lock = own.and_then(|o| o.locks()?.attributes.iter().find(|l| l.is_about(&[name])));
        ValueView {
            name: name.to_owned(),
            value: canonical(schema, shown),
            value_type: schema.map_or(FREE_TYPE, |s| s.value_type.name()),
            origin,
            lock: lock.map_or_else(LockView::default, |l| self.lock(l)),
        }
    }

    fn origin(&self, origin: Origin, is_defaults: bool) -> ValueOrigin {
        match self.server.file_line(origin) {
            Some(place) if is_defaults => ValueOrigin::DefaultsElement(place),
            Some(place) => ValueOrigin::File(place),
            None => ValueOrigin::SchemaDefault,
        }
    }

    fn lock(&self, lock: &Lock) -> LockView {
        let is_locked = lock.depth < self.depth;
        let by = self.server.file_line(lock.by);
        if self.section_lock.is_locked && !is_locked {
            return LockView { mode: LockMode::Deny, ..self.section_lock.clone() };
        }
        LockView { mode: LockMode::Deny, is_locked, by }
    }

    fn exists(&self, since: Option<&str>) -> bool {
        since.and_then(Release::of_number).is_none_or(|s| s <= self.target)
    }
}

/// Booleans print in lower case, names of members as the schema writes them.
fn canonical(schema: Option<&AttributeSchema>, value: String) -> String {
    use webconfig_schema::ValueType;
    let member = |text: &str| {
        let members = schema.map_or(&[][..], |s| s.value_type.members());
        members.iter().find(|m| m.name.eq_ignore_ascii_case(text.trim())).map(|m| m.name.to_string())
    };
    match schema.map(|s| &s.value_type) {
        Some(ValueType::Bool) if value.eq_ignore_ascii_case("true") => "true".to_owned(),
        Some(ValueType::Bool) if value.eq_ignore_ascii_case("false") => "false".to_owned(),
        Some(ValueType::Enum(_)) => member(&value).unwrap_or(value),
        Some(ValueType::Flags(_)) => {
            let names: Option<Vec<String>> = value.split(',').map(member).collect();
            names.map_or(value, |n| n.join(", "))
        }
        _ => value,
    }
}
