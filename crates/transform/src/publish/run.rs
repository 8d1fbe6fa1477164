//! The whole flow on a publish folder: which files are read, what they become, what is said.
//!
//! Nothing is written here: the outcome names the files and their new bytes, so a dry run and a failure that leaves the
//! folder alone cost nothing. What the SDK would leave behind after a failure is part of the outcome.

use super::derive::{Surroundings, gates, settings};
use super::{Sdk, TEMPLATE, Trace, equals_ignoring_case, read, rewrite, write};
use webconfig_files::{FileProblem, Files};
use webconfig_project::Properties;

/// How grave a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The publish fails.
    Error,
    /// The SDK warns.
    Warning,
    /// The SDK is silent, but something is lost or skipped. `--strict` makes it an error.
    Loss,
    /// Progress.
    Detail,
}

/// One line for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How grave it is.
    pub level: Level,
    /// The file that it is about, absolute; empty for none.
    pub file: String,
    /// Line and column in it.
    pub place: Option<(u32, u32)>,
    /// MSBuild's code, if the SDK gives one.
    pub code: &'static str,
    /// The words.
    pub text: String,
}

/// A publish to be done.
#[expect(missing_debug_implementations, reason = "it holds a trait object")]
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts about the publish")]
pub struct Job<'a> {
    /// Where files are read.
    pub files: &'a dyn Files,
    /// The project's properties.
    pub properties: &'a Properties,
    /// Whether the SDK's targets do anything for the project.
    pub is_asp_net_core: bool,
    /// The project file, absolute.
    pub project: &'a str,
    /// The publish folder, absolute.
    pub folder: &'a str,
    /// The line end to write.
    pub newline: &'a str,
    /// `\` separates.
    pub is_windows: bool,
    /// `web.config` and `Web.config` are two files.
    pub names_have_case: bool,
    /// Which SDK to imitate.
    pub sdk: Sdk,
    /// A missing `PublishIntermediateTempPath` fails the list of variables.
    pub requires_temp_folder: bool,
    /// The user may write what is marked read-only.
    pub ignores_permissions: bool,
    /// The published file is the project's file under another name (a link).
    pub is_linked: bool,
    /// The value of `DOTNET_CLI_TELEMETRY_OPTOUT`.
    pub telemetry_optout: &'a str,
}

/// What becomes of the folder.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Files to write, absolute path and bytes. After a failure: what the SDK would leave.
    pub writes: Vec<(String, Vec<u8>)>,
    /// Whether the SDK's build would fail.
    pub failed: bool,
    /// What is said, in order.
    pub lines: Vec<Line>,
    /// Each edit of the step with its reason.
    pub trace: Trace,
    /// What was lost or skipped without the SDK saying so.
    pub has_loss: bool,
}

/// The flow stops because the SDK's build fails.
pub(super) struct Stop;

/// A publish under way.
pub(super) struct Flow<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) out: Outcome,
}

/// Does a publish in memory.
pub fn publish(job: &Job<'_>) -> Outcome {
    let mut flow = Flow { job, out: Outcome::default() };
    let _stopped = flow.run().is_err();
    flow.out.has_loss = flow.out.lines.iter().any(|l| l.level == Level::Loss);
    flow.out
}

