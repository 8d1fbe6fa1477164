//! A machine's section laid over what is known of it.

use crate::loader::Slip;
use crate::model::{ElementSchema, SectionSchema, Source, ValueType};

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
                        line: None,
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
