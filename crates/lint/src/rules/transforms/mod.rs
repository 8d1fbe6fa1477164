//! Group 12: transforms, and what the SDK does at publish.

pub mod config_name_case;
pub mod project_not_web_sdk;
pub mod sdk_writes_into_wrong_location;
pub mod transform_disabled_needs_manual_values;
pub mod xdt_attributes_in_deployed_file;
pub mod xdt_not_run_when_transform_disabled;
