//! Reads schema files: ours and a machine's own.
//!
//! Real files contain slips (misspelt keywords, a range without its validator); as in IIS they have no effect, and
//! each is reported as a [`Slip`].

use crate::model::{
    AttributeSchema, CollectionSchema, ElementSchema, Key, Member, SectionSchema, Source, TimeSpanFormat,
    Validation, ValueType,
};
use webconfig_syntax::{Document, Element};
use webconfig_text::TextRange;

/// Something odd in a schema file that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// What is odd.
    pub message: String,
    /// The file, empty for our own.
    pub file: String,
    /// Where.
    pub range: TextRange,
}

/// How deep elements may nest; real schemas stay below ten.
const DEEPEST: usize = 64;

struct Loader<'a> {
    source: &'a Source,
    slips: &'a mut Vec<Slip>,
}

/// All sections of one schema file, in order.
pub(crate) fn load(text: &str, source: &Source, slips: &mut Vec<Slip>) -> Vec<SectionSchema> {
    let doc = Document::parse(text);
    let mut loader = Loader { source, slips };
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
        self.slips.push(Slip { message, file, range });
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
        if depth > DEEPEST {
            self.slip(element.name_range(), "nested too deeply".to_owned());
            return out;
        }
        for child in element.child_elements() {
            match child.name() {
                "attribute" => {
                    let attribute = self.attribute(child);
                    if out.attribute(&attribute.name).is_some() {
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
        const KNOWN: [&str; 16] = [
            "name",
            "type",
            "required",
            "isUniqueKey",
            "isCombinedKey",
            "defaultValue",
            "expanded",
            "encrypted",
            "caseSensitive",
            "allowInfinite",
            "timeSpanFormat",
            "validationType",
            "validationParameter",
            "extension",
            "displayHex",
            "comment",
        ];
        for attribute in element.attributes() {
            if attribute.prefix().is_none() && !KNOWN.contains(&attribute.name()) {
                self.slip(attribute.name_range(), format!("unknown schema keyword `{}`", attribute.name()));
            }
        }
        let key = if is_true(element, "isUniqueKey") {
            Key::Unique
        } else if is_true(element, "isCombinedKey") {
            Key::Combined
        } else {
            Key::None
        };
        let (validation, stray_validation) = self.validation(element);
        AttributeSchema {
            name: text_of(element, "name"),
            value_type: self.value_type(element),
            default: optional(element, "defaultValue"),
            required: is_true(element, "required"),
            key,
            expanded: is_true(element, "expanded"),
            encrypted: is_true(element, "encrypted"),
            case_sensitive: is_true(element, "caseSensitive"),
            allow_infinite: is_true(element, "allowInfinite"),
            runtime_only: element.attribute("extension").is_some(),
            validation,
            stray_validation,
            doc: element.child("doc").map(doc_text).unwrap_or_default(),
            product: optional(element, "x:product"),
            since: optional(element, "x:since"),
            until: optional(element, "x:until"),
            was: optional(element, "x:was"),
            secret: is_true(element, "x:secret") || is_true(element, "encrypted"),
            deprecated: optional(element, "x:deprecated"),
            format: optional(element, "x:format"),
            values: element
                .value("x:values")
                .map(|v| v.split(',').map(str::trim).filter(|s| !s.is_empty()).map(Into::into).collect())
                .unwrap_or_default(),
            source: self.source.clone(),
        }
    }

    fn value_type(&mut self, element: Element<'_>) -> ValueType {
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
        match &*text_of(element, "type") {
            "bool" => ValueType::Bool,
            "int" => ValueType::Int,
            "uint" => ValueType::UInt,
            "int64" => ValueType::Int64,
            "string" => ValueType::String,
            "timeSpan" => ValueType::TimeSpan(match element.value("timeSpanFormat").as_deref() {
                Some("seconds") => TimeSpanFormat::Seconds,
                Some("minutes") => TimeSpanFormat::Minutes,
                _ => TimeSpanFormat::Text,
            }),
            "enum" => ValueType::Enum(members(&["enum"])),
            // The comment in Microsoft's own file says `flags`, its content says `flag`.
            "flags" => ValueType::Flags(members(&["flag", "flags"])),
            other => {
                self.slip(element.name_range(), format!("unknown type `{other}`, read as string"));
                ValueType::String
            }
        }
    }

    fn validation(&mut self, element: Element<'_>) -> (Option<Validation>, Option<Box<str>>) {
        let parameter = text_of(element, "validationParameter");
        let kind = match element.value("validationType") {
            Some(kind) => kind,
            None if parameter.is_empty() => return (None, None),
            None => {
                self.slip(
                    element.name_range(),
                    "a validationParameter without validationType has no effect".to_owned(),
                );
                return (None, Some(parameter));
            }
        };
        let validation = validation_of(&kind, &parameter);
        if let Validation::Other(other) = &validation {
            self.slip(element.name_range(), format!("unknown validator `{other}` is not checked"));
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

/// Whether a schema file of that name comes with IIS or one of the products that we know, so that it states the facts
/// of this very machine. Any other only extends what is there.
fn is_of_windows(file: &str) -> bool {
    const FILES: [&str; 17] = [
        "iis_schema.xml",
        "aspnet_schema.xml",
        "fx_schema.xml",
        "rscaext.xml",
        "ftp_schema.xml",
        "ftp_rscaext.xml",
        "webdav_schema.xml",
        "rewrite_schema.xml",
        "arr_schema.xml",
        "webfarm.xml",
        "aspnetcore_schema.xml",
        "aspnetcore_schema_v2.xml",
        "httpplatform_schema.xml",
        "iisnode_schema.xml",
        "cors_schema.xml",
        "netfx40_iis_schema_update.xml",
        "netfx45_iis_schema_update.xml",
    ];
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_ascii_lowercase();
    FILES.contains(&name.as_str())
}

/// Lays a machine's section over what is known: new attributes, elements and collections are taken; facts of known
/// attributes are the machine's where the file is one of Windows's own; documentation stays ours.
pub(crate) fn merge_section(
    into: &mut SectionSchema,
    from: SectionSchema,
    file: &str,
    slips: &mut Vec<Slip>,
) {
    if into.path.is_empty() {
        *into = from;
        return;
    }
    merge_element(&mut into.root, from.root, file, slips, &into.path.clone());
}

fn merge_element(
    into: &mut ElementSchema,
    from: ElementSchema,
    file: &str,
    slips: &mut Vec<Slip>,
    path: &str,
) {
    into.allow_unrecognized_attributes |= from.allow_unrecognized_attributes;
    for attribute in from.attributes {
        match into.attributes.iter_mut().find(|a| a.name == attribute.name) {
            None => into.attributes.push(attribute),
            Some(known) if known.source == Source::Builtin && is_of_windows(file) => {
                let ours = std::mem::replace(known, attribute);
                known.doc = ours.doc;
                known.product = ours.product;
                known.since = ours.since;
                known.until = ours.until;
                known.was = ours.was;
                known.secret |= ours.secret;
                known.deprecated = ours.deprecated;
                known.format = ours.format;
                known.values = ours.values;
                if let (
                    ValueType::Enum(new) | ValueType::Flags(new),
                    ValueType::Enum(old) | ValueType::Flags(old),
                ) = (&mut known.value_type, &ours.value_type)
                {
                    for member in new {
                        if let Some(same) = old.iter().find(|o| o.name == member.name) {
                            member.doc.clone_from(&same.doc);
                        }
                    }
                }
            }
            Some(known) => {
                // The first definition wins, as in IIS; ours stands for the files that Windows brings.
                if known.value_type != attribute.value_type || known.default != attribute.default {
                    slips.push(Slip {
                        message: format!(
                            "`{path}@{}` is already defined differently; the first definition counts",
                            attribute.name
                        ),
                        file: file.to_owned(),
                        range: TextRange::default(),
                    });
                }
            }
        }
    }
    for element in from.elements {
        match into.elements.iter_mut().find(|e| e.name == element.name) {
            None => into.elements.push(element),
            Some(known) => {
                let path = format!("{path}/{}", element.name);
                merge_element(known, element, file, slips, &path);
            }
        }
    }
    for collection in from.collections {
        match into.collections.iter_mut().find(|c| c.add == collection.add) {
            None => into.collections.push(collection),
            Some(known) => {
                let path = format!("{path}/{}", collection.item.name);
                merge_element(&mut known.item, collection.item, file, slips, &path);
            }
        }
    }
}
