//! One section's content against its schema: what IIS checks whatever the other files say.

use crate::bound::stray_text;
use crate::nearest::{nearest, only_in_case};
use crate::placeholder::is_placeholder;
use crate::problem::{NewerMember, Problem, ProblemKind};
use crate::{ConfigFile, FileKind};
use foldhash::HashSet;
use std::cell::OnceCell;
use std::sync::Arc;
use webconfig_schema::{
    AttributeSchema, CollectionSchema, Directive, ElementSchema, Key, Member, Release, SectionSchema,
    Validation, ValueType,
};
use webconfig_syntax::{Attribute, AttributeId, Element};

/// Attributes that the configuration system itself understands on any element.
pub(crate) const LOCKS: [&str; 5] =
    ["lockAttributes", "lockAllAttributesExcept", "lockElements", "lockAllElementsExcept", "lockItem"];

/// Attributes that the configuration system understands on a section.
const ON_SECTIONS: [&str; 4] = ["configSource", "configBuilders", "configProtectionProvider", "childSource"];

/// Attributes of the .NET Framework that are newer than the native schema: (section, element, attribute).
/// Natively unknown, but IIS does not read these sections for requests and .NET takes them.
const NEWER_DOTNET: [(&str, &str, &str); 5] = [
    ("system.web/httpCookies", "httpCookies", "sameSite"),
    ("system.web/authentication", "forms", "cookieSameSite"),
    ("system.web/sessionState", "sessionState", "cookieSameSite"),
    ("system.net/mailSettings/smtp", "network", "enableSsl"),
    ("system.data", "add", "support"),
];

/// Elements that .NET takes and the native schema does not have: (section, parent, element).
const DOTNET_ELEMENTS: [(&str, &str, &str); 1] = [("system.web/compilation", "compilation", "compilers")];

/// What IIS Manager and its programming interface keep out of the name of a site, though the schema does not.
const REFUSED_BY_TOOLS: [char; 13] = ['\\', ';', ':', '@', '&', '=', '+', '$', ',', '|', '"', '<', '>'];

/// What an attribute stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum On {
    Section,
    Element,
    Item,
    Remove,
}

/// What validation needs to know beside the content.
#[derive(Debug)]
pub(crate) struct Validator<'a> {
    file: &'a ConfigFile,
    path: &'a Arc<str>,
    section: &'a SectionSchema,
    target: Release,
    /// Names in `sharedListeners`, looked for once.
    shared_listeners: OnceCell<HashSet<String>>,
}

impl<'a> Validator<'a> {
    pub(crate) fn new(
        file: &'a ConfigFile,
        path: &'a Arc<str>,
        section: &'a SectionSchema,
        target: Release,
    ) -> Self {
        Self { file, path, section, target, shared_listeners: OnceCell::new() }
    }

    /// Checks a section element (or the root of its `configSource` file).
    pub(crate) fn section(&self, element: Element<'_>, out: &mut Vec<Arc<Problem>>) {
        if element.attribute("configProtectionProvider").is_some() {
            out.push(self.problem(ProblemKind::EncryptedSection, element, None));
            return;
        }
        let since = self.section.root.since.as_deref();
        if self.is_newer(since) {
            out.push(self.newer(element, since));
            return;
        }
        self.element(element, &self.section.root, On::Section, out);
    }

    fn problem(
        &self,
        kind: ProblemKind,
        element: Element<'_>,
        attribute: Option<AttributeId>,
    ) -> Arc<Problem> {
        Arc::new(Problem {
            kind,
            file: self.file.id,
            element: element.id(),
            attribute,
            section: Arc::clone(self.path),
            related: None,
        })
    }

    fn is_newer(&self, since: Option<&str>) -> bool {
        since.and_then(Release::of_number).is_some_and(|s| s > self.target)
    }

    // Recursion follows the schema, which is at most some ten elements deep.
    fn element(&self, element: Element<'_>, schema: &ElementSchema, on: On, out: &mut Vec<Arc<Problem>>) {
        self.attributes(element, schema, on, out);
        self.required(element, schema, false, out);
        for node in element.children() {
            match node.as_element() {
                Some(child) => self.child(child, schema, out),
                None => out.extend(stray_text(self.file.id, element, node, Some(self.path))),
            }
        }
    }

