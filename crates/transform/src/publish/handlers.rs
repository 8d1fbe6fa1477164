//! The handler entry: `<add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" … />`.
//!
//! An entry that exists keeps what it says; only its name is brought to the one casing.

use super::tree::NodeId;
use super::{Places, Step, equals_ignoring_case};

impl Step<'_> {
    fn child_or_new(&mut self, parent: NodeId, local: &str) -> NodeId {
        if let Some(found) = self.tree.child(parent, local) {
            return found;
        }
        self.trace.edit(&format!("`{local}` appended"), "it was missing");
        self.tree.append_element(parent, local)
    }

    fn default_attribute(&mut self, element: NodeId, local: &str, value: &str, why: &str) {
        if self.tree.attribute(element, local).is_none() {
            self.trace.edit(&format!("`{local}` set to `{value}`"), why);
            self.tree.set_attribute(element, local, value);
        }
    }

    pub(super) fn set(&mut self, element: NodeId, local: &str, value: &str, why: &str) {
        if self.tree.attribute(element, local) != Some(value) {
            self.trace.edit(&format!("`{local}` set to `{value}`"), why);
            self.tree.set_attribute(element, local, value);
        }
    }

    pub(super) fn default_of(&mut self, element: NodeId, local: &str, value: &str) {
        self.default_attribute(element, local, value, "it was missing");
    }

    /// Makes sure that the sections and the entry exist.
    pub(super) fn handlers(&mut self, container: NodeId) -> Places {
        let web_server = self.child_or_new(container, "system.webServer");
        let handlers = self.child_or_new(web_server, "handlers");
        let entry = self.tree.children(handlers).iter().copied().find(|&c| {
            self.tree.is_plain(c, "add")
                && self.tree.attribute(c, "name").is_some_and(|n| equals_ignoring_case(n, "aspnetcore"))
        });
        let entry = entry.unwrap_or_else(|| {
            self.trace.edit("handler entry appended", "no entry is called `aspNetCore`");
            self.tree.append_element(handlers, "add")
        });
        self.set(entry, "name", "aspNetCore", "this is the name in its usual casing");
        self.default_of(entry, "path", "*");
        self.default_of(entry, "verb", "*");
        let settings = self.settings;
        let named = !settings.module_name.is_empty() && settings.sdk.has_module_name();
        let (module, why) = if named {
            (settings.module_name.as_str(), "from `AspNetCoreModuleName`")
        } else {
            ("AspNetCoreModule", "`AspNetCoreModuleName` is empty")
        };
        self.default_attribute(entry, "modules", module, why);
        self.default_of(entry, "resourceType", "Unspecified");
        let module = self.child_or_new(web_server, "aspNetCore");
        Places { web_server, handlers, entry, module }
    }
}
