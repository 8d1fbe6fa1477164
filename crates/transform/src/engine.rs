//! The run: walk the transform, execute what its elements say, save.

use crate::cause::Cause;
use crate::context::{At, BAD_GRAMMAR, Context, ContextId, Failure};
use crate::encoding;
use crate::grammar;
use crate::log::{Event, Level, Place, Which};
use crate::near_miss::{self, NearMiss};
use crate::outcome::{Outcome, Stage, Status};
use crate::preserve;
use crate::reader::{ReadError, Settings, read_document, read_fragment};
use crate::save;
use crate::trace::{Change, Step, StepResult, Target};
use crate::transforms::{self, Run, Transform};
use crate::tree::{AttributeId, Fragment, Kind, NamespaceId, NodeId, Tree};
use crate::xpath::XNode;
use std::cell::OnceCell;
use webconfig_text::{SourceText, TextRange};

/// How the result is saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The bytes of the reference.
    #[default]
    Reference,
    /// Edits of the source text: nothing that no step touched changes.
    Preserve,
}

/// What a caller chooses.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// How the result is saved.
    pub mode: Mode,
    /// Whether steps say what they matched and changed, and what almost matched. The rest of the trace is always there.
    pub explain: bool,
}

/// Files above this size are refused: offsets are 32 bits wide and the buffer grows.
const MAX_BYTES: usize = 512 << 20;

/// Applies a transform to a source.
pub fn transform(source: &[u8], transform: &[u8], options: &Options) -> Outcome {
    let mut engine = match Engine::load(source, transform, options) {
        Ok(engine) => engine,
        Err(outcome) => return outcome,
    };
    if engine.preprocess().is_err() {
        return engine.fatal(Stage::LoadTransform, Cause::BadImport, "Fatal syntax error".to_owned(), None);
    }
    engine.apply();
    engine.save()
}

/// Applies transforms in order, each to the bytes that the one before saved; ends with the first that fails.
pub fn transform_all(source: &[u8], transforms: &[&[u8]], options: &Options) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(transforms.len());
    for changes in transforms {
        let outcome = {
            let from = outcomes.last().and_then(Outcome::bytes).unwrap_or(source);
            transform(from, changes, options)
        };
        let failed = outcome.status != Status::Success;
        outcomes.push(outcome);
        if failed {
            break;
        }
    }
    outcomes
}

/// The state of a run.
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts about the run")]
pub(crate) struct Engine<'o> {
    pub(crate) target: Tree,
    pub(crate) transform: Tree,
    options: &'o Options,
    /// What the byte order mark of the source decided.
    mark: Option<encoding::Output>,
    /// The source as bytes are kept for `--preserve`.
    source: Option<SourceText>,
    /// The source before the first step, read again when somebody asks.
    original: OnceCell<Tree>,
    pub(crate) contexts: Vec<Context>,
    /// Comments that stand for removed nodes.
    pub(crate) commented_out: Vec<(NodeId, NodeId)>,
    log: Vec<Event>,
    pub(crate) steps: Vec<Step>,
    /// The `Transform` attribute that is being executed.
    current: Option<AttributeId>,
    in_step: bool,
    depth: u8,
    suppress: bool,
    has_namespace: bool,
    failed: bool,
}

fn fatal_outcome(stage: Stage, error: &ReadError) -> Outcome {
    let document = if stage == Stage::LoadTransform { Which::Transform } else { Which::Source };
    let event = Event {
        level: Level::Error,
        cause: Cause::NotWellFormed,
        depth: 0,
        place: Some(Place { document, position: error.position, range: None }),
        text: error.message.clone(),
        step: None,
    };
    Outcome { status: Status::Fatal(stage), log: vec![event], steps: Vec::new(), saved: Vec::new() }
}