impl Flow<'_> {
    pub(super) fn say(&mut self, level: Level, file: &str, code: &'static str, text: impl Into<String>) {
        self.out.lines.push(Line { level, file: file.to_owned(), place: None, code, text: text.into() });
    }

    pub(super) fn fail<T>(&mut self, file: &str, exception: &str, task: &str) -> Result<T, Stop> {
        self.say(Level::Error, file, "MSB4018", format!("The \"{task}\" task failed unexpectedly."));
        self.say(Level::Error, file, "MSB4018", exception);
        self.out.failed = true;
        Err(Stop)
    }

    fn denied<T>(&mut self, path: &str) -> Result<T, Stop> {
        let text = format!("System.UnauthorizedAccessException: Access to the path '{path}' is denied.");
        self.fail(path, &text, "TransformWebConfig")
    }

    pub(super) fn set(&mut self, path: &str, bytes: Vec<u8>) {
        match self.out.writes.iter_mut().find(|(p, _)| p == path) {
            Some(present) => present.1 = bytes,
            None => self.out.writes.push((path.to_owned(), bytes)),
        }
    }

    fn run(&mut self) -> Result<(), Stop> {
        let job = self.job;
        let gates = gates(job.properties, job.is_asp_net_core, job.sdk);
        let mut name = "web.config".to_owned();
        if gates.step {
            name = self.step()?;
        }
        if job.is_asp_net_core {
            self.transforms(gates.transforms, &name)?;
        }
        Ok(())
    }

    fn step(&mut self) -> Result<String, Stop> {
        let job = self.job;
        let project_folder = webconfig_files::parent(job.project);
        let entries = job.files.entries(project_folder).unwrap_or_default();
        let mut candidates = entries.iter().filter(|e| {
            !e.is_folder
                && if job.sdk.finds_any_case() {
                    equals_ignoring_case(&e.name, "web.config")
                } else {
                    e.name == "web.config"
                }
        });
        let found = candidates.next();
        if let (Some(first), Some(second)) = (found, candidates.next()) {
            let text = format!(
                "`{}` and `{}` stand side by side; which one the SDK takes is up to the file system",
                first.name, second.name
            );
            self.say(Level::Loss, &format!("{project_folder}/{}", second.name), "", text);
        }
        let name = found.map_or("web.config", |e| e.name.as_str()).to_owned();
        let source = format!("{project_folder}/{name}");
        let target = format!("{}/{name}", job.folder.trim_end_matches('/'));
        let project_has_web_config =
            entries.iter().any(|e| !e.is_folder && is_web_config(&e.name, job.names_have_case));
        let around = Surroundings {
            files: job.files,
            project: job.project,
            project_has_web_config,
            is_windows: job.is_windows,
            sdk: job.sdk,
            telemetry_optout: job.telemetry_optout,
        };
        let settings = match settings(job.properties, &around) {
            Ok(settings) => settings,
            Err(text) => {
                let (code, text) =
                    text.strip_prefix("error ").and_then(|t| t.split_once(": ")).unwrap_or(("", &text));
                let code = if code == "MSB4044" { "MSB4044" } else { "MSB4030" };
                self.say(Level::Error, job.project, code, text);
                self.out.failed = true;
                return Err(Stop);
            }
        };
        let published = self.job.files.entries(job.folder).unwrap_or_default();
        let is_present = published.iter().any(|e| !e.is_folder && e.name == name);
        let is_read_only = |path: &str| job.files.attributes(path).is_some_and(|a| a.is_read_only);
        let document = if is_present {
            let content = self.reset(&target, found.map(|_| source.as_str()), is_read_only(&target))?;
            self.say(Level::Detail, "", "", format!("Updating web.config at '{target}'"));
            self.document(&target, &content)
        } else {
            if found.is_some() {
                let text =
                    "the project's file is not used, because it was not published; the SDK writes a new one";
                self.say(Level::Loss, &source, "", text);
            }
            self.say(Level::Detail, "", "", format!("No web.config found. Creating '{target}'"));
            None
        };
        if settings.is_azure {
            self.say(Level::Detail, "", "", "Configuring web.config for deployment to Azure");
        }
        let (tree, trace) = match rewrite(document, &settings) {
            Ok(done) => done,
            Err(exception) => return self.fail(&target, &exception, "TransformWebConfig"),
        };
        for edit in trace.edits() {
            self.say(Level::Detail, "", "", format!("  {edit}"));
        }
        for loss in trace.losses() {
            self.say(Level::Loss, &target, "", loss.clone());
        }
        self.out.trace = trace;
        let source_is_read_only = is_present && found.is_some() && is_read_only(&source);
        if source_is_read_only && !job.ignores_permissions && job.sdk.resets_published_copy() {
            // The copy carried the project file's read-only mark over.
            return self.denied(&target);
        }
        match write(&tree, job.newline) {
            Ok(bytes) => self.set(&target, bytes),
            Err(failure) => {
                self.set(&target, failure.written);
                return self.fail(&target, &failure.message, "TransformWebConfig");
            }
        }
        Ok(name)
    }

    /// What the published file holds before it is read: the project's file, the template, or in old SDKs itself.
    fn reset(&mut self, target: &str, source: Option<&str>, is_read_only: bool) -> Result<Vec<u8>, Stop> {
        let job = self.job;
        if !job.sdk.resets_published_copy() {
            return match job.files.bytes(target, usize::MAX) {
                Ok(bytes) => Ok(bytes),
                Err(_) => self.denied(target),
            };
        }
        if job.is_linked {
            let text = format!(
                "System.IO.IOException: The process cannot access the file '{target}' because it is being used by \
                 another process."
            );
            return self.fail(target, &text, "TransformWebConfig");
        }
        if is_read_only && !job.ignores_permissions {
            return self.denied(target);
        }
        let Some(source) = source else {
            if job.files.bytes(target, usize::MAX).is_ok_and(|old| !is_our_own(&old)) {
                let text = "the published file is thrown away, because the project's folder has none; the SDK starts \
                            from its template";
                self.say(Level::Loss, target, "", text);
            }
            self.set(target, TEMPLATE.as_bytes().to_vec());
            return Ok(TEMPLATE.as_bytes().to_vec());
        };
        match job.files.bytes(source, usize::MAX) {
            Ok(bytes) => {
                self.set(target, bytes.clone());
                Ok(bytes)
            }
            Err(FileProblem::Unreadable(_) | FileProblem::Missing | FileProblem::TooLarge) => {
                self.denied(source)
            }
        }
    }

    fn document(&mut self, target: &str, bytes: &[u8]) -> Option<super::Tree> {
        match read(bytes) {
            Ok(tree) => Some(tree),
            Err(details) => {
                let warns = self.job.sdk.warns_about_malformed();
                if warns {
                    let text = format!(
                        "Cannot parse web.config as XML. A new web.config will be generated. Error Details : {details}"
                    );
                    self.say(Level::Warning, target, "", text);
                }
                let text = "everything in the file is lost: it is no XML, so the SDK writes a new one";
                self.say(Level::Loss, target, "", text);
                None
            }
        }
    }
}

fn is_web_config(name: &str, names_have_case: bool) -> bool {
    if names_have_case { name == "web.config" } else { name.eq_ignore_ascii_case("web.config") }
}

/// Whether a file without a source is what an earlier publish generated.
fn is_our_own(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    bytes == TEMPLATE.as_bytes()
        || (text.contains("<location path=\".\"") && text.contains("name=\"aspNetCore\""))
}
