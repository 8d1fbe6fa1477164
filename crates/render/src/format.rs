//! The list of formats.

use crate::Report;
use crate::{azure, checkstyle, concise, github, gitlab, json, junit, msbuild, sarif, teamcity, text};
use std::io::{self, Write};

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people: message, excerpt, what IIS says, what to do.
    Text,
    /// One line a finding.
    Concise,
    /// One object.
    Json,
    /// One object a finding and line.
    Jsonl,
    /// SARIF 2.1.0.
    Sarif,
    /// The canonical messages of builds.
    Msbuild,
    /// Workflow commands of GitHub Actions.
    Github,
    /// Logging commands of Azure Pipelines.
    Azure,
    /// GitLab's Code Quality report.
    Gitlab,
    /// `JUnit` XML.
    Junit,
    /// Service messages of `TeamCity`.
    Teamcity,
    /// Checkstyle XML.
    Checkstyle,
}

impl Format {
    /// All of them, in the order of the contract.
    pub const ALL: [Self; 12] = [
        Self::Text,
        Self::Concise,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Msbuild,
        Self::Github,
        Self::Azure,
        Self::Gitlab,
        Self::Junit,
        Self::Teamcity,
        Self::Checkstyle,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Msbuild => "msbuild",
            Self::Github => "github",
            Self::Azure => "azure",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Teamcity => "teamcity",
            Self::Checkstyle => "checkstyle",
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// How the formats for people look.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Whether to use colour.
    pub color: bool,
}

/// Writes a report.
pub fn render(format: Format, report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(report, style, out),
        Format::Concise => concise::write(report, style, out),
        Format::Json => json::write(report, out),
        Format::Jsonl => json::write_lines(report, out),
        Format::Sarif => sarif::write(report, out),
        Format::Msbuild => msbuild::write(report, out),
        Format::Github => github::write(report, out),
        Format::Azure => azure::write(report, out),
        Format::Gitlab => gitlab::write(report, out),
        Format::Junit => junit::write(report, out),
        Format::Teamcity => teamcity::write(report, out),
        Format::Checkstyle => checkstyle::write(report, out),
    }
}
