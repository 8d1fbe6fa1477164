//! Sensitive files and exposure: group 05.

pub mod denied_extensions_weakened;
pub mod directory_browsing_enabled;
pub mod hidden_segments_weakened;
pub mod mime_map_opens_sensitive_type;
mod path_pattern;
pub mod publish_folder_without_web_config;
mod sensitive_files;
pub mod static_handler_reaches_content_root;
