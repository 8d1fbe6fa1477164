//! Tokens to an expression: precedence climbing, bounded depth.

use super::ast::{Axis, Expression, Function, Literal, NodeTest, Operator, Path, Start, Step};
use super::lexer::{Token, tokens};
use super::{Bindings, MAX_DEPTH, XPathError, XPathErrorKind};
use crate::tree::{NamespaceId, Tree};

/// Parses an expression; names are looked up in `tree`, prefixes in `bindings`.
pub(crate) fn parse(
    text: &str,
    tree: &Tree,
    bindings: Option<&Bindings<'_>>,
) -> Result<Expression, XPathError> {
    let mut tokens = tokens(text)?;
    tokens.reverse();
    let mut parser = Parser { text, tokens, tree, bindings, depth: 0 };
    let expression = parser.expression()?;
    if parser.tokens.is_empty() { Ok(expression) } else { Err(parser.invalid()) }
}

struct Parser<'a> {
    text: &'a str,
    /// Last token first.
    tokens: Vec<Token<'a>>,
    tree: &'a Tree,
    bindings: Option<&'a Bindings<'a>>,
    depth: usize,
}

type Parsed = Result<Expression, XPathError>;

impl<'a> Parser<'a> {
    fn invalid(&self) -> XPathError {
        XPathError::new(XPathErrorKind::Syntax, format!("'{}' has an invalid token.", self.text))
    }

    fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.last()
    }

    fn peek_second(&self) -> Option<&Token<'a>> {
        self.tokens.len().checked_sub(2).and_then(|i| self.tokens.get(i))
    }

    fn next(&mut self) -> Option<Token<'a>> {
        self.tokens.pop()
    }

    fn take(&mut self, token: &Token<'_>) -> bool {
        let found = self.peek() == Some(token);
        if found {
            self.tokens.pop();
        }
        found
    }

    fn expect(&mut self, token: &Token<'_>) -> Result<(), XPathError> {
        if self.take(token) { Ok(()) } else { Err(self.invalid()) }
    }

    fn expression(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(XPathError::new(XPathErrorKind::TooComplex, "The xpath query is too complex."));
        }
        let first = self.conjunction()?;
        let whole = self.joined(first, &Token::Or, Self::conjunction, Expression::Or)?;
        self.depth -= 1;
        Ok(whole)
    }

    fn conjunction(&mut self) -> Parsed {
        let first = self.chain(0)?;
        self.joined(first, &Token::And, |parser| parser.chain(0), Expression::And)
    }

    /// `first` alone, or with all that the operator joins to it.
    fn joined(
        &mut self,
        first: Expression,
        operator: &Token<'_>,
        mut operand: impl FnMut(&mut Self) -> Parsed,
        join: fn(Vec<Expression>) -> Expression,
    ) -> Parsed {
        if self.peek() != Some(operator) {
            return Ok(first);
        }
        let mut all = vec![first];
        while self.take(operator) {
            all.push(operand(self)?);
        }
        Ok(join(all))
    }

    /// Equality, relation, sum, product: levels 0 to 3. An operand takes in what binds tighter, level by level.
    fn chain(&mut self, level: u8) -> Parsed {
        let mut whole = self.negation()?;
        for level in (level..4).rev() {
            let mut rest = Vec::new();
            while let Some(operator) = self.peek().and_then(|t| operator(t, level)) {
                self.tokens.pop();
                rest.push((operator, self.chain(level + 1)?));
            }
            if !rest.is_empty() {
                whole = Expression::Chain(Box::new(whole), rest);
            }
        }
        Ok(whole)
    }

    fn negation(&mut self) -> Parsed {
        let mut signs = 0usize;
        while self.take(&Token::Minus) {
            signs += 1;
        }
        let inner = self.union()?;
        Ok(match signs {
            0 => inner,
            // Two signs still make a number of it.
            n if n % 2 == 0 => Expression::Negate(Box::new(Expression::Negate(Box::new(inner)))),
            _ => Expression::Negate(Box::new(inner)),
        })
    }

    fn union(&mut self) -> Parsed {
        let first = self.path()?;
        let whole = self.joined(first, &Token::Pipe, Self::path, Expression::Union)?;
        if let Expression::Union(all) = &whole
            && !all.iter().all(Expression::is_node_set)
        {
            return Err(XPathError::new(XPathErrorKind::NotNodes, "Expression must evaluate to a node-set."));
        }
        Ok(whole)
    }

    fn path(&mut self) -> Parsed {
        let mut steps = Vec::with_capacity(4);
        let start = match self.peek() {
            Some(Token::Slash) => {
                self.tokens.pop();
                if self.begins_step() {
                    self.relative(&mut steps)?;
                }
                Start::Root
            }
            Some(Token::SlashSlash) => {
                self.tokens.pop();
                steps.push(any_descendant());
                self.relative(&mut steps)?;
                Start::Root
            }
            _ if self.begins_step() => {
                self.relative(&mut steps)?;
                Start::Context
            }
            _ => {
                let filter = self.filter()?;
                match self.peek() {
                    Some(Token::Slash | Token::SlashSlash) => {
                        if !filter.is_node_set() {
                            return Err(self.invalid());
                        }
                        if self.next() == Some(Token::SlashSlash) {
                            steps.push(any_descendant());
                        }
                        self.relative(&mut steps)?;
                        Start::Expression(Box::new(filter))
                    }
                    _ => return Ok(filter),
                }
            }
        };
        Ok(Expression::Path(Path { start, steps: shorten(steps) }))
    }

    /// Whether a step, not a primary expression, comes next.
    fn begins_step(&self) -> bool {
        match self.peek() {
            Some(Token::Dot | Token::DotDot | Token::At | Token::Star | Token::AnyIn(_)) => true,
            Some(Token::Name { prefix, local }) => {
                self.peek_second() != Some(&Token::Open) || (prefix.is_none() && is_node_type(local))
            }
            _ => false,
        }
    }

    fn relative(&mut self, steps: &mut Vec<Step>) -> Result<(), XPathError> {
        loop {
            let step = self.step()?;
            steps.push(step);
            match self.peek() {
                Some(Token::Slash) => {
                    self.tokens.pop();
                }
                Some(Token::SlashSlash) => {
                    self.tokens.pop();
                    steps.push(any_descendant());
                }
                _ => return Ok(()),
            }
        }
    }

    fn step(&mut self) -> Result<Step, XPathError> {
        let bare = |axis| Ok(Step { axis, test: NodeTest::Any, predicates: Vec::new() });
        if self.take(&Token::Dot) {
            return bare(Axis::Itself);
        }
        if self.take(&Token::DotDot) {
            return bare(Axis::Parent);
        }
        let mut axis = Axis::Child;
        if self.take(&Token::At) {
            axis = Axis::Attribute;
        } else if self.peek_second() == Some(&Token::ColonColon) {
            let Some(Token::Name { prefix: None, local }) = self.next() else { return Err(self.invalid()) };
            axis = Axis::named(local).ok_or_else(|| self.invalid())?;
            self.tokens.pop();
        }
        let test = self.node_test(axis)?;
        let predicates = self.predicates()?;
        Ok(Step { axis, test, predicates })
    }

    fn node_test(&mut self, axis: Axis) -> Result<NodeTest, XPathError> {
        match self.next() {
            Some(Token::Star) => Ok(NodeTest::AnyName),
            Some(Token::AnyIn(prefix)) => Ok(NodeTest::AnyNameIn(self.namespace(prefix)?)),
            Some(Token::Name { prefix: None, local }) if self.peek() == Some(&Token::Open) => {
                self.tokens.pop();
                let test = match local {
                    "node" => NodeTest::Any,
                    "text" => NodeTest::Text,
                    "comment" => NodeTest::Comment,
                    "processing-instruction" => {
                        let target = match self.peek() {
                            Some(Token::Text(_)) => match self.next() {
                                Some(Token::Text(target)) => Some(target.to_owned()),
                                _ => None,
                            },
                            _ => None,
                        };
                        NodeTest::Instruction(target)
                    }
                    _ => return Err(self.invalid()),
                };
                self.expect(&Token::Close)?;
                Ok(test)
            }
            Some(Token::Name { prefix, local }) => {
                let namespace = match prefix {
                    Some(prefix) => self.namespace(prefix)?,
                    None => Some(NamespaceId::NONE),
                };
                Ok(if axis == Axis::Namespace {
                    // Namespace nodes are named by their prefix, which need not be a name of the tree.
                    NodeTest::Prefix(local.to_owned())
                } else {
                    NodeTest::Name { namespace, local: self.tree.names.find(local) }
                })
            }
            _ => Err(self.invalid()),
        }
    }

    fn namespace(&self, prefix: &str) -> Result<Option<NamespaceId>, XPathError> {
        let Some(bindings) = self.bindings else {
            return Err(XPathError::new(
                XPathErrorKind::PrefixWithoutBindings,
                "Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function.",
            ));
        };
        match bindings.uri(prefix) {
            Some(uri) => Ok(self.tree.names.find_namespace(uri)),
            None => Err(XPathError::new(
                XPathErrorKind::UnknownPrefix,
                format!("Namespace prefix '{prefix}' is not defined."),
            )),
        }
    }

    fn predicates(&mut self) -> Result<Vec<Expression>, XPathError> {
        let mut all = Vec::new();
        while self.take(&Token::OpenBracket) {
            all.push(self.expression()?);
            self.expect(&Token::CloseBracket)?;
        }
        Ok(all)
    }

    fn filter(&mut self) -> Parsed {
        let primary = match self.next() {
            Some(Token::Text(text)) => Expression::Literal(Literal::Text(text.to_owned())),
            Some(Token::Number(number)) => Expression::Literal(Literal::Number(number)),
            Some(Token::Open) => {
                let inner = self.expression()?;
                self.expect(&Token::Close)?;
                inner
            }
            Some(Token::Name { prefix: None, local }) if self.peek() == Some(&Token::Open) => {
                self.call(local)?
            }
            Some(Token::Dollar | Token::Name { prefix: Some(_), .. }) => {
                return Err(XPathError::new(
                    XPathErrorKind::PrefixWithoutBindings,
                    "XsltContext is needed for this query because of an unknown function.",
                ));
            }
            _ => return Err(self.invalid()),
        };
        let predicates = self.predicates()?;
        if predicates.is_empty() {
            return Ok(primary);
        }
        if !primary.is_node_set() {
            return Err(XPathError::new(XPathErrorKind::NotNodes, "Expression must evaluate to a node-set."));
        }
        Ok(Expression::Filter(Box::new(primary), predicates))
    }

    fn call(&mut self, name: &str) -> Parsed {
        self.tokens.pop();
        let Some(function) = Function::named(name) else {
            return Err(XPathError::new(
                XPathErrorKind::PrefixWithoutBindings,
                "Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function.",
            ));
        };
        let mut arguments = Vec::new();
        if !self.take(&Token::Close) {
            loop {
                arguments.push(self.expression()?);
                if !self.take(&Token::Comma) {
                    break;
                }
            }
            self.expect(&Token::Close)?;
        }
        if !function.arguments().contains(&arguments.len()) {
            return Err(XPathError::new(
                XPathErrorKind::Syntax,
                format!("Function '{name}' in '{}' has an invalid number of arguments.", self.text),
            ));
        }
        if function.needs_nodes() && arguments.first().is_some_and(|a| !a.is_node_set()) {
            return Err(XPathError::new(
                XPathErrorKind::Syntax,
                format!(
                    "The argument to function '{name}' in '{}' cannot be converted to a node-set.",
                    self.text
                ),
            ));
        }
        Ok(Expression::Call(function, arguments))
    }
}

