//! Facts as they were in earlier versions: defaults and ranges that changed.
//!
//! What came with a later version is not taken away; it bears the version (`since`), and who reads it decides.

use crate::loader::validation_of;
use crate::{AttributeSchema, ElementSchema, Release, Validation};

/// Gives an element, and what lies in it, the facts of an earlier version. Recursion follows the schema, which the
/// loader keeps shallow.
pub(crate) fn set_back(element: &mut ElementSchema, release: Release) {
    for attribute in &mut element.attributes {
        let Some(was) = attribute.was.take() else { continue };
        for fact in was.split("; ").filter_map(Fact::parse) {
            if release < fact.before {
                fact.apply(attribute);
            }
        }
        attribute.was = Some(was);
    }
    for inner in &mut element.elements {
        set_back(inner, release);
    }
    for collection in &mut element.collections {
        set_back(&mut collection.item, release);
    }
}

/// `before 8.0 defaultValue=v2.0`.
struct Fact<'t> {
    before: Release,
    keyword: &'t str,
    value: &'t str,
}

impl<'t> Fact<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (number, fact) = text.trim().strip_prefix("before ")?.split_once(' ')?;
        let (keyword, value) = fact.split_once('=')?;
        Some(Self { before: Release::of_number(number)?, keyword, value })
    }

    fn apply(&self, attribute: &mut AttributeSchema) {
        match self.keyword {
            "defaultValue" => attribute.default = Some(self.value.into()),
            "validationType" => attribute.validation = Some(validation_of(self.value, "")),
            "validationParameter" if self.value.is_empty() => attribute.validation = None,
            "validationParameter" => {
                let kind = match attribute.validation {
                    Some(Validation::TimeSpanRange { .. }) => "timeSpanRange",
                    _ => "integerRange",
                };
                attribute.validation = Some(validation_of(kind, self.value));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Fact;
    use crate::{AttributeSchema, ElementSchema, Release, Schema};

    fn every_attribute<'s>(element: &'s ElementSchema, all: &mut Vec<&'s AttributeSchema>) {
        all.extend(&element.attributes);
        let inner = element.elements.iter().chain(element.collections.iter().map(|c| &c.item));
        inner.for_each(|e| every_attribute(e, all));
    }

    #[test]
    fn every_fact_about_the_past_is_understood() {
        let mut seen = 0;
        for path in Schema::builtin().paths() {
            let mut all = Vec::new();
            every_attribute(&Schema::builtin().section(path).unwrap().root, &mut all);
            for fact in all.iter().filter_map(|a| a.was.as_deref()).flat_map(|was| was.split("; ")) {
                let known = Fact::parse(fact).unwrap_or_else(|| panic!("{path}: {fact}"));
                assert!(
                    ["defaultValue", "validationParameter", "validationType"].contains(&known.keyword),
                    "{fact}"
                );
                seen += 1;
            }
        }
        assert!(seen > 20, "{seen}");
    }

    #[test]
    fn an_earlier_version_has_its_own_defaults_and_ranges() {
        let pool = |release| {
            &Schema::of_release(release).section("system.applicationHost/applicationPools").unwrap().root
        };
        let runtime = |release| pool(release).collections[0].item.attribute("managedRuntimeVersion").unwrap();
        assert_eq!(runtime(Release::Iis75).default_text(), "v2.0");
        assert_eq!(runtime(Release::Iis8).default_text(), "");
        assert_eq!(runtime(Release::Iis10v1709).default_text(), "");
        let model = |release| pool(release).collections[0].item.element("processModel").unwrap();
        let processes = |release| model(release).attribute("maxProcesses").unwrap().parse("0").is_ok();
        assert!(!processes(Release::Iis75));
        assert!(processes(Release::Iis8));
        let static_content =
            Schema::of_release(Release::Iis75).section("system.webServer/staticContent").unwrap();
        assert!(
            static_content.root.collections[0].item.attribute("fileExtension").unwrap().parse("").is_err()
        );
    }
}
