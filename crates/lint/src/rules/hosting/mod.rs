//! Hosting, applications and pools: group 03.

pub mod pool_undefined_or_unused;
pub mod subapp_duplicates_core_handler;