    fn child(&self, child: Element<'_>, schema: &ElementSchema, out: &mut Vec<Arc<Problem>>) {
        let name = child.local_name();
        if let Some(inner) = schema.element(name).filter(|e| !e.runtime_only) {
            if self.is_newer(inner.since.as_deref()) {
                out.push(self.newer(child, inner.since.as_deref()));
            } else {
                self.element(child, inner, On::Element, out);
            }
            return;
        }
        if let Some((collection, directive)) = schema.directive(name).filter(|(c, _)| !c.item.runtime_only) {
            if self.is_newer(collection.item.since.as_deref()) {
                out.push(self.newer(child, collection.item.since.as_deref()));
            } else {
                self.directive(child, collection, directive, out);
            }
            return;
        }
        let for_dotnet = DOTNET_ELEMENTS
            .iter()
            .any(|(s, p, e)| *s == &*self.section.path && *p == &*schema.name && *e == name);
        if for_dotnet {
            return;
        }
        let names: Vec<&str> = child_names(schema);
        if let Some(expected) = names.iter().find(|n| n.eq_ignore_ascii_case(name)) {
            let kind = ProblemKind::WrongCase {
                expected: (*expected).into(),
                is_attribute: false,
                is_section: false,
            };
            out.push(self.problem(kind, child, None));
            // Right but for the case: its content is judged as that element's.
            if let Some(inner) = schema.element(expected) {
                self.element(child, inner, On::Element, out);
            } else if let Some((collection, directive)) = schema.directive(expected) {
                self.directive(child, collection, directive, out);
            }
            return;
        }
        let belongs_in = schema
            .elements
            .iter()
            .find(|e| e.element(name).is_some() || e.directive(name).is_some())
            .map(|e| e.name.clone());
        let mut near = nearest(name, names.iter().copied());
        // `add` where the collection's items have another name: that name is meant.
        if near.is_empty() && name == "add" {
            near.extend(schema.collections.iter().flat_map(|c| c.add.iter()).map(ToString::to_string));
        }
        let kind = ProblemKind::UnknownElement { nearest: near.into(), belongs_in };
        out.push(self.problem(kind, child, None));
    }

    fn newer(&self, child: Element<'_>, since: Option<&str>) -> Arc<Problem> {
        let since = since.unwrap_or_default().into();
        self.problem(ProblemKind::NewerThanTarget { since, is_attribute: false }, child, None)
    }

    fn directive(
        &self,
        element: Element<'_>,
        collection: &CollectionSchema,
        directive: Directive,
        out: &mut Vec<Arc<Problem>>,
    ) {
        match directive {
            Directive::Add => self.element(element, &collection.item, On::Item, out),
            Directive::Remove => {
                self.attributes(element, &collection.item, On::Remove, out);
                self.required(element, &collection.item, true, out);
                self.nothing_inside(element, out);
            }
            Directive::Clear => {
                for attribute in element.attributes() {
                    if !LOCKS.contains(&attribute.name()) && !attribute.is_namespace_declaration() {
                        out.push(self.unknown_attribute(element, attribute, []));
                    }
                }
                self.nothing_inside(element, out);
            }
        }
    }

    /// What takes items away holds nothing.
    fn nothing_inside(&self, element: Element<'_>, out: &mut Vec<Arc<Problem>>) {
        for node in element.children() {
            let Some(child) = node.as_element() else {
                out.extend(stray_text(self.file.id, element, node, Some(self.path)));
                continue;
            };
            let kind = ProblemKind::UnknownElement { nearest: Box::default(), belongs_in: None };
            out.push(self.problem(kind, child, None));
        }
    }

    fn required(
        &self,
        element: Element<'_>,
        schema: &ElementSchema,
        keys_only: bool,
        out: &mut Vec<Arc<Problem>>,
    ) {
        if !element.is_terminated() || schema.is_collection_default {
            return;
        }
        // Written in whatever letter case, or half-typed, it is not missing: another problem tells.
        let is_there =
            |a: &AttributeSchema| element.all_attributes().any(|w| w.name().eq_ignore_ascii_case(&a.name));
        let names: Box<[String]> = schema
            .attributes
            .iter()
            .filter(|a| a.required && (!keys_only || a.key != Key::None) && !is_there(a))
            .filter(|a| !self.is_newer(a.since.as_deref()))
            .filter(|a| !self.is_optional_for_dotnet(element, &a.name))
            .map(|a| a.name.to_string())
            .collect();
        if !names.is_empty() {
            out.push(self.problem(ProblemKind::MissingAttributes { names }, element, None));
        }
    }

