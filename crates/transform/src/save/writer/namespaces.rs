//! Which prefix stands for which namespace in the output so far, and the declarations that are still missing.

use super::Writer;
use super::escape::escape_attribute;
use crate::tree::NamespaceId;
use std::collections::HashMap;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum DefaultState {
    #[default]
    Uninitialized,
    InScope,
    Pending,
    Written,
}

/// A prefix in the output.
pub(super) struct Binding {
    pub(super) prefix: Box<str>,
    pub(super) namespace: NamespaceId,
    pub(super) written: bool,
}

/// Bindings by what is asked of them, the innermost last.
#[derive(Default)]
pub(super) struct Index {
    pub(super) by_prefix: HashMap<Box<str>, Vec<usize>>,
    pub(super) by_namespace: HashMap<NamespaceId, Vec<usize>>,
}

impl Index {
    fn add(&mut self, at: usize, binding: &Binding) {
        self.by_prefix.entry(binding.prefix.clone()).or_default().push(at);
        self.by_namespace.entry(binding.namespace).or_default().push(at);
    }
}

/// Up to here bindings are walked.
pub(super) const FEW: usize = 32;

/// An open tag.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tag {
    /// Length of the binding list when it began.
    pub(super) namespaces: usize,
    pub(super) default: u32,
    pub(super) state: DefaultState,
    pub(super) generated: u32,
}

impl Writer<'_> {
    pub(super) fn pop(&mut self) {
        let Some(tag) = self.tags.pop() else { return };
        while self.bindings.len() > tag.namespaces {
            let Some(binding) = self.bindings.pop() else { return };
            if let Some(index) = &mut self.index {
                if let Some(all) = index.by_prefix.get_mut(&binding.prefix) {
                    all.pop();
                }
                if let Some(all) = index.by_namespace.get_mut(&binding.namespace) {
                    all.pop();
                }
            }
        }
    }

    /// The declarations that are still missing.
    pub(super) fn finish_tag(&mut self) {
        let Some(&tag) = self.tags.last() else { return };
        for index in (tag.namespaces..self.bindings.len()).rev() {
            let Some(binding) = self.bindings.get(index) else { break };
            if !binding.written {
                self.out.push_str(" xmlns:");
                self.out.push_str(&binding.prefix);
                self.out.push_str("=\"");
                escape_attribute(self.tree.names.uri(binding.namespace), &mut self.out);
                self.out.push('"');
            }
        }
        let outer = self.tags.len().checked_sub(2).and_then(|i| self.tags.get(i)).map_or(0, |t| t.default);
        if tag.default != outer && tag.state == DefaultState::Pending {
            self.out.push_str(" xmlns=\"");
            escape_attribute(self.tree.names.uri(NamespaceId(tag.default)), &mut self.out);
            self.out.push('"');
            if let Some(tag) = self.tags.last_mut() {
                tag.state = DefaultState::Written;
            }
        }
    }

    pub(super) fn bind_default(&mut self, namespace: NamespaceId, written: bool) {
        let Some(tag) = self.tags.last_mut() else { return };
        match tag.state {
            // The first one given is kept.
            DefaultState::Pending => {}
            DefaultState::Uninitialized | DefaultState::InScope => tag.default = namespace.0,
            DefaultState::Written => return,
        }
        tag.state = if written { DefaultState::Written } else { DefaultState::Pending };
    }

    pub(super) fn bind(&mut self, prefix: &str, namespace: NamespaceId, written: bool) {
        let existing = self.binding_of(prefix);
        let begin = self.tags.last().map_or(0, |t| t.namespaces);
        if let Some(index) = existing
            && let Some(binding) = self.bindings.get_mut(index)
        {
            if binding.namespace == namespace {
                binding.written |= written;
                return;
            }
            if written && index >= begin {
                binding.written = true;
            }
        }
        let index = self.bindings.len();
        self.bindings.push(Binding { prefix: prefix.into(), namespace, written });
        if let (Some(known), Some(binding)) = (&mut self.index, self.bindings.get(index)) {
            known.add(index, binding);
        } else if index > FEW {
            let mut known = Index::default();
            for (at, binding) in self.bindings.iter().enumerate() {
                known.add(at, binding);
            }
            self.index = Some(known);
        }
    }

    /// The innermost binding of a prefix.
    fn binding_of(&self, prefix: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.by_prefix.get(prefix)?.last().copied(),
            None => self.bindings.iter().rposition(|b| *b.prefix == *prefix),
        }
    }

    /// The innermost prefix of a namespace that is not hidden by another meaning.
    fn find_prefix(&self, namespace: NamespaceId) -> Option<Box<str>> {
        let visible = |at: usize| {
            let prefix = &self.bindings.get(at)?.prefix;
            (self.binding_of(prefix) == Some(at)).then(|| prefix.clone())
        };
        if let Some(index) = &self.index {
            index.by_namespace.get(&namespace)?.iter().rev().find_map(|&at| visible(at))
        } else {
            let all = self.bindings.iter().enumerate().rev();
            all.filter(|(_, b)| b.namespace == namespace).find_map(|(at, _)| visible(at))
        }
    }

    pub(super) fn lookup_prefix(&self, namespace: NamespaceId) -> Option<Box<str>> {
        self.find_prefix(namespace).or_else(|| {
            let default = self.tags.last().map_or(0, |t| t.default);
            (default == namespace.0).then(|| "".into())
        })
    }

    pub(super) fn attribute_prefix(&mut self, own: &str, namespace: NamespaceId) -> Box<str> {
        let begin = self.tags.last().map_or(0, |t| t.namespaces);
        let here = self.binding_of(own).is_some_and(|i| i >= begin);
        // A prefix that this very tag binds is looked up anew, as if it had not been given.
        let own = if own.is_empty() || here { None } else { Some(own) };
        if let Some(found) = self.find_prefix(namespace)
            && own.is_none_or(|o| *o == *found)
        {
            return found;
        }
        let prefix: Box<str> = if let Some(own) = own {
            own.into()
        } else {
            let depth = self.tags.len() - 1;
            let number = self.tags.last_mut().map_or(1, |tag| {
                tag.generated += 1;
                tag.generated
            });
            format!("d{depth}p{number}").into()
        };
        self.bind(&prefix, namespace, false);
        prefix
    }
}
