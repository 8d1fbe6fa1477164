//! Group 11: configuration that does nothing, or nothing any more.

pub mod classic_handlers_in_integrated_mode;
pub mod http_platform_handler;
pub mod module_v1_handler;
