//! Expression text to tokens.

use super::{XPathError, XPathErrorKind};
use crate::xml::ncname_length;

/// A token. Names keep their prefix apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'t> {
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Dot,
    DotDot,
    At,
    Comma,
    ColonColon,
    Slash,
    SlashSlash,
    Pipe,
    Plus,
    Minus,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Star,
    Dollar,
    Text(&'t str),
    Number(f64),
    /// A name, its prefix apart.
    Name {
        prefix: Option<&'t str>,
        local: &'t str,
    },
    /// `p:*`
    AnyIn(&'t str),
    And,
    Or,
    Div,
    Mod,
    /// `*` as multiplication.
    Times,
}

/// Splits an expression. The recommendation's rule tells operators from names: after a token that can end an operand,
/// `*` multiplies and a name is an operator.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, XPathError> {
    let invalid = || XPathError::new(XPathErrorKind::Syntax, format!("'{text}' has an invalid token."));
    let bytes = text.as_bytes();
    let mut out: Vec<Token<'_>> = Vec::with_capacity(24);
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        let (token, len) = match b {
            b' ' | b'\t' | b'\r' | b'\n' => {
                at += 1;
                continue;
            }
            b'(' => (Token::Open, 1),
            b')' => (Token::Close, 1),
            b'[' => (Token::OpenBracket, 1),
            b']' => (Token::CloseBracket, 1),
            b'@' => (Token::At, 1),
            b',' => (Token::Comma, 1),
            b':' if next == Some(b':') => (Token::ColonColon, 2),
            b'/' if next == Some(b'/') => (Token::SlashSlash, 2),
            b'/' => (Token::Slash, 1),
            b'|' => (Token::Pipe, 1),
            b'+' => (Token::Plus, 1),
            b'-' => (Token::Minus, 1),
            b'=' => (Token::Equal, 1),
            b'!' if next == Some(b'=') => (Token::NotEqual, 2),
            b'<' if next == Some(b'=') => (Token::LessOrEqual, 2),
            b'<' => (Token::Less, 1),
            b'>' if next == Some(b'=') => (Token::GreaterOrEqual, 2),
            b'>' => (Token::Greater, 1),
            b'$' => (Token::Dollar, 1),
            b'*' => (if ends_operand(out.last()) { Token::Times } else { Token::Star }, 1),
            b'.' if next == Some(b'.') => (Token::DotDot, 2),
            b'.' if !next.is_some_and(|n| n.is_ascii_digit()) => (Token::Dot, 1),
            b'.' | b'0'..=b'9' => {
                let digits = |from: usize| {
                    bytes.get(from..).unwrap_or(&[]).iter().take_while(|b| b.is_ascii_digit()).count()
                };
                let mut len = digits(at);
                if bytes.get(at + len) == Some(&b'.') {
                    len += 1 + digits(at + len + 1);
                }
                let number = text.get(at..at + len).and_then(|n| n.parse().ok()).ok_or_else(invalid)?;
                (Token::Number(number), len)
            }
            b'"' | b'\'' => {
                let rest = text.get(at + 1..).unwrap_or("");
                let len = rest
                    .find(char::from(b))
                    .ok_or_else(|| XPathError::new(XPathErrorKind::Syntax, "This is an unclosed string."))?;
                (Token::Text(rest.get(..len).unwrap_or("")), len + 2)
            }
            _ => {
                let rest = text.get(at..).unwrap_or("");
                let len = ncname_length(rest);
                if len == 0 {
                    return Err(invalid());
                }
                let name = rest.get(..len).unwrap_or("");
                let operator = match name {
                    "and" => Some(Token::And),
                    "or" => Some(Token::Or),
                    "div" => Some(Token::Div),
                    "mod" => Some(Token::Mod),
                    _ => None,
                };
                match operator {
                    Some(operator) if ends_operand(out.last()) => (operator, len),
                    _ => qualified(rest, len),
                }
            }
        };
        out.push(token);
        at += len;
    }
    Ok(out)
}

fn qualified(rest: &str, len: usize) -> (Token<'_>, usize) {
    let name = rest.get(..len).unwrap_or("");
    let after = rest.get(len..).unwrap_or("");
    if let Some(tail) = after.strip_prefix(':')
        && !tail.starts_with(':')
    {
        if tail.starts_with('*') {
            return (Token::AnyIn(name), len + 2);
        }
        let local = ncname_length(tail);
        if local > 0 {
            let local_name = tail.get(..local).unwrap_or("");
            return (Token::Name { prefix: Some(name), local: local_name }, len + 1 + local);
        }
    }
    (Token::Name { prefix: None, local: name }, len)
}

fn ends_operand(token: Option<&Token<'_>>) -> bool {
    matches!(
        token,
        Some(
            Token::Close
                | Token::CloseBracket
                | Token::Dot
                | Token::DotDot
                | Token::Star
                | Token::Text(_)
                | Token::Number(_)
                | Token::Name { .. }
                | Token::AnyIn(_)
        )
    )
}
