//! What almost matched, for a step that matched nothing.
//!
//! The element in question is the topmost one of the transform that has no match although its parent has one. Every
//! element of the source is compared with it by name, namespace, key attributes and place, and the nearest are kept.

use crate::context::ContextId;
use crate::engine::Engine;
use crate::grammar;
use crate::trace::StepResult;
use crate::tree::{Kind, NamespaceId, NodeId, Tree};
use crate::xpath::{XNode, select};
use webconfig_text::TextRange;

/// In which way something missed; the order is from nearest to farthest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Miss {
    /// It was there, and an earlier step removed or changed it.
    Removed,
    /// Only the letter case of a name or value differs.
    Case,
    /// It stands in a `location` element, or should and does not.
    Location,
    /// The name is right, the namespace is not.
    Namespace,
    /// It stands elsewhere in the document.
    WrongParent,
    /// The element is there with another key.
    OtherKey,
    /// Elements of that name are there, but the condition holds for none.
    Condition,
}

/// Something that almost matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// In which way it missed.
    pub kind: Miss,
    /// A readable path of it.
    pub path: String,
    /// Line and column of it in the source.
    pub position: Option<(u32, u32)>,
    /// It in the source text; none for what earlier steps inserted.
    pub range: Option<TextRange>,
    /// The earlier step that removed or changed it, an index into [`crate::Outcome::steps`].
    pub step: Option<usize>,
}

/// How many are kept.
const MOST: usize = 3;

/// What the transform looked for.
struct Wanted {
    local: String,
    namespace: String,
    /// Attributes that `Match` names, with their values.
    keys: Vec<(String, String)>,
    /// It has a locator other than `Match`.
    has_condition: bool,
}

/// How the keys of an element compare.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Keys {
    Same,
    SameButCase,
    Other(usize),
    Absent,
}

pub(crate) fn find(engine: &mut Engine<'_>, missing: ContextId, path: &str, removed: bool) -> Vec<NearMiss> {
    if removed {
        let found = removed_by(engine, missing, path);
        if !found.is_empty() {
            return found;
        }
    }
    let wanted = wanted(engine, missing);
    let scope: Vec<NodeId> = match engine.parent_targets(missing) {
        Some(nodes) => nodes
            .iter()
            .filter_map(|n| match n {
                XNode::Node(id) => Some(*id),
                _ => None,
            })
            .collect(),
        None => vec![NodeId::DOCUMENT],
    };
    let tree = &engine.target;
    let mut found: Vec<(Miss, usize, NodeId)> = Vec::new();
    let mut at = tree.first_child(NodeId::DOCUMENT);
    while let Some(node) = at {
        if tree.kind(node) == Kind::Element
            && let Some((miss, distance)) = judge(tree, node, &wanted, &scope)
        {
            found.push((miss, distance, node));
        }
        at = tree.following_in(node, NodeId::DOCUMENT);
    }
    found.sort_by_key(|&(miss, distance, _)| (miss, distance));
    found
        .into_iter()
        .take(MOST)
        .map(|(kind, _, node)| NearMiss {
            kind,
            path: readable_path(tree, node),
            position: tree.element_position(node),
            range: range(tree, node),
            step: None,
        })
        .collect()
}

fn range(tree: &Tree, node: NodeId) -> Option<TextRange> {
    let data = tree.node(node);
    (data.end <= tree.source_len).then(|| TextRange::new(data.start, data.end))
}

fn wanted(engine: &Engine<'_>, missing: ContextId) -> Wanted {
    let tree = &engine.transform;
    let element = engine.element_of(missing);
    let node = tree.node(element);
    let mut keys = Vec::new();
    let mut has_condition = false;
    if let Ok((locator, arguments)) = engine.locator(element) {
        if locator.name == "Match" {
            for key in arguments.map(grammar::split_arguments).unwrap_or_default() {
                if let Some(attribute) = tree.attribute_named(element, &key) {
                    keys.push((key, tree.value(attribute).to_owned()));
                }
            }
        } else {
            has_condition = locator.name != "DefaultLocator";
        }
    }
    Wanted {
        local: tree.names.text(tree.names.local(node.name)).to_owned(),
        namespace: tree.names.uri(node.namespace).to_owned(),
        keys,
        has_condition,
    }
}

