//! Expressions to values.

use super::ast::{Kind as ValueKind, Operator, Start};
use super::axes::{is_textual, text_run};
use super::order::Order;
use super::value::{Value, number_of};
use super::{Axis, Expression, Literal, MAX_WORK, Path, Step, XNode, XPathError, XPathErrorKind};
use crate::tree::{Kind, NodeId, Tree};
use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

/// One evaluation: the tree does not change meanwhile.
pub(super) struct Evaluator<'t> {
    pub(super) tree: &'t Tree,
    /// Some node of the tree or subtree in question.
    pub(super) top: NodeId,
    pub(super) order: OnceCell<Order>,
    work: Cell<u64>,
}

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) node: XNode,
    pub(super) position: usize,
    pub(super) size: usize,
}

type Evaluated = Result<Value, XPathError>;

impl<'t> Evaluator<'t> {
    pub(super) fn new(tree: &'t Tree, context: XNode) -> Self {
        let top = match context {
            XNode::Node(id) | XNode::Namespace(id, _) => id,
            XNode::Attribute(id) => NodeId(tree.attribute(id).owner),
        };
        Self { tree, top, order: OnceCell::new(), work: Cell::new(0) }
    }

    /// Counts work and ends what would take too long.
    #[inline]
    pub(super) fn work(&self, amount: u64) -> Result<(), XPathError> {
        let work = self.work.get() + amount;
        self.work.set(work);
        if work > MAX_WORK {
            return Err(XPathError::new(XPathErrorKind::TooComplex, "The xpath query is too complex."));
        }
        Ok(())
    }

    pub(super) fn select(&self, expression: &Expression, node: XNode) -> Result<Vec<XNode>, XPathError> {
        match self.evaluate(expression, Context { node, position: 1, size: 1 })? {
            Value::Nodes(nodes) => Ok(nodes),
            _ => Err(XPathError::new(XPathErrorKind::NotNodes, "Expression must evaluate to a node-set.")),
        }
    }

    pub(super) fn evaluate(&self, expression: &Expression, cx: Context) -> Evaluated {
        self.work(1)?;
        Ok(match expression {
            Expression::Or(all) => {
                for each in all {
                    if self.test(each, cx)? {
                        return Ok(Value::Boolean(true));
                    }
                }
                Value::Boolean(false)
            }
            Expression::And(all) => {
                for each in all {
                    if !self.test(each, cx)? {
                        return Ok(Value::Boolean(false));
                    }
                }
                Value::Boolean(true)
            }
            Expression::Chain(first, rest) => {
                if let [(operator @ (Operator::Equal | Operator::NotEqual), right)] = rest.as_slice()
                    && let Some(result) = self.attribute_equals(first, right, *operator, cx)?
                {
                    return Ok(Value::Boolean(result));
                }
                let mut left = self.evaluate(first, cx)?;
                for (operator, right) in rest {
                    let right = self.evaluate(right, cx)?;
                    left = self.operate(*operator, &left, &right)?;
                }
                left
            }
            Expression::Negate(inner) => Value::Number(-self.number(&self.evaluate(inner, cx)?)?),
            Expression::Union(all) => {
                let mut nodes = Vec::new();
                for each in all {
                    nodes.extend(self.nodes(each, cx)?);
                }
                self.sort(&mut nodes);
                Value::Nodes(nodes)
            }
            Expression::Path(path) => Value::Nodes(self.path(path, cx)?),
            Expression::Filter(primary, predicates) => {
                let mut nodes = self.nodes(primary, cx)?;
                for predicate in predicates {
                    self.filter(&mut nodes, predicate)?;
                }
                Value::Nodes(nodes)
            }
            Expression::Literal(Literal::Text(text)) => Value::Text(text.clone()),
            Expression::Literal(Literal::Number(number)) => Value::Number(*number),
            Expression::Call(function, arguments) => self.call(*function, arguments, cx)?,
        })
    }

    pub(super) fn test(&self, expression: &Expression, cx: Context) -> Result<bool, XPathError> {
        Ok(Self::boolean(&self.evaluate(expression, cx)?))
    }

    pub(super) fn nodes(&self, expression: &Expression, cx: Context) -> Result<Vec<XNode>, XPathError> {
        match self.evaluate(expression, cx)? {
            Value::Nodes(nodes) => Ok(nodes),
            _ => Err(XPathError::new(XPathErrorKind::NotNodes, "Expression must evaluate to a node-set.")),
        }
    }

