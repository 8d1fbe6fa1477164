//! Findings.

use crate::Fix;
use std::borrow::Cow;
use std::fmt;
use webconfig_text::{FileId, TextRange};

/// How bad a finding is; the order is from mildest to gravest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A thought; shown in editors and on request.
    Hint,
    /// Worth knowing.
    Info,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// All of them, mildest first.
    pub const ALL: [Self; 4] = [Self::Hint, Self::Info, Self::Warning, Self::Error];

    /// The word used in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The severity of that name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str().eq_ignore_ascii_case(word))
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Confidence {
    /// Decided by what was read.
    #[default]
    High,
    /// Very likely.
    Medium,
    /// A file that was not given could settle it; the message or help names it.
    NeedsContext,
}

impl Confidence {
    /// The word used in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::NeedsContext => "needs-context",
        }
    }
}

/// When IIS would meet the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// When the file is loaded: every request below it fails.
    File,
    /// When the section is read.
    Section,
}

impl Phase {
    /// The word used in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Section => "section",
        }
    }
}

/// How well an IIS text is known (labels of the configuration-system specification).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// Asserted by tests that run against Microsoft's own library.
    Measured,
    /// Microsoft documentation.
    Documented,
    /// Users' error pages.
    Field,
    /// Readings on an IIS 10 server.
    Reading,
    /// Read from schema files.
    Schema,
    /// Our inference.
    Inferred,
    /// Another implementation only.
    Jexus,
}

impl Evidence {
    /// The one-letter label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Measured => "M",
            Self::Documented => "D",
            Self::Field => "F",
            Self::Reading => "R",
            Self::Schema => "S",
            Self::Inferred => "I",
            Self::Jexus => "J",
        }
    }
}

/// A range in a file, or a whole file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The range; `None` for a folder or a missing file.
    pub range: Option<TextRange>,
}

impl Place {
    /// A range in a file.
    pub const fn new(file: FileId, range: TextRange) -> Self {
        Self { file, range: Some(range) }
    }

    /// A file or folder as a whole.
    pub const fn whole(file: FileId) -> Self {
        Self { file, range: None }
    }
}

/// A second place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Where.
    pub place: Place,
}

/// What IIS itself would say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IisVerdict {
    /// The HRESULT, such as `0x8007000d`; `None` where it is unknown.
    pub hresult: Option<u32>,
    /// The text of the error page; `None` where IIS fails but its words were never recorded, empty where IIS prints none.
    pub text: Option<String>,
    /// The file that IIS names.
    pub file: Option<FileId>,
    /// The line that IIS names, from 1; `None` where it reports none.
    pub line: Option<u32>,
    /// How well this is known.
    pub evidence: Evidence,
}

/// Whom a finding concerns on a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Site name.
    pub site: Option<String>,
    /// Virtual path below the site.
    pub path: Option<String>,
    /// Application pool.
    pub application_pool: Option<String>,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's code, such as `WC0104`.
    pub code: &'static str,
    /// The rule's name, such as `invalid-typed-value`.
    pub name: &'static str,
    /// The class within a code.
    pub detail: Option<Cow<'static, str>>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, where it takes effect, what follows.
    pub message: String,
    /// The token it is about.
    pub primary: Place,
    /// A few words drawn at the token in an excerpt.
    pub label: Option<String>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// What to do.
    pub help: Option<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// When IIS would meet it; `None` where IIS would not.
    pub phase: Option<Phase>,
    /// What IIS would say; `None` where it would not fail.
    pub iis: Option<IisVerdict>,
    /// How to mend it.
    pub fix: Option<Fix>,
    /// Whom it concerns.
    pub scope: Option<Scope>,
}

impl Diagnostic {
    /// A finding with nothing but the necessary.
    pub fn new(
        code: &'static str,
        name: &'static str,
        severity: Severity,
        primary: Place,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            name,
            detail: None,
            severity,
            message: message.into(),
            primary,
            label: None,
            related: Vec::new(),
            help: None,
            confidence: Confidence::High,
            phase: None,
            iis: None,
            fix: None,
            scope: None,
        }
    }
}
