//! One step: its targets, what is said when there are none, and its application to each of them.

use super::Engine;
use crate::cause::Cause;
use crate::context::{At, ContextId, Failure};
use crate::log::Level;
use crate::near_miss::{self, NearMiss};
use crate::trace::StepResult;
use crate::transforms::{Run, Transform};
use crate::tree::AttributeId;
use crate::xpath::XNode;

impl Engine<'_> {
    pub(super) fn execute(
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
}
