//! Group 12: transforms, and what the SDK does at publish.

pub mod xdt_attributes_in_deployed_file;