fn operator(token: &Token<'_>, level: u8) -> Option<Operator> {
    Some(match (level, token) {
        (0, Token::Equal) => Operator::Equal,
        (0, Token::NotEqual) => Operator::NotEqual,
        (1, Token::Less) => Operator::Less,
        (1, Token::LessOrEqual) => Operator::LessOrEqual,
        (1, Token::Greater) => Operator::Greater,
        (1, Token::GreaterOrEqual) => Operator::GreaterOrEqual,
        (2, Token::Plus) => Operator::Add,
        (2, Token::Minus) => Operator::Subtract,
        (3, Token::Times) => Operator::Multiply,
        (3, Token::Div) => Operator::Divide,
        (3, Token::Mod) => Operator::Modulo,
        _ => return None,
    })
}

fn is_node_type(name: &str) -> bool {
    matches!(name, "node" | "text" | "comment" | "processing-instruction")
}

fn any_descendant() -> Step {
    Step { axis: Axis::DescendantOrSelf, test: NodeTest::Any, predicates: Vec::new() }
}

/// `//x` is `descendant::x` unless a predicate asks for a position among siblings.
fn shorten(steps: Vec<Step>) -> Vec<Step> {
    if !steps.contains(&any_descendant()) {
        return steps;
    }
    let mut out: Vec<Step> = Vec::with_capacity(steps.len());
    for mut step in steps {
        let after_any = out.last().is_some_and(|s| *s == any_descendant());
        if after_any && step.axis == Axis::Child && !step.predicates.iter().any(Expression::is_positional) {
            out.pop();
            step.axis = Axis::Descendant;
        }
        out.push(step);
    }
    out
}
