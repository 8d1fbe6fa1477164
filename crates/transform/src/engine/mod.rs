//! The run: walk the transform, execute what its elements say, save.

mod copy;
mod execute;
mod report;

use crate::cause::Cause;
use crate::context::{At, BAD_GRAMMAR, Context, ContextId, Failure};
use crate::encoding;
use crate::grammar;
use crate::log::{Event, Level, Place, Which};
use crate::outcome::{Outcome, Stage, Status};
use crate::preserve;
use crate::reader::{ReadError, Settings, read_document};
use crate::save;
use crate::trace::{Step, StepResult};
use crate::transforms;
use crate::tree::{AttributeId, Kind, NamespaceId, NodeId, Tree};
use std::cell::OnceCell;
use webconfig_text::SourceText;

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
                let mut outcome = self.fatal(Stage::Save, error.cause, error.message, Some(Which::Source));
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
