//! Why each edit was made.

/// The edits of a step, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    edits: Vec<String>,
    losses: Vec<String>,
}

impl Trace {
    /// Records an edit and its reason.
    pub fn edit(&mut self, what: &str, why: &str) {
        self.edits.push(format!("{what}: {why}"));
    }

    /// Records something that is lost, or done in another place than meant, without a word of the SDK.
    pub fn loss(&mut self, what: &str) {
        self.losses.push(what.to_owned());
    }

    /// What is lost.
    pub fn losses(&self) -> &[String] {
        &self.losses
    }

    /// Each edit with its reason.
    pub fn edits(&self) -> &[String] {
        &self.edits
    }
}
