//! Conditions: `'$(A)' == 'b' And (Exists('x') Or $(Flag))`.
//!
//! `And` binds more tightly than `Or`. What cannot be judged counts as false and says why.

use crate::expand::{Expander, Text};

/// How deep parentheses may go.
const DEPTH: usize = 64;

/// The outcome of a condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) holds: bool,
    pub(crate) doubt: Option<String>,
}

/// What MSBuild takes for a boolean: `true`, `yes`, `on`, `!false`, …, ignoring case.
pub fn as_boolean(text: &str) -> Option<bool> {
    let (text, negated) = text.strip_prefix('!').map_or((text, false), |t| (t, true));
    let is = |words: [&str; 3]| words.iter().any(|w| text.eq_ignore_ascii_case(w));
    let value = if is(["true", "yes", "on"]) {
        true
    } else if is(["false", "no", "off"]) {
        false
    } else {
        return None;
    };
    Some(value != negated)
}

fn as_number(text: &str) -> Option<f64> {
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return u32::from_str_radix(hex, 16).ok().map(f64::from);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let valid = !unsigned.is_empty()
        && unsigned.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && unsigned.bytes().any(|b| b.is_ascii_digit());
    if valid { text.parse().ok() } else { None }
}

/// Equality of two values as MSBuild compares them in a condition.
pub fn equal(a: &str, b: &str) -> bool {
    if let (Some(a), Some(b)) = (as_boolean(a), as_boolean(b)) {
        return a == b;
    }
    if let (Some(a), Some(b)) = (as_number(a), as_number(b)) {
        return (a - b).abs() == 0.0;
    }
    a.to_lowercase() == b.to_lowercase()
}

pub(crate) fn judge(condition: &str, expander: &Expander<'_>) -> Verdict {
    if condition.trim().is_empty() {
        return Verdict { holds: true, doubt: None };
    }
    let mut parser = Parser { text: condition, at: 0, depth: 0, expander, doubt: None };
    let outcome = parser.or();
    parser.blanks();
    let holds = match outcome {
        Some(holds) if parser.rest().is_empty() => holds,
        _ => {
            parser.doubt.get_or_insert_with(|| {
                format!("the condition `{}` cannot be evaluated here", short(condition))
            });
            false
        }
    };
    Verdict { holds, doubt: parser.doubt }
}

/// As much of a text as a message can hold.
pub(crate) fn short(text: &str) -> std::borrow::Cow<'_, str> {
    const LONGEST: usize = 120;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")).into(),
        None => text.into(),
    }
}

struct Parser<'c> {
    text: &'c str,
    at: usize,
    depth: usize,
    expander: &'c Expander<'c>,
    doubt: Option<String>,
}

impl<'c> Parser<'c> {
    fn rest(&self) -> &'c str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn word(&mut self, word: &str) -> bool {
        self.blanks();
        let rest = self.rest();
        let found = rest.get(..word.len()).is_some_and(|r| r.eq_ignore_ascii_case(word))
            && !rest
                .get(word.len()..)
                .is_some_and(|r| r.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
        if found {
            self.at += word.len();
        }
        found
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        self.blanks();
        let found = self.rest().starts_with(symbol);
        if found {
            self.at += symbol.len();
        }
        found
    }

    // Both sides are always read, but MSBuild does not look at the right one when the left has decided: then a doubt
    // about it does not count.
    fn or(&mut self) -> Option<bool> {
        let mut holds = self.and()?;
        while self.word("or") {
            let before = self.doubt.clone();
            let right = self.and()?;
            if holds {
                self.doubt = before;
            }
            holds = holds || right;
        }
        Some(holds)
    }

    fn and(&mut self) -> Option<bool> {
        let mut holds = self.unary()?;
        while self.word("and") {
            let before = self.doubt.clone();
            let right = self.unary()?;
            if !holds {
                self.doubt = before;
            }
            holds = holds && right;
        }
        Some(holds)
    }

    fn unary(&mut self) -> Option<bool> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        self.blanks();
        let outcome = if self.rest().starts_with('!') && !self.rest().starts_with("!=") {
            self.at += 1;
            self.unary().map(|holds| !holds)
        } else if self.symbol("(") {
            let holds = self.or()?;
            if self.symbol(")") { Some(holds) } else { None }
        } else {
            self.comparison()
        };
        self.depth -= 1;
        outcome
    }

    fn comparison(&mut self) -> Option<bool> {
        for (name, kind) in [("Exists", true), ("HasTrailingSlash", false)] {
            let begin = self.at;
            if self.word(name) && self.symbol("(") {
                let argument = self.operand()?;
                if !self.symbol(")") {
                    return None;
                }
                return Some(if kind {
                    self.expander.exists(&argument)
                } else {
                    argument.ends_with(['/', '\\'])
                });
            }
            self.at = begin;
        }
        let left = self.operand()?;
        let operator = ["==", "!=", "<=", ">=", "<", ">"].into_iter().find(|o| self.symbol(o));
        let Some(operator) = operator else { return as_boolean(&left) };
        let right = self.operand()?;
        match operator {
            "==" => return Some(equal(&left, &right)),
            "!=" => return Some(!equal(&left, &right)),
            _ => {}
        }
        let order = match (as_number(&left), as_number(&right)) {
            (Some(a), Some(b)) => a.partial_cmp(&b)?,
            _ => version(&left)?.cmp(&version(&right)?),
        };
        Some(match operator {
            "<" => order.is_lt(),
            ">" => order.is_gt(),
            "<=" => order.is_le(),
            _ => order.is_ge(),
        })
    }

    fn operand(&mut self) -> Option<String> {
        self.blanks();
        let rest = self.rest();
        let raw = if let Some(inside) = rest.strip_prefix('\'') {
            let len = quoted_length(inside)?;
            self.at += len + 2;
            inside.get(..len)?
        } else if rest.starts_with("$(") {
            let len = crate::expand::reference_length(rest)?;
            self.at += len;
            rest.get(..len)?
        } else {
            let len = rest
                .find(|c: char| {
                    c.is_whitespace() || matches!(c, '=' | '!' | '<' | '>' | '(' | ')' | '\'' | ',')
                })
                .unwrap_or(rest.len());
            if len == 0 {
                return None;
            }
            self.at += len;
            rest.get(..len)?
        };
        if raw.contains("@(") || raw.contains("%(") {
            self.doubt.get_or_insert_with(|| format!("the items in `{raw}` are not known here"));
        }
        let Text { escaped, doubt } = self.expander.expand(raw);
        if self.doubt.is_none() {
            self.doubt = doubt;
        }
        Some(crate::unescape(&escaped))
    }
}

/// The length of a quoted text up to its quote; a quote inside `$(…)` belongs to a function's argument.
fn quoted_length(inside: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = inside.get(at..)?;
        if rest.starts_with("$(") {
            at += crate::expand::reference_length(rest)?;
            continue;
        }
        let c = rest.chars().next()?;
        if c == '\'' {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

pub(crate) fn version(text: &str) -> Option<Vec<u64>> {
    let parts: Option<Vec<u64>> =
        text.trim_start_matches(['v', 'V']).split('.').map(|p| p.parse().ok()).collect();
    let mut parts = parts?;
    while parts.len() < 4 {
        parts.push(0);
    }
    Some(parts)
}