impl<'o> Engine<'o> {
    fn load(source: &[u8], transform: &[u8], options: &'o Options) -> Result<Self, Outcome> {
        let too_large = |bytes: &[u8], stage| {
            if bytes.len() > MAX_BYTES {
                Err(fatal_outcome(stage, &ReadError::whole("The file is larger than 512 MiB.")))
            } else {
                Ok(())
            }
        };
        too_large(source, Stage::LoadSource)?;
        too_large(transform, Stage::LoadTransform)?;
        let (text, mark, kept) = read_bytes(source, options.mode)
            .map_err(|m| fatal_outcome(Stage::LoadSource, &ReadError::whole(m)))?;
        let mut target = Tree::new(text);
        let capture = options.mode == Mode::Reference;
        read_document(&mut target, Settings { keep_white_space: true, capture })
            .map_err(|e| fatal_outcome(Stage::LoadSource, &e))?;
        let (text, ..) = read_bytes(transform, options.mode)
            .map_err(|m| fatal_outcome(Stage::LoadTransform, &ReadError::whole(m)))?;
        let mut changes = Tree::new(text);
        // The second reading, with its idea of quotes, is for documents whose white space is kept.
        read_document(&mut changes, Settings { keep_white_space: false, capture: false })
            .map_err(|e| fatal_outcome(Stage::LoadTransform, &e))?;
        let has_namespace = (0..changes.attributes.len() as u32)
            .map(AttributeId)
            .any(|a| changes.is_declaration(a) && changes.value(a) == crate::TRANSFORM_NAMESPACE);
        Ok(Self {
            target,
            transform: changes,
            options,
            mark,
            source: kept,
            original: OnceCell::new(),
            contexts: Vec::new(),
            commented_out: Vec::new(),
            log: Vec::with_capacity(64),
            steps: Vec::with_capacity(16),
            current: None,
            in_step: false,
            depth: 0,
            suppress: false,
            has_namespace,
            failed: false,
        })
    }

    /// The source before the first step.
    pub(crate) fn original(&self) -> &Tree {
        self.original.get_or_init(|| {
            let mut tree = Tree::new(self.target.source().to_owned());
            // It was read once without error.
            let _ = read_document(&mut tree, Settings { keep_white_space: true, capture: false });
            tree
        })
    }

    fn apply(&mut self) {
        if !self.has_namespace {
            let text = format!(
                "The expected namespace {} was not found in the transform file",
                crate::TRANSFORM_NAMESPACE
            );
            self.say(Level::Message, Cause::NamespaceMissing, text);
            return;
        }
        // Elements in pre-order; a frame is an element whose children are being walked.
        let mut frames: Vec<(Option<ContextId>, Option<NodeId>)> =
            vec![(None, self.transform.first_child(NodeId::DOCUMENT))];
        while let Some((parent, next)) = frames.last_mut() {
            let Some(node) = *next else {
                frames.pop();
                self.contexts.truncate(frames.len().saturating_sub(1));
                continue;
            };
            *next = self.transform.next(node);
            let parent = *parent;
            if self.transform.kind(node) != Kind::Element {
                continue;
            }
            let is_inside = parent.is_some_and(|p| self.contexts.get(p).is_some_and(|c| c.is_brought_over));
            self.contexts.push(Context::new(node, parent, is_inside));
            let id = self.contexts.len() - 1;
            if self.handle(id) {
                frames.push((Some(id), self.transform.first_child(node)));
            } else {
                self.contexts.pop();
            }
        }
    }

    /// Handles one element; whether its children are to be walked.
    fn handle(&mut self, id: ContextId) -> bool {
        let element = self.element_of(id);
        let Some(attribute) = self.transform.attribute_in(element, "Transform", NamespaceId::XDT) else {
            return true;
        };
        let value = self.transform.value(attribute).to_owned();
        let named = grammar::call(&value)
            .ok_or_else(|| Failure::new(Cause::BadGrammar, BAD_GRAMMAR))
            .and_then(|call| transforms::named(call.name).map(|t| (t, call.arguments)));
        let (transform, arguments) = match named {
            Ok(found) => found,
            Err(failure) => {
                self.begin_step(id, attribute, grammar::call(&value).map_or("", |c| c.name), None);
                self.fail(failure.placed(At::Attribute(attribute)));
                self.end_step(StepResult::NotUnderstood);
                return false;
            }
        };
        self.begin_step(id, attribute, transform.name, arguments);
        let suppress = match self.suppresses(element) {
            Ok(suppress) => suppress,
            Err(failure) => {
                self.fail(failure.placed(At::Element(element)));
                self.end_step(StepResult::NotUnderstood);
                return false;
            }
        };
        self.suppress = suppress;
        if let Some(step) = self.steps.last_mut() {
            step.suppresses_warnings = suppress;
        }
        self.current = Some(attribute);
        self.execute(id, transform, attribute, arguments);
        self.current = None;
        self.suppress = false;
        if transform.brings_over
            && let Some(context) = self.contexts.get_mut(id)
        {
            context.is_brought_over = true;
        }
        true
    }

