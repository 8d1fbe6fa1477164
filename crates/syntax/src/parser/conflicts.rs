//! The lines that an unresolved merge leaves behind.

use super::Parser;
use crate::arena::NodeKind;

impl Parser<'_> {
    pub(super) fn conflict_marker(&self, at: usize) -> bool {
        let rest = self.rest(at);
        rest.starts_with(b"=======") || rest.starts_with(b">>>>>>>") || rest.starts_with(b"|||||||")
    }

    /// The first line start in `from..to` that holds a marker.
    pub(super) fn conflict_in(&self, from: usize, to: usize) -> Option<usize> {
        let stretch = self.bytes.get(from..to)?;
        memchr::memchr2_iter(b'\n', b'\r', stretch).map(|n| from + n + 1).find(|&l| self.conflict_marker(l))
    }

    /// Takes the marker line at the current place; the block itself was reported at its first marker.
    pub(super) fn conflict_line(&mut self) {
        let end = self.line_end(self.at);
        if self.rest(self.at).starts_with(b">>>>>>>") {
            self.in_conflict = false;
        }
        self.push(NodeKind::Junk, self.at, end);
        self.at = end;
    }
}
