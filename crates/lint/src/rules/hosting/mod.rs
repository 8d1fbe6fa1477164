//! Hosting, applications and pools: group 03.

pub mod location_wrapper_missing;
pub mod non_core_subapp_inherits_handler;
pub mod pool_undefined_or_unused;
pub mod subapp_duplicates_core_handler;