    /// `system.diagnostics` is read by .NET alone, which wants no `type` on a switch nor on a listener that names a
    /// shared one.
    fn is_optional_for_dotnet(&self, element: Element<'_>, attribute: &str) -> bool {
        if attribute != "type" || &*self.section.path != "system.diagnostics" {
            return false;
        }
        let parent = element.parent().map_or("", Element::local_name);
        parent == "switches"
            || parent == "listeners" && element.value("name").is_some_and(|n| self.is_shared(&n))
    }

    /// Whether this file declares a shared listener of that name, or none at all, so that a file above may.
    fn is_shared(&self, name: &str) -> bool {
        let shared = self.shared_listeners.get_or_init(|| {
            let adds = self.file.document.elements().filter(|e| e.local_name() == "add");
            adds.filter(|e| e.parent().is_some_and(|p| p.local_name() == "sharedListeners"))
                .filter_map(|e| e.value("name").map(std::borrow::Cow::into_owned))
                .collect()
        });
        shared.is_empty() || shared.contains(name)
    }

    fn attributes(&self, element: Element<'_>, schema: &ElementSchema, on: On, out: &mut Vec<Arc<Problem>>) {
        // What removes an item has its key and nothing else; without a key there is nothing to go by.
        let keys_only = on == On::Remove && schema.keys().next().is_some();
        let may_stand = |a: &&AttributeSchema| !a.runtime_only && (!keys_only || a.key != Key::None);
        // An unknown name is never meant for one that stands there too; hostile files have thousands of both.
        let written: OnceCell<HashSet<&str>> = OnceCell::new();
        for attribute in element.attributes() {
            let name = attribute.name();
            if let Some(known) = schema.attribute(name).filter(may_stand) {
                self.value(element, attribute, known, out);
                continue;
            }
            if attribute.is_namespace_declaration() || attribute.prefix() == Some("xml") {
                continue;
            }
            if LOCKS.contains(&name) {
                // Lists of names mean nothing on the items of a collection, whatever they hold.
                if name == "lockItem" || matches!(on, On::Section | On::Element) {
                    self.lock_names(element, attribute, schema, out);
                }
                continue;
            }
            let on_section = on == On::Section && ON_SECTIONS.contains(&name);
            if on_section && !(name == "configSource" && self.file.kind == FileKind::ApplicationHost) {
                continue;
            }
            if attribute.prefix().is_some()
                && attribute.namespace().as_deref() == Some(crate::kind::XDT_NAMESPACE)
            {
                out.push(self.problem(ProblemKind::TransformAttribute, element, Some(attribute.id())));
                continue;
            }
            // machine.config grows with every version of .NET, and IIS reads it whatever it holds.
            if schema.allow_unrecognized_attributes || self.file.kind == FileKind::Machine {
                continue;
            }
            let newer_dotnet = NEWER_DOTNET
                .iter()
                .any(|(s, e, a)| *s == &*self.section.path && *e == element.local_name() && *a == name);
            if newer_dotnet {
                continue;
            }
            let names: Vec<&str> = schema.attributes.iter().filter(may_stand).map(|a| &*a.name).collect();
            let general = || {
                let on_section = if on == On::Section { only_in_case(name, &ON_SECTIONS) } else { None };
                only_in_case(name, &LOCKS).or(on_section)
            };
            if let Some(expected) = only_in_case(name, &names).or_else(general) {
                let kind = ProblemKind::wrong_attribute_case(expected);
                out.push(self.problem(kind, element, Some(attribute.id())));
            } else {
                let written = written.get_or_init(|| element.all_attributes().map(Attribute::name).collect());
                let missing = names.into_iter().filter(|n| !written.contains(n));
                out.push(self.unknown_attribute(element, attribute, missing));
            }
        }
    }

