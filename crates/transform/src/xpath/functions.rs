//! The core function library.

use super::ast::Function;
use super::evaluate::{Context, Evaluator};
use super::value::{Value, number_of, round};
use super::{Expression, XNode, XPathError};
use crate::tree::{Kind, NamespaceId};

impl Evaluator<'_> {
    pub(super) fn call(
        &self,
        function: Function,
        arguments: &[Expression],
        cx: Context,
    ) -> Result<Value, XPathError> {
        let text = |index: usize| -> Result<String, XPathError> {
            match arguments.get(index) {
                Some(argument) => self.text(&self.evaluate(argument, cx)?),
                None => Ok(self.string_value(cx.node)?.into_owned()),
            }
        };
        let number = |index: usize| -> Result<f64, XPathError> {
            match arguments.get(index) {
                Some(argument) => self.number(&self.evaluate(argument, cx)?),
                None => Ok(number_of(&self.string_value(cx.node)?)),
            }
        };
        let nodes = || -> Result<Vec<XNode>, XPathError> {
            arguments.first().map_or_else(|| Ok(vec![cx.node]), |a| self.nodes(a, cx))
        };
        Ok(match function {
            Function::Last => Value::Number(cx.size as f64),
            Function::Position => Value::Number(cx.position as f64),
            Function::Count => Value::Number(nodes()?.len() as f64),
            Function::Id => Value::Nodes(Vec::new()),
            Function::LocalName => {
                Value::Text(nodes()?.first().map_or(String::new(), |&n| self.name(n, true)))
            }
            Function::Name => Value::Text(nodes()?.first().map_or(String::new(), |&n| self.name(n, false))),
            Function::NamespaceUri => {
                let namespace = nodes()?.first().map_or(NamespaceId::NONE, |&n| match n {
                    XNode::Node(id) if self.tree.kind(id) == Kind::Element => self.tree.node(id).namespace,
                    XNode::Attribute(id) => self.tree.attribute(id).namespace,
                    _ => NamespaceId::NONE,
                });
                Value::Text(self.tree.names.uri(namespace).to_owned())
            }
            Function::String => Value::Text(text(0)?),
            Function::Concat => {
                let mut out = String::new();
                for argument in arguments {
                    out.push_str(&self.text(&self.evaluate(argument, cx)?)?);
                    self.work(out.len() as u64 / 8)?;
                }
                Value::Text(out)
            }
            Function::StartsWith => Value::Boolean(text(0)?.starts_with(&text(1)?)),
            Function::Contains => Value::Boolean(text(0)?.contains(&text(1)?)),
            Function::SubstringBefore => {
                let (all, part) = (text(0)?, text(1)?);
                Value::Text(all.find(&part).and_then(|at| all.get(..at)).unwrap_or("").to_owned())
            }
            Function::SubstringAfter => {
                let (all, part) = (text(0)?, text(1)?);
                let rest = all.find(&part).and_then(|at| all.get(at + part.len()..));
                Value::Text(rest.unwrap_or("").to_owned())
            }
            Function::Substring => {
                let length = if arguments.len() == 3 { Some(number(2)?) } else { None };
                Value::Text(substring(&text(0)?, number(1)?, length))
            }
            Function::StringLength => Value::Number(text(0)?.encode_utf16().count() as f64),
            Function::NormalizeSpace => {
                let all = text(0)?;
                let words: Vec<&str> =
                    all.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect();
                Value::Text(words.join(" "))
            }
            Function::Translate => {
                let (all, from, to) = (text(0)?, text(1)?, text(2)?);
                let to: Vec<char> = to.chars().collect();
                let mut table = std::collections::HashMap::new();
                for (index, c) in from.chars().enumerate() {
                    table.entry(c).or_insert_with(|| to.get(index).copied());
                }
                Value::Text(all.chars().filter_map(|c| table.get(&c).copied().unwrap_or(Some(c))).collect())
            }
            Function::Boolean => Value::Boolean(self.truth_of_first(arguments, cx)?),
            Function::Not => Value::Boolean(!self.truth_of_first(arguments, cx)?),
            Function::True => Value::Boolean(true),
            Function::False => Value::Boolean(false),
            Function::Lang => Value::Boolean(self.lang(cx.node, &text(0)?)?),
            Function::Number => Value::Number(number(0)?),
            Function::Sum => {
                let mut sum = 0.0;
                for node in nodes()? {
                    sum += number_of(&self.string_value(node)?);
                }
                Value::Number(sum)
            }
            Function::Floor => Value::Number(number(0)?.floor()),
            Function::Ceiling => Value::Number(number(0)?.ceil()),
            Function::Round => Value::Number(round(number(0)?)),
        })
    }

    fn truth_of_first(&self, arguments: &[Expression], cx: Context) -> Result<bool, XPathError> {
        arguments.first().map_or(Ok(false), |a| self.test(a, cx))
    }

    fn name(&self, node: XNode, local: bool) -> String {
        let names = &self.tree.names;
        let name = match node {
            XNode::Node(id) => match self.tree.kind(id) {
                Kind::Element | Kind::Instruction => self.tree.node(id).name,
                _ => return String::new(),
            },
            XNode::Attribute(id) => self.tree.attribute(id).name,
            XNode::Namespace(_, None) => return "xml".to_owned(),
            XNode::Namespace(_, Some(id)) => {
                let written = names.text(self.tree.attribute(id).name);
                return written.strip_prefix("xmlns:").unwrap_or("").to_owned();
            }
        };
        names.text(if local { names.local(name) } else { name }).to_owned()
    }

    /// The nearest `xml:lang` decides, sublanguages included, case ignored.
    fn lang(&self, node: XNode, wanted: &str) -> Result<bool, XPathError> {
        let mut at = match node {
            XNode::Node(id) if self.tree.kind(id) == Kind::Element => Some(id),
            other => self.owner(other),
        };
        while let Some(element) = at {
            self.work(1)?;
            if let Some(attribute) = self.tree.attribute_in(element, "lang", NamespaceId::XML) {
                let value = self.tree.value(attribute);
                let head = value.get(..wanted.len());
                let rest = value.get(wanted.len()..).unwrap_or("");
                return Ok(head.is_some_and(|h| h.eq_ignore_ascii_case(wanted))
                    && (rest.is_empty() || rest.starts_with('-')));
            }
            at = self.owner(XNode::Node(element));
        }
        Ok(false)
    }
}

/// Characters whose position, from 1, is at least the rounded start and below the rounded end.
fn substring(text: &str, start: f64, length: Option<f64>) -> String {
    let from = round(start);
    let to = length.map_or(f64::INFINITY, |l| from + round(l));
    let units: Vec<u16> = text.encode_utf16().collect();
    let kept: Vec<u16> = units
        .into_iter()
        .enumerate()
        .filter(|(index, _)| {
            let position = (*index + 1) as f64;
            position >= from && position < to
        })
        .map(|(_, unit)| unit)
        .collect();
    String::from_utf16_lossy(&kept)
}
