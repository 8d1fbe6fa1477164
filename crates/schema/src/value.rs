//! Values: what a text means by an attribute's type, and what IIS says when it means nothing.

use crate::model::{AttributeSchema, Member, TimeSpanFormat, Validation, ValueType};

/// A value by its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A Boolean.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A duration in seconds.
    Seconds(i64),
    /// `Infinite`.
    Infinite,
    /// The member's number, or the members' numbers together.
    Member(i64),
    /// Text.
    Text(String),
}

/// Why a text is no value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ValueProblem {
    /// What IIS prints behind `The '…' attribute is invalid.  `; `None` where its words were never recorded.
    pub iis: Option<String>,
    /// What is wrong, in our words.
    pub message: String,
}

impl ValueProblem {
    fn known(iis: impl Into<String>, message: impl Into<String>) -> Self {
        Self { iis: Some(iis.into()), message: message.into() }
    }

    fn unknown(message: impl Into<String>) -> Self {
        Self { iis: None, message: message.into() }
    }
}

impl AttributeSchema {
    /// What `text` means here, or why it means nothing.
    pub fn parse(&self, text: &str) -> Result<Value, ValueProblem> {
        if self.allow_infinite && text == "Infinite" {
            return Ok(Value::Infinite);
        }
        let value = match &self.value_type {
            ValueType::Bool => match () {
                () if text.eq_ignore_ascii_case("true") => Value::Bool(true),
                () if text.eq_ignore_ascii_case("false") => Value::Bool(false),
                () => {
                    return Err(ValueProblem::known(
                        "Boolean must be either 'true' or 'false'",
                        "a Boolean is `true` or `false`",
                    ));
                }
            },
            ValueType::Int => match integer(text).filter(|n| i32::try_from(*n).is_ok()) {
                Some(n) => Value::Number(n),
                None => return Err(ValueProblem::unknown("a whole number of 32 bits is needed")),
            },
            ValueType::UInt => match integer(text).filter(|n| u32::try_from(*n).is_ok()) {
                Some(n) => Value::Number(n),
                None => {
                    return Err(ValueProblem::known(
                        "Not a valid unsigned integer",
                        match self.validation {
                            Some(Validation::IntegerRange { min, max, exclude: false }) => {
                                format!("a whole number from {min} to {max} is needed")
                            }
                            _ => "a whole number from 0 to 4294967295 is needed".to_owned(),
                        },
                    ));
                }
            },
            ValueType::Int64 => match integer(text) {
                Some(n) => Value::Number(n),
                None => return Err(ValueProblem::unknown("a whole number of 64 bits is needed")),
            },
            ValueType::String => Value::Text(text.to_owned()),
            ValueType::TimeSpan(format) => {
                let seconds = match format {
                    TimeSpanFormat::Text => parse_time_span(text),
                    TimeSpanFormat::Seconds => integer(text).filter(|n| *n >= 0),
                    TimeSpanFormat::Minutes => {
                        integer(text).filter(|n| *n >= 0).and_then(|n| n.checked_mul(60))
                    }
                };
                match seconds {
                    Some(s) => Value::Seconds(s),
                    None => {
                        return Err(ValueProblem::unknown(match format {
                            TimeSpanFormat::Text => "a time span is written `hh:mm:ss` or `d.hh:mm:ss`",
                            TimeSpanFormat::Seconds => "this time span is a number of seconds",
                            TimeSpanFormat::Minutes => "this time span is a number of minutes",
                        }));
                    }
                }
            }
            ValueType::Enum(members) => match member(members, text) {
                Some(m) => Value::Member(m.value),
                None => {
                    return Err(ValueProblem::known(
                        format!("Enum must be one of {}", names(members)),
                        format!("it is one of {}", quoted(members)),
                    ));
                }
            },
            ValueType::Flags(members) => match flags(members, text) {
                Some(bits) => Value::Member(bits),
                None => {
                    return Err(ValueProblem::known(
                        format!("Flags must be some combination of {}", names(members)),
                        format!("it is a comma list of {}", quoted(members)),
                    ));
                }
            },
        };
        self.validate(text, &value)?;
        Ok(value)
    }