    /// `@name = 'literal'`, which is what locators consist of, without making lists.
    fn attribute_equals(
        &self,
        left: &Expression,
        right: &Expression,
        operator: Operator,
        cx: Context,
    ) -> Result<Option<bool>, XPathError> {
        let (
            Expression::Path(Path { start: Start::Context, steps }),
            Expression::Literal(Literal::Text(text)),
        ) = (left, right)
        else {
            return Ok(None);
        };
        let ([Step { axis: Axis::Attribute, test, predicates }], XNode::Node(element)) =
            (steps.as_slice(), cx.node)
        else {
            return Ok(None);
        };
        if !predicates.is_empty() || self.tree.kind(element) != Kind::Element {
            return Ok(None);
        }
        for attribute in self.tree.attributes(element) {
            self.work(1)?;
            if !self.tree.is_declaration(attribute)
                && self.passes_attribute(test, attribute)
                && (self.tree.value(attribute) == text) == (operator == Operator::Equal)
            {
                return Ok(Some(true));
            }
        }
        Ok(Some(false))
    }

    fn path(&self, path: &Path, cx: Context) -> Result<Vec<XNode>, XPathError> {
        let mut nodes = match &path.start {
            Start::Context => vec![cx.node],
            Start::Root => {
                let mut top = match cx.node {
                    XNode::Node(id) => id,
                    other => self.owner(other).unwrap_or(NodeId::DOCUMENT),
                };
                while let Some(parent) = self.tree.parent(top) {
                    top = parent;
                }
                vec![XNode::Node(top)]
            }
            Start::Expression(inner) => self.nodes(inner, cx)?,
        };
        // Whether no node of the set lies in another one; then forward steps keep document order.
        let mut apart = nodes.len() < 2;
        for step in &path.steps {
            let many = nodes.len() > 1;
            let mut out = Vec::new();
            for &node in &nodes {
                if step.predicates.is_empty() {
                    self.axis(step.axis, &step.test, node, &mut out)?;
                } else {
                    let mut found = Vec::new();
                    self.axis(step.axis, &step.test, node, &mut found)?;
                    for predicate in &step.predicates {
                        self.filter(&mut found, predicate)?;
                    }
                    out.append(&mut found);
                }
            }
            if step.axis.is_reverse() && !many {
                out.reverse();
            }
            let ordered = match step.axis {
                Axis::Itself | Axis::Attribute => true,
                Axis::Child | Axis::Descendant | Axis::DescendantOrSelf => apart,
                _ => !many,
            };
            if !ordered {
                self.sort(&mut out);
            }
            apart = match step.axis {
                Axis::Child | Axis::Itself => apart,
                Axis::Attribute => true,
                _ => out.len() < 2,
            };
            nodes = out;
        }
        Ok(nodes)
    }

    fn filter(&self, nodes: &mut Vec<XNode>, predicate: &Expression) -> Result<(), XPathError> {
        // A constant position needs no walk over the list.
        if let Expression::Literal(Literal::Number(number)) = predicate {
            #[allow(clippy::float_cmp, reason = "a position is a whole number or does not match")]
            let kept = (*number == number.trunc())
                .then(|| nodes.iter().copied().zip(1u32..).find(|&(_, at)| f64::from(at) == *number))
                .flatten()
                .map(|(node, _)| node);
            nodes.clear();
            nodes.extend(kept);
            return Ok(());
        }
        let size = nodes.len();
        let is_number = predicate.kind() == ValueKind::Number;
        let mut kept = Vec::new();
        for (index, &node) in nodes.iter().enumerate() {
            let value = self.evaluate(predicate, Context { node, position: index + 1, size })?;
            let passes = match value {
                #[allow(clippy::float_cmp, reason = "a position is a whole number or does not match")]
                Value::Number(number) if is_number => number == (index + 1) as f64,
                other => Self::boolean(&other),
            };
            if passes {
                kept.push(node);
            }
        }
        *nodes = kept;
        Ok(())
    }

    fn operate(&self, operator: Operator, left: &Value, right: &Value) -> Evaluated {
        let arithmetic = |f: fn(f64, f64) -> f64| -> Evaluated {
            Ok(Value::Number(f(self.number(left)?, self.number(right)?)))
        };
        match operator {
            Operator::Add => arithmetic(|a, b| a + b),
            Operator::Subtract => arithmetic(|a, b| a - b),
            Operator::Multiply => arithmetic(|a, b| a * b),
            Operator::Divide => arithmetic(|a, b| a / b),
            Operator::Modulo => arithmetic(|a, b| a % b),
            _ => Ok(Value::Boolean(self.compare(operator, left, right)?)),
        }
    }

