//! Comments, CDATA sections and processing instructions.

use super::Parser;
use crate::SyntaxErrorKind as Kind;
use crate::arena::NodeKind;
use crate::characters::{SPACE, has_class};
use memchr::memmem;

impl Parser<'_> {
    pub(super) fn comment(&mut self) {
        let start = self.at;
        let mut at = start + 4;
        let mut reported = false;
        let end = loop {
            let found = if self.no_comment_end { None } else { memmem::find(self.rest(at), b"--") };
            let Some(n) = found else {
                self.no_comment_end = true;
                let end = self.line_end(start);
                self.error_noticed(Kind::UnterminatedComment, start, start + 4, None, self.bytes.len());
                break end;
            };
            at += n;
            if self.byte(at + 2) == b'>' {
                break at + 3;
            }
            if at >= start + 6 && self.rest(at - 2).starts_with(b"<!--") {
                // Another comment begins: this one was never closed, and its line is all it can claim.
                let end = self.line_end(start).min(at - 2);
                self.error_noticed(Kind::UnterminatedComment, start, start + 4, None, at);
                break end;
            }
            if !reported {
                reported = true;
                self.error(Kind::DoubleHyphenInComment, at, at + 2);
            }
            // `--->`: the last two hyphens belong to the end.
            at += 1;
        };
        self.push(NodeKind::Comment, start, end);
        self.at = end;
    }

    pub(super) fn cdata(&mut self) {
        let start = self.at;
        let found = if self.no_cdata_end { None } else { memmem::find(self.rest(start), b"]]>") };
        let end = if let Some(n) = found {
            start + n + 3
        } else {
            self.no_cdata_end = true;
            self.error_noticed(Kind::UnterminatedCData, start, start + 9, None, self.bytes.len());
            self.line_end(start)
        };
        if self.open.is_empty() {
            self.error(Kind::CDataOutsideRoot, start, start + 9);
        }
        self.push(NodeKind::CData, start, end);
        self.at = end;
    }

    pub(super) fn instruction(&mut self) {
        let start = self.at;
        let found = if self.no_instruction_end { None } else { memmem::find(self.rest(start + 2), b"?>") };
        let target_end = self.name_end(start + 2);
        let target = self.slice(start + 2, target_end);
        if target.is_empty() {
            self.error(Kind::BadInstruction, start, start + 2);
        } else if target == "xml" {
            self.error(Kind::MisplacedDeclaration, start, target_end);
        } else if target.eq_ignore_ascii_case("xml") || target.contains(':') {
            self.error(Kind::BadInstruction, start + 2, target_end);
        }
        let end = if let Some(n) = found {
            start + 2 + n + 2
        } else {
            self.no_instruction_end = true;
            self.error_noticed(Kind::UnterminatedInstruction, start, target_end, None, self.bytes.len());
            self.tag_like_end(target_end)
        };
        if found.is_some()
            && !target.is_empty()
            && target_end + 2 < end
            && !has_class(self.byte(target_end), SPACE)
        {
            self.error(Kind::BadInstruction, target_end, target_end + 1);
        }
        self.push(NodeKind::ProcessingInstruction, start, end);
        self.at = end;
    }
}