fn judge(tree: &Tree, node: NodeId, wanted: &Wanted, scope: &[NodeId]) -> Option<(Miss, usize)> {
    let data = tree.node(node);
    let local = tree.names.text(tree.names.local(data.name));
    if !local.eq_ignore_ascii_case(&wanted.local) {
        return None;
    }
    let same_name = local == wanted.local;
    let same_namespace = tree.names.uri(data.namespace) == wanted.namespace;
    let in_scope = tree.parent(node).is_some_and(|p| scope.contains(&p));
    let keys = compare_keys(tree, node, &wanted.keys);
    let fits = keys <= Keys::SameButCase;
    let exact = same_name && keys == Keys::Same;
    Some(match (in_scope, same_namespace) {
        (true, true) if exact && wanted.has_condition => (Miss::Condition, 0),
        (true, true) if fits && !exact => (Miss::Case, 0),
        (true, true) if same_name => match keys {
            Keys::Other(distance) => (Miss::OtherKey, distance),
            _ => return None,
        },
        (true, false) if exact => (Miss::Namespace, 0),
        (false, true) if exact => {
            let miss =
                if differs_by_location(tree, node, scope) { Miss::Location } else { Miss::WrongParent };
            (miss, 0)
        }
        _ => return None,
    })
}

fn compare_keys(tree: &Tree, node: NodeId, keys: &[(String, String)]) -> Keys {
    let mut worst = Keys::Same;
    for (key, value) in keys {
        let named = |exact: bool| {
            tree.attributes(node).find(|&a| {
                let name = tree.names.text(tree.attribute(a).name);
                if exact { name == key } else { name.eq_ignore_ascii_case(key) }
            })
        };
        let this = match named(true).or_else(|| named(false)) {
            None => Keys::Absent,
            Some(attribute) => {
                let is_exact = tree.names.text(tree.attribute(attribute).name) == key;
                let found = tree.value(attribute);
                if found == value {
                    if is_exact { Keys::Same } else { Keys::SameButCase }
                } else if found.to_lowercase() == value.to_lowercase() {
                    Keys::SameButCase
                } else {
                    Keys::Other(distance(found, value))
                }
            }
        };
        worst = worst.max(this);
    }
    worst
}

/// Names from the root to the parent, `location` left out.
fn names_above(tree: &Tree, node: NodeId) -> Vec<&str> {
    let mut names: Vec<&str> = std::iter::successors(Some(node), |&n| tree.parent(n))
        .filter(|&n| tree.kind(n) == Kind::Element)
        .map(|n| tree.display_name(n))
        .filter(|name| *name != "location")
        .collect();
    names.reverse();
    names
}

fn differs_by_location(tree: &Tree, node: NodeId, scope: &[NodeId]) -> bool {
    let Some(parent) = tree.parent(node) else { return false };
    let here = names_above(tree, parent);
    scope.iter().any(|&s| names_above(tree, s) == here)
}

/// How many letters differ, bounded: only the order of candidates depends on it.
fn distance(a: &str, b: &str) -> usize {
    const LONGEST: usize = 64;
    let a: Vec<char> = a.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    let b: Vec<char> = b.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            left = (corner + usize::from(x != y)).min(above + 1).min(left + 1);
            corner = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// Matches in the original, each with the earlier step that applied to it.
fn removed_by(engine: &Engine<'_>, missing: ContextId, path: &str) -> Vec<NearMiss> {
    let bindings = crate::context::bindings(&engine.transform, engine.element_of(missing));
    let original = engine.original();
    let found = select(original, XNode::Node(NodeId::DOCUMENT), path, Some(&bindings)).unwrap_or_default();
    found
        .into_iter()
        .take(MOST)
        .filter_map(|node| match node {
            XNode::Node(id) => Some(id),
            _ => None,
        })
        .map(|node| {
            let start = original.node(node).start;
            let step = engine.steps.iter().rposition(|step| {
                step.result == StepResult::Done
                    && !step.changes.is_empty()
                    && step
                        .targets
                        .iter()
                        .any(|t| t.range.is_some_and(|r| r.start() <= start && start < r.end()))
            });
            NearMiss {
                kind: Miss::Removed,
                path: readable_path(original, node),
                position: original.element_position(node),
                range: range(original, node),
                step,
            }
        })
        .collect()
}

/// Attributes that tell siblings apart, the usual ones first.
const KEYS: [&str; 6] = ["key", "name", "path", "id", "statusCode", "fileExtension"];

/// A path for people: names, and the key that tells an element from its siblings.
pub(crate) fn readable_path(tree: &Tree, node: NodeId) -> String {
    /// A path deeper than this is cut at the front.
    const DEEPEST: usize = 64;
    let mut parts = Vec::new();
    let mut at = Some(node).filter(|_| node != NodeId::DOCUMENT);
    while let Some(id) = at.filter(|&id| tree.kind(id) != Kind::Document) {
        if parts.len() == DEEPEST {
            parts.push("…".to_owned());
            break;
        }
        let mut part = tree.display_name(id).to_owned();
        let key = KEYS.iter().find_map(|key| tree.attribute_in(id, key, NamespaceId::NONE).map(|a| (key, a)));
        if let Some((key, attribute)) = key {
            part.push_str(&format!("[@{key}='{}']", tree.value(attribute)));
        }
        parts.push(part);
        at = tree.parent(id);
    }
    parts.reverse();
    format!("/{}", parts.join("/"))
}
