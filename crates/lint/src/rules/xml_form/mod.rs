//! Group 00: XML and the form of files.

pub mod config_file_misnamed;
pub mod dtd_or_external_entity;
pub mod duplicate_section_element;
pub mod encoding_mismatch;
pub mod file_too_large;
pub mod file_unreadable;
pub mod merge_conflict_or_editor_residue;
pub mod wrong_root_element;
pub mod xml_not_well_formed;
