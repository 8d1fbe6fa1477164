//! Group 10: errors, diagnostics and logging.

pub mod detailed_errors_variable;
pub mod development_environment_deployed;
pub mod stdout_log_enabled;
