//! Reads schema files: ours and a machine's own.
//!
//! Real files contain slips (misspelt keywords, a range without its validator); as in IIS they have no effect, and
//! each is reported as a [`Slip`].

use crate::model::{
    AttributeSchema, CollectionSchema, ElementSchema, Key, Member, SectionSchema, Source, TimeSpanFormat,
    Validation, ValueType,
};
use std::borrow::Cow;
use webconfig_syntax::{Document, Element};
use webconfig_text::{LineIndex, TextRange};

/// Something odd in a schema file that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// What is odd.
    pub message: String,
    /// The file, empty for our own.
    pub file: String,
    /// The line, from 1, where one place is meant.
    pub line: Option<u32>,
}

/// How deep elements may nest; real schemas stay below ten.
const DEEPEST: usize = 64;

struct Loader<'a> {
    source: &'a Source,
    text: &'a str,
    /// Made for the first slip: most files have none.
    lines: Option<LineIndex>,
    slips: &'a mut Vec<Slip>,
}

/// A further condition as it is written.
#[derive(Default)]
struct Validator<'e> {
    kind: Option<Cow<'e, str>>,
    parameter: Cow<'e, str>,
}

/// All sections of one schema file, in order.
pub(crate) fn load(text: &str, source: &Source, slips: &mut Vec<Slip>) -> Vec<SectionSchema> {
    let doc = Document::parse(text);
    let mut loader = Loader { source, text, lines: None, slips };
    if let Some(error) = doc.errors().first() {
        loader.slip(error.range, format!("not well-formed XML: {}", error.kind.class()));
    }
    let Some(root) = doc.root() else { return Vec::new() };
    if root.local_name() != "configSchema" {
        loader.slip(root.name_range(), format!("root is `{}`, not `configSchema`", root.name()));
        return Vec::new();
    }
    let mut sections = Vec::new();
    for element in root.child_elements() {
        if element.local_name() != "sectionSchema" {
            loader.slip(element.name_range(), format!("unknown schema element `{}`", element.name()));
            continue;
        }
        let path = text_of(element, "name");
        if path.is_empty() {
            loader.slip(element.name_range(), "a section without name".to_owned());
            continue;
        }
        let mut examples = Vec::new();
        for example in element.child_elements().filter(|e| e.name() == "x:example") {
            examples.push(example.content_range().of(text).into());
        }
        let mut root = loader.element(element, 0);
        root.name = path.rsplit('/').next().unwrap_or(&path).into();
        sections.push(SectionSchema {
            product: root.product.take().unwrap_or_default(),
            reference: optional(element, "x:ref"),
            path,
            root,
            examples,
        });
    }
    sections
}

fn text_of(element: Element<'_>, name: &str) -> Box<str> {
    element.value(name).unwrap_or_default().into()
}

fn optional(element: Element<'_>, name: &str) -> Option<Box<str>> {
    element.value(name).map(Into::into)
}

fn is_true(element: Element<'_>, name: &str) -> bool {
    element.value(name).is_some_and(|v| v.eq_ignore_ascii_case("true"))
}

fn doc_text(element: Element<'_>) -> Box<str> {
    let mut out = String::new();
    for node in element.children() {
        out.push_str(&node.content());
    }
    out.trim().into()
}

