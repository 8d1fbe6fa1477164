//! `aspNetCore` stands directly behind `handlers`.

use super::{Places, Step};

impl Step<'_> {
    /// Moves the one `aspNetCore` in front of `handlers` behind it; two of them are an exception.
    pub(super) fn order(&mut self, places: Places) -> Result<(), String> {
        let siblings = self.tree.children(places.web_server);
        let before = siblings.iter().copied().take_while(|&n| n != places.handlers);
        let mut modules = before.filter(|&n| self.tree.is_plain(n, "aspNetCore"));
        let Some(first) = modules.next() else { return Ok(()) };
        if modules.next().is_some() {
            return Err(
                "System.InvalidOperationException: Sequence contains more than one element".to_owned()
            );
        }
        drop(modules);
        self.trace.edit("`aspNetCore` moved behind `handlers`", "the SDK keeps them in this order");
        self.tree.detach(first);
        self.tree.insert_after(places.handlers, first);
        Ok(())
    }
}
