//! What may stand in a file beside the sections: `location`, declarations, locks, XDT instructions.
//!
//! Written in the dialect of the schema folder, so that one loader and one way of showing serve both.

use std::sync::OnceLock;
use webconfig_schema::{AttributeSchema, ElementSchema, Schema};

fn schema() -> &'static Schema {
    static STRUCTURE: OnceLock<Schema> = OnceLock::new();
    STRUCTURE.get_or_init(|| Schema::from_text(include_str!("structure.xml")))
}

/// The element of that name.
pub(crate) fn element(name: &str) -> Option<&'static ElementSchema> {
    schema().section(name).map(|section| &section.root)
}

/// An attribute that may stand on the element of any section.
pub(crate) fn of_any_section(name: &str) -> Option<&'static AttributeSchema> {
    element("anySection")?.attribute(name)
}

/// An attribute that may stand on any element of a section.
pub(crate) fn of_any_element(name: &str) -> Option<&'static AttributeSchema> {
    element("anyElement")?.attribute(name)
}

/// An attribute of the XDT namespace.
pub(crate) fn instruction(name: &str) -> Option<&'static AttributeSchema> {
    element("transform")?.attribute(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_the_structure_is_documented() {
        let mut silent = Vec::new();
        for name in schema().paths() {
            let element = element(name).unwrap();
            // These two only lend their attributes.
            if element.doc.is_empty() && !matches!(name, "anySection" | "anyElement" | "transform") {
                silent.push(name.to_owned());
            }
            for attribute in &element.attributes {
                let members = attribute.value_type.members();
                if attribute.doc.is_empty() || members.iter().any(|m| m.doc.is_empty()) {
                    silent.push(format!("{name}@{}", attribute.name));
                }
            }
        }
        assert_eq!(silent, Vec::<String>::new());
    }
}
