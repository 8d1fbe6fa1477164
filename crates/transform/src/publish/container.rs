//! Where the sections belong: the root or a `location`.
//!
//! ```xml
//! <configuration><location path="uploads" /></configuration>
//! ```
//!
//! No `aspNetCore` anywhere: the first `location` of the root gets the sections, whatever its path.

use super::tree::{DOCUMENT, Kind, NodeId};
use super::{Step, tree};

impl Step<'_> {
    /// The element that holds, or will hold, `system.webServer`.
    pub(super) fn container(&mut self) -> Option<NodeId> {
        let root = self.tree.root()?;
        if !self.settings.sdk.wraps_in_location() {
            return Some(root);
        }
        let module = self.tree.descendants(root).find(|&n| self.tree.is_plain(n, "aspNetCore"));
        let location = self.tree.child(root, "location");
        let Some(module) = module else {
            if let Some(location) = location
                && self.tree.attribute(location, "path") != Some(".")
            {
                let why =
                    "there is no `aspNetCore`, and the SDK takes the first `location` whatever its path";
                self.trace.edit("sections go into a `location`", why);
                self.trace.loss(
                    "the application's sections go into a `location` of another path, which is the first one",
                );
            }
            return Some(location.unwrap_or(root));
        };
        if !self.tree.has_ancestor(module, "location") {
            return Some(root);
        }
        if let Some(location) = location {
            let mut at = Some(module);
            while at.is_some() && at != Some(location) {
                at = at.and_then(|n| self.tree.parent(n));
            }
            if at.is_none() {
                let why = "`aspNetCore` lies in another one, but the SDK edits the first";
                self.trace.edit("sections go into the first `location`", why);
                self.trace.loss("the first `location` is edited, though `aspNetCore` lies in another one");
            }
            return Some(location);
        }
        // `aspNetCore` lies in a `location` that is no child of the root: the reference edits nodes that belong to no
        // document, so only the checks have an effect.
        self.trace
            .edit("no section edited", "`aspNetCore` lies in a `location` that is no child of the root");
        let name = tree::Name::plain("configuration");
        let orphan =
            self.tree.append(DOCUMENT, Kind::Element(tree::Element { name, ..tree::Element::default() }));
        self.tree.detach(orphan);
        Some(orphan)
    }
}
