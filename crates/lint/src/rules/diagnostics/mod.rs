//! Group 10: errors, diagnostics and logging.

pub mod detailed_errors_variable;
pub mod development_environment_deployed;
pub mod error_page_path_invalid;
pub mod http_errors_detailed;
pub mod http_errors_swallow_app_responses;
pub mod module_debug_log_enabled;
pub mod stdout_log_enabled;
pub mod stdout_log_path_problem;
