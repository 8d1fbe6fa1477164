//! What IIS itself says to a [`Problem`]: text, HRESULT, line, phase.
//!
//! The words and codes are those of the engine; where they were never recorded they stay unknown. Our own messages
//! are made by rules.

use crate::ConfigFile;
use crate::problem::{FolderProblem, Problem, ProblemKind};
use crate::server::Server;
use webconfig_diagnostics::{Evidence, IisVerdict, Phase};
use webconfig_schema::ElementSchema;
use webconfig_syntax::{Attribute, Element};

/// What IIS says, and when it would notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Text, HRESULT, file, line.
    pub iis: IisVerdict,
    /// On loading the file, or on reading the section.
    pub phase: Phase,
}

const INVALID_DATA: u32 = 0x8007_000d;
const NOT_SUPPORTED: u32 = 0x8007_0032;
const ALREADY_EXISTS: u32 = 0x8007_00b7;
const LOCK_VIOLATION: u32 = 0x8007_0021;

const LOCKED_SECTION: &str = "This configuration section cannot be used at this path. This happens when the section is \
     locked at a parent level. Locking is either by default (overrideModeDefault=\"Deny\"), or set explicitly by a \
     location tag with overrideMode=\"Deny\" or the legacy allowOverride=\"false\".";

const READ: &str = "Cannot read configuration file";
const ACCESS: &str = "Cannot read configuration file due to insufficient permissions";

/// The text with its two blanks in the middle and three at its end, as IIS prints it.
const CONFIG_SECTIONS: &str = "Only one <configSections> element allowed.  It must be the first child element of the root \
     <configuration> element   ";

/// Text, code and label of one answer; the line is the element's unless `without_line`.
struct Answer {
    text: Option<String>,
    hresult: Option<u32>,
    phase: Phase,
    evidence: Evidence,
    has_line: bool,
}

impl Answer {
    fn section(text: impl Into<String>, hresult: u32, evidence: Evidence) -> Self {
        Self {
            text: Some(text.into()),
            hresult: Some(hresult),
            phase: Phase::Section,
            evidence,
            has_line: true,
        }
    }

    fn file(text: impl Into<String>, hresult: u32, evidence: Evidence) -> Self {
        Self { phase: Phase::File, ..Self::section(text, hresult, evidence) }
    }

    /// IIS fails, and nobody wrote its words down.
    fn wordless(phase: Phase, evidence: Evidence) -> Self {
        Self { text: None, hresult: None, phase, evidence, has_line: true }
    }

    fn without_line(self) -> Self {
        Self { has_line: false, ..self }
    }

    fn without_code(self) -> Self {
        Self { hresult: None, ..self }
    }

    fn undeclared(element: Option<Element<'_>>, name: &str) -> Self {
        // Below the section that machine.config declares to be ignored the text is lost on the way.
        let in_web_server =
            element.is_some_and(|e| e.ancestors().any(|a| a.local_name() == "system.webServer"));
        if in_web_server {
            Self::file("", INVALID_DATA, Evidence::Measured).without_line()
        } else {
            let text = format!(
                "The configuration section '{name}' cannot be read because it is missing a section declaration"
            );
            Self::file(text, NOT_SUPPORTED, Evidence::Field).without_line()
        }
    }
}

