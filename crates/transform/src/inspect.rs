//! What a transform says, read without a source: its instructions, and which of them can never work.
//!
//! Everything is asked of the engine's own parts (grammar, locators, XPath), so that what is said here about an
//! instruction is what a run would say about it. Deliberately absent: targets, the order of steps.

use crate::cause::Cause;
use crate::context::{self, BAD_GRAMMAR, Failure, step_name};
use crate::grammar::{self, split_arguments};
use crate::locators::{self, Parts};
use crate::reader::{Settings, read_document};
use crate::transforms::{self, siblings::one_path};
use crate::tree::{AttributeId, Kind, NamespaceId, NodeId, Tree};
use crate::xml::is_name_char;
use crate::xpath::{Axis, Expression, NodeTest, Path, Start, XNode, XPathErrorKind, parse, select};
use webconfig_text::TextRange;

/// An element with `xdt:Transform` or `xdt:Locator`.
#[derive(Clone, Debug, PartialEq)]
pub struct Instruction {
    /// The element in the text.
    pub element: TextRange,
    /// What its `Transform` says.
    pub transform: Option<Call>,
    /// What its `Locator` says.
    pub locator: Option<Call>,
}

/// The value of `xdt:Transform` or `xdt:Locator`.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The value as written, without quotes.
    pub value: TextRange,
    /// The name in front of the parenthesis; empty when the value is no name with arguments.
    pub name: String,
    /// What stands in the parentheses.
    pub arguments: Option<String>,
    /// What is wrong with it, whatever the source is.
    pub problems: Vec<Problem>,
    /// The first step of a relative path of `XPath`, if it is a plain name.
    pub first_step: Option<String>,
    /// Element names without a prefix in the expression of `Condition` or `XPath`.
    pub plain_names: Vec<String>,
}

/// Something that the engine would complain about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is about.
    pub cause: Cause,
    /// The argument at fault, where it is one.
    pub argument: Option<String>,
    /// The engine's text.
    pub text: String,
}

impl Problem {
    fn new(failure: Failure, argument: Option<&str>) -> Self {
        Self { cause: failure.cause, argument: argument.map(str::to_owned), text: failure.text }
    }
}

/// The commas of an expression at which the engine would split it although a literal or a bracket holds them.
pub fn commas_in_expression(expression: &str) -> Vec<usize> {
    grammar::commas_in_expression(expression)
}

/// The arguments as the engine splits them.
pub fn arguments(text: &str) -> Vec<String> {
    split_arguments(text)
}

/// The instructions of a transform in document order; none where it is not well formed.
pub fn instructions(transform: &str) -> Vec<Instruction> {
    let mut tree = Tree::new(transform.to_owned());
    if read_document(&mut tree, Settings { keep_white_space: false, capture: false }).is_err() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = tree.first_child(NodeId::DOCUMENT);
    while let Some(node) = at {
        if tree.kind(node) == Kind::Element {
            let attribute = |name| tree.attribute_in(node, name, NamespaceId::XDT);
            let transform = attribute("Transform").map(|a| transform_call(&tree, node, a));
            let locator = attribute("Locator").map(|a| locator_call(&tree, node, a));
            if transform.is_some() || locator.is_some() {
                let data = tree.node(node);
                let element = TextRange::new(data.start, data.end.max(data.start));
                found.push(Instruction { element, transform, locator });
            }
        }
        at = tree.following_in(node, NodeId::DOCUMENT);
    }
    found
}

fn call(tree: &Tree, attribute: AttributeId) -> Call {
    let (start, end) = tree.attribute(attribute).raw_value;
    let written = grammar::call(tree.value(attribute));
    Call {
        value: TextRange::new(start, end),
        name: written.map_or("", |w| w.name).to_owned(),
        arguments: written.and_then(|w| w.arguments).map(str::to_owned),
        problems: match written {
            Some(_) => Vec::new(),
            None => vec![Problem::new(Failure::new(Cause::BadGrammar, BAD_GRAMMAR), None)],
        },
        first_step: None,
        plain_names: Vec::new(),
    }
}

