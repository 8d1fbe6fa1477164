//! Something that IIS would refuse.

use crate::views::ServerView;
use webconfig_config::{ConfigFile, Origin, Problem};
use webconfig_diagnostics::{Evidence, IisVerdict, Place};
use webconfig_syntax::{Attribute, Element};

/// A problem with its file at hand.
#[derive(Clone, Debug)]
pub struct ProblemView<'a> {
    /// The server.
    pub server: ServerView<'a>,
    /// The problem.
    pub problem: Problem,
    /// The file.
    pub file: &'a ConfigFile,
    /// The element whose line IIS names.
    pub element: Element<'a>,
}

impl<'a> ProblemView<'a> {
    /// The attribute that is meant.
    pub fn attribute(&self) -> Option<Attribute<'a>> {
        self.file.document.attribute(self.problem.attribute?)
    }

    /// The element's origin.
    pub fn origin(&self) -> Origin {
        Origin { file: self.file.id, element: self.element.id(), attribute: self.problem.attribute }
    }

    /// The element's name.
    pub fn name_place(&self) -> Place {
        Place::new(self.file.id, self.element.name_range())
    }

    /// The attribute's name, else the element's.
    pub fn attribute_name_place(&self) -> Place {
        self.attribute().map_or_else(|| self.name_place(), |a| Place::new(self.file.id, a.name_range()))
    }

    /// The attribute's value, else the element's name.
    pub fn value_place(&self) -> Place {
        self.attribute().map_or_else(|| self.name_place(), |a| Place::new(self.file.id, a.value_range()))
    }

    /// What IIS says, at the element's line.
    pub fn verdict(&self, hresult: u32, text: impl Into<String>, evidence: Evidence) -> IisVerdict {
        self.server.verdict(self.origin(), hresult, text, evidence)
    }
}
