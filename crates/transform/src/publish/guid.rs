//! The comment `<!--ProjectGuid: …-->` behind the document.

use super::tree::{DOCUMENT, Kind};
use super::{Step, equals_ignoring_case};

impl Step<'_> {
    /// Adds the comment, or removes it when it is not wanted.
    pub(super) fn guid(&mut self) {
        let settings = self.settings;
        if settings.project_guid.is_empty() {
            return;
        }
        let guid = settings.project_guid.trim_matches(['{', '}', '(', ')']).trim();
        let comment = format!("ProjectGuid: {guid}");
        let found = self.tree.descendants(DOCUMENT).find(
            |&n| matches!(self.tree.kind(n), Kind::Comment(text) if equals_ignoring_case(text, &comment)),
        );
        match found {
            Some(node) if settings.ignores_project_guid => {
                self.trace.edit("comment with the project's GUID removed", "`IgnoreProjectGuid` is set");
                self.tree.detach(node);
            }
            None if !settings.ignores_project_guid => {
                self.trace.edit("comment with the project's GUID appended", "`ProjectGuid` is known");
                self.tree.append(DOCUMENT, Kind::Comment(comment));
            }
            _ => {}
        }
    }
}
