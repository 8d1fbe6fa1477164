//! Expressions.

use crate::tree::{NameId, NamespaceId};

/// An expression. Chains are flat, so that their length costs no depth.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expression {
    Or(Vec<Expression>),
    And(Vec<Expression>),
    /// Left-associative operators of one precedence.
    Chain(Box<Expression>, Vec<(Operator, Expression)>),
    Negate(Box<Expression>),
    Union(Vec<Expression>),
    Path(Path),
    /// A primary expression with predicates.
    Filter(Box<Expression>, Vec<Expression>),
    Literal(Literal),
    Call(Function, Vec<Expression>),
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Text(String),
    Number(f64),
}

/// Binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// A location path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path {
    pub(crate) start: Start,
    pub(crate) steps: Vec<Step>,
}

/// Where a path begins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Start {
    Root,
    Context,
    Expression(Box<Expression>),
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) axis: Axis,
    pub(crate) test: NodeTest,
    pub(crate) predicates: Vec<Expression>,
}

/// The thirteen axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Axis {
    Ancestor,
    AncestorOrSelf,
    Attribute,
    Child,
    Descendant,
    DescendantOrSelf,
    Following,
    FollowingSibling,
    Namespace,
    Parent,
    Preceding,
    PrecedingSibling,
    Itself,
}

impl Axis {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "ancestor" => Self::Ancestor,
            "ancestor-or-self" => Self::AncestorOrSelf,
            "attribute" => Self::Attribute,
            "child" => Self::Child,
            "descendant" => Self::Descendant,
            "descendant-or-self" => Self::DescendantOrSelf,
            "following" => Self::Following,
            "following-sibling" => Self::FollowingSibling,
            "namespace" => Self::Namespace,
            "parent" => Self::Parent,
            "preceding" => Self::Preceding,
            "preceding-sibling" => Self::PrecedingSibling,
            "self" => Self::Itself,
            _ => return None,
        })
    }

    pub(crate) fn is_reverse(self) -> bool {
        matches!(self, Self::Ancestor | Self::AncestorOrSelf | Self::Preceding | Self::PrecedingSibling)
    }
}

/// What a step lets through. Names are looked up in the tree at parsing: one that does not occur matches nothing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NodeTest {
    /// `node()`
    Any,
    Text,
    Comment,
    /// `processing-instruction()`, with a target if one is asked for.
    Instruction(Option<String>),
    /// `*`
    AnyName,
    /// `p:*`
    AnyNameIn(Option<NamespaceId>),
    /// `name` or `p:name`
    Name {
        namespace: Option<NamespaceId>,
        local: Option<NameId>,
    },
    /// A name on the namespace axis.
    Prefix(String),
}

macro_rules! functions {
    ($($variant:ident = $name:literal, $least:literal..=$most:literal, $kind:ident;)*) => {
        /// The core function library.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Function { $($variant,)* }

        impl Function {
            pub(crate) fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }

            pub(crate) fn arguments(self) -> std::ops::RangeInclusive<usize> {
                match self { $(Self::$variant => $least..=$most,)* }
            }

            pub(crate) fn kind(self) -> Kind {
                match self { $(Self::$variant => Kind::$kind,)* }
            }
        }
    };
}

/// The type of a result, known before evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Nodes,
    Boolean,
    Number,
    Text,
}

functions! {
    Last = "last", 0..=0, Number;
    Position = "position", 0..=0, Number;
    Count = "count", 1..=1, Number;
    Id = "id", 1..=1, Nodes;
    LocalName = "local-name", 0..=1, Text;
    NamespaceUri = "namespace-uri", 0..=1, Text;
    Name = "name", 0..=1, Text;
    String = "string", 0..=1, Text;
    Concat = "concat", 2..=1024, Text;
    StartsWith = "starts-with", 2..=2, Boolean;
    Contains = "contains", 2..=2, Boolean;
    SubstringBefore = "substring-before", 2..=2, Text;
    SubstringAfter = "substring-after", 2..=2, Text;
    Substring = "substring", 2..=3, Text;
    StringLength = "string-length", 0..=1, Number;
    NormalizeSpace = "normalize-space", 0..=1, Text;
    Translate = "translate", 3..=3, Text;
    Boolean = "boolean", 1..=1, Boolean;
    Not = "not", 1..=1, Boolean;
    True = "true", 0..=0, Boolean;
    False = "false", 0..=0, Boolean;
    Lang = "lang", 1..=1, Boolean;
    Number = "number", 0..=1, Number;
    Sum = "sum", 1..=1, Number;
    Floor = "floor", 1..=1, Number;
    Ceiling = "ceiling", 1..=1, Number;
    Round = "round", 1..=1, Number;
}

impl Function {
    /// Whether the first argument must be nodes.
    pub(crate) fn needs_nodes(self) -> bool {
        matches!(self, Self::Count | Self::LocalName | Self::NamespaceUri | Self::Name | Self::Sum)
    }
}

impl Expression {
    /// The type of the result.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Or(_) | Self::And(_) => Kind::Boolean,
            Self::Chain(_, rest) => match rest.last().map(|(o, _)| *o) {
                Some(
                    Operator::Add
                    | Operator::Subtract
                    | Operator::Multiply
                    | Operator::Divide
                    | Operator::Modulo,
                ) => Kind::Number,
                _ => Kind::Boolean,
            },
            Self::Negate(_) | Self::Literal(Literal::Number(_)) => Kind::Number,
            Self::Union(_) | Self::Path(_) | Self::Filter(..) => Kind::Nodes,
            Self::Literal(Literal::Text(_)) => Kind::Text,
            Self::Call(function, _) => function.kind(),
        }
    }

    pub(crate) fn is_node_set(&self) -> bool {
        self.kind() == Kind::Nodes
    }

    /// Whether as a predicate it may ask for a position.
    pub(crate) fn is_positional(&self) -> bool {
        self.kind() == Kind::Number || self.asks_position()
    }

    fn asks_position(&self) -> bool {
        match self {
            Self::Or(all) | Self::And(all) | Self::Union(all) => all.iter().any(Self::asks_position),
            Self::Chain(first, rest) => first.asks_position() || rest.iter().any(|(_, e)| e.asks_position()),
            Self::Negate(inner) | Self::Filter(inner, _) => inner.asks_position(),
            Self::Path(path) => match &path.start {
                Start::Expression(inner) => inner.asks_position(),
                _ => false,
            },
            Self::Literal(_) => false,
            Self::Call(function, arguments) => {
                matches!(function, Function::Position | Function::Last)
                    || arguments.iter().any(Self::asks_position)
            }
        }
    }
}