    fn validate(&self, text: &str, value: &Value) -> Result<(), ValueProblem> {
        let Some(validation) = &self.validation else { return Ok(()) };
        let number = match value {
            Value::Number(n) | Value::Seconds(n) => *n,
            _ => 0,
        };
        match validation {
            Validation::NonEmptyString if text.is_empty() => {
                Err(ValueProblem::known("String must not be empty", "it must not be empty"))
            }
            Validation::RequireTrimmedString if text.trim() != text => {
                Err(ValueProblem::unknown("it must not begin or end with white space"))
            }
            Validation::IntegerRange { min, max, exclude }
                if (*min <= number && number <= *max) == *exclude =>
            {
                Err(if *exclude {
                    ValueProblem::known(
                        format!("Integer value must not be between {min} and {max} inclusive"),
                        format!("it must not lie within {min} to {max}"),
                    )
                } else {
                    ValueProblem::known(
                        format!("Integer value must be between {min} and {max} inclusive"),
                        format!("it must lie within {min} to {max}"),
                    )
                })
            }
            Validation::TimeSpanRange { min, max, granularity, exclude } => {
                let step = (*granularity).max(1);
                // Steps are whole seconds, so that a part of one is never on a step.
                let is_on_step = number % step == 0 && !has_fraction(text);
                if (*min <= number && number <= *max) == *exclude || !is_on_step {
                    let (low, high) = (time_span_text(*min), time_span_text(*max));
                    let not = if *exclude { "not " } else { "" };
                    return Err(ValueProblem::known(
                        format!(
                            "Timespan value must {not}be between {low} and {high} seconds inclusive, with a granularity of {granularity} seconds"
                        ),
                        match step {
                            1 if has_fraction(text) => {
                                format!("it must {not}lie within {low} to {high}, in whole seconds")
                            }
                            1 => format!("it must {not}lie within {low} to {high}"),
                            _ => {
                                format!("it must {not}lie within {low} to {high}, in steps of {step} seconds")
                            }
                        },
                    ));
                }
                Ok(())
            }
            Validation::ApplicationPoolName if text.is_empty() || text.contains(POOL_NAME_FORBIDS) => {
                Err(ValueProblem::known(
                    "Invalid application pool name",
                    "a pool's name must not be empty or hold one of | < > & \\ \" / [ ] + = ; : , ? * @",
                ))
            }
            Validation::SiteName if text.is_empty() || text.contains(['/', '?']) => Err(ValueProblem::known(
                "Invalid site name",
                "a site's name must not be empty or hold `/` or `?`",
            )),
            Validation::ApplicationPath if !is_virtual_path(text) => Err(ValueProblem::known(
                "Invalid application path",
                "a virtual path begins with `/`, does not end with it, and has no `.` or `..` segment",
            )),
            Validation::VirtualDirectoryPath if !is_virtual_path(text) => Err(ValueProblem::known(
                "Invalid virtual directory path",
                "a virtual path begins with `/`, does not end with it, and has no `.` or `..` segment",
            )),
            _ => Ok(()),
        }
    }

    /// Whether two texts are the same value: typed, without case unless the schema says otherwise.
    pub fn same_value(&self, left: &str, right: &str) -> bool {
        if left == right {
            return true;
        }
        match self.value_type {
            ValueType::String => !self.case_sensitive && left.to_lowercase() == right.to_lowercase(),
            _ => matches!((self.parse(left), self.parse(right)), (Ok(a), Ok(b)) if a == b),
        }
    }

