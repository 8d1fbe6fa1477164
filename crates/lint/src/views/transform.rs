//! A transform by itself: its instructions, each with its element in the text.

use std::borrow::Cow;
use webconfig_config::{ConfigFile, XDT_NAMESPACE};
use webconfig_syntax::{Attribute, Element};
use webconfig_text::TextRange;
use webconfig_transform::{self as xdt, Call};

/// An element of a transform with `xdt:Transform` or `xdt:Locator`.
#[derive(Clone, Debug)]
pub struct Instruction<'a> {
    /// The element.
    pub element: Element<'a>,
    /// What its `Transform` says.
    pub transform: Option<Call>,
    /// What its `Locator` says.
    pub locator: Option<Call>,
}

impl Instruction<'_> {
    /// The name of its transform, empty for none.
    pub fn transform_name(&self) -> &str {
        self.transform.as_ref().map_or("", |t| t.name.as_str())
    }

    /// Whether it puts its element with everything in it into the result.
    pub fn copies_element(&self) -> bool {
        matches!(
            self.transform_name(),
            "Insert" | "InsertIfMissing" | "InsertBefore" | "InsertAfter" | "Replace"
        )
    }

    /// Whether it takes something away.
    pub fn removes(&self) -> bool {
        matches!(self.transform_name(), "Remove" | "RemoveAll" | "RemoveAttributes")
    }

    /// Whether it has a locator that asks for something.
    pub fn has_locator(&self) -> bool {
        self.locator.as_ref().is_some_and(|l| l.name != "DefaultLocator")
    }

    /// The value of `xdt:Transform`, else the element's name.
    pub fn transform_range(&self) -> TextRange {
        self.transform.as_ref().map_or(self.element.name_range(), |t| t.value)
    }

    /// The value of `xdt:Locator`, else that of `xdt:Transform`.
    pub fn locator_range(&self) -> TextRange {
        self.locator.as_ref().map_or(self.transform_range(), |l| l.value)
    }

    /// Whether its path can match in no source, as rule WC1221 says.
    pub fn cannot_match(&self) -> bool {
        crate::rules::transforms::xdt_step_cannot_match::reason(self).is_some()
            || crate::rules::transforms::xdt_step_cannot_match::foreign_ancestor(self.element).is_some()
    }
}

/// A transform.
#[derive(Debug)]
pub struct TransformView<'a> {
    /// The file.
    pub file: &'a ConfigFile,
    /// Its instructions in document order; none while the text is not well formed.
    pub instructions: Vec<Instruction<'a>>,
    /// Whether an `xdt:Import` may supply names.
    pub has_import: bool,
    /// Whether its source is known, so that rules on pairs look at it too.
    pub has_source: bool,
}

impl<'a> TransformView<'a> {
    /// Reads a transform.
    pub fn new(file: &'a ConfigFile) -> Self {
        let mut written = xdt::instructions(file.source.text()).into_iter().peekable();
        let mut instructions = Vec::new();
        let mut has_import = false;
        for element in file.document.elements() {
            let start = element.range().start();
            while written.next_if(|i| i.element.start() < start).is_some() {}
            if let Some(found) = written.next_if(|i| i.element.start() == start) {
                let xdt::Instruction { transform, locator, .. } = found;
                instructions.push(Instruction { element, transform, locator });
            }
            has_import |= is_import(element);
        }
        Self { file, instructions, has_import, has_source: false }
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.file.source.text()
    }

    /// The instruction on the element that begins at an offset.
    pub fn instruction_at(&self, start: u32) -> Option<&Instruction<'a>> {
        let at = self.instructions.binary_search_by_key(&start, |i| i.element.range().start()).ok()?;
        self.instructions.get(at)
    }
}

/// Whether an element is the engine's `Import`.
pub(crate) fn is_import(element: Element<'_>) -> bool {
    element.local_name() == "Import" && element.namespace().as_deref() == Some(XDT_NAMESPACE)
}

/// Whether an attribute is an instruction or a declaration, which no step brings over.
pub(crate) fn is_instruction(attribute: Attribute<'_>) -> bool {
    attribute.is_namespace_declaration() || attribute.namespace().as_deref() == Some(XDT_NAMESPACE)
}

/// The instruction of that local name on an element.
pub(crate) fn xdt_attribute<'a>(element: Element<'a>, name: &str) -> Option<Attribute<'a>> {
    element.attributes().find(|a| a.local_name() == name && a.namespace().as_deref() == Some(XDT_NAMESPACE))
}

/// The namespace that counts for names without a prefix, empty for none.
pub(crate) fn default_namespace(element: Element<'_>) -> Cow<'_, str> {
    element.namespace_of(None).unwrap_or_default()
}