    fn unknown_attribute<'n>(
        &self,
        element: Element<'_>,
        attribute: Attribute<'_>,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Arc<Problem> {
        let nearest = nearest(attribute.name(), names).into();
        self.problem(ProblemKind::UnknownAttribute { nearest }, element, Some(attribute.id()))
    }

    fn value(
        &self,
        element: Element<'_>,
        attribute: Attribute<'_>,
        schema: &AttributeSchema,
        out: &mut Vec<Arc<Problem>>,
    ) {
        if self.is_newer(schema.since.as_deref()) {
            let since = schema.since.as_deref().unwrap_or_default().into();
            let kind = ProblemKind::NewerThanTarget { since, is_attribute: true };
            out.push(self.problem(kind, element, Some(attribute.id())));
            return;
        }
        // Most attributes are plain strings, which are never wrong.
        if schema.validation.is_none() && matches!(schema.value_type, webconfig_schema::ValueType::String) {
            return;
        }
        let value = attribute.value();
        let Err(problem) = schema.parse(&value) else {
            out.extend(self.doubtful_name(element, attribute, schema, &value));
            out.extend(self.newer_member(element, attribute, schema, &value));
            return;
        };
        if is_placeholder(&value) || (schema.encrypted && value.starts_with("[enc:")) {
            return;
        }
        let kind = ProblemKind::InvalidValue { secret: schema.secret, problem: problem.into() };
        out.push(self.problem(kind, element, Some(attribute.id())));
    }

    /// A name in a list of names that a later version brought.
    fn newer_member(
        &self,
        element: Element<'_>,
        attribute: Attribute<'_>,
        schema: &AttributeSchema,
        value: &str,
    ) -> Option<Arc<Problem>> {
        let members = schema.value_type.members();
        let is_named = |m: &Member| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(&m.name));
        let newer = members.iter().find(|m| self.is_newer(m.since.as_deref()) && is_named(m))?;
        let known: Vec<&str> =
            members.iter().filter(|m| !self.is_newer(m.since.as_deref())).map(|m| &*m.name).collect();
        let says = match schema.value_type {
            ValueType::Flags(_) => "Flags must be some combination of",
            _ => "Enum must be one of",
        };
        let member = NewerMember {
            name: newer.name.clone(),
            since: newer.since.as_deref().unwrap_or_default().into(),
            iis: format!("{says} {}", known.join(", ")).into(),
        };
        let kind = ProblemKind::NewerMember { member: member.into() };
        Some(self.problem(kind, element, Some(attribute.id())))
    }

    /// The schema lets more characters stand in the name of a site than the tools of IIS do.
    fn doubtful_name(
        &self,
        element: Element<'_>,
        attribute: Attribute<'_>,
        schema: &AttributeSchema,
        value: &str,
    ) -> Option<Arc<Problem>> {
        if schema.validation != Some(Validation::SiteName) || is_placeholder(value) {
            return None;
        }
        let characters: String = value.chars().filter(|c| REFUSED_BY_TOOLS.contains(c)).collect();
        if characters.is_empty() {
            return None;
        }
        let kind = ProblemKind::DoubtfulSiteName { characters: characters.into() };
        Some(self.problem(kind, element, Some(attribute.id())))
    }

    fn lock_names(
        &self,
        element: Element<'_>,
        attribute: Attribute<'_>,
        schema: &ElementSchema,
        out: &mut Vec<Arc<Problem>>,
    ) {
        let list = attribute.name();
        let value = attribute.value();
        if list == "lockItem" {
            let as_bool = AttributeSchema {
                name: "lockItem".into(),
                value_type: webconfig_schema::ValueType::Bool,
                ..AttributeSchema::default()
            };
            if let Err(problem) = as_bool.parse(&value) {
                let kind = ProblemKind::InvalidValue { secret: false, problem: problem.into() };
                out.push(self.problem(kind, element, Some(attribute.id())));
            }
            return;
        }
        let is_attribute = list.contains("Attributes");
        for name in value.split(',').map(str::trim).filter(|n| !n.is_empty() && *n != "*") {
            let known = if is_attribute {
                schema.attribute(name).is_some()
            } else {
                schema.element(name).is_some()
                    || schema.directive(name).is_some()
                    || is_directive_word(schema, name)
            };
            if !known {
                let kind = ProblemKind::UnknownLockName { name: name.into(), is_attribute };
                out.push(self.problem(kind, element, Some(attribute.id())));
            }
        }
    }
}

/// `add`, `remove` and `clear` may be named in a lock list of any element that has a collection.
fn is_directive_word(schema: &ElementSchema, name: &str) -> bool {
    matches!(name, "add" | "remove" | "clear") && !schema.collections.is_empty()
}

/// The names that may stand in an element.
fn child_names(schema: &ElementSchema) -> Vec<&str> {
    let plain = schema.elements.iter().filter(|e| !e.runtime_only).map(|e| &*e.name);
    let directives = schema
        .collections
        .iter()
        .filter(|c| !c.item.runtime_only)
        .flat_map(|c| c.add.iter().map(|n| &**n).chain(c.remove.as_deref()).chain(c.clear.as_deref()));
    plain.chain(directives).collect()
}
