//! What `configSource` brings in.

use super::Server;
use crate::FileKind;
use crate::bound::{Bound, SectionUse};
use crate::placeholder::is_placeholder;
use crate::problem::{Problem, ProblemKind};
use std::sync::Arc;
use webconfig_files::Files;
use webconfig_syntax::{AttributeId, Element, ElementId};
use webconfig_text::FileId;

impl Server<'_> {
    /// Finds the content of each section of a file that has it elsewhere.
    pub(super) fn include(&mut self, bound: &mut Bound, files: &dyn Files) {
        let Some(file) = self.file(bound.file) else { return };
        // IIS knows no such attribute in applicationHost.config.
        if file.is_stock || file.kind == FileKind::ApplicationHost {
            return;
        }
        if !file.document.has_name("configSource") {
            return;
        }
        let mut problems = Vec::new();
        for section in &mut bound.sections {
            match self.included(bound.file, section, files) {
                Ok(content) => section.content = content,
                Err((attribute, path, reason)) => problems.push(Arc::new(Problem {
                    kind: ProblemKind::ConfigSource { path: path.into(), reason: reason.into() },
                    file: bound.file,
                    element: section.element,
                    attribute: Some(attribute),
                    section: section.path.clone(),
                    related: None,
                })),
            }
        }
        bound.problems.append(&mut problems);
    }

    fn included(
        &mut self,
        id: FileId,
        section: &SectionUse,
        files: &dyn Files,
    ) -> Result<(FileId, ElementId), (AttributeId, String, String)> {
        let here = (id, section.element);
        let Some(file) = self.file(id) else { return Ok(here) };
        let Some(element) = file.document.element(section.element) else { return Ok(here) };
        let Some(source) = element.attribute("configSource") else { return Ok(here) };
        let (attribute, written) = (source.id(), source.value().into_owned());
        let (folder, linted) = (webconfig_files::parent(&file.path).to_owned(), file.is_linted);
        let name = element.local_name().to_owned();
        // An empty one is no include for .NET, which alone reads a section without schema.
        if is_placeholder(&written) || !self.schema.contains(&section.path) && written.is_empty() {
            return Ok(here);
        }
        let refused = |reason: &str| Err((attribute, written.clone(), reason.to_owned()));
        if written.trim().is_empty() {
            return refused("names no file");
        }
        if written.contains(':') || written.starts_with(['/', '\\']) {
            return refused("must be a path relative to this file's folder");
        }
        if has_content(element) {
            return refused("stands beside content");
        }
        let path = webconfig_files::join(&folder, &written);
        if !webconfig_files::is_inside(&folder, &path) {
            return refused("leads out of this file's folder");
        }
        let path = webconfig_files::stored(files, &path).unwrap_or(path);
        let Ok(included) = self.table.load(files, &path, Some(FileKind::Fragment), linted) else {
            return refused("cannot be read");
        };
        let root = self
            .table
            .get(included)
            .filter(|f| f.document.is_well_formed())
            .and_then(|f| f.document.root())
            .filter(|r| r.local_name() == name);
        match root {
            Some(root) if root.attribute("configSource").is_none() => Ok((included, root.id())),
            Some(_) => refused("holds a `configSource` again"),
            None => refused(&format!("is not well-formed XML with the root `{name}`")),
        }
    }
}

/// Whether a section has more than its `configSource`: elements, or attributes other than those of the configuration
/// system itself.
fn has_content(section: Element<'_>) -> bool {
    let is_own = |name: &str| crate::effective::is_reserved(name) || matches!(name, "file" | "xmlns");
    section.child_elements().next().is_some()
        || section.attributes().any(|a| a.prefix().is_none() && !is_own(a.name()))
}