impl Server<'_> {
    /// What IIS says to a problem; `None` where it would not fail.
    pub fn verdict(&self, problem: &Problem) -> Option<Verdict> {
        let file = self.file(problem.file)?;
        let element = file.document.element(problem.element);
        let answer = self.answer(problem, element, written(file, problem))?;
        let named = match &problem.kind {
            ProblemKind::UnreadableFolder { config, .. } => *config,
            _ => problem.file,
        };
        let line = element.filter(|_| answer.has_line).map(|e| file.line(e.range().start()));
        let iis = IisVerdict {
            hresult: answer.hresult,
            text: answer.text,
            file: Some(named),
            line,
            evidence: answer.evidence,
        };
        Some(Verdict { iis, phase: answer.phase })
    }

    fn answer(&self, problem: &Problem, element: Option<Element<'_>>, name: &str) -> Option<Answer> {
        let section = || self.schema().section(&problem.section).map(|s| &s.root);
        Some(match &problem.kind {
            ProblemKind::UndeclaredSection { .. }
            | ProblemKind::NothingDeclared
            | ProblemKind::NestedLocation
            | ProblemKind::WrongCase { is_section: true, .. } => Answer::undeclared(element, name),
            ProblemKind::NewerThanTarget { is_attribute: false, .. } if is_root(section(), name, element) => {
                Answer::undeclared(element, name)
            }
            // Of a `location`, or of a declaration.
            ProblemKind::WrongCase { is_attribute: true, .. } if problem.section.is_empty() => {
                Answer::wordless(Phase::File, Evidence::Inferred)
            }
            ProblemKind::WrongCase { is_attribute: true, .. }
            | ProblemKind::UnknownAttribute { .. }
            | ProblemKind::NewerThanTarget { is_attribute: true, .. } => {
                Answer::section(format!("Unrecognized attribute '{name}'"), INVALID_DATA, Evidence::Measured)
            }
            ProblemKind::TransformAttribute => {
                Answer::section(format!("Unrecognized attribute '{name}'"), INVALID_DATA, Evidence::Inferred)
            }
            ProblemKind::WrongCase { .. }
            | ProblemKind::UnknownElement { .. }
            | ProblemKind::NewerThanTarget { .. } => Answer {
                // What stands in `configSections` is read with the file.
                phase: if problem.section.is_empty() { Phase::File } else { Phase::Section },
                ..Answer::section(format!("Unrecognized element '{name}'"), INVALID_DATA, Evidence::Jexus)
            },
            ProblemKind::InvalidValue { problem, .. } => Answer {
                text: problem.iis.as_ref().map(|why| format!("The '{name}' attribute is invalid.  {why}")),
                ..Answer::section("", INVALID_DATA, Evidence::Measured)
            },
            ProblemKind::NewerMember { member } => Answer::section(
                format!("The '{name}' attribute is invalid.  {}", member.iis),
                INVALID_DATA,
                Evidence::Inferred,
            ),
            ProblemKind::MissingAttributes { names } => match &**names {
                [one] => Answer::section(
                    format!("Missing required attribute '{one}'"),
                    INVALID_DATA,
                    Evidence::Measured,
                ),
                several => Answer::section(
                    format!("Missing required attributes '{}'", several.join(",")),
                    INVALID_DATA,
                    Evidence::Jexus,
                ),
            },
            // Only .NET reads it, and there the last value counts.
            ProblemKind::DuplicateKey { .. } if &*problem.section == "appSettings" => return None,
            ProblemKind::DuplicateKey { keys, combined, same_file, .. } => {
                let (code, evidence) = if *same_file {
                    (INVALID_DATA, Evidence::Reading)
                } else {
                    (ALREADY_EXISTS, Evidence::Measured)
                };
                Answer::section(duplicate_key(name, keys, *combined), code, evidence)
            }
            ProblemKind::DuplicateSection => Answer::file(
                format!(
                    "Config section '{}' already defined. Sections must only appear once per config file. \
                     See the help topic <location> for exceptions",
                    problem.section
                ),
                ALREADY_EXISTS,
                Evidence::Field,
            ),
            ProblemKind::LockedSection { .. } => {
                Answer::section(LOCKED_SECTION, LOCK_VIOLATION, Evidence::Measured)
            }
            ProblemKind::LockAboveOpened => Answer::wordless(Phase::Section, Evidence::Documented),
            ProblemKind::LockViolation { .. } => {
                Answer::section("Lock violation", LOCK_VIOLATION, Evidence::Measured)
            }
            ProblemKind::UnknownLockName { name: unknown, .. } if name == "lockAttributes" => {
                Answer::section(
                    format!("lockAttributes contains unknown attribute '{unknown}'"),
                    INVALID_DATA,
                    Evidence::Measured,
                )
                .without_code()
            }
            ProblemKind::UnknownLockName { .. } => Answer::wordless(Phase::Section, Evidence::Inferred),
            // Such a section is passed over in silence, or (where the level is only assumed) may be right.
            ProblemKind::DefinitionNotAllowed {
                allowed: crate::AllowDefinition::MachineToApplication,
                ..
            }
            | ProblemKind::RemoveWithoutTarget { .. }
            | ProblemKind::DoubtfulSiteName { .. }
            | ProblemKind::StrayText { .. } => return None,
            ProblemKind::DefinitionNotAllowed { .. } | ProblemKind::LocationNotAllowed => {
                Answer::wordless(Phase::Section, Evidence::Documented)
            }
            ProblemKind::MisplacedConfigSections => {
                Answer::file(CONFIG_SECTIONS, ALREADY_EXISTS, Evidence::Measured).without_code()
            }
            ProblemKind::DuplicateDeclaration { path } => Answer::file(
                format!("There is a duplicate '{path}' section defined"),
                ALREADY_EXISTS,
                Evidence::Measured,
            ),
            ProblemKind::LocationConflict => Answer::wordless(Phase::File, Evidence::Documented),
            ProblemKind::LocationAttribute => Answer::wordless(Phase::File, Evidence::Inferred),
            // A section without schema is .NET's alone; native code never opens its file.
            ProblemKind::ConfigSource { .. } => {
                section()?;
                Answer::section("Specified configSource cannot be parsed", INVALID_DATA, Evidence::Measured)
                    .without_code()
            }
            ProblemKind::UnreadableFolder { reason, .. } => {
                let (text, hresult) = match reason {
                    FolderProblem::Missing => (READ, 0x8007_0003),
                    FolderProblem::IllegalPath => (READ, 0x8007_007b),
                    FolderProblem::NotAFolder => (READ, 0x8007_010b),
                    FolderProblem::FileUnreadable(_) => (ACCESS, 0x8007_0005),
                };
                Answer::file(text, hresult, Evidence::Measured).without_line()
            }
            ProblemKind::EncryptedSection => Answer::section(
                "Configuration section encryption is not supported",
                NOT_SUPPORTED,
                Evidence::Documented,
            )
            .without_code(),
        })
    }
}

