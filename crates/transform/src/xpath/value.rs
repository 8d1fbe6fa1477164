//! Numbers, strings and booleans by the recommendation.

use super::evaluate::Evaluator;
use super::{XNode, XPathError};

/// The result of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Nodes(Vec<XNode>),
    Boolean(bool),
    Number(f64),
    Text(String),
}

/// A string as a number: blanks, a sign, digits with an optional point, blanks; anything else is not a number.
pub(super) fn number_of(text: &str) -> f64 {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().filter(|&b| b == b'.').count() <= 1
        && digits.bytes().any(|b| b.is_ascii_digit());
    if is_number { text.parse().unwrap_or(f64::NAN) } else { f64::NAN }
}

/// A number as a string: no exponent, no trailing zeros, `-0` is `0`.
pub(super) fn text_of(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if number == 0.0 {
        "0".to_owned()
    } else {
        format!("{number}")
    }
}

/// Rounds to the nearest integer, halves up; the sign of zero stays.
pub(super) fn round(number: f64) -> f64 {
    if number.is_nan() || number.is_infinite() || number == 0.0 {
        number
    } else if (-0.5..0.0).contains(&number) {
        -0.0
    } else {
        (number + 0.5).floor()
    }
}

impl Evaluator<'_> {
    pub(super) fn boolean(value: &Value) -> bool {
        match value {
            Value::Nodes(nodes) => !nodes.is_empty(),
            Value::Boolean(b) => *b,
            Value::Number(n) => *n != 0.0 && !n.is_nan(),
            Value::Text(t) => !t.is_empty(),
        }
    }

    pub(super) fn number(&self, value: &Value) -> Result<f64, XPathError> {
        Ok(match value {
            Value::Boolean(b) => f64::from(u8::from(*b)),
            Value::Number(n) => *n,
            Value::Text(t) => number_of(t),
            Value::Nodes(_) => number_of(&self.text(value)?),
        })
    }

    pub(super) fn text(&self, value: &Value) -> Result<String, XPathError> {
        Ok(match value {
            Value::Boolean(b) => b.to_string(),
            Value::Number(n) => text_of(*n),
            Value::Text(t) => t.clone(),
            Value::Nodes(nodes) => match nodes.first() {
                Some(&node) => self.string_value(node)?.into_owned(),
                None => String::new(),
            },
        })
    }
}
