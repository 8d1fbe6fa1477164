//! Why each edit was made.

/// The edits of a step, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    edits: Vec<String>,
}

impl Trace {
    /// Records an edit and its reason.
    pub fn edit(&mut self, what: &str, why: &str) {
        self.edits.push(format!("{what}: {why}"));
    }

    /// Each edit with its reason.
    pub fn edits(&self) -> &[String] {
        &self.edits
    }
}
