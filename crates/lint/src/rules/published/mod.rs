//! Group 13: what a publish left in its folder.

pub mod app_offline_left_behind;
pub mod app_offline_misnamed;
pub mod inprocess_request_handler_missing;
pub mod logs_or_keys_in_package;
pub mod multiple_apps_in_one_folder;
pub mod pdb_published;
pub mod process_target_missing;
pub mod runtimeconfig_missing;
pub mod self_contained_vs_dotnet;
pub mod web_config_read_only_or_locked;
pub mod xml_doc_published;