fn transform_call(tree: &Tree, element: NodeId, attribute: AttributeId) -> Call {
    let mut call = call(tree, attribute);
    if !call.problems.is_empty() {
        return call;
    }
    if let Err(failure) = transforms::named(&call.name) {
        call.problems.push(Problem::new(failure, None));
        return call;
    }
    let written = call.arguments.as_deref();
    let arguments = written.map(split_arguments).unwrap_or_default();
    match call.name.as_str() {
        "InsertBefore" | "InsertAfter" => {
            let compiled = one_path(&call.name, written, &arguments)
                .and_then(|path| compile(tree, path, None).map(drop).map_err(Failure::from));
            call.problems.extend(compiled.err().map(|f| Problem::new(f, written)));
        }
        "SetAttributes" | "SetTokenizedAttributes" => {
            for argument in &arguments {
                let failure = match select(tree, XNode::Node(element), &format!("@{argument}"), None) {
                    Ok(found) if found.iter().any(|n| is_copied(tree, *n)) => continue,
                    Ok(_) => Failure::new(
                        Cause::ArgumentWithoutAttributes,
                        format!("Argument '{argument}' did not match any attributes"),
                    ),
                    Err(error) => error.into(),
                };
                call.problems.push(Problem::new(failure, Some(argument)));
            }
            if arguments.is_empty() && !tree.attributes(element).any(|a| is_copied(tree, XNode::Attribute(a)))
            {
                let failure = Failure::new(Cause::NothingToSet, "No attributes found to set");
                call.problems.push(Problem::new(failure, None));
            }
        }
        "RemoveAttributes" => {
            for argument in &arguments {
                if let Err(error) = compile(tree, &format!("@{argument}"), None) {
                    call.problems.push(Problem::new(error.into(), Some(argument)));
                }
            }
        }
        name => {
            if written.is_some() {
                let text = format!("{name} does not expect arguments; ignoring");
                call.problems.push(Problem::new(Failure::new(Cause::UnexpectedArguments, text), written));
            }
        }
    }
    call
}

/// Whether an attribute of the transform is one that a step brings over.
fn is_copied(tree: &Tree, node: XNode) -> bool {
    match node {
        XNode::Attribute(a) => tree.attribute(a).namespace != NamespaceId::XDT && !tree.is_declaration(a),
        _ => false,
    }
}

fn locator_call(tree: &Tree, element: NodeId, attribute: AttributeId) -> Call {
    let mut call = call(tree, attribute);
    if !call.problems.is_empty() {
        return call;
    }
    let locator = match locators::named(&call.name) {
        Ok(locator) => locator,
        Err(failure) => {
            call.problems.push(Problem::new(failure, None));
            return call;
        }
    };
    let written = call.arguments.as_deref();
    let arguments = written.map(split_arguments).unwrap_or_default();
    let missing = |key: &&String| tree.attribute_named(element, key).is_none();
    let at_fault = (call.name == "Match").then(|| arguments.iter().find(missing).cloned()).flatten();
    let parts = Parts { parent: "", step: step_name(tree, element), written, arguments, tree, element };
    let path = match (locator.path)(&parts) {
        Ok(path) => path,
        Err(failure) => {
            call.problems.push(Problem::new(failure, at_fault.as_deref()));
            return call;
        }
    };
    let bindings = context::bindings(tree, element);
    let words = words(&path);
    let expression = match compile(&words, &path, Some(&bindings)) {
        Ok(expression) => expression,
        Err(error) => {
            // The step's own prefix may be unbound by a declaration that is taken back; that is no locator's fault.
            let alone = compile(&words, &format!("/{}", parts.step), Some(&bindings));
            if alone.is_ok() || error.kind != XPathErrorKind::UnknownPrefix {
                call.problems.push(Problem::new(error.into(), written));
            }
            return call;
        }
    };
    let is_relative = !parts.arguments.first().is_some_and(|a| a.starts_with('/'));
    if call.name == "Condition" || call.name == "XPath" {
        let mut names = Vec::new();
        plain_names(&expression, &words, &mut names);
        call.plain_names = names;
    }
    if call.name == "XPath" && is_relative {
        // The first step of the path is the element itself.
        call.first_step = steps(&expression).and_then(|p| p.steps.get(1)).and_then(|s| match &s.test {
            test if s.axis == Axis::Child => plain_name(test, &words).map(str::to_owned),
            _ => None,
        });
    }
    call
}

fn compile(
    tree: &Tree,
    expression: &str,
    bindings: Option<&crate::xpath::Bindings>,
) -> Result<Expression, crate::xpath::XPathError> {
    parse(expression, tree, bindings)
}

/// A tree without nodes that knows the words of an expression, so that parsing keeps them.
fn words(expression: &str) -> Tree {
    let mut tree = Tree::new(String::new());
    for word in expression.split(|c: char| !is_name_char(c)) {
        tree.names.intern(word);
    }
    tree
}