/// The name that a problem is about: the attribute's, else the element's.
pub(crate) fn written<'f>(file: &'f ConfigFile, problem: &Problem) -> &'f str {
    let attribute = problem.attribute.and_then(|a| file.document.attribute(a));
    attribute
        .map(Attribute::name)
        .or_else(|| Some(file.document.element(problem.element)?.local_name()))
        .unwrap_or("")
}

/// Whether an element is the section's own rather than one inside it.
fn is_root(section: Option<&ElementSchema>, name: &str, element: Option<Element<'_>>) -> bool {
    section.is_some_and(|root| &*root.name == name)
        && element.is_some_and(|e| e.ancestors().all(|a| a.local_name() != name))
}

fn duplicate_key(element: &str, keys: &[(String, String)], combined: bool) -> String {
    let text = format!("Cannot add duplicate collection entry of type '{element}' with");
    match keys {
        [(name, value)] if !combined => format!("{text} unique key attribute '{name}' set to '{value}'"),
        _ => {
            let kind = if combined { "combined" } else { "unique" };
            let names: Vec<&str> = keys.iter().map(|(name, _)| name.as_str()).collect();
            let values: Vec<&str> = keys.iter().map(|(_, value)| value.as_str()).collect();
            format!(
                "{text} {kind} key attributes '{}' respectively set to '{}'",
                names.join(", "),
                values.join(", ")
            )
        }
    }
}