    /// A form of the value that is equal for equal values; what keys are compared by.
    pub fn comparable(&self, text: &str) -> String {
        match self.value_type {
            ValueType::String if self.case_sensitive => text.to_owned(),
            ValueType::String => text.to_lowercase(),
            _ => match self.parse(text) {
                Ok(Value::Number(n) | Value::Seconds(n) | Value::Member(n)) => n.to_string(),
                Ok(Value::Bool(b)) => b.to_string(),
                _ => text.to_lowercase(),
            },
        }
    }

    /// The default as IIS uses it: what the schema says, else false, 0, empty, or the member with value 0.
    pub fn default_text(&self) -> &str {
        if let Some(default) = &self.default {
            return default;
        }
        match &self.value_type {
            ValueType::Bool => "false",
            ValueType::TimeSpan(TimeSpanFormat::Text) => "00:00:00",
            ValueType::Int | ValueType::UInt | ValueType::Int64 | ValueType::TimeSpan(_) => "0",
            ValueType::Enum(members) | ValueType::Flags(members) => {
                members.iter().find(|m| m.value == 0).map_or("", |m| &*m.name)
            }
            ValueType::String => "",
        }
    }
}

/// What a pool's name must not hold.
const POOL_NAME_FORBIDS: [char; 17] =
    ['|', '<', '>', '&', '\\', '"', '/', '[', ']', '+', '=', ';', ':', ',', '?', '*', '@'];

fn is_virtual_path(text: &str) -> bool {
    text == "/"
        || (text.starts_with('/')
            && !text.ends_with('/')
            && !text.split('/').any(|part| part == "." || part == ".."))
}

/// Decimal, or hexadecimal with `0x` as `displayHex` attributes are written.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return i64::from_str_radix(hex, 16).ok();
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// By name without case, or by number.
fn member<'m>(members: &'m [Member], text: &str) -> Option<&'m Member> {
    let by_name = members.iter().find(|m| m.name.eq_ignore_ascii_case(text));
    by_name.or_else(|| {
        let number = text.as_bytes().first().filter(|c| c.is_ascii_digit()).and_then(|_| integer(text))?;
        members.iter().find(|m| m.value == number)
    })
}

fn flags(members: &[Member], text: &str) -> Option<i64> {
    let text = text.trim();
    if text.is_empty() {
        return Some(0);
    }
    text.split(',').map(str::trim).try_fold(0i64, |bits, name| {
        let value = match members.iter().find(|m| m.name.eq_ignore_ascii_case(name)) {
            Some(m) => m.value,
            None if name.eq_ignore_ascii_case("None") => 0,
            None => return None,
        };
        Some(bits | value)
    })
}

fn names(members: &[Member]) -> String {
    members.iter().map(|m| &*m.name).collect::<Vec<_>>().join(", ")
}

fn quoted(members: &[Member]) -> String {
    members.iter().map(|m| format!("`{}`", m.name)).collect::<Vec<_>>().join(", ")
}

/// Whole seconds of `[-][d.]hh:mm:ss[.fraction]`. Hours may exceed 23: the schema's own default `29:00:00` is 29 hours.
pub fn parse_time_span(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut parts = text.split(':');
    let (front, minutes, back) = (parts.next()?, number(parts.next()?)?, parts.next()?);
    let (days, hours) = match front.split_once('.') {
        Some((days, hours)) => (number(days)?, number(hours)?),
        None => (0, number(front)?),
    };
    let seconds = match back.split_once('.') {
        Some((seconds, fraction)) => number(seconds).filter(|_| number(fraction).is_some())?,
        None => number(back)?,
    };
    if parts.next().is_some() || minutes > 59 || seconds > 59 {
        return None;
    }
    let all = days
        .checked_mul(86_400)?
        .checked_add(hours.checked_mul(3_600)?)?
        .checked_add(minutes * 60 + seconds)?;
    Some(if negative { -all } else { all })
}

/// Whether a time span names a part of a second.
fn has_fraction(text: &str) -> bool {
    let back = text.rsplit(':').next().unwrap_or("");
    back.len() < text.len() && back.split_once('.').is_some_and(|(_, f)| f.bytes().any(|b| b != b'0'))
}