    /// `SupressWarnings`, spelled as the reference spells it.
    fn suppresses(&self, element: NodeId) -> Result<bool, Failure> {
        let Some(attribute) = self.transform.attribute_in(element, "SupressWarnings", NamespaceId::XDT)
        else {
            return Ok(false);
        };
        let value = self.transform.value(attribute);
        match value.trim_matches(|c: char| c.is_whitespace() || c == '\0').to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Failure::new(
                Cause::BadBoolean,
                format!("String '{value}' was not recognized as a valid Boolean."),
            )),
        }
    }

    fn execute(
        &mut self,
        id: ContextId,
        transform: &'static Transform,
        at: AttributeId,
        arguments: Option<&str>,
    ) {
        let (line, column) = self.transform.attribute_position(at);
        let long = format!("{} (transform line {line}, {column})", transform.name);
        match self.find_targets(id, transform) {
            Ok(Some(targets)) => {
                self.say(Level::Verbose, Cause::Progress, ["Executing ", &long].concat());
                self.depth = 1;
                let result = self.apply_all(id, transform, arguments, &targets);
                let failed_inside = matches!(result, Ok(true));
                let ended = if let Err(failure) = result {
                    self.fail(failure.placed(At::Attribute(at)));
                    self.depth = 0;
                    ["Error during ", transform.name].concat()
                } else {
                    self.depth = 0;
                    ["Done executing ", transform.name].concat()
                };
                let failed = failed_inside || ended.starts_with("Error");
                self.say(Level::Verbose, Cause::Progress, ended);
                self.end_step(if failed { StepResult::Failed } else { StepResult::Done });
            }
            missing => {
                if let Err(failure) = missing {
                    self.fail(failure.placed(At::Attribute(at)));
                }
                self.say(Level::Message, Cause::Progress, ["Not executing ", &long].concat());
                self.end_step(StepResult::NotExecuted);
            }
        }
    }

    /// The targets, or none after saying why.
    fn find_targets(
        &mut self,
        id: ContextId,
        transform: &Transform,
    ) -> Result<Option<std::rc::Rc<[XNode]>>, Failure> {
        let targets = if transform.uses_parents {
            self.target_parents(id)?.ok_or_else(|| Failure::null(Cause::WrongTarget))?
        } else {
            self.targets(id)?
        };
        if !targets.is_empty() {
            return Ok(Some(targets));
        }
        let failed = if transform.uses_parents {
            self.topmost_without_parent(id)?
        } else {
            self.topmost_without_target(id)?
        };
        let path = self.path(failed)?;
        let removed = self.existed(&path, id)?;
        let (cause, text) = if removed {
            (
                Cause::Removed,
                format!(
                    "'{path}' did not find a match, because matching nodes in the source document were modified or removed by a previous transform"
                ),
            )
        } else {
            (Cause::NoMatch, format!("No element in the source document matches '{path}'"))
        };
        if self.options.explain {
            let misses = self.near_misses(failed, transform.uses_parents, &path, removed);
            if let Some(step) = self.steps.last_mut() {
                step.near_misses = misses;
            }
        }
        if let Some(step) = self.steps.last_mut() {
            step.missing = Some(path.as_ref().to_owned());
        }
        let place = At::Element(self.element_of(failed));
        if transform.missing() == Level::Error {
            return Err(Failure::new(cause, text).placed(place));
        }
        self.warn_at(place, cause, text);
        Ok(None)
    }

    /// What almost matched. For an insertion the missing element is the parent.
    fn near_misses(
        &mut self,
        failed: ContextId,
        of_parents: bool,
        path: &str,
        removed: bool,
    ) -> Vec<NearMiss> {
        let missing = if of_parents { self.parent_of(failed).unwrap_or(failed) } else { failed };
        near_miss::find(self, missing, path, removed)
    }

    /// Applies a transform to its targets; whether one of several failed.
    fn apply_all(
        &mut self,
        id: ContextId,
        transform: &'static Transform,
        arguments: Option<&str>,
        targets: &[XNode],
    ) -> Result<bool, Failure> {
        let path = self.path(id)?;
        self.say(Level::Verbose, Cause::Progress, ["on ", &path].concat());
        if let Some(step) = self.steps.last_mut() {
            step.path = Some(path.as_ref().to_owned());
            step.matched = targets.len();
        }
        if transform.takes_all && self.transform.has_entity_references {
            // The reference brings the element over before it looks at the targets, needed or not.
            self.bring_over(id)?;
        }
        let mut failed = false;
        let count = if transform.takes_all { targets.len() } else { 1 };
        for &target in targets.iter().take(count) {
            self.say_target(target);
            let mut run = Run {
                engine: self,
                context: id,
                name: transform.name,
                arguments: arguments.map(str::to_owned),
                target,
                targets: targets.len(),
            };
            let result = (transform.apply)(&mut run);
            match result {
                Err(failure) if transform.takes_all => {
                    self.fail(failure);
                    failed = true;
                }
                other => other?,
            }
        }
        Ok(failed)
    }

    fn say_target(&mut self, target: XNode) {
        let name = self.name_of(target);
        let position = self.position_of(target);
        let text = match position {
            Some((line, column)) => {
                format!("Applying to '{name}' element (source line {line}, {column})")
            }
            None => format!("Applying to '{name}' element (no source line info)"),
        };
        self.say(Level::Verbose, Cause::Progress, text);
        if !self.options.explain {
            return;
        }
        let path = match target {
            XNode::Node(node) => self.readable_path(node),
            XNode::Attribute(attribute) => {
                let owner = crate::tree::some(self.target.attribute(attribute).owner);
                format!("{}/@{name}", owner.map_or(String::new(), |o| self.readable_path(o)))
            }
            XNode::Namespace(node, _) => format!("{}/namespace::{name}", self.readable_path(node)),
        };
        let range = match target {
            XNode::Node(node) => self.source_range(node),
            _ => None,
        };
        if let Some(step) = self.steps.last_mut() {
            step.targets.push(Target { path, position, range });
        }
    }

    fn source_range(&self, node: NodeId) -> Option<TextRange> {
        let data = self.target.node(node);
        (data.end <= self.target.source_len && data.kind != Kind::Document)
            .then(|| TextRange::new(data.start, data.end))
    }

    /// The name that the document model of the reference gives a node.
    pub(crate) fn name_of(&self, node: XNode) -> String {
        let tree = &self.target;
        match node {
            XNode::Node(id) => tree.display_name(id).to_owned(),
            XNode::Attribute(id) | XNode::Namespace(_, Some(id)) => {
                tree.names.text(tree.attribute(id).name).to_owned()
            }
            XNode::Namespace(_, None) => "xmlns:xml".to_owned(),
        }
    }

    fn position_of(&self, node: XNode) -> Option<(u32, u32)> {
        match node {
            XNode::Node(id) => self.target.element_position(id),
            XNode::Attribute(id) | XNode::Namespace(_, Some(id)) => Some(self.target.attribute_position(id)),
            XNode::Namespace(_, None) => None,
        }
    }

    /// A path for people: names, and what tells an element from its siblings. Empty when nobody will read it.
    pub(crate) fn readable_path(&self, node: NodeId) -> String {
        if self.options.explain { near_miss::readable_path(&self.target, node) } else { String::new() }
    }

    /// The transform element as a node of the target document: serialised, read again, cleaned of everything that is
    /// an instruction. It loses its namespace declarations and the prefixes of its attributes on the way.
    pub(crate) fn bring_over(&mut self, id: ContextId) -> Result<NodeId, Failure> {
        if let Some(copy) = self.contexts.get(id).and_then(|c| c.copy) {
            return Ok(copy);
        }
        let element = self.element_of(id);
        let xml = save::outer_xml(&self.transform, element);
        let (line, column) = self.transform.element_position(element).unwrap_or((1, 1));
        let start = self.target.buffer.len();
        self.target.buffer.push_str(&xml);
        let end = self.target.buffer.len();
        self.target.fragments.push(Fragment { start: start as u32, end: end as u32, line, column });
        let copy = read_fragment(&mut self.target, start, end)
            .map_err(|error| Failure::new(Cause::EntityInTransform, error.message))?;
        self.clean(copy);
        if let Some(context) = self.contexts.get_mut(id) {
            context.copy = Some(copy);
        }
        Ok(copy)
    }

    fn clean(&mut self, copy: NodeId) {
        let keeps_prefixes = self.preserves();
        let tree = &mut self.target;
        let mut at = Some(copy);
        while let Some(node) = at {
            let attributes: Vec<AttributeId> = tree.attributes(node).collect();
            for attribute in attributes {
                match tree.attribute(attribute).namespace {
                    NamespaceId::XDT | NamespaceId::XMLNS => tree.remove_attribute(attribute),
                    _ if keeps_prefixes => {}
                    _ => tree.clear_prefix(attribute),
                }
            }
            at = tree.following_in(node, copy);
        }
    }

    /// Whether the result is saved as edits: then nothing is lost on the way either.
    pub(crate) fn preserves(&self) -> bool {
        self.options.mode == Mode::Preserve
    }

    /// Remembers what a comment stands for.
    pub(crate) fn commented_out(&mut self, comment: NodeId, element: NodeId) {
        self.commented_out.push((comment, element));
    }

    fn save(mut self) -> Outcome {
        let status = if self.failed { Status::Failure } else { Status::Success };
        if let (Mode::Preserve, Some(source)) = (self.options.mode, self.source.clone()) {
            return match preserve::save(&mut self.target, &source, &self.commented_out) {
                Ok(saved) => {
                    let saved = match self.mark {
                        Some(output) => encoding::encode(&String::from_utf8_lossy(&saved), output),
                        None => saved,
                    };
                    self.outcome(status, saved)
                }
                Err(_) if status == Status::Failure => self.outcome(status, Vec::new()),
                Err(message) => self.fatal(Stage::Save, Cause::BadComment, message, Some(Which::Source)),
            };
        }
        match save::save(&mut self.target, self.mark) {
            Ok(saved) => self.outcome(status, saved),
            Err(_) if status == Status::Failure => self.outcome(status, Vec::new()),
            Err(error) => {
                let cause = if error.is_encoding { Cause::UnknownEncoding } else { Cause::BadComment };
                let mut outcome = self.fatal(Stage::Save, cause, error.message, Some(Which::Source));
                outcome.saved = error.partial;
                outcome
            }
        }
    }

    fn fatal(mut self, stage: Stage, cause: Cause, text: String, document: Option<Which>) -> Outcome {
        let place = document.map(|document| Place { document, position: None, range: None });
        self.log.push(Event { level: Level::Error, cause, depth: 0, place, text, step: None });
        self.outcome(Status::Fatal(stage), Vec::new())
    }

    fn outcome(self, status: Status, saved: Vec<u8>) -> Outcome {
        Outcome { status, log: self.log, steps: self.steps, saved }
    }

    // The log.

    fn push(&mut self, level: Level, cause: Cause, place: Option<Place>, text: String) {
        let step = if self.in_step { self.steps.len().checked_sub(1) } else { None };
        self.failed |= level == Level::Error;
        self.log.push(Event { level, cause, depth: self.depth, place, text, step });
    }

    pub(crate) fn say(&mut self, level: Level, cause: Cause, text: String) {
        self.push(level, cause, None, text);
    }

    fn place(&self, at: At) -> Place {
        let tree = &self.transform;
        let (position, range) = match at {
            At::Element(node) => {
                let start = tree.node(node).start + 1;
                let len = tree.names.text(tree.node(node).name).len() as u32;
                (tree.position(start), TextRange::at(start, len))
            }
            At::Attribute(id) => {
                let attribute = tree.attribute(id);
                (tree.position(attribute.start), TextRange::new(attribute.start, attribute.raw_value.1 + 1))
            }
        };
        Place { document: Which::Transform, position: Some(position), range: Some(range) }
    }

    pub(crate) fn place_event(&mut self, level: Level, at: At, cause: Cause, text: String) {
        let place = Some(self.place(at));
        self.push(level, cause, place, text);
    }

    /// A warning, which is a mere message where warnings are suppressed.
    pub(crate) fn warn_at(&mut self, at: At, cause: Cause, text: String) {
        if self.suppress {
            self.say(Level::Message, cause, text);
        } else {
            self.place_event(Level::Warning, at, cause, text);
        }
    }

    pub(crate) fn warn_at_transform(&mut self, cause: Cause, text: String) {
        match self.current {
            Some(attribute) => self.warn_at(At::Attribute(attribute), cause, text),
            None => self.say(Level::Warning, cause, text),
        }
    }

    /// The one warning that stands at the target.
    pub(crate) fn warn_at_target(&mut self, target: XNode) {
        let text = "No attributes found to remove".to_owned();
        if self.suppress {
            return self.say(Level::Message, Cause::NothingToRemove, text);
        }
        let range = match target {
            XNode::Node(node) => self.source_range(node).map(|range| {
                let len = self.target.names.text(self.target.node(node).name).len() as u32;
                TextRange::at(range.start() + 1, len)
            }),
            _ => None,
        };
        let place = Place { document: Which::Source, position: self.position_of(target), range };
        self.push(Level::Warning, Cause::NothingToRemove, Some(place), text);
    }

    pub(crate) fn fail(&mut self, failure: Failure) {
        let place = failure.at.map(|at| self.place(at));
        self.push(Level::Error, failure.cause, place, failure.text);
    }

    // The trace.

    fn begin_step(&mut self, id: ContextId, attribute: AttributeId, name: &str, arguments: Option<&str>) {
        let element = self.element_of(id);
        let tree = &self.transform;
        let value_range = |a: AttributeId| {
            let (start, end) = tree.attribute(a).raw_value;
            TextRange::new(start, end)
        };
        let node = tree.node(element);
        let step = Step {
            transform: name.to_owned(),
            arguments: arguments.map(str::to_owned),
            element: tree.display_name(element).to_owned(),
            position: tree.attribute_position(attribute),
            element_range: TextRange::new(node.start, node.end),
            transform_range: value_range(attribute),
            locator_range: tree.attribute_in(element, "Locator", NamespaceId::XDT).map(value_range),
            path: None,
            suppresses_warnings: false,
            is_nested: self.contexts.get(id).is_some_and(|c| c.is_brought_over),
            result: StepResult::NotExecuted,
            matched: 0,
            targets: Vec::new(),
            changes: Vec::new(),
            missing: None,
            near_misses: Vec::new(),
        };
        self.steps.push(step);
        self.in_step = true;
    }

    fn end_step(&mut self, result: StepResult) {
        if let Some(step) = self.steps.last_mut() {
            step.result = result;
        }
        self.in_step = false;
    }

    pub(crate) fn record(&mut self, change: Change) {
        if !self.options.explain {
            return;
        }
        if let Some(step) = self.steps.last_mut() {
            step.changes.push(change);
        }
    }
}

/// Text, the mark's verdict, and for preserving the source itself.
#[allow(clippy::type_complexity, reason = "a named type for one return value would say less")]
fn read_bytes(
    bytes: &[u8],
    mode: Mode,
) -> Result<(String, Option<encoding::Output>, Option<SourceText>), &'static str> {
    match mode {
        Mode::Reference => {
            let decoded = encoding::decode(bytes)?;
            Ok((decoded.text, decoded.mark, None))
        }
        Mode::Preserve => {
            // Nobody else reads UTF-32, so nobody else has to keep it.
            if let Some((text, output)) = encoding::utf32_with_mark(bytes) {
                return Ok((text.clone(), Some(output), Some(SourceText::from_text(text))));
            }
            let source = SourceText::decode(bytes).map_err(|_| "The file is larger than 512 MiB.")?;
            Ok((source.text().to_owned(), None, Some(source)))
        }
    }
}
