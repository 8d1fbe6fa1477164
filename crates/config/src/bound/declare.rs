//! `configSections`: what a file declares, and what is wrong with how it says so.
//!
//! Which declarations count at a level is the business of `declarations`.

use super::Binder;
use crate::Origin;
use crate::declarations::{AllowDefinition, Declaration};
use crate::nearest::{nearest, only_in_case};
use crate::problem::ProblemKind;
use webconfig_syntax::{Attribute, Element};

/// What a `section` or `sectionGroup` may have.
const DECLARING_ATTRIBUTES: [&str; 8] = [
    "name",
    "type",
    "allowDefinition",
    "overrideModeDefault",
    "allowLocation",
    "requirePermission",
    "restartOnExternalChanges",
    "allowExeDefinition",
];

impl Binder<'_> {
    pub(super) fn declare(&mut self, root: Element<'_>) {
        for (at, child) in root.child_elements().enumerate() {
            if !child.local_name().eq_ignore_ascii_case("configSections") {
                continue;
            }
            self.letter_case(child, "configSections", true);
            if at > 0 {
                self.problem(ProblemKind::MisplacedConfigSections, child, None);
            }
            self.declare_in(child);
        }
    }

    fn declare_in(&mut self, sections: Element<'_>) {
        // A stack instead of recursion: a hostile file nests groups as deep as it is long.
        let mut open: Vec<(Element<'_>, String)> = vec![(sections, String::new())];
        let mut depth_guard = 0usize;
        while let Some((element, prefix)) = open.pop() {
            let mut inner = Vec::new();
            for child in element.child_elements() {
                let Some(word) = self.declaring(child) else { continue };
                let in_any_case = || {
                    child.attributes().find(|a| a.name().eq_ignore_ascii_case("name")).map(Attribute::value)
                };
                let name = child.value("name").or_else(in_any_case).filter(|n| !n.is_empty());
                let Some(name) = name else { continue };
                let path = if prefix.is_empty() { name.into_owned() } else { format!("{prefix}/{name}") };
                if word == "section" {
                    self.declare_section(child, &path);
                    continue;
                }
                self.declarations.declare_group(&path);
                depth_guard += path.len();
                // Paths of nested groups grow with the nesting; past a megabyte nobody means it.
                if depth_guard < 1 << 20 {
                    inner.push((child, path));
                }
            }
            open.extend(inner.into_iter().rev());
        }
    }

    /// Which of the two words that declare something an element is.
    fn declaring(&mut self, element: Element<'_>) -> Option<&'static str> {
        const WORDS: [&str; 2] = ["section", "sectionGroup"];
        let name = element.local_name();
        let word = WORDS.into_iter().find(|w| w.eq_ignore_ascii_case(name));
        match word {
            Some(word) => {
                self.letter_case(element, word, false);
                self.attribute_case(element);
            }
            // .NET takes declarations back with these.
            None if matches!(name, "remove" | "clear") => {}
            None => {
                let nearest = nearest(name, WORDS).into();
                let kind = ProblemKind::UnknownElement { nearest, belongs_in: None };
                self.problem(kind, element, None);
            }
        }
        word
    }

    /// Tells a name of the configuration system itself that is right but for its letter case.
    pub(super) fn letter_case(&mut self, element: Element<'_>, expected: &str, is_section: bool) {
        if element.local_name() != expected {
            let kind = ProblemKind::WrongCase { expected: expected.into(), is_attribute: false, is_section };
            self.problem(kind, element, None);
        }
    }

    /// The same for the attributes of a declaration.
    fn attribute_case(&mut self, element: Element<'_>) {
        for attribute in element.attributes() {
            let Some(expected) = only_in_case(attribute.name(), &DECLARING_ATTRIBUTES) else { continue };
            self.problem_at(ProblemKind::wrong_attribute_case(expected), (element, Some(attribute)), None);
        }
    }

    fn declare_section(&mut self, element: Element<'_>, path: &str) {
        let is = |name: &str, word: &str| element.value(name).is_some_and(|v| v.eq_ignore_ascii_case(word));
        let declaration = Declaration {
            path: path.into(),
            allow_definition: element
                .value("allowDefinition")
                .and_then(|v| AllowDefinition::parse(&v))
                .unwrap_or_default(),
            override_default: !is("overrideModeDefault", "Deny"),
            allow_location: !is("allowLocation", "false"),
            file: self.file.id,
            element: element.id(),
        };
        if let Some(earlier) = self.declarations.declare(declaration) {
            let related = Origin { file: earlier.file, element: earlier.element, attribute: None };
            self.problem(ProblemKind::DuplicateDeclaration { path: path.into() }, element, Some(related));
        }
    }

    /// Every chain of files knows `configProtectedData`, though none declares it.
    pub(super) fn declare_implicitly(&mut self, root: Element<'_>) {
        self.declarations.declare(Declaration {
            path: "configProtectedData".into(),
            allow_definition: AllowDefinition::Everywhere,
            override_default: true,
            allow_location: false,
            file: self.file.id,
            element: root.id(),
        });
    }
}
