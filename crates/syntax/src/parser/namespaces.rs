//! Namespace declarations, and the prefixes that need them.

use super::Parser;
use crate::arena::Scope;
use crate::names::{NONE, NameId};
use crate::{SyntaxErrorKind as Kind, XML_NAMESPACE, XMLNS_NAMESPACE};
use std::collections::HashMap;
use webconfig_text::TextRange;

impl Parser<'_> {
    pub(super) fn declare_namespaces(&mut self, first_attribute: usize) {
        let mut declarations = Vec::new();
        for index in first_attribute..self.attributes.len() {
            let Some(attribute) = self.attributes.get(index).copied() else { continue };
            let Some(name) = self.names.get(attribute.name).filter(|n| n.is_xmlns && !n.is_bad) else {
                continue;
            };
            let whole = name.range.of(self.text);
            let prefix = whole.strip_prefix("xmlns:");
            let raw = self.slice(attribute.value_start as usize, attribute.value_end as usize);
            let value = crate::cook_attribute(raw);
            let wrong = match prefix {
                Some("xml") => value != XML_NAMESPACE,
                Some("xmlns") => true,
                Some(_) => value.is_empty() || value == XML_NAMESPACE || value == XMLNS_NAMESPACE,
                None => value == XML_NAMESPACE || value == XMLNS_NAMESPACE,
            };
            let start = attribute.name_start as usize;
            if wrong && attribute.complete {
                self.error(Kind::BadNamespaceDeclaration, start, start + whole.len());
            }
            let id = match prefix {
                None => NONE,
                Some(p) => {
                    let id = self.intern(start + 6, start + 6 + p.len());
                    if let Some(state) = self.states.get_mut(id.0 as usize) {
                        state.bound += 1;
                    }
                    id.0
                }
            };
            declarations.push((id, index as u32));
        }
        self.scopes.push(Scope { parent: self.scope, declarations });
        self.scope = self.scopes.len() as u32 - 1;
    }

    #[inline]
    pub(super) fn leave_scope(&mut self, outer: u32) {
        while self.scope != outer {
            let Some(scope) = self.scopes.get(self.scope as usize) else {
                self.scope = outer;
                return;
            };
            for (prefix, _) in &scope.declarations {
                if let Some(state) = self.states.get_mut(*prefix as usize) {
                    state.bound = state.bound.saturating_sub(1);
                }
            }
            self.scope = scope.parent;
        }
    }

    fn check_prefix(&mut self, name: NameId, start: usize) {
        let Some(data) = self.names.get(name) else { return };
        let len = data.range.len() as usize;
        if data.is_bad {
            self.error(Kind::BadName, start, start + len);
            return;
        }
        if data.prefix_len == 0 || data.is_xmlns {
            return;
        }
        let (prefix_len, prefix) = (data.prefix_len as usize, data.prefix);
        let text = self.slice(start, start + prefix_len);
        let bound = text == "xml" || self.states.get(prefix as usize).is_some_and(|s| s.bound > 0);
        if !bound {
            self.error(Kind::UndeclaredPrefix, start, start + prefix_len);
        }
    }

    pub(super) fn check_prefixes(
        &mut self,
        name: NameId,
        start: usize,
        end: usize,
        first_attribute: usize,
        qualified: u32,
    ) {
        if self.slice(start, end).starts_with("xmlns:") {
            self.error(Kind::UndeclaredPrefix, start, start + 5);
        } else {
            self.check_prefix(name, start);
        }
        for index in first_attribute..self.attributes.len() {
            if let Some(a) = self.attributes.get(index).copied() {
                self.check_prefix(a.name, a.name_start as usize);
            }
        }
        if qualified > 1 {
            self.check_qualified_duplicates(first_attribute);
        }
    }

    /// Two prefixes of one namespace with the same local name are one attribute twice.
    #[cold]
    fn check_qualified_duplicates(&mut self, first_attribute: usize) {
        let mut seen: HashMap<(String, &str), (u32, TextRange)> = HashMap::new();
        let mut uris: HashMap<u32, Option<String>> = HashMap::new();
        let mut found = Vec::new();
        for attribute in self.attributes.get(first_attribute..).unwrap_or(&[]) {
            let Some(name) = self.names.get(attribute.name) else { continue };
            if name.prefix_len == 0 || name.is_xmlns || name.is_bad {
                continue;
            }
            let uri = uris.entry(name.prefix).or_insert_with(|| self.uri_of(name.prefix)).clone();
            let Some(uri) = uri else { continue };
            let local = name.range.of(self.text).get(name.prefix_len as usize + 1..).unwrap_or("");
            let range = TextRange::at(attribute.name_start, name.range.len());
            match seen.get(&(uri.clone(), local)) {
                Some((other, first)) if *other != attribute.name.0 => found.push((range, *first)),
                Some(_) => {}
                None => {
                    seen.insert((uri, local), (attribute.name.0, range));
                }
            }
        }
        for (range, first) in found {
            self.error_noticed(
                Kind::DuplicateAttribute,
                range.start() as usize,
                range.end() as usize,
                Some(first),
                range.start() as usize,
            );
        }
    }

    fn uri_of(&self, prefix: u32) -> Option<String> {
        let mut scope = self.scope;
        while let Some(s) = self.scopes.get(scope as usize) {
            if let Some((_, index)) = s.declarations.iter().find(|(p, _)| *p == prefix) {
                let a = self.attributes.get(*index as usize)?;
                return Some(
                    crate::cook_attribute(self.slice(a.value_start as usize, a.value_end as usize))
                        .into_owned(),
                );
            }
            scope = s.parent;
        }
        None
    }
}