fn number(text: &str) -> Option<i64> {
    (!text.is_empty() && text.len() < 12 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// Seconds as IIS prints a time span: `hh:mm:ss`, days with a dot in front.
pub fn time_span_text(seconds: i64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let clock = format!("{:02}:{:02}:{:02}", rest / 3_600, rest % 3_600 / 60, rest % 60);
    if days > 0 { format!("{days}.{clock}") } else { clock }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Schema;

    fn attribute(section: &str, path: &[&str], name: &str) -> AttributeSchema {
        let mut at = &Schema::builtin().section(section).unwrap().root;
        for part in path {
            at = at.element(part).or_else(|| at.directive(part).map(|(c, _)| &c.item)).unwrap();
        }
        at.attribute(name).unwrap().clone()
    }

    #[test]
    fn texts_are_those_of_iis() {
        let status = attribute("system.webServer/httpErrors", &["error"], "statusCode");
        assert_eq!(
            status.parse("399").unwrap_err().iis.unwrap(),
            "Integer value must be between 400 and 999 inclusive"
        );
        let mode = attribute("system.webServer/httpErrors", &[], "errorMode");
        assert_eq!(
            mode.parse("x").unwrap_err().iis.unwrap(),
            "Enum must be one of DetailedLocalOnly, Custom, Detailed"
        );
        assert_eq!(mode.parse("custom"), Ok(Value::Member(1)));
        let idle =
            attribute("system.applicationHost/applicationPools", &["add", "processModel"], "idleTimeout");
        assert_eq!(
            idle.parse("31.00:00:00").unwrap_err().iis.unwrap(),
            "Timespan value must be between 00:00:00 and 30.00:00:00 seconds inclusive, with a granularity of 60 seconds"
        );
    }

    #[test]
    fn hours_may_exceed_a_day() {
        assert_eq!(parse_time_span("29:00:00"), Some(29 * 3600));
        assert_eq!(parse_time_span("1.05:00:00"), Some(29 * 3600));
        assert_eq!(parse_time_span("20"), None);
        assert_eq!(parse_time_span("00:60:00"), None);
    }

    #[test]
    fn a_part_of_a_second_is_on_no_step() {
        let timeout = attribute("system.webServer/aspNetCore", &[], "requestTimeout");
        assert_eq!(timeout.parse("00:00:01.0"), Ok(Value::Seconds(1)));
        assert!(timeout.parse("00:00:01.5").unwrap_err().message.ends_with("in whole seconds"));
        assert_eq!(timeout.parse("1.00:00:01"), Ok(Value::Seconds(86_401)));
    }

    #[test]
    fn what_is_no_number_hears_the_range_of_the_attribute() {
        let limit = attribute("system.webServer/aspNetCore", &[], "startupTimeLimit");
        assert_eq!(limit.parse("00:02:00").unwrap_err().message, "a whole number from 0 to 3600 is needed");
    }

    #[test]
    fn every_schema_default_is_a_value_of_its_type() {
        fn walk(path: &str, element: &crate::ElementSchema, bad: &mut Vec<String>) {
            for a in &element.attributes {
                // A default may break its own validator (an empty string that must not be empty); never its type.
                let unvalidated = AttributeSchema { validation: None, ..a.clone() };
                if let Some(d) = a.default.as_deref().filter(|d| unvalidated.parse(d).is_err()) {
                    bad.push(format!("{path}@{}={d}", a.name));
                }
            }
            for e in element.elements.iter().chain(element.collections.iter().map(|c| &c.item)) {
                walk(&format!("{path}/{}", e.name), e, bad);
            }
        }
        let mut bad = Vec::new();
        for path in Schema::builtin().paths() {
            walk(path, &Schema::builtin().section(path).unwrap().root, &mut bad);
        }
        assert!(bad.is_empty(), "{bad:?}");
    }
}
