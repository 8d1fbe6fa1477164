//! Values in quotes: where one ends, and where one that lost its quote was meant to.

use super::Parser;
use crate::SyntaxErrorKind as Kind;
use crate::characters::{SPACE, has_class, is_name_char};
use memchr::{memchr, memchr2, memchr3};

impl Parser<'_> {
    /// The value from `start` (behind its quote): its end, whether its closing quote is there, and whether it is seen to
    /// be plain (see [`crate::arena::AttributeData`]).
    ///
    /// The search runs to the next quote of the same kind or the next `<`; both are where the following search for
    /// that quote begins again at the earliest, so all searches together read the text at most twice per quote kind.
    #[inline]
    pub(super) fn value(&mut self, start: usize, quote: u8) -> (usize, bool, bool) {
        let mut at = start;
        let mut plain = true;
        let (end, complete) = loop {
            let Some((found, is_plain)) = find_in_value(self.bytes, at, quote) else {
                break self.unclosed_value(start, self.bytes.len(), quote);
            };
            at = found;
            let b = self.byte(at);
            if b == quote {
                let after = self.byte(at + 1);
                if has_class(after, SPACE) || matches!(after, b'>' | b'/' | b'?') {
                    return (at, true, plain && is_plain);
                }
                break self.suspicious_quote(start, at, quote);
            }
            if b == b'&' {
                plain = false;
                at = self.reference(at);
            } else {
                break self.less_than_in_value(start, at, quote);
            }
        };
        (end, complete, false)
    }

    /// A closing quote with something directly behind it: either a lost blank, or the opening quote of the next value.
    #[cold]
    fn suspicious_quote(&mut self, start: usize, at: usize, quote: u8) -> (usize, bool) {
        match self.next_attribute_in(start, at) {
            Some(next) => self.give_up_value(start, next, quote, at),
            None => (at, true),
        }
    }

    /// Where, in `start..end`, white space + name + `=` stands directly before `end`: the next attribute.
    fn next_attribute_in(&self, start: usize, end: usize) -> Option<usize> {
        let raw = self.slice(start, end);
        let before_equals = raw.trim_end().strip_suffix('=')?.trim_end();
        let name_at = before_equals.rfind(|c: char| !is_name_char(c)).map_or(0, |p| p + 1);
        let name = before_equals.get(name_at..)?;
        let blank = before_equals.get(..name_at)?;
        let value = blank.trim_end();
        (crate::is_name(name) && value.len() < blank.len()).then_some(start + value.len())
    }

    /// `<` at `at` inside a value: it belongs to the value when that ends soberly on this line, else the quote is
    /// unclosed.
    #[cold]
    fn less_than_in_value(&mut self, start: usize, at: usize, quote: u8) -> (usize, bool) {
        let before = self.bytes.get(start..at).unwrap_or(&[]);
        let line_end = self.line_end(at);
        let closes = memchr(quote, self.bytes.get(at..line_end).unwrap_or(&[])).map(|n| at + n);
        let sober = closes.filter(|&c| {
            let after = self.byte(c + 1);
            memchr2(b'>', b'\n', before).is_none()
                && (has_class(after, SPACE) || matches!(after, b'>' | b'/'))
                && self.next_attribute_in(at, c).is_none()
        });
        let Some(end) = sober else { return self.unclosed_value(start, at, quote) };
        self.error(Kind::LessThanInValue, at, at + 1);
        let mut next = at;
        while let Some(n) = memchr(b'&', self.bytes.get(next..end).unwrap_or(&[])) {
            next = self.reference(next + n).min(end);
        }
        (end, true)
    }

    /// The closing quote did not come before `limit`: the value ends before the tag end, the next attribute or the
    /// line end, whichever is first.
    #[cold]
    fn unclosed_value(&mut self, start: usize, limit: usize, quote: u8) -> (usize, bool) {
        let stretch = self.bytes.get(start..limit).unwrap_or(&[]);
        let mut end = memchr3(b'\n', b'\r', b'>', stretch).map_or(limit, |n| start + n);
        if self.byte(end) == b'>' && end < limit && end > start && self.byte(end - 1) == b'/' {
            end -= 1;
        }
        // ` name="` or ` name='` inside: the next attribute begins there.
        for n in memchr::memchr_iter(b'=', self.bytes.get(start..end).unwrap_or(&[])) {
            if matches!(self.byte(start + n + 1), b'"' | b'\'') {
                if let Some(next) = self.next_attribute_in(start, start + n + 1) {
                    end = next;
                }
                break;
            }
        }
        while end > start && has_class(self.byte(end - 1), SPACE) {
            end -= 1;
        }
        self.give_up_value(start, end, quote, limit)
    }

    fn give_up_value(&mut self, start: usize, end: usize, _quote: u8, noticed: usize) -> (usize, bool) {
        // Problems inside the stretch that is no value after all (a bare `&` stays one).
        while self
            .errors
            .last()
            .is_some_and(|e| e.range.start() as usize >= end && e.range.start() as usize > start)
        {
            self.errors.pop();
        }
        self.error_noticed(Kind::UnclosedQuote, start - 1, start, None, noticed);
        (end, false)
    }
}

/// The first quote, `<` or `&` from `at` on, and whether no white space but blanks is seen to stand before it.
///
/// Values are short: eight bytes at a time in a register beat the call into a vector search, which takes over
/// where a value turns out to be long.
#[inline]
fn find_in_value(bytes: &[u8], at: usize, quote: u8) -> Option<(usize, bool)> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // The lowest bit that is set is right; those above it may be set by chance.
    let below = |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit)) & !word & HIGHS;
    let equal = |word: u64, byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    let mut here = at;
    let mut is_plain = true;
    while let Some(Ok(chunk)) = bytes.get(here..here + 8).map(<[u8; 8]>::try_from) {
        let word = u64::from_le_bytes(chunk);
        let less_than = equal(word, b'<');
        // Quotes, `&` and white space are below `(`: letters, digits, dots and slashes are passed over by the word.
        if below(word, b'(') | less_than != 0 {
            let found = equal(word, quote) | equal(word, b'&') | less_than;
            let white = below(word, b' ');
            if found != 0 {
                let before = (found & found.wrapping_neg()) - 1;
                return Some((here + (found.trailing_zeros() / 8) as usize, is_plain && white & before == 0));
            }
            is_plain &= white == 0;
        }
        here += 8;
        if here - at >= 64 {
            break;
        }
    }
    memchr3(quote, b'<', b'&', bytes.get(here..)?).map(|n| (here + n, false))
}