impl Loader<'_> {
    fn slip(&mut self, range: TextRange, message: String) {
        let file = match self.source {
            Source::Builtin => String::new(),
            Source::Machine(file) => file.to_string(),
        };
        let lines = self.lines.get_or_insert_with(|| LineIndex::new(self.text));
        let line = Some(lines.line(range.start()) + 1);
        self.slips.push(Slip { message, file, line });
    }

    fn element(&mut self, element: Element<'_>, depth: usize) -> ElementSchema {
        let mut out = ElementSchema {
            name: text_of(element, "name"),
            allow_unrecognized_attributes: is_true(element, "allowUnrecognizedAttributes"),
            is_collection_default: is_true(element, "isCollectionDefault"),
            runtime_only: element.attribute("extension").is_some(),
            product: optional(element, "x:product"),
            since: optional(element, "x:since"),
            until: optional(element, "x:until"),
            deprecated: optional(element, "x:deprecated"),
            source: self.source.clone(),
            ..ElementSchema::default()
        };
        self.known_keywords(element);
        if depth > DEEPEST {
            self.slip(element.name_range(), "nested too deeply".to_owned());
            return out;
        }
        for child in element.child_elements() {
            match child.name() {
                "attribute" => {
                    let attribute = self.attribute(child);
                    if attribute.name.is_empty() {
                        self.slip(child.name_range(), "an attribute without name".to_owned());
                    } else if out.attribute(&attribute.name).is_some() {
                        self.slip(
                            child.name_range(),
                            format!("attribute `{}` is stated twice", attribute.name),
                        );
                    } else {
                        out.attributes.push(attribute);
                    }
                }
                "element" => {
                    let inner = self.element(child, depth + 1);
                    out.elements.push(inner);
                }
                "collection" => {
                    let collection = self.collection(child, depth + 1);
                    out.collections.push(collection);
                }
                "x:doc" if child.attribute("for").is_none() => out.doc = doc_text(child),
                "x:doc" | "x:example" | "method" => {}
                other => self.slip(child.name_range(), format!("unknown schema element `{other}`")),
            }
        }
        out
    }

    /// Microsoft's own files have keywords that mean nothing, such as `mergeElement` for `mergeAppend`.
    fn known_keywords(&mut self, element: Element<'_>) {
        const KNOWN: [&str; 10] = [
            "name",
            "addElement",
            "removeElement",
            "clearElement",
            "defaultElement",
            "mergeAppend",
            "allowDuplicates",
            "allowUnrecognizedAttributes",
            "isCollectionDefault",
            "extension",
        ];
        for attribute in element.attributes() {
            let is_plain = attribute.prefix().is_none() && !attribute.is_namespace_declaration();
            if is_plain && !KNOWN.contains(&attribute.name()) {
                let message =
                    format!("unknown schema keyword `{}` of `{}`", attribute.name(), element.name());
                self.slip(attribute.name_range(), message);
            }
        }
    }

    fn collection(&mut self, element: Element<'_>, depth: usize) -> CollectionSchema {
        let mut item = self.element(element, depth);
        let add: Vec<Box<str>> = text_of(element, "addElement")
            .split(',')
            .map(str::trim)
            .filter(|n| !n.is_empty())
            .map(Into::into)
            .collect();
        item.name = add.first().cloned().unwrap_or_default();
        let item_docs = element
            .child_elements()
            .filter(|e| e.name() == "x:doc")
            .filter_map(|e| Some((optional(e, "for")?, doc_text(e))))
            .collect();
        CollectionSchema {
            add,
            remove: optional(element, "removeElement"),
            clear: optional(element, "clearElement"),
            default_element: optional(element, "defaultElement"),
            merge_append: !element.value("mergeAppend").is_some_and(|v| v.eq_ignore_ascii_case("false")),
            allow_duplicates: is_true(element, "allowDuplicates"),
            item,
            item_docs,
        }
    }

    fn attribute(&mut self, element: Element<'_>) -> AttributeSchema {
        let mut out = AttributeSchema { source: self.source.clone(), ..AttributeSchema::default() };
        let (mut is_unique, mut is_combined) = (false, false);
        let mut validator = Validator::default();
        let mut kind = Cow::Borrowed("");
        let mut time_span = TimeSpanFormat::Text;
        // One pass: there are some ten thousand of them.
        for attribute in element.attributes() {
            let value = attribute.value();
            let is_true = || value.eq_ignore_ascii_case("true");
            match attribute.name() {
                "name" => out.name = value.into(),
                "type" => kind = value,
                "required" => out.required = is_true(),
                "isUniqueKey" => is_unique = is_true(),
                "isCombinedKey" => is_combined = is_true(),
                "defaultValue" => out.default = Some(value.into()),
                "expanded" => out.expanded = is_true(),
                "encrypted" => out.encrypted = is_true(),
                "caseSensitive" => out.case_sensitive = is_true(),
                "allowInfinite" => out.allow_infinite = is_true(),
                "timeSpanFormat" => {
                    time_span = match &*value {
                        "seconds" => TimeSpanFormat::Seconds,
                        "minutes" => TimeSpanFormat::Minutes,
                        _ => TimeSpanFormat::Text,
                    };
                }
                "validationType" => validator.kind = Some(value),
                "validationParameter" => validator.parameter = value,
                "extension" => out.runtime_only = true,
                "displayHex" | "comment" => {}
                "x:product" => out.product = Some(value.into()),
                "x:since" => out.since = Some(value.into()),
                "x:until" => out.until = Some(value.into()),
                "x:was" => out.was = Some(value.into()),
                "x:secret" => out.secret = is_true(),
                "x:deprecated" => out.deprecated = Some(value.into()),
                "x:format" => out.format = Some(value.into()),
                "x:values" => {
                    let values = value.split(',').map(str::trim).filter(|s| !s.is_empty());
                    out.values = values.map(Into::into).collect();
                }
                name if attribute.prefix().is_none() => {
                    let of = text_of(element, "name");
                    let message = format!("unknown schema keyword `{name}` of attribute `{of}`");
                    self.slip(attribute.name_range(), message);
                }
                _ => {}
            }
        }
        out.key = match (is_unique, is_combined) {
            (true, _) => Key::Unique,
            (false, true) => Key::Combined,
            (false, false) => Key::None,
        };
        out.secret |= out.encrypted;
        out.value_type = self.value_type(element, &kind, time_span);
        (out.validation, out.stray_validation) = self.validation(element, validator);
        out.doc = element.child("doc").map(doc_text).unwrap_or_default();
        out
    }

    fn value_type(&mut self, element: Element<'_>, kind: &str, time_span: TimeSpanFormat) -> ValueType {
        let members = |tags: &[&str]| {
            element
                .child_elements()
                .filter(|e| tags.contains(&e.name()))
                .zip(0i64..)
                .map(|(e, at)| Member {
                    name: text_of(e, "name"),
                    value: e.value("value").and_then(|v| number(&v)).unwrap_or(at),
                    doc: e.child("doc").map(doc_text).unwrap_or_default(),
                    since: optional(e, "x:since"),
                })
                .collect::<Vec<_>>()
        };
        match kind {
            "bool" => ValueType::Bool,
            "int" => ValueType::Int,
            "uint" => ValueType::UInt,
            "int64" => ValueType::Int64,
            "string" => ValueType::String,
            "timeSpan" => ValueType::TimeSpan(time_span),
            "enum" => ValueType::Enum(members(&["enum"])),
            // The comment in Microsoft's own file says `flags`, its content says `flag`.
            "flags" => ValueType::Flags(members(&["flag", "flags"])),
            other => {
                let name = text_of(element, "name");
                let what =
                    if other.is_empty() { "no type".to_owned() } else { format!("unknown type `{other}`") };
                self.slip(element.name_range(), format!("{what} of attribute `{name}`, read as string"));
                ValueType::String
            }
        }
    }

    fn validation(
        &mut self,
        element: Element<'_>,
        Validator { kind, parameter }: Validator<'_>,
    ) -> (Option<Validation>, Option<Box<str>>) {
        let kind = match kind {
            Some(kind) => kind,
            None if parameter.is_empty() => return (None, None),
            None => {
                self.slip(
                    element.name_range(),
                    format!(
                        "a validationParameter of attribute `{}` without validationType has no effect",
                        text_of(element, "name")
                    ),
                );
                return (None, Some(parameter.into()));
            }
        };
        let validation = validation_of(&kind, &parameter);
        let name = text_of(element, "name");
        if let Validation::Other(other) = &validation {
            let message = format!("unknown validator `{other}` of attribute `{name}` is not checked");
            self.slip(element.name_range(), message);
        }
        let is_range =
            matches!(validation, Validation::IntegerRange { .. } | Validation::TimeSpanRange { .. });
        if is_range && parameter.split(',').take(2).filter_map(number).count() < 2 {
            let message = format!("the validationParameter `{parameter}` of attribute `{name}` is no range");
            self.slip(element.name_range(), message);
        }
        (Some(validation), None)
    }
}

/// A validator by its name, with its parameter.
pub(crate) fn validation_of(kind: &str, parameter: &str) -> Validation {
    let mut parts = parameter.split(',').map(str::trim);
    let mut next = || parts.next().and_then(number);
    let exclude = parameter.split(',').any(|p| p.trim().eq_ignore_ascii_case("exclude"));
    match kind {
        "nonEmptyString" => Validation::NonEmptyString,
        "requireTrimmedString" => Validation::RequireTrimmedString,
        "integerRange" => Validation::IntegerRange {
            min: next().unwrap_or(i64::MIN),
            max: next().unwrap_or(i64::MAX),
            exclude,
        },
        "timeSpanRange" => Validation::TimeSpanRange {
            min: next().unwrap_or(i64::MIN),
            max: next().unwrap_or(i64::MAX),
            granularity: next().unwrap_or(1),
            exclude,
        },
        "applicationPoolName" => Validation::ApplicationPoolName,
        "siteName" => Validation::SiteName,
        "applicationPath" => Validation::ApplicationPath,
        "virtualDirectoryPath" => Validation::VirtualDirectoryPath,
        other => Validation::Other(other.into()),
    }
}

fn number(text: &str) -> Option<i64> {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => i64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}
