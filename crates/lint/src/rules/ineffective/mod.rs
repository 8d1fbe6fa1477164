//! Group 11: configuration that does nothing, or nothing any more.

pub mod classic_handlers_in_integrated_mode;