    fn compare(&self, operator: Operator, left: &Value, right: &Value) -> Result<bool, XPathError> {
        match (left, right) {
            (Value::Nodes(a), Value::Nodes(b)) => self.compare_sets(operator, a, b),
            (Value::Nodes(_), Value::Boolean(_)) | (Value::Boolean(_), Value::Nodes(_)) => Ok(compare_plain(
                operator,
                &Value::Boolean(Self::boolean(left)),
                &Value::Boolean(Self::boolean(right)),
            )),
            (Value::Nodes(nodes), other) => {
                for &node in nodes {
                    let text = Value::Text(self.string_value(node)?.into_owned());
                    if compare_plain(operator, &text, other) {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            (other, Value::Nodes(nodes)) => {
                for &node in nodes {
                    let text = Value::Text(self.string_value(node)?.into_owned());
                    if compare_plain(operator, other, &text) {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            _ => Ok(compare_plain(operator, left, right)),
        }
    }

    fn compare_sets(&self, operator: Operator, a: &[XNode], b: &[XNode]) -> Result<bool, XPathError> {
        let strings = |nodes: &[XNode]| -> Result<Vec<String>, XPathError> {
            nodes.iter().map(|&n| self.string_value(n).map(Cow::into_owned)).collect()
        };
        let (a, b) = (strings(a)?, strings(b)?);
        match operator {
            Operator::Equal => {
                let known: std::collections::HashSet<&String> = a.iter().collect();
                Ok(b.iter().any(|t| known.contains(t)))
            }
            // Some pair differs unless all strings are the same one.
            Operator::NotEqual => {
                Ok(!a.is_empty() && !b.is_empty() && a.iter().chain(&b).any(|t| Some(t) != a.first()))
            }
            _ => {
                // Some pair satisfies an order relation exactly when the extremes do.
                let numbers =
                    |all: &[String]| all.iter().map(|t| number_of(t)).filter(|n| !n.is_nan()).collect();
                let (a, b): (Vec<f64>, Vec<f64>) = (numbers(&a), numbers(&b));
                let low = |all: &[f64]| all.iter().copied().reduce(f64::min);
                let high = |all: &[f64]| all.iter().copied().reduce(f64::max);
                let (left, right) = match operator {
                    Operator::Less | Operator::LessOrEqual => (low(&a), high(&b)),
                    _ => (high(&a), low(&b)),
                };
                Ok(match (left, right) {
                    (Some(left), Some(right)) => {
                        compare_plain(operator, &Value::Number(left), &Value::Number(right))
                    }
                    _ => false,
                })
            }
        }
    }

    /// The string-value of a node.
    pub(super) fn string_value(&self, node: XNode) -> Result<Cow<'t, str>, XPathError> {
        let tree = self.tree;
        let text = match node {
            XNode::Attribute(id) | XNode::Namespace(_, Some(id)) => Cow::Borrowed(tree.value(id)),
            XNode::Namespace(_, None) => Cow::Borrowed("http://www.w3.org/XML/1998/namespace"),
            XNode::Node(id) => match tree.kind(id) {
                Kind::Element | Kind::Document => {
                    let mut out = String::new();
                    let mut at = tree.following_in(id, id);
                    while let Some(node) = at {
                        self.work(1)?;
                        if is_textual(tree.kind(node)) && tree.parent(node) != Some(NodeId::DOCUMENT) {
                            out.push_str(tree.str(tree.node(node).text));
                        }
                        at = tree.following_in(node, id);
                    }
                    Cow::Owned(out)
                }
                kind if is_textual(kind) => {
                    let mut run = text_run(tree, id);
                    let first = run.next().map_or("", |n| tree.str(tree.node(n).text));
                    let mut out = Cow::Borrowed(first);
                    for part in run {
                        out.to_mut().push_str(tree.str(tree.node(part).text));
                    }
                    out
                }
                _ => Cow::Borrowed(tree.str(tree.node(id).text)),
            },
        };
        self.work(text.len() as u64 / 8)?;
        Ok(text)
    }
}

/// Comparison of two values that are no nodes.
fn compare_plain(operator: Operator, left: &Value, right: &Value) -> bool {
    let number = |v: &Value| match v {
        Value::Number(n) => *n,
        Value::Boolean(b) => f64::from(u8::from(*b)),
        Value::Text(t) => number_of(t),
        Value::Nodes(_) => f64::NAN,
    };
    if matches!(operator, Operator::Equal | Operator::NotEqual) {
        let equal = match (left, right) {
            (Value::Boolean(_), _) | (_, Value::Boolean(_)) => {
                Evaluator::boolean(left) == Evaluator::boolean(right)
            }
            (Value::Text(a), Value::Text(b)) => a == b,
            _ => {
                let (a, b) = (number(left), number(right));
                #[allow(clippy::float_cmp, reason = "XPath compares numbers exactly")]
                let same = a == b;
                same
            }
        };
        return equal == (operator == Operator::Equal);
    }
    let (a, b) = (number(left), number(right));
    match operator {
        Operator::Less => a < b,
        Operator::LessOrEqual => a <= b,
        Operator::Greater => a > b,
        _ => a >= b,
    }
}
