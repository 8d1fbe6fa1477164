//! Group 01: what IIS refuses for its schema, its declarations and its locks.
//!
//! Most of these give words to what `webconfig-config` found ([`crate::On::Problem`]); what IIS itself says beside
//! ours comes from there too. [`component`] knows what has to be installed for a section to exist.

mod component;
pub mod config_section_redeclared;
pub mod config_source_broken;
pub mod duplicate_collection_key;
pub mod element_or_attribute_case;
pub mod handler_references_missing_module;
pub mod invalid_typed_value;
pub mod location_attributes_conflict;
pub mod location_path_not_found;
pub mod lock_names_unknown;
pub mod missing_required_attribute;
pub mod newer_schema_than_target;
pub mod remove_without_target;
pub mod section_locked;
pub mod section_not_allowed_here;
pub mod stray_text;
pub mod unknown_attribute;
pub mod unknown_precondition;
pub mod unknown_section_or_element;
pub mod unresolved_token;