/// The name that a step asks for, if it has no prefix.
fn plain_name<'w>(test: &NodeTest, words: &'w Tree) -> Option<&'w str> {
    match test {
        NodeTest::Name { namespace: Some(NamespaceId::NONE), local: Some(local) } => {
            Some(words.names.text(*local))
        }
        _ => None,
    }
}

fn steps(expression: &Expression) -> Option<&Path> {
    match expression {
        Expression::Path(path) => Some(path),
        _ => None,
    }
}

/// The element names without prefix; the parser bounds the depth.
fn plain_names(expression: &Expression, words: &Tree, found: &mut Vec<String>) {
    match expression {
        Expression::Or(all) | Expression::And(all) | Expression::Union(all) | Expression::Call(_, all) => {
            for inner in all {
                plain_names(inner, words, found);
            }
        }
        Expression::Chain(first, rest) => {
            plain_names(first, words, found);
            for (_, inner) in rest {
                plain_names(inner, words, found);
            }
        }
        Expression::Negate(inner) => plain_names(inner, words, found),
        Expression::Filter(inner, predicates) => {
            plain_names(inner, words, found);
            for predicate in predicates {
                plain_names(predicate, words, found);
            }
        }
        Expression::Literal(_) => {}
        Expression::Path(path) => {
            if let Start::Expression(inner) = &path.start {
                plain_names(inner, words, found);
            }
            for step in &path.steps {
                if !matches!(step.axis, Axis::Attribute | Axis::Namespace)
                    && let Some(name) = plain_name(&step.test, words)
                {
                    found.push(name.to_owned());
                }
                for predicate in &step.predicates {
                    plain_names(predicate, words, found);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn causes(body: &str) -> Vec<(Cause, Option<String>)> {
        let text = format!("<c xmlns:xdt='{}' xmlns:p='urn:p'>{body}</c>", crate::TRANSFORM_NAMESPACE);
        let found = instructions(&text);
        let calls = found.iter().flat_map(|i| i.transform.iter().chain(&i.locator));
        calls.flat_map(|c| &c.problems).map(|p| (p.cause, p.argument.clone())).collect()
    }

    #[test]
    fn what_a_run_would_refuse_is_known_before() {
        let cause = |body: &str| causes(body).first().map(|(cause, _)| *cause);
        assert_eq!(cause("<a xdt:Transform='Replace'/>"), None);
        assert_eq!(cause("<a xdt:Transform='replace'/>"), Some(Cause::UnknownTransform));
        assert_eq!(cause("<a xdt:Transform='Set-Attributes'/>"), Some(Cause::BadGrammar));
        assert_eq!(cause("<a xdt:Transform='Match(k)'/>"), Some(Cause::WrongType));
        assert_eq!(
            cause("<a b='1' xdt:Transform='SetAttributes(c)'/>"),
            Some(Cause::ArgumentWithoutAttributes)
        );
        assert_eq!(cause("<a b='1' xdt:Transform='SetAttributes(*)'/>"), None);
        assert_eq!(cause("<a xdt:Transform='SetAttributes'/>"), Some(Cause::NothingToSet));
        assert_eq!(cause("<a xdt:Transform='RemoveAttributes(p:b)'/>"), Some(Cause::XPathPrefix));
        assert_eq!(
            cause("<a xdt:Transform='InsertAfter(b[@c=&apos;x,y&apos;])'/>"),
            Some(Cause::SplitExpression)
        );
        assert_eq!(cause("<a xdt:Transform='Remove(b)'/>"), Some(Cause::UnexpectedArguments));
        assert_eq!(cause("<a k='1' xdt:Locator='Match( k )'/>"), Some(Cause::MatchAttributeMissing));
        assert_eq!(cause("<a xdt:Locator='Condition(@b and c[1])'/>"), Some(Cause::XPathSyntax));
        assert_eq!(cause("<a xdt:Locator='Condition(q:b)'/>"), Some(Cause::XPathUnknownPrefix));
        assert_eq!(cause("<a xdt:Locator='Condition(p:b)'/>"), None);
    }

    #[test]
    fn names_and_first_steps_are_read_from_the_expression() {
        let text = format!(
            "<c xmlns:xdt='{}'><a xdt:Locator='XPath(b/c[@d=1])'/><e xdt:Locator='XPath(../f)'/></c>",
            crate::TRANSFORM_NAMESPACE
        );
        let found = instructions(&text);
        let first: Vec<_> =
            found.iter().filter_map(|i| i.locator.as_ref()).map(|l| l.first_step.as_deref()).collect();
        assert_eq!(first, [Some("b"), None]);
    }
}
