//! Group 12: transforms, and what the SDK does at publish.

pub mod config_name_case;
pub mod project_not_web_sdk;
pub mod sdk_writes_into_wrong_location;
pub mod transform_disabled_needs_manual_values;
pub mod xdt_argument_comma;
pub mod xdt_attributes_in_deployed_file;
pub mod xdt_duplicate_insert;
pub mod xdt_engine_error;
pub mod xdt_engine_warning;
pub mod xdt_import;
pub mod xdt_insert_if_missing_without_locator;
pub mod xdt_leaves_no_document;
pub mod xdt_locator_ambiguous;
pub mod xdt_locator_does_not_compile;
pub mod xdt_namespace_wrong;
pub mod xdt_nested_instruction;
pub mod xdt_no_match;
pub mod xdt_not_run_when_transform_disabled;
pub mod xdt_prefix_in_argument;
pub mod xdt_rewrites_bytes;
pub mod xdt_source_encoding;
pub mod xdt_step_cannot_match;
pub mod xdt_suppress_warnings_spelling;
pub mod xdt_unknown_transform_or_locator;
pub mod xdt_weakens_security;
pub mod xdt_xml_prefix_lost;
